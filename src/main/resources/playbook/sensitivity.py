"""How far each answer depends on its data and assumptions; works on what the parts left in STATE.

PARAMS: part, template, lang, parts (the parts to test, in order).
"""
from scipy import stats


def of_forecast(part, state, result):
    """The same forecast from histories that end earlier or start later."""
    label, data = next(iter(state["series"].items()))
    y, one, h = data["y"], data["one"], data["h"]
    if not one["order"] and one["chosen"] in ("arima", "combination") or len(y) < 12:
        return T("序列太短，未作灵敏度分析。", "The series is too short to test."), None
    models = candidates_for(y, one["m"])
    names = ["holt_winters", "theta", "arima"] if one["chosen"] == "combination" else [one["chosen"]]

    def again(history):
        outs = [o for o in (safe(models[n], history, h) for n in names if n in models) if o is not None]
        return np.mean(outs, axis=0) if outs else None
    base = again(y)
    if base is None:
        return T("模型无法重新拟合。", "The model could not be fitted again."), None
    cases = [(T("全部历史", "whole history"), base)]
    for share in (0.1, 0.2, 0.3):
        cut = int(share * len(y))
        if len(y) - cut >= max(10, 2 * one["m"] + 2):
            cases.append((T(f"去掉最早的 {percent(share)}", f"without the first {percent(share)}"), again(y[cut:])))
    spread = np.std(np.diff(y))
    rng = np.random.default_rng(7)
    noisy = [o for o in (again(y + rng.normal(0, 0.1 * spread, len(y))) for _ in range(5)) if o is not None]
    if noisy:
        cases.append((T("各期加 10% 波动的噪声（5 次平均）", "noise of 10% of the usual step (mean of 5)"), np.mean(noisy, axis=0)))
    size = max(1e-12, np.mean(np.abs(base)))
    rows = [[name, float(out[0]), float(out[-1]), percent(np.mean(np.abs(out - base)) / size)] for name, out in cases if out is not None]
    add_table(result, T(f"{part_name(part)}：历史变动时“{label}”的预测", f"{part_name(part)}: forecasts of '{label}' from other histories"), T(["历史", "第 1 期", f"第 {h} 期", "平均变动"], ["history", "step 1", f"step {h}", "mean change"]), rows)
    worst = max(np.mean(np.abs(out - base)) / size for _, out in cases if out is not None)
    with figure(result, part, T(f"历史变动时“{label}”的预测", f"Forecasts of '{label}' from other histories")) as ax:
        for (name, out), colour in zip(cases, (BLUE, ORANGE, GREEN, RED, GREY)):
            if out is not None:
                ax.plot(np.arange(1, h + 1), out, color=colour, label=name, marker="o" if h == 1 else None)
        ax.set_xlabel(T("预测步数", "steps ahead"))
        ax.set_ylabel(label)
        ax.legend(fontsize=8)
    return T(f"“{label}”的预测在历史缩短或加噪时平均变动不超过 {percent(worst)}。", f"The forecast of '{label}' moves by {percent(worst)} on average at most when the history is cut or noisy."), worst


def of_regression(part, state, result):
    """Test error when each of the leading factors is left out."""
    from sklearn.base import clone
    X, y, splitter = state["X"], state["y"], state["splitter"]
    if not state["beats"]:
        return T("模型没有胜过基线，灵敏度分析没有意义。", "The model did not beat its baseline; there is nothing to test."), None
    train, test = list(splitter.split(X))[-1]

    def error(columns):
        names = [c for c in state["numeric"] if c in columns], [c for c in state["categorical"] if c in columns]
        model = regressors(*names, y, 7)[state["best"]]
        out = clone(model).fit(X.iloc[train][columns], y.iloc[train]).predict(X.iloc[test][columns])
        return float(np.sqrt(np.mean((y.iloc[test].values - out) ** 2)))
    whole = error(list(X.columns))
    with open(os.path.join("results", part + ".json"), encoding="utf-8") as stream:
        leading = [i["column"] for i in json.load(stream)["values"]["importance"]][:5]
    rows = [(c, error([x for x in X.columns if x != c])) for c in leading if len(X.columns) > 1]
    if not rows:
        return T("只有一个自变量，无从比较。", "There is one variable only."), None
    add_table(result, T(f"{part_name(part)}：去掉一个因素后的检验 RMSE（全部因素为 {number(whole)}）", f"{part_name(part)}: test RMSE without one factor (all: {number(whole)})"), T(["去掉的因素", "RMSE", "变动"], ["left out", "RMSE", "change"]), [[c, e, ("+" if e >= whole else "-") + percent(abs(e / whole - 1))] for c, e in rows])
    c, e = max(rows, key=lambda r: r[1])
    bars(result, part, rows, whole, "RMSE")
    return T(f"去掉“{c}”时误差变动最大（RMSE 由 {number(whole)} 变为 {number(e)}）。", f"Leaving out '{c}' matters most (RMSE from {number(whole)} to {number(e)})."), e / whole - 1


def bars(result, part, rows, whole, unit):
    with figure(result, part, T(f"{part_name(part)}：去掉一个因素后的{unit}", f"{part_name(part)}: {unit} without one factor"), size=(6.6, 3)) as ax:
        ax.barh([short(c, 18) for c, _ in rows[::-1]], [e for _, e in rows[::-1]], color=BLUE)
        ax.axvline(whole, color=ORANGE, ls="--", label=T("全部因素", "all factors"))
        ax.set_xlabel(unit)
        ax.legend(fontsize=8)


def of_classification(part, state, result):
    """Recall and precision as the threshold moves; with several classes, accuracy among the surest."""
    if not state["beats"]:
        return T("模型没有胜过基线，灵敏度分析没有意义。", "The model did not beat its baseline; there is nothing to test."), None
    y, chances, classes = state["y"], state["chances"], state["classes"]
    if len(classes) == 2:
        hit, rows = y == classes[1], []
        for t in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
            called = chances[:, 1] >= t
            rows.append([t, float(hit[called].mean()) if called.any() else 0.0, float(called[hit].mean()), float((called == hit).mean())])
        add_table(result, T(f"{part_name(part)}：判别阈值变动时的表现", f"{part_name(part)}: scores by threshold"), T(["阈值", "精确率", "召回率", "准确率"], ["threshold", "precision", "recall", "accuracy"]), rows)
        with figure(result, part, T(f"{part_name(part)}：判别阈值的影响", f"{part_name(part)}: effect of the threshold"), size=(6.4, 3.6)) as ax:
            for k, (name, colour) in enumerate(zip(T(("精确率", "召回率", "准确率"), ("precision", "recall", "accuracy")), (BLUE, ORANGE, GREEN))):
                ax.plot([r[0] for r in rows], [r[k + 1] for r in rows], marker="o", color=colour, label=name)
            ax.set_xlabel(T("阈值", "threshold"))
            ax.legend(fontsize=8)
        return T(f"阈值由 0.3 升到 0.7 时，召回率由 {percent(rows[1][2])} 变为 {percent(rows[5][2])}，精确率由 {percent(rows[1][1])} 变为 {percent(rows[5][1])}。", f"With the threshold from 0.3 to 0.7, recall goes from {percent(rows[1][2])} to {percent(rows[5][2])}, precision from {percent(rows[1][1])} to {percent(rows[5][1])}."), rows[1][2] - rows[5][2]
    sure = chances.max(axis=1)
    right = np.array(classes, dtype=object)[chances.argmax(axis=1)].astype(str) == y
    rows = [[percent(q), float(right[sure >= np.quantile(sure, 1 - q)].mean())] for q in (1.0, 0.75, 0.5, 0.25)]
    add_table(result, T(f"{part_name(part)}：只判最有把握的一部分时的准确率", f"{part_name(part)}: accuracy on the surest share"), T(["比例", "准确率"], ["share", "accuracy"]), rows)
    return T(f"最有把握的一半样本中准确率为 {percent(rows[2][1])}，全体为 {percent(rows[0][1])}。", f"Accuracy is {percent(rows[2][1])} on the surest half and {percent(rows[0][1])} on all."), rows[2][1] - rows[0][1]


def of_clustering(part, state, result):
    """Agreement of the groups with those of random subsamples."""
    from sklearn.cluster import KMeans
    from sklearn.metrics import adjusted_rand_score
    Z, labels, k = state["Z"], state["labels"], state["k"]
    rng = np.random.default_rng(7)
    agreements = []
    for i in range(20):
        pick = rng.permutation(len(Z))[:max(k + 1, int(0.8 * len(Z)))][:5000]
        agreements.append(adjusted_rand_score(labels[pick], KMeans(k, n_init=3, random_state=i).fit(Z[pick]).labels_))
    add_table(result, T(f"{part_name(part)}：随机取 80% 样本重新聚类（20 次）与原分组的一致性", f"{part_name(part)}: agreement with groups from random 80% (20 draws)"), T(["调整兰德指数", "数值"], ["adjusted Rand index", "value"]), [[T("平均", "mean"), float(np.mean(agreements))], [T("最低", "lowest"), float(np.min(agreements))]])
    stable = T("分组稳定", "the groups are stable") if np.mean(agreements) > 0.85 else T("分组不够稳定", "the groups are not very stable")
    return T(f"随机抽取 80% 重新聚类，调整兰德指数平均 {number(np.mean(agreements), 3)}，{stable}。", f"Grouping random 80% again gives a mean adjusted Rand index of {number(np.mean(agreements), 3)}: {stable}."), float(np.mean(agreements))


def of_evaluation(part, state, result):
    """The ranking without each indicator, and with weights moved further and further."""
    U, w, labels, score, dropped = state["U"], state["w"], state["labels"], state["score"], state["dropped"]
    add_table(result, T(f"{part_name(part)}：去掉一个指标后的排名", f"{part_name(part)}: the ranking without one indicator"), T(["去掉的指标", "Kendall τ", "第一名"], ["left out", "Kendall τ", "first"]), [[c, t, f] for c, t, f in dropped])
    rng, rows = np.random.default_rng(7), []
    for spread in (0.1, 0.2, 0.3, 0.5):
        taus, firsts = [], 0
        for _ in range(200):
            moved = w * rng.uniform(1 - spread, 1 + spread, len(w))
            other = topsis(U, moved / moved.sum())
            taus.append(np.nan_to_num(stats.kendalltau(score, other).statistic, nan=1.0))
            firsts += int(np.argmax(other) == np.argmax(score))
        rows.append([f"±{percent(spread)}", float(np.mean(taus)), float(np.min(taus)), percent(firsts / 200)])
    add_table(result, T(f"{part_name(part)}：权重变动幅度与排名稳定性", f"{part_name(part)}: stability of the ranking by how far the weights move"), T(["变动", "平均 τ", "最低 τ", "第一名不变"], ["move", "mean τ", "lowest τ", "first unchanged"]), rows)
    with figure(result, part, T(f"{part_name(part)}：权重变动幅度与 Kendall τ", f"{part_name(part)}: Kendall τ by how far the weights move"), size=(6, 3.4)) as ax:
        ax.plot([r[0] for r in rows], [r[1] for r in rows], marker="o", color=BLUE, label=T("平均", "mean"))
        ax.plot([r[0] for r in rows], [r[2] for r in rows], marker="o", color=ORANGE, label=T("最低", "lowest"))
        ax.set_ylabel("Kendall τ")
        ax.legend(fontsize=8)
    c, t, f = min(dropped, key=lambda d: d[1])
    return T(f"权重变动 ±50% 时平均 τ 仍为 {number(rows[-1][1], 3)}；对排名影响最大的指标是“{c}”（去掉后 τ={number(t, 3)}，第一名为{f}）。", f"With weights moved by ±50% the mean τ is {number(rows[-1][1], 3)}; the indicator that matters most is '{c}' (without it τ={number(t, 3)}, first {f})."), float(rows[-1][1])


def of_optimisation(part, state, result):
    """The optimum as its leading limit moves; for assignments, as the numbers move."""
    programme, total = state["programme"], state["total"]
    rng = np.random.default_rng(7)
    same = 0
    for _ in range(30):
        c = programme.c
        programme.c = c * rng.uniform(0.95, 1.05, len(c))
        fit = programme.solve()
        programme.c = c
        same += int(fit.status == 0 and abs(programme.value(fit.x) - total) <= 0.01 * max(1e-9, abs(total)))
    text = T(f"目标系数随机变动 ±5%（30 次），{percent(same / 30)} 的情形里新方案按原系数计算与最优值相差不到 1%。", f"With the objective's numbers moved by ±5% (30 draws), in {percent(same / 30)} the new plan stays within 1% of the optimum at the original numbers.")
    movable = [(i, r) for i, r in enumerate(programme.rows[:40]) if r[3] > 0 and r[2] != "="] if state["kind"] not in ("assignment", "transport") else []
    if movable:
        shadows = programme.shadow_prices() or [0] * len(programme.rows)
        k, (name, a, s, b) = max(movable, key=lambda m: abs(shadows[m[0]] * m[1][3]))
        rows = []
        for factor in (0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3):
            fit = programme.solve([(name, a, s, b * factor) if i == k else r for i, r in enumerate(programme.rows)])
            rows.append((b * factor, programme.value(fit.x) if fit.status == 0 else None))
        add_table(result, T(f"{part_name(part)}：“{name}”的限制变动时的最优值", f"{part_name(part)}: the optimum as the limit of '{name}' moves"), T(["限制", "最优值"], ["limit", "optimum"]), [[x, v if v is not None else T("不可行", "infeasible")] for x, v in rows])
        with figure(result, part, T(f"“{name}”的限制与最优值", f"The optimum by the limit of '{name}'"), size=(6.2, 3.6)) as ax:
            ax.plot([x for x, v in rows if v is not None], [v for _, v in rows if v is not None], marker="o", color=BLUE)
            ax.axvline(b, color=GREY, ls="--", lw=1)
            ax.set_xlabel(name)
            ax.set_ylabel(T("最优值", "optimum"))
        low, high = rows[1][1], rows[5][1]
        if low is not None and high is not None:
            text += T(f"“{name}”的限制由 80% 到 120% 时，最优值由 {number(low, 6)} 变为 {number(high, 6)}。", f" With the limit of '{name}' from 80% to 120% the optimum goes from {number(low, 6)} to {number(high, 6)}.")
    else:
        add_table(result, T(f"{part_name(part)}：目标系数变动 ±5% 时方案的稳定性", f"{part_name(part)}: stability of the plan when the numbers move by ±5%"), T(["指标", "数值"], ["measure", "value"]), [[T("与最优值相差不到 1% 的比例", "within 1% of the optimum"), percent(same / 30)]])
    return text, same / 30


def of_correlation(part, state, result):
    """The strongest correlations with intervals by resampling rows."""
    frame, rng, rows = state["frame"], np.random.default_rng(7), []
    for p in state["pairs"]:
        both = frame[[p["a"], p["b"]]].dropna().values[:5000]
        draws = [stats.spearmanr(both[rng.integers(0, len(both), len(both))]).correlation for _ in range(200)]
        rows.append([p["a"], p["b"], p["spearman"], float(np.nanpercentile(draws, 2.5)), float(np.nanpercentile(draws, 97.5))])
    if not rows:
        return T("没有数值变量对可检验。", "There is no numeric pair to test."), None
    add_table(result, T(f"{part_name(part)}：相关系数的自助法 95% 区间", f"{part_name(part)}: bootstrap 95% intervals of the correlations"), T(["变量一", "变量二", "ρ", "下限", "上限"], ["first", "second", "ρ", "low", "high"]), rows)
    return T(f"最强的一对“{rows[0][0]}”与“{rows[0][1]}”的 ρ 的 95% 自助区间为 {number(rows[0][3], 3)}～{number(rows[0][4], 3)}。", f"The strongest pair, '{rows[0][0]}' and '{rows[0][1]}', has a bootstrap interval of {number(rows[0][3], 3)} to {number(rows[0][4], 3)} for ρ."), None


TESTS = {"forecast": of_forecast, "regression": of_regression, "classification": of_classification, "clustering": of_clustering, "evaluation": of_evaluation, "optimisation": of_optimisation, "correlation": of_correlation}


def sensitivity(params, result):
    result["title"] = T("灵敏度分析", "Sensitivity analysis")
    result["analysis"] = T("改变数据、权重或限制，看结论随之变动多少。", "Data, weights and limits are moved to see how far the results follow.")
    result["method"] = {"name": T("灵敏度分析", "sensitivity analysis"), "why": T("结论若随小的变动而改变，就不宜依赖。", "A result that small changes overturn should not be relied on."), "steps": []}
    tested = {}
    for part in params["parts"]:
        state = STATE.get(part)
        if state is None or state["template"] not in TESTS:
            continue
        text, value = TESTS[state["template"]](part, state, result)
        result["findings"].append(f"{part_name(part)}{T('：', ': ')}{text}")
        tested[part] = value
    if not tested:
        raise NotPossible(T("没有可作灵敏度分析的结果。", "There is no result to test."))
    result["values"]["tested"] = tested
    result["summary"] = " ".join(result["findings"][:3]) if LANG != "zh" else "".join(result["findings"][:3])
