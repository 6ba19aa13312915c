"""Chooses a method for each question by rule, from what it asks and from what the tables hold, and says why.

PARAMS: part, template, lang, text (the whole problem), questions: [{part, number, text, ask, scores}].
values.parts is the plan: [{part, number, ask, template, method, reason, params}]; template "" means: not
answerable here.
"""


def time_column(frame):
    return next((c for c in frame.columns if kind_of(frame[c]) == "time"), None)


def year_steps(frame):
    """A column of years as whole numbers, from before the years that timestamps reach, or None."""
    return next(
        (
            c
            for c in frame.columns
            if kind_of(frame[c]) == "step" and is_year_name(c) and frame[c].max() > 100
        ),
        None,
    )


def measures(frame):
    """Numeric columns that measure something."""
    return [
        c
        for c in frame.columns
        if is_numeric(frame, c) and kind_of(frame[c]) in ("number", "count", "binary")
    ]


def classes_like(frame, column):
    """Whether a column's values are classes one may predict."""
    values = frame[column].dropna()
    kind = kind_of(frame[column])
    if kind in ("binary", "category"):
        return 2 <= values.nunique() <= 30
    return kind == "count" and 2 <= values.nunique() <= 10 and len(values) >= 8 * values.nunique()


def choose_table(text, ask, aliases, tables, previous):
    """The table a question is about: the one whose file or columns it names, that has what the method
    needs."""
    best, best_score = None, -1e9
    for table in tables:
        frame = table.frame
        said = sorted(
            (mention(text, c, aliases)[0] for c in [*frame.columns, *table.unusable]), reverse=True
        )[:4]
        score = sum(s for s in said if s >= 0.45) + (3 if file_named(text, table) else 0)
        score += 0.5 * (table.key == previous) + min(0.6, 0.1 * np.log10(len(frame) + 1))
        numeric = len(measures(frame))
        if ask == "forecast":
            has_time = time_column(frame) is not None
            score += 2.0 * has_time - 0.1 * bool(table.derived) + 1.0 * table.crossed
            if table.derived:  # its values are named by its rows
                score += sum(
                    min(1, len(text_of_values(frame, c, text)))
                    for c in frame.columns
                    if frame[c].dtype == object
                )
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


def plan_question(question, whole, tables, aliases, previous):
    """(template, method, reason, params) for one question; template "" when it cannot be answered from the
    data."""
    text, ask = folded(question["text"]).replace("_", " "), question["ask"]
    scores = question.get("scores", {})
    if ask == "none":
        return (
            "",
            "",
            T(
                "问题没有提出标准方法能用数据回答的要求，需要语言模型或人来完成。",
                "It asks nothing that standard methods can answer from the data; it needs a model "
                "or a person.",
            ),
            {},
        )
    table, lacking = choose_table(text, ask, aliases, tables, previous), []
    if ask != "optimisation":  # which brings its tables together by itself
        table, lacking = joined_for(text, stacked(table, tables), tables, aliases)
        table, unmet = of_years(text, table)
        lacking += unmet
        if ask in ("regression", "evaluation", "clustering", "correlation", "description"):
            table, unmet = of_size(text, of_kind(text, table))
            lacking += unmet
    TABLES.setdefault(table.key, table)
    template, method, reason, params = plan_for(question, ask, text, whole, table, tables, aliases, previous)
    if template and params.get("table") in TABLES and "refused" not in params:
        told = unusable_said(text, TABLES[params["table"]], aliases)
        unused = [
            *params.get("unused", []),
            *lacking,
            *(u for u in told if u not in params.get("unused", [])),
        ]
        if unused:
            params["unused"] = unused
    return template, method, reason, params


def plan_for(question, ask, text, whole, table, tables, aliases, previous):
    """The same for a question whose table is chosen."""
    scores, frame = question.get("scores", {}), table.frame
    if ask == "forecast":
        ahead = (
            horizon_in(text, frame[time_column(frame)].max() if time_column(frame) else None, None)[0]
            or scores.get("forecast", 0) >= 4
        )
        ordered = (
            any(kind_of(frame[c]) in ("id", "step") and is_numeric(frame, c) for c in frame.columns)
            or len(measures(frame)) == 1
        )
        steps = year_steps(frame) is not None
        if time_column(frame) is None and not steps and not (ahead and ordered and len(measures(frame)) <= 3):
            one = table if "+" in table.key else choose_table(text, "regression", aliases, tables, previous)
            supervised = plan_supervised("regression", text, whole, one, tables, aliases)
            if supervised:
                template, method, reason, params = supervised
                unread = unread_times(frame)
                ahead_words = horizon_in(text, None, None)[1]
                if unread and ahead_words:
                    params["refused"] = unread
                elif ahead_words:
                    params["unused"] = [
                        T(
                            f"表中没有时间列，不能外推“{ahead_words}”，改为由其余列推断。",
                            f"The table has no times, so '{ahead_words}' cannot be forecast; the target is "
                            "inferred from the other columns instead.",
                        )
                    ]
                return (
                    template,
                    method,
                    T(
                        "表中没有时间列，“预测”按由其余列推断目标理解。",
                        "There is no time column: to predict is taken as to infer the target from "
                        "the other columns. ",
                    )
                    + reason,
                    params,
                )
    if (
        ask == "forecast"
        and time_column(frame) is not None
        and scores.get("regression", 0) >= scores.get("forecast", 0)
        and not horizon_in(text, frame[time_column(frame)].max(), frequency_of(frame[time_column(frame)]))[0]
        and (frame[time_column(frame)].duplicated().mean() > 0.3 or len(measures(frame)) > 3)
    ):
        ask = "regression"  # a price from the other columns, in rows that happen to carry a date
    if (
        ask in ("regression", "classification")
        and time_column(frame) is not None
        and re.search(r"未来|今后|next \d|next (month|year|week|quarter)|forecast", text)
    ):
        ask = "forecast"
    if ask == "classification":
        label = ranked_targets(text, frame, aliases, lambda c: classes_like(frame, c))
        if not label or (label[0][2] < 0.45 and label[0][0] < 0.8):
            # with no label in sight, to classify means to find groups
            supervised = (
                None
                if not re.search(r"是否|识别|判|whether|predict|identify|detect", text)
                else plan_supervised(ask, text, whole, table, tables, aliases)
            )
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
        if m := re.search(
            r"(?:分为|分成|划分为|聚为|聚成|into)\s*(\d+|[二三四五六七八九十]|two|three|four|five|six)"
            r"\s*(?:个|种)?(?:类|组|群|clusters|groups|segments)",
            text,
        ):
            params["k"] = int(small_number(m[1]))
        surely = (
            0.6 if re.search(r"根据|按|基于|依据|(?<![a-z])(by|using|based on|in terms of)(?![a-z])", text) else 0.95
        )
        named = [c for c in measures(frame) if mention(text, c, aliases)[0] >= surely]
        if len(named) >= 2:
            params["features"] = named
        return (
            "clustering",
            T("K 均值聚类", "k-means clustering"),
            T(
                "问题要求分组而没有给定标签；标准化后用 K 均值，类数由轮廓系数选定，并检验分组是否真的存在。",
                "Groups are asked for and no labels are given; k-means on standardised columns, k "
                "by silhouette, with a check whether there is structure at all.",
            ),
            params,
        )
    if ask == "evaluation":
        named = [c for c in measures(frame) if mention(text, c, aliases)[0] >= 0.95]
        params = {"table": table.key, "text": question["text"] + "\n" + whole}
        if len(named) >= 2 and re.search(r"根据|基于|从|以|指标|using|based on|by|criteria|in terms of", text):
            params["indicators"] = named
        listed, lost = listed_columns(text, frame, aliases, lambda c: c in measures(frame))
        if len(listed) >= 2 and set(named) <= set(listed):
            params["indicators"] = listed
        if lost:
            params["unused"] = no_column(lost)
        return (
            "evaluation",
            T("熵权 TOPSIS", "entropy-weighted TOPSIS"),
            T(
                "问题要求对多个对象按多项指标排序；用熵权法由数据定权，再以 TOPSIS 计算贴近度，并检验排名对权重的敏感性。",
                "Several objects are to be ranked by several indicators; entropy takes the "
                "weights from the data, TOPSIS ranks, and the ranking is tested against changes of the "
                "weights.",
            ),
            params,
        )
    if ask == "optimisation":
        params = {"tables": [t.key for t in tables if not t.derived], "table": table.key, "text": whole}
        return (
            "optimisation",
            T("线性/整数规划", "linear or integer programme"),
            T(
                "问题要求在限制下使一个总量最大或最小，表中的成本、能力、需求等列可写成线性规划或整数规划。",
                "A total is to be made largest or smallest under limits; cost, capacity or demand "
                "columns make it a linear or integer programme.",
            ),
            params,
        )
    if ask == "correlation":
        named = [
            c
            for c in frame.columns
            if kind_of(frame[c]) in ("number", "count", "binary", "category")
            and mention(text, c, aliases)[0] >= 0.9
        ]
        params = {"table": table.key}
        if named:
            params["focus"] = named
        return (
            "correlation",
            T("相关分析", "correlation analysis"),
            T(
                "问题问的是变量之间的关系；计算 Pearson 与 Spearman 相关系数，p 值经 Holm 校正。",
                "Relations between variables are asked for: Pearson and Spearman coefficients "
                "with Holm-corrected p-values.",
            ),
            params,
        )
    return (
        "eda",
        T("描述性分析", "descriptive analysis"),
        T("问题要求描述数据。", "A description of the data is asked for."),
        {"table": table.key},
    )


def whole_for(question, questions, whole):
    """The problem's text without its other questions, whose limits and words are not this one's, unless it
    refers to them."""
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
    main = max(
        (t for t in tables if not t.derived),
        key=lambda t: (len(measures(t.frame)) > 0, min(len(t.frame), 1000) * (1 + len(measures(t.frame)))),
    )
    for question in params["questions"]:
        template, method, reason, chosen = plan_question(
            question, whole_for(question, params["questions"], whole), tables, aliases, previous
        )
        previous = chosen.get("table", previous)
        if chosen.get("refused"):
            method, reason = (
                T("无（点名的列不能使用）", "none (the column that it names cannot be used)"),
                chosen["refused"],
            )
        chosen.update(part=question["part"], template=template, lang=lang, question=question["text"][:2000])
        parts.append(
            {
                "part": question["part"],
                "number": question["number"],
                "ask": question["ask"],
                "template": template,
                "method": method,
                "reason": reason,
                "params": chosen,
            }
        )
    first = next((p["params"]["table"] for p in parts if p["params"].get("table")), main.key)
    first = first if TABLES[first].crossed else TABLES[first].derived or first
    eda = {"part": "eda", "template": "eda", "lang": lang, "table": first}
    answered = [p["part"] for p in parts if p["template"]]
    sensitivity = {"part": "sensitivity_analysis", "template": "sensitivity", "lang": lang, "parts": answered}
    result["values"]["parts"] = [
        {
            "part": "eda",
            "number": "",
            "ask": "description",
            "template": "eda",
            "method": T("描述性分析", "descriptive analysis"),
            "reason": T("建模前先看数据。", "To know the data before modelling it."),
            "params": eda,
        },
        *parts,
        {
            "part": "sensitivity_analysis",
            "number": "",
            "ask": "sensitivity",
            "template": "sensitivity",
            "method": T("灵敏度分析", "sensitivity analysis"),
            "reason": T("检验结论随假设与数据变化的程度。", "To see how far the results depend on assumptions and data."),
            "params": sensitivity,
        },
    ]
    for p in parts:
        head = T(f"问题{p['number']}：", f"Question {p['number']}: ")
        result["findings"].append(head + (p["method"] + T("。", ". ") if p["method"] else "") + p["reason"])
    if not answered:
        raise NotPossible(
            T(
                "没有一个问题能用标准方法从数据中回答；需要语言模型。",
                "None of the questions can be answered from the data by standard methods: this "
                "needs a model.",
            )
        )
    if len(answered) < len(parts):
        result.update(
            status="partial", reason=T("部分问题需要语言模型或人来回答。", "Some questions need a model or a person.")
        )
