"""Cleans the columns of tables: dates and numbers in whatever way they are written, rows of totals, times in columns of
their own or as headers.

Second cell of a session, after reading.py. Gives read_files(names) -> (tables, problems). Nothing here raises for a bad
file: what cannot be read is named in `problems`.
"""

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
