"""One number as people write it: signs, brackets, groups of digits, currencies, scales, units."""

_CURRENCY = (
    r"(?:[¥$€£₹₩₽฿]|r\$|us\$|hk\$|nt\$|a\$|chf|usd|eur|gbp|rmb|cny|jpy|inr|rs\.?|fr\.|sfr\.?|kr\.?|zł|円|元)"
)
_NUMBER = re.compile(
    rf"(?:{_CURRENCY})?\s*([-+−–])?\s*(?:{_CURRENCY})?\s*"
    r"(\d[\d.,'’´` ]*\d|\d|[.,]\d+)(?:\s?(e[-+]?\d{1,3})|\s?[x×*]\s?10\^?([-+]?\d{1,2}))?"
    r"\s*(-|[^\d\s.,][^\d]{0,14}[23²³]?|)"
)
_SCALES = {"千": 1e3, "万": 1e4, "百万": 1e6, "千万": 1e7, "亿": 1e8, "百亿": 1e10, "千亿": 1e11, "万亿": 1e12, "兆": 1e12}
MULTIPLIERS = {
    **_SCALES,
    "k": 1e3,
    "thousand": 1e3,
    "tsd": 1e3,
    "tsd.": 1e3,
    "mn": 1e6,
    "mio": 1e6,
    "mio.": 1e6,
    "million": 1e6,
    "millions": 1e6,
    "mrd": 1e9,
    "mrd.": 1e9,
    "bn": 1e9,
    "billion": 1e9,
    "billions": 1e9,
    "lakh": 1e5,
    "lakhs": 1e5,
    "lac": 1e5,
    "crore": 1e7,
    "crores": 1e7,
    "cr": 1e7,
    "cr.": 1e7,
}


@dataclass
class Written:
    """A number as it is written: its sign, its digits and marks, the power of ten behind it, what follows
    it."""

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
    s = re.sub(
        r"^(约|大约|近|~|≈|ca\.?|approx\.?|about)\s*(?=[\d¥$€£])|(?<=[\d万亿元])\s*(左右|上下)$", "", folded(text)
    )
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
        scale, unit = scale * _SCALES[scaled[1]], unit[len(scaled[1]) :]
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


def acceptable(unit, text):
    """Whether what follows a number is a unit or a mark: known, or a word apart from the digits."""
    if (
        unit in ("%", "‰", "M", "B", "°")
        or is_unit(unit)
        or unit.strip("*†‡#") == ""
        or re.fullmatch("[a-zA-Z]", unit)
    ):
        return True
    apart = re.search(r"\d\s+[^\W\d]", text) is not None
    return apart and len(unit) <= 12 and re.fullmatch(r"[^\W\d]+\.?", unit) is not None
