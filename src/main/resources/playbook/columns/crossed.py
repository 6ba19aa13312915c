"""Times across the header: years, months or quarters as names of columns become one time column."""


def split_period(column):
    """(stem, year, rest) of a column's name that holds a time: "2018", "产量_2018", "2018年GDP", "Sales
    2021-03"."""
    text = unicodedata.normalize("NFKC", str(column)).strip()
    if parse_date(text, False) is not None or re.fullmatch(r"(1[7-9]|20)\d\d", text):
        return "", text
    pieces = re.split(r"[_\s]+", text)
    for at in (2, 1):
        if len(pieces) > at:
            for stem, time in ((pieces[:-at], pieces[-at:]), (pieces[at:], pieces[:at])):
                time = " ".join(time)
                if re.fullmatch(r"(1[7-9]|20)\d\d年?", time) or parse_date(time, False) is not None:
                    return " ".join(stem), time
    m = re.fullmatch(r"((?:19|20)\d\d)年?(\D[^\d]*)|(\D*[^\d\W])((?:19|20)\d\d)年?(\(.{1,12}\))?", text)
    if m:
        return (m[2], m[1]) if m[1] else (m[3].strip() + (m[5] or ""), m[4])
    return None


def period_stamp(text):
    return pd.Timestamp(int(text), 1, 1) if re.fullmatch(r"\d{4}", text) else parse_date(text, False)


def is_sum_name(column):
    return bool(total_words(column)) or folded(column) in (
        "全年",
        "年度合计",
        "ytd",
        "full year",
        "whole year",
        "year total",
        "annual",
    )


def months_across(table):
    """One row per year, a column per month or quarter (or the other way about) as one series, or None."""
    for named, least, step in ((month_named, 6, 1), (quarter_named, 4, 3)):

        def number_of(cell):
            counted = re.fullmatch(r"1[0-2]|[1-9]", half_width(cell)) if step == 1 else None
            return named(cell) or (int(counted[0]) if counted else None)

        found = months_in_header(table, number_of, least, step) or years_in_header(
            table, number_of, least, step
        )
        if found is not None:
            return found
    return None


def months_in_header(table, number_of, least, step):
    """A table with a column per month, and the years in a column of their own or over the table."""
    frame, value = table.frame, value_name()
    across = {c: number_of(c) for c in frame.columns if number_of(c) and is_measure_like(frame[c])}
    if len(across) < least or len(set(across.values())) < len(across):
        return None
    year = next((c for c in frame.columns if c not in across and years_in(frame[c]) is not None), None)
    others = texts_beside(frame, [*across, year])
    titled = None if year is not None else year_in(f"{table.key} {' '.join(table.notes)}")
    if year is None and titled is None:
        return None
    kept = [year, *others] if year is not None else others
    source = frame.assign(**{year: years_in(frame[year])}) if year is not None else frame
    long = source.melt(id_vars=kept, value_vars=list(across), value_name=value, var_name="·")
    years = long[year] if year is not None else titled
    months = (long["·"].map(across) - 1) * step + 1
    stamps = pd.to_datetime(pd.DataFrame({"year": years, "month": months, "day": 1}), errors="coerce")
    how = (
        T("年在行、月（季）在列", "Years stand down, months or quarters across")
        if year is not None
        else T(f"各列为 {titled} 年各月（季）", f"Months or quarters of {titled} stand across")
    )
    return finished(table, long, stamps, others, [value], len(across), how)


def years_in_header(table, number_of, least, step):
    """A table with a column per year whose rows are months."""
    frame, value = table.frame, value_name()
    years = {
        c: int(str(c)[:4])
        for c in frame.columns
        if re.fullmatch(r"(19|20)\d\d年?", half_width(c)) and is_measure_like(frame[c])
    }
    if len(years) < 2:
        return None
    for month in [c for c in frame.columns if c not in years]:
        named = frame[month].dtype == object or has_word(month, WORDS["month"] + WORDS["quarter"])
        numbers = frame[month].map(number_of) if named else pd.Series(dtype=float)
        if numbers.notna().mean() <= 0.95 or numbers.nunique() < least:
            continue
        others = texts_beside(frame, [*years, month])
        long = frame.melt(id_vars=[month, *others], value_vars=list(years), value_name=value, var_name="·")
        months = (long[month].map(number_of) - 1) * step + 1
        parts = {"year": long["·"].map(years), "month": months, "day": 1}
        stamps = pd.to_datetime(pd.DataFrame(parts), errors="coerce")
        how = T("月（季）在行、年在列", "Months or quarters stand down, years across")
        return finished(table, long, stamps, others, [value], len(years), how)
    return None


def texts_beside(frame, used):
    """The columns of names beside those that hold the values; sums of a row are left out."""
    return [
        c for c in frame.columns if c not in used and not is_sum_name(c) and not is_measure_like(frame[c])
    ]


def is_measure_like(series):
    return pd.api.types.is_numeric_dtype(series)


def years_in(series):
    """A column's years as whole numbers, or None where it holds something else."""
    if pd.api.types.is_datetime64_any_dtype(series):
        good = series.dropna()
        return series.dt.year if len(good) and ((good.dt.month == 1) & (good.dt.day == 1)).all() else None
    if pd.api.types.is_numeric_dtype(series):
        good = series.dropna()
        fine = (
            len(good) > 1
            and good.between(1678, 2100).all()
            and (good == good.round()).all()
            and good.is_unique
        )
        return series if fine else None
    return None


def value_name():
    """What the values of a long form are called."""
    return T("数值", "value")


def finished(table, long, stamps, others, values, columns, how):
    time = T("时间", "time")
    frame = long[others + values].copy()
    frame.insert(len(others), time, stamps)
    frame = frame[frame[time].notna()]
    counts = frame.dropna(subset=values, how="all")
    last = counts[time].max()
    frame = frame[frame[time] <= last]
    place = pd.factorize(frame[others[0]])[0] if others else np.zeros(len(frame))
    frame = (
        frame.assign(**{"·": place})
        .sort_values(["·", time], kind="stable")
        .drop(columns="·")
        .reset_index(drop=True)
    )
    note = T(
        f"{how}：{columns} 列转成了一列时间与数值。", f"{how}: {columns} columns became one of times and their values."
    )
    return Table(
        table.key + "#long",
        table.file,
        frame,
        len(frame),
        table.notes + [note],
        derived=table.key,
        unusable=table.unusable,
    )


def long_form(table):
    """A table whose columns are times as one row per entity and time, or None when it has no such columns."""
    crossed = months_across(table)
    if crossed is not None:
        crossed.crossed = True
        return crossed
    frame, groups = table.frame, {}
    for c in frame.columns:
        found = split_period(c) if is_measure_like(frame[c]) else None
        stamp = period_stamp(found[1]) if found else None
        if stamp is not None:
            groups.setdefault(found[0], {})[c] = stamp
    groups = {stem: times for stem, times in groups.items() if len(times) >= (4 if not stem else 3)}
    times = {c for group in groups.values() for c in group}
    others = [c for c in frame.columns if c not in times]
    texts = [c for c in others if frame[c].dtype == object]
    if not groups or len(others) > 4 or any(pd.api.types.is_datetime64_any_dtype(frame[c]) for c in others):
        return None
    numbers = [c for c in others if not is_sum_name(c) and c not in texts]
    time, long = T("时间", "time"), None
    for stem, group in groups.items():
        name = stem or value_name()
        part = frame.assign(**{"·": range(len(frame))}).melt(
            id_vars=["·", *texts, *numbers], value_vars=list(group), var_name=time, value_name=name
        )
        part[time] = pd.to_datetime(part[time].map(group))
        long = part if long is None else long.merge(part[["·", time, name]], on=["·", time], how="outer")
    values = [stem or value_name() for stem in groups]
    return finished(
        table,
        long,
        long[time],
        texts + numbers,
        values,
        len(times),
        T("各列名带时间", "Names of columns hold times"),
    )
