"""Columns of dates: which columns hold them, what their values leave open, what was assumed."""


def has_word(name, words, plural=True):
    """Whether a column's name is or contains one of the words (English words whole, a plural ending
    aside)."""
    ending = "(?:s|es)?" if plural else ""
    text = folded(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", str(name))).replace("_", " ")
    for word in words:
        if re.search(r"[一-鿿]", word):
            if word in text if len(word) > 1 else word == text:
                return True
        elif re.search(
            rf"(?<![a-z])(?:{re.escape(word)}{ending}{ies_of(word) if plural else ''})(?![a-z])", text
        ):
            return True
    return False


def ies_of(word):
    return f"|{re.escape(word[:-1])}ies" if re.search(r"[^aeiou]y$", word) else ""


def is_time_name(name):
    return has_word(name, WORDS["time"], plural=False)


def months_in_turn(texts):
    """Months written 2021.1 … 2021.10 … 2021.12 in the order of their rows, as timestamps; else None.

    What lost its last nought (2021.1 for October) shows by its place behind September.
    """
    found, before = [], None
    for text in texts:
        m = re.fullmatch(r"((?:19|20)\d\d)\.(\d{1,2})", text)
        if not m or not 1 <= int(m[2]) <= 12:
            return None
        year, month = int(m[1]), int(m[2])
        if m[2] == "1" and before in ((year, 9), (year, 10)) or m[2] == "1" and found and before == (year, 9):
            month = 10
        before = (year, month)
        found.append(pd.Timestamp(year, month, 1))
    return found


def years_of_account(texts):
    """Years written 2019/20 or 2019-2020 throughout, by their first year, or None."""
    found = {}
    for text in texts:
        m = re.fullmatch(r"(?:fy\s?)?((?:18|19|20)\d\d)\s?[-/–]\s?(\d{2}|\d{4})", half_width(text))
        if not m or int(m[2]) % 100 != (int(m[1]) + 1) % 100:
            return None
        found[text] = pd.Timestamp(int(m[1]), 1, 1)
    return found if len(found) > 2 else None


def dates_of_numbers(series, named, notes):
    """A numeric column that holds years, dates as yyyymmdd, a spreadsheet's serials or Unix seconds; or
    None."""
    name, values = series.name, series.dropna()
    dated = has_word(name, ["日期", "date", "datum", "time", "时间", "day"])
    if not (values == values.round()).all():
        if named:
            stamps = months_in_turn([f"{v:.2f}".rstrip("0") for v in values])
            if stamps and pd.Series(stamps).is_unique:
                return pd.Series(stamps, index=values.index).reindex(series.index)
        if dated and values.between(20_000, 60_000).all():
            return pd.to_datetime(series, unit="D", origin="1899-12-30").dt.round("S")
        return None
    low, high = values.min(), values.max()
    if not 1 <= low <= high < 1e15:
        return None
    whole = series.astype("Int64").astype(str)
    if 17000101 <= low and high <= 21001231 and (named or values.nunique() > 3):
        parsed = pd.to_datetime(whole, format="%Y%m%d", errors="coerce")
        return parsed if parsed[values.index].notna().mean() > 0.95 else None
    weeks = has_word(name, WORDS["week"]) and (values % 100).between(1, 53).all()
    if named and weeks and 170001 <= low and high <= 210053:
        return pd.to_datetime(
            series.map(lambda v: week_start(int(v) // 100, int(v) % 100) if v == v else None)
        )
    if named and 170001 <= low and high <= 210012 and (values % 100).between(1, 12).all():
        return pd.to_datetime(whole, format="%Y%m", errors="coerce")
    if (is_year_name(name) or named) and 1678 <= low and high <= 2100:
        return pd.to_datetime(whole, format="%Y", errors="coerce")
    if dated and 10_000 <= low and high <= 60_000:
        notes.append(
            T(
                f"列“{name}”是电子表格的日期序号，已转为日期。",
                f"'{name}' holds a spreadsheet's serial dates; they were read as dates.",
            )
        )
        return pd.to_datetime(series, unit="D", origin="1899-12-30")
    if named and 946_684_800 <= low and high <= 4_102_444_800:
        return pd.to_datetime(series, unit="s")
    if named and 946_684_800_000 <= low and high <= 4_102_444_800_000:
        return pd.to_datetime(series, unit="ms")
    return None


def is_year_name(name):
    return has_word(name, WORDS["year"], plural=False) or str(name).endswith("年") and len(str(name)) < 5


def steadier(texts, otherwise):
    """Whether dates such as 03/04/2024 have the day first: that reading whose steps are the more even."""
    found = {}
    for day_first in (True, False):
        stamps = pd.Series([parse_date(t, day_first) for t in texts[:3000]]).dropna()
        steps = stamps.diff().dropna().dt.total_seconds() / 86400
        rising = bool((steps >= 0).all() or (steps <= 0).all())
        usual = steps.abs().median() if len(steps) > 2 else 0
        found[day_first] = (rising, steps.abs().max() / usual if usual else 1.0)
    if found[True][0] != found[False][0]:
        return found[True][0]
    if max(found[True][1], found[False][1]) > 3 * min(found[True][1], found[False][1]):
        return found[True][1] < found[False][1]
    return otherwise


def to_dates(series, notes, hint=None):
    """A column of dates in whatever formats as timestamps, or None when it is no such column.

    `hint`: the table's decimal mark; where it is the comma, the day comes first in what leaves that open.
    """
    name, values = series.name, series.dropna()
    if values.empty or pd.api.types.is_bool_dtype(series):
        return None
    if pd.api.types.is_datetime64_any_dtype(series):
        return series.dt.tz_localize(None) if getattr(series.dt, "tz", None) is not None else series
    named = is_time_name(name)
    if pd.api.types.is_numeric_dtype(series):
        return dates_of_numbers(series, named, notes)
    uniques = list(pd.unique(values))
    texts = [
        v.isoformat(sep=" ") if hasattr(v, "hour") else v.isoformat() if hasattr(v, "isoformat") else str(v)
        for v in uniques
    ]
    account = years_of_account(texts) if all(isinstance(v, str) for v in uniques) else None
    if account:
        notes.append(
            T(
                f"列“{name}”是跨年度（如 {texts[0]}），按起始年理解。",
                f"'{name}' holds years such as {texts[0]}; each is taken by its first.",
            )
        )
        return pd.to_datetime(series.map(account))
    if all(DOTTED.fullmatch(t) for t in texts):
        return dotted_months(series, named, notes)
    plain = [
        re.fullmatch(r"\d+(\.\d+)?", t.strip()) is not None and not hasattr(v, "year")
        for v, t in zip(uniques, texts)
    ]
    if all(plain):
        return None
    probe = range(0, len(texts), max(1, len(texts) // 200))
    good = [
        i
        for i in probe
        if not plain[i] and (parse_date(texts[i], False) or parse_date(texts[i], True)) is not None
    ]
    serial = sum(plain[i] and 10_000 < float(texts[i]) < 60_000 for i in probe)
    if len(good) + (serial if good else 0) < 0.8 * len(probe):
        return None
    # 03/04/2024: which number is the day shows in the other rows, where one of them is above 12.
    pairs = [(int(m[1]), int(m[3])) for m in map(_DMY.fullmatch, map(half_width, texts)) if m and m[2] != "."]
    day_first = any(a > 12 for a, _ in pairs) and not any(b > 12 for _, b in pairs)
    if pairs and not any(a > 12 or b > 12 for a, b in pairs):
        day_first = steadier([t for t in texts if _DMY.fullmatch(half_width(t))], hint == ",")
        shown = f"{pairs[0][0]}/{pairs[0][1]}"
        order = T("日/月", "day/month") if day_first else T("月/日", "month/day")
        notes.append(
            T(
                f"列“{name}”的日期形如 {shown}，日月先后单看无法判断，按“{order}”理解。",
                f"Dates in '{name}' such as {shown} do not tell day from month by themselves; "
                f"read as {order}.",
            )
        )
    mapping = {}
    for value, text, number in zip(uniques, texts, plain):
        if number and 10_000 < float(text) < 60_000:
            mapping[value] = (pd.Timestamp("1899-12-30") + pd.Timedelta(days=float(text))).round("S")
        else:
            mapping[value] = parse_date(text, day_first)
    parsed = pd.to_datetime(series.map(mapping), errors="coerce")
    failed = values[parsed[values.index].isna()]
    if len(failed) > 0.2 * len(values):
        return None
    if len(failed):
        notes.append(
            T(
                f"列“{name}”有 {len(failed)} 个值不是日期（如 {some(failed.unique())}），按缺失处理。",
                f"{len(failed)} values of '{name}' are no dates (such as {some(failed.unique())}) "
                f"and count as missing.",
            )
        )
    shapes = {re.sub(r"\d+", "9", re.sub(r"[^\W\d_]+", "a", half_width(t))) for t in texts[:2000]}
    midnight = sum(bool(re.search(r"[ t]24:00", half_width(t))) for t in texts)
    if midnight:
        notes.append(
            T(
                f"列“{name}”中的 24:00 按次日 0:00 理解（{midnight} 处）。",
                f"24:00 in '{name}' was read as 0:00 of the next day ({midnight} times).",
            )
        )
    if any(number and 10_000 < float(text) < 60_000 for text, number in zip(texts, plain)):
        notes.append(
            T(
                f"列“{name}”混有电子表格的日期序号、文本与日期，已统一为日期。",
                f"'{name}' mixes a spreadsheet's serial numbers, texts and dates; all were read as dates.",
            )
        )
    elif len(shapes) > 1:
        notes.append(
            T(
                f"列“{name}”的日期有 {len(shapes)} 种写法，已统一。",
                f"Dates in '{name}' are written in {len(shapes)} ways; they were unified.",
            )
        )
    return parsed


# a year and a month that numbers would not tell apart
DOTTED = re.compile(r"\d{4}\.\d{1,2}|\d{1,2}\.(?:19|20)\d\d")


def dotted_months(series, named, notes):
    """2021.1 … 2021.12 as months where the name or the order of the rows says so, or None: they are
    numbers."""
    values = series.dropna().astype(str)
    if len(values) > 20_000:
        return None
    # 01.2021 as 2021.01
    swapped = [re.sub(r"^(\d{1,2})\.(\d{4})$", lambda m: f"{m[2]}.{int(m[1]):02}", v) for v in values]
    stamps = months_in_turn(swapped)
    if stamps is None:
        return None
    steps = pd.Series([s.year * 12 + s.month for s in stamps]).diff().dropna()
    if not (named or len(steps) > 3 and (steps == 1).mean() > 0.8):
        return None
    short = sum(
        re.fullmatch(r"\d{4}\.1", text) is not None and s.month == 10 for text, s in zip(values, stamps)
    )
    if short:
        notes.append(
            T(
                f"列“{series.name}”中排在九月之后的 2021.1 之类按十月理解（{short} 处）。",
                f"Values such as 2021.1 of '{series.name}' that follow September were read as "
                f"October ({short} times).",
            )
        )
    else:
        notes.append(
            T(
                f"列“{series.name}”中的 {values.iloc[0]} 之类按年月理解。",
                f"Values of '{series.name}' such as {values.iloc[0]} were read as a year and a month.",
            )
        )
    return pd.Series(stamps, index=values.index).reindex(series.index)
