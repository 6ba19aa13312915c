"""Describes a table: summary figures, missing and extreme values, distributions, correlations, development over time.

PARAMS: part, template, lang, question (empty in the part before the questions), table.
"""


def develop(frame, time_name, numeric, tick, result):
    """How the numbers develop: by year, and by month of the year where the data are monthly or finer."""
    t = frame[time_name]
    years = frame.groupby(t.dt.year)[numeric[:5]].mean()
    if 2 <= len(years) <= 30 and tick is not None and tick.days < 300:
        add_table(result, T("各年的均值", "Means by year"), [T("年", "year"), *numeric[:5]], [[str(int(k)), *map(float, row)] for k, row in zip(years.index, years.values)])
        first, last = years.iloc[0], years.iloc[-1]
        for c in numeric[:3]:
            if pd.notna(first[c]) and pd.notna(last[c]) and first[c] > 0:
                change = last[c] / first[c] - 1
                result["findings"].append(T(f"“{c}”的年均值由 {years.index[0]} 年的 {number(first[c])} 变为 {years.index[-1]} 年的 {number(last[c])}（{'+' if change >= 0 else '-'}{percent(abs(change))}）。", f"The yearly mean of '{c}' went from {number(first[c])} in {years.index[0]} to {number(last[c])} in {years.index[-1]} ({'+' if change >= 0 else '-'}{percent(abs(change))})."))
    months = frame.groupby(t.dt.month)[numeric[:5]].mean()
    if tick is not None and tick.days < 60 and len(months) == 12 and len(years) >= 2:
        add_table(result, T("各月的均值", "Means by month of the year"), [T("月", "month"), *numeric[:5]], [[str(int(k)), *map(float, row)] for k, row in zip(months.index, months.values)])
        for c in numeric[:3]:
            high, low = months[c].idxmax(), months[c].idxmin()
            result["findings"].append(T(f"一年之中“{c}”在 {high} 月最高（均值 {number(months[c][high])}），{low} 月最低（{number(months[c][low])}）。", f"Within a year '{c}' is highest in month {high} (mean {number(months[c][high])}) and lowest in month {low} ({number(months[c][low])})."))


def eda(params, result):
    table = table_of(params)
    frame = table.frame
    kinds = {c: kind_of(frame[c]) for c in frame.columns}
    numeric = [c for c in frame.columns if kinds[c] in ("number", "count", "binary") and is_numeric(frame, c)]
    categorical = [c for c in frame.columns if kinds[c] in ("category", "binary") and frame[c].dtype == object]
    time_name = next((c for c in frame.columns if kinds[c] == "time"), None)
    about_data(result, table, frame.columns)
    result["title"] = T("数据的描述性分析", "Description of the data")
    missing, doubled = int(frame.isna().sum().sum()), int(frame.duplicated().sum()) if frame.size < 5_000_000 else 0
    result["analysis"] = T(f"先了解 {table.key} 的规模、缺失、分布与相互关系，为后面的建模定下处理方法。", f"First the size, gaps, distributions and relations of {table.key}, which decide how it is treated later.")
    result["findings"].append(T(f"表 {table.key} 有 {table.rows} 行、{len(frame.columns)} 列：数值 {len(numeric)} 列，类别 {len(categorical)} 列；缺失 {missing} 处，完全重复 {doubled} 行。", f"{table.key} has {table.rows} rows and {len(frame.columns)} columns, {len(numeric)} numeric and {len(categorical)} categorical; {missing} missing values, {doubled} duplicate rows."))
    constant = [c for c in frame.columns if kinds[c] == "constant"]
    if constant:
        result["findings"].append(T(f"{join(quoted(c) for c in constant)}取值恒定，不含信息。", f"{join(quoted(c) for c in constant)} never vary and carry no information."))
    rows = []
    for c in numeric:
        v = frame[c].dropna()
        quarter, three = v.quantile([0.25, 0.75])
        outside = int(((v < quarter - 1.5 * (three - quarter)) | (v > three + 1.5 * (three - quarter))).sum())
        rows.append([c, len(v), int(frame[c].isna().sum()), v.mean(), v.std() if len(v) > 1 else 0.0, v.min(), v.median(), v.max(), v.skew() if len(v) > 2 else 0.0, outside])
        if len(v) > 10 and outside > 0.05 * len(v):
            result["findings"].append(T(f"“{c}”有 {outside} 个离群值（箱线图准则，占 {percent(outside / len(v))}），分布不对称或有极端情形。", f"'{c}' has {outside} outliers by the box-plot rule ({percent(outside / len(v))})."))
    if rows:
        add_table(result, T("数值列的描述性统计", "Numeric columns"), T(["列", "有效数", "缺失", "均值", "标准差", "最小", "中位数", "最大", "偏度", "离群值"], ["column", "valid", "missing", "mean", "std", "min", "median", "max", "skew", "outliers"]), rows)
    for c in categorical[:4]:
        counts = frame[c].value_counts()
        add_table(result, T(f"“{c}”的取值", f"Values of '{c}'"), T(["取值", "行数", "占比"], ["value", "rows", "share"]), [[str(k)[:40], int(v), percent(v / counts.sum())] for k, v in counts.items()], limit=10)
    shown = numeric[:6]
    if shown:
        width = min(3, len(shown))
        height = -(-len(shown) // width)
        with figure(result, "distributions", T("数值列的分布", "Distributions of the numeric columns"), size=(3.1 * width, 2.5 * height), axes=(height, width)) as axes:
            flat = np.atleast_1d(axes).ravel()
            for ax, c in zip(flat, shown):
                ax.hist(frame[c].dropna(), bins=min(30, max(5, int(np.sqrt(len(frame))))), color=BLUE, alpha=0.85)
                ax.set_title(short(c, 20), fontsize=9)
                ax.set_ylabel(T("行数", "rows"), fontsize=8)
            for ax in flat[len(shown):]:
                ax.set_visible(False)
    if time_name is not None and numeric:
        tick = frequency_of(frame[time_name])
        with figure(result, "over_time", T(f"数值列随“{time_name}”的变化", f"Numeric columns over '{time_name}'"), size=(8, 1.2 + 1.5 * min(4, len(numeric))), axes=(min(4, len(numeric)), 1)) as axes:
            for ax, c in zip(np.atleast_1d(axes), numeric[:4]):
                line = frame.groupby(time_name)[c].mean()
                step = max(1, len(line) // 2000)
                ax.plot(line.index[::step], line.values[::step], color=BLUE, lw=1)
                ax.set_ylabel(short(c, 12), fontsize=8)
            ax.set_xlabel(time_name)
        result["findings"].append(T(f"时间列“{time_name}”从 {str(frame[time_name].min())[:10]} 到 {str(frame[time_name].max())[:10]}" + (f"，为{tick.zh}数据。" if tick else "，间隔不均匀。"), f"'{time_name}' runs from {str(frame[time_name].min())[:10]} to {str(frame[time_name].max())[:10]}" + (f", {tick.en}." if tick else ", unevenly.")))
        develop(frame, time_name, numeric, tick, result)
    for c in [c for c in categorical if 2 <= frame[c].nunique() <= 12][:2]:
        means = frame.groupby(c)[numeric[:6]].mean() if numeric else None
        if means is not None and len(frame) > 2 * len(means):
            add_table(result, T(f"按“{c}”分组的均值", f"Means by '{c}'"), [c, *numeric[:6]], [[str(k), *map(float, row)] for k, row in zip(means.index, means.values)])
    if len(numeric) >= 2 and len(frame) >= 5:
        matrix = frame[numeric[:12]].corr(method="spearman")
        names = list(matrix.columns)
        with figure(result, "correlations", T("数值列之间的 Spearman 相关系数", "Spearman correlations of the numeric columns"), size=(2.6 + 0.5 * len(names), 2 + 0.45 * len(names))) as ax:
            image = ax.imshow(matrix, cmap="RdBu_r", vmin=-1, vmax=1)
            ax.set_xticks(range(len(names)), [short(c, 12) for c in names], rotation=45, ha="right")
            ax.set_yticks(range(len(names)), [short(c, 12) for c in names])
            for i in range(len(names)):
                for j in range(len(names)):
                    ax.text(j, i, f"{matrix.iloc[i, j]:.2f}", ha="center", va="center", fontsize=7, color="white" if abs(matrix.iloc[i, j]) > 0.6 else "black")
            ax.grid(False)
            ax.figure.colorbar(image, shrink=0.8)
        upper = matrix.where(np.triu(np.ones(matrix.shape, dtype=bool), 1)).stack()
        if len(upper):
            a, b = upper.abs().idxmax()
            result["findings"].append(T(f"相关最强的一对是“{a}”与“{b}”（ρ={number(upper[(a, b)], 3)}）。", f"The strongest pair is '{a}' and '{b}' (ρ={number(upper[(a, b)], 3)})."))
    if not numeric:
        counted = [c for c in categorical if frame[c].nunique() <= 30][:1]
        for c in counted:
            with figure(result, "counts", T(f"“{c}”各取值的行数", f"Rows by '{c}'")) as ax:
                counts = frame[c].value_counts().head(15)
                ax.bar([short(k, 10) for k in counts.index], counts.values, color=BLUE)
                ax.set_ylabel(T("行数", "rows"))
        result.update(status="partial", reason=T("表中没有数值列，只能作计数描述。", "The table has no numeric column: only counts can be given."))
        result["limitations"].append(result["reason"])
    result["method"] = {"name": T("描述性统计与可视化", "descriptive statistics and charts"), "why": T("用均值、分位数、离群值与相关系数概括数据，图示分布。", "Means, quantiles, outliers and correlations sum up the data; charts show the distributions."), "steps": []}
    result["values"].update(rows=table.rows, columns=len(frame.columns), missing=missing, duplicates=doubled, kinds=kinds)
    result["metrics"] = {"rows": table.rows, "columns": len(frame.columns), "missing": missing}
    result["summary"] = T(f"数据共 {table.rows} 行、{len(frame.columns)} 列，缺失 {missing} 处。", f"The data hold {table.rows} rows and {len(frame.columns)} columns with {missing} missing values.")
