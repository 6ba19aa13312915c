"""Tables in text files: the delimiter, the header, the cells as they are written."""
MAX_GRID = 2_000_000  # bytes up to which a text is looked at cell by cell; a longer one goes through pandas
SPAN = re.compile(r"(col|row)span\s*=\s*[\"']?\s*(\d{1,9})", re.IGNORECASE)
MOST_SPANNED = 5_000_000  # cells that a page's merged ones may fill, at most


def find_delimiter(lines):
    """The delimiter that splits the most lines into the same number of fields, or None for a single
    column."""
    best, best_score = None, 0.0
    for delimiter in [",", "\t", ";", "|", "，", "、"]:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
        except csv.Error:
            continue
        if not widths:
            continue
        usual = max(set(widths), key=lambda w: (widths.count(w), w))
        share = widths.count(usual) / len(widths)
        if usual > 1 and share * usual**0.25 > best_score and share >= 0.5:
            best, best_score = delimiter, share * usual**0.25
    if best == "," and decimal_commas(lines):
        best = None
    if best is None:
        widths = [len(line.split()) for line in lines if line.strip()]
        usual = max(set(widths), key=widths.count) if widths else 1
        if usual > 1 and widths.count(usual) / len(widths) > 0.9 and len(widths) > 2:
            best = r"\s+"
    return best


def decimal_commas(lines):
    """Whether commas only stand between the digits of numbers that blanks part."""
    return all(re.search(r"\S\s+\S", line) for line in lines) and not any(
        re.search(r",(?!\d)|(?<!\d),", line) for line in lines
    )


def split_lines(text, delimiter):
    """The cells of a text; a quoted cell may hold line breaks."""
    if delimiter is None:
        return [[line] for line in text.split("\n")]
    if delimiter == r"\s+":
        return [line.split() for line in text.split("\n")]
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter, skipinitialspace=True))
        if any(cell.count("\n") > 8 for row in rows for cell in row):
            raise csv.Error("a quote that is never closed")
        return rows
    except csv.Error:
        return list(csv.reader(io.StringIO(text), delimiter=delimiter, quoting=csv.QUOTE_NONE))


def read_text(path, size):
    with open(path, "rb") as stream:
        raw = stream.read(200_000)
    encoding, proven = encoding_of(raw)
    sample = raw.decode(encoding, errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    if len(raw) == 200_000:
        sample = sample.rpartition("\n")[0] or sample
    if not sample.strip():
        raise Unreadable(T("文件是空的，没有可读的数据。", "the file is empty: there is no data to read."))
    if sample.lstrip().lower().startswith(("<html", "<table", "<!doctype", "<?xml")):
        return read_markup(path, encoding)
    notes = encoding_note(encoding, proven)
    declared = re.match(r"\s*sep=(.)\n", sample)  # a line that Excel writes and reads
    if declared:
        sample = sample[declared.end() :]
    head = [line for line in sample.split("\n")[:200] if line.strip()]
    delimiter = declared[1] if declared else find_delimiter(head)
    cells = [cell for row in split_lines("\n".join(head[:50]), delimiter) for cell in row if cell.strip()]
    if delimiter not in (",", "\t", ";", "|") and not any(is_number_cell(cell) for cell in cells):
        if sum(len(cell) for cell in cells) / len(cells) > 12:
            raise Unreadable(
                T(
                    "是一段文字，不是表格；请提供 CSV 或 XLSX 表格。",
                    "it is prose, not a table; please give a CSV or XLSX table.",
                )
            )
    if size <= MAX_GRID or encoding.startswith("utf-32"):
        with open(path, "rb") as stream:
            text = stream.read().decode(encoding, errors="replace").replace("\r\n", "\n").replace("\r", "\n")
        found = pieces_of(split_lines(text[declared.end() :] if declared else text, delimiter), notes)
        if not found:
            raise Unreadable(T("文件里没有数据。", "the file holds no data."))
        return found
    return [read_long_text(path, size, encoding, delimiter, sample, notes)]


def read_long_text(path, size, encoding, delimiter, sample, notes):
    """A large text through pandas, thinned out evenly where it is very large."""
    rows = split_lines("\n".join(sample.split("\n")[:300]), delimiter)
    width = max(map(len, rows))
    rows = [row + [None] * (width - len(row)) for row in rows]
    header = find_header(rows[:60])
    names = clean_names(rows[header] if header is not None else [None] * width, notes)
    if len(names) > MAX_COLUMNS:
        notes.append(
            T(
                f"共有 {len(names)} 列，只用前 {MAX_COLUMNS} 列。",
                f"It has {len(names)} columns; the first {MAX_COLUMNS} are used.",
            )
        )
    if header:
        notes.append(T(f"表头前有 {header} 行说明，已跳过。", f"{header} lines above the header were skipped."))
    body = rows[(header or 0) + 1 :]
    mean_line = max(1.0, len(sample.encode(encoding, "replace")) / max(1, sample.count("\n") + 1))
    step = max(1, int(np.ceil(size / mean_line * len(names) / MAX_CELLS)))
    used = min(len(names), MAX_COLUMNS)
    plain = {
        names[j]
        for j in range(used)
        if all(re.fullmatch(r"-?(0|[1-9]\d{0,14})?(\.\d+)?", (row[j] or "").strip()) for row in body)
        and not any(DOTTED.fullmatch((row[j] or "").strip()) for row in body)
    }
    options = dict(
        sep=delimiter or "\x01",
        header=None,
        names=names,
        usecols=range(used),
        skiprows=0 if header is None else header + 1,
        encoding=encoding,
        encoding_errors="replace",
        keep_default_na=False,
        na_values=[""],
        skipinitialspace=True,
        on_bad_lines="skip",
        skip_blank_lines=True,
        dtype={n: str for n in names[:used] if n not in plain},
    )
    if delimiter == r"\s+":
        options.update(sep=None, delim_whitespace=True)
    options["engine" if delimiter in ("，", "、") else "low_memory"] = (
        "python" if delimiter in ("，", "、") else False
    )
    try:
        parts, total = [], 0
        for chunk in (
            pd.read_csv(path, chunksize=200_000, **options) if step > 1 else [pd.read_csv(path, **options)]
        ):
            parts.append(chunk.iloc[(-total) % step :: step] if step > 1 else chunk)
            total += len(chunk)
        frame = pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]
    except (pd.errors.ParserError, pd.errors.EmptyDataError, csv.Error, ValueError) as error:
        raise Unreadable(
            T(f"无法按表格解析（{str(error)[:120]}）。", f"it does not parse as a table ({str(error)[:120]}).")
        ) from None
    if step > 1:
        notes.append(
            T(
                f"共 {total} 行，数据量很大，等距抽取了 {len(frame)} 行用于计算。",
                f"Of its {total} rows every {step}th was used ({len(frame)} rows).",
            )
        )
    return Piece("", without_odd_rows(frame, notes), total, notes)


def without_odd_rows(frame, notes):
    """A long frame without headers that come again, totals and the notes below it, found by its first
    columns."""
    first = [c for c in frame.columns[:3] if frame[c].dtype == object]
    odd = pd.Series(False, index=frame.index)
    for c in first:
        said = {
            v: isinstance(v, str) and (total_words(v) == "sure" or half_width(v) == half_width(c))
            for v in pd.unique(frame[c].dropna())
        }
        odd |= frame[c].map(said).fillna(False).astype(bool)
    tail = frame.tail(20)
    odd.loc[[i for i, row in zip(tail.index, tail.values) if is_note(list(row))]] = True
    if 0 < odd.sum() <= 0.2 * len(frame):
        shown = some(frame.loc[odd, frame.columns[0]].dropna().unique())
        notes.append(
            T(
                f"去掉了 {int(odd.sum())} 行合计、重复表头或注释（{shown}）。",
                f"Left out as totals, repeated headers or notes ({int(odd.sum())}): {shown}.",
            )
        )
        frame = frame[~odd]
    return frame


def spans_too_much(path, encoding):
    """Whether a page's merged cells would fill more than any table of people's holds."""
    with open(path, encoding=encoding, errors="replace") as page:
        spans = [(kind.lower(), int(n)) for kind, n in SPAN.findall(page.read())]
    cells = sum(n if kind == "col" else 1 for kind, n in spans)
    return cells * max((n for kind, n in spans if kind == "row"), default=1) > MOST_SPANNED


def read_markup(path, encoding):
    if spans_too_much(path, encoding):
        raise Unreadable(
            T("其中的合并单元格过大；请另存为 CSV 或 XLSX。", "its merged cells span too much; save it as CSV or XLSX.")
        )
    try:
        frames = pd.read_html(path, encoding=encoding, thousands=None, keep_default_na=False)
    except (ImportError, ValueError, LookupError):
        raise Unreadable(
            T("内容是 HTML/XML 而不是表格；请另存为 CSV 或 XLSX。", "it holds HTML or XML; save it as CSV or XLSX.")
        ) from None
    result = []
    for i, frame in enumerate(frames[:10]):
        notes = [T("文件内容是 HTML 表格。", "The file holds an HTML table.")]
        names = [" ".join(dict.fromkeys(map(str, c))) if isinstance(c, tuple) else c for c in frame.columns]
        head = [] if all(isinstance(n, int) for n in names) else [names]
        for piece in pieces_of(head + frame.astype(object).values.tolist(), notes):
            piece.name = "#".join(n for n in (str(i + 1) if len(frames) > 1 else "", piece.name) if n)
            result.append(piece)
    if not result:
        raise Unreadable(T("文件里没有数据。", "the file holds no data."))
    return result
