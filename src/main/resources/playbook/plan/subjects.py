"""What a question names and the data cannot give: told, never replaced in silence."""

_ASKED_EN = re.compile(
    r"(?:forecast|predict|estimate|project|extrapolate)\w*\s+"
    r"(?:(?:the|our|its|future|total|monthly|daily|weekly|"
    r"yearly|annual|quarterly|hourly|value|values|development|of)\s+){0,4}([a-z][a-z0-9 -]{2,40})"
)
_ASKED_ZH = re.compile(r"(?:预测|预估|预报|外推|估计)(?:未来|今后|接下来|之后|往后|下|后|\d)[^,，。;；的]{0,12}的?([^,，。;；的\d]{2,12})")
_STOP_EN = re.compile(
    r"\b(?:for|over|in|during|until|till|by|from|of|next|coming|following|with|using|on|at|as|to|and|based)\b"
)
_VAGUE = {
    "data",
    "series",
    "time series",
    "table",
    "values",
    "value",
    "trend",
    "number",
    "numbers",
    "it",
    "them",
    "数据",
    "趋势",
    "走势",
    "情况",
    "数值",
    "变化",
    "变化趋势",
    "发展趋势",
    "next",
    "future",
}


def subject_of(text):
    """What a question wants to know ahead, in its own words, or ""."""
    if m := _ASKED_EN.search(text):
        of_what = re.sub(r"^(?:number|amount|count|volume|share|level) of (?:the )?", "", m[1])
        words = _STOP_EN.split(of_what)[0].strip(" -")
        if words and words not in _VAGUE and not re.fullmatch(r"[\d ]+", words):
            return words
    if m := _ASKED_ZH.search(text):
        words = re.sub(r"(进行|的|情况|变化|走势|趋势)+$", "", m[1].strip())
        if words not in _VAGUE and len(words) > 1 and not re.search(r"个月|[年月日天周季]$", words):
            return words
    return ""


def said_columns(text, table, aliases):
    """The columns a text names in full, usable or not, as {column: position}; a name inside a longer one is
    not said."""
    names = [*table.frame.columns, *(c for c in table.unusable if c not in table.frame.columns)]
    cores = {c: core_name(c) for c in names}
    there = [n for n in cores.values() if len(n) > 1 and contains_word(text, n) >= 0]
    said = {}
    for c in names:
        longer = sorted((n for n in there if cores[c] in n and cores[c] != n), key=len, reverse=True)
        rest = text
        for n in longer:
            rest = rest.replace(n, "、" * len(n))
        score, at = mention(rest, c, aliases)
        if score >= 0.9:
            said[c] = at
    return said


def meant_as_number(table, column):
    """Whether a column that was not read as numbers was meant to hold some."""
    if column not in table.frame.columns:
        return True
    series = table.frame[column]
    if series.dtype != object or kind_of(series) == "time":
        return False
    values = [str(v) for v in pd.unique(series.dropna())[:200]]
    if not values or code_reason(series) or len(values) < min(30, 0.5 * series.notna().sum()):
        return False
    if (
        all(re.fullmatch(r"[^\W\d]+[ _-]?\d+", v) for v in values)
        or len({re.sub(r"\d+", "", v).strip() for v in values}) == 1
        and re.fullmatch(r"第?\d+\s?[^\W\d]{1,4}", values[0])
    ):
        return False  # Store 4 and 3班 are names
    digits = sum(
        bool(re.match(r"[^\w]{0,4}\w{0,3}\.?\s?\d", v)) or sum(map(str.isdigit, v)) > 0.5 * len(v)
        for v in values
    )
    return digits >= 0.5 * len(values)


def why_unusable(table, column):
    """A sentence on why a named column cannot be used, with two of its values."""
    if column in table.unusable:
        return T(
            f"“{column}”不能使用：{table.unusable[column]}", f"'{column}' cannot be used: {table.unusable[column]}"
        )
    values = table.frame[column].dropna()
    shown = [str(v)[:30] for v in pd.unique(values) if not is_number_cell(v)][:2] or [
        str(v)[:30] for v in pd.unique(values)[:2]
    ]
    both = T("”、“", "' and '").join(shown)
    money = currencies_in(values)
    if len(money) > 1:
        examples = [next(str(v)[:30] for v in values if currencies_in([v]) == [m]) for m in money[:2]
                    if any(currencies_in([v]) == [m] for v in values)]
        both = T("”、“", "' and '").join(examples or shown)
        return T(
            f"“{column}”混有多种货币（如“{both}”），没有汇率不能合并",
            f"'{column}' mixes currencies (its values are such as '{both}') and no rates are known",
        )
    if kind_of(table.frame[column]) == "constant":
        return T(f"“{column}”取值恒定（“{both}”）", f"'{column}' never varies ('{both}')")
    return T(
        f"“{column}”未能读成数值（如“{both}”）",
        f"'{column}' could not be read as numbers (its values are such as '{both}')",
    )


def groups_rows(text, at, name):
    """Whether a name only says for what the answer is wanted: each region, 各门店, 甲省的."""
    return re.search(
        r"(各|每|分|each|every|per|by)\s*[个种家类]?\s*$", text[max(0, at - 8) : at]
    ) is not None or text[at + len(name) :].startswith("的")


def refuse(text, table, aliases, suits):
    """Why a question's own target cannot be had, or "": it names a column that does not suit and none that
    does."""
    said = said_columns(text, table, aliases)
    good = [c for c in said if c in table.frame.columns and suits(c)]
    bad = [
        c
        for c in said
        if c not in good
        and not (c in table.frame.columns and kind_of(table.frame[c]) in ("time", "calendar"))
    ]
    wanted = [
        c
        for c in bad
        if meant_as_number(table, c)
        or target_cue(text, said[c], len(core_name(c))) > 0.5
        and not groups_rows(text, said[c], core_name(c))
    ]
    best_good = max((target_cue(text, said[c], len(core_name(c))) for c in good), default=-9)
    leading = [c for c in wanted if target_cue(text, said[c], len(core_name(c))) > best_good]
    if wanted and not good or leading and all(meant_as_number(table, c) for c in leading):
        return T("；", "; ").join(why_unusable(table, c) for c in (leading or wanted)[:3]) + T(
            "。没有用别的列代替它。", ". No other column was taken in its place."
        )
    return ""


def unread_times(frame):
    """Why the times of a table are not known, with two values of the column that promises them; or ""."""
    for c in frame.columns:
        exactly = folded(c) in WORDS["year"] + WORDS["month"] + WORDS["quarter"] + WORDS["week"] + [
            "date",
            "datum",
            "日期",
            "时间",
        ]
        if frame[c].dtype == object and is_time_name(c) or exactly and kind_of(frame[c]) == "number":
            shown = T("”、“", "' and '").join(str(v)[:30] for v in pd.unique(frame[c].dropna())[:2])
            return T(
                f"“{c}”未能读成时间（如“{shown}”）。",
                f"'{c}' could not be read as times (its values are such as '{shown}').",
            )
    return ""


def unread_namesake(text, table, aliases):
    """Why a column cannot be used that the question means by another name, or ""."""
    names = [*table.unusable, *(c for c in table.frame.columns if meant_as_number(table, c))]
    meant = [c for c in dict.fromkeys(names) if mention(text, c, aliases)[0] >= 0.6]
    if not meant:
        return ""
    why = T("；", "; ").join(why_unusable(table, c) for c in meant[:3])
    return why + T("。没有用别的列代替它。", ". No other column was taken in its place.")


def unusable_said(text, table, aliases):
    """Sentences on the columns a question names beside others and that could not be used."""
    return [
        why_unusable(table, c) + T("。", ".")
        for c in said_columns(text, table, aliases)
        if c not in table.frame.columns or meant_as_number(table, c)
    ]
