"""Reads the files, tells what each column is, and prints the profile. Fills TABLES for the cells that follow.

PARAMS: part, template, lang, files (names in the workspace).
"""
KIND_WORDS = {"time": ("时间", "time"), "number": ("数值", "number"), "count": ("整数", "whole number"), "binary": ("二值", "two values"),
              "category": ("类别", "category"), "id": ("编号", "identifier"), "step": ("期数", "counted periods"), "calendar": ("历法", "calendar"), "text": ("文本", "text"), "constant": ("常量", "constant"), "empty": ("空", "empty")}


def profile_column(series):
    values = series.dropna()
    about = {"name": series.name, "kind": kind_of(series), "missing": int(series.isna().sum()), "unique": int(values.nunique())}
    if pd.api.types.is_datetime64_any_dtype(series) and len(values):
        about.update(min=values.min(), max=values.max())
    elif pd.api.types.is_numeric_dtype(series) and len(values):
        quarter, three_quarters = values.quantile([0.25, 0.75])
        spread = three_quarters - quarter
        outside = ((values < quarter - 3 * spread) | (values > three_quarters + 3 * spread)).sum() if spread > 0 else 0
        about.update(min=values.min(), max=values.max(), mean=values.mean(), std=values.std() if len(values) > 1 else 0.0, median=values.median(), extreme=int(outside))
    elif len(values):
        about.update(top=[{"value": str(k)[:60], "count": int(v)} for k, v in values.value_counts().head(5).items()])
    return about


def profile_table(table):
    frame = table.frame
    columns = [profile_column(frame[c]) for c in frame.columns]
    about = {"key": table.key, "file": table.file, "derived": table.derived, "rows": table.rows, "columns": columns, "notes": table.notes,
             "label": label_column(frame), "duplicates": int(frame.duplicated().sum()) if frame.size < 5_000_000 else 0, "time": None}
    for column in columns:
        if column["kind"] == "time":
            tick = frequency_of(frame[column["name"]])
            unique = int(frame[column["name"]].nunique())
            about["time"] = {"column": column["name"], "frequency": T(tick.zh, tick.en) if tick else None, "code": tick.code if tick else None,
                             "start": column["min"], "end": column["max"], "periods": unique, "rows_per_period": len(frame) / max(1, unique)}
            break
    return about


def profile(params, result):
    tables, problems = read_files(params["files"])
    TABLES.clear()
    TABLES.update({t.key: t for t in tables})
    result["title"] = T("数据概况", "The data")
    result["values"] = {"tables": [profile_table(t) for t in tables], "problems": problems}
    for problem in problems:
        result["limitations"].append(T(f"文件 {problem['file']} 未能使用：{problem['reason']}", f"File {problem['file']} was not used: {problem['reason']}"))
    result["findings"] += result["limitations"]
    if not params["files"]:
        raise NotPossible(T("没有上传数据文件；请附上 CSV、XLSX 或 JSON 表格。", "No data file was uploaded; please attach a table as CSV, XLSX or JSON."))
    if not tables:
        raise NotPossible(T("没有一个文件含有可读的数据表：", "None of the files holds a readable table: ") + T("；", "; ").join(f"{p['file']}{T('：', ': ')}{p['reason']}" for p in problems))
    if problems:
        result.update(status="partial", reason=T("有文件未能读取。", "Some files could not be read."))
    for table, about in zip(tables, result["values"]["tables"]):
        if table.derived:
            result["findings"].append(T(f"{table.derived} 的列名是时间，另存为长表（{len(table.frame)} 行）。", f"The columns of {table.derived} are times; a long form of it ({len(table.frame)} rows) is kept beside it."))
            continue
        holes = sum(c["missing"] for c in about["columns"])
        line = T(f"{table.key}：{table.rows} 行、{len(about['columns'])} 列，缺失 {holes} 处", f"{table.key}: {table.rows} rows, {len(about['columns'])} columns, {holes} missing values")
        if about["time"] and about["time"]["frequency"]:
            line += T(f"，时间列“{about['time']['column']}”为{about['time']['frequency']}数据，{str(about['time']['start'])[:10]} 至 {str(about['time']['end'])[:10]}",
                      f"; '{about['time']['column']}' is {about['time']['frequency']}, {str(about['time']['start'])[:10]} to {str(about['time']['end'])[:10]}")
        result["findings"].append(line + T("。", "."))
        result["preparation"] += [f"{table.key}{T('：', ': ')}{note}" for note in table.notes]
        rows = []
        for c in about["columns"]:
            low, high = (c.get("min"), c.get("max")) if "min" in c else ("", "")
            low, high = (str(v)[:10] if isinstance(v, pd.Timestamp) else v for v in (low, high))
            top = ", ".join(short(t["value"], 10) for t in c.get("top", [])[:3])
            rows.append([c["name"], T(*KIND_WORDS[c["kind"]]), c["missing"], c["unique"], low, c.get("mean", top), high])
        add_table(result, T(f"{table.key} 的各列", f"Columns of {table.key}"), T(["列", "类型", "缺失", "不同值", "最小", "均值或常见值", "最大"], ["column", "kind", "missing", "distinct", "min", "mean or most frequent", "max"]), rows)
