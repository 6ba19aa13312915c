"""Predicts a class: a majority baseline, logistic regression and a tree model under stratified cross-validation,
importance of the factors and the confusion of the best. Honest when nothing beats guessing.

PARAMS: part, template, lang, question, table, target, and where they apply: features, predict (a table to predict for).
"""
from sklearn.base import clone
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.inspection import permutation_importance
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, balanced_accuracy_score, confusion_matrix, f1_score, roc_auc_score, roc_curve
from sklearn.model_selection import RepeatedStratifiedKFold, StratifiedKFold
from sklearn.pipeline import make_pipeline

warnings.simplefilter("ignore")
MAX_ROWS = 8000
CLASSIFIERS = {"majority": ("多数类基线", "majority baseline"), "logistic": ("逻辑回归", "logistic regression"), "forest": ("随机森林", "random forest"), "boosting": ("梯度提升树", "gradient-boosted trees")}


def classifiers(numeric, categorical, n, imbalanced, seed):
    """The models to compare; where a class is rare, the classes are weighted so that it is not simply ignored."""
    weight = "balanced" if imbalanced else None
    models = {"majority": DummyClassifier(strategy="prior"),
              "logistic": make_pipeline(encoder(numeric, categorical, True), LogisticRegression(max_iter=2000, class_weight=weight))}
    if n <= 3000 or imbalanced:
        models["forest"] = make_pipeline(encoder(numeric, categorical, False), RandomForestClassifier(150, min_samples_leaf=2 if n < 500 else 4, class_weight=weight, random_state=seed))
    else:
        models["boosting"] = make_pipeline(encoder(numeric, categorical, False), HistGradientBoostingClassifier(max_iter=120, learning_rate=0.1, early_stopping=False, random_state=seed))
    return models


def area(y, chances, classes):
    """Area under the ROC curve; with several classes the mean of one against the rest."""
    if len(classes) == 2:
        return roc_auc_score(y == classes[1], chances[:, 1])
    return float(np.mean([roc_auc_score(y == c, chances[:, i]) for i, c in enumerate(classes) if 0 < (y == c).sum() < len(y)]))


def validate_classes(models, X, y, classes, splitter):
    """Per model: mean scores over the folds, and out-of-fold chances per row."""
    scores = {name: [] for name in models}
    chances = {name: np.full((len(y), len(classes)), np.nan) for name in models}
    for train, test in splitter.split(X, y):
        for name, model in models.items():
            fitted = clone(model).fit(X.iloc[train], y[train])
            p = np.zeros((len(test), len(classes)))
            p[:, [classes.index(c) for c in fitted.classes_]] = fitted.predict_proba(X.iloc[test])
            guess = np.array(classes, dtype=object)[p.argmax(axis=1)].astype(str)
            scores[name].append((accuracy_score(y[test], guess), balanced_accuracy_score(y[test], guess), f1_score(y[test], guess, average="macro"), area(y[test], p, classes)))
            chances[name][test] = p
    return {name: dict(zip(("accuracy", "balanced_accuracy", "macro_f1", "auc"), np.mean(rows, axis=0)), auc_std=float(np.std([r[3] for r in rows])), folds=len(rows)) for name, rows in scores.items()}, chances


def classification(params, result):
    table, target, seed = table_of(params), params["target"], params.get("seed", 7)
    frame = add_calendar(table.frame, params.get("features"), result)
    if target not in frame.columns:
        raise NotPossible(T(f"表中没有列“{target}”。", f"The table has no column '{target}'."))
    about_data(result, table, frame.columns)
    numeric, categorical = features_for(frame, target, params.get("features"), result)
    features = numeric + categorical
    if not features:
        raise NotPossible(T(f"除“{target}”外没有可用的自变量。", f"There is no usable explanatory variable beside '{target}'."))
    known = training_rows(frame, target, features, params, result, MAX_ROWS)
    y = known[target].map(lambda v: str(int(v)) if isinstance(v, (float, np.floating)) and float(v).is_integer() else str(v))
    sizes = y.value_counts()
    rare = list(sizes.index[sizes < 3])
    if rare:
        known, y = known[~y.isin(rare)].reset_index(drop=True), y[~y.isin(rare)].reset_index(drop=True)
        result["limitations"].append(T(f"类别 {join(rare[:5])} 不足 3 个样本，未参与建模。", f"Classes {join(rare[:5])} have fewer than 3 rows and were left out."))
        sizes = y.value_counts()
    n = len(y)
    if len(sizes) < 2:
        raise NotPossible(T(f"“{target}”只有一个（样本足够的）类别，无法分类。", f"'{target}' has a single class with enough rows: nothing to classify."))
    if n < 15:
        raise NotPossible(T(f"只有 {n} 行有效数据，少于 15 行，无法可靠地检验分类模型。", f"Only {n} usable rows: 15 are the least to test a classifier."))
    if len(sizes) > 30:
        raise NotPossible(T(f"“{target}”有 {len(sizes)} 个类别，过多。", f"'{target}' has {len(sizes)} classes: too many."))
    classes = sorted(sizes.index)
    if len(classes) == 2 and half_width(classes[0]) in ("1", "yes", "true", "是", "y"):
        classes = classes[::-1]  # the second class is the one that chances and curves speak of
    positive = classes[1] if len(classes) == 2 else None
    imbalanced = sizes.min() < 0.6 * n / len(sizes)
    X = known[features].copy()
    X[categorical] = X[categorical].astype(object).where(X[categorical].notna(), "?").astype(str)
    y = y.values.astype(str)
    parts = int(min(5, sizes.min()))
    splitter = RepeatedStratifiedKFold(n_splits=parts, n_repeats=3, random_state=seed) if n < 200 else StratifiedKFold(parts, shuffle=True, random_state=seed)
    split_words = T(f"分层 {parts} 折交叉验证" + ("（重复 3 次）" if n < 200 else ""), f"stratified {parts}-fold cross-validation" + (", three times over" if n < 200 else ""))
    models = classifiers(numeric, categorical, n, imbalanced, seed)
    scores, chances = validate_classes(models, X, y, classes, splitter)
    rivals = [k for k in scores if k != "majority"]
    best = max(rivals, key=lambda k: scores[k]["auc"] + scores[k]["balanced_accuracy"])
    if scores["logistic"]["auc"] + scores["logistic"]["balanced_accuracy"] > scores[best]["auc"] + scores[best]["balanced_accuracy"] - 0.01:
        best = "logistic"
    s, base = scores[best], scores["majority"]
    doubt = max(0.03, 2 * s["auc_std"] / np.sqrt(s["folds"]))
    beats = s["auc"] > 0.5 + doubt and s["balanced_accuracy"] > 1 / len(classes) + 0.02
    names = {k: T(*v) for k, v in CLASSIFIERS.items()}
    model = clone(models[best]).fit(X, y)
    STATE[params["part"]] = {"template": "classification", "X": X, "y": y, "classes": classes, "model": models[best], "splitter": splitter, "chances": chances[best], "target": target, "beats": beats}

    train, test = list(splitter.split(X, y))[0]
    held = clone(models[best]).fit(X.iloc[train], y[train])
    shuffled = permutation_importance(held, X.iloc[test], y[test], n_repeats=8 if len(test) < 500 else 3, random_state=seed, scoring="balanced_accuracy")
    ranking = sorted(zip(features, shuffled.importances_mean, shuffled.importances_std), key=lambda r: -r[1])

    add_table(result, T(f"“{target}”的类别分布", f"Classes of '{target}'"), T(["类别", "样本数", "占比"], ["class", "rows", "share"]), [[c, int(sizes[c]), percent(sizes[c] / n)] for c in classes])
    add_table(result, T(f"各模型的检验结果（{split_words}，* 为采用的模型）", f"Test scores of the models ({split_words}; * the model used)"),
              [T("模型", "model"), T("准确率", "accuracy"), T("平衡准确率", "balanced accuracy"), T("宏平均 F1", "macro F1"), "AUC"],
              [[names[k] + (" *" if k == best else ""), v["accuracy"], v["balanced_accuracy"], v["macro_f1"], v["auc"]] for k, v in sorted(scores.items(), key=lambda i: -i[1]["auc"])])
    guess = np.array(classes, dtype=object)[chances[best].argmax(axis=1)].astype(str)
    matrix = confusion_matrix(y, guess, labels=classes)
    add_table(result, T("混淆矩阵（行为实际，列为预测；各行均在未参与训练时预测）", "Confusion matrix (rows actual, columns predicted; every row predicted while held out)"), [T("实际＼预测", "actual \\ predicted"), *classes], [[c, *map(int, row)] for c, row in zip(classes, matrix)])
    if beats:
        add_table(result, T("各因素的重要性（打乱该列后平衡准确率的下降）", "Importance of the factors (fall of balanced accuracy when shuffled)"), T(["因素", "重要性", "标准差"], ["factor", "importance", "std"]), [[c, a, b] for c, a, b in ranking[:15]])
    odds = odds_ratios(models["logistic"], X, y, classes) if len(classes) == 2 else []
    if odds and beats:
        add_table(result, T(f"逻辑回归：各变量使“{positive}”的优势变为多少倍（数值列按一个标准差）", f"Logistic regression: factor on the odds of '{positive}' (numbers per standard deviation)"), T(["变量", "优势比"], ["variable", "odds ratio"]), odds[:15])
    with figure(result, "confusion", T(f"“{target}”的混淆矩阵（{names[best]}）", f"Confusion matrix of '{target}' ({names[best]})"), size=(1.6 + 0.7 * len(classes) + 2, 1.2 + 0.6 * len(classes) + 1.6)) as ax:
        share = matrix / np.maximum(1, matrix.sum(axis=1, keepdims=True))
        ax.imshow(share, cmap="Blues", vmin=0, vmax=1)
        for i in range(len(classes)):
            for j in range(len(classes)):
                ax.text(j, i, str(matrix[i, j]), ha="center", va="center", color="white" if share[i, j] > 0.55 else "black", fontsize=8)
        ax.set_xticks(range(len(classes)), [short(c) for c in classes], rotation=30 if len(classes) > 4 else 0)
        ax.set_yticks(range(len(classes)), [short(c) for c in classes])
        ax.set_xlabel(T("预测", "predicted"))
        ax.set_ylabel(T("实际", "actual"))
        ax.grid(False)
    if positive is not None:
        with figure(result, "roc", T(f"ROC 曲线（“{positive}”为正类）", f"ROC curve ('{positive}' is positive)"), size=(5, 4.4)) as ax:
            for name, colour in zip(rivals, (BLUE, ORANGE)):
                x, up, _ = roc_curve(y == positive, chances[name][:, 1])
                ax.plot(x, up, color=colour, label=f"{names[name]} (AUC {number(scores[name]['auc'], 3)})")
            ax.plot([0, 1], [0, 1], color=GREY, ls="--", lw=1, label=T("随机猜测", "guessing"))
            ax.set_xlabel(T("假正率", "false positive rate"))
            ax.set_ylabel(T("真正率", "true positive rate"))
            ax.legend(fontsize=8)
    if beats:
        with figure(result, "importance", T(f"影响“{target}”的因素的重要性", f"Importance of the factors for '{target}'"), size=(7, 1.4 + 0.34 * min(12, len(ranking)))) as ax:
            top = ranking[:12][::-1]
            ax.barh([short(c, 18) for c, _, _ in top], [max(0, a) for _, a, _ in top], xerr=[b for _, _, b in top], color=BLUE, ecolor=GREY)
            ax.set_xlabel(T("重要性", "importance"))

    result["title"] = T(f"“{target}”的分类模型", f"Classifying '{target}'")
    result["analysis"] = T(f"“{target}”有 {len(classes)} 个类别，用 {len(features)} 个自变量判别。" + (f"类别不均衡（最少的一类占 {percent(sizes.min() / n)}），只看准确率会误导，因此以 AUC 与平衡准确率比较，并给少数类加权。" if imbalanced else "以准确率、平衡准确率与 AUC 比较各模型。"),
                           f"'{target}' has {len(classes)} classes, told apart by {len(features)} variables. " + (f"They are unbalanced (the rarest is {percent(sizes.min() / n)}), so accuracy alone misleads: AUC and balanced accuracy decide and rare classes are weighted." if imbalanced else "Accuracy, balanced accuracy and AUC compare the models."))
    result["method"] = {"name": names[best], "why": T(f"在{split_words}中 AUC 为 {number(s['auc'], 3)}（随机猜测为 0.5），平衡准确率 {percent(s['balanced_accuracy'])}（猜测为 {percent(1 / len(classes))}），准确率 {percent(s['accuracy'])}（总猜多数类为 {percent(base['accuracy'])}）" + ("。" if beats else "；没有明显胜过猜测：这些自变量不能判别类别。"),
                                                      f"In {split_words} its AUC is {number(s['auc'], 3)} (guessing: 0.5), its balanced accuracy {percent(s['balanced_accuracy'])} (guessing: {percent(1 / len(classes))}), its accuracy {percent(s['accuracy'])} (always the majority: {percent(base['accuracy'])})" + ("." if beats else "; it does not clearly beat guessing: these variables do not tell the classes apart.")),
                        "steps": T(["剔除编号、常量与泄漏答案的列", "填补与编码只在训练折内拟合", "分层交叉验证比较多数类、逻辑回归与树模型", "由折外预测得到混淆矩阵与重要性"], ["drop identifiers, constants and leaking columns", "fit filling and encoding inside the training folds only", "compare majority, logistic regression and trees by stratified cross-validation", "confusion and importance from held-out predictions"])}
    result["findings"].append(result["method"]["why"])
    if beats:
        top = [(c, a) for c, a, b in ranking[:5] if a > 0]
        if top:
            result["findings"].append(T("判别作用最大的因素依次为：", "The factors that matter most: ") + T("、", ", ").join(f"{quoted(c)}{T('（', ' (')}{number(a, 3)}{T('）', ')')}" for c, a in top) + T("。", "."))
        if s["accuracy"] < base["accuracy"]:
            result["findings"].append(T("准确率低于总猜多数类，这是为找出少数类付出的代价。", "Its accuracy is below always guessing the majority: the price of finding the rare class."))
        if positive is not None:
            hit, of, told = matrix[1, 1], matrix[1].sum(), matrix[:, 1].sum()
            result["findings"].append(T(f"“{positive}”共 {of} 个，找出 {hit} 个（召回率 {percent(hit / of)}）；判为“{positive}”的 {told} 个中正确的占 {percent(hit / max(1, told))}。", f"Of {of} '{positive}' rows {hit} are found (recall {percent(hit / of)}); of {told} called '{positive}', {percent(hit / max(1, told))} are right."))
        if s["auc"] > 0.999:
            result["limitations"].append(T("检验结果近乎完美，请核对是否有自变量在预测时其实未知。", "The test is almost perfect: check that every variable is known at the time of prediction."))
    result["formulas"] = [{"latex": r"P(y=k\mid x)=\frac{e^{\beta_{k0}+\beta_k^{\top}x}}{\sum_{l}e^{\beta_{l0}+\beta_l^{\top}x}}", "text": T("逻辑回归", "Logistic regression")}]
    if best != "logistic":
        result["formulas"].append({"latex": r"\hat P(y=k\mid x)=\frac1B\sum_{b=1}^{B}P_b(y=k\mid x)" if best == "forest" else r"P(y=k\mid x)\propto e^{F_k(x)},\quad F_k=\sum_m \nu\,T_{km}(x)", "text": names[best]})
    result["formulas"].append({"latex": r"\mathrm{BA}=\frac1K\sum_{k=1}^{K}\frac{TP_k}{n_k}", "text": T("平衡准确率：各类召回率的平均", "Balanced accuracy: mean recall of the classes")})
    result["symbols"] = [{"symbol": "y", "meaning": target}, {"symbol": "x", "meaning": T("自变量向量", "explanatory variables")}, {"symbol": r"\beta_k", "meaning": T("类别 k 的系数", "coefficients of class k")}, {"symbol": "K", "meaning": T("类别数", "number of classes")}]
    result["assumptions"] = T(["各行相互独立，且来自同一总体。", "类别标签记录正确。"], ["Rows are independent and of one population.", "The class labels are right."])
    result["strengths"].append(T("模型与基线在同样的未见数据上比较，指标兼顾少数类。", "Models and baseline were compared on the same unseen data, with scores that heed rare classes."))
    result["limitations"].append(T("重要性与优势比描述的是相关，不能证明因果。", "Importance and odds ratios describe association, not cause."))
    if imbalanced:
        result["limitations"].append(T("对类别加权后，模型给出的概率偏向少数类，只宜用于排序与判别，不宜直接当作发生率。", "With weighted classes the chances lean to rare ones: fit for ranking, not as rates."))
    result["metrics"] = {k: s[k] for k in ("accuracy", "balanced_accuracy", "macro_f1", "auc")}
    result["baseline"] = {"name": names["majority"], "metric": "AUC", "value": 0.5, "model_value": s["auc"], "accuracy": base["accuracy"], "beaten": bool(beats)}
    result["search"] = ["logistic regression classification" if best == "logistic" else "random forests classification" if best == "forest" else "gradient boosting classification", "class imbalance balanced accuracy" if imbalanced else "cross-validation model selection classification"]
    result["values"].update(target=target, classes=classes, chosen=best, beats=bool(beats), rows=n, features=features, scores=scores, confusion=matrix, importance=[{"column": c, "value": a, "std": b} for c, a, b in ranking], odds=[{"variable": a, "ratio": b} for a, b in odds])
    predict_unknown(params, result, frame, target, features, categorical, model)
    result["summary"] = T(f"对“{target}”建立了{names[best]}分类模型，检验 AUC {number(s['auc'], 3)}、平衡准确率 {percent(s['balanced_accuracy'])}、准确率 {percent(s['accuracy'])}（多数类基线 {percent(base['accuracy'])}）。" if beats else f"对“{target}”的分类没有明显胜过猜测（AUC {number(s['auc'], 3)}），现有自变量不能判别它。",
                          f"'{target}' was classified by {names[best]}: test AUC {number(s['auc'], 3)}, balanced accuracy {percent(s['balanced_accuracy'])}, accuracy {percent(s['accuracy'])} (majority: {percent(base['accuracy'])})." if beats else f"No classifier of '{target}' clearly beat guessing (AUC {number(s['auc'], 3)}): the given variables do not tell its classes apart.")


def odds_ratios(logistic, X, y, classes):
    """The factor by which each variable multiplies the odds of the second class."""
    fitted = clone(logistic).fit(X, y)
    sign = 1 if list(fitted.classes_)[1] == classes[1] else -1
    names = fitted[0].get_feature_names_out()
    rows = [(str(name), float(np.exp(np.clip(sign * b, -50, 50)))) for name, b in zip(names, fitted[-1].coef_[0])]
    return sorted(rows, key=lambda r: -abs(np.log(r[1])))
