"""Columns of numbers: which mark is the decimal one, and which unit, is decided from all its values."""

_FAMILIES = [
    {"g": 1, "克": 1, "kg": 1e3, "公斤": 1e3, "千克": 1e3, "t": 1e6, "吨": 1e6, "mg": 1e-3},
    {"mm": 1e-3, "cm": 1e-2, "m": 1, "米": 1, "km": 1e3, "公里": 1e3, "千米": 1e3, "厘米": 1e-2},
    {"ml": 1e-3, "毫升": 1e-3, "l": 1, "升": 1},
    {"s": 1, "sec": 1, "秒": 1, "min": 60, "分钟": 60, "h": 3600, "小时": 3600},
    {"kw": 1, "mw": 1e3, "gw": 1e6},
    {"kwh": 1, "mwh": 1e3, "gwh": 1e6},
]


def marks_in(values):
    """How many values show that the point, or the comma, is the decimal mark."""
    found = [n.reading for n in map(written, values) if n is not None]
    return {mark: found.count(mark) for mark in (".", ",", "either.", "either,")}


def decimal_mark(numbers, hint, name, notes):
    """The decimal mark of a column; where its values leave it open, the other columns (`hint`) or custom
    decide."""
    votes = {mark: sum(n.reading == mark for n in numbers) for mark in (".", ",", "either.", "either,")}
    if votes["."] or votes[","]:
        mark = "." if votes["."] >= votes[","] else ","
        if votes["."] and votes[","]:
            notes.append(
                T(
                    f"列“{name}”的小数点有点有逗号两种写法，逐个按各自的写法理解。",
                    f"'{name}' has both points and commas as decimal marks; each number was read by its own.",
                )
            )
        return mark
    open_mark = "." if votes["either."] >= votes["either,"] else ","
    if not votes["either" + open_mark]:
        return "."
    example = next(n.digits for n in numbers if n.reading == "either" + open_mark)
    plain = [float(n.digits) for n in numbers if not n.reading]
    small = [float(n.digits.replace(open_mark, ".")) for n in numbers if n.reading == "either" + open_mark]
    # 998 beside 1.010: three digits behind every mark, and what has no mark stays below a thousand
    grows = (
        plain and 100 <= np.median(plain) and max(plain) < 1000 and np.median(plain) > 30 * np.median(small)
    )
    grouping = grows or (hint is not None and hint != open_mark) or (open_mark == "," and hint is None)
    mark = {".": ",", ",": "."}[open_mark] if grouping else open_mark
    value = example.replace(open_mark, "") if grouping else example.replace(open_mark, ".")
    notes.append(
        T(
            f"列“{name}”中 {example} 有两种读法，按 {value} 理解。",
            f"'{name}': {example} can be read in two ways; it was taken as {value}.",
        )
    )
    return mark


def one_unit(name, pairs, notes):
    """The factors that bring all units of a column to the commonest one, or None where they cannot be."""
    counts = pd.Series([u for _, u in pairs]).value_counts()
    units = [u for u in counts.index if u]
    bare = int(counts.get("", 0))
    if {"M", "B"} & set(units):
        alone = all(u in ("M", "B") for u in units)
        if not alone:
            return None
        notes.append(T(f"列“{name}”的 M、B 按百万、十亿理解。", f"M and B in '{name}' were read as million and billion."))
        return {"M": 1e6, "B": 1e9, "": 1.0}, ""
    known = [u for u in units if is_unit(u) or u in ("%", "‰", "°")]
    flags = [u for u in units if u not in known and len(u) <= 2 or u.strip("*†‡") == ""]
    apart = all(u in tuple("pebrudcfnz") for u in flags) and all(
        " " in str(v).strip() for v, u in pairs if u in flags
    )
    if flags and apart:  # 83 155,0 p: provisional, estimated, …, as statistical offices write it
        bare = len(pairs)
    if (
        flags
        and bare + sum(counts[u] for u in known) >= 0.6 * len(pairs)
        and (apart or sum(counts[u] for u in flags) <= 0.4 * len(pairs))
    ):
        n = int(sum(counts[u] for u in flags))
        notes.append(
            T(
                f"列“{name}”有 {n} 个数后带标记（{some(flags)}），标记已略去。",
                f"{n} numbers of '{name}' carry marks ({some(flags)}), which were left aside.",
            )
        )
        units = [u for u in units if u not in flags]
    if any(u not in known and len(u) <= 2 for u in units):
        return None  # 1A, 2A, 3A are names
    factors = {"": 1.0, **{u: 1.0 for u in flags}}
    if len(units) > 1:
        family = next((f for f in _FAMILIES if all(u in f for u in units)), None)
        if family is None:
            return None
        factors.update({u: family[u] / family[units[0]] for u in units})
        notes.append(
            T(
                f"列“{name}”混用单位 {some(units)}，已统一为 {units[0]}。",
                f"'{name}' mixes the units {some(units)}; all were brought to {units[0]}.",
            )
        )
    elif units:
        factors[units[0]] = 1.0
    return factors, units[0] if units else ""


_CURRENCIES = [
    ("$", r"(?<![a-z])us\$|(?<![a-z])\$|usd|美元"), ("€", "€|eur|欧元"), ("£", "£|gbp|英镑"), ("₹", r"₹|inr|(?<![a-z])rs\b"),
    ("₩", "₩|krw|韩元"), ("CHF", "chf|sfr"), ("¥", "¥|rmb|cny|jpy|人民币|日元|円"), ("HK$", r"hk\$|hkd|港元|港币"),
]


def currencies_in(values):
    """The currencies that the cells of a column name, in the order of their list."""
    texts = [folded(v) for v in values if isinstance(v, str)]
    return [sign for sign, words in _CURRENCIES if any(re.search(words, t) for t in texts)]


def to_numbers(series, hint, notes):
    """A column of numbers in whatever ways they are written as numbers, or None. `hint`: the decimal mark
    elsewhere."""
    values, name = series.dropna(), series.name
    if values.empty:
        return None
    uniques = list(pd.unique(values))
    probe = uniques[:: max(1, len(uniques) // 300)]
    if sum(is_number_cell(v) for v in probe) < 0.7 * len(probe):
        return None
    parsed = {}
    for value in uniques:
        if isinstance(value, str):
            number = written(value)
            if number is not None and number.unit and not acceptable(number.unit, value):
                number = None
        else:
            number = Written(1, repr(float(value)), 1.0, "", "") if is_number_cell(value) else None
        if number is not None:
            parsed[value] = number
    bracketed = [v for v in parsed if isinstance(v, str) and v.strip().startswith("(")]
    if len(bracketed) == len(uniques) and len(uniques) > 1:
        return None  # (1), (2), (3) number the rows
    money = currencies_in(parsed)
    if len(money) > 1:  # without their rates they are no numbers of one kind
        notes.append(
            T(
                f"列“{name}”混有多种货币（{some(money)}），没有汇率，不能当作数。",
                f"'{name}' mixes currencies ({some(money)}); without their rates it holds no numbers of one kind.",
            )
        )
        return None
    said = []
    texts = [n for v, n in parsed.items() if isinstance(v, str)]
    mark = decimal_mark(texts, hint, name, said) if texts else "."
    unit = one_unit(name, [(v, n.unit) for v, n in parsed.items()], said)
    if unit is None:
        return None
    factors, common = unit
    mapping = {v: value_of(n, mark) * factors[n.unit] for v, n in parsed.items()}
    shares = [v for v, n in parsed.items() if n.unit == "%"]
    if shares and len(shares) < len(parsed):
        bare = [mapping[v] for v, n in parsed.items() if not n.unit]
        if all(abs(b) <= 1 for b in bare) and max(abs(mapping[v]) for v in shares) > 1.5:
            mapping.update({v: 100 * mapping[v] for v, n in parsed.items() if not n.unit})
            said.append(
                T(
                    f"列“{name}”有的值写作百分数、有的写作小数，已统一为百分数。",
                    f"'{name}' has percentages and shares; all were brought to percent.",
                )
            )
    result = pd.to_numeric(series.map(mapping), errors="coerce")
    odd = next(
        (
            v
            for v, n in parsed.items()
            if n.reading == "," or re.search(r"\d['’´`\s]\d", str(v)) or str(v).strip().startswith("(")
        ),
        None,
    )
    if odd is not None:
        said.append(
            T(
                f"列“{name}”中的 {odd} 之类读作 {mapping[odd]:.10g}。",
                f"Numbers of '{name}' such as {odd} were read as {mapping[odd]:.10g}.",
            )
        )
    failed = values[result[values.index].isna()]
    if len(failed) > 0.1 * len(values):
        return None
    if len(failed):
        said.append(
            T(
                f"列“{name}”有 {len(failed)} 个值不是数（如 {some(failed.unique())}），按缺失处理。",
                f"{len(failed)} values of '{name}' are not numbers (such as "
                f"{some(failed.unique())}); they count as missing.",
            )
        )
    if common:
        said.append(
            T(
                f"列“{name}”的值带有单位“{common}”，已转为数。",
                f"Values of '{name}' carry the unit '{common}' and were read as numbers.",
            )
        )
    notes += said
    whole = result.notna().all() and (result == result.round()).all() and result.abs().max() < 1e15
    return result.astype("int64") if whole else result
