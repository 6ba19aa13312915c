"""Groups rows: standardised k-means with k by silhouette, tested against data without structure, profiled and drawn.

PARAMS: part, template, lang, question, table, and where they apply: features, k.
"""
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.metrics import silhouette_score
from sklearn.preprocessing import StandardScaler

MAX_ROWS = 20_000
SILHOUETTE_ROWS = 2_000
PALETTE = [BLUE, ORANGE, GREEN, RED, "#7A5BB5", "#8C6D46", "#D46AA8", GREY, "#B5A52F", "#2FA5B5"]


def silhouettes(Z, ks, seed):
    """k -> (silhouette, labels, inertia) of the best of ten starts."""
    sample = np.random.default_rng(seed).permutation(len(Z))[:SILHOUETTE_ROWS]
    found = {}
    for k in ks:
        fit = KMeans(k, n_init=10 if len(Z) < 5000 else 4, random_state=seed).fit(Z)
        if len(np.unique(fit.labels_[sample])) > 1:
            found[k] = (float(silhouette_score(Z[sample], fit.labels_[sample])), fit.labels_, float(fit.inertia_))
    return found


def unstructured(Z, ks, seed, times=5):
    """The best silhouettes of data with the same covariance but no groups: what k-means finds in nothing."""
    rng = np.random.default_rng(seed)
    parts = PCA().fit(Z)
    n, best = min(len(Z), 1000), []
    scores = parts.transform(Z)
    for _ in range(times):
        fake = np.column_stack([rng.uniform(c.min(), c.max(), n) if len(Z) < 10 else rng.normal(c.mean(), c.std(), n) for c in scores.T])
        box = np.column_stack([rng.uniform(*np.percentile(c, [1, 99]), n) for c in scores.T])
        best.append(max(v[0] for data in (fake, box) for v in silhouettes(data, ks, seed).values()))
    return best


def clustering(params, result):
    table, seed = table_of(params), params.get("seed", 7)
    frame = table.frame
    wanted = params.get("features") or [c for c in frame.columns if is_numeric(frame, c) and kind_of(frame[c]) in ("number", "count", "binary") and not has_word(c, WORDS["identifier"])]
    features = [c for c in wanted if c in frame.columns and is_numeric(frame, c) and kind_of(frame[c]) != "constant" and frame[c].isna().mean() < 0.5]
    about_data(result, table, features)
    if not features:
        raise NotPossible(T("没有可用于聚类的数值列。", "There is no numeric column to group by."))
    data = frame[features]
    holes = int(data.isna().sum().sum())
    if holes:
        result["preparation"].append(T(f"{holes} 个缺失值用该列中位数填补。", f"{holes} missing values take the column's median."))
    data = data.fillna(data.median())
    if len(data) > MAX_ROWS:
        result["preparation"].append(T(f"共 {len(data)} 行，随机抽取 {MAX_ROWS} 行聚类。", f"Of {len(data)} rows a random {MAX_ROWS} were grouped."))
        data = data.sample(MAX_ROWS, random_state=seed).sort_index()
    n = len(data)
    if n < 8 or len(data.drop_duplicates()) < 4:
        raise NotPossible(T(f"只有 {n} 行（{len(data.drop_duplicates())} 行互不相同），少于聚类所需。", f"{n} rows ({len(data.drop_duplicates())} distinct) are too few to group."))
    skewed = [c for c in features if data[c].min() >= 0 and data[c].skew() > 3]
    shaped = data.copy()
    if skewed:
        shaped[skewed] = np.log1p(shaped[skewed])
        result["preparation"].append(T(f"{join(quoted(c) for c in skewed)}严重右偏，先取 ln(1+x)。", f"{join(quoted(c) for c in skewed)} are heavily skewed; ln(1+x) was taken first."))
    Z = StandardScaler().fit_transform(shaped)
    distinct = len(np.unique(Z.round(9), axis=0))
    ks = range(2, min(10, n // 3, distinct - 1) + 1)
    found = silhouettes(Z, ks, seed)
    if not found:
        raise NotPossible(T("互不相同的行太少，不能分组。", "Too few distinct rows to form groups."))
    by_score = max(found, key=lambda k: found[k][0])
    asked = params.get("k")
    if asked and asked not in found:
        result["limitations"].append(T(f"题目要求分为 {asked} 类，数据不允许，改由轮廓系数选定。", f"{asked} groups were asked for; the data do not allow it."))
        asked = None
    k = asked or by_score
    score, labels, inertia = found[k]
    nothing = unstructured(Z, [k] if asked else ks, seed)
    structure = score > max(nothing) + 0.03 and score > 0.25
    order = np.argsort([-np.sum(labels == c) for c in range(k)])  # groups are numbered by size
    labels = np.argsort(order)[labels]
    centres = data.groupby(labels)[features].mean()
    STATE[params["part"]] = {"template": "clustering", "Z": Z, "labels": labels, "k": k, "found": {a: b[0] for a, b in found.items()}, "structure": structure}

    between = {c: float(np.var(centres.loc[labels, c].values) / max(1e-300, np.var(data[c].values))) for c in features}
    telling = sorted(features, key=lambda c: -between[c])
    z_centres = pd.DataFrame(Z, columns=features).groupby(labels).mean()
    add_table(result, T("各类数的轮廓系数与类内平方和", "Silhouette and within-group sum of squares by number of groups"), ["k", T("轮廓系数", "silhouette"), T("类内平方和", "within sum of squares")], [[int(a), v[0], v[2]] for a, v in found.items()])
    shown = telling[:10]
    add_table(result, T("各类的规模与均值（原单位）", "Size and means of the groups (own units)"), [T("类", "group"), T("样本数", "rows"), *shown], [[str(c + 1), int((labels == c).sum()), *[float(centres.loc[c, f]) for f in shown]] for c in range(k)])
    with figure(result, "silhouette", T("轮廓系数与类数的关系", "Silhouette by number of groups"), size=(6.4, 3.6)) as ax:
        ax.plot(list(found), [v[0] for v in found.values()], marker="o", color=BLUE, label=T("本数据", "these data"))
        ax.axhline(max(nothing), color=GREY, ls="--", lw=1, label=T("无结构数据的最高值", "best in data without structure"))
        ax.axvline(k, color=ORANGE, lw=1)
        ax.set_xlabel("k")
        ax.set_ylabel(T("轮廓系数", "silhouette"))
        ax.legend(fontsize=8)
    if len(features) > 1:
        parts = PCA(2).fit(Z)
        P, share = parts.transform(Z), parts.explained_variance_ratio_
        with figure(result, "clusters", T(f"前两个主成分上的 {k} 个类（共解释 {percent(share.sum())} 的方差）", f"The {k} groups on the first two principal components ({percent(share.sum())} of the variance)"), size=(6.4, 5)) as ax:
            pick = np.random.default_rng(seed).permutation(n)[:4000]
            for c in range(k):
                here = pick[labels[pick] == c]
                ax.scatter(P[here, 0], P[here, 1], s=14, alpha=0.7, color=PALETTE[c % len(PALETTE)], label=T(f"第 {c + 1} 类", f"group {c + 1}"))
            ax.set_xlabel(T(f"主成分 1（{percent(share[0])}）", f"component 1 ({percent(share[0])})"))
            ax.set_ylabel(T(f"主成分 2（{percent(share[1])}）", f"component 2 ({percent(share[1])})"))
            ax.legend(fontsize=8)
    whole = frame.loc[data.index].copy()
    whole[T("类别", "group")] = labels + 1
    file = f"{params['part']}_groups.csv"
    save_table(whole, file)
    result["files"].append(file)

    result["title"] = T(f"按 {len(features)} 项特征的聚类", f"Groups by {len(features)} features")
    result["analysis"] = T(f"要把 {n} 个对象按 {len(features)} 项特征分组，没有给定的标签。列先标准化，使单位不影响距离；类数由轮廓系数选定，并与没有结构的数据比较。",
                           f"{n} rows are to be grouped by {len(features)} features without given labels. Columns are standardised so that units do not matter; k is chosen by silhouette and compared with data without structure.")
    why_k = T(f"题目要求 {k} 类" if asked else f"k={k} 时轮廓系数最大", f"{k} groups were asked for" if asked else f"the silhouette is largest at k={k}")
    result["method"] = {"name": T(f"K 均值聚类（k={k}）", f"k-means (k={k})"), "why": T(f"{why_k}，为 {number(score, 3)}；同样协方差但没有分组的数据最高为 {number(max(nothing), 3)}。", f"{why_k} ({number(score, 3)}); data of the same covariance without groups reach {number(max(nothing), 3)}."),
                        "steps": T(["标准化各列", "对 k=2…10 做 K 均值（多次初始化）", "以轮廓系数选 k，并与无结构数据对照", "描述各类特征"], ["standardise the columns", "k-means for k=2…10, several starts", "choose k by silhouette, against data without structure", "describe the groups"])}
    if structure:
        result["findings"].append(T(f"数据分为 {k} 类，轮廓系数 {number(score, 3)}" + ("（结构清晰）。" if score > 0.5 else "（结构中等，类间有重叠）。"), f"The data fall into {k} groups, silhouette {number(score, 3)}" + (" (clear)." if score > 0.5 else " (moderate, groups overlap).")))
        for c in range(k):
            marks = sorted(features, key=lambda f: -abs(z_centres.loc[c, f]))[:3]
            told = T("、", ", ").join(f"{quoted(f)}{T('偏高' if z_centres.loc[c, f] > 0 else '偏低', ' high' if z_centres.loc[c, f] > 0 else ' low')}{T('（', ' (')}{T('均值 ', 'mean ')}{number(centres.loc[c, f])}{T('）', ')')}" for f in marks if abs(z_centres.loc[c, f]) > 0.3) or T("各项接近平均", "close to the average in all")
            result["findings"].append(T(f"第 {c + 1} 类 {int((labels == c).sum())} 个：{told}。", f"Group {c + 1}, {int((labels == c).sum())} rows: {told}."))
    else:
        result.update(status="partial", reason=T("数据没有明显的分组结构。", "The data show no clear groups."))
        result["findings"].append(T(f"数据没有明显的分组结构：最好的轮廓系数 {number(score, 3)} 不明显高于无结构数据的 {number(max(nothing), 3)}。下面的 {k} 类只是把连续的变化切成几段，不宜当作自然的类别。", f"The data show no clear groups: the best silhouette, {number(score, 3)}, is not clearly above {number(max(nothing), 3)} of data without structure. The {k} groups below merely cut a continuum."))
    result["formulas"] = [{"latex": r"\min_{C_1,\dots,C_k}\ \sum_{c=1}^{k}\sum_{i\in C_c}\lVert z_i-\mu_c\rVert^2,\qquad z_{ij}=\frac{x_{ij}-\bar x_j}{s_j}", "text": T("标准化后的 K 均值", "k-means on standardised columns")}, {"latex": r"s(i)=\frac{b(i)-a(i)}{\max\{a(i),b(i)\}}", "text": T("轮廓系数：a 为与同类的平均距离，b 为与最近他类的平均距离", "Silhouette: a is the mean distance within the group, b to the nearest other group")}]
    result["symbols"] = [{"symbol": "z_{ij}", "meaning": T("对象 i 的第 j 项标准化特征", "standardised feature j of row i")}, {"symbol": r"\mu_c", "meaning": T("第 c 类的中心", "centre of group c")}, {"symbol": "k", "meaning": T("类数", "number of groups")}]
    result["assumptions"] = T(["各特征同等重要（标准化后权重相同）。", "类大致呈团状，可用到中心的距离区分。"], ["Features matter equally after standardising.", "Groups are roughly round."])
    result["strengths"].append(T("分组与“没有结构”的对照数据比较过，不会把连续变化误作类别。", "The grouping was compared with data without structure."))
    result["limitations"].append(T("K 均值偏好大小相近的团状类，对细长或嵌套的形状不适用。", "k-means prefers round groups of like size."))
    result["metrics"] = {"silhouette": score, "k": k}
    result["baseline"] = {"name": T("无结构数据", "data without structure"), "metric": "silhouette", "value": max(nothing), "model_value": score, "beaten": bool(structure)}
    result["search"] = ["k-means clustering silhouette", "customer segmentation clustering" if "客户" in params.get("question", "") or "customer" in params.get("question", "").lower() else "number of clusters selection"]
    result["values"].update(k=k, structure=bool(structure), silhouettes={str(a): v[0] for a, v in found.items()}, reference=max(nothing), sizes=[int((labels == c).sum()) for c in range(k)], centres=[{f: float(centres.loc[c, f]) for f in features} for c in range(k)], features=features, labels=labels[:2000] + 1)
    result["summary"] = T(f"用 K 均值把 {n} 个对象分为 {k} 类，轮廓系数 {number(score, 3)}。" if structure else f"聚类检验表明数据没有明显的分组结构（轮廓系数 {number(score, 3)}，无结构对照 {number(max(nothing), 3)}）。",
                          f"k-means put {n} rows into {k} groups, silhouette {number(score, 3)}." if structure else f"No clear groups were found (silhouette {number(score, 3)}; data without structure {number(max(nothing), 3)}).")
