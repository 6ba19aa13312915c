"""Ranks alternatives by several indicators: directions from words, weights by entropy, ranking by TOPSIS, and a test of
how far the ranking depends on the weights.

PARAMS: part, template, lang, question, table, text (the whole problem), and where it applies: indicators.
"""
from scipy import stats

DRAWS = 500  # random weightings in the sensitivity test
SPREAD = 0.2  # each weight moves by up to this share


def direction_of(column, text):
    """("benefit"|"cost"|(low, high), why) of an indicator: from the problem's own words, else from the word lists."""
    name = core_name(column)
    for place in re.finditer(re.escape(name), text):
        near = re.split(r"[。；;\n]", text[place.end():place.end() + 24])[0]
        near = re.split(r"[,，、]", near)[0]
        if re.search(r"越小越|越低越|越少越|负向|成本型|极小|逆向|lower is better|the lower|the smaller|smaller is better|cost[- ]type|to be minimi", near):
            return "cost", T("题目说明", "said in the problem")
        if re.search(r"越大越|越高越|越多越|正向|效益型|极大|higher is better|the higher|the larger|larger is better|benefit[- ]type|to be maximi", near):
            return "benefit", T("题目说明", "said in the problem")
        if m := re.search(r"(\d+(?:\.\d+)?)\s*(?:[-~～至到]|to)\s*(\d+(?:\.\d+)?).{0,8}(?:最佳|最好|最优|适宜|best|optimal)", text[place.end():place.end() + 40]):
            return (float(m[1]), float(m[2])), T("题目说明", "said in the problem")
    for mark, way in (("负向", "cost"), ("逆向", "cost"), ("成本型", "cost"), ("正向", "benefit"), ("效益型", "benefit"), ("-)", "cost"), ("+)", "benefit")):
        if mark in half_width(column):
            return way, T("列名标注", "marked in the name")
    for word, (low, high) in WORDS["moderate"].items():
        if name == word:
            return (float(low), float(high)), T(f"常识：适度指标，宜为 {number(low)}" + (f"～{number(high)}" if high != low else ""), f"known: best at {number(low)}" + (f" to {number(high)}" if high != low else ""))
    best = ("", "")
    for way in ("benefit", "cost"):
        for word in WORDS[way]:
            # the longer word decides, then the one nearer to the end: 成本降低率 is a benefit, 合格率损失 a cost
            if has_word(name, [word]) and (len(word), name.rfind(word)) > (len(best[1]), name.rfind(best[1]) if best[1] else -1):
                best = (way, word)
    if best[0]:
        return best[0], T(f"词“{best[1]}”", f"the word '{best[1]}'")
    return "benefit", ""


def forward(x, direction):
    """An indicator turned so that larger is better."""
    if direction == "benefit":
        return x
    if direction == "cost":
        return x.max() - x
    low, high = direction
    away = np.where(x < low, low - x, np.where(x > high, x - high, 0.0))
    return away.max() - away if away.max() > 0 else np.ones_like(x)


def entropy_weights(P):
    """Weights by Shannon's entropy: an indicator that varies more among the alternatives weighs more."""
    share = P / P.sum(axis=0)
    logs = np.where(share > 0, np.log(np.where(share > 0, share, 1.0)), 0.0)
    e = -(share * logs).sum(axis=0) / np.log(len(P))
    d = np.maximum(1 - e, 0)
    return (d / d.sum() if d.sum() > 0 else np.repeat(1 / P.shape[1], P.shape[1])), e


def topsis(F, w):
    """Closeness to the ideal, 0…1, of alternatives whose indicators all point upwards."""
    norm = np.sqrt((F ** 2).sum(axis=0))
    V = F / np.where(norm > 0, norm, 1) * w
    plus = np.sqrt(((V.max(axis=0) - V) ** 2).sum(axis=1))
    minus = np.sqrt(((V - V.min(axis=0)) ** 2).sum(axis=1))
    return np.where(plus + minus > 0, minus / np.where(plus + minus > 0, plus + minus, 1), 0.5)


def rank_of(score):
    return stats.rankdata(-np.round(score, 12), method="min").astype(int)


def alternatives(frame, result):
    """One row per alternative: repeated rows (years, repeats) are brought together; (frame, labels, label column)."""
    label = label_column(frame)
    if label is None:
        texts = [c for c in frame.columns if frame[c].dtype == object and has_word(c, WORDS["entity"])] or [c for c in frame.columns if frame[c].dtype == object]
        times = [c for c in frame.columns if kind_of(frame[c]) == "time"]
        if texts and frame[texts[0]].nunique() >= 3:
            label = texts[0]
            numbers = [c for c in frame.columns if is_numeric(frame, c)]
            if times:
                last = frame[times[0]].max()
                latest = frame[frame[times[0]] == last]
                if latest[label].nunique() >= 0.9 * frame[label].nunique():
                    result["preparation"].append(T(f"每个对象有多期数据，用最近一期（{str(last)[:10]}）评价。", f"Several periods per alternative: the latest ({str(last)[:10]}) is evaluated."))
                    frame = latest
            if frame[label].duplicated().any():
                result["preparation"].append(T(f"同一“{label}”有多行，取均值。", f"Rows of the same '{label}' were averaged."))
                frame = frame.groupby(label, sort=False)[numbers].mean().reset_index()
    labels = labels_of(frame)[0] if label is None else [str(v) for v in frame[label]]
    if label is None:
        times = [c for c in frame.columns if kind_of(frame[c]) == "time"]
        if times:
            labels, label = [str(v)[:10] for v in frame[times[0]]], times[0]
    return frame.reset_index(drop=True), labels, label


def evaluation(params, result):
    table, seed = table_of(params), params.get("seed", 7)
    frame, labels, label = alternatives(table.frame, result)
    text = half_width(params.get("text", "") or params.get("question", ""))
    ranked_already = ("排名", "名次", "rank", "综合得分", "总分", "total score", "overall score")
    wanted = params.get("indicators") or [c for c in frame.columns if is_numeric(frame, c) and c != label and kind_of(frame[c]) not in ("id", "step") and not has_word(c, WORDS["identifier"]) and not has_word(c, ranked_already)]
    about_data(result, table, ([label] if label else []) + wanted)
    numeric = [c for c in wanted if c in frame.columns and is_numeric(frame, c)]
    constant = [c for c in numeric if frame[c].nunique() < 2]
    sparse = [c for c in numeric if frame[c].isna().mean() > 0.5]
    indicators = [c for c in numeric if c not in constant and c not in sparse]
    if constant:
        result["preparation"].append(T(f"{join(quoted(c) for c in constant)}对所有对象相同，不能区分，未使用。", f"{join(quoted(c) for c in constant)} are the same for all and were left out."))
    if sparse:
        result["preparation"].append(T(f"{join(quoted(c) for c in sparse)}缺失过半，未使用。", f"{join(quoted(c) for c in sparse)} are more than half missing and were left out."))
    if len(indicators) < 2:
        raise NotPossible(T(f"可用的数值指标只有 {len(indicators)} 个，综合评价至少需要两个。", f"There are {len(indicators)} usable indicators; an evaluation needs two."))
    if len(frame) < 3:
        raise NotPossible(T(f"只有 {len(frame)} 个评价对象，至少需要 3 个。", f"{len(frame)} alternatives: 3 are the least."))
    holes = int(frame[indicators].isna().sum().sum())
    if holes:
        result["preparation"].append(T(f"{holes} 个缺失值用该指标的中位数填补，相关对象的名次因此不够可靠。", f"{holes} missing values take the indicator's median; the ranks of those alternatives are less certain."))
    data = frame[indicators].fillna(frame[indicators].median())
    directions, unknown = {}, []
    for c in indicators:
        directions[c], why = direction_of(c, text)
        if not why:
            unknown.append(c)
            why = T("未能识别，按越大越好", "not recognised, taken as the larger the better")
        result["values"].setdefault("directions", {})[c] = {"direction": directions[c] if isinstance(directions[c], str) else list(directions[c]), "why": why}
    F = np.column_stack([forward(data[c].values.astype(float), directions[c]) for c in indicators])
    low, span = F.min(axis=0), np.ptp(F, axis=0)
    keep = span > 0
    F, indicators, low, span = F[:, keep], [c for c, k in zip(indicators, keep) if k], low[keep], span[keep]
    if len(indicators) < 2:
        raise NotPossible(T("能区分对象的指标不足两个。", "Fewer than two indicators tell the alternatives apart."))
    P = (F - low) / span + 1e-4  # the small shift keeps the logarithm finite
    w, e = entropy_weights(P)
    U = (F - low) / span
    score = topsis(U, w)
    rank = rank_of(score)
    n, m = U.shape

    rng = np.random.default_rng(seed)
    taus, ranks = [], np.empty((DRAWS, n), dtype=int)
    for i in range(DRAWS):
        moved = w * rng.uniform(1 - SPREAD, 1 + SPREAD, m)
        other = topsis(U, moved / moved.sum())
        ranks[i] = rank_of(other)
        taus.append(stats.kendalltau(score, other).statistic if n > 1 else 1.0)
    taus = np.nan_to_num(np.array(taus), nan=1.0)
    equal = topsis(U, np.repeat(1 / m, m))
    tau_equal = float(np.nan_to_num(stats.kendalltau(score, equal).statistic, nan=1.0))
    first = int(np.argmin(rank))
    keeps = float(np.mean(ranks[:, first] == 1))
    dropped = []
    for j in range(m):
        rest = [k for k in range(m) if k != j]
        other = topsis(U[:, rest], w[rest] / w[rest].sum())
        dropped.append((indicators[j], float(np.nan_to_num(stats.kendalltau(score, other).statistic, nan=1.0)), labels[int(np.argmax(other))]))
    order = np.argsort(rank, kind="stable")
    STATE[params["part"]] = {"template": "evaluation", "U": U, "w": w, "labels": labels, "indicators": indicators, "score": score, "dropped": dropped}

    words = {"benefit": T("越大越好", "larger is better"), "cost": T("越小越好", "smaller is better")}
    add_table(result, T("指标的方向与熵权", "Direction and entropy weight of the indicators"), T(["指标", "方向", "依据", "熵", "权重"], ["indicator", "direction", "because", "entropy", "weight"]),
              [[c, words.get(directions[c]) if isinstance(directions[c], str) else T(f"宜在 {number(directions[c][0])}～{number(directions[c][1])}", f"best in {number(directions[c][0])} to {number(directions[c][1])}"), result["values"]["directions"][c]["why"], e[j], w[j]] for j, c in sorted(enumerate(indicators), key=lambda i: -w[i[0]])])
    add_table(result, T(f"TOPSIS 贴近度与排名（扰动区间：权重各变动 ±{percent(SPREAD)} 时名次的 5%～95% 分位）", f"TOPSIS closeness and rank (range: 5% to 95% of the ranks with weights moved by ±{percent(SPREAD)})"),
              T(["名次", "对象", "贴近度", "名次扰动区间", "等权名次"], ["rank", "alternative", "closeness", "range of rank", "rank with equal weights"]),
              [[int(rank[i]), labels[i], score[i], f"{int(np.percentile(ranks[:, i], 5))}–{int(np.percentile(ranks[:, i], 95))}", int(rank_of(equal)[i])] for i in order], limit=50)
    with figure(result, "ranking", T("各对象的贴近度", "Closeness of the alternatives") + (T("（前 25 名）", " (first 25)") if n > 25 else ""), size=(7.4, 1.2 + 0.3 * min(25, n))) as ax:
        top = order[:25][::-1]
        ax.barh([short(labels[i], 16) for i in top], score[top], color=[ORANGE if rank[i] == 1 else BLUE for i in top])
        ax.set_xlabel(T("贴近度（0～1）", "closeness (0 to 1)"))
    with figure(result, "weights", T("指标的熵权", "Entropy weights of the indicators"), size=(7, 1.2 + 0.3 * min(20, m))) as ax:
        by = np.argsort(w)[-20:]
        ax.barh([short(indicators[j], 18) for j in by], w[by], color=GREEN)
        ax.set_xlabel(T("权重", "weight"))
    file = f"{params['part']}_ranking.csv"
    save_table(pd.DataFrame({T("名次", "rank"): rank[order], T("对象", "alternative"): [labels[i] for i in order], T("贴近度", "closeness"): score[order].round(6)}), file)
    result["files"].append(file)

    result["title"] = T(f"{n} 个对象的综合评价", f"Evaluation of {n} alternatives")
    result["analysis"] = T(f"要按 {m} 项指标给 {n} 个对象排序，指标单位与方向不同、没有给定权重。先把指标统一为越大越好，再由数据的离散程度定权，以到理想解的距离排序。", f"{n} alternatives are to be ranked by {m} indicators of different units and directions without given weights. All are turned to larger-is-better, the spread of the data gives the weights, and the distance to the ideal the order.")
    result["method"] = {"name": T("熵权 TOPSIS", "entropy-weighted TOPSIS"), "why": T("熵权不依赖主观打分，TOPSIS 兼顾与最优、最劣的距离。", "Entropy needs no subjective scores; TOPSIS heeds the distance to both the best and the worst."), "steps": T(["判断指标方向并正向化", "极差标准化", "熵权法定权", "TOPSIS 求贴近度并排序", "扰动权重检验名次的稳定性"], ["find each indicator's direction and turn it", "scale to 0…1", "weights by entropy", "closeness by TOPSIS and the ranking", "move the weights to test the ranks"])}
    best3 = T("、", ", ").join(f"{labels[i]}{T('（', ' (')}{number(score[i])}{T('）', ')')}" for i in order[:3])
    heavy = sorted(range(m), key=lambda j: -w[j])[:3]
    result["findings"] += [T(f"排名前三：{best3}；末位：{labels[order[-1]]}（{number(score[order[-1]])}）。", f"First three: {best3}; last: {labels[order[-1]]} ({number(score[order[-1]])})."),
                           T(f"权重最大的指标：{join(quoted(indicators[j]) + '（' + number(w[j], 3) + '）' for j in heavy)}。", f"The heaviest indicators: {join(quoted(indicators[j]) + ' (' + number(w[j], 3) + ')' for j in heavy)}."),
                           T(f"各权重随机变动 ±{percent(SPREAD)}（{DRAWS} 次），新旧次序的 Kendall τ 平均 {number(taus.mean(), 3)}、最低 {number(taus.min(), 3)}；{labels[first]}在 {percent(keeps)} 的情形仍居第一。改用等权时 τ={number(tau_equal, 3)}。", f"With every weight moved by up to ±{percent(SPREAD)} ({DRAWS} draws) Kendall's τ to the ranking is {number(taus.mean(), 3)} on average and {number(taus.min(), 3)} at worst; {labels[first]} stays first in {percent(keeps)}. With equal weights τ={number(tau_equal, 3)}.")]
    if unknown:
        result["limitations"].append(T(f"未能从名称判断 {join(quoted(c) for c in unknown)} 的方向，按越大越好处理；若实际相反，请在题目中注明。", f"The direction of {join(quoted(c) for c in unknown)} is not clear from the name; taken as larger is better. Say so in the problem if it is not."))
    if w.max() > 0.4:
        result["limitations"].append(T(f"“{indicators[heavy[0]]}”的熵权高达 {number(w.max(), 3)}，排名很大程度上由它决定。", f"'{indicators[heavy[0]]}' weighs {number(w.max(), 3)}: it decides much of the ranking."))
    correlated = np.corrcoef(U.T)
    twins = [(indicators[i], indicators[j]) for i in range(m) for j in range(i + 1, m) if abs(correlated[i, j]) > 0.95]
    if twins:
        result["limitations"].append(T(f"“{twins[0][0]}”与“{twins[0][1]}”几乎重复，同一信息被计了两次。", f"'{twins[0][0]}' and '{twins[0][1]}' are almost the same: one thing counts twice."))
    result["limitations"].append(T("熵权只反映数据的离散程度，不代表决策者的偏好。", "Entropy weights reflect the spread of the data, not anyone's preferences."))
    result["formulas"] = [{"latex": r"u_{ij}=\frac{x_{ij}-\min_i x_{ij}}{\max_i x_{ij}-\min_i x_{ij}}\ (\text{+}),\qquad u_{ij}=\frac{\max_i x_{ij}-x_{ij}}{\max_i x_{ij}-\min_i x_{ij}}\ (\text{-})", "text": T("正向化与极差标准化", "Turning and scaling")},
                          {"latex": r"p_{ij}=\frac{u_{ij}}{\sum_i u_{ij}},\quad e_j=-\frac1{\ln n}\sum_{i=1}^{n}p_{ij}\ln p_{ij},\quad w_j=\frac{1-e_j}{\sum_k (1-e_k)}", "text": T("熵与熵权", "Entropy and weights")},
                          {"latex": r"D_i^{\pm}=\sqrt{\sum_j (v_{ij}-v_j^{\pm})^2},\quad v_{ij}=w_j\,\frac{u_{ij}}{\sqrt{\sum_i u_{ij}^2}},\quad C_i=\frac{D_i^-}{D_i^++D_i^-}", "text": T("到正负理想解的距离与贴近度", "Distances to the ideals and closeness")}]
    result["symbols"] = [{"symbol": "x_{ij}", "meaning": T("对象 i 的第 j 项指标", "indicator j of alternative i")}, {"symbol": "u_{ij}", "meaning": T("正向化后的指标", "indicator turned and scaled")}, {"symbol": "e_j,\\ w_j", "meaning": T("指标 j 的熵与权重", "entropy and weight of indicator j")}, {"symbol": "C_i", "meaning": T("对象 i 的贴近度", "closeness of alternative i")}]
    result["assumptions"] = T(["各指标可以互相补偿。", "离散程度大的指标更能区分对象，因而更重要。"], ["Indicators compensate for each other.", "An indicator that varies more tells more and weighs more."])
    result["strengths"].append(T("权重由数据得出、可复算，并检验了名次对权重的依赖。", "Weights come from the data, can be recomputed, and the ranking was tested against them."))
    result["metrics"] = {"tau_mean": float(taus.mean()), "tau_min": float(taus.min()), "first_keeps": keeps, "tau_equal": tau_equal}
    result["search"] = ["TOPSIS entropy weight multi-criteria evaluation", "entropy weight method sensitivity analysis"]
    result["values"].update(indicators=[{"column": c, "weight": w[j], "entropy": e[j]} for j, c in enumerate(indicators)], ranking=[{"rank": rank[i], "label": labels[i], "score": score[i]} for i in order[:500]], tau_mean=float(taus.mean()), tau_min=float(taus.min()), first_keeps=keeps, tau_equal=tau_equal)
    result["summary"] = T(f"用熵权 TOPSIS 按 {m} 项指标对 {n} 个对象排序，前三为{best3}；权重变动 ±{percent(SPREAD)} 时次序的平均 Kendall τ 为 {number(taus.mean(), 3)}。", f"Entropy-weighted TOPSIS ranked {n} alternatives by {m} indicators; first: {best3}. With weights moved by ±{percent(SPREAD)} the mean Kendall τ is {number(taus.mean(), 3)}.")
