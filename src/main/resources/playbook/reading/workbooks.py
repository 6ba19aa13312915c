"""Tables in workbooks: what is hidden stays out, formulas without stored values are told, merged cells are
filled."""
# bytes up to which a workbook is loaded whole: merged cells and formulas are only known then
MAX_WHOLE = 3_000_000
MAX_MERGED = 1_000_000  # cells that may be merged in one that is: each is made when it is loaded
MERGED = re.compile(rb"<(?:\w{1,40}:)?mergeCell [^>]{0,200}?ref=.([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})")


def check_workbook(path):
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        if sum(item.file_size for item in archive.infolist()) > 1_500_000_000:
            raise Unreadable(T("解压后过大，请拆分文件或改用 CSV。", "it is too large when unpacked; split it or use CSV."))
        if not any(name.startswith("xl/") for name in names):
            kind = "Word" if any(name.startswith("word/") for name in names) else "ZIP"
            raise Unreadable(
                T(
                    f"是 {kind} 文件，不是表格；请另存为 XLSX 或 CSV。",
                    f"it is a {kind} file, not a table; save it as XLSX or CSV.",
                )
            )


def read_xlsx(path, size):
    import openpyxl

    check_workbook(path)
    whole = size < MAX_WHOLE and merged_cells(path) < MAX_MERGED
    stream = lambda: open(path, "rb")  # by name it would insist on .xlsx
    book = openpyxl.load_workbook(stream(), read_only=not whole, data_only=True)
    formulas = openpyxl.load_workbook(stream(), data_only=False) if whole and has_formulas(path) else None
    sheets = [
        s for s in book.worksheets if getattr(s, "sheet_state", "visible") == "visible"
    ] or book.worksheets
    hidden = [s.title for s in book.worksheets if s not in sheets]
    result = []
    for sheet in sheets[:20]:
        notes, lost = [], {}
        if hidden:
            notes.append(T(f"隐藏的工作表 {some(hidden)} 未使用。", f"Hidden sheets were left out: {some(hidden)}."))
        if whole:
            lost = lost_formulas(sheet, formulas[sheet.title]) if formulas is not None else {}
            fill_merged(sheet)
        else:
            sheet.reset_dimensions()
        rows, cut = cells_of(sheet, whole, notes, hidden_rows(sheet, path, whole))
        found = pieces_of(rows, notes)
        for piece in found:
            if cut:
                n = len(piece.frame)
                piece.notes.append(
                    T(
                        f"工作表很大，只读取了前 {n} 行；更大的数据请用 CSV。",
                        f"Only the first {n} rows of this large sheet were read; use CSV for more.",
                    )
                )
            name_lost(piece, sheet, lost)
            piece.name = "#".join(n for n in (sheet.title if len(sheets) > 1 else "", piece.name) if n)
            result.append(piece)
    result = without_covers(result)
    if not result:
        raise Unreadable(T("工作簿里没有数据。", "the workbook holds no data."))
    return result


def merged_cells(path):
    """How many cells of the workbook are merged with others."""
    from openpyxl.utils import column_index_from_string as number

    total = 0
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/"):
                for left, top, right, bottom in MERGED.findall(archive.read(name)):
                    width = number(right.decode()) - number(left.decode()) + 1
                    total += width * (int(bottom) - int(top) + 1)
    return total


def has_formulas(path):
    """Whether any sheet holds a formula; most do not, and need not be loaded twice."""
    with zipfile.ZipFile(path) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        return any(re.search(rb"<(\w+:)?f[ >]", archive.read(name)) for name in sheets)


def fill_merged(sheet):
    for area in list(sheet.merged_cells.ranges):
        if area.size["rows"] * area.size["columns"] > 10_000:
            continue
        value = sheet.cell(area.min_row, area.min_col).value
        sheet.unmerge_cells(area.coord)
        for row in sheet.iter_rows(area.min_row, area.max_row, area.min_col, area.max_col):
            for cell in row:
                cell.value = value


def hidden_rows(sheet, path, whole):
    """Numbers of the rows that are hidden or filtered away."""
    if whole:
        return {i for i, d in sheet.row_dimensions.items() if d.hidden}
    with zipfile.ZipFile(path) as archive, archive.open(sheet._worksheet_path) as stream:
        found, rest = set(), b""
        while chunk := stream.read(1 << 20):
            text = rest + chunk
            for m in re.finditer(rb"<row ([^>]{1,400})>", text):
                if b'hidden="1"' in m[1] or b'hidden="true"' in m[1]:
                    number = re.search(rb'\br="(\d+)"', m[1])
                    found.add(int(number[1])) if number else None
            rest = text[-420:]
    return found


def reach(sheet):
    """How far a sheet that is loaded whole is looked at: it makes a cell of each place it passes."""
    width = min(sheet.max_column, MAX_COLUMNS)
    return {"max_col": width, "max_row": min(sheet.max_row, MAX_SHEET_CELLS // width + 1)}


def cells_of(sheet, whole, notes, hidden):
    """(rows of values, whether the sheet was cut off); hidden rows are left out and counted."""
    rows, cells, cut, left = [], 0, False, 0
    source = sheet.iter_rows(**reach(sheet)) if whole else sheet.iter_rows(values_only=True)
    for i, row in enumerate(source, start=1):
        row = row[:MAX_COLUMNS]
        if i in hidden:
            left += any(not is_empty(c.value if whole else c) for c in row)
            continue
        rows.append([shown(c) for c in row] if whole else list(row))
        cells += len(row)
        if cells > MAX_SHEET_CELLS:
            cut = True
            break
    if left:
        notes.append(T(f"隐藏（或被筛选掉）的 {left} 行未使用。", f"Left out as hidden or filtered away: {left} rows."))
    return rows, cut


def shown(cell):
    """A cell's value; codes that a format such as 00000 shows with noughts in front keep them."""
    value = cell.value
    if (
        isinstance(value, int)
        and not isinstance(value, bool)
        and re.fullmatch(r"0{2,}", cell.number_format or "")
    ):
        return str(value).zfill(len(cell.number_format))
    if (
        isinstance(value, float)
        and cell.number_format == "0.00"
        and 1900 < value < 2100
        and re.fullmatch(r"\d{4}\.\d", repr(value))
    ):
        return f"{value:.2f}" if round(value * 100) % 100 <= 12 else value  # 2021.10 typed as a number
    return value


def lost_formulas(sheet, formulas):
    """Columns (by position, from 1) with formulas whose values were not stored: {column: [cells]}."""
    lost = {}
    bounds = reach(sheet)
    for row, values in zip(formulas.iter_rows(**bounds), sheet.iter_rows(**bounds, values_only=True)):
        for cell, value in zip(row, values):
            if value is None and isinstance(cell.value, str) and cell.value.startswith("="):
                lost.setdefault(cell.column, []).append(cell)
    return lost


def name_lost(piece, sheet, lost):
    """Tells a piece's columns that hold formulas without values."""
    for column, cells in lost.items():
        name = None
        for row in range(cells[0].row - 1, 0, -1):
            above = sheet.cell(row, column).value
            if isinstance(above, str) and above.strip():
                name = clean_names([above], [])[0]
                break
        if name is None:
            continue
        examples = some([f"{c.coordinate} {c.value}" for c in cells], 2)
        why = T(
            f"有 {len(cells)} 个公式没有存下结果（{examples}）；请在电子表格软件中打开、保存后重新上传",
            f"{len(cells)} of its formulas have no stored value ({examples}); open and save the "
            f"workbook in a spreadsheet program and upload it again",
        )
        kept = piece.frame[name].notna().sum() if name in piece.frame.columns else 0
        if kept < len(cells):
            piece.unusable[name] = why
            piece.frame = piece.frame.drop(columns=[name], errors="ignore")
        piece.notes.append(T(f"列“{name}”{why}。", f"'{name}': {why}."))


def without_covers(pieces):
    """The tables of a workbook without sheets that hold a few lines of words."""

    def words_only(piece):
        cells = [c for c in piece.frame.values.ravel() if not is_empty(c)]
        return len(piece.frame.columns) == 1 and not any(
            is_number_cell(c) or looks_like_time(c) for c in cells
        )

    tables = [p for p in pieces if not words_only(p)]
    covers = [p.name for p in pieces if words_only(p)]
    if tables and covers:
        for piece in tables:
            piece.notes.append(
                T(f"工作表 {some(covers)} 只有文字，未使用。", f"Sheets with words only were left out: {some(covers)}.")
            )
    return tables or pieces


def read_xls(path):
    try:
        import xlrd
    except ImportError:
        raise Unreadable(
            T(
                "是旧版 XLS 工作簿，本机未安装 xlrd；请另存为 XLSX 或 CSV。",
                "it is an old XLS workbook and xlrd is not installed; save it as XLSX or CSV.",
            )
        ) from None
    book, result = xlrd.open_workbook(path), []
    visible = [s for s in book.sheets() if s.visibility == 0] or book.sheets()
    hidden = [s.name for s in book.sheets() if s not in visible]
    plain = (xlrd.XL_CELL_TEXT, xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_BOOLEAN)
    for sheet in visible[:20]:
        notes, rows = [], []
        if hidden:
            notes.append(T(f"隐藏的工作表 {some(hidden)} 未使用。", f"Hidden sheets were left out: {some(hidden)}."))
        for i in range(min(sheet.nrows, 65_536)):
            rows.append(
                [
                    xlrd.xldate_as_datetime(c.value, book.datemode)
                    if c.ctype == xlrd.XL_CELL_DATE and c.value >= 61
                    else c.value
                    if c.ctype in plain
                    else None
                    for c in sheet.row(i)[:MAX_COLUMNS]
                ]
            )
        for piece in pieces_of(rows, notes):
            piece.name = "#".join(n for n in (sheet.name if len(visible) > 1 else "", piece.name) if n)
            result.append(piece)
    result = without_covers(result)
    if not result:
        raise Unreadable(T("工作簿里没有数据。", "the workbook holds no data."))
    return result
