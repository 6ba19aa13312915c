"""What a column is: its name and unit, its kind, whether it names the rows, how often its times tick."""

UNIT = re.compile(r"[(\[（【]([^()\[\]（）【】]*)[)\]）】]\s*$")


def core_name(name):
    """A column's name without its unit, folded, words apart: "销售额(万元)" -> "销售额"."""
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", str(name))
    text = folded(UNIT.sub("", unicodedata.normalize("NFKC", text)))
    text = re.split(r"[/]", text)[0] if re.search(r"[一-鿿].*/", text) else text
    return re.sub(r"[_\s]+", " ", text).strip()


def unit_of(name):
    found = UNIT.search(unicodedata.normalize("NFKC", str(name)))
    return found[1].strip().lower() if found else ""


CALENDAR = {
    "year": (1, 2200),
    "quarter": (1, 4),
    "month": (1, 12),
    "week": (1, 53),
    "day": (1, 31),
    "hour": (0, 24),
}


def is_calendar(series, values):
    """Whether whole numbers say a year, quarter, month, week, day or hour rather than how much of
    something."""
    name = folded(series.name)
    return any(
        name in WORDS[part] and values.between(low, high).all() for part, (low, high) in CALENDAR.items()
    )


def kind_of(series):
    """What a column is: time, step (whole numbers that count periods), calendar (the number of a month or an
    hour), constant, empty, id, binary, category, text, count or number."""
    values = series.dropna()
    if values.empty:
        return "empty"
    unique = values.nunique()
    if pd.api.types.is_datetime64_any_dtype(series):
        return "time"
    if unique == 1:
        return "constant"
    share = unique / len(values)
    if pd.api.types.is_numeric_dtype(series):
        whole = bool((values == values.round()).all())
        if (
            whole
            and share == 1
            and is_year_name(series.name)
            and values.is_monotonic_increasing
            and values.between(1, 2200).all()
        ):
            return "step"  # years before those that timestamps reach
        if whole and unique > 2 and is_calendar(series, values):
            return (
                "step"
                if share == 1
                and values.is_monotonic_increasing
                and (values.diff().dropna() == 1).all()
                and len(values) >= 5
                else "calendar"
            )
        if unique == 2:
            return "binary"
        if whole and share == 1 and len(values) >= 5:
            if has_word(series.name, WORDS["identifier"]):
                return "id"
            in_turn = bool((values.diff().dropna() == 1).all())
            if in_turn and values.iloc[0] in (0, 1) and NAMELESS.fullmatch(str(series.name)):
                return "id"
            if in_turn and is_time_name(series.name):
                return "step"
        return "count" if whole and values.min() >= 0 else "number"
    length = values.astype(str).str.len()
    if unique == 2:
        return "binary"
    if share > 0.95 and len(values) >= 5:
        return "text" if length.mean() > 30 else "id"
    if share > 0.5 and unique > 50 or length.mean() > 60:
        return "text"
    return "category"


def is_numeric(frame, column):
    return pd.api.types.is_numeric_dtype(frame[column])


def label_column(frame, least=0.95):
    """The column that names the rows: the first text column whose values (nearly) all differ; else an id;
    else None."""
    texts = [c for c in frame.columns if frame[c].dtype == object]
    ranked = sorted(texts, key=lambda c: (not has_word(c, WORDS["entity"]), list(frame.columns).index(c)))
    for c in ranked:
        if frame[c].nunique() >= least * len(frame):
            return c
    for c in frame.columns:
        if is_numeric(frame, c) and kind_of(frame[c]) in ("id", "step"):
            return c
    return None


def labels_of(frame):
    c = label_column(frame)
    if c is None:
        return [T(f"第{i + 1}行", f"row {i + 1}") for i in range(len(frame))], None
    return [
        str(v) if not (isinstance(v, float) and float(v).is_integer()) else str(int(v)) for v in frame[c]
    ], c


@dataclass
class Frequency:
    """How often a time column ticks: a pandas period code, its name, days per tick and the seasons worth
    testing."""

    code: str
    zh: str
    en: str
    days: float
    seasons: tuple


YEARLY = Frequency("A", "年", "yearly", 365.25, ())


def frequency_of(times):
    """The frequency of a time column, or None when its steps are too uneven to tell."""
    unique = pd.Series(pd.unique(times.dropna())).sort_values()
    if len(unique) < 3:
        return None
    steps = unique.diff().dropna().dt.total_seconds() / 86400
    step = float(steps.median())
    whole_days = bool((unique == unique.dt.normalize()).all())
    if not whole_days and step < 0.999:
        minutes = max(1, round(step * 1440))
        if minutes % 60 == 0:
            hours = minutes // 60
            return Frequency(
                "H" if hours == 1 else f"{hours}H",
                "小时" if hours == 1 else f"{hours} 小时",
                "hourly" if hours == 1 else f"{hours}-hourly",
                hours / 24,
                (24 // hours,) if 24 % hours == 0 and hours < 24 else (),
            )
        day = 1440 // minutes if 1440 % minutes == 0 else 0
        return Frequency(
            f"{minutes}T",
            f"{minutes} 分钟",
            f"{minutes}-minute",
            minutes / 1440,
            (day,) if 1 < day <= 300 else (),
        )
    if step < 1.5:
        if len(unique) >= 10 and not unique.dt.dayofweek.isin([5, 6]).any():
            return Frequency("B", "工作日", "business-daily", 1.4, (5,))
        return Frequency("D", "日", "daily", 1.0, (7, 365))
    if 6 <= step <= 8:
        return Frequency("W-" + unique.iloc[-1].day_name()[:3].upper(), "周", "weekly", 7.0, (52,))
    if 27 <= step <= 32:
        return Frequency("M", "月", "monthly", 30.44, (12,))
    if 88 <= step <= 93:
        return Frequency("Q", "季度", "quarterly", 91.3, (4,))
    if 180 <= step <= 185:
        return Frequency("2Q", "半年", "half-yearly", 182.6, (2,))
    if 363 <= step <= 367:
        return YEARLY
    return None


def period_label(period):
    """A period as people write it."""
    code = period.freqstr
    if code.startswith("A"):
        return str(period.year)
    if code.startswith("2Q"):
        return f"{period.year}H{1 if period.quarter < 3 else 2}"
    if code.startswith("Q"):
        return f"{period.year}Q{period.quarter}"
    if code.startswith("M"):
        return f"{period.year}-{period.month:02d}"
    if code.startswith("W") or code in ("D", "B"):
        return str(period.end_time.date()) if code.startswith("W") else str(period.start_time.date())
    return period.start_time.strftime("%Y-%m-%d %H:%M")
