"""Relations between columns: Pearson and Spearman with Holm-corrected p-values; categories by eta squared and Cramér's V.

PARAMS: part, template, lang, question, table, and where it applies: focus (columns the question names).
"""
from scipy import stats


def holm(p):
    """Holm's step-down correction."""
    p = np.asarray(p, dtype=float)
    order, corrected, running = np.argsort(p), np.empty(len(p)), 0.0
    for rank, i in enumerate(order):
        running = max(running, min(1.0, p[i] * (len(p) - rank)))
        corrected[i] = running
    return corrected


def pair_of(frame, a, b):
    """Pearson and Spearman of two numeric columns on the rows that have both, or None."""
    both = frame[[a, b]].dropna()
    if len(both) < 4 or both[a].nunique() < 2 or both[b].nunique() < 2:
        return None
    r, p = stats.pearsonr(both[a], both[b])
    rho, p_rank = stats.spearmanr(both[a], both[b])
    return {"a": a, "b": b, "n": len(both), "pearson": float(r), "p": float(p), "spearman": float(rho), "p_spearman": float(p_rank)}


def correlation(params, result):
    table, seed = table_of(params), params.get("seed", 7)
    frame = table.frame
    if len(frame) > 100_000:
        frame = frame.sample(100_000, random_state=seed)
        result["preparation"].append(T(f"共 {len(table.frame)} 行，随机抽取 {len(frame)} 行。", f"Of {len(table.frame)} rows a random {len(frame)} were used."))
    numeric = [c for c in frame.columns if is_numeric(frame, c) and kind_of(frame[c]) in ("number", "count", "binary", "step", "calendar")]
    categorical = [c for c in frame.columns if frame[c].dtype == object and kind_of(frame[c]) in ("category", "binary") and frame[c].nunique() <= 20]
    focus = params.get("focus", [])
    if len(numeric) > 25:
        result["limitations"].append(T(f"数值列有 {len(numeric)} 个，取前 25 个（问题点名的优先）。", f"Of {len(numeric)} numeric columns 25 are used, those named first."))
        numeric = ([c for c in numeric if c in focus] + [c for c in numeric if c not in focus])[:25]
    about_data(result, table, numeric + categorical)
    if len(numeric) < 2 and not (numeric and categorical):
        raise NotPossible(T("至少需要两个有变化的数值列，或一个数值列和一个类别列。", "Two varying numeric columns, or one and a category, are needed."))
    if len(frame) < 4:
        raise NotPossible(T(f"只有 {len(frame)} 行，无法计算相关。", f"{len(frame)} rows are too few for a correlation."))
    wide = len(focus) >= 2
    pairs = []
    for i, a in enumerate(numeric):
        for b in numeric[i + 1:]:
            if not focus or (a in focus and b in focus if wide and sum(c in numeric for c in focus) >= 2 else a in focus or b in focus) or not any(c in numeric for c in focus):
                pair = pair_of(frame, a, b)
                if pair:
                    pairs.append(pair)
    if pairs:
        for key, source in (("p_holm", "p"), ("p_spearman_holm", "p_spearman")):
            for pair, value in zip(pairs, holm([p[source] for p in pairs])):
                pair[key] = float(value)
    groups = []
    for c in categorical:
        for a in numeric:
            if focus and not (c in focus or a in focus):
                continue
            sets = [g[a].dropna().values for _, g in frame.groupby(c) if g[a].notna().sum() >= 2]
            if len(sets) >= 2 and sum(map(len, sets)) > len(sets) + 3 and any(np.ptp(s) > 0 for s in sets):
                h, p = stats.kruskal(*sets)
                everything = np.concatenate(sets)
                eta = sum(len(s) * (s.mean() - everything.mean()) ** 2 for s in sets) / max(1e-300, np.sum((everything - everything.mean()) ** 2))
                groups.append({"category": c, "measure": a, "eta2": float(eta), "p": float(p)})
    for group, value in zip(groups, holm([g["p"] for g in groups]) if groups else []):
        group["p_holm"] = float(value)
    if not pairs and not groups:
        raise NotPossible(T("可用的成对数据不足。", "There are too few complete pairs."))
    pairs.sort(key=lambda p: -max(abs(p["pearson"]), abs(p["spearman"])))
    groups.sort(key=lambda g: -g["eta2"])
    strong = [p for p in pairs if min(p["p_holm"], p["p_spearman_holm"]) < 0.05]
    if pairs:
        add_table(result, T("相关系数（p 值经 Holm 校正）", "Correlations (p-values Holm-corrected)"), T(["变量一", "变量二", "n", "Pearson r", "校正 p", "Spearman ρ", "校正 p"], ["first", "second", "n", "Pearson r", "corrected p", "Spearman ρ", "corrected p "]),
                  [[p["a"], p["b"], p["n"], p["pearson"], p_value(p["p_holm"]), p["spearman"], p_value(p["p_spearman_holm"])] for p in pairs], limit=20)
    if groups:
        add_table(result, T("类别与数值的关系（Kruskal-Wallis 检验，p 值经 Holm 校正）", "Categories and measures (Kruskal-Wallis, Holm-corrected)"), T(["类别列", "数值列", "η²", "校正 p"], ["category", "measure", "η²", "corrected p"]), [[g["category"], g["measure"], g["eta2"], p_value(g["p_holm"])] for g in groups], limit=15)
    if len(numeric) >= 2:
        matrix = frame[numeric].corr(method="spearman")
        with figure(result, "heatmap", T("Spearman 相关系数热图", "Spearman correlations"), size=(2.4 + 0.5 * len(numeric), 2 + 0.45 * len(numeric))) as ax:
            image = ax.imshow(matrix, cmap="RdBu_r", vmin=-1, vmax=1)
            ax.set_xticks(range(len(numeric)), [short(c, 12) for c in numeric], rotation=45, ha="right")
            ax.set_yticks(range(len(numeric)), [short(c, 12) for c in numeric])
            if len(numeric) <= 12:
                for i in range(len(numeric)):
                    for j in range(len(numeric)):
                        value = matrix.iloc[i, j]
                        ax.text(j, i, f"{value:.2f}", ha="center", va="center", fontsize=7, color="white" if abs(value) > 0.6 else "black")
            ax.grid(False)
            ax.figure.colorbar(image, shrink=0.8)
    if pairs:
        best = pairs[0]
        with figure(result, "strongest", T(f"“{best['a']}”与“{best['b']}”", f"'{best['a']}' and '{best['b']}'"), size=(5.6, 4.2)) as ax:
            both = frame[[best["a"], best["b"]]].dropna()
            both = both.sample(min(len(both), 3000), random_state=seed)
            ax.scatter(both[best["a"]], both[best["b"]], s=12, alpha=0.5, color=BLUE)
            ax.set_xlabel(best["a"])
            ax.set_ylabel(best["b"])
    result["title"] = T("变量之间的关系", "Relations between the variables")
    result["analysis"] = T(f"检验 {len(pairs)} 对数值变量" + (f"、{len(groups)} 对类别与数值变量" if groups else "") + "的关系；同时检验多对会碰巧显著，因此校正 p 值。", f"{len(pairs)} pairs of numeric variables" + (f" and {len(groups)} of categories and measures" if groups else "") + " are tested; with many tests some are significant by chance, hence corrected p-values.")
    result["method"] = {"name": T("Pearson 与 Spearman 相关分析", "Pearson and Spearman correlation"), "why": T("Pearson 度量线性关系，Spearman 只看次序，对偏态、离群值与单调的非线性关系稳健。", "Pearson measures linear relation; Spearman heeds order only and stands outliers, skew and monotone curves."), "steps": []}
    for p in strong[:5]:
        bent = T("；两者相差较大，关系可能不是直线或有离群值", "; the two differ: a curve or outliers") if abs(abs(p["pearson"]) - abs(p["spearman"])) > 0.15 else ""
        result["findings"].append(T(f"“{p['a']}”与“{p['b']}”{'正' if p['spearman'] > 0 else '负'}相关：r={number(p['pearson'], 3)}，ρ={number(p['spearman'], 3)}（校正 p {p_value(min(p['p_holm'], p['p_spearman_holm']))}）{bent}。", f"'{p['a']}' and '{p['b']}' are {'positively' if p['spearman'] > 0 else 'negatively'} related: r={number(p['pearson'], 3)}, ρ={number(p['spearman'], 3)} (corrected p {p_value(min(p['p_holm'], p['p_spearman_holm']))}){bent}."))
    if pairs:
        result["findings"].append(T(f"{len(pairs)} 对中有 {len(strong)} 对在校正后显著（0.05 水平）。", f"{len(strong)} of {len(pairs)} pairs are significant at 0.05 after correction."))
    for g in [g for g in groups if g["p_holm"] < 0.05][:3]:
        result["findings"].append(T(f"“{g['measure']}”在“{g['category']}”的各类之间有显著差异（η²={number(g['eta2'], 3)}，校正 p {p_value(g['p_holm'])}）。", f"'{g['measure']}' differs between the classes of '{g['category']}' (η²={number(g['eta2'], 3)}, corrected p {p_value(g['p_holm'])})."))
    result["formulas"] = [{"latex": r"r=\frac{\sum_i (x_i-\bar x)(y_i-\bar y)}{\sqrt{\sum_i (x_i-\bar x)^2\sum_i (y_i-\bar y)^2}}", "text": T("Pearson 相关系数", "Pearson correlation")}, {"latex": r"\rho=r(\mathrm{rank}\,x,\ \mathrm{rank}\,y)", "text": T("Spearman 秩相关系数", "Spearman rank correlation")}, {"latex": r"\tilde p_{(k)}=\max_{j\le k}\min\{1,(m-j+1)\,p_{(j)}\}", "text": T("Holm 校正", "Holm's correction")}]
    result["symbols"] = [{"symbol": "r", "meaning": T("Pearson 相关系数", "Pearson correlation")}, {"symbol": r"\rho", "meaning": T("Spearman 秩相关系数", "Spearman rank correlation")}, {"symbol": "m", "meaning": T("检验的对数", "number of tests")}]
    result["assumptions"] = T(["各行相互独立。"], ["Rows are independent."])
    result["strengths"].append(T("多重检验经过校正，避免把巧合当作规律。", "Multiple tests are corrected: chance is not taken for a rule."))
    result["limitations"].append(T("相关不等于因果，第三个变量可能同时影响两者。", "Correlation is not cause; a third variable may move both."))
    if any(kind_of(frame[c]) == "time" for c in frame.columns):
        result["limitations"].append(T("数据有时间先后，共同的趋势会造成虚假相关。", "The rows are ordered in time: common trends make spurious correlations."))
    result["metrics"] = {"pairs": len(pairs), "significant": len(strong)}
    result["search"] = ["Spearman rank correlation", "Holm multiple testing correction"]
    result["values"].update(pairs=pairs[:300], groups=groups[:100])
    STATE[params["part"]] = {"template": "correlation", "frame": frame[numeric], "pairs": pairs[:5]}
    if pairs:
        p = pairs[0]
        result["summary"] = T(f"在 {len(pairs)} 对变量中 {len(strong)} 对显著相关，最强的是“{p['a']}”与“{p['b']}”（r={number(p['pearson'], 3)}，ρ={number(p['spearman'], 3)}）。", f"{len(strong)} of {len(pairs)} pairs are significantly related; the strongest is '{p['a']}' and '{p['b']}' (r={number(p['pearson'], 3)}, ρ={number(p['spearman'], 3)}).")
    else:
        g = groups[0]
        result["summary"] = T(f"“{g['measure']}”与“{g['category']}”的关系最强（η²={number(g['eta2'], 3)}）。", f"'{g['measure']}' and '{g['category']}' are related the most (η²={number(g['eta2'], 3)}).")
