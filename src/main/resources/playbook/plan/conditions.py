"""Which rows a question speaks of: a span of years, rows of a named kind. What it says is used, or told."""

_DATA_ZH = r"(?:数据|资料|历史|记录|样本|观测|数值)"
_DATA_EN = r"(?:data|history|figures|values|records|rows|observations|numbers|years|months|sample)"
_YEAR = r"((?:1[789]|20)\d\d)"
_FROM_YEAR = [
    (rf"{_DATA_EN}\s+(?:only\s+)?(since|after|from|before|until|up to|through|prior to)\s+(?:the year\s+)?{_YEAR}"
     rf"(?!\s*(?:to|until|through|-|–|and)\s*\d{{4}})"),
    rf"only\s+(?:the\s+)?(since|after|from|before|until|up to|prior to)\s+(?:the year\s+)?{_YEAR}",
]
_SPAN = [
    rf"{_DATA_EN}\s+(?:only\s+)?(?:from|of|for|between|in)\s+(?:the years\s+)?{_YEAR}\s*(?:to|until|through|-|–|and)\s*{_YEAR}",
    rf"{_YEAR}\s*年?\s*(?:到|至|-|–|~|—)\s*{_YEAR}\s*年?(?:间|期间)?的?[^,，。;；预测]{{0,6}}{_DATA_ZH}",
]
_SINCE_ZH = rf"{_YEAR}\s*年?\s*(以后|之后|以来|至今|起|及以后|及之后|开始|以前|之前|及以前|及之前)的?[^,，。;；预测]{{0,6}}{_DATA_ZH}"
_ONE_ZH = rf"(?:只|仅)(?:用|使用|根据|基于|取|采用|考虑)\s*{_YEAR}\s*年的?"
_ONE_EN = rf"(?:only|just)\s+(?:use\s+|using\s+)?(?:the\s+)?{_DATA_EN}\s+(?:of|for|from|in)\s+{_YEAR}(?!\s*(?:to|-|–|until|on))"
_WITHOUT = [
    rf"(?:exclud\w+|without|ignor\w+|leav\w+ out|omit\w*|except(?: for)?|disregard\w*)\s+(?:the\s+)?(?:{_DATA_EN}\s+)?"
    rf"(?:of\s+|from\s+|for\s+|in\s+)?(?:the\s+)?(?:year\s+)?{_YEAR}",
    rf"(?:剔除|排除|去掉|去除|不含|不包括|不考虑|除去|忽略)了?\s*{_YEAR}\s*年",
]
_EARLIER = {"before", "until", "up to", "through", "prior to", "以前", "之前", "及以前", "及之前"}
_OPEN = {"after", "before", "prior to", "之后", "以后", "以前", "之前"}  # the year itself may be meant or not


def years_said(text):
    """(first year or None, last year or None, years left out, the words) of the rows a question allows."""
    first = last = None
    without, words = [], []
    for pattern in _WITHOUT:
        for m in re.finditer(pattern, text):
            without.append(int(m[1]))
            words.append(m[0])
    for pattern in _SPAN:
        if m := re.search(pattern, text):
            return int(m[1]), int(m[2]), without, [*words, m[0]]
    for pattern in (_ONE_ZH, _ONE_EN):
        m = re.search(pattern, text)
        if m and not re.match(r"\s*(以|之|起|至|到|及|开始)", text[m.end() :]):
            return int(m[1]), int(m[1]), without, [*words, m[0]]
    for m in re.finditer(_SINCE_ZH, text):
        year, way = int(m[1]), m[2]
        first, last = (first, year - (way in _OPEN)) if way in _EARLIER else (year + (way == "之后"), last)
        words.append(m[0])
    for pattern in _FROM_YEAR:
        for m in re.finditer(pattern, text):
            year, way = int(m[2]), m[1]
            first, last = (first, year - (way in _OPEN)) if way in _EARLIER else (year + (way == "after"), last)
            words.append(m[0])
        if first or last:
            break
    return first, last, without, words


def values_beside(text, frame, column):
    """The values of a column that stand right beside its name: region B, stores 3 and 5, B地区."""
    if frame[column].nunique() > 200 or pd.api.types.is_float_dtype(frame[column]):
        return []
    known = {folded(v).replace("_", " "): v for v in frame[column].dropna().unique()}
    known = {k: v for k, v in known.items() if 0 < len(k) <= 30}
    if not known:
        return []
    one = "(" + "|".join(re.escape(k) for k in sorted(known, key=len, reverse=True)) + r")(?![a-z0-9.])"
    found = []
    for name in {core_name(column), re.sub(r"[ _-]?(id|no|nr|number|name|code|编号|名称|代码)$", "", core_name(column))}:
        if not name:
            continue
        chinese = re.search(r"[一-鿿]", name) is not None
        head = re.escape(name) if chinese else rf"(?<![a-z]){re.escape(name)}(?:s|es)?(?![a-z])"
        rest = rf"\s*(?:[:=#]|no\.|number|is|为|是)?\s*{one}"
        for m in re.finditer(head + rest, text):
            found.append(m[1])
            at = m.end()
            while more := re.compile(rf"\s*(?:,|，|、|and|&|和|与|及)\s*{one}").match(text, at):
                found.append(more[1])
                at = more.end()
        for m in re.finditer(rf"(?<![a-z0-9.]){one}\s?(?:号|的)?{head}", text):
            found.append(m[1])
    return list(dict.fromkeys(known[k] for k in found))


def narrowed(table, keep, note):
    """A table of the rows that `keep` marks, known to the templates under a key of its own."""
    n = sum(k.split("|")[0] == table.key.split("|")[0] for k in TABLES)
    found = Table(
        f"{table.key}|{n}", table.file, table.frame[keep].reset_index(drop=True), int(keep.sum()),
        [*table.notes, note], derived=table.derived, crossed=table.crossed, unusable=table.unusable,
    )
    TABLES[found.key] = found
    return found


def of_years(text, table):
    """(the table with the rows of the years a question allows, sentences on what could not be applied)."""
    first, last, without, words = years_said(text)
    if not words:
        return table, []
    frame, shown = table.frame, T("”、“", "' and '").join(words)
    c = time_column(frame) or year_steps(frame)
    if c is None:
        return table, [T(f"问题中的条件“{shown}”未能使用：表中没有时间列。", f"The condition '{shown}' was not applied: the table has no times.")]
    years = frame[c] if is_numeric(frame, c) else frame[c].dt.year
    keep = years.notna() & ~years.isin(without)
    keep &= (years >= first) if first else True
    keep &= (years <= last) if last else True
    if keep.sum() < 3:
        return table, [T(f"问题中的条件“{shown}”未能使用：满足它的只有 {int(keep.sum())} 行。", f"The condition '{shown}' was not applied: only {int(keep.sum())} rows meet it.")]
    if keep.all():
        return table, []
    return narrowed(table, keep, T(f"按“{shown}”只用了 {len(frame)} 行中的 {int(keep.sum())} 行。", f"As '{shown}' says, {int(keep.sum())} of {len(frame)} rows were used.")), []


def names_rows(frame, column):
    """Whether a column says what a row is about."""
    kind = kind_of(frame[column])
    names = [*WORDS["identifier"], *WORDS["entity"], "store", "shop", "line", "machine", "group", "门店", "机器", "组"]
    return kind in ("category", "binary", "id") or kind in ("count", "step") and has_word(column, names)


def of_kind(text, table):
    """The table with the rows of the kinds that a question names beside a column's name: in the North
    region."""
    for c in list(table.frame.columns):
        if not names_rows(table.frame, c):
            continue
        named = values_beside(text, table.frame, c)
        keep = table.frame[c].isin(named)
        if named and 3 <= keep.sum() < len(keep):
            table = narrowed(table, keep, rows_note(c, named, keep))
    return table


def rows_note(column, named, keep):
    shown, n = join(quoted(v) for v in named), int(keep.sum())
    return T(f"按问题所说，只用“{column}”为 {shown} 的 {n} 行。", f"As the question says, only the {n} rows with {shown} in '{column}' were used.")


def rows_named(text, table, categories):
    """(the column whose values a forecast is wanted for, those values, the table): where a question names
    values of several columns, the rows of the others' values are kept alone."""
    frame, found = table.frame, []
    for c in frame.columns:
        named = text_of_values(frame, c, text) if c in categories else []
        named = list(dict.fromkeys([*named, *(values_beside(text, frame, c) if names_rows(frame, c) else [])]))
        if named and len(named) < frame[c].nunique():
            found.append((c, named))
    for c, named in found[1:]:
        keep = table.frame[c].isin(named)
        if keep.sum() >= 3 and table.frame.loc[keep, found[0][0]].isin(found[0][1]).any():
            table = narrowed(table, keep, rows_note(c, named, keep))
    return (*found[0], table) if found else (None, [], table)


def listed_items(text):
    """What a question lists as what to judge or to explain by: "by price, quality and delivery time"."""
    m = re.search(
        r"(?<![a-z])(?:by|based on|according to|in terms of|using|on the basis of|from)\s+(?:the\s+|their\s+|its\s+)?"
        r"(?:indicators?\s+|criteria\s+|columns?\s+)?([a-z][^.;:?!\n]*)",
        text,
    )
    if m:
        rest = re.split(r"(?<![a-z])(?:with|for|in|over|where|so that|taking|into|and (?:rank|then|give|find)\w*)(?![a-z])", m[1])[0]
        items = re.split(r"\s*(?:,\s*and|,|;|&|(?<![a-z])and(?![a-z])|(?<![a-z])or(?![a-z]))\s*", rest)
    else:
        m = re.search(r"(?:根据|按照|按|基于|依据|从|以)([^。；;:：？?\n]{2,60}?)(?:等?[一二两三四五六七八九十\d]*[个项]?(?:指标|因素|方面|维度)|对|进行|来|为)", text)
        items = re.split(r"[、,，]|和|与|及|以及", m[1]) if m else []
    items = [re.sub(r"^(the|their|its|both|and|each|all|of)\s+", "", i.strip(" 的'\"()（）")) for i in items]
    return [i for i in items if 1 < len(i) <= 30 and len(i.split()) <= 4]


def listed_columns(text, frame, aliases, suits):
    """(columns that a question's list names, items of it that no column matches). Empty where it lists
    nothing that is one."""
    found, lost = [], []
    items = listed_items(text)
    for item in items:
        scored = [(mention(item, c, aliases)[0], c) for c in frame.columns]
        fits = [(s, c) for s, c in scored if suits(c)]
        score, column = max(fits, key=lambda f: f[0], default=(0, None))
        best = max(scored, default=(0, None), key=lambda f: f[0])
        if score >= 0.35 and score >= best[0] - 1e-9:
            found.append(column)
        elif best[0] < 0.35:
            lost.append(item)
    if len(items) < 2 or not found or len(found) < len(lost):
        return [], []
    return list(dict.fromkeys(found)), lost


def no_column(items):
    return [T(f"表中没有与“{i}”对应的列，未能使用。", f"No column of the table answers to '{i}': it was not used.") for i in items]


_COMPARED = {
    ">=": r"at least|no less than|not less than|>=|≥|不低于|不少于|不小于|至少|大于等于",
    "<=": r"at most|no more than|not more than|up to|<=|≤|不超过|不高于|不大于|至多|小于等于",
    ">": r"above|over|greater than|more than|larger than|higher than|exceeding|exceeds?|>|大于|超过|高于|多于",
    "<": r"below|under|less than|lower than|smaller than|fewer than|<|小于|低于|少于|不足",
}


def of_size(text, table):
    """(the table with the rows whose numbers a question asks for, sentences on what could not be applied):
    with a rent below 500, 人口超过100的城市."""
    lost = []
    for c in measures(table.frame):
        name = core_name(c)
        if len(name) < 2:
            continue
        for sign, words in _COMPARED.items():
            m = re.search(
                rf"(?<![a-z]){re.escape(name)}(?:s|es)?\s*(?:is|are|of|为|值)?\s*(?:{words})\s*(\d[\d,]*(?:\.\d+)?)\s*([a-z%万亿千]*)",
                text,
            )
            if not m:
                continue
            limit, values = float(m[1].replace(",", "")), table.frame[c]
            keep = {">=": values >= limit, "<=": values <= limit, ">": values > limit, "<": values < limit}[sign]
            if re.match(r"万|亿|千|k$|m$|million|thousand|billion", m[2]) or keep.sum() < 3:
                n = int(keep.sum())
                lost.append(T(f"问题中的条件“{m[0]}”未能使用（按字面满足它的有 {n} 行）。", f"The condition '{m[0]}' was not applied ({n} rows meet it as it is written)."))
            elif not keep.all():
                note = T(f"按“{m[0]}”只用了 {int(keep.sum())} 行。", f"As '{m[0]}' says, {int(keep.sum())} rows were used.")
                table = narrowed(table, keep, note)
            break
    return table, lost
