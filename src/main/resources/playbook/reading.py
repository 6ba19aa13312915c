"""Reads the tables that the uploaded files hold, whatever their real format, encoding, delimiter and headers are.

First cell of a session. Expects WORDS (the lists of words.yaml). Gives read_files(names) -> (tables, problems) and the
cleaning of columns it rests on. Nothing here raises for a bad file: what cannot be read is named in `problems`.
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


# ---------------------------------------------------------------- columns

MONTHS = {name: i + 1 for i, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split())}
_CLOCK = r"(?:[ t]+(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2})(?:\.\d+)?秒?)?分?\s*(am|pm)?)?(?:z|[+-]\d\d:?\d\d)?"
_YMD = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?" + _CLOCK)
_YM = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})月?")
_DMY = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})" + _CLOCK)
_D_MON_Y = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[- /]*([a-z]{3})[a-z]*\.?[-, /]*(\d{4}|\d{2})")
_MON_D_Y = re.compile(r"([a-z]{3})[a-z]*\.?[-, /]*(?:(\d{1,2})(?:st|nd|rd|th)?[, ]+)?'?(\d{4}|\d{2})")
_QUARTER = re.compile(r"(\d{4})\s*[-年 ]?\s*(?:q|第)?([1-4一二三四])(?:季度|季)?")
_WEEK = re.compile(r"(\d{4})[-年 ]?(?:w|第)(\d{1,2})周?")


def _full_year(text):
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year < 70 else 1900)


def parse_date(text, day_first):
    """One date in any of the usual ways of writing it, or None."""
    s = half_width(text)
    try:
        if m := _YMD.fullmatch(s):
            year, month, day, hour, minute, second, half = m.groups()
            hour = int(hour or 0) % 12 + 12 if half == "pm" else int(hour or 0)
            return pd.Timestamp(int(year), int(month), int(day), hour, int(minute or 0), int(second or 0))
        if m := _YM.fullmatch(s):
            return pd.Timestamp(int(m[1]), int(m[2]), 1)
        if m := re.fullmatch(r"(\d{4})年(度)?", s):
            return pd.Timestamp(int(m[1]), 1, 1)
        if m := re.fullmatch(r"((?:19|20)\d\d)(\d\d)(\d\d)", s):
            return pd.Timestamp(int(m[1]), int(m[2]), int(m[3]))
        if m := re.fullmatch(r"((?:19|20)\d\d)(\d\d)", s):
            return pd.Timestamp(int(m[1]), int(m[2]), 1)
        if m := _DMY.fullmatch(s):
            first, second, year, hour, minute, sec, half = m.groups()
            day, month = (first, second) if day_first or int(second) <= 12 < int(first) else (second, first)
            hour = int(hour or 0) % 12 + 12 if half == "pm" else int(hour or 0)
            return pd.Timestamp(_full_year(year), int(month), int(day), hour, int(minute or 0), int(sec or 0))
        if (m := _D_MON_Y.fullmatch(s)) and m[2] in MONTHS:
            return pd.Timestamp(_full_year(m[3]), MONTHS[m[2]], int(m[1]))
        if (m := _MON_D_Y.fullmatch(s)) and m[1] in MONTHS:
            return pd.Timestamp(_full_year(m[3]), MONTHS[m[1]], int(m[2] or 1))
        if (m := _QUARTER.fullmatch(s)) and ("q" in s or "季" in s):
            quarter = "一二三四".index(m[2]) + 1 if m[2] in "一二三四" else int(m[2])
            return pd.Timestamp(int(m[1]), quarter * 3 - 2, 1)
        if (m := _WEEK.fullmatch(s)) and 1 <= int(m[2]) <= 53:
            return pd.Timestamp.fromisocalendar(int(m[1]), int(m[2]), 1)
    except ValueError:
        pass
    return None


def has_word(name, words):
    """Whether a column's name is or contains one of the words (English words as whole words)."""
    text = half_width(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", str(name))).replace("_", " ")
    for word in words:
        if re.search(r"[一-鿿]", word):
            if word in text if len(word) > 1 else word == text:
                return True
        elif re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", text):
            return True
    return False


def to_dates(series, notes):
    """A column of dates in whatever formats as timestamps, or None when it is no such column."""
    name, values = series.name, series.dropna()
    if values.empty or pd.api.types.is_bool_dtype(series):
        return None
    if pd.api.types.is_datetime64_any_dtype(series):
        return series.dt.tz_localize(None) if getattr(series.dt, "tz", None) is not None else series
    named = has_word(name, WORDS["time"])
    if pd.api.types.is_numeric_dtype(series):
        if not (values == values.round()).all():
            return pd.to_datetime(series, unit="D", origin="1899-12-30") if named and values.between(20_000, 60_000).all() and has_word(name, ["日期", "date"]) else None
        lo, hi = values.min(), values.max()
        if 19000101 <= lo and hi <= 21001231 and (named or values.nunique() > 3):
            parsed = pd.to_datetime(series.astype("Int64").astype(str), format="%Y%m%d", errors="coerce")
            return parsed if parsed[values.index].notna().mean() > 0.95 else None
        if named and 190001 <= lo and hi <= 210012 and (values % 100).between(1, 12).all():
            return pd.to_datetime(series.astype("Int64").astype(str), format="%Y%m", errors="coerce")
        year_named = has_word(name, WORDS["year"]) or (str(name).endswith("年") and len(str(name)) < 5)
        if (year_named or named) and 1800 <= lo and hi <= 2100:
            return pd.to_datetime(series.astype("Int64").astype(str), format="%Y", errors="coerce")
        if named and has_word(name, ["日期", "date"]) and 20_000 <= lo and hi <= 60_000:
            return pd.to_datetime(series, unit="D", origin="1899-12-30")
        if named and 946_684_800 <= lo and hi <= 4_102_444_800:
            return pd.to_datetime(series, unit="s")
        if named and 946_684_800_000 <= lo and hi <= 4_102_444_800_000:
            return pd.to_datetime(series, unit="ms")
        return None
    uniques = pd.Series(values.unique())
    texts = uniques.map(lambda v: v.isoformat(sep=" ") if hasattr(v, "isoformat") else str(v))
    probe = texts.iloc[:: max(1, len(texts) // 200)]
    if sum(parse_date(t, False) is not None or parse_date(t, True) is not None for t in probe) < 0.8 * len(probe):
        return None
    # 03/04/2024: which number is the day shows in the other rows, where one of them is above 12.
    pairs = [(int(m[1]), int(m[2])) for m in map(_DMY.fullmatch, map(half_width, texts)) if m]
    day_first = any(a > 12 for a, _ in pairs) and not any(b > 12 for _, b in pairs)
    if pairs and not any(a > 12 or b > 12 for a, b in pairs):
        notes.append(T(f"列“{name}”的日期形如 {pairs[0][0]}/{pairs[0][1]}，日月先后无法判断，按“月/日”理解。",
                       f"Dates in '{name}' such as {pairs[0][0]}/{pairs[0][1]} do not tell day from month; read as month/day."))
    mapping = {value: parse_date(text, day_first) for value, text in zip(uniques, texts)}
    shapes = {re.sub(r"\d+", "9", half_width(t)) for t in probe}
    parsed = pd.to_datetime(series.map(mapping), errors="coerce")
    failed = int(parsed[values.index].isna().sum())
    if failed > 0.2 * len(values):
        return None
    if failed:
        notes.append(T(f"列“{name}”有 {failed} 个值不是日期，按缺失处理。", f"{failed} values of '{name}' are no dates and count as missing."))
    if len(shapes) > 1:
        notes.append(T(f"列“{name}”的日期有 {len(shapes)} 种写法，已统一。", f"Dates in '{name}' are written in {len(shapes)} ways; they were unified."))
    return parsed


_NUMBER = re.compile(r"([¥$€£]|rmb|usd)?\s*([-+−]?)\s*[¥$€£]?\s*(\d{1,3}(?:,\d{3})+|\d+)?(\.\d+)?(e[-+]?\d+)?\s*([^\d\s.,].{0,7})?")
_MULTIPLIERS = {"万": 1e4, "亿": 1e8, "千": 1e3, "百万": 1e6, "万元": 1e4, "亿元": 1e8, "k": 1e3}


def parse_number(text):
    """(value, unit) of a number as people write it, or None."""
    s = half_width(text)
    negative = s.startswith("(") and s.endswith(")")
    m = _NUMBER.fullmatch(s.strip("()") if negative else s)
    if not m or not (m[3] or m[4]):
        return None
    value = float((m[3] or "0").replace(",", "") + (m[4] or "") + (m[5] or ""))
    return (-value if negative or m[2] in ("-", "−") else value), (m[6] or "").strip()


def to_numbers(series, notes):
    """A text column of numbers with thousands marks, currencies, percent or units as numbers, or None."""
    values = series.dropna()
    if values.empty:
        return None
    uniques = values.unique()
    probe = uniques[:: max(1, len(uniques) // 300)]
    if sum(isinstance(v, (int, float)) or parse_number(v) is not None for v in probe) < 0.7 * len(probe):
        return None
    mapping, units = {}, {}
    for value in uniques:
        parsed = (float(value), "") if isinstance(value, (int, float, np.number)) else parse_number(value)
        if parsed is None:
            continue
        number, unit = parsed
        if unit in _MULTIPLIERS:
            number *= _MULTIPLIERS[unit]
        elif unit and unit not in ("%", "‰") and unit not in WORDS["units"]:
            continue
        mapping[value] = number
        units[unit] = units.get(unit, 0) + 1
    result = pd.to_numeric(series.map(mapping), errors="coerce")
    failed = values[result[values.index].isna()]
    if len(failed) > 0.1 * len(values) or len([u for u in units if u and u not in _MULTIPLIERS]) > 1:
        return None
    if len(failed):
        some = ", ".join(str(v)[:20] for v in failed.unique()[:3])
        notes.append(T(f"列“{series.name}”有 {len(failed)} 个值不是数（如 {some}），按缺失处理。", f"{len(failed)} values of '{series.name}' are not numbers (such as {some}) and count as missing."))
    unit = max(units, key=units.get)
    if unit and unit not in _MULTIPLIERS:
        notes.append(T(f"列“{series.name}”的值带有单位“{unit}”，已转为数。", f"Values of '{series.name}' carry the unit '{unit}' and were read as numbers."))
    return result


def tidy(frame, notes):
    """Types every column, drops empty rows, empty columns and rows of totals. Returns a new frame."""
    frame = frame.dropna(axis=0, how="all").dropna(axis=1, how="all")
    if frame.empty:
        return frame
    first = frame.columns[0]
    if re.fullmatch(r"(列|column )1", str(first)) and len(frame.columns) > 1 and pd.api.types.is_integer_dtype(frame[first]) \
            and frame[first].iloc[0] in (0, 1) and (frame[first].diff().dropna() == 1).all():
        frame = frame.drop(columns=first)  # the row numbers pandas writes
        notes.append(T("第一列只是行号，已忽略。", "The first column only numbers the rows and was left out."))
    columns = {}
    for name in frame.columns:
        series = frame[name]
        if series.dtype == object:
            series = series.map(lambda v: None if isinstance(v, str) and half_width(v) in WORDS["missing"] else v.strip() if isinstance(v, str) else v)
            if series.notna().sum() == 0:
                continue
        dates = to_dates(series, notes)
        if dates is not None:
            columns[name] = dates
        elif series.dtype == object:
            numbers = to_numbers(series, notes)
            columns[name] = numbers if numbers is not None else series.map(lambda v: v if v is None or isinstance(v, str) or v != v else str(v))
        elif pd.api.types.is_bool_dtype(series):
            columns[name] = series.map({True: "True", False: "False"})
        else:
            columns[name] = series.replace([np.inf, -np.inf], np.nan)
    frame = pd.DataFrame(columns)
    texts = [c for c in frame.columns[:3] if frame[c].dtype == object]
    if texts and len(frame) > 2:
        total = frame[texts].applymap(lambda v: isinstance(v, str) and half_width(v).replace(" ", "") in WORDS["totals"]).any(axis=1) \
            if len(frame) < 100_000 else pd.Series(False, index=frame.index)
        if 0 < total.sum() <= max(2, 0.2 * len(frame)):
            notes.append(T(f"去掉了 {int(total.sum())} 行合计。", f"{int(total.sum())} rows of totals were dropped."))
            frame = frame[~total]
    return join_time(frame.reset_index(drop=True), notes)


def join_time(frame, notes):
    """Year, month and day in columns of their own as one time column in front."""
    def only(words, low, high):
        for c in frame.columns:
            values = frame[c].dropna()
            if half_width(c) in words and len(values):
                if pd.api.types.is_datetime64_any_dtype(values):
                    values = values.dt.year
                if values.dtype == object:
                    digits = values.astype(str).str.extract(r"(\d{1,2})")[0]
                    values = pd.to_numeric(digits, errors="coerce")
                if pd.api.types.is_numeric_dtype(values) and values.between(low, high).all():
                    return c, values
        return None
    year, month, day = only(WORDS["year"], 1900, 2100), only(WORDS["month"], 1, 12), only(WORDS["day"], 1, 31)
    if not year or not month or any(pd.api.types.is_datetime64_any_dtype(frame[c]) for c in frame.columns if c != year[0]):
        return frame
    parts = pd.DataFrame({"year": year[1], "month": month[1], "day": day[1] if day else 1})
    joined = pd.to_datetime(parts, errors="coerce").reindex(frame.index)
    name = T("时间", "time")
    if joined.notna().mean() < 0.9 or name in frame.columns:
        return frame
    used = [c for c in (year, month, day) if c]
    notes.append(T(f"由列 {'、'.join(c for c, _ in used)} 合成了时间列“{name}”。", f"Columns {', '.join(c for c, _ in used)} were joined to the time column '{name}'."))
    frame = frame.drop(columns=[c for c, _ in used])
    frame.insert(0, name, joined)
    return frame


def long_form(table):
    """A table whose columns are years or months as one row per entity and time, or None when it has no such columns."""
    times = {}
    for c in table.frame.columns:
        text = half_width(c)
        stamp = pd.Timestamp(int(text), 1, 1) if re.fullmatch(r"(19|20)\d\d", text) else \
            parse_date(text, False) if re.fullmatch(r"(19|20)\d\d(年.*|[-/.]\d{1,2}([-/.]\d{1,2})?|q[1-4]|[-年 ]?第?[1-4一二三四]季度)", text) else None
        if stamp is not None and pd.api.types.is_numeric_dtype(table.frame[c]):
            times[c] = stamp
    others = [c for c in table.frame.columns if c not in times]
    if len(times) < 4 or len(others) > 4 or any(pd.api.types.is_datetime64_any_dtype(table.frame[c]) for c in others):
        return None
    time, value = T("时间", "time"), T("数值", "value")
    frame = table.frame.melt(id_vars=others, value_vars=list(times), var_name=time, value_name=value)
    frame[time] = pd.to_datetime(frame[time].map(times))
    how = T(f"由 {len(times)} 个时间列转成的长表", f"the {len(times)} time columns in long form")
    return Table(table.key + "#long", table.file, frame, len(frame), [how], derived=table.key)


def read_files(names):
    """Every table of the named files, cleaned and typed, and what could not be read as {"file", "reason"}."""
    tables, problems = [], []
    for name in names:
        try:
            found, kind = read_any(name)
        except Unreadable as error:
            problems.append({"file": name, "reason": str(error)})
            continue
        except MemoryError:
            problems.append({"file": name, "reason": T("文件过大，内存不足。", "the file is too large for the memory given.")})
            continue
        except Exception as error:  # a damaged workbook may fail in many ways; the file is named, the others go on
            problems.append({"file": name, "reason": T(f"文件已损坏或格式不符（{type(error).__name__}）。", f"it is damaged or not what its name says ({type(error).__name__}).")})
            continue
        extension = os.path.splitext(name)[1].lower().lstrip(".")
        for sheet, raw, rows, notes in found:
            expected = {"xlsx": ("xlsx", "xlsm"), "xls": ("xls",), "json": ("json", "jsonl", "txt"), "text": ("csv", "tsv", "txt", "dat", "data", "tab", "")}[kind]
            if extension not in expected:
                notes.insert(0, T(f"扩展名是 .{extension}，内容其实是 {kind}，按内容读取。", f"Its extension is .{extension}, its content {kind}; it was read as what it is."))
            frame = tidy(raw, notes)
            key = f"{name}#{sheet}" if sheet else name
            if frame.empty or not len(frame.columns):
                problems.append({"file": key, "reason": T("只有表头或空行，没有数据。", "it has a header or blank lines only, no data.")})
                continue
            table = Table(key, name, frame, rows, notes)
            tables.append(table)
            wide = long_form(table)
            if wide is not None:
                tables.append(wide)
    return tables, problems
