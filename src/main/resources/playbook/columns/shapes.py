"""Times that stand in several columns as one time column."""


def part_of_time(frame, words, low, high, named):
    """(column, whole numbers) of a column that holds years, months, … and nothing else, or None."""
    for c in frame.columns:
        values = frame[c].dropna()
        if folded(c) not in words or values.empty:
            continue
        if pd.api.types.is_datetime64_any_dtype(values):
            values = values.dt.year
        if values.dtype == object:
            uniques = {v: named(str(v)) for v in pd.unique(values)}
            digits = {v: re.search(r"\d{1,4}", str(v)) for v in uniques}
            values = pd.to_numeric(
                values.map(
                    lambda v: uniques[v]
                    if uniques[v] is not None
                    else int(digits[v][0])
                    if digits[v]
                    else None
                ),
                errors="coerce",
            )
            if values.isna().any():
                continue
        if (
            pd.api.types.is_numeric_dtype(values)
            and (values == values.round()).all()
            and values.between(low, high).all()
        ):
            return c, values
    return None


_CLOCK_TIME = re.compile(r"(\d{1,2})(?:[:时点](\d{1,2})(?:[:分]\d{1,2}秒?)?分?|[时点])")


def join_clock(frame, notes):
    """A column of dates and one of hours or clock times beside it as one time column in the dates' place."""
    dates = [c for c in frame.columns if pd.api.types.is_datetime64_any_dtype(frame[c])]
    if (
        len(dates) != 1
        or not frame[dates[0]].duplicated().any()
        or (frame[dates[0]] != frame[dates[0]].dt.normalize()).any()
    ):
        return frame
    for c in frame.columns:
        values = frame[c].dropna()
        if pd.api.types.is_numeric_dtype(frame[c]):
            fits = (
                folded(c) in WORDS["hour"]
                and len(values)
                and values.between(0, 24).all()
                and (values == values.round()).all()
            )
            hours = frame[c]
        else:
            if (
                frame[c].dtype != object
                or not len(values)
                or not all(_CLOCK_TIME.fullmatch(folded(v)) for v in values.head(20))
            ):
                continue
            clock = frame[c].map(
                lambda v: _CLOCK_TIME.fullmatch(folded(v)) if v is not None and v == v else None
            )
            fits = len(values) and clock.notna().sum() > 0.95 * len(values)
            hours = clock.map(lambda m: int(m[1]) + int(m[2] or 0) / 60 if m else None) if fits else None
        if not fits:
            continue
        joined = frame[dates[0]] + pd.to_timedelta(pd.to_numeric(hours), unit="h").round("S")
        if joined.duplicated().mean() < frame[dates[0]].duplicated().mean():
            notes.append(T(f"由列“{dates[0]}”与“{c}”合成了时间。", f"'{dates[0]}' and '{c}' were joined to one time."))
            return frame.assign(**{dates[0]: joined}).drop(columns=c)
    return frame


def year_in(title):
    """The one year that a title, a sheet's or a file's name says, or None."""
    years = set(re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", title))
    return int(years.pop()) if len(years) == 1 else None


def join_titled(frame, title, notes):
    """Months or quarters in a column and their year in the title as one time column."""
    month = part_of_time(frame, WORDS["month"], 1, 12, month_named)
    quarter = part_of_time(frame, WORDS["quarter"], 1, 4, quarter_named)
    found, step = (month, 1) if month else (quarter, 3)
    year, name = year_in(title), T("时间", "time")
    if not found or year is None or name in frame.columns or found[1].nunique() < 3:
        return frame
    stamps = found[1].map(lambda v: pd.Timestamp(year, int(v - 1) * step + 1, 1)).reindex(frame.index)
    notes.append(
        T(
            f"列“{found[0]}”的年份取自标题或文件名：{year}。",
            f"The year of '{found[0]}' is taken from the title or the file's name: {year}.",
        )
    )
    frame = frame.drop(columns=found[0])
    frame.insert(0, name, pd.to_datetime(stamps))
    return frame


def join_time(frame, notes, title=""):
    """Year and month (day, hour), year and quarter, or year and week in columns of their own as one time
    column."""
    nothing = lambda text: None
    frame = join_clock(frame, notes)
    year = part_of_time(frame, WORDS["year"], 1678, 2100, nothing)
    if any(pd.api.types.is_datetime64_any_dtype(frame[c]) for c in frame.columns if not year or c != year[0]):
        return frame
    if not year:
        return join_titled(frame, title, notes)
    month = part_of_time(frame, WORDS["month"], 1, 12, month_named)
    quarter = part_of_time(frame, WORDS["quarter"], 1, 4, quarter_named)
    week = part_of_time(frame, WORDS["week"], 1, 53, nothing)
    day = part_of_time(frame, WORDS["day"], 1, 31, nothing)
    hour = part_of_time(frame, WORDS["hour"], 0, 24, nothing)
    if month:
        used = [year, month] + ([day] if day else []) + ([hour] if day and hour else [])
        parts = pd.DataFrame({"year": year[1], "month": month[1], "day": day[1] if day else 1})
        joined = pd.to_datetime(parts, errors="coerce")
        if day and hour:
            joined += pd.to_timedelta(hour[1], unit="h")
    elif quarter:
        used = [year, quarter]
        joined = pd.to_datetime(
            pd.DataFrame({"year": year[1], "month": quarter[1] * 3 - 2, "day": 1}), errors="coerce"
        )
    elif week:
        used = [year, week]
        joined = pd.Series(
            {i: week_start(int(year[1][i]), int(w)) for i, w in week[1].items() if i in year[1].index}
        )
    else:
        return frame
    joined = pd.to_datetime(joined).reindex(frame.index)
    name = T("时间", "time")
    if joined.notna().mean() < 0.9 or name in frame.columns:
        return frame
    columns = [c for c, _ in used]
    notes.append(
        T(
            f"由列 {'、'.join(columns)} 合成了时间列“{name}”。",
            f"Columns {', '.join(columns)} were joined to the time column '{name}'.",
        )
    )
    frame = frame.drop(columns=columns)
    frame.insert(0, name, joined)
    return frame
