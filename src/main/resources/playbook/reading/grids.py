"""The tables that stand on one sheet, or in one text: several may stand under or beside each other."""


def blocks_of(rows):
    """Runs of rows between empty ones."""
    block = []
    for row in rows:
        if all(is_empty(c) for c in row):
            if block:
                yield block
            block = []
        else:
            block.append(row)
    if block:
        yield block


def width_of(row):
    return max((j + 1 for j, c in enumerate(row) if not is_empty(c)), default=0)


def starts_table(block, names):
    """Whether a block is a table of its own rather than more rows of the one above, whose header is
    `names`."""
    if len(block) < 3:
        return False
    header = find_header(block[:15])
    if header is None or header + 1 >= len(block):
        return False
    cells = [c for c in block[header] if not is_blank(c)]
    if len(cells) < 2 or any(
        is_number_cell(c) and not is_period_name(c) or looks_like_time(c) and not is_period_name(c)
        for c in cells
    ):
        return False
    known = {half_width(n) for n in names if not is_empty(n)}
    if {half_width(c) for c in cells} == known:
        return False
    body = block[header + 1 :]
    return any(is_number_cell(c) or looks_like_time(c) for row in body[:5] for c in row if not is_empty(c))


def inner_start(rows):
    """Index of a second header right under the rows of a table, or None."""
    if len(rows) < 6 or len(rows) > 50_000:
        return None
    header = find_header(rows[:60])
    first = (header or 0) + 3
    numeric = [
        j
        for j in range(len(rows[0]))
        if any(is_number_cell(row[j]) for row in rows[first : first + 3])
        and not isinstance(rows[first][j], str)
    ] or [
        j for j in range(len(rows[0])) if all(is_number_cell(row[j]) for row in rows[first - 1 : first + 2])
    ]
    if not numeric:
        return None
    head = {half_width(c) for c in rows[header or 0] if not is_empty(c)}
    for i in range(first, len(rows) - 2):
        if any(c in "0123456789" for c in str(rows[i][numeric[0]])[:12]):
            continue
        cells = [c for c in rows[i] if not is_empty(c)]
        there = [rows[i][j] for j in numeric if not is_blank(rows[i][j])]
        if len(cells) < 2 or not there or len({half_width(c) for c in cells}) < len(cells):
            continue
        if (
            all(
                isinstance(c, str) and not is_number_cell(c) and not looks_like_time(c) and len(c) < 40
                for c in cells
            )
            and {half_width(c) for c in cells} != head
            and not is_note(rows[i])
            and not any(total_words(c) for c in cells)
            and not any(is_unit(c) for c in there)
            and all(any(is_number_cell(c) for c in row) for row in rows[i + 1 : i + 3])
        ):
            return i
    return None


def side_by_side(rows):
    """The ranges of columns of tables that stand beside each other with an empty column between them."""
    width = max(map(len, rows))
    empty = [all(is_empty(row[j]) if j < len(row) else True for row in rows) for j in range(width)]
    ranges, start = [], None
    for j in range(width + 1):
        if j == width or empty[j]:
            if start is not None:
                ranges.append((start, j))
            start = None
        elif start is None:
            start = j
    if len(ranges) < 2 or any(end - begin < 2 for begin, end in ranges):
        return [(0, width)]
    spans = []
    for begin, end in ranges:
        at = [i for i, row in enumerate(rows) if any(not is_empty(c) for c in row[begin:end])]
        spans.append((at[0], at[-1]))
    heads = [
        [half_width(c) for c in rows[top][b:e] if not is_empty(c)] for (b, e), (top, _) in zip(ranges, spans)
    ]
    apart = len(set(spans)) > 1 or heads[0] and heads[1] and heads[0][0] == heads[1][0]
    return ranges if apart else [(0, width)]


def pieces_of(rows, notes=()):
    """Every table of a grid of cells, as pieces with their header, data and notes."""
    rows = [list(row)[:MAX_COLUMNS] for row in rows]
    if not any(not is_empty(c) for row in rows for c in row):
        return []
    width = max(map(len, rows))
    rows = [row + [None] * (width - len(row)) for row in rows]
    groups, above = [], []
    for begin, end in side_by_side(rows):
        blocks = list(blocks_of([row[begin:end] for row in rows]))
        wide = max(max(map(width_of, block)) for block in blocks)
        current = None
        for block in blocks:
            narrow = wide > 1 and max(sum(not is_empty(c) for c in row) for row in block) <= 1
            if current is None and narrow and block is not blocks[-1]:
                above += block
                continue
            while True:
                at = inner_start(block) if not narrow else None
                part, block = (block, []) if at is None else (block[:at], block[at:])
                if current is None or starts_table(part, current[0]):
                    current = (part[find_header(part[:15]) or 0], above + part)
                    groups.append(current[1])
                    above = []
                else:
                    current[1].extend(part)
                if not block:
                    break
                current = None
    several = len(groups) > 1
    result = []
    for n, group in enumerate(groups):
        piece = piece_of(group, list(notes))
        if piece is not None:
            if several:
                piece.name = str(n + 1)
                piece.notes.insert(
                    0,
                    T(
                        f"同一工作表上有 {len(groups)} 个表，这是第 {n + 1} 个。",
                        f"{len(groups)} tables stand on one sheet; this is number {n + 1}.",
                    ),
                )
            result.append(piece)
    return result


def piece_of(rows, notes):
    """One table of its rows: header, units, data; or None where nothing is left."""
    keep = [j for j in range(len(rows[0])) if any(not is_empty(row[j]) for row in rows)]
    rows = [[row[j] for j in keep] for row in rows]
    names, body, above, units = take_header(rows, notes)
    if above:
        said = [" ".join(dict.fromkeys(str(c).strip() for c in row if not is_empty(c))) for row in above]
        notes.append(
            T(
                f"表头前有 {len(above)} 行标题或说明，不计为数据：{clip(said)}",
                f"Titles or notes above the header, no data ({len(above)}): {clip(said)}",
            )
        )
    body = drop_non_data(names, body, notes)
    named = clean_names(names, notes)
    if units:
        said = [T(f"{named[j]} 为 {unit}", f"{named[j]} in {unit}") for j, unit in units.items()]
        notes.append(
            T(
                f"表头下的一行是单位，不计为数据：{'，'.join(said)}。",
                f"The row under the header holds units, no data: {', '.join(said)}.",
            )
        )
    frame = pd.DataFrame(body, columns=named, dtype=object)
    return Piece("", frame, len(frame), notes)
