"""What every template shares: results, number formats, tables, figures.

A template is a function f(params, result) run by run(params, f): it fills
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


def harmless(cell):
    """A cell of a file that people open: text that a spreadsheet program would take for a formula gets an apostrophe."""
    if not isinstance(cell, str) or not cell.strip():
        return cell
    cell = cell.replace("\r\n", "\n").replace("\r", "\n")  # pandas quotes none: what follows would begin a row
    if cell.strip()[0] not in "=+-@＝＋－＠" and cell[0] not in "\t\n":
        return cell
    try:
        float(cell.replace(",", "").replace("%", ""))
        return cell
    except ValueError:
        return "'" + cell if any(c.isalnum() for c in cell) else cell


def save_table(frame, file):
    """Writes a table as CSV that Excel reads, in which no cell is a formula."""
    safe = frame.copy()
    safe.columns = range(len(frame.columns))  # names may be there twice
    for i in safe.columns:
        if not pd.api.types.is_numeric_dtype(safe[i]) and not pd.api.types.is_datetime64_any_dtype(safe[i]):
            safe[i] = safe[i].astype(object).map(harmless)
    safe.to_csv(file, index=False, header=[harmless(str(c)) for c in frame.columns], encoding="utf-8-sig")


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


def tell_unused(params, result):
    """A part that could not use a column the question names is solved in part only, and says so."""
    left = result["values"].get("left_out", [])
    why = [*params.get("unused", []), *(T(f"问题点名的“{each['column']}”未能使用：{each['why']}。", f"'{each['column']}', which the question names, was not used: it {each['why']}.")
                                        for each in left if each["column"] in params.get("named", []))]
    if why and result["status"] == "ok":
        result.update(status="partial", reason=T("", " ").join(why))
    elif why:
        result["reason"] += T("", " ") + T("", " ").join(why)
    result["limitations"] += why


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
        if params.get("refused"):
            raise NotPossible(params["refused"])
        template(params, result)
        tell_unused(params, result)
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
