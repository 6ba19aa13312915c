"""Types the columns of tables: missing values, codes, numbers, times; then the tables of all files.

Gives read_files(names) -> (tables, problems). Nothing here raises for a bad file: what cannot be
read is named in `problems`. Uses the cells before it.
"""
MAX_MARKED = 300_000  # rows up to which repeated identifiers are kept as text


def trimmed(series):
    """A column of cells as read, with blanks at the ends and empty texts gone."""
    if series.dtype != object:
        return series
    uniques = {v: bare(v) for v in pd.unique(series.dropna()) if isinstance(v, str)}
    if any(k != v for k, v in uniques.items()):
        series = series.map(lambda v: uniques.get(v, v) if isinstance(v, str) else v)
    return series.where(series.notna(), None)


def bare(text):
    """A cell without blanks at its ends or characters of no width; ="0123" of a spreadsheet is 0123."""
    text = re.sub(r"[\u200b-\u200d\ufeff\u00ad]", "", text).strip()
    quoted_text = re.fullmatch(r'="?([^"]*)"?', text) if text.startswith('="') else None
    return (quoted_text[1] if quoted_text else text) or None


def plain_numbers(series):
    """A column whose cells are all numbers without marks of grouping or units as numbers, or None."""
    values = series.dropna()
    if series.dtype != object:
        return (
            series
            if pd.api.types.is_numeric_dtype(series) and not pd.api.types.is_bool_dtype(series)
            else None
        )
    if (
        values.map(lambda v: isinstance(v, (bool, np.bool_))).any()
        or values.map(lambda v: hasattr(v, "year")).any()
    ):
        return None
    strings = [v for v in pd.unique(values) if isinstance(v, str)]
    if not all(re.fullmatch(r"[-+]?(\d+|\d*\.\d+|\d+\.)(e[-+]?\d{1,3})?", v, re.IGNORECASE) for v in strings):
        return None
    dotted = [v for v in strings if "." in v]
    if dotted and all(re.fullmatch(r"[-+]?[1-9]\d{0,2}\.\d{3}", v) for v in dotted):
        return None  # 1.234 may be a thousand and more: to_numbers decides
    try:
        return pd.to_numeric(series, errors="coerce")
    except (TypeError, OverflowError):
        return None


def typed(series, hint, notes, unusable):
    """One column as dates, numbers or texts; None where nothing is left of it."""
    name = series.name
    series = trimmed(series)
    series, marks, codes = drop_marks(series) if series.dtype == object else (series, {}, [])
    if series.notna().sum() == 0:
        if marks:
            shown = some(marks, 2)
            unusable[name] = T(f"只有表示缺失的记号（{shown}）", f"it holds marks of missing values only ({shown})")
        elif not NAMELESS.fullmatch(str(name)):
            unusable.setdefault(name, T("没有数据", "it is empty"))
        return None
    if codes:
        around = some([v for v in pd.unique(series.dropna()) if v not in codes], 3)
        notes.append(
            T(
                f"列“{name}”的 {some(codes)} 与 {around} 一样是代码，不按缺失处理。",
                f"{some(codes)} in '{name}' is a code like {around}, not a missing value.",
            )
        )
    code = code_reason(series) if len(series) <= MAX_MARKED else ""
    if code:
        notes += missing_notes(name, marks)
        why = T(f"列“{name}”是编码（{code}），按文字保留。", f"'{name}' holds codes ({code}); they are kept as text.")
        notes.append(why)
        return as_texts(series)
    if is_logical(series):
        return series.map({True: "True", False: "False"})
    said = []
    numbers = None if written_as_months(series) else plain_numbers(series)
    if numbers is not None:
        numbers, sentinels = drop_sentinels(numbers.replace([np.inf, -np.inf], np.nan))
        series, marks = numbers, {**marks, **sentinels}
    dates = to_dates(series, said, hint)
    if dates is not None:
        dates, days = drop_first_days(dates)
        notes += missing_notes(name, {**marks, **days}) + said
        return dates
    if numbers is None:
        said = []
        numbers = to_numbers(series, hint, said)
        if numbers is not None:
            numbers, sentinels = drop_sentinels(numbers)
            marks = {**marks, **sentinels}
    notes += missing_notes(name, marks)
    if numbers is None:
        return as_texts(series)
    notes += said
    return numbers


def missing_notes(name, counts):
    return [missing_note(name, counts)] if counts else []


def as_texts(series):
    """A column of mixed cells as texts; whole numbers without a point."""

    def text(value):
        if value is None or value != value or isinstance(value, str):
            return value
        return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)

    return series.map(text)


def is_logical(series):
    values = series.dropna()
    return pd.api.types.is_bool_dtype(series) or bool(
        values.map(lambda v: isinstance(v, (bool, np.bool_))).all()
    )


def written_as_months(series):
    """Whether a column holds 2021.1 … 2021.12, which numbers would not tell apart."""
    texts = series.dropna()
    dotted = lambda v: isinstance(v, str) and DOTTED.fullmatch(v) is not None
    if series.dtype != object or not texts.head(20).map(dotted).all() or not texts.map(dotted).all():
        return False
    return dotted_months(series, is_time_name(series.name), []) is not None


def tidy(frame, notes, unusable, title=""):
    """Types every column, drops empty rows and columns. Returns a new frame."""
    for c in frame.columns:
        if frame[c].notna().sum() == 0 and not NAMELESS.fullmatch(str(c)):
            unusable.setdefault(c, T("没有数据", "it is empty"))
    frame = frame.dropna(axis=0, how="all").dropna(axis=1, how="all")
    if frame.empty:
        return frame
    first = frame.columns[0]
    if NAMELESS.fullmatch(str(first)) and len(frame.columns) > 1:
        numbers = pd.to_numeric(frame[first], errors="coerce")
        if numbers.notna().all() and numbers.iloc[0] in (0, 1) and (numbers.diff().dropna() == 1).all():
            frame = frame.drop(columns=first)  # the row numbers pandas writes
            notes.append(T("第一列只是行号，已忽略。", "The first column only numbers the rows and was left out."))
    hint, title = decimal_hint(frame), f"{title} {' '.join(notes)}"
    columns = {}
    for name in frame.columns:
        column = typed(frame[name], hint, notes, unusable)
        if column is not None:
            columns[name] = column
    return join_time(pd.DataFrame(columns).reset_index(drop=True), notes, title)


NAMELESS = re.compile(r"列\d+|column \d+")  # what headers.py calls a column without a name


def decimal_hint(frame):
    """The decimal mark that columns of this table show beyond doubt, or None where they do not agree."""
    votes = {".": 0, ",": 0}
    for c in frame.columns:
        values = [v for v in pd.unique(frame[c].dropna())[:500] if isinstance(v, str)]
        found = marks_in(v for v in values if not looks_like_time(v))
        for mark in votes:
            votes[mark] += found[mark] > 0 and found[mark] >= found[{".": ",", ",": "."}[mark]]
    return "," if votes[","] and not votes["."] else "." if votes["."] and not votes[","] else None


EXTENSIONS = {
    "xlsx": ("xlsx", "xlsm"),
    "xls": ("xls",),
    "json": ("json", "jsonl", "txt"),
    "text": ("csv", "tsv", "txt", "dat", "data", "tab", ""),
}


def is_leftover(name):
    """Whether a file is what an operating system leaves in an archive rather than data."""
    base = os.path.basename(name)
    return (
        base.startswith(("._", "~$"))
        or base in (".DS_Store", "Thumbs.db", "desktop.ini")
        or "__MACOSX" in name.replace("\\", "/").split("/")
    )


def problem_of(error):
    """What to tell of a file that could not be read."""
    if isinstance(error, Unreadable):
        return str(error)
    if isinstance(error, MemoryError):
        return T("文件过大，内存不足。", "the file is too large for the memory given.")
    kind = type(error).__name__
    return T(f"文件已损坏或格式不符（{kind}）。", f"it is damaged or not what its name says ({kind}).")


def read_files(names):
    """Every table of the named files, cleaned and typed, and what could not be read as {"file", "reason"}."""
    tables, problems = [], []
    for name in names:
        if is_leftover(name):
            continue
        try:
            found, kind = read_any(name)
        except (
            Exception
        ) as error:  # a damaged workbook may fail in many ways; the file is named, the others go on
            problems.append({"file": name, "reason": problem_of(error)})
            continue
        extension = os.path.splitext(name)[1].lower().lstrip(".")
        for piece in found:
            notes = piece.notes
            if extension not in EXTENSIONS[kind]:
                notes.insert(
                    0,
                    T(
                        f"扩展名是 .{extension}，内容其实是 {kind}，按内容读取。",
                        f"Its extension is .{extension}, its content {kind}; it was read as what it is.",
                    ),
                )
            key = f"{name}#{piece.name}" if piece.name else name
            frame = tidy(piece.frame, notes, piece.unusable, key)
            if frame.empty or not len(frame.columns):
                problems.append(
                    {
                        "file": key,
                        "reason": T("只有表头或空行，没有数据。", "it has a header or blank lines only, no data."),
                    }
                )
                continue
            rows = (
                piece.rows if piece.rows > len(piece.frame) else len(frame)
            )  # a thinned table keeps its true size
            table = Table(key, name, frame, rows, notes, unusable=piece.unusable)
            tables.append(table)
            wide = long_form(table)
            if wide is not None:
                tables.append(wide)
    return tables, problems
