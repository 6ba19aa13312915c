"""Several files as one table: rows of the same columns stacked, columns of two joined by a key they share."""


def key_texts(series):
    """A column's values for comparing keys: dates, whole numbers and texts in one form, missing ones
    aside."""
    if pd.api.types.is_datetime64_any_dtype(series):
        return series.dt.strftime("%Y-%m-%d %H:%M").where(series.notna())
    if pd.api.types.is_numeric_dtype(series):
        return series.map(lambda v: None if v != v else str(int(v)) if float(v).is_integer() else repr(v))
    return series.map(lambda v: None if v is None or v != v else re.sub(r"\s+", " ", folded(v)))


def same_key(a, b):
    """(keys of a, keys of b, how they were mended) of two columns, or None where they hold different
    things."""
    if pd.api.types.is_datetime64_any_dtype(a) and pd.api.types.is_datetime64_any_dtype(b):
        ticks = [t for t in (frequency_of(a), frequency_of(b)) if t is not None]
        coarse = max(ticks, key=lambda t: t.days, default=None)
        if len(ticks) == 2 and coarse.code in ("M", "Q", "A"):  # days and months, ends and starts of months
            left, right = (s.dt.to_period(coarse.code).astype(str).where(s.notna()) for s in (a, b))
            return left, right, ticks[0].code != ticks[1].code
    left, right = key_texts(a), key_texts(b)
    mended = pd.api.types.is_numeric_dtype(a) != pd.api.types.is_numeric_dtype(b)
    mine, theirs = set(left.dropna()), set(right.dropna())
    if not mine or not theirs:
        return None
    if len(mine & theirs) < 0.5 * min(len(mine), len(theirs)) and all(
        v.isdigit() for v in list(mine)[:200] + list(theirs)[:200]
    ):
        left, right = (s.map(lambda v: v and (v.lstrip("0") or "0")) for s in (left, right))
        mended = True  # 00123 in one file, 123 in the other
    return left, right, mended


def overlap(left, right):
    mine, theirs = set(left.dropna()), set(right.dropna())
    return len(mine & theirs) / max(1, min(len(mine), len(theirs))), len(mine & theirs)


def can_be_key(frame, c):
    kind = kind_of(frame[c])
    return (
        kind in ("id", "category", "time", "text", "step", "calendar", "binary")
        or kind == "count"
        and has_word(c, WORDS["identifier"])
    )


def names_alike(a, b):
    x, y = core_name(a), core_name(b)
    squeeze = lambda n: re.sub(r"[ _-]?(id|no|nr|code|name|编号|代码|名称|名)$", "", n)
    return (
        x == y
        or bool(squeeze(x))
        and squeeze(x) == squeeze(y)
        or any(x in group and y in group for group in WORDS["same"])
    )


def shared_key(a, b):
    """The pairs of columns that join two frames so that one of them has each key once, or None."""
    named, by_value = [], []
    for x in a.columns:
        for y in b.columns:
            if (
                not can_be_key(a, x)
                and not can_be_key(b, y)
                or kind_of(a[x]) in ("number", "constant")
                or kind_of(b[y]) in ("number",)
            ):
                continue
            if pd.api.types.is_datetime64_any_dtype(a[x]) != pd.api.types.is_datetime64_any_dtype(b[y]):
                continue
            found = same_key(a[x], b[y])
            share, common = overlap(found[0], found[1]) if found else (0, 0)
            if common < 2 or share < 0.5:
                continue
            if names_alike(x, y) or pd.api.types.is_datetime64_any_dtype(a[x]):
                named.append((share, x, y))
            elif share >= 0.8 and common >= 3 and a[x].dtype == object and b[y].dtype == object:
                by_value.append((share, x, y))
    once = lambda frame, columns: not frame[columns].astype(str).duplicated().any()
    single = sorted(named, reverse=True) + sorted(by_value, reverse=True)
    for _, x, y in single:
        if once(a, [x]) and once(b, [y]):
            return [(x, y)]
    pairs = {x: y for _, x, y in sorted(named)}
    if (
        len(pairs) > 1
        and len(set(pairs.values())) == len(pairs)
        and (once(a, list(pairs)) or once(b, list(pairs.values())))
    ):
        smaller = [(x, y) for _, x, y in single if once(a, [x]) or once(b, [y])]
        return (
            smaller[:1]
            if smaller and not (once(a, list(pairs)) and once(b, list(pairs.values())))
            else list(pairs.items())
        )
    return next(([(x, y)] for _, x, y in single if once(a, [x]) or once(b, [y])), None)


def join_two(base, other):
    """Two tables as one by the key they share; rows without a partner are counted and left out. None: no
    key."""
    pairs = shared_key(base.frame, other.frame)
    if pairs is None:
        return None
    if other.frame[[y for _, y in pairs]].astype(str).duplicated().any():
        base, other, pairs = other, base, [(y, x) for x, y in pairs]
    left, right, mended = base.frame.copy(), other.frame.copy(), False
    keys = []
    for i, (x, y) in enumerate(pairs):
        one, two, changed = same_key(left[x], right[y])
        key = f"·{i}"
        left[key], right[key], mended = one, two, mended or changed
        keys.append(key)
    right = right.drop(columns=[y for _, y in pairs])
    right = right.rename(
        columns={
            c: f"{c}_{os.path.splitext(os.path.basename(other.file))[0]}"
            for c in right.columns
            if c in left.columns and c not in keys
        }
    )
    right = right[right[keys].notna().all(axis=1)]
    frame = left.merge(right, on=keys, how="left", indicator="·from")
    alone = frame[frame["·from"] == "left_only"]
    unused = len(right) - len(right.merge(left[keys].drop_duplicates(), on=keys))
    words = T("、", ", ").join(x if core_name(x) == core_name(y) else f"{x} = {y}" for x, y in pairs)
    note = T(
        f"{base.key} 与 {other.key} 按 {words} 合并：{len(frame) - len(alone)} 行配上，{len(alone)} 行没有配上",
        f"{base.key} and {other.key} were joined by {words}: {len(frame) - len(alone)} rows match, "
        f"{len(alone)} do not",
    )
    if len(alone):
        shown = some(alone[pairs[0][0]].astype(str).unique())
        note += T(f"（如 {shown}），未使用", f" (such as {shown}) and were left out")
        frame = frame[frame["·from"] == "both"].reset_index(drop=True)
    note += T(f"；后者有 {unused} 行没有用上", f"; {unused} rows of the second are not used") if unused else ""
    if mended:
        note += T("；两边键的写法不同，已统一后比较", "; the keys are written differently and were brought to one form")
    frame = frame.drop(columns=[*keys, "·from"])
    return Table(
        f"{base.key}+{other.key}",
        base.file,
        frame,
        len(frame),
        base.notes + other.notes + [note + T("。", ".")],
        unusable={**other.unusable, **base.unusable},
    )


def stacked(table, tables):
    """A table with the others of the same columns whose times come before or after its own, or the table
    itself."""
    time = time_column(table.frame)
    if time is None or table.derived:
        return table
    cores = [core_name(c) for c in table.frame.columns]
    alike = [
        t
        for t in tables
        if not t.derived
        and [core_name(c) for c in t.frame.columns] == cores
        and time_column(t.frame) is not None
    ]
    if len(alike) < 2:
        return table
    alike.sort(key=lambda t: t.frame[time_column(t.frame)].min())
    spans = [(t.frame[time_column(t.frame)].min(), t.frame[time_column(t.frame)].max()) for t in alike]
    if any(a[1] >= b[0] for a, b in zip(spans, spans[1:])):
        return table
    frames = [t.frame.set_axis(list(table.frame.columns), axis=1) for t in alike]
    note = T(
        f"{len(alike)} 个表（{some([t.key for t in alike], 6)}）列相同、时间相接，已上下合并。",
        f"{len(alike)} tables ({some([t.key for t in alike], 6)}) have the same columns and follow "
        f"each other in time; they were put together.",
    )
    frame = pd.concat(frames, ignore_index=True)
    notes = list(dict.fromkeys(n for t in alike for n in t.notes))
    return Table(
        "+".join(t.key for t in alike)[:120],
        alike[0].file,
        frame,
        len(frame),
        notes + [note],
        unusable=table.unusable,
    )


def joined_for(text, table, tables, aliases):
    """(the table a question needs, sentences on what could not be joined): columns named of other files are
    joined to it."""
    lacking = []
    for _ in range(3):
        own = {core_name(c) for c in [*table.frame.columns, *table.unusable]}
        best = None
        for other in tables:
            if (
                other.derived
                or other.key in table.key.split("+")
                or table.derived in other.key.split("+")  # its own columns, laid out another way
                or any(other.key == k for k, _ in lacking)
            ):
                continue
            named = [
                c
                for c in said_columns(text, other, aliases)
                if c in other.frame.columns
                and core_name(c) not in own
                and kind_of(other.frame[c]) not in ("time", "step")
            ]
            if file_named(text, other) and file_named(text, table):
                named = named or [
                    c for c in other.frame.columns if core_name(c) not in own and is_numeric(other.frame, c)
                ]
            if named and (best is None or len(named) > len(best[1])):
                best = (other, named)
        if best is None:
            break
        other, named = best
        joined = join_two(table, other)
        if joined is None:
            lacking.append(
                (
                    other.key,
                    T(
                        f"{join(quoted(c) for c in named)}在 {other.key} 中，而它与 {table.key} 没有可以对应的键，未能使用。",
                        f"{join(quoted(c) for c in named)} stands in {other.key}, which shares no "
                        f"key with {table.key}: it could not be used.",
                    ),
                )
            )
        else:
            table = joined
    return table, [why for _, why in lacking]
