"""Explains and predicts a number: a mean baseline, a linear and a tree model under cross-validation, importance of the
factors, coefficients with their confidence. Honest when nothing beats the mean.

PARAMS: part, template, lang, question, table, target, and where they apply: features, predict (a table to predict for).
"""
import statsmodels.api as sm
from sklearn.dummy import DummyRegressor
from sklearn.compose import TransformedTargetRegressor
from sklearn.ensemble import HistGradientBoostingRegressor, RandomForestRegressor
from sklearn.inspection import permutation_importance
from sklearn.linear_model import LinearRegression, RidgeCV
from sklearn.model_selection import KFold, RepeatedKFold, TimeSeriesSplit
from sklearn.pipeline import make_pipeline

warnings.simplefilter("ignore")
MAX_ROWS = 8000
MODELS = {"mean": ("均值基线", "mean baseline"), "linear": ("岭回归（线性）", "ridge regression (linear)"), "log_linear": ("对数线性回归", "log-linear regression"),
          "forest": ("随机森林", "random forest"), "boosting": ("梯度提升树", "gradient-boosted trees")}


def regressors(numeric, categorical, y, seed):
    """The models to compare, each with its own preparation of the features."""
    models = {"mean": DummyRegressor(), "linear": make_pipeline(encoder(numeric, categorical, True), RidgeCV(np.logspace(-3, 3, 13)))}
    if y.min() > 0 and y.skew() > 1.5:
        models["log_linear"] = TransformedTargetRegressor(make_pipeline(encoder(numeric, categorical, True), RidgeCV(np.logspace(-3, 3, 13))), func=np.log, inverse_func=np.exp)
    if len(y) <= 2000:
        models["forest"] = make_pipeline(encoder(numeric, categorical, False), RandomForestRegressor(150, min_samples_leaf=2 if len(y) < 500 else 4, max_features=0.5, random_state=seed))
    else:
        models["boosting"] = make_pipeline(encoder(numeric, categorical, False), HistGradientBoostingRegressor(max_iter=200, learning_rate=0.08, early_stopping=False, random_state=seed))
    return models


def folds_for(frame, n, seed):
    """How the rows are split: by time where they have one and stand in it once each, at random otherwise."""
    times = [c for c in frame.columns if kind_of(frame[c]) == "time"]
    if times and frame[times[0]].is_unique and n >= 30:
        return TimeSeriesSplit(5), T("按时间先后的 5 折检验", "5 folds in order of time"), times[0]
    if n < 120:
        return RepeatedKFold(n_splits=min(5, n // 3), n_repeats=3, random_state=seed), T("重复 3 次的 5 折交叉验证", "5-fold cross-validation, three times over"), None
    return KFold(5, shuffle=True, random_state=seed), T("5 折交叉验证", "5-fold cross-validation"), None


def cross_validate(models, X, y, splitter):
    """Per model: the errors of every fold, and one out-of-fold prediction per row."""
    from sklearn.base import clone
    scores = {name: [] for name in models}
    out = {name: np.full(len(y), np.nan) for name in models}
    for train, test in splitter.split(X):
        for name, model in models.items():
            fitted = clone(model).fit(X.iloc[train], y.iloc[train])
            guess = np.asarray(fitted.predict(X.iloc[test]), dtype=float)
            low, high = y.iloc[train].min(), y.iloc[train].max()
            guess = np.clip(guess, low - (high - low), high + (high - low))  # a linear model may run away in a fold
            error = y.iloc[test].values - guess
            base = y.iloc[test].values - y.iloc[train].mean()
            scores[name].append((np.mean(np.abs(error)), np.sqrt(np.mean(error ** 2)), 1 - np.sum(error ** 2) / max(1e-300, np.sum(base ** 2))))
            out[name][test] = guess
    return {name: dict(zip(("MAE", "RMSE", "R2"), np.mean(rows, axis=0)), per_fold=[r[1] for r in rows]) for name, rows in scores.items()}, out


def choose_model(scores):
    """The model with the smallest error; the linear one when it is as good, for it can be read; None: none beats the mean."""
    best = min((n for n in scores if n != "mean"), key=lambda n: scores[n]["RMSE"])
    for simple in ("linear", "log_linear"):
        if simple in scores and scores[simple]["RMSE"] <= 1.02 * scores[best]["RMSE"]:
            best = simple
            break
    ratio = scores[best]["RMSE"] / scores["mean"]["RMSE"] if scores["mean"]["RMSE"] > 0 else 1.0
    wins = np.mean([a < b for a, b in zip(scores[best]["per_fold"], scores["mean"]["per_fold"])])
    return best, ratio < 0.97 and wins > 0.6


def coefficients(known, y, numeric, categorical):
    """Least squares with robust errors in the data's own units: [(name, b, low, high, p, standardised)]."""
    X = known[numeric].apply(lambda s: s.fillna(s.median()))
    for c in categorical:
        top = known[c].fillna("?").astype(str)
        common = top.value_counts().index[:8]
        dummies = pd.get_dummies(top.where(top.isin(common), T("其他", "other")), prefix=str(c), prefix_sep="=", dtype=float)
        X = pd.concat([X, dummies.iloc[:, 1:]], axis=1)
    X = X.loc[:, X.std() > 1e-12].astype(float)
    if len(X) < X.shape[1] + 10 or X.empty:
        return [], None
    fit = sm.OLS(y.values, sm.add_constant(X)).fit(cov_type="HC1")
    interval = fit.conf_int()
    rows = [(c, fit.params[c], interval.loc[c, 0], interval.loc[c, 1], float(fit.pvalues[c]), fit.params[c] * X[c].std() / y.std()) for c in X.columns]
    return sorted(rows, key=lambda r: -abs(r[5])), fit


def regression(params, result):
    table, target, seed = table_of(params), params["target"], params.get("seed", 7)
    frame = add_calendar(table.frame, params.get("features"), result)
    if target not in frame.columns:
        raise NotPossible(T(f"表中没有列“{target}”。", f"The table has no column '{target}'."))
    if not is_numeric(frame, target):
        raise NotPossible(T(f"“{target}”不是数值，不能做回归。", f"'{target}' is not numeric: no regression."))
    about_data(result, table, frame.columns)
    wanted = params.get("features")
    if wanted:
        wanted = wanted + [c for c in frame.columns if "·" in c and c.split("·")[0] in wanted]
    numeric, categorical = features_for(frame, target, wanted, result)
    features = numeric + categorical
    if not features:
        raise NotPossible(T(f"除“{target}”外没有可用的自变量。", f"There is no usable explanatory variable beside '{target}'."))
    known = training_rows(frame, target, features, params, result, MAX_ROWS)
    times = [c for c in known.columns if kind_of(known[c]) == "time"]
    if times:
        known = known.sort_values(times[0]).reset_index(drop=True)
    n = len(known)
    if n < 10:
        raise NotPossible(T(f"只有 {n} 行有效数据，少于 10 行，无法可靠地建立并检验回归模型。", f"Only {n} usable rows: 10 are the least to fit and test a regression."))
    y = known[target].astype(float)
    if y.nunique() < 2:
        raise NotPossible(T(f"“{target}”的取值恒定，没有可解释的变化。", f"'{target}' is constant: there is nothing to explain."))
    X = known[features].copy()
    X[categorical] = X[categorical].astype(object).where(X[categorical].notna(), "?").astype(str)
    models = regressors(numeric, categorical, y, seed)
    splitter, split_words, by_time = folds_for(known, n, seed)
    scores, out = cross_validate(models, X, y, splitter)
    best, beats = choose_model(scores)
    names = {k: T(*v) for k, v in MODELS.items()}
    model = models[best].fit(X, y)
    STATE[params["part"]] = {"template": "regression", "X": X, "y": y, "model": models[best], "numeric": numeric, "categorical": categorical, "best": best, "splitter": splitter, "target": target, "beats": beats}

    # What each factor is worth: the error it adds when its values are shuffled in rows the model has not seen.
    train, test = list(splitter.split(X))[-1]
    from sklearn.base import clone
    held = clone(models[best]).fit(X.iloc[train], y.iloc[train])
    shuffled = permutation_importance(held, X.iloc[test], y.iloc[test], n_repeats=8 if len(test) < 500 else 3, random_state=seed, scoring="neg_root_mean_squared_error")
    spread = scores["mean"]["RMSE"]
    ranking = sorted(zip(features, shuffled.importances_mean / spread, shuffled.importances_std / spread), key=lambda r: -r[1])
    rows, ols = coefficients(known, y, numeric, categorical)

    add_table(result, T(f"各模型的检验误差（{split_words}，* 为采用的模型）", f"Test errors of the models ({split_words}; * the model used)"),
              [T("模型", "model"), "MAE", "RMSE", T("R²（检验）", "R² (test)")], [[names[k] + (" *" if k == best else ""), s["MAE"], s["RMSE"], s["R2"]] for k, s in sorted(scores.items(), key=lambda i: i[1]["RMSE"])])
    if beats:
        add_table(result, T("各因素的重要性（打乱该列后检验误差的增加，占目标标准差的比例）", "Importance of the factors (rise of the test error when shuffled, relative to the spread of the target)"),
                  T(["因素", "重要性", "标准差"], ["factor", "importance", "std"]), [[c, a, b] for c, a, b in ranking[:15]])
    if rows:
        add_table(result, T(f"最小二乘系数（稳健标准误；R² {number(ols.rsquared, 3)}，调整后 {number(ols.rsquared_adj, 3)}）", f"Least-squares coefficients (robust errors; R² {number(ols.rsquared, 3)}, adjusted {number(ols.rsquared_adj, 3)})"),
                  T(["变量", "系数", "95% 下限", "95% 上限", "p", "标准化系数"], ["variable", "coefficient", "95% low", "95% high", "p", "standardised"]),
                  [[c, b, lo, hi, p_value(p), beta] for c, b, lo, hi, p, beta in rows[:20]])
    guess = out[best]
    seen = ~np.isnan(guess)
    with figure(result, "fit", T(f"“{target}”的检验预测与实际（{names[best]}）", f"Predicted (test) against actual '{target}' ({names[best]})"), size=(5.4, 4.8)) as ax:
        pick = np.random.default_rng(seed).permutation(np.flatnonzero(seen))[:3000]
        ax.scatter(y.values[pick], guess[pick], s=12, alpha=0.5, color=BLUE)
        ends = [min(y.min(), np.nanmin(guess)), max(y.max(), np.nanmax(guess))]
        ax.plot(ends, ends, color=GREY, ls="--", lw=1)
        ax.set_xlabel(T(f"实际 {target}", f"actual {target}"))
        ax.set_ylabel(T("未参与训练时的预测", "prediction while held out"))
    if beats:
        with figure(result, "importance", T(f"影响“{target}”的因素的重要性", f"Importance of the factors for '{target}'"), size=(7, 0.6 + 0.34 * min(12, len(ranking)) + 0.8)) as ax:
            top = ranking[:12][::-1]
            ax.barh([short(c, 18) for c, _, _ in top], [max(0, a) for _, a, _ in top], xerr=[b for _, _, b in top], color=BLUE, ecolor=GREY)
            ax.set_xlabel(T("重要性", "importance"))

    gain = 1 - scores[best]["RMSE"] / scores["mean"]["RMSE"]
    result["title"] = T(f"“{target}”的回归模型与影响因素", f"Regression of '{target}' and its factors")
    result["analysis"] = T(f"“{target}”是连续数值，用 {len(features)} 个自变量解释；线性模型给出方向与大小，树模型容许非线性与交互，谁好由未参与训练的数据说了算。",
                           f"'{target}' is continuous and explained by {len(features)} variables; a linear model tells direction and size, a tree model allows curves and interactions, and data held out decide.")
    result["method"] = {"name": names[best], "why": (T(f"在{split_words}中 RMSE 为 {number(scores[best]['RMSE'])}，比均值基线（{number(scores['mean']['RMSE'])}）低 {percent(gain)}" + ("；与树模型相当时取更易解释的线性模型。" if best == "linear" else "。"),
                                                       f"In {split_words} its RMSE is {number(scores[best]['RMSE'])}, {percent(gain)} below the mean baseline ({number(scores['mean']['RMSE'])})" + ("; a linear model as good as the trees is preferred for being readable." if best == "linear" else "."))
                                                     if beats else T(f"没有模型明显胜过均值基线（RMSE {number(scores['mean']['RMSE'])}，最好的{names[best]}为 {number(scores[best]['RMSE'])}）：这些自变量对“{target}”没有可用的预测力。",
                                                                     f"No model clearly beats the mean baseline (RMSE {number(scores['mean']['RMSE'])}; the best, {names[best]}, {number(scores[best]['RMSE'])}): these variables do not predict '{target}'.")),
                        "steps": T(["剔除编号、常量与泄漏答案的列", "缺失填补与编码只在训练折内拟合", "交叉验证比较均值、线性与树模型", "在未见数据上打乱各列以衡量重要性"], ["drop identifiers, constants and leaking columns", "fit filling and encoding inside the training folds only", "compare mean, linear and tree models by cross-validation", "shuffle each column in unseen data to weigh it"])}
    result["findings"].append(result["method"]["why"])
    if beats:
        top = [(c, a) for c, a, b in ranking[:5] if a > 0 and a > b]
        if top:
            result["findings"].append(T("影响最大的因素依次为：", "The factors that matter most: ") + T("、", ", ").join(f"{quoted(c)}（{number(a, 3)}）" if LANG == "zh" else f"{quoted(c)} ({number(a, 3)})" for c, a in top) + T("。", "."))
        for c, b, lo, hi, p, beta in [r for r in rows if r[4] < 0.05][:4]:
            base_name = c.split("=")[0] if "=" in c and c.split("=")[0] in categorical else c
            result["findings"].append(T(f"其他变量不变时，{quoted(c)}{'取该类' if base_name != c else '每增加 1'}，“{target}”平均{'增加' if b > 0 else '减少'} {number(abs(b))}（95% 区间 {number(lo)}～{number(hi)}，p {p_value(p)}）。",
                                        f"With the others fixed, {'belonging to ' if base_name != c else 'one more of '}{quoted(c)} goes with {number(abs(b))} {'more' if b > 0 else 'less'} of '{target}' (95% interval {number(lo)} to {number(hi)}, p {p_value(p)})."))
    if scores[best]["R2"] > 0.999:
        result["limitations"].append(T("检验 R² 接近 1，请核对是否有自变量由目标计算而来。", "The test R² is close to 1: check that no variable is computed from the target."))
    result["formulas"] = [{"latex": r"\hat y=\beta_0+\sum_{j=1}^{p}\beta_j x_j,\qquad \min_\beta\ \sum_{i=1}^{n}(y_i-\hat y_i)^2+\lambda\sum_{j=1}^{p}\beta_j^2", "text": T("岭回归", "Ridge regression")}]
    if best == "log_linear":
        result["formulas"] = [{"latex": r"\ln \hat y=\beta_0+\sum_{j=1}^{p}\beta_j x_j", "text": T("对数线性回归", "Log-linear regression")}]
    if best in ("forest", "boosting"):
        result["formulas"].append({"latex": r"\hat y=\frac1B\sum_{b=1}^{B}T_b(x)" if best == "forest" else r"\hat y=F_M(x),\quad F_k(x)=F_{k-1}(x)+\nu\,T_k(x)", "text": names[best]})
    if rows and best in ("linear", "log_linear") and len(rows) <= 8 and beats:
        terms = "".join(f"{'+' if b >= 0 else '-'}{number(abs(b))}\\,{latex_text(c)}" for c, b, *_ in rows)
        result["formulas"].append({"latex": rf"\widehat{{{latex_text(target)}}}={number(ols.params['const'])}{terms}", "text": T("由最小二乘得到的方程", "The least-squares equation")})
    result["formulas"].append({"latex": r"R^2_{\mathrm{test}}=1-\frac{\sum_i (y_i-\hat y_i)^2}{\sum_i (y_i-\bar y_{\mathrm{train}})^2}", "text": T("检验集上的决定系数", "Coefficient of determination on test data")})
    result["symbols"] = [{"symbol": "y", "meaning": target}, {"symbol": "x_j", "meaning": T("第 j 个自变量", "the j-th variable")}, {"symbol": r"\beta_j", "meaning": T("回归系数", "coefficient")}, {"symbol": "n", "meaning": T("样本数", "rows")}]
    result["assumptions"] = T(["各行相互独立，且来自同一总体。", "需要预测的情形与训练数据的取值范围相近。"], ["Rows are independent and of one population.", "Cases to predict are like those in the data."])
    result["strengths"].append(T("模型与基线在同样的未见数据上比较，防止了编号列、重复行与目标副本的泄漏。", "Models and baseline were compared on the same unseen data; identifiers, duplicates and copies of the target cannot leak."))
    result["limitations"].append(T("系数与重要性描述的是相关，不能证明因果。", "Coefficients and importance describe association, not cause."))
    if n < 50:
        result["limitations"].append(T(f"样本只有 {n} 行，系数与误差的估计都不稳定。", f"With {n} rows, coefficients and errors are uncertain."))
    result["metrics"] = {k: scores[best][k] for k in ("MAE", "RMSE", "R2")}
    result["baseline"] = {"name": names["mean"], "metric": "RMSE", "value": scores["mean"]["RMSE"], "model_value": scores[best]["RMSE"], "beaten": beats}
    result["search"] = ["ridge regression" if best == "linear" else "random forests regression" if best == "forest" else "gradient boosting regression", "permutation variable importance"]
    result["values"].update(target=target, chosen=best, beats=beats, features=features, rows=n, scores={k: {m: v for m, v in s.items() if m != "per_fold"} for k, s in scores.items()},
                            importance=[{"column": c, "value": a, "std": b} for c, a, b in ranking], coefficients=[{"variable": c, "value": b, "low": lo, "high": hi, "p": p} for c, b, lo, hi, p, _ in rows])
    predict_unknown(params, result, frame, target, features, categorical, model)
    result["summary"] = T(f"对“{target}”建立了{names[best]}模型，检验 R² 为 {number(scores[best]['R2'], 3)}，RMSE 比均值基线低 {percent(gain)}。" + (f"最重要的因素是{quoted(ranking[0][0])}。" if ranking[0][1] > 0 else "") if beats else f"对“{target}”的回归没有胜过均值基线，现有自变量不能预测它。",
                          f"'{target}' was modelled by {names[best]}: test R² {number(scores[best]['R2'], 3)}, RMSE {percent(gain)} below the mean baseline." + (f" {quoted(ranking[0][0])} matters most." if ranking[0][1] > 0 else "") if beats else f"No regression of '{target}' beat the mean: the given variables do not predict it.")
