"""How a question that looks ahead is answered: which column, of which rows, how far."""


def step_days(frame, time_name):
    """The usual distance of two times in days, or None where there is none."""
    if not time_name:
        return None
    if is_numeric(frame, time_name):
        steps = frame[time_name].drop_duplicates().sort_values().diff().dropna() * 365.25
    else:
        steps = frame[time_name].drop_duplicates().sort_values().diff().dropna().dt.total_seconds() / 86400
    return float(steps.median()) if len(steps) else None


def plan_forecast(question, text, whole, table, aliases):
    frame = table.frame
    time_name = time_column(frame) or year_steps(frame)
    numeric = [
        c
        for c in frame.columns
        if is_numeric(frame, c) and kind_of(frame[c]) in ("number", "count", "binary", "constant")
    ]
    refused, subject = refuse(text, table, aliases, lambda c: c in numeric), subject_of(text)
    remarks, unused = [], []
    ranked = ranked_targets(text, frame, aliases, lambda c: c in numeric)
    if not ranked or ranked[0][2] < 0.4:
        background = ranked_targets(whole, frame, aliases, lambda c: c in numeric)
        ranked = [(0.5 * s, c, 0.5 * m) for s, c, m in background]
    categories = [
        c
        for c in frame.columns
        if kind_of(frame[c]) in ("category", "binary", "id") and frame[c].dtype == object
    ]
    known = bool(ranked) and ranked[0][2] >= 0.2
    wanted = [c for s, c, m in ranked if m >= 0.9 and s >= ranked[0][0] - 1.5][:4]
    wanted.sort(key=lambda c: mention(text, c, aliases)[1])
    if not wanted and known and ranked[0][2] >= 0.3:  # one word that fits several names alike: North sales, South sales
        place = mention(text, ranked[0][1], aliases)[1]
        alike = [c for s, c, m in ranked if abs(m - ranked[0][2]) < 0.02 and mention(text, c, aliases)[1] == place >= 0]
        if 2 <= len(alike) <= 6:
            wanted = [c for c in frame.columns if c in alike]
            remarks.append(
                T(
                    f"问题的说法同样适合 {join(quoted(c) for c in wanted)}，逐一预测。",
                    f"The question's word fits {join(quoted(c) for c in wanted)} alike; each is forecast.",
                )
            )
    counted = any(w in text for w in ("订单数", "次数", "事件数", "number of orders", "number of events"))
    if not wanted and ranked:
        each = re.search(r"各|分别|每个|each|all of|respectively", text)
        wanted = (
            [c for s, c, m in ranked[:3]]
            if each and not categories and len(numeric) <= 4
            else []
            if counted and ranked[0][2] < 0.3
            else [ranked[0][1]]
        )
    params = {"table": table.key, "targets": wanted}
    if time_name:
        params["time"] = time_name
    if not known and subject and wanted and not refused and not file_named(subject, table):
        if table.derived and any(subject in map(folded, text_of_values(frame, c, text)) for c in categories):
            pass  # it is the name of a row
        elif table.derived:  # the values of a crossed table have no name but the question's
            params["called"] = subject
            remarks.append(
                T(
                    f"表中各格的数值按“{subject}”理解。",
                    f"The values in the cells of the table are taken as '{subject}'.",
                )
            )
        else:
            why = T(
                f"表中没有名为“{subject}”的列，用的是{join(quoted(c) for c in wanted)}",
                f"No column of the table is called '{subject}'; {join(quoted(c) for c in wanted)} was taken",
            )
            (unused if len(numeric) > 1 else remarks).append(why + T("。", "."))
    elif not known and wanted and not refused and len(numeric) > 1 and not table.derived:
        remarks.append(
            T(
                f"问题没有点名要预测的列，取{join(quoted(c) for c in wanted)}。",
                f"The question names no column to forecast; {join(quoted(c) for c in wanted)} was taken.",
            )
        )
    if not wanted and not counted and not refused:
        rows = T(
            "没有可用的数值列，预测的是每期的行数。", "There is no column of numbers; the rows of each period were counted."
        )
        (remarks if not subject or file_named(subject, table) else unused).append(rows)
    if not time_name and unread_times(frame):
        remarks.append(unread_times(frame) + T("各行按先后顺序处理。", " The rows are taken in their order."))
    params["remarks"] = remarks
    if not refused and not known:
        refused = unread_namesake(text, table, aliases)
    if refused:
        params.update(refused=refused, targets=[])
    elif unused:
        params["unused"] = unused
    column, values, narrow = rows_named(text, table, categories)
    if narrow is not table:
        table, frame = narrow, narrow.frame
        params["table"] = table.key
    for c in [column] if values else categories:
        named = values
        said = mention(text, c, aliases)[0]
        every = re.search(r"各|每[个种家类]|分别|each|every|per ", text) is not None and said >= 0.45
        repeated = time_name is not None and frame[time_name].duplicated().any()
        if (named or every or table.derived) and repeated and frame[c].nunique() > 1:
            params["by"] = c
            if named:
                params["values"] = [v.item() if hasattr(v, "item") else v for v in named[:6]]
            break
        if named:  # each row is its own time: the rows named are kept
            keep = frame[c].isin(named)
            if 3 <= keep.sum() < len(keep):
                table = narrowed(table, keep, rows_note(c, named, keep))
                params["table"] = table.key
    tick = (YEARLY if is_numeric(frame, time_name) else frequency_of(frame[time_name])) if time_name else None
    last = frame[time_name].max() if time_name and not is_numeric(frame, time_name) else None
    asked = text if horizon_in(text, last, tick)[0] is not None else whole
    steps, words = horizon_in(asked, last, tick)
    if steps:
        length = tick.days if tick else step_days(frame, time_name)
        exact = exact_periods(asked, length)
        if tick is None and exact is not None:
            steps = max(1, round(exact))
        if exact is not None and exact < 0.75:
            why = T(
                f"“{words}”不到数据的一期（约 {length:.4g} 天），预测的是下一期。",
                f"'{words}' is less than one period of the data (about {length:.4g} days): the next period is forecast.",
            )
            params["unused"] = [*params.get("unused", []), why]
        params.update(horizon=int(steps), horizon_words=words)
    reason = T(
        f"问题要求外推未来，表 {table.key} 有时间列“{time_name}”" if time_name else f"问题要求外推未来，表 {table.key} 的行按顺序排列",
        f"The question looks ahead and {table.key} has the time column '{time_name}'"
        if time_name
        else f"The question looks ahead and the rows of {table.key} stand in order",
    )
    reason += T(
        "；先检验季节性，再让朴素法、指数平滑、Theta、ARIMA 等在滚动起点上比误差，取最小者；都胜不过朴素法时就用朴素法。",
        "; after a test for seasonality, naive, exponential smoothing, Theta and ARIMA models are "
        "compared by rolling-origin error and the best is taken, the naive one if nothing beats it.",
    )
    return "forecast", T("时间序列预测", "time-series forecast"), reason, params
