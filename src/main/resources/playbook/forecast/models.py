"""The models of a forecast: each is f(y, h) -> h values."""


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
