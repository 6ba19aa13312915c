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
MAX_POINTS = 1500  # older points are left out of the models: they cost time and say little about the future
MODEL_NAMES = {
    "naive": ("朴素法（沿用最近值）", "naive (last value)"), "seasonal_naive": ("季节朴素法（沿用上一周期）", "seasonal naive (last season)"),
    "drift": ("漂移法", "drift"), "mean": ("历史均值", "historical mean"), "holt_winters": ("Holt-Winters 指数平滑", "Holt-Winters smoothing"),
    "theta": ("Theta 法", "Theta method"), "arima": ("ARIMA", "ARIMA"), "grey": ("灰色 GM(1,1)", "grey model GM(1,1)"), "combination": ("等权组合", "equal-weight combination")}


# ---------------------------------------------------------------- the series

def make_series(frame, target, time_name, rows, result):
    """The series of one target on an even grid: (values, index labels, frequency, notes)."""
    data, notes = frame.loc[rows], []
    if time_name is None:
        values = data[target].astype(float).reset_index(drop=True)
        gaps = int(values.isna().sum())
        values = values.interpolate(limit_direction="both")
        if gaps:
            notes.append(T(f"{gaps} 个缺失值用线性插值补齐。", f"{gaps} missing values were interpolated."))
        return values.dropna(), None, notes
    data = data[data[time_name].notna()]
    tick = frequency_of(data[time_name])
    per_time = len(data) / max(1, data[time_name].nunique())
    if tick is None and not (data[time_name] == data[time_name].dt.normalize()).all():
        tick = Frequency("D", "日", "daily", 1.0, (7, 365))  # uneven moments are counted by the day
    if tick is None:
        series = data.groupby(time_name)[target].mean() if target else data.groupby(time_name).size()
        series = series.sort_index().dropna().astype(float).reset_index(drop=True)
        notes.append(T("时间间隔不均匀，按先后顺序等距处理。", "The times are uneven; the values are taken in order, evenly spaced."))
        return series, None, notes
    periods = data[time_name].dt.to_period(tick.code)
    repeated = periods.duplicated().any()
    if not target:
        series, how = periods.value_counts().sort_index().astype(float), "count"
        notes.append(T(f"按{tick.zh}统计行数。", f"Rows are counted per {tick.en} period."))
    elif repeated:
        adds = has_word(target, WORDS["additive"]) and not has_word(target, WORDS["averaged"])
        how = "sum" if adds else "mean"
        series = getattr(data.groupby(periods)[target], how)(**({"min_count": 1} if how == "sum" else {}))
        notes.append(T(f"同一{tick.zh}有多行（平均 {number(per_time, 3)} 行），“{target}”按{'求和' if adds else '求均值'}汇总。", f"Several rows share a period; '{target}' is {'summed' if adds else 'averaged'}."))
    else:
        series, how = data.set_index(periods)[target], "single"
    series = series.astype(float)
    grid = pd.period_range(series.index.min(), series.index.max(), freq=tick.code)
    series = series.reindex(grid)
    gaps = int(series.isna().sum())
    if gaps > 0.6 * len(series):
        raise NotPossible(T(f"时间序列的缺口太多（{len(series)} 期中缺 {gaps} 期）。", f"The series has too many gaps ({gaps} of {len(series)} periods)."))
    if gaps and (how == "count" or (how == "sum" and per_time > 2)):
        series = series.fillna(0.0)
        notes.append(T(f"{gaps} 期没有记录，按 0 计。", f"{gaps} periods without records count as 0."))
    elif gaps:
        season = next((m for m in tick.seasons if len(series) >= 4 * m), 0)
        filled = series.interpolate(limit_direction="both")
        if season and gaps < 0.3 * len(series):  # a gap takes the shape of its season, not a straight line
            position = np.arange(len(series)) % season
            level = filled.rolling(season, center=True, min_periods=1).mean()
            shape = (series - level).groupby(position).transform("median")
            filled = series.fillna(level + shape.fillna(0))
        series = filled
        notes.append(T(f"{gaps} 期缺失，按邻近水平{'与季节形状' if season else ''}补齐。", f"{gaps} missing periods were filled from their neighbours{' and the seasonal shape' if season else ''}."))
    if how in ("sum", "count") and len(series) > 8 and tick.code[0] in "AQMW":
        recorded = data[time_name].max()
        if (grid[-1].end_time - recorded).days > 0.3 * tick.days and per_time > 5:
            series = series.iloc[:-1]
            notes.append(T("最后一期的数据不完整，未使用。", "The last period is incomplete and was left out."))
    if len(series) > MAX_POINTS:
        notes.append(T(f"序列共 {len(series)} 期，用最近 {MAX_POINTS} 期建模。", f"Of {len(series)} periods the latest {MAX_POINTS} are modelled."))
        series = series.iloc[-MAX_POINTS:]
    return series, tick, notes


def seasonality(y, seasons):
    """The season length that the data bear out, with the evidence for each tried: [{m, p, strength, found}]."""
    tried = []
    for m in seasons:
        if len(y) < 2 * m + max(3, m // 4):
            tried.append({"m": m, "found": False, "why": "short"})
            continue
        trend = pd.Series(y).rolling(m if m % 2 else m + 1, center=True, min_periods=max(2, m // 2)).mean().values
        rest = y - trend
        groups = [rest[i::m] for i in range(m)]
        groups = [g for g in groups if len(g) >= 2]
        p = 1.0
        if np.ptp(rest) > 1e-12 and len(groups) > 1:
            ranks = stats.rankdata(rest)  # Kruskal-Wallis on what is left without the trend
            p = float(stats.kruskal(*[ranks[i::m] for i in range(m) if len(ranks[i::m]) >= 2]).pvalue)
        parts = STL(y, period=m, robust=True).fit() if len(y) * m < 200_000 else STL(y, period=m).fit()
        strength = max(0.0, 1 - np.var(parts.resid) / max(1e-12, np.var(parts.seasonal + parts.resid)))
        # STL finds some season in noise too: the more so the fewer cycles it sees.
        bar = 0.64 if len(y) < 4 * m else 0.45
        tried.append({"m": m, "p": p, "strength": float(strength), "found": p < 0.01 and strength > bar})
    found = [t for t in tried if t["found"]]
    return (max(found, key=lambda t: t["strength"])["m"] if found else 1), tried


# ---------------------------------------------------------------- the models: each is f(y, h) -> h values

def naive(y, h):
    return np.repeat(y[-1], h)


def seasonal_naive(y, h, m):
    return np.resize(y[-m:], h)


def drift(y, h):
    return y[-1] + (y[-1] - y[0]) / (len(y) - 1) * np.arange(1, h + 1)


def smoothing_form(y, m):
    """(trend, damped, season) of Holt-Winters with the smallest corrected AIC; a multiplicative season for positive data only."""
    best, best_score = (None, False, None), np.inf
    for trend, damped in [(None, False), ("add", True), ("add", False)]:
        for season in [None] if m == 1 else ["add", "mul"] if y.min() > 0 else ["add"]:
            fit = ExponentialSmoothing(y, trend=trend, damped_trend=damped, seasonal=season, seasonal_periods=m if season else None, initialization_method="estimated").fit()
            if np.isfinite(fit.aicc) and fit.aicc < best_score:
                best, best_score = (trend, damped, season), fit.aicc
    return best


def holt_winters(y, h, m, form):
    if m > 24:
        return STLForecast(pd.Series(y), ExponentialSmoothing, model_kwargs={"trend": "add", "damped_trend": True, "initialization_method": "estimated"}, period=m).fit().forecast(h).values
    trend, damped, season = form
    return ExponentialSmoothing(y, trend=trend, damped_trend=damped, seasonal=season, seasonal_periods=m if season else None, initialization_method="estimated").fit().forecast(h)


def theta(y, h, m):
    return ThetaModel(pd.Series(y), period=max(m, 2), deseasonalize=m > 1, method="additive" if y.min() <= 0 else "auto").fit().forecast(h).values


def fit_arima(y, order, seasonal, trend):
    return ARIMA(y, order=order, seasonal_order=seasonal, trend=trend).fit(method_kwargs={"maxiter": 40})


def arima_order(y, m):
    """The (order, seasonal order, trend) with the smallest corrected AIC per point, among a few that cover most series."""
    d = int(np.std(np.diff(y)) < np.std(y))
    if 1 < m <= 12 and len(y) >= 2 * m + 5:
        candidates = [((0, 1, 1), (0, 1, 1, m)), ((1, 0, 0), (0, 1, 1, m)), ((1, 1, 1), (0, 1, 1, m)), ((1, d, 0), (1, 0, 0, m))]
    else:
        candidates = [(order, (0, 0, 0, 0)) for order in [(0, d, 1), (1, d, 0), (1, d, 1), (2, d, 1), (0, d, 0)]]
    best, best_score = None, np.inf
    steps = np.diff(y)
    drifts = abs(steps.mean()) > 2 * steps.std() / np.sqrt(len(y))
    for order, seasonal in candidates:
        differenced = order[1] + seasonal[1]
        trend = "t" if differenced == 1 and order[1] == 1 and drifts else "c" if differenced == 0 else "n"
        try:
            fit = fit_arima(y, order, seasonal, trend)
        except (ValueError, np.linalg.LinAlgError):
            continue
        score = fit.aicc / max(1, fit.nobs_effective)  # differencing changes how many points the likelihood counts
        if np.isfinite(score) and score < best_score:
            best, best_score = (order, seasonal, trend), score
    return best


def arima(y, h, m, chosen, start=None):
    """Fitted anew on `y`, or, where `start` holds an earlier fit, with its parameters on the longer history."""
    order, seasonal, trend = chosen
    if m > 12:
        return STLForecast(pd.Series(y), ARIMA, model_kwargs={"order": order, "trend": trend}, period=m).fit().forecast(h).values
    if start is not None:
        return start.apply(y).forecast(h)
    return fit_arima(y, order, seasonal, trend).forecast(h)


def grey(y, h):
    """GM(1,1): an exponential through the accumulated series; for short positive series."""
    total = np.cumsum(y)
    z = 0.5 * (total[1:] + total[:-1])
    (a, b), *_ = np.linalg.lstsq(np.column_stack([-z, np.ones(len(z))]), y[1:], rcond=None)
    if abs(a) < 1e-9:
        return np.repeat(b, h)
    k = np.arange(len(y), len(y) + h)
    return (y[0] - b / a) * (np.exp(-a * k) - np.exp(-a * (k - 1)))


def candidates_for(y, m):
    """The models that fit the length and the season of a series; the baselines come first.

    Forms and orders are chosen once, on the part of the series that no forecast is tested on.
    """
    n, chosen = len(y), {}
    if m > 1:
        chosen["seasonal_naive"] = lambda y, h: seasonal_naive(y, h, m)
    chosen["naive"] = naive
    if n >= 6:
        chosen["drift"] = drift
    chosen["mean"] = lambda y, h: np.repeat(y.mean(), h)
    if n >= 10 and np.ptp(y) > 0:
        early = y[:max(8, first_origin(n, m))]
        form = smoothing_form(early, m) if m <= 24 else None
        chosen["holt_winters"] = lambda y, h: holt_winters(y, h, m, form)
        chosen["theta"] = lambda y, h: theta(y, h, m)
        order = arima_order(early if m <= 12 else STL(early, period=m).fit().trend, m if m <= 12 else 1)
        if order:
            start = fit_arima(early, *order) if m <= 12 else None
            chosen["arima"] = lambda y, h: arima(y, h, m, order, start if len(y) < n else None)
            chosen["arima"].order = order
    if 5 <= n <= 30 and y.min() > 0 and m == 1:
        chosen["grey"] = grey
    return chosen


def first_origin(n, m):
    """How much history the earliest test forecast is given."""
    return max(2 * m + 2 if m > 1 else 6, int(0.5 * n))


def safe(model, y, h):
    """A forecast, or None when the model fails or runs away from everything seen."""
    try:
        out = np.asarray(model(y, h), dtype=float)
    except (ValueError, np.linalg.LinAlgError, IndexError, ZeroDivisionError, FloatingPointError):
        return None
    reach = np.ptp(y) if np.ptp(y) > 0 else abs(y[0]) + 1
    return out if np.all(np.isfinite(out)) and np.all(np.abs(out - y.mean()) < 20 * reach) else None


def rolling_origin(y, m, h, models):
    """Forecasts of each model from several origins: ({model: {origin: values}}, origins, steps ahead)."""
    n = len(y)
    least = first_origin(n, m)
    steps = max(1, min(h, (n - least) // 2 if n - least >= 2 else 1))
    room = n - least - steps
    folds = int(np.clip(room // max(1, steps // 2) + 1, 1, 6 if n * max(m, 4) < 3000 else 4)) if room >= 0 else 0
    origins = sorted({int(round(o)) for o in np.linspace(n - steps, least, folds)}) if folds > 1 else [n - steps] if n - steps >= 4 else []
    forecasts = {name: {} for name in models}
    for origin in origins:
        for name, model in models.items():
            out = safe(model, y[:origin], steps)
            if out is not None:
                forecasts[name][origin] = out
    parts = [name for name in ("holt_winters", "theta", "arima") if forecasts.get(name)]
    if len(parts) >= 2:
        forecasts["combination"] = {o: np.mean([forecasts[p][o] for p in parts], axis=0) for o in origins if all(o in forecasts[p] for p in parts)}
    return {k: v for k, v in forecasts.items() if len(v) == len(origins) and origins}, origins, steps


def scores_of(forecasts, y, origins, steps, m):
    """Per model: MAE, RMSE, sMAPE (%), and MASE, the MAE in units of the (seasonal) naive step within the history."""
    scale = np.mean(np.abs(y[m:] - y[:-m])) if len(y) > m else np.mean(np.abs(np.diff(y)))
    scores = {}
    for name, by_origin in forecasts.items():
        errors = np.concatenate([y[o:o + steps] - by_origin[o] for o in origins])
        size = np.concatenate([np.abs(y[o:o + steps]) + np.abs(by_origin[o]) for o in origins])
        scores[name] = {"MAE": np.mean(np.abs(errors)), "RMSE": np.sqrt(np.mean(errors ** 2)), "sMAPE": 100 * np.mean(np.where(size > 0, 2 * np.abs(errors) / np.where(size > 0, size, 1), 0)),
                        "MASE": np.mean(np.abs(errors)) / scale if scale > 0 else float("nan"),
                        "per_origin": [float(np.mean(np.abs(y[o:o + steps] - by_origin[o]))) for o in origins]}
    return scores


def has_structure(y, m):
    """Whether the steps of a series hold anything a model could use: a drift, or dependence on the steps before."""
    steps = np.diff(y)
    if m > 1:
        return True
    if len(steps) < 8 or steps.std() == 0:
        return steps.std() == 0
    drifts = abs(steps.mean()) > 2 * steps.std(ddof=1) / np.sqrt(len(steps))
    lags = min(5, len(steps) // 4)
    return bool(drifts or acorr_ljungbox(steps, lags=[1, lags] if lags > 1 else [1])["lb_pvalue"].min() < 0.02)


def choose(scores, structured):
    """(model, baseline): the smallest error, but the baseline unless it is beaten clearly and at most origins.

    Among several models one always wins by luck. A gain counts when it is above 3% and holds at most origins; where the
    steps of the series look like pure chance (a random walk) it must also be well above its own uncertainty.
    """
    base = min((name for name in ("seasonal_naive", "naive") if name in scores), key=lambda name: scores[name]["MAE"])
    for name in sorted(scores, key=lambda name: scores[name]["MAE"]):
        gains = np.array(scores[base]["per_origin"]) - np.array(scores[name]["per_origin"])
        doubt = (0.3 if structured else 2.0) * gains.std(ddof=1) / np.sqrt(len(gains)) if len(gains) > 1 else 0.0
        if scores[name]["MAE"] < 0.97 * scores[base]["MAE"] and np.mean(gains > 0) > 0.6 and gains.mean() > doubt:
            return name, base
    return base, base


def half_width_95(y, m, h, parts, point):
    """Half the width of the 95% interval at 1…h steps, from the errors that the mean of `parts` makes from every late origin.

    Where a series is positive an error counts relative to the level at its origin: what doubles doubles its errors. The
    errors are few, hence Student's quantile and the correction by 1 + 1/n; simulations in the tests hold it to what it says.
    """
    n, positive, ahead = len(y), y.min() > 0, np.arange(1, h + 1)
    level = np.array([y[max(0, o - max(m, 3)):o].mean() for o in range(1, n + 1)]) if positive else np.ones(n)
    errors = {}  # steps ahead -> errors
    for origin in sorted({int(round(o)) for o in np.linspace(min(first_origin(n, m), n - 1), n - 1, 24)}):
        steps = min(h, n - origin)
        outs = [out for out in (safe(model, y[:origin], steps) for model in parts) if out is not None]
        for k, error in enumerate((y[origin:origin + steps] - np.mean(outs, axis=0)) / level[origin - 1] if outs else []):
            errors.setdefault(k + 1, []).append(error)
    tested = [k for k in sorted(errors) if len(errors[k]) >= 2]
    if tested:
        count = len(errors[tested[0]])
        spread = np.interp(ahead, tested, [np.sqrt(np.mean(np.square(errors[k]))) for k in tested])
        # Further than could be tested it goes on with the square root of the distance, as chance does; it never shrinks.
        spread = np.maximum.accumulate(spread * np.sqrt(np.maximum(1, ahead / tested[-1])))
    else:
        count, spread = n - 1, np.sqrt(np.mean(np.square(np.diff(y) / level[:-1])) * ahead)
    return stats.t.ppf(0.975, count) * np.sqrt(1 + 1 / count) * spread * (np.maximum(point, level[-1]) if positive else 1.0)


def forecast_one(y, tick, h, seasons):
    """Everything about one series: season, scores, choice, the forecast and half the width of its 95% interval."""
    values = y.values.astype(float)
    n = len(values)
    m, tried = seasonality(values, seasons)
    if np.ptp(values) == 0:
        return {"m": 1, "tried": tried, "scores": {}, "chosen": "naive", "base": "naive", "point": np.repeat(values[-1], h), "half": np.zeros(h), "origins": [], "steps": h, "order": None, "constant": True}
    models = candidates_for(values, m)
    forecasts, origins, steps = rolling_origin(values, m, h, models)
    order = getattr(models.get("arima"), "order", None)
    if not forecasts:
        chosen = base = "naive"
        scores = {}
    else:
        scores = scores_of(forecasts, values, origins, steps, m)
        chosen, base = choose(scores, has_structure(values, m))
    names = ["holt_winters", "theta", "arima"] if chosen == "combination" else [chosen]
    outs = [o for o in (safe(models[name], values, h) for name in names if name in models) if o is not None]
    point = np.mean(outs, axis=0) if outs else safe(models[base], values, h)
    half = half_width_95(values, m, h, [models[name] for name in names if name in models] if outs else [models[base]], point)
    return {"m": m, "tried": tried, "scores": scores, "chosen": chosen, "base": base, "point": point, "half": half, "origins": origins, "steps": steps, "order": order, "constant": False, "forecasts": forecasts}


# ---------------------------------------------------------------- the template

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
        jobs = [(t or T("记录数", "rows"), t, everything) for t in targets]
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
        csv.writer(stream).writerows([head + T(["时间", "预测", "下限", "上限"], ["time", "forecast", "low", "high"]), *[[c if isinstance(c, str) else f"{c:.6g}" for c in row] for row in table_rows]])
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
    result["method"] = {"name": join(names[u] for u in used), "why": T(f"{season_words[0]}；", f"{season_words[0].capitalize()}; ") + (T(f"在 {len(one['origins'])} 个滚动起点、每次 {one['steps']} 步的检验中误差最小。" if chosen != base else f"在 {len(one['origins'])} 个滚动起点的检验中没有模型明显胜过它。", f"it had the smallest error over {len(one['origins'])} rolling origins of {one['steps']} steps." if chosen != base else f"no model clearly beat it over {len(one['origins'])} rolling origins.") if scores else T("数据太短，只能用最简单的方法。", "the data are too short for more.")),
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


run(PARAMS, forecast)
