"""What regression and classification share: the choice and preparation of features, the calendar as features, and
predictions for rows without a target.
"""


def features_for(frame, target, wanted, result, max_categories=12):
    """The columns fit to explain `target` as (numeric, categorical), with a note for each that was left out and why."""
    numeric, categorical, left = [], [], []
    y = frame[target]
    y_codes = y if pd.api.types.is_numeric_dtype(y) else pd.Series(pd.factorize(y)[0], index=y.index)
    columns = wanted or [c for c in frame.columns if c != target]
    for c in columns:
        if c == target or c not in frame.columns:
            continue
        series, kind = frame[c], kind_of(frame[c])
        if kind in ("id", "text", "constant", "empty"):
            why = {"id": T("只起编号作用", "only names the row"), "text": T("是自由文本", "is free text"),
                   "constant": T("取值恒定", "is constant"), "empty": T("没有数据", "is empty")}[kind]
            left.append((c, why))
        elif series.isna().mean() > 0.6:
            left.append((c, T("缺失超过六成", "is more than 60% missing")))
        elif kind == "time":
            continue
        elif c not in (wanted or []) and copies(series, y, y_codes):  # unless the question names it
            left.append((c, T("与目标几乎一一对应，会泄漏答案", "repeats the target and would leak the answer")))
        elif pd.api.types.is_numeric_dtype(series):
            numeric.append(c)
        elif series.nunique() <= max(max_categories, 30):
            categorical.append(c)
        else:
            left.append((c, T("类别过多", "has too many categories")))
    if left:
        result["preparation"].append(T("未作为自变量的列：", "Columns not used as explanatory variables: ") + T("；", "; ").join(f"{quoted(c)}{T('', ' ')}{why}" for c, why in left) + T("。", "."))
    result["values"]["left_out"] = [{"column": c, "why": why} for c, why in left]
    return numeric, categorical


def copies(series, y, y_codes):
    """Whether a column is the target in other words."""
    both = series.notna() & y.notna()
    if both.sum() < 8:
        return False
    a, b = series[both], y_codes[both]
    if pd.api.types.is_numeric_dtype(a) and pd.api.types.is_numeric_dtype(y):
        if a.nunique() > 2 and abs(np.corrcoef(a.rank(), b.rank())[0, 1]) > 0.9999 and abs(np.corrcoef(a, b)[0, 1]) > 0.999:
            return True
        return a.nunique() == 2 and b.nunique() == 2 and abs(np.corrcoef(a, b)[0, 1]) > 0.9999
    pairs = pd.DataFrame({"a": a.astype(str), "b": b}).drop_duplicates()
    return a.nunique() > 1 and len(pairs) == a.nunique() == b.nunique()


def encoder(numeric, categorical, scale):
    """Fills, encodes and, for linear models, scales the features; fitted inside each fold so that nothing leaks."""
    from sklearn.compose import ColumnTransformer
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler
    fill = SimpleImputer(strategy="median")
    number_part = make_pipeline(fill, StandardScaler()) if scale else make_pipeline(fill)
    category_part = make_pipeline(SimpleImputer(strategy="constant", fill_value="?"), OneHotEncoder(handle_unknown="ignore", sparse_output=False))
    return ColumnTransformer([("number", number_part, numeric), ("category", category_part, categorical)], verbose_feature_names_out=False)


def training_rows(frame, target, features, params, result, limit):
    """Rows with a known target, without exact duplicates, at most `limit` (a seeded sample); notes what was done."""
    known = frame[frame[target].notna()].copy()
    missing = len(frame) - len(known)
    if missing:
        result["preparation"].append(T(f"目标“{target}”缺失的 {missing} 行不用于训练。", f"{missing} rows without a value of '{target}' are not used for training."))
    doubled = int(known[features + [target]].duplicated().sum())
    if doubled and len(features) >= 3 and any(kind_of(known[f]) == "number" for f in features):
        known = known[~known[features + [target]].duplicated()]
        result["preparation"].append(T(f"去掉了 {doubled} 个完全重复的行，以免同一行同时出现在训练集和验证集。", f"{doubled} exact duplicates were dropped so that no row is both trained on and tested on."))
    holes = int(known[features].isna().sum().sum())
    if holes:
        result["preparation"].append(T(f"自变量共有 {holes} 个缺失值，数值列以训练折的中位数填补，类别列作为单独一类。", f"{holes} missing values of explanatory variables: numbers take the training fold's median, categories a class of their own."))
    if len(known) > limit:
        result["preparation"].append(T(f"共 {len(known)} 行，随机抽取 {limit} 行建模。", f"Of {len(known)} rows a random {limit} were used for the models."))
        known = known.sample(limit, random_state=params.get("seed", 7)).sort_index()
    return known.reset_index(drop=True)


def add_calendar(frame, features_wanted, result):
    """Adds what a time column says about a row (month, weekday, hour, time elapsed) where it varies; gives the frame."""
    frame = frame.copy()
    for c in [c for c in frame.columns if kind_of(frame[c]) == "time"]:
        if features_wanted and c not in features_wanted:
            continue
        t = frame[c]
        for name, values in [(T("月份", "month"), t.dt.month), (T("星期", "weekday"), t.dt.dayofweek + 1), (T("小时", "hour"), t.dt.hour)]:
            label = f"{c}·{name}"
            if values.nunique() > 1 and not (values == t.dt.day).all():
                frame[label] = values.astype(float)
        span = (t.max() - t.min()).days
        if span > 60:
            frame[f"{c}·{T('距起点天数', 'days since start')}"] = (t - t.min()).dt.days.astype(float)
    return frame


def predict_unknown(params, result, frame, target, features, categorical, model):
    """Predicts the rows without a target and those of the table named to be predicted; writes them as a CSV."""
    waiting = [(T("缺目标的行", "rows without a target"), frame[frame[target].isna()])] if frame[target].isna().any() else []
    other = TABLES.get(params.get("predict", ""))
    if other is not None:
        extended = add_calendar(other.frame, params.get("features"), result)
        missing = [c for c in features if c not in extended.columns]
        for c in missing:
            extended[c] = np.nan
        if missing:
            result["limitations"].append(T(f"{other.key} 缺少列 {join(missing)}，按缺失处理。", f"{other.key} lacks {join(missing)}; taken as missing."))
        waiting.append((other.key, extended))
    parts, result["values"]["predictions"] = [], []
    for name, rows in waiting:
        rows = rows[rows[features].notna().any(axis=1)] if len(features) > 0 else rows
        if rows.empty:
            continue
        X = rows[features].copy()
        X[categorical] = X[categorical].astype(object).where(X[categorical].notna(), "?").astype(str)
        for c in features:
            if c not in categorical:
                X[c] = pd.to_numeric(X[c], errors="coerce")
        labels, _ = labels_of(rows)
        guess = model.predict(X)
        parts.append(pd.DataFrame({T("来源", "from"): name, T("对象", "row"): labels, T(f"预测的{target}", f"predicted {target}"): guess}))
        result["findings"].append(T(f"对{name}的 {len(rows)} 行作了预测。", f"{len(rows)} rows were predicted ({name})."))
    if parts:
        whole = pd.concat(parts, ignore_index=True)
        file = f"{params['part']}_predictions.csv"
        save_table(whole, file)
        result["files"].append(file)
        add_table(result, T("对未知行的预测", "Predictions for the unknown rows"), list(whole.columns[1:]), [[str(r[1]), r[2] if isinstance(r[2], str) else float(r[2])] for r in whole.values], limit=20)
        result["values"]["predictions"] = [{"row": r[1], "value": r[2]} for r in whole.values[:200]]
