"""Reads the tables that the uploaded files hold, whatever their real format, encoding, delimiter and headers are.

First cell of a session. Expects WORDS (the lists of words.yaml). Gives read_any(path), the tables of a file as they stand
there; columns.py cleans them. A file that holds no table we can read is Unreadable.
"""
import csv
import io
import json
import os
import re
import unicodedata
import zipfile
from dataclasses import dataclass, field

for _threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(_threads, "1")  # several busy threads on few cores are slower than one

import numpy as np
import pandas as pd

MAX_CELLS = 12_000_000  # beyond this a table is thinned out evenly while it is read
MAX_SHEET_CELLS = 3_000_000  # spreadsheets are read cell by cell and are slower
MAX_COLUMNS = 500
LANG = "zh"


def T(zh, en):
    """The sentence in the language of the paper."""
    return zh if LANG == "zh" else en


def half_width(text):
    """Full-width letters, digits and brackets as half-width ones, lower case, no blanks at the ends."""
    return unicodedata.normalize("NFKC", str(text)).strip().lower()


@dataclass
class Table:
    """One table of one file: `frame` has clean names and typed columns, `rows` is what the file held."""
    key: str
    file: str
    frame: pd.DataFrame
    rows: int
    notes: list = field(default_factory=list)
    derived: str = ""  # how it was derived from another table, if it was


class Unreadable(Exception):
    """A file that holds no table we can read; the message says what to do."""


# ---------------------------------------------------------------- text files

def encoding_of(raw):
    """The encoding of a text by its first bytes, tried from the strictest to the most tolerant."""
    if raw.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if raw.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        return "utf-32"
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if raw[:4000].count(b"\0") > len(raw[:4000]) // 5:
        return "utf-16-le" if raw[1:4000:2].count(b"\0") > raw[0:4000:2].count(b"\0") else "utf-16-be"
    for encoding in ("utf-8", "gb18030", "big5"):
        for cut in range(4):  # the sample may end inside a character
            try:
                raw[:len(raw) - cut].decode(encoding)
                return encoding
            except UnicodeDecodeError:
                pass
    return "cp1252"


def find_delimiter(lines):
    """The delimiter that splits the most lines into the same number of fields, or None for a single column."""
    best, best_score = None, 0.0
    for delimiter in [",", "\t", ";", "|", "，", "、"]:
        widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
        if not widths:
            continue
        usual = max(set(widths), key=lambda w: (widths.count(w), w))
        share = widths.count(usual) / len(widths)
        if usual > 1 and share * usual ** 0.25 > best_score and share >= 0.5:
            best, best_score = delimiter, share * usual ** 0.25
    if best is None:
        widths = [len(line.split()) for line in lines if line.strip()]
        usual = max(set(widths), key=widths.count) if widths else 1
        if usual > 1 and widths.count(usual) / len(widths) > 0.9 and len(widths) > 2:
            best = r"\s+"
    return best


def split_line(line, delimiter):
    if delimiter is None:
        return [line]
    return line.split() if delimiter == r"\s+" else next(csv.reader([line], delimiter=delimiter), [])


def is_blank(cell):
    return cell is None or (isinstance(cell, float) and np.isnan(cell)) or half_width(cell) in WORDS["missing"]


def looks_numeric(cell):
    return bool(re.fullmatch(r"[¥$€£]?[-+]?[\d,]*\.?\d+(e[-+]?\d+)?%?", half_width(cell)))


def looks_like_time(cell):
    return bool(re.match(r"(1[89]|2[01])\d\d(年|[-/.]\d|$)|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}", half_width(cell)))


def find_header(rows):
    """Index of the header among the first rows: titles and notes above it fill fewer cells. None: there is none."""
    filled = [sum(not is_blank(c) for c in row) for row in rows]
    if not filled or max(filled) == 0:
        return None
    width = sorted(filled)[len(filled) // 2] if len(filled) > 2 else max(filled)
    for i, row in enumerate(rows[:15]):
        cells = [c for c in row if not is_blank(c)]
        same = len(cells) > 1 and len({half_width(c) for c in cells}) == 1  # a merged title
        if filled[i] >= max(1, 0.6 * width) and not same:
            data_like = sum(looks_numeric(c) and not looks_like_time(c) or isinstance(c, (int, float)) and not
                            looks_like_time(c) for c in cells)
            if data_like > 0.5 * len(cells) and len(cells) > 0:
                return None
            if len(cells) == 1 and looks_like_time(cells[0]) and width > 1:
                continue
            dates = sum(looks_like_time(c) and not re.fullmatch(r"\d{4}年?", half_width(c)) for c in cells)
            if data_like and dates:
                return None  # 2024-01-01,5: data from the first line on
            return i
    return 0


def clean_names(names, notes):
    """Header cells as unique names; what was doubled or empty is numbered."""
    result, seen, doubled, empty = [], {}, [], 0
    for i, name in enumerate(names):
        text = "" if is_blank(name) else re.sub(r"\s+", " ", str(name)).strip().strip('"')
        if isinstance(name, float) and float(name).is_integer():
            text = str(int(name))
        if not text or re.fullmatch(r"Unnamed: \d+", text):
            text, empty = T(f"列{i + 1}", f"column {i + 1}"), empty + 1
        base, n = text, 1
        while text in seen:
            n += 1
            text = f"{base}_{n}"
        if n > 1:
            doubled.append(base)
        seen[text] = True
        result.append(text)
    if doubled:
        some = ", ".join(sorted(set(doubled))[:5])
        notes.append(T(f"表头有重名列（{some}），重名的列已加上序号。", f"Column names occur more than once ({some}); they were numbered."))
    if empty:
        notes.append(T(f"{empty} 列没有列名，已按位置命名。", f"{empty} columns had no name and were named by position."))
    return result


def read_text(path, size):
    with open(path, "rb") as stream:
        raw = stream.read(200_000)
    encoding = encoding_of(raw)
    sample = raw.decode(encoding, errors="replace")
    lines = [line for line in sample.splitlines()]
    if len(raw) == 200_000 and len(lines) > 1:
        lines = lines[:-1]
    head = lines[:200]
    if not any(line.strip() for line in head):
        raise Unreadable(T("文件是空的，没有可读的数据。", "the file is empty: there is no data to read."))
    if head[0].lstrip().lower().startswith(("<html", "<table", "<!doctype", "<?xml")):
        return read_markup(path, encoding)
    delimiter = find_delimiter([line for line in head if line.strip()])
    notes = []
    if encoding not in ("utf-8",):
        notes.append(T(f"文件编码为 {encoding}。", f"The file's encoding is {encoding}."))
    cells = [cell for line in head[:50] for cell in split_line(line, delimiter) if cell.strip()]
    if delimiter not in (",", "\t", ";", "|") and not any(looks_numeric(cell) for cell in cells):
        if sum(len(cell) for cell in cells) / len(cells) > 12:
            raise Unreadable(T("是一段文字，不是表格；请提供 CSV 或 XLSX 表格。", "it is prose, not a table; please give a CSV or XLSX table."))
    rows = [split_line(line, delimiter) for line in head]
    header = find_header(rows)
    # A header of plain words above one column of words cannot be told from data: take the first line as the name.
    width = max(len(row) for row in rows)
    names = clean_names((rows[header] if header is not None else []) + [None] * (width - len(rows[header] if header is not None else [])), notes)
    if len(names) > MAX_COLUMNS:
        notes.append(T(f"共有 {len(names)} 列，只用前 {MAX_COLUMNS} 列。", f"It has {len(names)} columns; the first {MAX_COLUMNS} are used."))
    if header:
        notes.append(T(f"表头前有 {header} 行说明，已跳过。", f"{header} lines above the header were skipped."))
    mean_line = max(1.0, len(raw) / max(1, raw.count(b"\n") + 1))
    expected = size / mean_line
    step = max(1, int(np.ceil(expected * len(names) / MAX_CELLS)))
    options = dict(sep=delimiter or "\x01", header=None, names=names, usecols=range(min(len(names), MAX_COLUMNS)),
                   skiprows=0 if header is None else header + 1, encoding=encoding, encoding_errors="replace",
                   na_values=WORDS["missing"], skipinitialspace=True, on_bad_lines="skip", thousands=None, skip_blank_lines=True)
    if delimiter in (";", "\t") and re.search(r"(^|[;\t])-?\d+,\d+([;\t]|$)", "\n".join(head[1:])):
        options["decimal"] = ","
    if delimiter == r"\s+":
        options.update(sep=None, delim_whitespace=True)
    if delimiter in ("，", "、"):
        options["engine"] = "python"
    else:
        options["low_memory"] = False
    try:
        if step == 1:
            frame = pd.read_csv(path, **options)
            rows_total = len(frame)
        else:
            parts, rows_total = [], 0
            for chunk in pd.read_csv(path, chunksize=200_000, **options):
                parts.append(chunk.iloc[(-rows_total) % step::step])
                rows_total += len(chunk)
            frame = pd.concat(parts, ignore_index=True)
    except (pd.errors.ParserError, pd.errors.EmptyDataError, csv.Error, ValueError) as error:
        raise Unreadable(T(f"无法按表格解析（{str(error)[:120]}）。", f"it does not parse as a table ({str(error)[:120]}).")) from None
    if step > 1:
        notes.append(T(f"共 {rows_total} 行，数据量很大，等距抽取了 {len(frame)} 行用于计算。",
                       f"Of its {rows_total} rows every {step}th was used ({len(frame)} rows)."))
    return [("", frame, rows_total, notes)]


def read_markup(path, encoding):
    try:
        frames = pd.read_html(path, encoding=encoding)
    except (ImportError, ValueError, LookupError):
        raise Unreadable(T("内容是 HTML/XML 而不是表格；请另存为 CSV 或 XLSX。", "it holds HTML or XML; save it as CSV or XLSX.")) from None
    result = []
    for i, frame in enumerate(frames[:10]):
        notes = [T("文件内容是 HTML 表格。", "The file holds an HTML table.")]
        frame.columns = clean_names([" ".join(map(str, c)) if isinstance(c, tuple) else c for c in frame.columns], notes)
        result.append((str(i + 1) if len(frames) > 1 else "", frame, len(frame), notes))
    return result


# ---------------------------------------------------------------- spreadsheets and JSON

def frame_of_cells(rows, notes):
    """A sheet's cells as a frame: the header found, two header rows joined, empty rows and columns dropped."""
    rows = [list(row) for row in rows if any(not is_blank(c) for c in row)]
    if not rows:
        return None
    width = max(len(row) for row in rows)
    rows = [row + [None] * (width - len(row)) for row in rows]
    keep = [j for j in range(width) if any(not is_blank(row[j]) for row in rows)][:MAX_COLUMNS]
    rows = [[row[j] for j in keep] for row in rows]
    header = find_header(rows[:60])
    if header is None:
        names, body = [None] * len(keep), rows
    else:
        names, body = rows[header], rows[header + 1:]
        filled = [half_width(n) for n in names if not is_blank(n)]
        under = [c for c in body[0] if not is_blank(c)] if body else []
        two_rows = under and len(body) > 1 and not any(isinstance(c, (int, float)) or looks_numeric(c) for c in under) \
            and any(isinstance(c, (int, float)) or looks_numeric(c) for c in body[1] if not is_blank(c))
        if two_rows and (len(set(filled)) < len(filled) or len(filled) < len(names)):
            carried, upper = None, []
            for name in names:
                carried = carried if is_blank(name) else name
                upper.append(carried)
            names = [a if is_blank(b) or half_width(a or "") == half_width(b) else b if is_blank(a) else f"{a}_{b}"
                     for a, b in zip(upper, body[0])]
            body = body[1:]
            notes.append(T("表头为两行，已合并为“上级_下级”。", "The header has two rows; they were joined as upper_lower."))
        if header:
            notes.append(T(f"表头前有 {header} 行标题或说明，已跳过。", f"{header} rows above the header were skipped."))
    frame = pd.DataFrame(body, columns=clean_names(names, notes))
    return frame.applymap(lambda c: None if is_blank(c) else c) if frame.size < 200_000 else frame


def read_xlsx(path, size):
    import openpyxl
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        if sum(item.file_size for item in archive.infolist()) > 1_500_000_000:
            raise Unreadable(T("解压后过大，请拆分文件或改用 CSV。", "it is too large when unpacked; split it or use CSV."))
        if not any(name.startswith("xl/") for name in names):
            kind = "Word" if any(name.startswith("word/") for name in names) else "ZIP"
            raise Unreadable(T(f"是 {kind} 文件，不是表格；请另存为 XLSX 或 CSV。", f"it is a {kind} file, not a table; save it as XLSX or CSV."))
    merged = size < 2_000_000  # merged cells are only known when the whole workbook is loaded
    book = openpyxl.load_workbook(open(path, "rb"), read_only=not merged, data_only=True)  # a stream: by name it would insist on .xlsx
    result = []
    for sheet in book.worksheets[:20]:
        notes = []
        if merged:
            for area in list(sheet.merged_cells.ranges):
                if area.size["rows"] * area.size["columns"] > 10_000:
                    continue
                value = sheet.cell(area.min_row, area.min_col).value
                sheet.unmerge_cells(area.coord)
                for row in sheet.iter_rows(area.min_row, area.max_row, area.min_col, area.max_col):
                    for cell in row:
                        cell.value = value
        else:
            sheet.reset_dimensions()
        rows, cells, cut = [], 0, False
        for row in sheet.iter_rows(values_only=True):
            row = row[:MAX_COLUMNS]
            rows.append(row)
            cells += len(row)
            if cells > MAX_SHEET_CELLS:
                cut = True
                break
        frame = frame_of_cells(rows, notes)
        if frame is None:
            continue
        if cut:
            notes.append(T(f"工作表很大，只读取了前 {len(frame)} 行；更大的数据请用 CSV。", f"Only the first {len(frame)} rows of this large sheet were read; use CSV for more."))
        result.append((sheet.title if len(book.sheetnames) > 1 else "", frame, len(frame), notes))
    if not result:
        raise Unreadable(T("工作簿里没有数据。", "the workbook holds no data."))
    return result


def read_xls(path):
    try:
        import xlrd
    except ImportError:
        raise Unreadable(T("是旧版 XLS 工作簿，本机未安装 xlrd；请另存为 XLSX 或 CSV。", "it is an old XLS workbook and xlrd is not installed; save it as XLSX or CSV.")) from None
    book, result = xlrd.open_workbook(path), []
    for sheet in book.sheets()[:20]:
        notes, rows = [], []
        for i in range(min(sheet.nrows, 65_536)):
            row = []
            for cell in sheet.row(i)[:MAX_COLUMNS]:
                row.append(xlrd.xldate_as_datetime(cell.value, book.datemode) if cell.ctype == xlrd.XL_CELL_DATE and cell.value >= 61
                           else cell.value if cell.ctype in (xlrd.XL_CELL_TEXT, xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_BOOLEAN) else None)
            rows.append(row)
        frame = frame_of_cells(rows, notes)
        if frame is not None:
            result.append((sheet.name if book.nsheets > 1 else "", frame, len(frame), notes))
    if not result:
        raise Unreadable(T("工作簿里没有数据。", "the workbook holds no data."))
    return result


def read_json(path):
    with open(path, "rb") as stream:
        raw = stream.read(60_000_000)
    text = raw.decode(encoding_of(raw[:200_000]), errors="replace")
    try:
        value = json.loads(text)
    except ValueError:
        try:
            value = [json.loads(line) for line in text.splitlines() if line.strip()]
        except ValueError:
            raise Unreadable(T("不是完整的 JSON。", "it is not valid JSON.")) from None
    if isinstance(value, dict):
        lists = {k: v for k, v in value.items() if isinstance(v, list)}
        records = [(k, v) for k, v in lists.items() if v and all(isinstance(item, dict) for item in v)]
        if records:
            tables = [(k if len(records) > 1 else "", pd.json_normalize(v)) for k, v in records[:20]]
        elif lists and len({len(v) for v in lists.values()}) == 1:
            tables = [("", pd.DataFrame(lists))]
        elif value and all(isinstance(v, dict) for v in value.values()):
            tables = [("", pd.DataFrame.from_dict(value, orient="index").reset_index())]
        else:
            raise Unreadable(T("JSON 中没有记录列表。", "the JSON holds no list of records."))
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        tables = [("", pd.json_normalize([item for item in value if isinstance(item, dict)]))]
    elif isinstance(value, list) and value and isinstance(value[0], list):
        frame = frame_of_cells(value, [])
        tables = [("", frame)] if frame is not None else []
    else:
        raise Unreadable(T("JSON 中没有记录列表。", "the JSON holds no list of records."))
    result = []
    for name, frame in tables:
        notes = []
        frame.columns = clean_names(list(frame.columns), notes)
        frame = frame.applymap(lambda c: json.dumps(c, ensure_ascii=False) if isinstance(c, (list, dict)) else c)
        result.append((name, frame, len(frame), notes))
    return result


def read_any(path):
    """The tables of one file as (sheet, raw frame, rows, notes), by what it holds rather than by how it is called."""
    size = os.path.getsize(path)
    if size == 0:
        raise Unreadable(T("文件是空的（0 字节）。", "the file is empty (0 bytes)."))
    with open(path, "rb") as stream:
        head = stream.read(4096)
    extension = os.path.splitext(path)[1].lower()
    if head.startswith(b"PK\x03\x04"):
        return read_xlsx(path, size), "xlsx"
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        with open(path, "rb") as stream:
            body = stream.read(5_000_000)
        if "EncryptedPackage".encode("utf-16-le") in body or "EncryptionInfo".encode("utf-16-le") in body:
            raise Unreadable(T("工作簿有密码保护，无法读取；请去掉密码后重新上传。", "the workbook is protected by a password; remove it and upload the file again."))
        return read_xls(path), "xls"
    if head.startswith(b"%PDF"):
        raise Unreadable(T("是 PDF 文件；请把其中的表格另存为 CSV 或 XLSX。", "it is a PDF; save its tables as CSV or XLSX."))
    if head.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"RIFF", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf")):
        raise Unreadable(T("是图片、音视频或压缩文件，不是表格。", "it is a picture, sound or archive, not a table."))
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"{", b"[")) and extension not in (".csv", ".tsv") or extension in (".json", ".jsonl"):
        return read_json(path), "json"
    return read_text(path, size), "text"
