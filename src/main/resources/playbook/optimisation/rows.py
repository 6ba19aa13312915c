"""Choosing rows of a table, or amounts of them, under limits: selection under a budget, product mix, blending."""


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
