"""Which model forecasts a series, by rolling-origin error, and how far its forecast may be trusted."""


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
