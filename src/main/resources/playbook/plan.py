"""Chooses a method for each question by rule, from what it asks and from what the tables hold, and says why.

PARAMS: part, template, lang, text (the whole problem), questions: [{part, number, text, ask, scores}].
values.parts is the plan: [{part, number, ask, template, method, reason, params}]; template "" means: not answerable here.
"""


# ---------------------------------------------------------------- columns a text mentions

def contains_word(text, term):
    """Where a term stands in a text (English terms as whole words, a plural s aside), or -1."""
    if re.search(r"[一-鿿]", term):
        return text.find(term)
    found = re.search(rf"(?<![a-z0-9]){re.escape(term)}(?:s|es)?(?![a-z0-9])", text)
    return found.start() if found else -1


def mention(text, column, aliases):
    """(score 0…1, position) of how surely a text speaks of a column."""
    best = (0.0, -1)
    for name, worth in [(core_name(column), 1.0)] + [(a, 0.95) for a in aliases.get(column, [])]:
        if not name:
            continue
        at = contains_word(text, name)
        chinese = bool(re.search(r"[一-鿿]", name))
        if at >= 0 and (len(name) > 1 or not chinese):
            best = max(best, (worth + 0.01 * len(name), at))
            continue
        for group in WORDS["same"]:
            if any(term == name or (len(term) > 1 and contains_word(name, term) >= 0) for term in group):
                places = [contains_word(text, term) for term in group]
                places = [p for p in places if p >= 0]
                if places:
                    exact = any(term == name for term in group)
                    best = max(best, ((0.8 if exact else 0.65) * worth, min(places)))
        if chinese and len(name) >= 2:
            pieces = [(size, i) for size in range(len(name) - 1, 1, -1) for i in range(len(name) - size + 1) if name[i:i + size] in text]
            if pieces:
                size, i = pieces[0]
                head = 0.2 if i + size == len(name) else 0.0  # the last characters name the thing: 强度 of 抗压强度
                best = max(best, (min(0.75, 0.7 * size / len(name) + head), text.find(name[i:i + size])))
        elif not chinese:
            tokens = [t for t in re.split(r"[^a-z0-9]+", name) if len(t) > 2]
            tokens = [t for t in tokens if t not in WORDS["units"]] or tokens  # rent_eur is a rent
            hits = [contains_word(text, t) for t in tokens]
            if tokens and any(h >= 0 for h in hits):
                share = sum(h >= 0 for h in hits) / len(tokens)
                best = max(best, (0.75 * share * worth, min(h for h in hits if h >= 0)))
            for word in re.finditer(r"[a-z]{5,}", text):  # survive, survived; smoking, smoker
                for token in tokens:
                    stem = os.path.commonprefix([word[0], token])
                    if len(stem) >= 4 and len(stem) > 0.55 * max(len(word[0]), len(token)):
                        best = max(best, (0.6 * worth / len(tokens), word.start()))
    return best


def aliases_in(text, tables):
    """What the text or a data dictionary calls a column: "x1：温度", "Age (years of the customer)"."""
    found = {}
    columns = {c for t in tables for c in t.frame.columns}
    for c in columns:
        for m in re.finditer(rf"(?<![a-z0-9一-鿿]){re.escape(half_width(c))}\s*(?:[:：(（]|表示|代表|指|denotes|means|is the|stands for)\s*([^,，。;；:：()（）\n]{{2,20}})", text):
            found.setdefault(c, []).append(half_width(m[1]))
        for m in re.finditer(rf"([一-鿿]{{2,8}})\s*[(（]\s*{re.escape(half_width(c))}\s*[)）]", text):
            found.setdefault(c, []).append(m[1])
    for table in tables:
        texts = [c for c in table.frame.columns if table.frame[c].dtype == object]
        if len(texts) >= 2 and len(table.frame) <= 300:
            for names in texts:
                known = table.frame[names].isin(columns)
                if known.mean() > 0.5:
                    meaning = next(c for c in texts if c != names)
                    for name, means in table.frame.loc[known, [names, meaning]].dropna().values:
                        found.setdefault(name, []).append(half_width(means)[:20])
    return found


BEFORE_TARGET = re.compile(r"(预测|预估|预报|估计|估算|判断|判别|识别|推断|研究|建立.{0,4}关于|forecast|predict|estimat\w*|explain|model|classify|identify|determin\w*|affect(?:ing|s)?|influenc\w*|drive\w*|对|影响)[^,，。;；]{0,14}$")
AFTER_TARGET = re.compile(r"^.{0,4}(的?(主要|关键)?(影响)?因素|的?预测|的?走势|的?(变化)?趋势|的?影响|的?(发展)?变化|进行(预测|分类|估计|判别)|模型| for the next| over the next| forecast)")
BEFORE_FEATURE = re.compile(r"(根据|基于|利用|由|通过|依据|结合|based on|using|from|given|with|in terms of|as a function of|by|effects? of|of)[^,，。;；预测]{0,24}$")
PREDICT = re.compile(r"预测|估计|判断|predict|forecast|estimat")


def target_cue(text, at, length):
    """How much the words around a mention mark it as what is asked for rather than as what it is asked from."""
    before, after = text[max(0, at - 16):at], text[at + length:at + length + 12]
    score = 0.0
    if BEFORE_TARGET.search(before):
        score += 1.0
    if AFTER_TARGET.search(after):
        score += 0.8
    last = BEFORE_FEATURE.search(text[max(0, at - 30):at])
    if last and not PREDICT.search(last[0]):
        score -= 1.2
    if re.search(r"^[^,，。]{0,12}(对|on)\s*[^,，。]{2,12}(的影响)?", after) and not re.search(r"对$", before):
        score -= 0.6
    return score


def ranked_targets(text, frame, aliases, suits):
    """The columns that may be asked for, best first, as (score, column, mention score)."""
    ranked = []
    columns = list(frame.columns)
    whole_names = [core_name(c) for c in columns if len(core_name(c)) > 1 and contains_word(text, core_name(c)) >= 0]
    for i, c in enumerate(columns):
        if not suits(c):
            continue
        # a name inside a longer name that the text holds is not said by itself
        hidden = [n for n in whole_names if core_name(c) in n and core_name(c) != n]
        said, at = mention(text if not hidden else re.sub("|".join(re.escape(n) for n in hidden), "、", text), c, aliases)
        if hidden and at >= 0:
            at = text.find(core_name(c), at)
        score = 2.0 * said
        if at >= 0 and said >= 0.45:
            score += target_cue(text, at, len(core_name(c)) if text.startswith(core_name(c), at) else 2)
        if has_word(c, WORDS["target"]) or core_name(c).startswith("是否"):
            score += 0.8
        if i == len(columns) - 1:
            score += 0.3
        ranked.append((score, c, said))
    return sorted(ranked, key=lambda r: -r[0])


# ---------------------------------------------------------------- horizons

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "半": 0.5}
ENGLISH = {w: i for i, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())} | {"a": 1, "few": 3, "several": 3}
UNIT_DAYS = {"小时": 1 / 24, "天": 1, "日": 1, "周": 7, "星期": 7, "个月": 30.44, "月": 30.44, "季度": 91.3, "季": 91.3, "年": 365.25,
             "hour": 1 / 24, "day": 1, "week": 7, "month": 30.44, "quarter": 91.3, "year": 365.25}


def small_number(text):
    """A number in digits, Chinese numerals or English words."""
    text = text.strip().lower()
    if re.fullmatch(r"\d+(\.\d+)?", text):
        return float(text)
    if text in ENGLISH:
        return ENGLISH[text]
    if "百" in text:
        return None
    if "十" in text:
        tens, _, ones = text.partition("十")
        return DIGITS.get(tens, 1) * 10 + DIGITS.get(ones, 0)
    return DIGITS.get(text)


def horizon_in(text, last, tick):
    """(periods, the words) of how far ahead a text asks to look, or (None, "")."""
    m = re.search(r"(?:未来|今后|接下来|之后|后续|往后|后|下|提前)的?\s*(\d+|[一二两三四五六七八九十半]+)\s*(小时|天|日|周|星期|个月|个季度|季度|季|年|期|个周期|步)", text)
    if not m:
        number_word = "|".join(ENGLISH)
        m = re.search(rf"(?:next|coming|following|upcoming|subsequent|ahead)\s+(\d+|{number_word})\s+(hour|day|week|month|quarter|year|period|step)s?", text) \
            or re.search(rf"(\d+|{number_word})[- ](hour|day|week|month|quarter|year|period|step)s?[- ](?:ahead|forecast|horizon|into the future)", text)
    if m:
        count, unit = small_number(m[1]), m[2].replace("个季度", "季度")
        days = UNIT_DAYS.get(unit)
        if count:
            periods = count if days is None or tick is None else count * days / tick.days
            return max(1, round(periods)), m[0]
    if last is not None and tick is not None:
        years = [int(y) for y in re.findall(r"(?<!\d)(20\d\d)(?!\d)", text)]
        later = [y for y in years if y >= last.year]
        if later and max(later) > last.year or (later and tick.days < 300 and last.month < 12):
            year, month = max(later), 12
            named = re.search(rf"{year}\s*年?\s*(?:\d{{1,2}}\s*月?\s*[-~至到]\s*)?(\d{{1,2}})\s*月", text)
            if named and 1 <= int(named[1]) <= 12:
                month = int(named[1])
            end = pd.Timestamp(year, month, 1) + pd.offsets.MonthEnd(0)
            code = tick.code
            periods = pd.Period(end, code).ordinal - pd.Period(last, code).ordinal if code[0] in "AQMWDBH" and not code[0].isdigit() else (end - last).days / tick.days
            if periods >= 1:
                return int(periods), str(year) + (f"-{month:02d}" if named else "")
    for words, days in [(r"下个?月|next month|following month", 30.44), (r"明年|下一年|来年|next year|coming year|following year", 365.25), (r"下一?个?季度|next quarter", 91.3),
                        (r"下一?周|下星期|next week", 7), (r"明天|次日|tomorrow|next day", 1), (r"下半年|半年", 182.6)]:
        if m := re.search(words, text):
            return max(1, round(days / tick.days)) if tick else 1, m[0]
    return None, ""


# ---------------------------------------------------------------- the rules

def text_of_values(frame, column, text):
    """The values of a category that a text names."""
    values = [v for v in frame[column].dropna().unique() if isinstance(v, str)]
    return [v for v in values if 2 <= len(half_width(v)) <= 30 and not re.fullmatch(r"[\d.]+", v) and contains_word(text, half_width(v)) >= 0]


def time_column(frame):
    return next((c for c in frame.columns if kind_of(frame[c]) == "time"), None)


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


def file_named(text, table):
    """Whether a text names a table's file or sheet ("附件1", "sales.csv", "表2")."""
    stem = half_width(os.path.splitext(os.path.basename(table.file))[0]).replace(" ", "")
    squeezed = text.replace(" ", "")
    sheet = half_width(table.key.split("#")[1]) if "#" in table.key and not table.derived else ""
    short_name = re.match(r"(附件|表|attachment|appendix|table|data)[_-]?\d+", stem)
    return any(name and len(name) > 1 and re.search(re.escape(name) + r"(?!\d)", squeezed) for name in [stem, sheet, short_name[0] if short_name else ""])


def choose_table(text, ask, aliases, tables, previous):
    """The table a question is about: the one whose file or columns it names, that has what the method needs."""
    best, best_score = None, -1e9
    for table in tables:
        frame = table.frame
        said = sorted((mention(text, c, aliases)[0] for c in frame.columns), reverse=True)[:4]
        score = sum(s for s in said if s >= 0.45) + (3 if file_named(text, table) else 0)
        score += 0.5 * (table.key == previous) + min(0.6, 0.1 * np.log10(len(frame) + 1))
        numeric = len(measures(frame))
        if ask == "forecast":
            has_time = time_column(frame) is not None
            score += 2.0 * has_time - 0.1 * bool(table.derived)
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
    time_name = time_column(frame)
    numeric = [c for c in measures(frame)]
    ranked = ranked_targets(text, frame, aliases, lambda c: c in numeric)
    if not ranked or ranked[0][2] < 0.4:
        background = ranked_targets(whole, frame, aliases, lambda c: c in numeric)
        ranked = [(0.5 * s, c, 0.5 * m) for s, c, m in background]
    categories = [c for c in frame.columns if kind_of(frame[c]) in ("category", "binary", "id") and frame[c].dtype == object]
    wanted = [c for s, c, m in ranked if m >= 0.9 and s >= ranked[0][0] - 1.5][:4]
    wanted.sort(key=lambda c: mention(text, c, aliases)[1])
    if not wanted and ranked:
        each = re.search(r"各|分别|每个|each|all of|respectively", text)
        counted = any(w in text for w in ("订单数", "次数", "事件数", "number of orders", "number of events"))
        wanted = [c for s, c, m in ranked[:3]] if each and not categories and len(numeric) <= 4 else [] if counted and ranked[0][2] < 0.3 else [ranked[0][1]]
    params = {"table": table.key, "targets": wanted}
    if time_name:
        params["time"] = time_name
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
    tick = frequency_of(frame[time_name]) if time_name else None
    last = frame[time_name].max() if time_name else None
    steps, words = horizon_in(text, last, tick)
    if steps is None:
        steps, words = horizon_in(whole, last, tick)
    if steps:
        params.update(horizon=int(steps), horizon_words=words)
    reason = T(f"问题要求外推未来，表 {table.key} 有时间列“{time_name}”" if time_name else f"问题要求外推未来，表 {table.key} 的行按顺序排列", f"The question looks ahead and {table.key} has the time column '{time_name}'" if time_name else f"The question looks ahead and the rows of {table.key} stand in order")
    reason += T("；先检验季节性，再让朴素法、指数平滑、Theta、ARIMA 等在滚动起点上比误差，取最小者；都胜不过朴素法时就用朴素法。",
                "; after a test for seasonality, naive, exponential smoothing, Theta and ARIMA models are compared by rolling-origin error and the best is taken, the naive one if nothing beats it.")
    return "forecast", T("时间序列预测", "time-series forecast"), reason, params


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
    listed = [c for s, c, m in ((0, c, mention(text, c, aliases)[0]) for c in frame.columns if c != target) if m >= 0.95]
    only = re.search(r"仅用|只用|仅根据|only", text)
    if only and listed:
        params["features"] = listed
    for other in tables:  # a second table with the features but without the target waits to be predicted
        if other.key != table.key and target not in other.frame.columns and not other.derived:
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
    text, ask = half_width(question["text"]), question["ask"]
    scores = question.get("scores", {})
    if ask == "none":
        return "", "", T("问题没有提出标准方法能用数据回答的要求，需要语言模型或人来完成。", "It asks nothing that standard methods can answer from the data; it needs a model or a person."), {}
    table = choose_table(text, ask, aliases, tables, previous)
    frame = table.frame
    if ask == "forecast":
        ahead = horizon_in(text, frame[time_column(frame)].max() if time_column(frame) else None, None)[0] or scores.get("forecast", 0) >= 4
        ordered = any(kind_of(frame[c]) in ("id", "step") and is_numeric(frame, c) for c in frame.columns) or len(measures(frame)) == 1
        if time_column(frame) is None and not (ahead and ordered and len(measures(frame)) <= 3):
            supervised = plan_supervised("regression", text, whole, choose_table(text, "regression", aliases, tables, previous), tables, aliases)
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
        if len(named) >= 3 and re.search(r"根据|基于|从|以|指标|using|based on|by|criteria|in terms of", text):
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
    if re.search(r"问题\s*[一二三四五六\d]|基础上|上述|上面|前述|question\s*\d|previous|above", half_width(question["text"])):
        return whole
    for other in questions:
        if other is not question:
            whole = whole.replace(half_width(other["text"]), "\n")
    return whole


def plan(params, result):
    result["title"] = T("各问题的模型选择", "A model for each question")
    tables = list(TABLES.values())
    if not tables:
        raise NotPossible(T("没有可用的数据表。", "There is no table to work on."))
    whole = half_width(params.get("text", ""))[:20_000]
    aliases = aliases_in(whole, tables)
    lang, parts, previous = params.get("lang", "zh"), [], ""
    main = max((t for t in tables if not t.derived), key=lambda t: (len(measures(t.frame)) > 0, min(len(t.frame), 1000) * (1 + len(measures(t.frame)))))
    for question in params["questions"]:
        template, method, reason, chosen = plan_question(question, whole_for(question, params["questions"], whole), tables, aliases, previous)
        previous = chosen.get("table", previous)
        chosen.update(part=question["part"], template=template, lang=lang, question=question["text"][:2000])
        parts.append({"part": question["part"], "number": question["number"], "ask": question["ask"], "template": template, "method": method, "reason": reason, "params": chosen})
    first = next((p["params"]["table"] for p in parts if p["params"].get("table")), main.key)
    first = TABLES[first].derived or first
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


run(PARAMS, plan)
