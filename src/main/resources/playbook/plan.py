"""Chooses a method for each question by rule, from what it asks and from what the tables hold, and says why.

PARAMS: part, template, lang, text (the whole problem), questions: [{part, number, text, ask, scores}].
values.parts is the plan: [{part, number, ask, template, method, reason, params}]; template "" means: not answerable here.
"""


def time_column(frame):
    return next((c for c in frame.columns if kind_of(frame[c]) == "time"), None)


def year_steps(frame):
    """A column of years as whole numbers, from before the years that timestamps reach, or None."""
    return next((c for c in frame.columns if kind_of(frame[c]) == "step" and is_year_name(c) and frame[c].max() > 100), None)


def measures(frame):
    """Numeric columns that measure something."""
    return [c for c in frame.columns if is_numeric(frame, c) and kind_of(frame[c]) in ("number", "count", "binary")]


def classes_like(frame, column):
    """Whether a column's values are classes one may predict."""
    values = frame[column].dropna()
    kind = kind_of(frame[column])
    if kind in ("binary", "category"):
        return 2 <= values.nunique() <= 30
    return kind == "count" and 2 <= values.nunique() <= 10 and len(values) >= 8 * values.nunique()


def choose_table(text, ask, aliases, tables, previous):
    """The table a question is about: the one whose file or columns it names, that has what the method needs."""
    best, best_score = None, -1e9
    for table in tables:
        frame = table.frame
        said = sorted((mention(text, c, aliases)[0] for c in [*frame.columns, *table.unusable]), reverse=True)[:4]
        score = sum(s for s in said if s >= 0.45) + (3 if file_named(text, table) else 0)
        score += 0.5 * (table.key == previous) + min(0.6, 0.1 * np.log10(len(frame) + 1))
        numeric = len(measures(frame))
        if ask == "forecast":
            has_time = time_column(frame) is not None
            score += 2.0 * has_time - 0.1 * bool(table.derived) + 1.0 * table.crossed
            if table.derived:  # its values are named by its rows
                score += sum(min(1, len(text_of_values(frame, c, text))) for c in frame.columns if frame[c].dtype == object)
        else:
            score -= 3.0 * bool(table.derived)
        if ask in ("regression", "clustering", "correlation", "evaluation"):
            score += min(1.0, 0.3 * numeric)
        if ask == "evaluation" and len(frame) > 1:
            score += 0.8 * (label_column(frame) is not None)
        if ask in ("regression", "classification") and len(frame) < 12:
            score -= 1.5
        if score > best_score:
            best, best_score = table, score
    return best


def plan_forecast(question, text, whole, table, aliases):
    frame = table.frame
    time_name = time_column(frame) or year_steps(frame)
    numeric = [c for c in frame.columns if is_numeric(frame, c) and kind_of(frame[c]) in ("number", "count", "binary", "constant")]
    refused, remarks, unused, subject = refuse(text, table, aliases, lambda c: c in numeric), [], [], subject_of(text)
    ranked = ranked_targets(text, frame, aliases, lambda c: c in numeric)
    if not ranked or ranked[0][2] < 0.4:
        background = ranked_targets(whole, frame, aliases, lambda c: c in numeric)
        ranked = [(0.5 * s, c, 0.5 * m) for s, c, m in background]
    categories = [c for c in frame.columns if kind_of(frame[c]) in ("category", "binary", "id") and frame[c].dtype == object]
    known = bool(ranked) and ranked[0][2] >= 0.2
    wanted = [c for s, c, m in ranked if m >= 0.9 and s >= ranked[0][0] - 1.5][:4]
    wanted.sort(key=lambda c: mention(text, c, aliases)[1])
    if not wanted and ranked:
        each = re.search(r"各|分别|每个|each|all of|respectively", text)
        counted = any(w in text for w in ("订单数", "次数", "事件数", "number of orders", "number of events"))
        wanted = [c for s, c, m in ranked[:3]] if each and not categories and len(numeric) <= 4 else [] if counted and ranked[0][2] < 0.3 else [ranked[0][1]]
    params = {"table": table.key, "targets": wanted}
    if time_name:
        params["time"] = time_name
    if not known and subject and wanted and not refused and not file_named(subject, table):
        if table.derived and any(subject in map(folded, text_of_values(frame, c, text)) for c in categories):
            pass  # it is the name of a row
        elif table.derived:  # the values of a crossed table have no name but the question's
            params["called"] = subject
            remarks.append(T(f"表中各格的数值按“{subject}”理解。", f"The values in the cells of the table are taken as '{subject}'."))
        else:
            why = T(f"表中没有名为“{subject}”的列，用的是{join(quoted(c) for c in wanted)}",
                    f"No column of the table is called '{subject}'; {join(quoted(c) for c in wanted)} was taken")
            (unused if len(numeric) > 1 else remarks).append(why + T("。", "."))
    elif not known and wanted and not refused and len(numeric) > 1 and not table.derived:
        remarks.append(T(f"问题没有点名要预测的列，取{join(quoted(c) for c in wanted)}。", f"The question names no column to forecast; {join(quoted(c) for c in wanted)} was taken."))
    params["remarks"] = remarks
    if not refused and not known:
        refused = unread_namesake(text, table, aliases)
    if refused:
        params.update(refused=refused, targets=[])
    elif unused:
        params["unused"] = unused
    for c in categories:
        named = text_of_values(frame, c, text)
        said = mention(text, c, aliases)[0]
        every = re.search(r"各|每[个种家类]|分别|each|every|per ", text) is not None and said >= 0.45
        repeated = time_name is not None and frame[time_name].duplicated().any()
        if (named or every or table.derived) and repeated and frame[c].nunique() > 1:
            params["by"] = c
            if named:
                params["values"] = named[:6]
            break
    tick = (YEARLY if time_name == year_steps(frame) else frequency_of(frame[time_name])) if time_name else None
    last = frame[time_name].max() if time_name and tick is not YEARLY else None
    steps, words = horizon_in(text, last, tick)
    if steps is None:
        steps, words = horizon_in(whole, last, tick)
    if steps:
        params.update(horizon=int(steps), horizon_words=words)
    reason = T(f"问题要求外推未来，表 {table.key} 有时间列“{time_name}”" if time_name else f"问题要求外推未来，表 {table.key} 的行按顺序排列", f"The question looks ahead and {table.key} has the time column '{time_name}'" if time_name else f"The question looks ahead and the rows of {table.key} stand in order")
    reason += T("；先检验季节性，再让朴素法、指数平滑、Theta、ARIMA 等在滚动起点上比误差，取最小者；都胜不过朴素法时就用朴素法。",
                "; after a test for seasonality, naive, exponential smoothing, Theta and ARIMA models are compared by rolling-origin error and the best is taken, the naive one if nothing beats it.")
    return "forecast", T("时间序列预测", "time-series forecast"), reason, params


def from_columns(text, target, listed, aliases):
    """Whether a question says from which columns its target is to be told: "explain the rent by area and rooms"."""
    first = min(mention(text, c, aliases)[1] for c in listed)
    before = text[max(0, first - 40):first]
    return re.search(r"(?<![a-z])(by|using|from|with|on|based on|as a function of|in terms of)(?![a-z])[^.;]*$|(根据|基于|利用|由|用|依据)[^。；]*$", before) is not None


def plan_supervised(ask, text, whole, table, tables, aliases):
    """Regression or classification: which of the two follows from what the target's values are."""
    frame = table.frame
    suits = (lambda c: classes_like(frame, c)) if ask == "classification" else (lambda c: kind_of(frame[c]) in ("number", "count", "binary", "category"))
    ranked = ranked_targets(text, frame, aliases, suits)
    if ranked and ranked[0][2] < 0.4:
        again = ranked_targets(text + " " + whole, frame, aliases, suits)
        ranked = again if again[0][0] > ranked[0][0] + 0.3 else ranked
    if not ranked:
        ranked = ranked_targets(text, frame, aliases, lambda c: kind_of(frame[c]) in ("number", "count", "binary", "category"))
    if not ranked:
        return None
    target = ranked[0][1]
    kind = kind_of(frame[target])
    note = ""
    if kind in ("category", "binary") or (ask == "classification" and classes_like(frame, target)):
        template = "classification"
        if ask == "regression" and kind == "category":
            note = T("目标是类别，因此用分类而不是回归。", "The target is a category, hence classification rather than regression.")
        if ask == "regression" and kind == "binary":
            note = T("目标只有两个取值，因此用分类模型（逻辑回归给出各因素的影响）。", "The target has two values, hence classification (logistic regression shows the influence of each factor).")
    else:
        template = "regression"
        if ask == "classification":
            note = T("目标是连续数值，因此用回归而不是分类。", "The target is a continuous number, hence regression rather than classification.")
    params = {"table": table.key, "target": target}
    refused = refuse(text, table, aliases, suits)
    if refused:
        params["refused"] = refused
    params["named"] = [c for c in said_columns(text, table, aliases) if c != target]
    listed = [c for s, c, m in ((0, c, mention(text, c, aliases)[0]) for c in frame.columns if c != target) if m >= 0.95]
    only = re.search(r"仅用|只用|仅根据|only", text)
    listed = [c for c in listed if c not in table.unusable and kind_of(frame[c]) not in ("constant", "empty")]
    if listed and (only or len(listed) > 1 and from_columns(text, target, listed, aliases)):
        params["features"] = listed
        params["remarks"] = [T(f"按问题所说，自变量只取 {join(quoted(c) for c in listed)}。",
                               f"As the question says, only {join(quoted(c) for c in listed)} are to explain it.")]
    for other in tables:  # a second table with the features but without the target waits to be predicted
        if other.key not in table.key.split("+") and target not in other.frame.columns and not other.derived:
            common = [c for c in frame.columns if c in other.frame.columns]
            if len(common) >= max(1, 0.7 * (len(frame.columns) - 1)):
                params["predict"] = other.key
    known = T(f"“{target}”是要解释的列" + ("（问题中点名）" if ranked[0][2] >= 0.45 else "（问题未点名，按列名和位置推断）"), f"'{target}' is the column to explain" + (" (named in the question)" if ranked[0][2] >= 0.45 else " (not named in the question; taken from names and positions)"))
    if template == "regression":
        reason = T(f"{known}，取连续数值；线性模型与树模型在交叉验证下与均值基线比较。", f"{known} and is continuous; a linear and a tree model are compared with a mean baseline under cross-validation.")
        method = T("回归：线性与树模型", "regression: linear and tree models")
    else:
        reason = T(f"{known}，取值为类别；逻辑回归与树模型在分层交叉验证下与多数类基线比较。", f"{known} and holds classes; logistic regression and a tree model are compared with a majority baseline under stratified cross-validation.")
        method = T("分类：逻辑回归与树模型", "classification: logistic regression and tree models")
    return template, method, reason + note, params


def plan_question(question, whole, tables, aliases, previous):
    """(template, method, reason, params) for one question; template "" when it cannot be answered from the data."""
    text, ask = folded(question["text"]).replace("_", " "), question["ask"]
    scores = question.get("scores", {})
    if ask == "none":
        return "", "", T("问题没有提出标准方法能用数据回答的要求，需要语言模型或人来完成。", "It asks nothing that standard methods can answer from the data; it needs a model or a person."), {}
    table, lacking = choose_table(text, ask, aliases, tables, previous), []
    if ask != "optimisation":  # which brings its tables together by itself
        table, lacking = joined_for(text, stacked(table, tables), tables, aliases)
    TABLES.setdefault(table.key, table)
    template, method, reason, params = plan_for(question, ask, text, whole, table, tables, aliases, previous)
    if template and params.get("table") in TABLES and "refused" not in params:
        told = unusable_said(text, TABLES[params["table"]], aliases)
        unused = [*params.get("unused", []), *lacking, *(u for u in told if u not in params.get("unused", []))]
        if unused:
            params["unused"] = unused
    return template, method, reason, params


def plan_for(question, ask, text, whole, table, tables, aliases, previous):
    """The same for a question whose table is chosen."""
    scores, frame = question.get("scores", {}), table.frame
    if ask == "forecast":
        ahead = horizon_in(text, frame[time_column(frame)].max() if time_column(frame) else None, None)[0] or scores.get("forecast", 0) >= 4
        ordered = any(kind_of(frame[c]) in ("id", "step") and is_numeric(frame, c) for c in frame.columns) or len(measures(frame)) == 1
        steps = year_steps(frame) is not None
        if time_column(frame) is None and not steps and not (ahead and ordered and len(measures(frame)) <= 3):
            one = table if "+" in table.key else choose_table(text, "regression", aliases, tables, previous)
            supervised = plan_supervised("regression", text, whole, one, tables, aliases)
            if supervised:
                template, method, reason, params = supervised
                return template, method, T("表中没有时间列，“预测”按由其余列推断目标理解。", "There is no time column: to predict is taken as to infer the target from the other columns. ") + reason, params
    if ask == "forecast" and time_column(frame) is not None and scores.get("regression", 0) >= scores.get("forecast", 0) \
            and not horizon_in(text, frame[time_column(frame)].max(), frequency_of(frame[time_column(frame)]))[0] \
            and (frame[time_column(frame)].duplicated().mean() > 0.3 or len(measures(frame)) > 3):
        ask = "regression"  # a price to be predicted from the other columns, in rows that happen to carry a date
    if ask in ("regression", "classification") and time_column(frame) is not None and re.search(r"未来|今后|next \d|next (month|year|week|quarter)|forecast", text):
        ask = "forecast"
    if ask == "classification":
        label = ranked_targets(text, frame, aliases, lambda c: classes_like(frame, c))
        if not label or (label[0][2] < 0.45 and label[0][0] < 0.8):
            # with no label in sight, to classify means to find groups
            supervised = None if not re.search(r"是否|识别|判|whether|predict|identify|detect", text) else plan_supervised(ask, text, whole, table, tables, aliases)
            if supervised is None:
                ask = "clustering"
    if ask == "forecast":
        return plan_forecast(question, text, whole, table, aliases)
    if ask in ("regression", "classification"):
        supervised = plan_supervised(ask, text, whole, table, tables, aliases)
        if supervised:
            return supervised
        ask = "description"
    if ask == "clustering":
        params = {"table": table.key}
        if m := re.search(r"(?:分为|分成|划分为|聚为|聚成|into)\s*(\d+|[二三四五六七八九十]|two|three|four|five|six)\s*(?:个|种)?(?:类|组|群|clusters|groups|segments)", text):
            params["k"] = int(small_number(m[1]))
        surely = 0.6 if re.search(r"根据|按|基于|依据|(?<![a-z])(by|using|based on|in terms of)(?![a-z])", text) else 0.95
        named = [c for c in measures(frame) if mention(text, c, aliases)[0] >= surely]
        if len(named) >= 2:
            params["features"] = named
        return "clustering", T("K 均值聚类", "k-means clustering"), T("问题要求分组而没有给定标签；标准化后用 K 均值，类数由轮廓系数选定，并检验分组是否真的存在。", "Groups are asked for and no labels are given; k-means on standardised columns, k by silhouette, with a check whether there is structure at all."), params
    if ask == "evaluation":
        named = [c for c in measures(frame) if mention(text, c, aliases)[0] >= 0.95]
        params = {"table": table.key, "text": question["text"] + "\n" + whole}
        if len(named) >= 2 and re.search(r"根据|基于|从|以|指标|using|based on|by|criteria|in terms of", text):
            params["indicators"] = named
        return "evaluation", T("熵权 TOPSIS", "entropy-weighted TOPSIS"), T("问题要求对多个对象按多项指标排序；用熵权法由数据定权，再以 TOPSIS 计算贴近度，并检验排名对权重的敏感性。", "Several objects are to be ranked by several indicators; entropy takes the weights from the data, TOPSIS ranks, and the ranking is tested against changes of the weights."), params
    if ask == "optimisation":
        params = {"tables": [t.key for t in tables if not t.derived], "table": table.key, "text": whole}
        return "optimisation", T("线性/整数规划", "linear or integer programme"), T("问题要求在限制下使一个总量最大或最小，表中的成本、能力、需求等列可写成线性规划或整数规划。", "A total is to be made largest or smallest under limits; cost, capacity or demand columns make it a linear or integer programme."), params
    if ask == "correlation":
        named = [c for c in frame.columns if kind_of(frame[c]) in ("number", "count", "binary", "category") and mention(text, c, aliases)[0] >= 0.9]
        params = {"table": table.key}
        if named:
            params["focus"] = named
        return "correlation", T("相关分析", "correlation analysis"), T("问题问的是变量之间的关系；计算 Pearson 与 Spearman 相关系数，p 值经 Holm 校正。", "Relations between variables are asked for: Pearson and Spearman coefficients with Holm-corrected p-values."), params
    return "eda", T("描述性分析", "descriptive analysis"), T("问题要求描述数据。", "A description of the data is asked for."), {"table": table.key}


def whole_for(question, questions, whole):
    """The problem's text without its other questions, whose limits and words are not this one's, unless it refers to them."""
    if re.search(r"问题\s*[一二三四五六\d]|基础上|上述|上面|前述|question\s*\d|previous|above", folded(question["text"])):
        return whole
    for other in questions:
        if other is not question:
            whole = whole.replace(folded(other["text"]).replace("_", " "), "\n")
    return whole


def plan(params, result):
    result["title"] = T("各问题的模型选择", "A model for each question")
    tables = list(TABLES.values())
    if not tables:
        raise NotPossible(T("没有可用的数据表。", "There is no table to work on."))
    whole = folded(params.get("text", ""))[:20_000].replace("_", " ")
    aliases = aliases_in(whole, tables)
    lang, parts, previous = params.get("lang", "zh"), [], ""
    main = max((t for t in tables if not t.derived), key=lambda t: (len(measures(t.frame)) > 0, min(len(t.frame), 1000) * (1 + len(measures(t.frame)))))
    for question in params["questions"]:
        template, method, reason, chosen = plan_question(question, whole_for(question, params["questions"], whole), tables, aliases, previous)
        previous = chosen.get("table", previous)
        if chosen.get("refused"):
            method, reason = T("无（点名的列不能使用）", "none (the column that it names cannot be used)"), chosen["refused"]
        chosen.update(part=question["part"], template=template, lang=lang, question=question["text"][:2000])
        parts.append({"part": question["part"], "number": question["number"], "ask": question["ask"], "template": template, "method": method, "reason": reason, "params": chosen})
    first = next((p["params"]["table"] for p in parts if p["params"].get("table")), main.key)
    first = first if TABLES[first].crossed else TABLES[first].derived or first
    eda = {"part": "eda", "template": "eda", "lang": lang, "table": first}
    answered = [p["part"] for p in parts if p["template"]]
    sensitivity = {"part": "sensitivity_analysis", "template": "sensitivity", "lang": lang, "parts": answered}
    result["values"]["parts"] = [
        {"part": "eda", "number": "", "ask": "description", "template": "eda", "method": T("描述性分析", "descriptive analysis"), "reason": T("建模前先看数据。", "To know the data before modelling it."), "params": eda},
        *parts,
        {"part": "sensitivity_analysis", "number": "", "ask": "sensitivity", "template": "sensitivity", "method": T("灵敏度分析", "sensitivity analysis"), "reason": T("检验结论随假设与数据变化的程度。", "To see how far the results depend on assumptions and data."), "params": sensitivity}]
    for p in parts:
        head = T(f"问题{p['number']}：", f"Question {p['number']}: ")
        result["findings"].append(head + (p["method"] + T("。", ". ") if p["method"] else "") + p["reason"])
    if not answered:
        raise NotPossible(T("没有一个问题能用标准方法从数据中回答；需要语言模型。", "None of the questions can be answered from the data by standard methods: this needs a model."))
    if len(answered) < len(parts):
        result.update(status="partial", reason=T("部分问题需要语言模型或人来回答。", "Some questions need a model or a person."))
