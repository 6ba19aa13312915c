"""One date, month, quarter, week or year in whatever way it is written, as a timestamp."""

_MONTH_LISTS = [
    "jan feb mar apr may jun jul aug sep oct nov dec",
    "januar februar marz april mai juni juli august september " "oktober november dezember",
    "january february march april may june july august september october november " "december",
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro",
    "ene fev mrz avr mai juin juil aou sept okt nov dez",
    "gen feb mae abr mag giu lug ago set ott nov dic",
    "jan febr maerz avr mai juin juil aug sep out nov dic",
    "janv fevr mar apr may jun jul aout sept oct nov dec",
]
MONTHS = {name: i + 1 for names in _MONTH_LISTS for i, name in enumerate(names.split())}
_CLOCK = (
    r"(?:[ t,]+(\d{1,2})(?:[:时点h](\d{1,2}))?(?:[:分](\d{1,2})(?:\.\d+)?秒?)?[分时点h]?\s*(am|pm|uhr)?)?"
    r"(?:z|[+-]\d\d:?\d\d)?"
)
_YMD = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?" + _CLOCK)
_YM = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})月?(?:份)?")
_DMY = re.compile(r"(\d{1,2})([-/.])(\d{1,2})[-/.](\d{4}|\d{2})" + _CLOCK)
_MY = re.compile(r"(\d{1,2})[-/.]((?:19|20)\d\d)")
_D_MON_Y = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th|\.)?[- /]*)?([a-z]{3,10})\.?[-, /]*'?(\d{4}|\d{2})" + _CLOCK
)
_MON_D_Y = re.compile(r"([a-z]{3,10})\.?[-, /]*(\d{1,2})(?:st|nd|rd|th)?[, ]+(\d{4})")
_Y_MON = re.compile(r"(\d{4})[-, /]*([a-z]{3,10})\.?(?:[- /]*(\d{1,2}))?")
_Q = r"(?:\.|st|nd|rd|th)?\s*(?:quartal|quarter|qtr|trimestre|trim\.?|q|季度|季|四半期)"
_QUARTERS = [
    re.compile(p)
    for p in (
        r"(?P<y>\d{4}|\d{2})(?:年|年度|[-/ .])?\s*(?:q|qtr|quarter|第|t)\s*(?P<q>[1-4一二三四])(?:季度|季|四半期)?",
        r"(?P<y>\d{4})年?\s*(?P<q>[1-4一二三四])(?:季度|季|四半期)",
        r"(?:q|qtr\.?|quarter|t)\s*(?P<q>[1-4])[-/ ,.']*(?:of )?(?P<y>\d{4}|\d{2})",
        rf"(?P<q>[1-4]){_Q}[-/ ,.']*(?:of )?(?P<y>\d{{4}}|\d{{2}})",
    )
]
_WEEKS = [
    re.compile(p)
    for p in (
        r"(?P<y>\d{4})(?:年|[-/ ])?\s*(?:w|kw|wk|week|第)\s*(?P<w>\d{1,2})\s*周?",
        r"(?P<y>\d{4})年\s*(?P<w>\d{1,2})周",
        r"(?:w|kw|wk|week)\.?\s*(?P<w>\d{1,2})[-/ ,]+(?:of )?(?P<y>\d{4})",
        r"(?P<w>\d{1,2})\.?\s*kw[-/ ,]*(?P<y>\d{4})",
    )
]
_HALF = re.compile(r"(\d{4})(?:年|[-/ ])?\s*(h[12]|[上下](?=半年))(?:半年)?|(h[12])[-/ ']*(\d{4}|\d{2})")
_SPAN = re.compile(r"\s*(?:~|至|到|—|–| to | - )\s*")
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "民国": 1911}
_HAN = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")} | {"零": "0"}


def _full_year(text):
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year < 70 else 1900)


def without_accents(text):
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def han_number(text):
    """三 -> 3, 十二 -> 12, 二〇二一 -> 2021."""
    if "十" in text:
        tens, _, ones = text.partition("十")
        return int(_HAN.get(tens, "1")) * 10 + int(_HAN.get(ones, "0"))
    return int("".join(_HAN[c] for c in text))


def normal_time(text):
    """A time in half-width Arabic digits and western years."""
    s = folded(text)
    if s.isascii():
        return re.sub(r"^(mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?,? ", "", s)
    s = re.sub(r"\s*\(?(?:星期|礼拜|周)[一二三四五六日天]\)?|\s*\([月火水木金土日]\)", "", s)
    s = re.sub(
        r"(上午|午前|下午|午后)\s?(\d{1,2}:\d\d(?::\d\d)?)",
        lambda m: f" {m[2]} {'am' if m[1] in ('上午', '午前') else 'pm'}",
        s,
    )
    for era, start in _ERAS.items():
        if s.startswith(era):
            s = re.sub(
                r"^(\d{1,3}|元)",
                lambda m: str(start + (1 if m[1] == "元" else int(m[1]))),
                s[len(era) :].lstrip(),
            )
            break
    s = re.sub(r"([〇零一二三四五六七八九]{4}|[一二三四五六七八九十]{1,3})(?=[年月日号])", lambda m: str(han_number(m[1])), s)
    return without_accents(s) if not re.search(r"[一-鿿]", s) else s


def month_named(text):
    """The number of a month that a text names by itself ("Jan", "März", "3月", "三月", "M03"), or None."""
    if len(str(text)) > 20:
        return None
    s = normal_time(text).rstrip(".")
    if s in MONTHS:
        return MONTHS[s]
    m = re.fullmatch(r"(?:m)?(\d{1,2})(月|月份)?", s)
    return int(m[1]) if m and (m[2] or s.startswith("m")) and 1 <= int(m[1]) <= 12 else None


def quarter_named(text):
    """The number of a quarter that a text names by itself ("Q1", "第一季度", "1. Quartal"), or None."""
    if len(str(text)) > 20:
        return None
    s = normal_time(text)
    m = re.fullmatch(r"(?:q|第|t)?\s*([1-4一二三四])(?:季度|季|四半期)?|([1-4])" + _Q, s)
    if not m or re.fullmatch(r"[1-4一二三四]", s):
        return None
    found = m[1] or m[2]
    return int(found) if found.isdigit() else han_number(found)


def _moment(year, month, day, clock):
    """A timestamp; 24:00 is the start of the next day."""
    hour, minute, second, half = clock
    hour = int(hour or 0)
    if half in ("am", "pm"):
        hour = hour % 12 + (12 if half == "pm" else 0)
    day = pd.Timestamp(int(year), int(month), int(day))
    if hour > 24 or hour == 24 and (int(minute or 0) or int(second or 0)):
        return None
    return day + pd.Timedelta(hours=hour, minutes=int(minute or 0), seconds=int(second or 0))


def week_start(year, week):
    if not 1 <= week <= 53:
        return None
    try:
        return pd.Timestamp.fromisocalendar(year, week, 1)
    except ValueError:
        return pd.Timestamp.fromisocalendar(year, 52, 1) + pd.Timedelta(days=7)


def parse_date(text, day_first):
    """One date in any of the usual ways of writing it, or None."""
    if len(str(text)) > 40:
        return None
    s = normal_time(text)
    if not any(c.isdigit() for c in s):
        return None
    ends = _SPAN.split(s)
    if len(ends) == 2 and len(ends[0]) > 5:  # a week by its first and last day
        first = parse_date(ends[0], day_first)
        return first if first is not None and parse_date(ends[1], day_first) is not None else None
    try:
        if m := _YMD.fullmatch(s):
            return _moment(m[1], m[2], m[3], m.groups()[3:])
        if m := _YM.fullmatch(s):
            return pd.Timestamp(int(m[1]), int(m[2]), 1)
        if m := re.fullmatch(r"(\d{4})年(度|份)?", s):
            return pd.Timestamp(int(m[1]), 1, 1)
        if m := re.fullmatch(r"((?:19|20)\d\d)(\d\d)(\d\d)", s):
            return pd.Timestamp(int(m[1]), int(m[2]), int(m[3]))
        if m := re.fullmatch(r"((?:19|20)\d\d)-?m?(\d\d)", s):
            return pd.Timestamp(int(m[1]), int(m[2]), 1)
        if m := _DMY.fullmatch(s):
            first, mark, second, year = m.groups()[:4]
            swap = (day_first or mark == ".") and int(second) <= 12 or int(second) <= 12 < int(first)
            day, month = (first, second) if swap else (second, first)
            return _moment(_full_year(year), month, day, m.groups()[4:])
        if m := _MY.fullmatch(s):
            return pd.Timestamp(int(m[2]), int(m[1]), 1)
        for pattern in _QUARTERS:
            if m := pattern.fullmatch(s) or pattern.fullmatch(re.sub(r"(?<![a-z])(?:fy|cy)\s?'?(?=\d)", "", s)):
                quarter = int(m["q"]) if m["q"].isdigit() else han_number(m["q"])
                return pd.Timestamp(_full_year(m["y"]), quarter * 3 - 2, 1)
        if m := _HALF.fullmatch(s):
            year, half = (m[1], m[2]) if m[1] else (m[4], m[3])
            return pd.Timestamp(_full_year(year), 1 if half in ("h1", "上") else 7, 1)
        for pattern in _WEEKS:
            if m := pattern.fullmatch(s):
                return week_start(int(m["y"]), int(m["w"]))
        if (m := _D_MON_Y.fullmatch(s)) and m[2] in MONTHS:
            return _moment(_full_year(m[3]), MONTHS[m[2]], int(m[1] or 1), m.groups()[3:])
        if (m := _MON_D_Y.fullmatch(s)) and m[1] in MONTHS:
            return pd.Timestamp(int(m[3]), MONTHS[m[1]], int(m[2]))
        if (m := _Y_MON.fullmatch(s)) and m[2] in MONTHS:
            return pd.Timestamp(int(m[1]), MONTHS[m[2]], int(m[3] or 1))
        if m := re.fullmatch(r"(?:fy|cy|sy|财年)\s*'?((?:19|20)\d\d|\d\d)", s):
            return pd.Timestamp(_full_year(m[1]), 1, 1)
    except ValueError:
        pass
    return None
