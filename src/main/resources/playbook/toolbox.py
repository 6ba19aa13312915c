"""What every template shares: results, number formats, tables, figures, and the preparation of features.

Second cell of a session, after reading.py. A template is a function f(params, result) run by run(params, f): it fills
`result`, and run() writes it to results/PART.json and prints the summary.
"""
import contextlib
import math
import time
import warnings

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

warnings.filterwarnings("ignore")  # numerical warnings are handled where they matter
plt.rcParams.update({
    "font.sans-serif": ["WenQuanYi Micro Hei", "Noto Sans CJK SC", "SimHei", "DejaVu Sans"], "font.family": "sans-serif",
    "axes.unicode_minus": False, "figure.dpi": 110, "savefig.dpi": 130, "axes.grid": True, "grid.alpha": 0.3,
    "axes.spines.top": False, "axes.spines.right": False, "font.size": 10})
BLUE, ORANGE, GREEN, RED, GREY = "#2F6DB5", "#E0812B", "#3E9651", "#CC3B3B", "#8A8F98"
TABLES = {}  # key -> Table, filled by profile.py
STATE = {}  # part -> what its template leaves for the sensitivity analysis


class NotPossible(Exception):
    """The data or the question does not allow the method; the message says what is missing."""


def number(x, digits=4):
    """A number for people: at most `digits` significant digits, thousands kept, no trailing zeros."""
    if x is None or (isinstance(x, float) and not math.isfinite(x)):
        return "–"
    if isinstance(x, (bool, np.bool_)):
        return str(bool(x))
    if isinstance(x, (int, np.integer)):
        return f"{int(x)}"
    x = float(x)
    if x == 0:
        return "0"
    if abs(x) >= 10 ** digits:
        return f"{x:.0f}"
    if abs(x) < 1e-4:
        mantissa, exponent = f"{x:.2e}".split("e")
        return f"{mantissa}e{int(exponent)}"
    text = f"{x:.{max(0, digits - 1 - math.floor(math.log10(abs(x))))}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(x):
    return number(100 * x, 3) + "%"


def p_value(p):
    return "<0.001" if p < 0.001 else f"{p:.3f}"


def join(words):
    return T("、", ", ").join(str(w) for w in words)


def quoted(name):
    return T(f"“{name}”", f"'{name}'")


def plain(value):
    """Numpy and pandas values as JSON ones; what is not finite becomes null."""
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, set, np.ndarray, pd.Index)):
        return [plain(v) for v in value]
    if isinstance(value, pd.Series):
        return plain(value.tolist())
    if isinstance(value, pd.Timestamp):
        return value.isoformat(sep=" ")
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        return float(f"{float(value):.10g}") if math.isfinite(value) else None
    return value if value is None or isinstance(value, str) else str(value)


def add_table(result, caption, columns, rows, limit=40):
    """A table of the paper: cells are formatted here, long tables are cut and say so."""
    rows = [[c if isinstance(c, str) else number(c) for c in row] for row in rows]
    if len(rows) > limit:
        caption += T(f"（共 {len(rows)} 行，列出前 {limit} 行）", f" (first {limit} of {len(rows)} rows)")
        rows = rows[:limit]
    result["tables"].append({"caption": caption, "columns": [str(c) for c in columns], "rows": rows})


@contextlib.contextmanager
def figure(result, name, caption, size=(8, 4.2), axes=(1, 1)):
    """Draws one figure, saves it as PART_NAME.png and lists it with its caption."""
    fig, ax = plt.subplots(*axes, figsize=size)
    try:
        yield ax
        for text in fig.findobj(matplotlib.text.Text):
            text.set_text(text.get_text().replace("℃", "°C"))  # the Chinese font lacks this glyph
        fig.tight_layout()
        file = f"{result['part']}_{name}.png"
        fig.savefig(file)
        result["figures"].append({"file": file, "caption": caption})
    finally:
        plt.close(fig)


def short(text, width=14):
    text = str(text)
    return text if len(text) <= width else text[:width - 1] + "…"


def latex_text(name):
    """A column's name inside a formula."""
    escaped = re.sub(r"([#$%&_{}])", r"\\\1", str(name).replace("\\", "/").replace("^", " ").replace("~", " "))
    return r"\text{" + escaped + "}"


def part_name(part):
    """What a part is called in the paper: ques2 is question 2."""
    return T(f"问题{part[4:]}", f"Question {part[4:]}") if part.startswith("ques") else part


def table_of(params):
    """The table a part works on."""
    key = params.get("table", "")
    if key not in TABLES:
        raise NotPossible(T("没有可用的数据表。", "There is no table to work on."))
    return TABLES[key]


def about_data(result, table, columns):
    result["data"] = {"table": table.key, "file": table.file, "rows": table.rows, "columns": list(columns)}
    result["preparation"] += table.notes


def run(params, template):
    """Runs a template, writes results/PART.json, prints what it claims."""
    global LANG
    LANG = params.get("lang", "zh")
    started = time.monotonic()
    np.random.seed(params.get("seed", 7))
    result = {"part": params["part"], "template": params["template"], "status": "ok", "reason": "", "lang": LANG,
              "question": params.get("question", ""), "title": "", "data": {}, "method": {"name": "", "why": "", "steps": []},
              "analysis": "", "summary": "", "findings": [], "preparation": [], "assumptions": [], "symbols": [], "formulas": [],
              "tables": [], "figures": [], "metrics": {}, "baseline": {}, "strengths": [], "limitations": [], "search": [],
              "files": [], "values": {}}
    result["preparation"] += params.get("remarks", [])
    failure = None
    try:
        template(params, result)
    except NotPossible as reason:
        result.update(status="failed", reason=str(reason))
    except Exception as error:  # told in the result and then shown: nothing is announced as solved
        result.update(status="failed", reason=T(f"计算出错：{type(error).__name__}: {str(error)[:200]}", f"The computation failed: {type(error).__name__}: {str(error)[:200]}"))
        failure = error
    result["seconds"] = round(time.monotonic() - started, 2)
    os.makedirs("results", exist_ok=True)
    with open(os.path.join("results", params["part"] + ".json"), "w", encoding="utf-8") as stream:
        json.dump(plain(result), stream, ensure_ascii=False, indent=1)
    show(result)
    if failure is not None:
        raise failure


def show(result):
    """The summary that stands under the cell."""
    print(f"== {result['title'] or result['part']} [{result['status']}]")
    if result["reason"]:
        print(T("原因：", "Reason: ") + result["reason"])
    if result["method"]["name"]:
        print(T("方法：", "Method: ") + result["method"]["name"])
    for line in result["preparation"] + result["findings"]:
        print("- " + line)
    for table in result["tables"]:
        print("\n" + table["caption"])
        print(pd.DataFrame(table["rows"][:15], columns=table["columns"]).to_string(index=False))
    for item in result["figures"]:
        print(T("图：", "Figure: ") + item["file"] + " " + item["caption"])


# ---------------------------------------------------------------- names and columns

UNIT = re.compile(r"[(\[（【]([^()\[\]（）【】]*)[)\]）】]\s*$")


def core_name(name):
    """A column's name without its unit, half width, lower case, words apart: "销售额(万元)" -> "销售额"."""
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", str(name))
    text = half_width(UNIT.sub("", unicodedata.normalize("NFKC", text)))
    text = re.split(r"[/]", text)[0] if re.search(r"[一-鿿].*/", text) else text
    return re.sub(r"[_\s]+", " ", text).strip()


def unit_of(name):
    found = UNIT.search(unicodedata.normalize("NFKC", str(name)))
    return found[1].strip().lower() if found else ""


NAMELESS = re.compile(r"列\d+|column \d+")  # what reading.py calls a column without a name


def kind_of(series):
    """What a column is: time, step (whole numbers that count periods), constant, empty, id, binary, category, text, count or number."""
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
        if unique == 2:
            return "binary"
        if whole and share == 1 and len(values) >= 5:
            if has_word(series.name, WORDS["identifier"]):
                return "id"
            in_turn = bool((values.diff().dropna() == 1).all())
            if in_turn and values.iloc[0] in (0, 1) and NAMELESS.fullmatch(str(series.name)):
                return "id"
            if in_turn and has_word(series.name, WORDS["time"]):
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
    """The column that names the rows: the first text column whose values (nearly) all differ; else an id; else None."""
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
    return [str(v) if not (isinstance(v, float) and float(v).is_integer()) else str(int(v)) for v in frame[c]], c


# ---------------------------------------------------------------- features for regression and classification

def features_for(frame, target, wanted, result, max_categories=12):
    """The columns fit to explain `target` as (numeric, categorical), with a note for each that was left out and why."""
    numeric, categorical, left = [], [], []
    y = frame[target]
    y_codes = y if pd.api.types.is_numeric_dtype(y) else pd.Series(pd.factorize(y)[0], index=y.index)
    columns = wanted or [c for c in frame.columns if c != target]
    for c in columns:
        if c == target or c not in frame.columns:
            continue
        series, kind = frame[c], kind_of(frame[c])
        if kind in ("id", "text", "constant", "empty"):
            why = {"id": T("只起编号作用", "only names the row"), "text": T("是自由文本", "is free text"),
                   "constant": T("取值恒定", "is constant"), "empty": T("没有数据", "is empty")}[kind]
            left.append((c, why))
        elif series.isna().mean() > 0.6:
            left.append((c, T("缺失超过六成", "is more than 60% missing")))
        elif kind == "time":
            continue
        elif copies(series, y, y_codes):
            left.append((c, T("与目标几乎一一对应，会泄漏答案", "repeats the target and would leak the answer")))
        elif pd.api.types.is_numeric_dtype(series):
            numeric.append(c)
        elif series.nunique() <= max(max_categories, 30):
            categorical.append(c)
        else:
            left.append((c, T("类别过多", "has too many categories")))
    if left:
        result["preparation"].append(T("未作为自变量的列：", "Columns not used as explanatory variables: ") + T("；", "; ").join(f"{quoted(c)}{T('', ' ')}{why}" for c, why in left) + T("。", "."))
    result["values"]["left_out"] = [{"column": c, "why": why} for c, why in left]
    return numeric, categorical


def copies(series, y, y_codes):
    """Whether a column is the target in other words."""
    both = series.notna() & y.notna()
    if both.sum() < 8:
        return False
    a, b = series[both], y_codes[both]
    if pd.api.types.is_numeric_dtype(a) and pd.api.types.is_numeric_dtype(y):
        if a.nunique() > 2 and abs(np.corrcoef(a.rank(), b.rank())[0, 1]) > 0.9999 and abs(np.corrcoef(a, b)[0, 1]) > 0.999:
            return True
        return a.nunique() == 2 and b.nunique() == 2 and abs(np.corrcoef(a, b)[0, 1]) > 0.9999
    pairs = pd.DataFrame({"a": a.astype(str), "b": b}).drop_duplicates()
    return a.nunique() > 1 and len(pairs) == a.nunique() == b.nunique()


def encoder(numeric, categorical, scale):
    """Fills, encodes and, for linear models, scales the features; fitted inside each fold so that nothing leaks."""
    from sklearn.compose import ColumnTransformer
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler
    fill = SimpleImputer(strategy="median")
    number_part = make_pipeline(fill, StandardScaler()) if scale else make_pipeline(fill)
    category_part = make_pipeline(SimpleImputer(strategy="constant", fill_value="?"), OneHotEncoder(handle_unknown="ignore", sparse_output=False))
    return ColumnTransformer([("number", number_part, numeric), ("category", category_part, categorical)], verbose_feature_names_out=False)


def training_rows(frame, target, features, params, result, limit):
    """Rows with a known target, without exact duplicates, at most `limit` (a seeded sample); notes what was done."""
    known = frame[frame[target].notna()].copy()
    missing = len(frame) - len(known)
    if missing:
        result["preparation"].append(T(f"目标“{target}”缺失的 {missing} 行不用于训练。", f"{missing} rows without a value of '{target}' are not used for training."))
    doubled = int(known[features + [target]].duplicated().sum())
    if doubled and len(features) >= 3 and any(kind_of(known[f]) == "number" for f in features):
        known = known[~known[features + [target]].duplicated()]
        result["preparation"].append(T(f"去掉了 {doubled} 个完全重复的行，以免同一行同时出现在训练集和验证集。", f"{doubled} exact duplicates were dropped so that no row is both trained on and tested on."))
    holes = int(known[features].isna().sum().sum())
    if holes:
        result["preparation"].append(T(f"自变量共有 {holes} 个缺失值，数值列以训练折的中位数填补，类别列作为单独一类。", f"{holes} missing values of explanatory variables: numbers take the training fold's median, categories a class of their own."))
    if len(known) > limit:
        result["preparation"].append(T(f"共 {len(known)} 行，随机抽取 {limit} 行建模。", f"Of {len(known)} rows a random {limit} were used for the models."))
        known = known.sample(limit, random_state=params.get("seed", 7)).sort_index()
    return known.reset_index(drop=True)


# ---------------------------------------------------------------- time

@dataclass
class Frequency:
    """How often a time column ticks: a pandas period code, its name, days per tick and the seasons worth testing."""
    code: str
    zh: str
    en: str
    days: float
    seasons: tuple


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
            return Frequency("H" if hours == 1 else f"{hours}H", "小时" if hours == 1 else f"{hours} 小时", "hourly" if hours == 1 else f"{hours}-hourly", hours / 24, (24 // hours,) if 24 % hours == 0 and hours < 24 else ())
        day = 1440 // minutes if 1440 % minutes == 0 else 0
        return Frequency(f"{minutes}T", f"{minutes} 分钟", f"{minutes}-minute", minutes / 1440, (day,) if 1 < day <= 300 else ())
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
    if 363 <= step <= 367:
        return Frequency("A", "年", "yearly", 365.25, ())
    return None


def period_label(period):
    """A period as people write it."""
    code = period.freqstr
    if code.startswith("A"):
        return str(period.year)
    if code.startswith("Q"):
        return f"{period.year}Q{period.quarter}"
    if code.startswith("M"):
        return f"{period.year}-{period.month:02d}"
    if code.startswith("W") or code in ("D", "B"):
        return str(period.end_time.date()) if code.startswith("W") else str(period.start_time.date())
    return period.start_time.strftime("%Y-%m-%d %H:%M")


def add_calendar(frame, features_wanted, result):
    """Adds what a time column says about a row (month, weekday, hour, time elapsed) where it varies; gives the frame."""
    frame = frame.copy()
    for c in [c for c in frame.columns if kind_of(frame[c]) == "time"]:
        if features_wanted and c not in features_wanted:
            continue
        t = frame[c]
        for name, values in [(T("月份", "month"), t.dt.month), (T("星期", "weekday"), t.dt.dayofweek + 1), (T("小时", "hour"), t.dt.hour)]:
            label = f"{c}·{name}"
            if values.nunique() > 1 and not (values == t.dt.day).all():
                frame[label] = values.astype(float)
        span = (t.max() - t.min()).days
        if span > 60:
            frame[f"{c}·{T('距起点天数', 'days since start')}"] = (t - t.min()).dt.days.astype(float)
    return frame


def predict_unknown(params, result, frame, target, features, categorical, model):
    """Predicts the rows without a target and those of the table named to be predicted; writes them as a CSV."""
    waiting = [(T("缺目标的行", "rows without a target"), frame[frame[target].isna()])] if frame[target].isna().any() else []
    other = TABLES.get(params.get("predict", ""))
    if other is not None:
        extended = add_calendar(other.frame, params.get("features"), result)
        missing = [c for c in features if c not in extended.columns]
        for c in missing:
            extended[c] = np.nan
        if missing:
            result["limitations"].append(T(f"{other.key} 缺少列 {join(missing)}，按缺失处理。", f"{other.key} lacks {join(missing)}; taken as missing."))
        waiting.append((other.key, extended))
    parts, result["values"]["predictions"] = [], []
    for name, rows in waiting:
        rows = rows[rows[features].notna().any(axis=1)] if len(features) > 0 else rows
        if rows.empty:
            continue
        X = rows[features].copy()
        X[categorical] = X[categorical].astype(object).where(X[categorical].notna(), "?").astype(str)
        for c in features:
            if c not in categorical:
                X[c] = pd.to_numeric(X[c], errors="coerce")
        labels, _ = labels_of(rows)
        guess = model.predict(X)
        parts.append(pd.DataFrame({T("来源", "from"): name, T("对象", "row"): labels, T(f"预测的{target}", f"predicted {target}"): guess}))
        result["findings"].append(T(f"对{name}的 {len(rows)} 行作了预测。", f"{len(rows)} rows were predicted ({name})."))
    if parts:
        whole = pd.concat(parts, ignore_index=True)
        file = f"{params['part']}_predictions.csv"
        whole.to_csv(file, index=False, encoding="utf-8-sig")
        result["files"].append(file)
        add_table(result, T("对未知行的预测", "Predictions for the unknown rows"), list(whole.columns[1:]), [[str(r[1]), r[2] if isinstance(r[2], str) else float(r[2])] for r in whole.values], limit=20)
        result["values"]["predictions"] = [{"row": r[1], "value": r[2]} for r in whole.values[:200]]
