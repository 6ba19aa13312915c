"""Linear and integer programmes from tables and text: transportation, assignment, and choices of rows under limits
(selection under a budget, product mix, blending). Prints the model with its names, solves it, checks the solution, and
shows what the limits are worth. Says plainly what is missing when the tables do not make a programme.

PARAMS: part, template, lang, question, table (the likely one), tables (all), text (the whole problem).
"""
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

# ---------------------------------------------------------------- quantities and limits in the text

AMOUNT = re.compile(r"(?<![a-z0-9.])[$¥￥€]?\s*(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*(%|万|亿|百万|千|million|thousand|k(?![a-z]))?\s*(元|美元|人民币|(?:(?![而且并和及与或但])[一-鿿]){1,3}|[a-z]{1,12}(?:[- ]hours?)?)?")
AT_LEAST = re.compile(r"至少|不少于|不低于|不小于|不得少于|不得低于|最少|最低|下限|大于等于|>=|≥|at least|no less than|not less than|no fewer than|minimum|min\.")
AT_MOST = re.compile(r"不超过|不得超过|不能超过|不多于|不大于|至多|最多|上限|以内|限额|小于等于|<=|≤|at most|no more than|not more than|not exceed|cannot exceed|up to|maximum|max\.|within|limited to|limit|only|仅|只有|共有|总共|拥有|可用|可供|现有|预算|资金|经费|budget|available|total of|has|have|有")
UP_TO = re.compile(r"不超过|不得超过|不能超过|不多于|不大于|至多|最多|以内|at most|no more|not exceed|cannot exceed|up to")
EXACTLY = re.compile(r"恰好|正好|恰|exactly|必须等于|刚好")
EACH = re.compile(r"每[种个类项件名台家座]|各[种个类项]|单个|任一|任何一|each|every|any one|any single|per (?:product|project|item)")
CONJUNCTION = re.compile(r"(?<![a-z])(?:and|with|but|while|if|when|where|provided that|so that|such that|subject to|given|under)(?![a-z])|且|并|同时|前提下|条件下")
SCALE = {"万": 1e4, "亿": 1e8, "百万": 1e6, "千": 1e3, "million": 1e6, "thousand": 1e3, "k": 1e3}
CURRENCY = re.compile(r"[$¥￥€]|元|人民币|usd|rmb|cny|eur|dollars?|yuan|euros?")


def money_scale(unit):
    """How many yuan, dollars … one of a unit of money is: 万元 10000, $M 1000000; None when it is no money."""
    if not CURRENCY.search(unit):
        return None
    rest = CURRENCY.sub("", unit).strip()
    return {"": 1.0, "m": 1e6, "mn": 1e6, "million": 1e6, "百万": 1e6, "k": 1e3, "thousand": 1e3, "千": 1e3, "万": 1e4, "亿": 1e8}.get(rest)


def amounts_in(text):
    """Every quantity of a text: value, unit, its clause, its sentence and the words around it within the clause."""
    found = []
    for sentence_match in re.finditer(r"(?:[^。；;\n!?！？.]|(?<=\d)\.(?=\d))+", text):
        sentence = sentence_match[0]
        for clause_match in re.finditer(r"(?:[^,，、]|(?<=\d),(?=\d{3}))+", sentence):
            clause = clause_match[0]
            places = list(AMOUNT.finditer(clause))
            for i, m in enumerate(places):
                unit = (m[3] or "").strip()
                if CONJUNCTION.fullmatch(unit) or unit in ("of", "for", "in", "to", "per", "is", "are", "or", "的"):
                    unit = ""
                scale = m[2] if m[2] and m[2] != "%" else ""
                unit = re.match(r"(?:[万亿千]?元)?", unit)[0] or unit
                factor = SCALE.get(scale, 1.0)
                if money_scale(unit):
                    factor *= money_scale(unit)
                money = bool(CURRENCY.search(m[0])) or scale in ("万", "亿", "million")
                found.append({"at": sentence_match.start() + clause_match.start() + m.start(), "value": float(m[1].replace(",", "")) * (factor if not money_scale(unit) else SCALE.get(scale, 1.0)), "whole": float(m[1].replace(",", "")) * factor, "money": money, "unit": unit, "percent": m[2] == "%",
                              "clause": clause, "sentence": sentence_match.start(), "alone": len(places) == 1, "text": (m[0] if unit or not m[3] else clause[m.start():m.start(3)]).strip(),
                              # what stands between this amount and its neighbours: 木工工时不超过 240 小时; at least 55 g of protein
                              "before": re.split(CONJUNCTION, clause[places[i - 1].end() if i else 0:m.start()])[-1], "after": re.split(CONJUNCTION, clause[m.end() - (0 if unit else len(m[3] or "")):places[i + 1].start() if i + 1 < len(places) else None])[0]})
    return found


def in_unit(amount, column):
    """The amount in the unit of a column, where both are money."""
    its = money_scale(unit_of(column).split("/")[0])
    return amount["whole"] / its if its and amount["money"] else amount["value"]


def names_column(clause, column):
    """How surely a clause speaks of a column: its name, a piece of it, or its meaning."""
    name = core_name(column)
    if len(name) > 1 and (name in clause or re.search(rf"(?<![a-z]){re.escape(name)}", clause)):
        return 3.0 + 0.1 * len(name)
    for group in WORDS["same"]:
        if any(t == name for t in group) and any(has_word(clause, [t]) for t in group):
            return 2.0
    if has_word(column, WORDS["spend"]) and has_word(clause, WORDS["budget"]):
        return 1.8
    if re.search(r"[一-鿿]", name):
        pieces = [name[i:i + 2] for i in range(len(name) - 1)]
        hit = sum(p in clause for p in pieces) / max(1, len(pieces))
        return 1.5 * hit if hit >= 0.3 else 0.0
    tokens = [t for t in re.split(r"[^a-z]+", name) if len(t) > 2 and t not in ("per", "unit", "total", "use", "used", "the", "hours")]
    hit = sum(has_word(clause, [t, t + "s", t.rstrip("s")]) for t in tokens)
    return 1.5 * hit / len(tokens) if tokens and hit else 0.0


# ---------------------------------------------------------------- a programme and its solution

class Programme:
    """max or min c·x under rows a·x (<=, >=, =) b and bounds; x whole or not."""

    def __init__(self, c, maximise, whole, low, high):
        self.c, self.maximise, self.whole = np.asarray(c, float), maximise, whole
        self.low, self.high = np.asarray(low, float), np.asarray(high, float)
        self.rows = []  # (name, a, sense, b)

    def add(self, name, a, sense, b):
        self.rows.append((name, np.asarray(a, float), sense, float(b)))

    def solve(self, rows=None, whole=None):
        rows, whole = self.rows if rows is None else rows, self.whole if whole is None else whole
        constraints = [LinearConstraint(np.vstack([a for _, a, _, _ in rows]), [-np.inf if s == "<=" else b for _, _, s, b in rows], [np.inf if s == ">=" else b for _, _, s, b in rows])] if rows else []
        return milp(-self.c if self.maximise else self.c, constraints=constraints, bounds=Bounds(self.low, self.high), integrality=np.full(len(self.c), int(whole)), options={"time_limit": 30})

    def value(self, x):
        return float(self.c @ x)

    def shadow_prices(self):
        """Change of the optimum per unit of each limit, from the duals of the linear relaxation."""
        less = [(a, b) if s == "<=" else (-a, -b) for _, a, s, b in self.rows if s != "="]
        same = [(a, b) for _, a, s, b in self.rows if s == "="]
        fit = linprog(-self.c if self.maximise else self.c, A_ub=np.array([a for a, _ in less]) if less else None, b_ub=[b for _, b in less] if less else None,
                      A_eq=np.array([a for a, _ in same]) if same else None, b_eq=[b for _, b in same] if same else None, bounds=list(zip(self.low, [None if np.isinf(h) else h for h in self.high])), method="highs")
        if fit.status != 0:
            return None
        sign = -1 if self.maximise else 1
        upper, equal = list(fit.ineqlin.marginals) if less else [], list(fit.eqlin.marginals) if same else []
        return [sign * (equal.pop(0) if s == "=" else upper.pop(0) * (1 if s == "<=" else -1)) for _, _, s, _ in self.rows]

    def check(self, x):
        """The largest violation of any row or bound, relative to the size of the row."""
        worst = max(0.0, float(np.max(self.low - x)), float(np.max(np.where(np.isinf(self.high), -1, x - self.high))))
        for _, a, s, b in self.rows:
            gap = float(a @ x) - b
            worst = max(worst, (gap if s == "<=" else -gap if s == ">=" else abs(gap)) / max(1.0, abs(b)))
        return worst


def infeasible_because(programme):
    """The limits each of which, taken away alone, makes the programme solvable."""
    return [row[0] for i, row in enumerate(programme.rows) if len(programme.rows) <= 60 and programme.solve([r for j, r in enumerate(programme.rows) if j != i]).status == 0]


# ---------------------------------------------------------------- recognising the kind of programme

def matrix_of(frame):
    """(row labels, column names, numbers) when a table is a matrix with named rows, else None."""
    texts = [c for c in frame.columns if frame[c].dtype == object]
    label = next((c for c in texts if frame[c].nunique() == len(frame)), None)
    if label is None and len(frame.columns) and kind_of(frame[frame.columns[0]]) in ("id", "step"):
        label = frame.columns[0]
    columns = [c for c in frame.columns if c != label and is_numeric(frame, c)]
    if label is None or len(columns) < 2 or len(frame) < 2:
        return None
    return [str(v) for v in frame[label]], columns, label


def vector_for(names, tables, words, skip):
    """Values per name from a table with a column of these names and a column called by one of the words."""
    wanted = {half_width(n) for n in names}
    for table in tables:
        if table.key in skip:
            continue
        frame = table.frame
        for c in frame.columns:
            keys = [half_width(v) for v in frame[c].astype(str)]
            if wanted <= set(keys):
                numeric = [v for v in frame.columns if v != c and is_numeric(frame, v)]
                called = [v for v in numeric if has_word(v, words)] or (numeric if len(numeric) == 1 and has_word(table.key, words) else [])
                if called:
                    values = dict(zip(keys, frame[called[0]]))
                    return [float(values[half_width(n)]) for n in names], called[0]
    return None


def transport_data(tables, text):
    """(sources, sinks, costs, supply, demand, how) from a matrix with margins, a matrix and lists, or a list of routes."""
    for table in tables:
        frame = table.frame
        shape = matrix_of(frame)
        if shape:
            labels, columns, label = shape
            marked = [i for i, l in enumerate(labels) if has_word(l, WORDS["demand"])]
            supply_columns = [c for c in columns if has_word(c, WORDS["supply"]) and not has_word(c, ["单位", "unit cost"])]
            sinks = [c for c in columns if c not in supply_columns]
            sources = [i for i in range(len(labels)) if i not in marked]
            costs = frame.loc[sources, sinks].values.astype(float) if len(sinks) >= 2 and len(sources) >= 2 else None
            if costs is None or np.isnan(costs).any():
                continue
            names = [labels[i] for i in sources]
            supply = [float(v) for v in frame.loc[sources, supply_columns[0]]] if supply_columns else None
            demand = [float(v) for v in frame.loc[marked[0], sinks]] if marked else None
            supply = supply or (vector_for(names, tables, WORDS["supply"], {table.key}) or [None])[0]
            demand = demand or (vector_for(sinks, tables, WORDS["demand"], {table.key}) or [None])[0]
            if supply and demand and not np.isnan(supply + demand).any():
                return names, sinks, costs, supply, demand, table
            if supply is None and demand is None and len(tables) > 1:  # a matrix the other way round
                supply = (vector_for(sinks, tables, WORDS["supply"], {table.key}) or [None])[0]
                demand = (vector_for(names, tables, WORDS["demand"], {table.key}) or [None])[0]
                if supply and demand:
                    return sinks, names, costs.T, supply, demand, table
        texts = [c for c in frame.columns if frame[c].dtype == object and frame[c].nunique() >= 2]
        price = [c for c in frame.columns if is_numeric(frame, c) and has_word(c, WORDS["spend"] + ["距离", "distance", "时间", "time"])]
        if len(texts) >= 2 and price and not frame.duplicated(texts[:2]).any():
            a, b = texts[:2]
            grid = frame.pivot(index=a, columns=b, values=price[0])
            if grid.notna().all().all() and grid.shape[0] >= 2 and grid.shape[1] >= 2:
                names, sinks = [str(v) for v in grid.index], [str(v) for v in grid.columns]
                supply, demand = vector_for(names, tables, WORDS["supply"], {table.key}), vector_for(sinks, tables, WORDS["demand"], {table.key})
                if supply and demand:
                    return names, sinks, grid.values.astype(float), supply[0], demand[0], table
                supply, demand = vector_for(sinks, tables, WORDS["supply"], {table.key}), vector_for(names, tables, WORDS["demand"], {table.key})
                if supply and demand:
                    return sinks, names, grid.values.T.astype(float), supply[0], demand[0], table
    return None


def sense_in(text):
    """True: maximise, False: minimise, None: not said; what stands last in a sentence of aims decides."""
    up = max([text.rfind(w) for w in WORDS["maximise"]])
    down = max([text.rfind(w) for w in WORDS["minimise"]])
    # 最大/最多 also bound things; an aim is said with 使、为目标、利润 and the like
    gain_up = re.search(r"(利润|收益|价值|效益|回报|得分|效率|产值|总?收入|满意|profit|revenue|value|return|benefit|score|efficiency|utility)[^。；;,，]{0,8}(最大|最高|最多|最优)|最大化|maximi[sz]|(highest|greatest|largest|most) (total |overall )?(profit|revenue|value|return|benefit|score)", text)
    cost_down = re.search(r"(成本|费用|运费|时间|距离|支出|花费|耗时|cost|expense|time|distance)[^。；;,，]{0,8}(最小|最低|最少|最短|最省)|最小化|minimi[sz]|(lowest|least|smallest|shortest) (total |overall )?(cost|expense|time|distance)|cheapest|at (the )?least cost", text)
    if gain_up and cost_down:
        return gain_up.start() > cost_down.start()
    if gain_up or cost_down:
        return bool(gain_up)
    return None if up == down else up > down


# ---------------------------------------------------------------- transportation and assignment

def solve_transport(data, text, params, result):
    names, sinks, costs, supply, demand, table = data
    m, n = costs.shape
    maximise = sense_in(text) is True and not re.search(r"运费|成本|费用|cost|freight", text)
    programme = Programme(costs.ravel(), maximise, False, np.zeros(m * n), np.full(m * n, np.inf))
    enough = sum(supply) >= sum(demand) - 1e-9
    for i, name in enumerate(names):
        a = np.zeros((m, n))
        a[i] = 1
        programme.add(T(f"{name}的供应", f"supply of {name}"), a.ravel(), "<=" if enough else "=", supply[i])
    for j, name in enumerate(sinks):
        a = np.zeros((m, n))
        a[:, j] = 1
        programme.add(T(f"{name}的需求", f"demand of {name}"), a.ravel(), "=" if enough else "<=", demand[j])
    fit = programme.solve()
    if fit.status != 0:
        raise NotPossible(T("运输问题无可行解。", "The transportation problem has no feasible solution."))
    X = fit.x.reshape(m, n)
    total = programme.value(fit.x)
    baseline = northwest(costs, supply, demand)
    result["title"] = T(f"{m} 个供应点到 {n} 个需求点的运输方案", f"Shipments from {m} sources to {n} sinks")
    result["analysis"] = T(f"要决定从每个供应点运往每个需求点的数量，使总{'收益最大' if maximise else '运费最小'}。总供应 {number(sum(supply))}，总需求 {number(sum(demand))}，" + ("供应足够，需求全部满足。" if enough else "供应不足，供应全部发出，需求部分满足。"), f"How much goes from each source to each sink, at the {'greatest value' if maximise else 'least cost'}? Total supply {number(sum(supply))}, total demand {number(sum(demand))}: " + ("supply suffices and all demand is met." if enough else "supply falls short, all of it is shipped and demand is met in part."))
    result["method"] = {"name": T("运输问题的线性规划", "transportation problem as a linear programme"), "why": T("费用与运量成正比，供应与需求都是线性限制；用 HiGHS 求得全局最优。", "Cost is proportional to quantity and supply and demand are linear; HiGHS finds the global optimum."), "steps": []}
    add_table(result, T("最优运量", "Optimal shipments"), [T("供应点＼需求点", "source \\ sink"), *sinks, T("合计", "total"), T("供应", "supply")], [[names[i], *[float(v) for v in X[i]], float(X[i].sum()), float(supply[i])] for i in range(m)] + [[T("合计", "total"), *[float(v) for v in X.sum(axis=0)], float(X.sum()), ""], [T("需求", "demand"), *[float(v) for v in demand], "", ""]])
    result["findings"].append(T(f"最优总{'收益' if maximise else '费用'}为 {number(total, 6)}" + ("" if maximise else f"，比西北角法的初始方案（{number(baseline, 6)}）低 {percent(1 - total / baseline) if baseline > 0 else '0%'}") + f"，共用 {int((X > 1e-9).sum())} 条线路。", f"The optimal {'value' if maximise else 'cost'} is {number(total, 6)}" + ("" if maximise else f", {percent(1 - total / baseline) if baseline > 0 else '0%'} below the north-west-corner plan ({number(baseline, 6)})") + f", over {int((X > 1e-9).sum())} routes."))
    if not enough:
        short_of = [f"{sinks[j]} {number(demand[j] - X[:, j].sum())}" for j in range(n) if demand[j] - X[:, j].sum() > 1e-9]
        result["findings"].append(T(f"供应缺口：{join(short_of)}。", f"Unmet demand: {join(short_of)}."))
    else:
        left = [f"{names[i]} {number(supply[i] - X[i].sum())}" for i in range(m) if supply[i] - X[i].sum() > 1e-9]
        if left:
            result["findings"].append(T(f"供应剩余：{join(left)}。", f"Supply left over: {join(left)}."))
    result["formulas"] = [{"latex": (r"\max" if maximise else r"\min") + rf"\ Z=\sum_{{i=1}}^{{{m}}}\sum_{{j=1}}^{{{n}}} c_{{ij}}x_{{ij}}", "text": T("目标函数", "Objective")},
                          {"latex": r"\text{s.t.}\quad \sum_j x_{ij}" + (r"\le" if enough else "=") + rf" a_i\ (i=1,\dots,{m}),\qquad \sum_i x_{{ij}}" + ("=" if enough else r"\le") + rf" b_j\ (j=1,\dots,{n}),\qquad x_{{ij}}\ge 0", "text": T("约束", "Constraints")}]
    result["symbols"] = [{"symbol": "x_{ij}", "meaning": T("从供应点 i 运往需求点 j 的数量", "quantity from source i to sink j")}, {"symbol": "c_{ij}", "meaning": T("单位运费", "unit cost")}, {"symbol": "a_i,\\ b_j", "meaning": T("供应量与需求量", "supply and demand")}]
    result["assumptions"] = T(["运费与运量成正比，没有固定费用与批量折扣。", "各线路容量不限。"], ["Cost is proportional to quantity: no fixed charges or discounts.", "Routes have no capacity limits."])
    with figure(result, "plan", T("最优运量", "Optimal shipments"), size=(2.6 + 0.8 * n, 1.8 + 0.45 * m)) as ax:
        image = ax.imshow(X, cmap="Blues")
        for i in range(m):
            for j in range(n):
                if X[i, j] > 1e-9 and m * n <= 200:
                    ax.text(j, i, number(X[i, j]), ha="center", va="center", fontsize=8, color="white" if X[i, j] > 0.6 * X.max() else "black")
        ax.set_xticks(range(n), [short(s, 10) for s in sinks], rotation=30 if n > 5 else 0)
        ax.set_yticks(range(m), [short(s, 10) for s in names])
        ax.set_xlabel(T("需求点", "sink"))
        ax.set_ylabel(T("供应点", "source"))
        ax.grid(False)
    values = {"kind": "transport", "solution": [{"from": names[i], "to": sinks[j], "value": float(X[i, j])} for i in range(m) for j in range(n) if X[i, j] > 1e-9]}
    if not maximise:
        result["baseline"] = {"name": T("西北角法", "north-west corner"), "metric": T("总费用", "total cost"), "value": baseline, "model_value": total, "beaten": bool(total < baseline - 1e-9)}
    return programme, fit.x, total, table, values


def northwest(costs, supply, demand):
    """The cost of the plan a clerk writes down first: fill from the upper left."""
    s, d, i, j, total = list(supply), list(demand), 0, 0, 0.0
    while i < len(s) and j < len(d):
        q = min(s[i], d[j])
        total += q * costs[i, j]
        s[i] -= q
        d[j] -= q
        if s[i] <= 1e-12:
            i += 1
        else:
            j += 1
    return total


def solve_assignment(table, text, params, result):
    labels, columns, label = matrix_of(table.frame)
    costs = table.frame[columns].values.astype(float)
    forbidden = np.isnan(costs)
    m, n = costs.shape
    maximise = sense_in(text)
    if maximise is None:
        maximise = bool(re.search(r"效率|得分|收益|利润|能力|评分|score|efficiency|profit|value|rating", text)) and not re.search(r"时间|成本|费用|cost|time", text)
        result["limitations"].append(T(f"题目没有明说求最大还是最小，按{'最大' if maximise else '最小'}处理。", f"Largest or smallest is not said; the {'largest' if maximise else 'smallest'} is sought."))
    filled = np.where(forbidden, 0.0, costs)
    programme = Programme(filled.ravel(), maximise, True, np.zeros(m * n), np.where(forbidden, 0.0, 1.0).ravel())
    for i, name in enumerate(labels):
        a = np.zeros((m, n))
        a[i] = 1
        programme.add(T(f"{name}承担一项", f"one for {name}"), a.ravel(), "=" if m <= n else "<=", 1)
    for j, name in enumerate(columns):
        a = np.zeros((m, n))
        a[:, j] = 1
        programme.add(T(f"{name}由一个承担", f"one on {name}"), a.ravel(), "=" if n <= m else "<=", 1)
    fit = programme.solve()
    if fit.status != 0:
        raise NotPossible(T("指派问题无可行解（空格表示不能承担的组合太多）。", "The assignment has no feasible solution: too many combinations are empty."))
    X = fit.x.reshape(m, n).round().astype(int)
    total = programme.value(fit.x.round())
    pairs = [(i, int(np.argmax(X[i]))) for i in range(m) if X[i].any()]
    greedy, taken = 0.0, set()
    for i in range(m):
        free = [j for j in range(n) if j not in taken and not forbidden[i, j]]
        if free:
            j = (max if maximise else min)(free, key=lambda j: costs[i, j])
            taken.add(j)
            greedy += costs[i, j]
    comparable = len(taken) == len(pairs)
    result["title"] = T(f"{m} 个对象与 {n} 项任务的指派", f"Assignment of {m} to {n}")
    result["analysis"] = T(f"每个“{label}”至多承担一项、每项由一个承担，使总{'收益最大' if maximise else '代价最小'}；是 0-1 规划。", f"Each of '{label}' takes at most one and each is taken once, for the {'greatest' if maximise else 'least'} total: a 0-1 programme.")
    result["method"] = {"name": T("指派问题的 0-1 规划", "assignment problem as a 0-1 programme"), "why": T("一对一的配对是指派问题，其线性松弛自动取整，可求得全局最优。", "One-to-one matching is the assignment problem; its relaxation is integral and the optimum global."), "steps": []}
    add_table(result, T("最优指派", "Optimal assignment"), [label, T("任务", "task"), T("数值", "value")], [[labels[i], columns[j], costs[i, j]] for i, j in pairs] + [[T("合计", "total"), "", total]])
    result["findings"].append(T(f"最优总值为 {number(total, 6)}" + (f"；逐个挑选的方案为 {number(greedy, 6)}" if comparable else "") + f"。方案：{join(f'{labels[i]}→{columns[j]}' for i, j in pairs[:12])}。", f"The optimal total is {number(total, 6)}" + (f"; choosing one by one gives {number(greedy, 6)}" if comparable else "") + f". Plan: {join(f'{labels[i]}→{columns[j]}' for i, j in pairs[:12])}."))
    if m != n:
        idle = [labels[i] for i in range(m) if not X[i].any()] + [columns[j] for j in range(n) if not X[:, j].any()]
        result["findings"].append(T(f"两边个数不等，未被指派的：{join(idle)}。", f"The sides differ in number; left out: {join(idle)}."))
    result["formulas"] = [{"latex": (r"\max" if maximise else r"\min") + r"\ Z=\sum_i\sum_j c_{ij}x_{ij}", "text": T("目标函数", "Objective")}, {"latex": r"\text{s.t.}\quad \sum_j x_{ij}" + ("=" if m <= n else r"\le") + r" 1,\quad \sum_i x_{ij}" + ("=" if n <= m else r"\le") + r" 1,\quad x_{ij}\in\{0,1\}", "text": T("约束", "Constraints")}]
    result["symbols"] = [{"symbol": "x_{ij}", "meaning": T(f"1 表示由 i 承担 j", "1: i takes j")}, {"symbol": "c_{ij}", "meaning": T("表中的数值", "the number in the table")}]
    result["assumptions"] = T(["各项任务互不影响，总值为各项之和。"], ["Tasks do not affect each other; the total is their sum."])
    with figure(result, "plan", T("最优指派（橙色为选中）", "Optimal assignment (orange: chosen)"), size=(2.4 + 0.7 * n, 1.6 + 0.45 * m)) as ax:
        ax.imshow(np.where(forbidden, np.nan, costs), cmap="Blues", alpha=0.6)
        for i in range(m):
            for j in range(n):
                if m * n <= 250 and not forbidden[i, j]:
                    ax.text(j, i, number(costs[i, j]), ha="center", va="center", fontsize=8)
        for i, j in pairs:
            ax.add_patch(plt.Rectangle((j - 0.5, i - 0.5), 1, 1, fill=False, ec=ORANGE, lw=2.5))
        ax.set_xticks(range(n), [short(s, 10) for s in columns], rotation=30 if n > 5 else 0)
        ax.set_yticks(range(m), [short(s, 10) for s in labels])
        ax.grid(False)
    if comparable:
        result["baseline"] = {"name": T("逐个挑选", "one by one"), "metric": T("总值", "total"), "value": greedy, "model_value": total, "beaten": bool(total > greedy + 1e-9 if maximise else total < greedy - 1e-9)}
    return programme, fit.x.round(), total, table, {"kind": "assignment", "solution": [{"from": labels[i], "to": columns[j], "value": float(costs[i, j])} for i, j in pairs]}


# ---------------------------------------------------------------- choosing rows

def objective_of(frame, numeric, text, maximise, result):
    """(coefficients, name, maximise) of what is to be made large or small."""
    aims = [s for s in re.split(r"[。；;\n!?！？]|(?<!\d)\.(?!\d)", text) if any(w in s for w in WORDS["maximise"] + WORDS["minimise"])]
    aim = " ".join(a for a in aims if re.search(r"最大|最小|最高|最低|最多|最少|最优|maximi|minimi|highest|lowest|least|most|cheapest", a))
    aim = re.sub(r"at (least|most)", "", aim)
    aim = " ; ".join(p for p in re.split(CONJUNCTION, aim) if re.search(r"最|maximi|minimi|highest|lowest|greatest|largest|least|most|cheapest", p))
    focus = " ".join(m[0] for m in re.finditer(r".{0,14}(最大|最小|最高|最低|最省|最少)(化.{0,10})?|.{0,24}(maximi|minimi)[sz]\w*( .{0,30})?|(highest|lowest|greatest|largest|least|most) .{0,24}", aim)) or aim
    gains = [c for c in numeric if has_word(c, WORDS["gain"]) and not has_word(c, WORDS["upper"] + WORDS["lower"])]
    spends = [c for c in numeric if has_word(c, WORDS["spend"])]
    said = sorted(((names_column(focus, c), c) for c in numeric), key=lambda p: -p[0])
    profit_asked = re.search(r"利润|profit", focus)
    prices, costs = [c for c in numeric if has_word(c, WORDS["price"])], [c for c in numeric if has_word(c, ["成本", "cost"]) and not has_word(c, WORDS["upper"])]
    if profit_asked and prices and costs and not any(has_word(c, ["利润", "profit"]) for c in numeric):
        result["preparation"].append(T(f"单位利润按“{prices[0]}”减“{costs[0]}”计算。", f"Unit profit is '{prices[0]}' less '{costs[0]}'."))
        return frame[prices[0]] - frame[costs[0]], T("单位利润", "unit profit"), True
    if said and said[0][0] >= 1.5:
        c = said[0][1]
        if maximise is None:
            maximise = c in gains
        if not (maximise and c in spends and c not in gains and gains):
            return frame[c], c, maximise
    if maximise is not False and gains:
        return frame[gains[0]], gains[0], True
    if maximise is not True and spends:
        return frame[spends[0]], spends[0], False
    return None


PER_UNIT = re.compile(r"每[件个台吨亩只公千]|(?<![a-z])(per|each|one) (unit|piece|item|ton|kg)")  # 每件至少 3 小时 bounds no amount
COUNT, TOTAL = "#count", "#total"  # limits on how many rows are chosen, on the sum of all amounts


def spelt(name):
    """A pattern of a name however its words are parted (widget-x, Widget X) and whether they stand in the plural."""
    words = []
    for word in re.findall(r"[a-z]+|\d+(?:\.\d+)?|[^\W_]", name):
        if re.fullmatch(r"[a-z]{3,}", word):
            word = word[:-3] + "(?:y|ies)" if word.endswith("ies") else word[:-1] + "(?:y|ys|ies)" if word.endswith("y") else \
                word[:-3] + "(?:f|fe|ves)" if word.endswith("ves") else word[:-1] + "(?:f|fs|ves)" if word.endswith("f") else \
                word[:-2] + "(?:es?)?" if re.search(r"(s|x|z|ch|sh)es$", word) else word + "(?:es)?" if re.search(r"(ss|us|is)$", word) else \
                word[:-1] + "s?" if word.endswith("s") else word + "(?:s|es)?"
        words.append(word)
    return r"[\s_.·()/\-]*".join(words) or re.escape(name)


def says_item(sentence, name, label):
    """Whether a sentence speaks of one row; a number or a name of one letter must be introduced: 产品 A, project B."""
    names = {half_width(name), core_name(half_width(name)) if UNIT.search(half_width(name)) else ""} - {""}
    for name in names:
        introduced = rf"(?:产品|项目|方案|商品|作物|product|project|item|option|{re.escape(core_name(label or '')) or '产品'})\s*"
        intro = introduced if re.fullmatch(r"[a-z]|\d+", name) else "" if len(name) > 1 else None
        if intro is not None and re.search(rf"(?<![a-z0-9]){intro}{spelt(name)}(?![a-z0-9])", sentence):
            return True
    return False


def is_reference(amount):
    """Whether a number only points somewhere: question 2, table 1, the year 2024."""
    return bool(re.search(r"(问题|附件|附表|表|图|第|任务|question|problem|task|table|figure|appendix|attachment)\s*$", amount["before"]) or re.match(r"(年|月|日|号)", amount["unit"]) and amount["value"] >= 1900)


def items_of(amount, labels, label):
    """The rows an amount is about: those named beside it, else those of its clause where it is the clause's only amount."""
    for words in (amount["before"], amount["unit"] + amount["after"], amount["clause"] if amount["alone"] else ""):
        said = [i for i, name in enumerate(labels) if says_item(words, name, label)]
        if said:
            return said
    return []


def left_over(text, question, used, result, status=True):
    """Says which limits of the text are not in the model: dropping one in silence would be a wrong answer."""
    start = text.find(question)
    missed = []
    for a in amounts_in(text):
        if a["at"] in used or is_reference(a) or (a["value"] <= 1 and not a["percent"]):
            continue
        words = a["before"] + " " + a["after"]
        here = not a["percent"] and start <= a["at"] < start + len(question) and (AT_LEAST.search(a["clause"]) or UP_TO.search(a["clause"]) or has_word(a["clause"], WORDS["budget"]))
        if here or AT_LEAST.search(words) or UP_TO.search(words) or EXACTLY.search(a["before"][-8:]):
            missed.append(quoted(short(a["clause"].strip(), 80)))
    missed = list(dict.fromkeys(missed))
    if missed:
        result["limitations"].append(T(f"题中有的限制未能对应到列或对象，模型没有使用：{join(missed[:6])}。", f"Some limits in the text match no column and no row and are not in the model: {join(missed[:6])}."))
        if status:
            result.update(status="partial", reason=T("有限制未能写入模型。", "Some limits are not in the model."))


def limits_for(frame, numeric, objective, text, tables, table, result):
    """Limits on totals of columns: [(column, COUNT or TOTAL; sense; value; amount)], and bounds on each row."""
    found, each, sense_before = [], [], {}
    labels, label = labels_of(frame)
    bounds = [c for c in numeric if has_word(c, WORDS["upper"] + WORDS["lower"])]
    per = {unit_of(c).split("/")[1] for c in numeric if "/" in unit_of(c)}
    for amount in amounts_in(text):
        clause, before, after = amount["clause"], amount["before"], amount["after"]
        if is_reference(amount) or items_of(amount, labels, label):
            continue  # what is about single rows: see item_rules
        words = before + " " + after
        least, most, exact = AT_LEAST.search(words), AT_MOST.search(words), EXACTLY.search(words)
        counted = re.match(r"(个|项|种|家|座|件|名|只|projects?|items?|products?|sites?|suppliers?|candidates?|locations?)", amount["unit"]) \
            and re.search(r"选|投|建|装|录用|资助|select|choose|pick|fund|build|open", clause) and amount["value"] < len(frame)
        exact = exact or (counted and not least and not UP_TO.search(words) and re.search(r"(选出?|选择|选取|select|choose|pick)\D{0,6}$", before))
        said = least or most or exact or counted
        sense = "=" if exact else ">=" if least and not UP_TO.search(words) else "<=" if said else sense_before.get(amount["sentence"], "<=")
        sense_before[amount["sentence"]] = sense
        if EACH.search(before[-16:]) and not counted:
            if said:
                each.append((sense, amount))
            continue
        scored = []
        for c in [c for c in numeric if c not in bounds]:
            near = max(names_column(before, c), names_column(amount["unit"] + after, c))
            if c == objective and near < 3:
                continue  # the aim is limited only where it is named
            s = max(near, 0.6 * names_column(clause, c))
            unit = unit_of(c).split("/")[0]
            if unit and (unit.rstrip("s") == amount["unit"].rstrip("s") or (money_scale(unit) and amount["money"])):
                s += 1.2
            scored.append((s, c))
        best = max(scored, default=(0, None))
        if amount["percent"]:  # a share of the mix, where a column holds shares
            if said and best[0] >= 0.6 and re.search(r"%|含量|率|share|percent", best[1]):
                found.append((best[1], sense, amount["value"], amount))
            continue
        blends = re.search(r"(配制|调制|混合|制成|blend|mix)\D{0,8}$", before)
        spends = [c for c in numeric if has_word(c, WORDS["spend"]) and c != objective and c not in bounds and not has_word(c, WORDS["gain"])]
        if best[0] < 1.1 and spends and has_word(clause, WORDS["budget"]):
            best = (1.1, spends[0])
        whole_amount = amount["unit"] in per or re.search(r"总产量|总量|总需求|总共|合计|耕地|土地|total|demand|altogether|in all|land|meet", clause)
        if counted and best[0] < 3:
            found.append((COUNT, sense, amount["value"], amount))
        elif best[0] >= (1.1 if said else 2.0):  # without a word of limiting, only a column that is named or shares the unit
            found.append((best[1], sense, in_unit(amount, best[1]), amount))
        elif blends:
            found.append((TOTAL, "=", amount["value"], amount))
        elif whole_amount and (said or amount["unit"] in per) and not amount["money"]:
            found.append((TOTAL, sense, amount["value"], amount))
    for other in tables:  # a table of resources: its labels are the columns' names
        if other.key == table.key:
            continue
        for c in other.frame.columns:
            if other.frame[c].dtype == object:
                numbers = [v for v in other.frame.columns if is_numeric(other.frame, v)]
                limit = next((v for v in numbers if has_word(v, WORDS["available"])), numbers[0] if len(numbers) == 1 else None)
                if limit is None:
                    continue
                for name, value in other.frame[[c, limit]].dropna().values:
                    scored = [(names_column(half_width(name), column) + (1 if half_width(name) in core_name(column) else 0), column) for column in numeric if column != objective]
                    best = max(scored, default=(0, None))
                    if best[0] >= 1.0 and best[1] not in [f[0] for f in found]:
                        found.append((best[1], "<=", float(value), {"text": f"{name} {number(float(value))}", "clause": other.key, "value": float(value)}))
    return found, each


def choose_rows(tables, text, question, params, result):
    """A programme whose variables are the rows of a table, or a NotPossible that says what is missing."""
    best, reasons = None, []
    for table in sorted(tables, key=lambda t: t.key != params.get("table")):
        frame = table.frame
        numeric = [c for c in frame.columns if is_numeric(frame, c) and kind_of(frame[c]) not in ("id", "step", "empty") and not has_word(c, WORDS["identifier"])]
        if len(frame) < 2 or not numeric:
            continue
        labels, label = labels_of(frame)
        resource_rows = [i for i, name in enumerate(labels) if label and has_word(name, WORDS["available"]) and frame.iloc[i][numeric].isna().any() or label and half_width(name) in ("可用量", "资源总量", "资源限量", "上限", "available", "availability", "limit", "capacity")]
        body = frame.drop(index=frame.index[resource_rows])
        if len(body) < 2:
            continue
        objective = objective_of(body, numeric, text, sense_in(question) if sense_in(question) is not None else sense_in(text), result)
        if objective is None:
            reasons.append(T(f"{table.key} 中没有可作为目标的列（如利润、收益、价值或成本）", f"{table.key} has no column for an aim (profit, value or cost)"))
            continue
        limits, each = limits_for(body, numeric, objective[1], text, tables, table, result)
        for i in resource_rows:
            for c in numeric:
                if pd.notna(frame.iloc[i][c]) and c != objective[1]:
                    limits.append((c, "<=", float(frame.iloc[i][c]), {"text": f"{labels[i]} {number(float(frame.iloc[i][c]))}", "clause": labels[i]}))
        upper = [c for c in numeric if has_word(c, WORDS["upper"]) and c != objective[1]]
        if limits or (upper and has_word(text, WORDS["produce"])):
            best = (table, body, numeric, objective, limits, each, upper, label)
            break
        reasons.append(T(f"对 {table.key} 没有找到限制（如“预算不超过 500 万元”“至多选 5 个”或资源可用量）", f"no limit was found for {table.key} (such as 'a budget of 500', 'at most 5 projects', or resources available)"))
    if best is None:
        raise NotPossible(T("数据与题目不足以写成线性或整数规划：", "The data and the text do not make a linear or integer programme: ") + T("；", "; ").join(dict.fromkeys(reasons or [T("没有含数值列的表", "no table with numbers")])) + T("。", "."))
    return best


def solve_rows(tables, text, question, params, result):
    table, frame, numeric, (c, objective, maximise), limits, each, upper, label = choose_rows(tables, text, question, params, result)
    used = list(dict.fromkeys([column for column, *_ in limits if column not in (COUNT, TOTAL)] + ([objective] if objective in numeric else [])))
    complete = frame[[*used]].notna().all(axis=1) & c.notna()
    if not complete.all():
        result["preparation"].append(T(f"{int((~complete).sum())} 行缺少目标或资源数据，未参与选择。", f"{int((~complete).sum())} rows lack the aim or a resource and were left out."))
        frame, c = frame[complete], c[complete]
    labels = labels_of(frame)[0]
    n = len(frame)
    if n < 2 or n > 5000:
        raise NotPossible(T(f"可供选择的对象有 {n} 个，超出可处理的范围（2～5000）。", f"{n} rows to choose from: 2 to 5000 can be handled."))
    whole_text = text if question in text else question + " " + text
    chooses, produces = has_word(whole_text, WORDS["select"]), has_word(whole_text, WORDS["produce"])
    shares = any(l[3].get("percent") for l in limits)
    counts = any(column == COUNT for column, *_ in limits)
    binary = not shares and (counts or (chooses and not (has_word(question, WORDS["produce"]) and not has_word(question, WORDS["select"])) and not upper) or not (produces or upper or shares))
    bounded = any(items_of(a, labels, label) and a["value"] > 1 and (AT_LEAST.search(a["before"]) or UP_TO.search(a["before"]) or EXACTLY.search(a["before"])) for a in amounts_in(whole_text))
    binary = binary and (chooses or counts or not bounded)  # at least 10 of A: amounts, not a choice
    fractional = re.search(r"吨|公斤|千克|kg|升|公顷|亩|立方|tons?\b|tonnes?|litres?|liters?|hectares?|acres?|grams?|比例|占比|fraction|share of", whole_text)
    whole = binary or bool(re.search(r"整数|integer|whole number|[件台辆个套箱]|units?\b|pieces?", whole_text)) and not fractional
    high = np.ones(n) if binary else np.full(n, np.inf)
    low = np.zeros(n)
    lower = [x for x in numeric if has_word(x, WORDS["lower"]) and x != objective and x not in [l[0] for l in limits]]
    bound_notes = []
    if not binary:
        ups = [u for u in upper if u not in [l[0] for l in limits] and u not in lower]
        if ups:
            high = np.where(frame[ups[0]].notna(), frame[ups[0]].astype(float), np.inf)
            bound_notes.append(T(f"各变量不超过“{ups[0]}”", f"each variable at most '{ups[0]}'"))
        if lower:
            low = frame[lower[0]].fillna(0).astype(float).values
            bound_notes.append(T(f"各变量不少于“{lower[0]}”", f"each variable at least '{lower[0]}'"))
        for sense, amount in each:
            if sense in ("<=", "="):
                high = np.minimum(high, amount["value"])
            if sense in (">=", "="):
                low = np.maximum(low, amount["value"])
            bound_notes.append(T(f"每个变量{'不超过' if sense == '<=' else '不少于' if sense == '>=' else '等于'} {number(amount['value'])}", f"each variable {'at most' if sense == '<=' else 'at least' if sense == '>=' else 'equal to'} {number(amount['value'])}"))
    programme = Programme(c.astype(float).values, maximise, whole, low, high)
    for column, sense, value, amount in limits:
        a = np.ones(n) if column in (COUNT, TOTAL) else frame[column].astype(float).values
        if amount.get("percent"):  # the share of a mix: the sum of (share - limit) times amount
            programme.add(f"{column} {number(value)}%", a - value, sense, 0.0)
        else:
            programme.add(limit_name(column), a, sense, value)
    if any(l[3].get("percent") for l in limits) and not any(l[0] == TOTAL for l in limits):
        programme.add(T("比例之和", "sum of the shares"), np.ones(n), "=", 1.0)
    logic, ruled = item_rules(whole_text, labels, label, binary, programme)
    idle = [x for x in numeric if x not in used and x != objective and x not in upper and x not in lower and not has_word(x, WORDS["price"] + WORDS["spend"])]
    if idle and not binary:
        result["limitations"].append(T(f"{join(quoted(x) for x in idle)}没有找到对应的限制，未进入模型。", f"No limit was found for {join(quoted(x) for x in idle)}; not in the model."))
    if binary is False and not any(s in ("<=", "=") for _, _, s, _ in programme.rows) and maximise and np.isinf(high).any():
        raise NotPossible(T("目标求最大，但没有找到任何上限（资源、预算或最大需求），问题无界。", "The aim is a maximum but no upper limit (resource, budget or demand) was found: unbounded."))
    if not binary and not maximise and not any(s in (">=", "=") for _, _, s, _ in programme.rows) and not low.any():
        raise NotPossible(T("目标求最小，但没有找到任何下限（如“不少于”的需求），最优解是什么都不做；请给出需求。", "The aim is a minimum but no requirement ('at least …') was found: doing nothing would be optimal."))
    fit = programme.solve()
    if fit.status == 3 or (fit.x is None and fit.status == 4):
        raise NotPossible(T("问题无界：缺少限制某些变量的条件。", "The programme is unbounded: some variables lack a limit."))
    if fit.x is None:
        culprits = infeasible_because(programme)
        raise NotPossible(T("各项限制互相矛盾，没有可行解" + (f"；去掉{join(quoted(c) for c in culprits)}中的任一项即可行" if culprits else "") + "。", "The limits contradict each other: there is no feasible solution" + (f"; without {join(quoted(c) for c in culprits)} (any one) there is" if culprits else "") + "."))
    x = fit.x.round() if whole else np.where(np.abs(fit.x) < 1e-9, 0, fit.x)
    total = programme.value(x)
    describe_rows(params, result, programme, x, total, labels, label, frame, objective, limits, binary, whole, bound_notes, logic, maximise)
    greedy = greedy_value(programme, x)
    if greedy is not None:
        result["baseline"] = {"name": T("按性价比逐个选取", "greedy by ratio"), "metric": objective, "value": greedy, "model_value": total, "beaten": bool(total > greedy + 1e-9 if maximise else total < greedy - 1e-9)}
        result["findings"].append(T(f"作为对照，按单位资源的{objective}逐个选取的贪心方案为 {number(greedy, 6)}。", f"For comparison, picking greedily by {objective} per resource gives {number(greedy, 6)}."))
    used = {l[3].get("at") for l in limits} | ruled | (set() if binary else {amount["at"] for _, amount in each})
    left_over(whole_text, question, used, result)
    solution = [{"label": labels[i], "value": float(x[i])} for i in range(n) if abs(x[i]) > 1e-9]
    return programme, x, total, table, {"kind": "selection" if binary else "mix", "objective": objective, "maximise": bool(maximise), "whole": bool(whole), "solution": solution, "limits": [{"column": limit_name(l[0]), "sense": l[1], "value": l[2], "words": l[3]["text"]} for l in limits]}


def limit_name(column):
    return {COUNT: T("数量", "count"), TOTAL: T("总量", "total amount")}.get(column, column)


def item_rules(text, labels, label, binary, programme):
    """Rules about single rows: must be chosen, must not both be chosen, at least or at most so many of one. Gives the notes
    and where in the text the amounts stand that were used."""
    notes, used, n = [], set(), len(labels)
    named = lambda words: [i for i, name in enumerate(labels) if says_item(words, name, label)]
    for sentence in re.split(r"[。；;\n]|(?<!\d)\.(?!\d)", text) if binary else []:
        excluding = re.compile(r"不能同时|不可同时|不得同时|互斥|至多选一|只能选(择)?其?(中)?一|cannot both|not both|mutually exclusive|at most one")
        requiring = re.compile(r"必须(选|入选|包含|包括|投资)|一定要选|must (be )?(select|chosen|includ|fund)|has to be")
        # a rule is about the rows its own clause names, where it names enough of them, else about the sentence's
        clauses = re.split(r"[，,]", sentence)
        apart = [named(c) for c in clauses if excluding.search(c) and len(named(c)) >= 2] or ([named(sentence)] if excluding.search(sentence) else [])
        musts = [named(c) for c in clauses if requiring.search(c) and named(c)] or ([named(sentence)] if requiring.search(sentence) and not excluding.search(sentence) else [])
        for said in apart:
            if not 2 <= len(said) <= 6:
                continue
            a = np.zeros(n)
            a[said] = 1
            programme.add(T(f"{join(labels[i] for i in said)}至多一个", f"at most one of {join(labels[i] for i in said)}"), a, "<=", 1)
            notes.append(programme.rows[-1][0])
        for said in musts:
            if not 1 <= len(said) <= 6 or re.search(r"如果|若|if ", sentence):
                continue
            for i in said:
                programme.low[i] = 1
            notes.append(T(f"{join(labels[i] for i in said)}必选", f"{join(labels[i] for i in said)} must be chosen"))
    for amount in amounts_in(text):
        said = [] if binary or amount["percent"] or is_reference(amount) else items_of(amount, labels, label)
        words = amount["before"] + " " + amount["after"]
        words = words if AT_LEAST.search(words) or UP_TO.search(words) or EXACTLY.search(words) or not amount["alone"] else amount["clause"]
        sense = "=" if EXACTLY.search(words) else ">=" if AT_LEAST.search(words) else "<=" if UP_TO.search(words) else ""
        if not said or not sense or PER_UNIT.search(amount["before"]):
            continue
        sign, value, names = {"<=": "≤", ">=": "≥", "=": "="}[sense], amount["value"], join(labels[i] for i in said)
        if len(said) > 1 and re.search(r"合计|总共|一共|共计|之和|total|together|combined|altogether|sum", amount["clause"]):
            a = np.zeros(n)
            a[said] = 1
            programme.add(T(f"{names}合计", f"{names} together"), a, sense, value)
        elif len(said) > 1 and not re.search(r"各|均|都|分别|each|both|every", amount["clause"]):
            continue  # which of them it bounds is not said
        else:
            for i in said:
                programme.low[i] = max(programme.low[i], value) if sense != "<=" else programme.low[i]
                programme.high[i] = min(programme.high[i], value) if sense != ">=" else programme.high[i]
        notes.append(f"{names} {sign} {number(value)}")
        used.add(amount["at"])
    return notes, used


def greedy_value(programme, x):
    """What picking by value per scarce unit reaches, where all limits are upper ones; else None."""
    if not programme.maximise or any(s != "<=" for _, _, s, _ in programme.rows) or not programme.rows or programme.low.any():
        return None
    use = sum(a / b for _, a, _, b in programme.rows if b > 0)
    left = [b for _, _, _, b in programme.rows]
    total = 0.0
    for i in np.argsort(-programme.c / np.maximum(use, 1e-12)):
        if programme.c[i] <= 0:
            continue
        room = min([left[k] / a[i] for k, (_, a, _, _) in enumerate(programme.rows) if a[i] > 0] + [programme.high[i]])
        if np.isinf(room):
            return None
        take = np.floor(room + 1e-9) if programme.whole else room
        left = [l - a[i] * take for l, (_, a, _, _) in zip(left, programme.rows)]
        total += programme.c[i] * take
    return total


def describe_rows(params, result, programme, x, total, labels, label, frame, objective, limits, binary, whole, bound_notes, logic, maximise):
    """The words, tables, formulas and the figure of a programme over rows."""
    n = len(labels)
    chosen = [i for i in range(n) if abs(x[i]) > 1e-9]
    kind = T("0-1 规划", "0-1 programme") if binary else T("整数规划", "integer programme") if whole else T("线性规划", "linear programme")
    what = T("选择哪些对象", "which rows to choose") if binary else T("每个对象取多少", "how much of each row")
    senses = {"<=": r"\le", ">=": r"\ge", "=": "="}
    signs = {"<=": "≤", ">=": "≥", "=": "="}
    result["title"] = T(f"{'选择' if binary else '数量'}方案的{kind}", f"{kind[0].upper() + kind[1:]}: {what}")
    result["analysis"] = T(f"从 {n} 个对象中决定{what}，使“{objective}”合计{'最大' if maximise else '最小'}。从题目与表中找到的限制：" + "；".join([f"{quoted(name)}合计 {signs[s]} {number(b, 6)}" for name, _, s, b in programme.rows if name not in logic] + bound_notes + logic) + "。",
                           f"Of {n} rows decide {what} so that the total of '{objective}' is {'largest' if maximise else 'smallest'}. Limits found: " + "; ".join([f"total of {quoted(name)} {signs[s]} {number(b, 6)}" for name, _, s, b in programme.rows if name not in logic] + bound_notes + logic) + ".")
    result["method"] = {"name": kind, "why": T("目标与限制都是各变量的线性函数" + ("，变量只取 0 或 1" if binary else "，变量须为整数" if whole else "") + "；用 HiGHS 求得全局最优。", "Aim and limits are linear in the variables" + (", which are 0 or 1" if binary else ", which are whole numbers" if whole else "") + "; HiGHS finds the global optimum."), "steps": []}
    columns = list(dict.fromkeys([c for c, *_ in limits if c not in (COUNT, TOTAL)]))
    amount_name = T("选中", "chosen") if binary else T("数量", "amount")
    add_table(result, T("最优方案", "Optimal plan"), [label or T("对象", "row"), amount_name, *([T(f"{objective}小计", f"{objective} (total)")]), *columns],
              [[labels[i], "✓" if binary else float(x[i]), float(programme.c[i] * x[i]), *[float(frame.iloc[i][c] * x[i]) for c in columns]] for i in chosen] + [[T("合计", "total"), str(len(chosen)) if binary else float(x.sum()), total, *[float((frame[c].values * x).sum()) for c in columns]]], limit=60)
    picks = join(labels[i] if binary else f"{labels[i]} {number(x[i], 6)}" for i in chosen[:15]) + (T("等", " and more") if len(chosen) > 15 else "")
    result["findings"].append(T(f"最优方案{'选中 ' + str(len(chosen)) + ' 个' if binary else ''}：{picks}；“{objective}”合计 {number(total, 6)}。", f"The optimal plan{' takes ' + str(len(chosen)) if binary else ''}: {picks}; total of '{objective}' {number(total, 6)}."))
    for name, a, s, b in programme.rows:
        use = float(a @ x)
        if name in columns or name in (limit_name(COUNT), limit_name(TOTAL)):
            result["findings"].append(T(f"“{name}”合计 {number(use, 6)}（限制 {signs[s]} {number(b, 6)}" + (f"，剩余 {number(b - use, 6)}）。" if s == "<=" else "）。"), f"Total of '{name}': {number(use, 6)} (limit {signs[s]} {number(b, 6)}" + (f", {number(b - use, 6)} left)." if s == "<=" else ").")))
    aim = r"\max" if maximise else r"\min"
    result["formulas"].append({"latex": aim + rf"\ Z=\sum_{{i=1}}^{{{n}}} c_i x_i,\qquad c_i=" + latex_text(objective), "text": T("目标函数", "Objective")})
    lines = [rf"\sum_{{i=1}}^{{{n}}} " + ("x_i" if name in (limit_name(COUNT), limit_name(TOTAL)) else rf"a_{{{k + 1}i}}x_i") + f" {senses[s]} {number(b, 8)}" + rf"\quad({latex_text(name)})" for k, (name, a, s, b) in enumerate(programme.rows)]
    domain = r"x_i\in\{0,1\}" if binary else r"x_i\ge 0" + (r",\ x_i\in\mathbb{Z}" if whole else "")
    result["formulas"].append({"latex": r"\text{s.t.}\quad\begin{cases}" + r"\\".join(lines[:12] + [domain]) + r"\end{cases}", "text": T("约束", "Constraints")})
    if n <= 6:
        terms = "".join(f"{'+' if v >= 0 else '-'}{number(abs(v))}\\,x_{{{i + 1}}}" for i, v in enumerate(programme.c)).lstrip("+")
        result["formulas"].append({"latex": rf"{aim}\ Z={terms}", "text": T("代入数据后的目标：", "The objective with its numbers: ") + join(f"x{i + 1}={labels[i]}" for i in range(n))})
    result["symbols"] = [{"symbol": "x_i", "meaning": T(f"{'1 表示选中' if binary else '取用'}第 i 个对象" + ("" if binary else "的数量"), f"{'1: row i is chosen' if binary else 'amount of row i'}")}, {"symbol": "c_i", "meaning": objective}] + [{"symbol": f"a_{{{k + 1}i}}", "meaning": name} for k, (name, *_) in enumerate(programme.rows[:8]) if name in columns]
    result["assumptions"] = T(["目标与资源消耗与数量成正比，各对象互不影响。", "表中的系数是确定的。"], ["Aim and use of resources are proportional to the amounts; rows do not affect each other.", "The numbers in the table are certain."])
    with figure(result, "plan", T("最优方案", "Optimal plan"), size=(7.4, 1.4 + 0.3 * min(25, n))) as ax:
        order = np.argsort(programme.c * (1 if binary else x))[-25:]
        ax.barh([short(labels[i], 16) for i in order], [programme.c[i] if binary else x[i] for i in order], color=[ORANGE if x[i] > 1e-9 else "#C9D3E0" for i in order])
        ax.set_xlabel(T(f"{objective}（橙色为选中）", f"{objective} (orange: chosen)") if binary else T("最优数量", "optimal amount"))


# ---------------------------------------------------------------- the template

def sensitivity_rows(programme, total):
    """What the optimum becomes when each limit moves by ±10%, and its shadow price."""
    shadows = programme.shadow_prices() if len(programme.c) <= 5000 else None
    rows = []
    for k, (name, a, s, b) in enumerate(programme.rows[:25]):
        if b == 0:
            continue
        moved = []
        for factor in (0.9, 1.1):
            fit = programme.solve([(name, a, s, b * factor) if i == k else r for i, r in enumerate(programme.rows)])
            moved.append(programme.value(fit.x.round() if programme.whole else fit.x) if fit.status == 0 else None)
        rows.append({"limit": name, "sense": s, "value": b, "shadow": shadows[k] if shadows else None, "down": moved[0], "up": moved[1]})
    return rows


def optimisation(params, result):
    tables = [TABLES[k] for k in params.get("tables", []) if k in TABLES]
    if not tables:
        raise NotPossible(T("没有可用的数据表。", "There is no table to work on."))
    question, text = half_width(params["question"]), half_width(params.get("text") or params["question"])
    if question not in text:
        text = text + "\n" + question
    both = question + " " + text
    # What kind of programme it is says the question; only where it says nothing, the rest of the text.
    said = question if has_word(question, WORDS["transport"] + WORDS["assign"] + WORDS["select"] + WORDS["produce"]) else both
    moves = has_word(said, WORDS["transport"])
    data = transport_data(tables, both) if moves or not has_word(said, WORDS["assign"] + WORDS["select"] + WORDS["produce"]) else None
    matrices = [t for t in tables if matrix_of(t.frame) and len(matrix_of(t.frame)[1]) >= 2 and abs(len(matrix_of(t.frame)[1]) - len(t.frame)) <= max(3, len(t.frame) // 2)]
    if data:
        programme, x, total, table, values = solve_transport(data, both, params, result)
    elif has_word(said, WORDS["assign"]) and not has_word(question, WORDS["select"] + WORDS["produce"]):
        if not matrices:
            programme, x, total, table, values = solve_rows(tables, text, question, params, result)
        else:
            table = next((t for t in matrices if t.key == params.get("table")), matrices[0])
            programme, x, total, table, values = solve_assignment(table, both, params, result)
    elif moves and not has_word(question, WORDS["select"] + WORDS["produce"]):
        raise NotPossible(T("题目是运输问题，但没有找到完整的数据：需要供应点到需求点的单位运费表，以及各供应点的供应量和各需求点的需求量。", "This is a transportation problem, but the data are incomplete: a table of unit costs from sources to sinks is needed, with the supply and the demand of each."))
    else:
        programme, x, total, table, values = solve_rows(tables, text, question, params, result)
    if values["kind"] in ("transport", "assignment"):  # their limits come from the tables; what the text limits beside is said
        known = {b for *_, b in programme.rows}
        left_over(text, question, {a["at"] for a in amounts_in(text) if a["value"] in known}, result, status=False)
    about_data(result, table, table.frame.columns)
    worst = programme.check(x)
    feasible = worst <= 1e-6
    result["findings"].append(T(f"把解代回 {len(programme.rows)} 条约束逐条核对，{'全部满足' if feasible else '有约束不满足'}（最大相对偏差 {number(worst, 2)}）。", f"The solution was put back into all {len(programme.rows)} constraints: {'all hold' if feasible else 'some do not hold'} (largest relative deviation {number(worst, 2)})."))
    if not feasible:
        result.update(status="partial", reason=T("解未通过可行性核对。", "The solution failed its check."))
    moved = sensitivity_rows(programme, total) if values["kind"] != "assignment" else []
    if moved:
        add_table(result, T("各限制变动 ±10% 后的最优值与影子价格", "Optimum when a limit moves by ±10%, and shadow prices") + (T("（影子价格取自线性松弛）", " (shadow prices of the relaxation)") if programme.whole else ""),
                  T(["限制", "现值", "影子价格", "-10% 时", "+10% 时"], ["limit", "now", "shadow price", "at -10%", "at +10%"]), [[r["limit"], r["value"], r["shadow"] if r["shadow"] is not None else "–", r["down"] if r["down"] is not None else T("不可行", "infeasible"), r["up"] if r["up"] is not None else T("不可行", "infeasible")] for r in moved], limit=25)
        key = max((r for r in moved if r["shadow"]), key=lambda r: abs(r["shadow"] * r["value"]), default=None)
        if key:
            result["findings"].append(T(f"最要紧的限制是“{key['limit']}”：每放宽 1 个单位，最优值约变动 {number(abs(key['shadow']))}。", f"The tightest limit is '{key['limit']}': one unit more changes the optimum by about {number(abs(key['shadow']))}."))
    STATE[params["part"]] = {"template": "optimisation", "programme": programme, "total": total, "kind": values["kind"], "x": x}
    result["strengths"].append(T("求得的是全局最优，并逐条核对了约束。", "The optimum is global and every constraint was checked."))
    result["limitations"].append(T("只考虑从题目与数据中识别出的限制，未写明的实际条件不在模型中。", "Only limits found in the text and the data are in the model."))
    result["metrics"] = {"objective": total, "violation": worst}
    result["search"] = {"transport": ["transportation problem linear programming"], "assignment": ["assignment problem Hungarian algorithm"], "selection": ["0-1 knapsack problem integer programming"], "mix": ["linear programming production planning"]}[values["kind"]] + ["sensitivity analysis linear programming shadow price"]
    result["values"].update(values, total=total, feasible=feasible, violation=worst, sensitivity=moved)
    result["summary"] = T(f"建立了{result['method']['name']}模型，最优值为 {number(total, 6)}，约束全部核对{'满足' if feasible else '，有不满足'}。", f"A {result['method']['name']} was solved: optimum {number(total, 6)}, constraints {'all hold' if feasible else 'do not all hold'}.")


run(PARAMS, optimisation)
