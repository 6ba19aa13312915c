"""How a question is answered that wants a column told from others: which column, from which, by which of
two methods."""


def from_columns(text, target, listed, aliases):
    """Whether a question says from which columns its target is to be told: "explain the rent by area and
    rooms"."""
    first = min(mention(text, c, aliases)[1] for c in listed)
    before = text[max(0, first - 40) : first]
    return (
        re.search(
            r"(?<![a-z])(by|using|from|with|on|based on|as a function of|in terms of)(?![a-z])[^.;]*$"
            r"|(根据|基于|利用|由|用|依据)[^。；]*$",
            before,
        )
        is not None
    )


def plan_supervised(ask, text, whole, table, tables, aliases):
    """Regression or classification: which of the two follows from what the target's values are."""
    frame = table.frame
    suits = (
        (lambda c: classes_like(frame, c))
        if ask == "classification"
        else (lambda c: kind_of(frame[c]) in ("number", "count", "binary", "category"))
    )
    ranked = ranked_targets(text, frame, aliases, suits)
    if ranked and ranked[0][2] < 0.4:
        again = ranked_targets(text + " " + whole, frame, aliases, suits)
        ranked = again if again[0][0] > ranked[0][0] + 0.3 else ranked
    if not ranked:
        ranked = ranked_targets(
            text, frame, aliases, lambda c: kind_of(frame[c]) in ("number", "count", "binary", "category")
        )
    if not ranked:
        return None
    target = ranked[0][1]
    kind = kind_of(frame[target])
    note = ""
    if kind in ("category", "binary") or (ask == "classification" and classes_like(frame, target)):
        template = "classification"
        if ask == "regression" and kind == "category":
            note = T(
                "目标是类别，因此用分类而不是回归。", "The target is a category, hence classification rather than regression."
            )
        if ask == "regression" and kind == "binary":
            note = T(
                "目标只有两个取值，因此用分类模型（逻辑回归给出各因素的影响）。",
                "The target has two values, hence classification (logistic regression shows the "
                "influence of each factor).",
            )
    else:
        template = "regression"
        if ask == "classification":
            note = T(
                "目标是连续数值，因此用回归而不是分类。",
                "The target is a continuous number, hence regression rather than classification.",
            )
    params = {"table": table.key, "target": target}
    refused = refuse(
        text, table, aliases, lambda c: kind_of(frame[c]) in ("number", "count", "binary", "category")
    )
    if refused:
        params["refused"] = refused
    params["named"] = [c for c in said_columns(text, table, aliases) if c != target]
    listed = [
        c
        for s, c, m in ((0, c, mention(text, c, aliases)[0]) for c in frame.columns if c != target)
        if m >= 0.95
    ]
    only = re.search(r"仅用|只用|仅根据|only", text)
    listed = [c for c in listed if c not in table.unusable and kind_of(frame[c]) not in ("constant", "empty")]
    told, lost = listed_columns(text, frame, aliases, lambda c: c != target)
    told = [c for c in told if c not in table.unusable and kind_of(frame[c]) not in ("constant", "empty", "time")]
    if len(told) >= 2 and set(listed) <= set(told) and (only or from_columns(text, target, told, aliases)):
        listed = told
    if lost:
        params["unused"] = no_column(lost)
    if listed and (only or len(listed) > 1 and from_columns(text, target, listed, aliases)):
        params["features"] = listed
        params["remarks"] = [
            T(
                f"按问题所说，自变量只取 {join(quoted(c) for c in listed)}。",
                f"As the question says, only {join(quoted(c) for c in listed)} are to explain it.",
            )
        ]
    for other in tables:  # a second table with the features but without the target waits to be predicted
        if other.key not in table.key.split("+") and target not in other.frame.columns and not other.derived:
            common = [c for c in frame.columns if c in other.frame.columns]
            if len(common) >= max(1, 0.7 * (len(frame.columns) - 1)):
                params["predict"] = other.key
    known = T(
        f"“{target}”是要解释的列" + ("（问题中点名）" if ranked[0][2] >= 0.45 else "（问题未点名，按列名和位置推断）"),
        f"'{target}' is the column to explain"
        + (
            " (named in the question)"
            if ranked[0][2] >= 0.45
            else " (not named in the question; taken from names and positions)"
        ),
    )
    if template == "regression":
        reason = T(
            f"{known}，取连续数值；线性模型与树模型在交叉验证下与均值基线比较。",
            f"{known} and is continuous; a linear and a tree model are compared with a mean "
            f"baseline under cross-validation.",
        )
        method = T("回归：线性与树模型", "regression: linear and tree models")
    else:
        reason = T(
            f"{known}，取值为类别；逻辑回归与树模型在分层交叉验证下与多数类基线比较。",
            f"{known} and holds classes; logistic regression and a tree model are compared with a "
            f"majority baseline under stratified cross-validation.",
        )
        method = T("分类：逻辑回归与树模型", "classification: logistic regression and tree models")
    return template, method, reason + note, params
