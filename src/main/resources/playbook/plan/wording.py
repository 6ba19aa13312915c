"""What a question says: the columns, values and files it mentions, which column it asks for, and how far
ahead."""


# ---------------------------------------------------------------- columns, values and files

_TERMS = {}  # term -> its pattern
_LETTER = "a-z0-9à-öø-ÿ"


def term_pattern(term):
    """An English term as whole words; singular and plural are one, and so are "ad spend", "ad_spend" and
    "ad-spend"."""
    if term not in _TERMS:
        words = [re.escape(w) for w in re.split(r"[ _-]+", term) if w] or [re.escape(term)]
        last = words[-1]
        if re.search(r"[^aeiou]ies$", last) and len(last) > 4:
            words[-1] = last[:-3] + "(?:y|ies)"
        elif re.search(r"[^aeiou]y$", last) and len(last) > 3:
            words[-1] = last[:-1] + "(?:y|ies)"
        elif last.endswith("s") and not last.endswith("ss") and len(last) > 3:
            words[-1] = last + "?"
        else:
            words[-1] = last + "(?:s|es)?"
        _TERMS[term] = re.compile(rf"(?<![{_LETTER}])" + "[ _-]?".join(words) + rf"(?![{_LETTER}])")
    return _TERMS[term]


def contains_word(text, term):
    """Where a term stands in a text (English terms as whole words), or -1."""
    if re.search(r"[一-鿿぀-ヿ]", term):
        return text.find(term)
    found = term_pattern(term).search(text)
    return found.start() if found else -1


def mention(text, column, aliases):
    """(score 0…1, position) of how surely a text speaks of a column."""
    best = (0.0, -1)
    for name, worth in [(core_name(column), 1.0)] + [(a, 0.95) for a in aliases.get(column, [])]:
        if not name:
            continue
        at = contains_word(text, name)
        chinese = bool(re.search(r"[一-鿿]", name))
        if at >= 0 and (len(name) > 1 or not chinese):
            best = max(best, (worth + 0.01 * len(name), at))
            continue
        for group in WORDS["same"]:
            if any(term == name or (len(term) > 1 and contains_word(name, term) >= 0) for term in group):
                places = [contains_word(text, term) for term in group]
                places = [p for p in places if p >= 0]
                if places:
                    exact = any(term == name for term in group)
                    best = max(best, ((0.8 if exact else 0.65) * worth, min(places)))
        if chinese and len(name) >= 2:
            pieces = [
                (size, i)
                for size in range(len(name) - 1, 1, -1)
                for i in range(len(name) - size + 1)
                if name[i : i + size] in text
            ]
            if pieces:
                size, i = pieces[0]
                head = 0.2 if i + size == len(name) else 0.0  # the last characters name the thing: 强度 of 抗压强度
                best = max(best, (min(0.75, 0.7 * size / len(name) + head), text.find(name[i : i + size])))
        elif not chinese:
            tokens = [t for t in re.split(r"[\W_]+", name) if len(t) > 2]
            tokens = [t for t in tokens if t not in WORDS["units"]] or tokens  # rent_eur is a rent
            hits = [contains_word(text, t) for t in tokens]
            if tokens and any(h >= 0 for h in hits):
                share = sum(h >= 0 for h in hits) / len(tokens)
                best = max(best, (0.75 * share * worth, min(h for h in hits if h >= 0)))
            for word in re.finditer(r"[a-z]{5,}", text):  # survive, survived; smoking, smoker
                for token in tokens:
                    stem = os.path.commonprefix([word[0], token])
                    if len(stem) >= 4 and len(stem) > 0.55 * max(len(word[0]), len(token)):
                        best = max(best, (0.6 * worth / len(tokens), word.start()))
    return best


def aliases_in(text, tables):
    """What the text or a data dictionary calls a column: "x1：温度", "Age (years of the customer)"."""
    found = {}
    columns = {c for t in tables for c in t.frame.columns}
    for c in columns:
        name = re.escape(folded(c).replace("_", " "))
        for m in re.finditer(
            rf"(?<![a-z0-9一-鿿]){name}\s*(?:[:：(（]|表示|代表|指|denotes|means|is the|stands for)"
            rf"\s*([^,，。;；:：()（）\n]{{2,20}})",
            text,
        ):
            found.setdefault(c, []).append(folded(m[1]))
        for m in re.finditer(rf"([一-鿿]{{2,8}})\s*[(（]\s*{name}\s*[)）]", text):
            found.setdefault(c, []).append(m[1])
    for table in tables:
        texts = [c for c in table.frame.columns if table.frame[c].dtype == object]
        if len(texts) >= 2 and len(table.frame) <= 300:
            for names in texts:
                known = table.frame[names].isin(columns)
                if known.mean() > 0.5:
                    meaning = next(c for c in texts if c != names)
                    for name, means in table.frame.loc[known, [names, meaning]].dropna().values:
                        found.setdefault(name, []).append(half_width(means)[:20])
    return found


BEFORE_TARGET = re.compile(
    r"(预测|预估|预报|估计|估算|判断|判别|识别|推断|研究|建立.{0,4}关于|forecast|predict|estimat\w*"
    r"|explain|model|classify|identify|determin\w*|affect(?:ing|s)?"
    r"|influenc\w*|drive\w*|对|影响)[^,，。;；]{0,14}$"
)
AFTER_TARGET = re.compile(
    r"^.{0,4}(的?(主要|关键)?(影响)?因素|的?预测|的?走势|的?(变化)?趋势|的?影响"
    r"|的?(发展)?变化|进行(预测|分类|估计|判别)|模型| for the next| over the next| forecast)"
)
BEFORE_FEATURE = re.compile(
    r"(根据|基于|利用|由|通过|依据|结合|based on|using|from|given|with"
    r"|in terms of|as a function of|by|effects? of|of)[^,，。;；预测]{0,24}$"
)
DEPENDS = re.compile(
    r"^\s*(depends? on|depended on|is (determined|explained|driven|influenced|affected|predicted) by|as a function of"
    r"|varies with|responds to|取决于|随|受.{1,40}影响|[与和同跟][^。；;]{1,40}(之间)?的?(相关)?(关系|关联|联系|相关性))"
)
PREDICT = re.compile(r"预测|估计|判断|predict|forecast|estimat")


def target_cue(text, at, length):
    """How much the words around a mention mark it as what is asked for rather than as what it is asked
    from."""
    before, after = text[max(0, at - 16) : at], text[at + length : at + length + 12]
    score = 0.0
    if BEFORE_TARGET.search(before):
        score += 1.0
    if AFTER_TARGET.search(after):
        score += 0.8
    if DEPENDS.search(text[at + length : at + length + 60]):
        score += 0.8
    last = BEFORE_FEATURE.search(text[max(0, at - 30) : at])
    if last and not PREDICT.search(last[0]):
        score -= 1.2
    if re.search(r"^[^,，。]{0,12}(对|on)\s*[^,，。]{2,12}(的影响)?", after) and not re.search(r"对$", before):
        score -= 0.6
    return score


def ranked_targets(text, frame, aliases, suits):
    """The columns that may be asked for, best first, as (score, column, mention score)."""
    ranked = []
    columns = list(frame.columns)
    whole_names = [
        core_name(c) for c in columns if len(core_name(c)) > 1 and contains_word(text, core_name(c)) >= 0
    ]
    for i, c in enumerate(columns):
        if not suits(c):
            continue
        # a name inside a longer name that the text holds is not said by itself
        hidden = [n for n in whole_names if core_name(c) in n and core_name(c) != n]
        said, at = mention(
            text if not hidden else re.sub("|".join(re.escape(n) for n in hidden), "、", text), c, aliases
        )
        if hidden and at >= 0:
            at = text.find(core_name(c), at)
        score = 2.0 * said
        if at >= 0 and said >= 0.45:
            score += target_cue(text, at, len(core_name(c)) if text.startswith(core_name(c), at) else 2)
        if has_word(c, WORDS["target"]) or core_name(c).startswith("是否"):
            score += 0.8
        if i == len(columns) - 1:
            score += 0.3
        ranked.append((score, c, said))
    return sorted(ranked, key=lambda r: -r[0])


def text_of_values(frame, column, text):
    """The values of a category that a text names."""
    values = [v for v in frame[column].dropna().unique() if isinstance(v, str)]
    return [
        v
        for v in values
        if 2 <= len(half_width(v)) <= 30
        and not re.fullmatch(r"[\d.]+", v)
        and contains_word(text, folded(v).replace("_", " ")) >= 0
    ]


def file_named(text, table):
    """Whether a text names a table's file or sheet ("附件1", "sales.csv", "表2")."""
    stem = re.sub(r"[ _]", "", folded(os.path.splitext(os.path.basename(table.file))[0]))
    squeezed = re.sub(r"[ _]", "", text)
    sheet = (
        re.sub(r"[ _]", "", folded(table.key.split("#")[1])) if "#" in table.key and not table.derived else ""
    )
    short_name = re.match(r"(附件|表|attachment|appendix|table|data)[_-]?\d+", stem)
    return any(
        name and len(name) > 1 and re.search(re.escape(name) + r"(?!\d)", squeezed)
        for name in [stem, sheet, short_name[0] if short_name else ""]
    )


# ---------------------------------------------------------------- horizons

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "半": 0.5}
ENGLISH = {
    w: i for i, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())
} | {"a": 1, "few": 3, "several": 3}
UNIT_DAYS = {
    "小时": 1 / 24,
    "天": 1,
    "日": 1,
    "周": 7,
    "星期": 7,
    "个月": 30.44,
    "月": 30.44,
    "季度": 91.3,
    "季": 91.3,
    "年": 365.25,
    "hour": 1 / 24,
    "day": 1,
    "week": 7,
    "month": 30.44,
    "quarter": 91.3,
    "year": 365.25,
}


def small_number(text):
    """A number in digits, Chinese numerals or English words."""
    text = text.strip().lower()
    if re.fullmatch(r"\d+(\.\d+)?", text):
        return float(text)
    if text in ENGLISH:
        return ENGLISH[text]
    if "百" in text:
        return None
    if "十" in text:
        tens, _, ones = text.partition("十")
        return DIGITS.get(tens, 1) * 10 + DIGITS.get(ones, 0)
    return DIGITS.get(text)


def amount_ahead(text):
    """The match of (number, unit) that says how far ahead, or None."""
    m = re.search(
        r"(?:未来|今后|接下来|之后|后续|往后|后|下|提前)的?\s*(\d+|[一二两三四五六七八九十半]+)\s*(小时|天|日|周|星期|个月|个季度|季度|季|年|期|个周期|步)", text
    )
    if not m:
        number_word = "|".join(ENGLISH)
        m = re.search(
            rf"(?:next|coming|following|upcoming|subsequent|ahead)\s+(\d+|{number_word})"
            r"\s+(hour|day|week|month|quarter|year|period|step)s?",
            text,
        ) or re.search(
            rf"(\d+|{number_word})[- ](hour|day|week|month|quarter|year|period|step)s?"
            r"[- ](?:ahead|forecast|horizon|into the future)",
            text,
        )
    return m


def exact_periods(text, length):
    """How many periods of `length` days a text asks to look ahead, with its fraction; or None."""
    m = amount_ahead(text)
    days = UNIT_DAYS.get(m[2].replace("个季度", "季度")) if m else None
    count = small_number(m[1]) if m else None
    return count * days / length if days and count and length else None


def horizon_in(text, last, tick):
    """(periods, the words) of how far ahead a text asks to look, or (None, "")."""
    m = amount_ahead(text)
    if m:
        count, unit = small_number(m[1]), m[2].replace("个季度", "季度")
        days = UNIT_DAYS.get(unit)
        if count:
            periods = count if days is None or tick is None else count * days / tick.days
            return max(1, round(periods)), m[0]
    if last is not None and tick is not None:
        years = [int(y) for y in re.findall(r"(?<!\d)(20\d\d)(?!\d)", text)]
        later = [y for y in years if y >= last.year]
        if later and max(later) > last.year or (later and tick.days < 300 and last.month < 12):
            year, month = max(later), 12
            named = re.search(rf"{year}\s*年?\s*(?:\d{{1,2}}\s*月?\s*[-~至到]\s*)?(\d{{1,2}})\s*月", text)
            if named and 1 <= int(named[1]) <= 12:
                month = int(named[1])
            end = pd.Timestamp(year, month, 1) + pd.offsets.MonthEnd(0)
            code = tick.code
            periods = (
                pd.Period(end, code).ordinal - pd.Period(last, code).ordinal
                if code[0] in "AQMWDBH" and not code[0].isdigit()
                else (end - last).days / tick.days
            )
            if periods >= 1:
                return int(periods), str(year) + (f"-{month:02d}" if named else "")
    for words, days in [
        (r"下个?月|next month|following month", 30.44),
        (r"明年|下一年|来年|next year|coming year|following year", 365.25),
        (r"下一?个?季度|next quarter", 91.3),
        (r"下一?周|下星期|next week", 7),
        (r"明天|次日|tomorrow|next day", 1),
        (r"下半年|半年", 182.6),
    ]:
        if m := re.search(words, text):
            return max(1, round(days / tick.days)) if tick else 1, m[0]
    return None, ""
