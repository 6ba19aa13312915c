"""Numbers as people write them. Which mark is the decimal one is decided per column from all its values."""

_CURRENCY = r"(?:[¥$€£₹₩₽฿]|r\$|us\$|hk\$|nt\$|a\$|chf|usd|eur|gbp|rmb|cny|jpy|inr|rs\.?|fr\.|sfr\.?|kr\.?|zł|円|元)"
_NUMBER = re.compile(
    rf"(?:{_CURRENCY})?\s*([-+−–])?\s*(?:{_CURRENCY})?\s*"
    r"(\d[\d.,'’´` ]*\d|\d|[.,]\d+)(?:\s?(e[-+]?\d{1,3})|\s?[x×*]\s?10\^?([-+]?\d{1,2}))?\s*(-|[^\d\s.,][^\d]{0,14}[23²³]?|)")
_SCALES = {"千": 1e3, "万": 1e4, "百万": 1e6, "千万": 1e7, "亿": 1e8, "百亿": 1e10, "千亿": 1e11, "万亿": 1e12, "兆": 1e12}
MULTIPLIERS = {**_SCALES, "k": 1e3, "thousand": 1e3, "tsd": 1e3, "tsd.": 1e3, "mn": 1e6, "mio": 1e6, "mio.": 1e6, "million": 1e6,
               "millions": 1e6, "mrd": 1e9, "mrd.": 1e9, "bn": 1e9, "billion": 1e9, "billions": 1e9, "lakh": 1e5, "lakhs": 1e5,
               "lac": 1e5, "crore": 1e7, "crores": 1e7, "cr": 1e7, "cr.": 1e7}
_FAMILIES = [{"g": 1, "克": 1, "kg": 1e3, "公斤": 1e3, "千克": 1e3, "t": 1e6, "吨": 1e6, "mg": 1e-3},
             {"mm": 1e-3, "cm": 1e-2, "m": 1, "米": 1, "km": 1e3, "公里": 1e3, "千米": 1e3, "厘米": 1e-2},
             {"ml": 1e-3, "毫升": 1e-3, "l": 1, "升": 1}, {"s": 1, "sec": 1, "秒": 1, "min": 60, "分钟": 60, "h": 3600, "小时": 3600},
             {"kw": 1, "mw": 1e3, "gw": 1e6}, {"kwh": 1, "mwh": 1e3, "gwh": 1e6}]


@dataclass
class Written:
    """A number as it is written: its sign, its digits and marks, the power of ten behind it, what follows it."""
    sign: int
    digits: str
    scale: float
    unit: str
    reading: str  # the decimal mark: "." or ","; "either." and "either,": 1.234 and 1,234; "": none is needed


def _grouped(parts):
    """Whether pieces between marks are groups of digits: of three, or the Indian way."""
    first, rest = parts[0], parts[1:]
    if not rest or not 1 <= len(first) <= 3 or len(rest[-1]) != 3:
        return False
    return all(len(p) == 3 for p in rest) or len(first) <= 2 and all(len(p) == 2 for p in rest[:-1])


def _reading(digits):
    """(digits without blanks and apostrophes, the decimal mark) or None where the marks make no number."""
    if re.search(r"['’´` ]", digits):
        whole, mark, rest = re.fullmatch(r"([\d'’´` ]+)([.,]?)(.*)", digits).groups()
        if not _grouped(re.split(r"['’´` ]+", whole)) or not re.fullmatch(r"\d*", rest):
            return None
        return whole.translate({ord(c): None for c in "'’´` "}) + mark + rest, mark
    dots, commas = digits.count("."), digits.count(",")
    if not dots and not commas:
        return digits, ""
    if dots and commas:
        mark, other = (".", ",") if digits.rfind(".") > digits.rfind(",") else (",", ".")
        whole, _, rest = digits.rpartition(mark)
        return (digits, mark) if digits.count(mark) == 1 and _grouped(whole.split(other)) else None
    mark = "." if dots else ","
    if dots + commas > 1:
        return (digits, "," if dots else ".") if _grouped(digits.split(mark)) else None
    whole, rest = digits.split(mark)
    if len(rest) != 3 or len(whole) > 3 or whole.startswith("0") or not whole:
        return digits, mark
    return digits, "either" + mark


def written(text):
    """How a number is written, or None where the text is no number."""
    text = str(text)
    if len(text) > 48 or not any(c.isdigit() for c in text):
        return None
    text = re.sub(r"(?<=\d)[¹²³⁰⁴-⁹]+$", "", text.strip())  # the mark of a footnote
    s = re.sub(r"^(约|大约|近|~|≈|ca\.?|approx\.?|about)\s*(?=[\d¥$€£])|(?<=[\d万亿元])\s*(左右|上下)$", "", folded(text))
    sign = 1
    if s.startswith(("(", "-(", "$(", "€(", "£(", "¥(")) and s.count("(") == 1:
        m = re.fullmatch(r"([^()\d]*)\(([^()]*)\)([^()\d]*)", s)
        if not m:
            return None
        s, sign = m[1].strip("-") + m[2] + m[3], -1
    compound = re.fullmatch(r"(\d+(?:\.\d+)?)亿(\d+(?:\.\d+)?)万(.{0,4})", s)
    if compound:
        return Written(sign, str(float(compound[1]) * 1e4 + float(compound[2])), 1e4, compound[3], ".")
    m = _NUMBER.fullmatch(s)
    if not m:
        return None
    reading = _reading(m[2])
    if reading is None:
        return None
    if m[1] in ("-", "−", "–"):
        sign = -sign
    unit = m[5].strip()
    if unit == "-":
        sign, unit = -sign, ""  # 123-, as bookkeeping programs print it
    scale = float("1" + m[3]) if m[3] else 10.0 ** int(m[4]) if m[4] else 1.0
    scaled = re.match(r"(百万|千万|万亿|千亿|百亿|[千万亿兆])", unit)
    if scaled:
        scale, unit = scale * _SCALES[scaled[1]], unit[len(scaled[1]):]
    elif unit.split(" ")[0] in MULTIPLIERS:
        first, _, unit = unit.partition(" ")
        scale *= MULTIPLIERS[first]
    elif re.search(r"\d\s?[MB]$", text) and len(text) < 12:
        scale, unit = scale, text[-1]  # million, billion or a unit: the column decides
    if re.fullmatch(_CURRENCY, unit):
        unit = ""
    return Written(sign, reading[0], scale, unit.strip(" ."), reading[1])


def value_of(number, mark):
    """The value where `mark` is the decimal mark of what could be read either way."""
    own = number.reading if number.reading in (".", ",") else mark
    digits = number.digits.replace("," if own == "." else ".", "").replace(",", ".") if own else number.digits
    return number.sign * float(digits) * number.scale


def parse_number(text):
    """(value, unit) of one number by itself, or None."""
    number = written(text)
    if number is None or number.unit and not acceptable(number.unit, text):
        return None
    return value_of(number, "."), number.unit


def cell_number(cell):
    """The value of a cell, or None where it holds no number."""
    if isinstance(cell, (int, float, np.number)):
        return float(cell) if not isinstance(cell, (bool, np.bool_)) and cell == cell else None
    found = parse_number(cell) if isinstance(cell, str) else None
    return found[0] if found else None


def marks_in(values):
    """How many values show that the point, or the comma, is the decimal mark."""
    found = [n.reading for n in map(written, values) if n is not None]
    return {mark: found.count(mark) for mark in (".", ",", "either.", "either,")}


def decimal_mark(numbers, hint, name, notes):
    """The decimal mark of a column; where its values leave it open, the other columns (`hint`) or custom decide."""
    votes = {mark: sum(n.reading == mark for n in numbers) for mark in (".", ",", "either.", "either,")}
    if votes["."] or votes[","]:
        mark = "." if votes["."] >= votes[","] else ","
        if votes["."] and votes[","]:
            notes.append(T(f"列“{name}”的小数点有点有逗号两种写法，逐个按各自的写法理解。",
                           f"'{name}' has both points and commas as decimal marks; each number was read by its own."))
        return mark
    open_mark = "." if votes["either."] >= votes["either,"] else ","
    if not votes["either" + open_mark]:
        return "."
    example = next(n.digits for n in numbers if n.reading == "either" + open_mark)
    plain = [float(n.digits) for n in numbers if not n.reading]
    small = [float(n.digits.replace(open_mark, ".")) for n in numbers if n.reading == "either" + open_mark]
    # 998 beside 1.010: three digits behind every mark, and what has no mark stays below a thousand
    grows = plain and 100 <= np.median(plain) and max(plain) < 1000 and np.median(plain) > 30 * np.median(small)
    grouping = grows or (hint is not None and hint != open_mark) or (open_mark == "," and hint is None)
    mark = {".": ",", ",": "."}[open_mark] if grouping else open_mark
    value = example.replace(open_mark, "") if grouping else example.replace(open_mark, ".")
    notes.append(T(f"列“{name}”中 {example} 有两种读法，按 {value} 理解。", f"'{name}': {example} can be read in two ways; it was taken as {value}."))
    return mark


def one_unit(name, pairs, notes):
    """The factors that bring all units of a column to the commonest one, or None where they cannot be."""
    counts = pd.Series([u for _, u in pairs]).value_counts()
    units = [u for u in counts.index if u]
    bare = int(counts.get("", 0))
    if {"M", "B"} & set(units):
        alone = all(u in ("M", "B") for u in units)
        if not alone:
            return None
        notes.append(T(f"列“{name}”的 M、B 按百万、十亿理解。", f"M and B in '{name}' were read as million and billion."))
        return {"M": 1e6, "B": 1e9, "": 1.0}, ""
    known = [u for u in units if is_unit(u) or u in ("%", "‰", "°")]
    flags = [u for u in units if u not in known and len(u) <= 2 or u.strip("*†‡") == ""]
    if flags and bare + sum(counts[u] for u in known) >= 0.6 * len(pairs) and sum(counts[u] for u in flags) <= 0.4 * len(pairs):
        n = int(sum(counts[u] for u in flags))
        notes.append(T(f"列“{name}”有 {n} 个数后带标记（{some(flags)}），标记已略去。",
                       f"{n} numbers of '{name}' carry marks ({some(flags)}), which were left aside."))
        units = [u for u in units if u not in flags]
    if any(u not in known and len(u) <= 2 for u in units):
        return None  # 1A, 2A, 3A are names
    factors = {"": 1.0, **{u: 1.0 for u in flags}}
    if len(units) > 1:
        family = next((f for f in _FAMILIES if all(u in f for u in units)), None)
        if family is None:
            return None
        factors.update({u: family[u] / family[units[0]] for u in units})
        notes.append(T(f"列“{name}”混用单位 {some(units)}，已统一为 {units[0]}。",
                       f"'{name}' mixes the units {some(units)}; all were brought to {units[0]}."))
    elif units:
        factors[units[0]] = 1.0
    return factors, units[0] if units else ""


def to_numbers(series, hint, notes):
    """A column of numbers in whatever ways they are written as numbers, or None. `hint`: the decimal mark elsewhere."""
    values, name = series.dropna(), series.name
    if values.empty:
        return None
    uniques = list(pd.unique(values))
    probe = uniques[:: max(1, len(uniques) // 300)]
    if sum(is_number_cell(v) for v in probe) < 0.7 * len(probe):
        return None
    parsed = {}
    for value in uniques:
        if isinstance(value, str):
            number = written(value)
            if number is not None and number.unit and not acceptable(number.unit, value):
                number = None
        else:
            number = Written(1, repr(float(value)), 1.0, "", "") if is_number_cell(value) else None
        if number is not None:
            parsed[value] = number
    bracketed = [v for v in parsed if isinstance(v, str) and v.strip().startswith("(")]
    if len(bracketed) == len(uniques) and len(uniques) > 1:
        return None  # (1), (2), (3) number the rows
    said = []
    texts = [n for v, n in parsed.items() if isinstance(v, str)]
    mark = decimal_mark(texts, hint, name, said) if texts else "."
    unit = one_unit(name, [(v, n.unit) for v, n in parsed.items()], said)
    if unit is None:
        return None
    factors, common = unit
    mapping = {v: value_of(n, mark) * factors[n.unit] for v, n in parsed.items()}
    shares = [v for v, n in parsed.items() if n.unit == "%"]
    if shares and len(shares) < len(parsed):
        bare = [mapping[v] for v, n in parsed.items() if not n.unit]
        if all(abs(b) <= 1 for b in bare) and max(abs(mapping[v]) for v in shares) > 1.5:
            mapping.update({v: 100 * mapping[v] for v, n in parsed.items() if not n.unit})
            said.append(T(f"列“{name}”有的值写作百分数、有的写作小数，已统一为百分数。",
                          f"'{name}' has percentages and shares; all were brought to percent."))
    result = pd.to_numeric(series.map(mapping), errors="coerce")
    odd = next((v for v, n in parsed.items() if n.reading == "," or re.search(r"\d['’´`\s]\d", str(v)) or str(v).strip().startswith("(")), None)
    if odd is not None:
        said.append(T(f"列“{name}”中的 {odd} 之类读作 {mapping[odd]:.10g}。",
                      f"Numbers of '{name}' such as {odd} were read as {mapping[odd]:.10g}."))
    failed = values[result[values.index].isna()]
    if len(failed) > 0.1 * len(values):
        return None
    if len(failed):
        said.append(T(f"列“{name}”有 {len(failed)} 个值不是数（如 {some(failed.unique())}），按缺失处理。",
                      f"{len(failed)} values of '{name}' are not numbers (such as {some(failed.unique())}); they count as missing."))
    if common:
        said.append(T(f"列“{name}”的值带有单位“{common}”，已转为数。",
                      f"Values of '{name}' carry the unit '{common}' and were read as numbers."))
    notes += said
    whole = result.notna().all() and (result == result.round()).all() and result.abs().max() < 1e15
    return result.astype("int64") if whole else result


def acceptable(unit, text):
    """Whether what follows a number is a unit or a mark: known, or a word apart from the digits."""
    if unit in ("%", "‰", "M", "B", "°") or is_unit(unit) or unit.strip("*†‡#") == "" or re.fullmatch("[a-zA-Z]", unit):
        return True
    apart = re.search(r"\d\s+[^\W\d]", text) is not None
    return apart and len(unit) <= 12 and re.fullmatch(r"[^\W\d]+\.?", unit) is not None
