"""The series to be forecast, on an even grid, and its season."""

MAX_POINTS = 1500  # older points are left out of the models: they cost time and say little about the future


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
    if pd.api.types.is_numeric_dtype(data[time_name]):
        return yearly_series(data, target, time_name, notes)
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


def yearly_series(data, target, time_name, notes):
    """A series by years as plain numbers, such as those before 1678, which timestamps do not reach."""
    series = data.groupby(data[time_name].astype(int))[target].mean().astype(float)
    series.index = pd.PeriodIndex([pd.Period(year=int(y), freq="A-DEC") for y in series.index])
    grid = pd.period_range(series.index.min(), series.index.max(), freq="A-DEC")
    series = series.reindex(grid)
    gaps = int(series.isna().sum())
    if gaps > 0.6 * len(series):
        notes.append(T("年份间隔不均匀，按先后顺序等距处理。", "The years are uneven; the values are taken in order, evenly spaced."))
        return series.dropna().reset_index(drop=True), None, notes
    if gaps:
        notes.append(T(f"{gaps} 年缺失，用线性插值补齐。", f"{gaps} missing years were interpolated."))
    return series.interpolate(limit_direction="both"), YEARLY, notes


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
