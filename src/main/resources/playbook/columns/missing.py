"""What stands for a missing value: marks such as n/a, numbers such as -9999. And what only looks like a
number."""

_AMBIGUOUS = {"na", "nan", "nd", "nr", "none", "null", "nil"}  # may be a code among codes: NA is Namibia


def drop_marks(series):
    """(the column without marks of missing values, how many cells each mark had); empty cells are not
    counted."""
    values = series.dropna()
    uniques = [v for v in pd.unique(values) if isinstance(v, str)]
    marks = [v for v in uniques if half_width(v) in WORDS["missing"]]
    others = [v.strip() for v in uniques if v not in marks]
    codes = {v for v in marks if v.strip().lower() in _AMBIGUOUS and is_code_among(v.strip(), others)}
    marks = [v for v in marks if v not in codes]
    if marks:
        counts = {m.strip(): int((values == m).sum()) for m in marks if m.strip()}
        series = series.where(~series.isin(marks), None)
    else:
        counts = {}
    return series, counts, [c.strip() for c in codes]


def is_code_among(mark, others):
    """Whether a mark is made like the codes it stands among."""
    if len(others) < 3:
        return False
    alike = sum(
        len(o) <= 3
        and o.isalpha()
        and o.isascii()
        and (o.isupper() == mark.isupper() or o.istitle() == mark.istitle())
        for o in others
    )
    return alike >= 0.8 * len(others)


def code_reason(series):
    """Why a column of digits is one of codes rather than of numbers, or ""."""
    values = series.dropna()
    uniques = [str(v).strip() for v in pd.unique(values)[:3000]]
    digits = [u for u in uniques if re.fullmatch(r"\d+", u)]
    if len(digits) < 0.6 * len(uniques) or not digits:
        return ""
    zero = next((d for d in digits if len(d) > 1 and d[0] == "0" and d.strip("0")), "")
    if zero and not is_time_name(series.name):
        return T(f"以零开头，如 {zero}", f"with leading zeros, such as {zero}")
    if has_word(series.name, WORDS["code"]):
        return T("由列名可知", "as its name says")
    if (
        min(map(len, digits)) > 15
        or len(digits) > 3
        and has_word(series.name, WORDS["identifier"])
        and min(map(len, digits)) == max(map(len, digits)) >= 10
    ):
        return T(f"位数很长，如 {digits[0]}", f"with many digits, such as {digits[0]}")
    if re.search(
        r"(^|[ _])id$|(?<=[a-z])ID$|^id[ _]|编号$|学号$|工号$|单号$", str(series.name), re.IGNORECASE
    ) and 2 < len(uniques) < 0.95 * len(values):
        return T("编号重复出现", "identifiers that come again")
    return ""


def drop_sentinels(series):
    """(the column without numbers that stand for a missing value, how many cells each had).

    Such a number is all nines, stands at the edge of the column's values and far from the rest.
    """
    counts = {}
    for _ in range(3):
        values = series.dropna()
        if len(values) < 8 or values.nunique() < 3:
            break
        edges = [values.min(), values.max()]
        found = None
        for edge in edges:
            if not is_sentinel(edge):
                continue
            rest = values[values != edge]
            rest = rest[~rest.map(is_sentinel)] if rest.nunique() < 2000 else rest
            if len(rest) < 0.3 * len(values) or rest.nunique() < 2:
                continue
            low, high = rest.min(), rest.max()
            gap = low - edge if edge < low else edge - high
            span = max(high - low, 1e-9)
            often = int((values == edge).sum()) > 1
            if edge < 0 <= low and gap > 0.2 * span or gap > (1 if often else 2) * span:
                found = edge
                break
        if found is None:
            break
        counts[f"{found:g}"] = int((values == found).sum())
        series = series.where(series != found)
    return series, counts


def is_sentinel(value):
    text = f"{abs(float(value)):.10g}"
    return (
        text in ("32768", "1e+20", "1e+30") or bool(re.fullmatch(r"9+(\.9+)?", text)) and text.count("9") >= 2
    )


def missing_note(name, counts):
    shown = T("、", ", ").join(
        f"{mark}{T('（', ' (')}{n}{T(' 个）', ')')}" for mark, n in list(counts.items())[:5]
    )
    total = sum(counts.values())
    return T(
        f"列“{name}”有 {total} 个值按缺失处理：{shown}。",
        f"{total} cell{'s' * (total > 1)} of '{name}' count{'s' * (total == 1)} as missing: {shown}.",
    )


def drop_first_days(dates):
    """(the dates without days that stand for a missing one, such as 1900-01-01, how many there were)."""
    values = dates.dropna()
    for day in (pd.Timestamp("1899-12-30"), pd.Timestamp("1900-01-01"), pd.Timestamp("1970-01-01")):
        rest = values[values != day]
        if (
            len(rest) > 3
            and len(rest) < len(values)
            and (rest.min() - day).days > 10 * max((rest.max() - rest.min()).days, 30)
        ):
            return dates.where(dates != day), {str(day.date()): len(values) - len(rest)}
    return dates, {}
