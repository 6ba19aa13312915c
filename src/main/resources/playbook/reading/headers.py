"""Finds the header of a table among its first rows and makes one row of names of it."""


def find_header(rows):
    """Index of the header among the first rows: titles and notes above it fill fewer cells. None: there is
    none."""
    filled = [sum(not is_blank(c) for c in row) for row in rows]
    if not filled or max(filled) == 0:
        return None
    width = sorted(filled)[len(filled) // 2] if len(filled) > 2 else max(filled)
    for i, row in enumerate(rows[:15]):
        cells = [c for c in row if not is_blank(c)]
        same = len(cells) > 1 and len({half_width(c) for c in cells}) == 1  # a merged title
        if filled[i] < max(1, 0.6 * width) and not heads_groups(rows, i) or same:
            continue
        numbers = sum(is_number_cell(c) and not looks_like_time(c) and month_named(c) is None for c in cells)
        if counts_up(cells):
            return i
        if numbers > 0.5 * len(cells):
            return None
        if len(cells) == 1 and width > 1 and (looks_like_time(cells[0]) or not heads_groups(rows, i)):
            continue
        if width > 1 and i + 1 < len(rows) and is_note(row) and filled[i] < width:
            continue
        dates = sum(looks_like_time(c) and not re.fullmatch(r"\d{4}年?", half_width(c)) for c in cells)
        if numbers and dates:
            return None  # 2024-01-01,5: data from the first line on
        return i
    return 0


def counts_up(cells):
    """Whether a row is a name and the numbers 1, 2, 3 … of months or quarters after it."""
    rest = [half_width(c).removesuffix(".0") for c in cells[1:]]
    turn = [str(n + 1) for n in range(len(rest))]
    return len(rest) in (4, 12) and not is_number_cell(cells[0]) and rest == turn


def heads_groups(rows, i):
    """Whether row i is the upper one of two header rows: each of its few names stands over several of the
    next row."""
    if i + 2 >= len(rows):
        return False
    upper, under, body = rows[i], rows[i + 1], rows[i + 2]
    names = [j for j, c in enumerate(upper) if not is_blank(c)]
    if len(names) < 2 or any(is_number_cell(upper[j]) for j in names):
        return False
    below = [c for c in under if not is_blank(c)]
    return len(below) > len(names) and is_lower_header(under, body)


def is_period_name(cell):
    """Whether a header cell names a year, a month or a quarter."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = half_width(cell)
    return (
        bool(re.fullmatch(r"(1[5-9]|20|21)\d\d(年|年度)?", text))
        or month_named(text) is not None
        or bool(re.fullmatch(r"(1[0-2]|[1-9])", text))
        or parse_date(text, False) is not None
    )


def is_lower_header(row, below):
    """Whether a row under a header belongs to it: names, or periods in order, above cells with numbers."""
    cells = [c for c in row if not is_blank(c)]
    if not cells or not any(is_number_cell(c) for c in below):
        return False
    periods = [c for c in cells if is_period_name(c)]
    if len(periods) > 1 and len(periods) >= len(cells) - 1:
        counted = [
            int(float(half_width(c))) for c in periods if re.fullmatch(r"\d{1,2}(\.0)?", half_width(c))
        ]
        in_turn = all(b == a + 1 or b == counted[0] for a, b in zip(counted, counted[1:]))
        return (
            len({half_width(c) for c in periods}) > 1
            and in_turn
            and not all(is_blank(c) or looks_like_time(c) for c in below[1:])
        )
    return not any(is_number_cell(c) or looks_like_time(c) for c in cells)


def is_unit(cell):
    """Whether a cell holds a unit, such as °C, (kg) or 万元."""
    text = half_width(cell).strip("()[]{}")
    if text in WORDS["units"] or text in (
        "%",
        "‰",
        "°",
        "μm",
        "-",
        "℃",
        "°c",
        "°f",
        "μg/m3",
        "ug/m3",
        "date",
        "text",
    ):
        return True
    pieces = [p for p in re.split(r"[/·*^ \-0-9²³]+", text) if p]
    if (
        len(text) <= 16
        and pieces
        and all(p in WORDS["units"] or p in MULTIPLIERS or p in ("%", "€", "$", "£") for p in pieces)
    ):
        return True
    scale = r"(k|m|mn|bn|mio\.?|mrd\.?|tsd\.?|in|thousand|million|billion|百万|千|万|亿)"
    money = scale + r"?\s*([€$£¥]|eur|usd|gbp|chf|元|美元)"
    return bool(re.fullmatch(money, text))


def clean_names(names, notes):
    """Header cells as unique names; what was doubled or empty is numbered."""
    result, seen, doubled, empty = [], set(), [], 0
    for i, name in enumerate(names):
        text = "" if is_empty(name) else re.sub(r"(?<=[一-鿿])\s*\n\s*|\s*\n\s*(?=[一-鿿])", "", str(name)[:300])
        if isinstance(name, float) and float(name).is_integer():
            text = str(int(name))
        elif hasattr(name, "year") and hasattr(name, "month"):
            text = str(name)[:10]
        text = re.sub(r"[\u200b-\u200d\ufeff\u00ad]", "", text)
        text = re.sub(r"\s+", " ", text).strip().strip('"').strip()
        if not text or re.fullmatch(r"Unnamed: \d+", text):
            text, empty = T(f"列{i + 1}", f"column {i + 1}"), empty + 1
        base, n = text, 1
        while text in seen:
            n += 1
            text = f"{base}_{n}"
        if n > 1:
            doubled.append(base)
        seen.add(text)
        result.append(text)
    if doubled:
        names = some(sorted(set(doubled)), 5)
        notes.append(
            T(
                f"表头有重名列（{names}），重名的列已加上序号。",
                f"Column names occur more than once ({names}); they were numbered.",
            )
        )
    if empty:
        notes.append(T(f"{empty} 列没有列名，已按位置命名。", f"{empty} columns had no name and were named by position."))
    return result


def carried(row):
    """A header row whose empty cells take the name to their left, as under a merged cell."""
    result, last = [], None
    for cell in row:
        last = last if is_empty(cell) else cell
        result.append(last)
    return result


def plain_name(cell):
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()


def take_header(rows, notes):
    """(names, rows of data, what stands above, units by position) of a table whose first rows may be its
    header."""
    header = find_header(rows[:60])
    if header is None:
        return [None] * len(rows[0]), rows, [], {}
    above, names, body = rows[:header], rows[header], rows[header + 1 :]
    joined = 1
    while joined < 3 and len(body) > 1 and needs_lower(names, body):
        lower = body[0]
        upper = carried(names) if joined == 1 or any(is_empty(c) for c in names) else names
        names = [
            a
            if is_empty(b) or half_width(a or "") == half_width(b)
            else b
            if is_empty(a)
            else f"{plain_name(a)}_{plain_name(b)}"
            for a, b in zip(upper, lower)
        ]
        body, joined = body[1:], joined + 1
    if joined > 1:
        notes.append(
            T(
                f"表头为{'两三'[joined - 2]}行，已合并为“上级_下级”。",
                f"The header has {joined} rows; they were joined as upper_lower.",
            )
        )
    units = {}
    if len(body) > 1:
        first = {j: c for j, c in enumerate(body[0]) if not is_empty(c)}
        numeric = [j for j in first if is_number_cell(first[j])]
        below = sum(
            any(is_number_cell(row[j]) or looks_like_time(row[j]) for row in body[1:6]) for j in first
        )
        if (
            first
            and not numeric
            and below >= 0.5 * len(first)
            and not any(looks_like_time(c) for c in first.values())
        ):
            shown = sum(is_unit(c) for c in first.values())
            if shown >= 0.5 * len(first):
                units = {
                    j: str(c).strip()
                    for j, c in first.items()
                    if half_width(c) not in ("-", "text", "date", "单位", "unit", "units", "einheit", "unité")
                }
                body = body[1:]
            elif len(first) == len(names) and below >= 0.75 * len(first):
                notes.append(
                    T(
                        f"表头下的一行是说明（{some(first.values(), 4)}），不计为数据。",
                        f"The row under the header explains it ({some(first.values(), 4)}); it is no data.",
                    )
                )
                body = body[1:]
    return names, body, above, units


def needs_lower(names, body):
    """Whether the header goes on in the next row: names are missing or doubled, and the row is made
    for it."""
    if not is_lower_header(body[0], body[1]):
        return False
    filled = [half_width(n) for n in names if not is_blank(n)]
    if len(set(filled)) == len(filled) == len(names):
        return False
    cells = [c for c in body[0] if not is_empty(c)]
    return not (cells and sum(is_unit(c) for c in cells) >= 0.6 * len(cells))
