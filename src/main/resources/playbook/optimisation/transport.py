"""Transportation and assignment: recognised by tables that are matrices, and solved."""


# ---------------------------------------------------------------- recognising them

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


# ---------------------------------------------------------------- solving them

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
