"""Forecasts a series: tests for seasonality, compares naive, smoothing, Theta, ARIMA and grey models by rolling-origin
error, takes the best (the naive one when nothing beats it), and draws history, forecast and intervals.

PARAMS: part, template, lang, question, table, targets (columns; empty: count the rows), and where they apply: time,
by and values (a series per category), horizon (periods), horizon_words.
"""
from scipy import stats
from statsmodels.stats.diagnostic import acorr_ljungbox
from statsmodels.tsa.arima.model import ARIMA
from statsmodels.tsa.forecasting.stl import STLForecast
from statsmodels.tsa.forecasting.theta import ThetaModel
from statsmodels.tsa.holtwinters import ExponentialSmoothing
from statsmodels.tsa.seasonal import STL

warnings.simplefilter("ignore")  # statsmodels sets its own filters when it is imported
MODEL_NAMES = {
    "naive": ("朴素法（沿用最近值）", "naive (last value)"), "seasonal_naive": ("季节朴素法（沿用上一周期）", "seasonal naive (last season)"),
    "drift": ("漂移法", "drift"), "mean": ("历史均值", "historical mean"), "holt_winters": ("Holt-Winters 指数平滑", "Holt-Winters smoothing"),
    "theta": ("Theta 法", "Theta method"), "arima": ("ARIMA", "ARIMA"), "grey": ("灰色 GM(1,1)", "grey model GM(1,1)"), "combination": ("等权组合", "equal-weight combination")}
FORMULAS = {
    "naive": (r"\hat y_{t+h}=y_t", "朴素法", "Naive forecast"),
    "seasonal_naive": (r"\hat y_{t+h}=y_{t+h-m\lceil h/m\rceil}", "季节朴素法", "Seasonal naive forecast"),
    "drift": (r"\hat y_{t+h}=y_t+h\,\frac{y_t-y_1}{t-1}", "漂移法", "Drift"),
    "mean": (r"\hat y_{t+h}=\frac1t\sum_{i=1}^{t}y_i", "历史均值", "Historical mean"),
    "holt_winters": (r"\hat y_{t+h}=\ell_t+(\phi+\dots+\phi^h)b_t+s_{t+h-m\lceil h/m\rceil},\quad \ell_t=\alpha(y_t-s_{t-m})+(1-\alpha)(\ell_{t-1}+\phi b_{t-1})", "Holt-Winters 指数平滑（加法形式）", "Holt-Winters smoothing (additive form)"),
    "theta": (r"\hat y_{t+h}=\tfrac12\left(\hat a+\hat b\,(t+h)\right)+\tfrac12\,\tilde y_{t},\quad \tilde y_t=\alpha\,(2y_t-\hat a-\hat b\,t)+(1-\alpha)\,\tilde y_{t-1}", "Theta 法：趋势线与指数平滑各半", "Theta method: half trend line, half smoothing"),
    "arima": (r"\Phi(B^m)\,\phi(B)\,(1-B)^d(1-B^m)^D y_t=c+\Theta(B^m)\,\theta(B)\,\varepsilon_t", "（季节）ARIMA 模型", "(Seasonal) ARIMA model"),
    "grey": (r"x^{(0)}(k)+a\,z^{(1)}(k)=b,\quad \hat x^{(1)}(k+1)=\left(x^{(0)}(1)-\tfrac ba\right)e^{-ak}+\tfrac ba", "灰色模型 GM(1,1)", "Grey model GM(1,1)"),
    "combination": (r"\hat y_{t+h}=\tfrac13\left(\hat y^{HW}_{t+h}+\hat y^{\theta}_{t+h}+\hat y^{ARIMA}_{t+h}\right)", "三种模型的等权组合", "Equal-weight combination of three models")}


def forecast(params, result):
    table = table_of(params)
    frame, time_name = table.frame, params.get("time")
    about_data(result, table, [c for c in [time_name, *params["targets"]] if c])
    jobs = []  # (label, target, rows)
    everything = pd.Series(True, index=frame.index)
    targets = params["targets"] or [""]
    if params.get("by"):
        by = params["by"]
        sizes = frame.groupby(by)[targets[0]].sum().sort_values(ascending=False) if targets[0] else frame[by].value_counts()
        values = params.get("values") or list(sizes.index[:6])
        if not params.get("values") and len(sizes) > 6:
            result["limitations"].append(T(f"“{by}”共有 {len(sizes)} 个，只对“{targets[0]}”最大的 6 个逐一预测。", f"'{by}' has {len(sizes)} values; only the 6 largest by '{targets[0]}' are forecast one by one."))
        jobs = [(str(v), targets[0], frame[by] == v) for v in values]
    else:
        jobs = [(params.get("called") or t or T("记录数", "rows"), t, everything) for t in targets]
    horizon_words = params.get("horizon_words", "")
    table_rows, error_rows, done, prepared, season_words = [], [], [], {}, []
    for label, target, rows in jobs:
        try:
            series, tick, notes = make_series(frame, target, time_name, rows, result)
            if len(series) < 4:
                raise NotPossible(T(f"“{label}”只有 {len(series)} 期数据，少于 4 期，无法预测。", f"'{label}' has only {len(series)} periods; 4 are the least."))
        except NotPossible as reason:
            if len(jobs) == 1:
                raise
            result["limitations"].append(str(reason))
            continue
        n = len(series)
        h = params.get("horizon") or (max(tick.seasons[:1] + (3,)) if tick and tick.seasons and n >= 2 * tick.seasons[0] else max(1, min(12, n // 5)))
        if h > max(n, 4):
            result["limitations"].append(T(f"要求预测 {h} 期，而历史只有 {n} 期；只预测 {max(n, 4)} 期。", f"{h} periods were asked for with a history of {n}; {max(n, 4)} are forecast."))
            h = max(n, 4)
        if h > n / 2:
            result["limitations"].append(T(f"预测 {h} 期超过历史（{n} 期）的一半，远端不可靠。", f"{h} periods ahead are more than half of the history ({n}); the far end is unreliable."))
        result["preparation"] += [f"{label}{T('：', ': ')}{note}" if len(jobs) > 1 else note for note in notes]
        seasons = tuple(s for s in tick.seasons) if tick else ()
        one = forecast_one(series, tick, h, seasons)
        labels = [period_label(p) for p in series.index] if tick else [str(i + 1) for i in range(n)]
        future = [period_label(series.index[-1] + i) for i in range(1, h + 1)] if tick else [str(n + i) for i in range(1, h + 1)]
        low, high = one["point"] - one["half"], one["point"] + one["half"]
        if series.min() >= 0:  # what was never negative is not forecast negative
            one["point"], low, high = np.maximum(one["point"], 0), np.maximum(low, 0), np.maximum(high, 0)
        done.append((label, series, tick, one, labels, future, low, high))
        prepared[label] = {"y": series.values.astype(float), "one": {k: one[k] for k in ("m", "chosen", "base", "steps", "order")}, "h": h, "future": future}
    if not done:
        raise NotPossible(T("没有一条序列能够预测。", "No series could be forecast."))
    STATE[params["part"]] = {"template": "forecast", "series": prepared}

    names = {k: T(*v) for k, v in MODEL_NAMES.items()}
    series_values, label0 = [], done[0][0]
    for label, series, tick, one, labels, future, low, high in done:
        chosen, base, scores = one["chosen"], one["base"], one["scores"]
        for i, (when, value, lo, hi) in enumerate(zip(future, one["point"], low, high)):
            table_rows.append(([label] if len(done) > 1 else []) + [when, value, lo, hi])
        for name in sorted(scores, key=lambda k: scores[k]["MAE"]):
            s = scores[name]
            error_rows.append(([label] if len(done) > 1 else []) + [names[name] + (" *" if name == chosen else ""), s["MAE"], s["RMSE"], s["sMAPE"], s["MASE"]])
        unit = T(tick.zh, tick.en) if tick else T("期", "step")
        season = [t for t in one["tried"] if t["m"] == one["m"] and t["found"]]
        if season:
            words = T(f"季节周期 {one['m']} 显著（Kruskal-Wallis p {p_value(season[0]['p'])}，季节强度 {number(season[0]['strength'], 2)}）", f"a season of {one['m']} is borne out (Kruskal-Wallis p {p_value(season[0]['p'])}, strength {number(season[0]['strength'], 2)})")
        elif any(t.get("why") == "short" for t in one["tried"]) and not any("p" in t for t in one["tried"]):
            words = T("历史太短，无法检验季节性", "the history is too short to test for a season")
        elif one["tried"]:
            words = T("未检出显著的季节性", "no significant season was found")
        else:
            words = T("该频率不检验季节性", "there is no season to test at this frequency")
        season_words.append(words)
        if one["constant"]:
            result["findings"].append(T(f"“{label}”在历史中恒为 {number(series.iloc[-1])}，预测沿用该值。", f"'{label}' has always been {number(series.iloc[-1])}; the forecast keeps it."))
        elif not scores:
            result["findings"].append(T(f"“{label}”只有 {len(series)} 期，不足以比较模型，采用{names['naive']}。", f"'{label}' has {len(series)} periods, too few to compare models: {names['naive']}."))
        else:
            gain = 1 - scores[chosen]["MAE"] / scores[base]["MAE"] if scores[base]["MAE"] > 0 else 0.0
            text = T(f"“{label}”（{len(series)} 期{unit}数据）：{words}；", f"'{label}' ({len(series)} periods, {unit}): {words}; ")
            if chosen == base:
                rivals = [k for k in scores if k not in ("naive", "seasonal_naive")]
                rival = min(rivals, key=lambda k: scores[k]["MAE"]) if rivals else base
                text += T(f"没有模型明显胜过{names[base]}（MAE {number(scores[base]['MAE'])}，最接近的{names[rival]}为 {number(scores[rival]['MAE'])}），因此采用{names[base]}。",
                          f"no model clearly beats {names[base]} (MAE {number(scores[base]['MAE'])}; {names[rival]} {number(scores[rival]['MAE'])}), so it is used.")
            else:
                text += T(f"采用{names[chosen]}，滚动检验 MAE {number(scores[chosen]['MAE'])}，比{names[base]}（{number(scores[base]['MAE'])}）低 {percent(gain)}，MASE {number(scores[chosen]['MASE'], 3)}。",
                          f"{names[chosen]} is used: rolling MAE {number(scores[chosen]['MAE'])}, {percent(gain)} below {names[base]} ({number(scores[base]['MAE'])}), MASE {number(scores[chosen]['MASE'], 3)}.")
            result["findings"].append(text)
        first, last = one["point"][0], one["point"][-1]
        total = T(f"，合计 {number(one['point'].sum())}", f", {number(one['point'].sum())} in all") if target_adds(params, label) and len(future) > 1 else ""
        result["findings"].append(T(f"“{label}”预测 {future[0]} 为 {number(first)}（95% 区间 {number(low[0])}～{number(high[0])}）" + (f"，{future[-1]} 为 {number(last)}（{number(low[-1])}～{number(high[-1])}）{total}" if len(future) > 1 else "") + "。",
                                    f"'{label}': {number(first)} for {future[0]} (95% interval {number(low[0])} to {number(high[0])})" + (f", {number(last)} for {future[-1]} ({number(low[-1])} to {number(high[-1])}){total}" if len(future) > 1 else "") + "."))
        series_values.append({"name": label, "periods": len(series), "frequency": tick.en if tick else "steps", "season": one["m"], "season_tests": one["tried"], "chosen": chosen, "baseline": base,
                              "scores": {k: {a: b for a, b in v.items() if a != "per_origin"} for k, v in scores.items()}, "origins": len(one["origins"]), "test_steps": one["steps"],
                              "arima_order": list(one["order"][0]) + list(one["order"][1]) if one["order"] else None,
                              "forecast": [{"time": w, "value": v, "low": a, "high": b} for w, v, a, b in zip(future, one["point"], low, high)],
                              "history_last": [{"time": w, "value": v} for w, v in zip(labels[-5:], series.values[-5:])]})
        with figure(result, "forecast" if len(done) == 1 else f"forecast{len(series_values)}", T(f"“{label}”的历史与预测（{names[chosen]}，阴影为 95% 预测区间）", f"History and forecast of '{label}' ({names[chosen]}; shaded: 95% interval)")) as ax:
            shown = min(len(series), max(6 * len(future), 60))
            x = np.arange(len(series))
            ahead = np.arange(len(series), len(series) + len(future))
            ax.plot(x[-shown:], series.values[-shown:], color=BLUE, lw=1.5, label=T("历史", "history"))
            if len(one["origins"]) and scores:
                o = one["origins"][-1]
                ax.plot(np.arange(o, o + one["steps"]), one["forecasts"][chosen][o], color=GREEN, ls="--", lw=1.3, label=T("最近一次检验的预测", "forecast at the last test origin"))
            ax.plot(np.r_[x[-1], ahead], np.r_[series.values[-1], one["point"]], color=ORANGE, lw=1.8, marker="o" if len(future) <= 24 else None, ms=3, label=T("预测", "forecast"))
            ax.fill_between(ahead, low, high, color=ORANGE, alpha=0.2, lw=0)
            every = np.unique(np.linspace(len(series) - shown, len(series) + len(future) - 1, 7).astype(int))
            ax.set_xticks(every)
            ax.set_xticklabels([(labels + future)[i] for i in every], rotation=20)
            ax.set_xlabel(T("时间", "time") if tick else T("序号", "step"))
            ax.set_ylabel(label)
            ax.legend(fontsize=8)

    one, series, tick = done[0][3], done[0][1], done[0][2]
    if one["m"] > 1 and len(series) <= 1000:
        parts = STL(series.values, period=one["m"], robust=True).fit()
        with figure(result, "decomposition", T(f"“{label0}”的 STL 分解", f"STL decomposition of '{label0}'"), size=(8, 5), axes=(3, 1)) as axes:
            for ax, data, name in zip(axes, (parts.trend, parts.seasonal, parts.resid), T(("趋势", "季节", "剩余"), ("trend", "season", "remainder"))):
                ax.plot(data, color=BLUE, lw=1.2)
                ax.set_ylabel(name)
            axes[2].set_xlabel(T("期", "period"))
    head = [T("序列", "series")] if len(done) > 1 else []
    add_table(result, T("预测值与 95% 预测区间", "Forecasts and 95% prediction intervals"), head + T(["时间", "预测", "下限", "上限"], ["time", "forecast", "low", "high"]), table_rows, limit=60)
    if error_rows:
        add_table(result, T("滚动起点检验的误差（* 为采用的模型）", "Rolling-origin errors (* the model used)"), head + [T("模型", "model"), "MAE", "RMSE", "sMAPE (%)", "MASE"], error_rows, limit=60)
    with open(f"{params['part']}_forecast.csv", "w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows([head + T(["时间", "预测", "下限", "上限"], ["time", "forecast", "low", "high"]), *[[harmless(c) if isinstance(c, str) else f"{c:.6g}" for c in row] for row in table_rows]])
    result["files"].append(f"{params['part']}_forecast.csv")
    finish_forecast(params, result, done, names, season_words, series_values, horizon_words)


def target_adds(params, label):
    """Whether forecasts of a target may be summed over time."""
    name = params["targets"][0] if params.get("by") and params["targets"] else label
    return has_word(name, WORDS["additive"]) and not has_word(name, WORDS["averaged"])


def finish_forecast(params, result, done, names, season_words, series_values, horizon_words):
    """The words and formulas around the numbers."""
    label, series, tick, one, labels, future, low, high = done[0]
    chosen, base, scores = one["chosen"], one["base"], one["scores"]
    used = list(dict.fromkeys(d[3]["chosen"] for d in done))
    result["title"] = T(f"{join(d[0] for d in done)}的预测", f"Forecast of {join(d[0] for d in done)}")
    asked = T(f"（题中“{horizon_words}”）", f" ('{horizon_words}' in the question)") if horizon_words else T("（题中未说明，按数据长度取）", " (not stated; taken from the length of the data)")
    result["analysis"] = T(f"要由 {len(series)} 期历史推断{join(quoted(d[0]) for d in done)}此后 {len(future)} 期的取值{asked}。先看有无季节性，再比较简单与较复杂的时间序列模型，用滚动起点检验决定取舍。",
                           f"From {len(series)} periods of history, {join(quoted(d[0]) for d in done)} is to be inferred for {len(future)} periods ahead{asked}. First the season is tested, then simple and richer time-series models compete under a rolling-origin test.")
    result["method"] = {"name": join(names[u] for u in used), "why": T(f"{season_words[0]}；", f"{season_words[0][:1].upper()}{season_words[0][1:]}; ") + (T(f"在 {len(one['origins'])} 个滚动起点、每次 {one['steps']} 步的检验中误差最小。" if chosen != base else f"在 {len(one['origins'])} 个滚动起点的检验中没有模型明显胜过它。", f"it had the smallest error over {len(one['origins'])} rolling origins of {one['steps']} steps." if chosen != base else f"no model clearly beat it over {len(one['origins'])} rolling origins.") if scores else T("数据太短，只能用最简单的方法。", "the data are too short for more.")),
                        "steps": T(["把数据整理为等间隔序列", "检验季节性（Kruskal-Wallis 与 STL 季节强度）", "各模型只用起点以前的数据预测，再与实际比较", "选误差最小且明显胜过朴素法的模型，用全部数据重新拟合", "由检验误差构造预测区间"],
                                   ["bring the data to an even grid", "test for seasonality (Kruskal-Wallis, STL strength)", "forecast from each origin with the data before it and compare with what came", "refit the best model that clearly beats the naive one on all data", "build the intervals from the test errors"])}
    for name in dict.fromkeys([base, *used]):
        latex, zh, en = FORMULAS[name]
        result["formulas"].append({"latex": latex, "text": T(zh, en)})
    if "arima" in used and one["order"]:
        (p, d, q), s, _ = one["order"]
        result["formulas"].append({"latex": rf"(p,d,q)\times(P,D,Q)_m=({p},{d},{q})\times({s[0]},{s[1]},{s[2]})_{{{s[3] or 1}}}", "text": T("由 AICc 选出的阶数", "Order chosen by AICc")})
    result["formulas"].append({"latex": r"\mathrm{MASE}=\frac{\frac1H\sum_{h=1}^{H}|y_{t+h}-\hat y_{t+h}|}{\frac{1}{n-m}\sum_{i=m+1}^{n}|y_i-y_{i-m}|}", "text": T("以朴素法的平均步长为单位的误差，小于 1 即优于朴素法的历史表现", "Error in units of the naive method's mean step; below 1 is better than the naive method did in the past")})
    result["symbols"] += [{"symbol": "y_t", "meaning": T(f"第 t 期的{label}", f"{label} in period t")}, {"symbol": r"\hat y_{t+h}", "meaning": T("由第 t 期起向前 h 期的预测", "forecast h periods after t")}, {"symbol": "m", "meaning": T("季节周期长度", "season length")}, {"symbol": "h", "meaning": T("预测步数", "steps ahead")}]
    result["assumptions"] += T(["历史中的水平、趋势与季节规律在预测期内继续有效，没有政策或外部冲击。", "预测误差近似对称；区间由滚动起点的误差、t 分位数与小样本修正得到，序列为正时误差随水平成比例。"],
                               ["Level, trend and season of the past go on over the horizon; there is no outside shock.", "Forecast errors are roughly symmetric; the interval comes from rolling-origin errors with Student's quantile and a small-sample correction, and in proportion to the level where the series is positive."])
    result["strengths"].append(T("模型由未参与拟合的数据检验选出，并始终与朴素法比较。", "The model was chosen on data it had not been fitted to, always against the naive forecast."))
    result["limitations"].append(T("只用序列自身的历史，没有纳入价格、节假日、政策等外部因素。", "Only the series' own past is used: no prices, holidays or policies."))
    if chosen == base and scores:
        result["limitations"].append(T("没有模型明显胜过朴素法，说明历史对未来的信息有限，应以预测区间为准。", "No model clearly beat the naive one: the past tells little of the future here; heed the interval."))
    if len(one["origins"]) < 3:
        result["limitations"].append(T("历史较短，检验起点少，模型比较的把握有限。", "The history is short and the test origins few; the comparison is uncertain."))
    if scores:
        result["metrics"] = {"MAE": scores[chosen]["MAE"], "RMSE": scores[chosen]["RMSE"], "sMAPE": scores[chosen]["sMAPE"], "MASE": scores[chosen]["MASE"]}
        result["baseline"] = {"name": names[base], "metric": "MAE", "value": scores[base]["MAE"], "model_value": scores[chosen]["MAE"], "beaten": chosen != base}
    subject = {"arima": "ARIMA", "theta": "Theta method", "grey": "grey model GM(1,1)"}.get(chosen, "exponential smoothing Holt-Winters")
    result["search"] = [f"time series forecasting {subject}", "forecast accuracy rolling origin evaluation"]
    result["values"].update(horizon=len(future), horizon_words=horizon_words, series=series_values)
    first = series_values[0]["forecast"]
    error_words = T(f"滚动检验 MASE 为 {number(scores[chosen]['MASE'], 3)}" if scores else "数据太短，未能检验", f"its rolling MASE is {number(scores[chosen]['MASE'], 3)}" if scores else "the data are too short to test it")
    result["summary"] = T(f"对{join(quoted(d[0]) for d in done)}用{result['method']['name']}预测了 {len(future)} 期，{error_words}；“{label}”在 {first[0]['time']} 的预测为 {number(first[0]['value'])}，在 {first[-1]['time']} 为 {number(first[-1]['value'])}。",
                          f"{join(quoted(d[0]) for d in done)} was forecast {len(future)} periods ahead with {result['method']['name']} ({error_words}); '{label}' is expected at {number(first[0]['value'])} in {first[0]['time']} and {number(first[-1]['value'])} in {first[-1]['time']}.")
