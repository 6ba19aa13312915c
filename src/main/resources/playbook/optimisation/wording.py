"""What a text says for a programme: its quantities with their units and scales, which column or row each speaks of, and
whether something is to be made largest or smallest.
"""

AMOUNT = re.compile(r"(?<![a-z0-9.])[$¥￥€]?\s*(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*(%|万|亿|百万|千|million|thousand|k(?![a-z]))?\s*(元|美元|人民币|(?:(?![而且并和及与或但])[一-鿿]){1,3}|[a-z]{1,12}(?:[- ]hours?)?)?")
AT_LEAST = re.compile(r"至少|不少于|不低于|不小于|不得少于|不得低于|最少|最低|下限|大于等于|>=|≥|at least|no less than|not less than|no fewer than|minimum|min\.")
AT_MOST = re.compile(r"不超过|不得超过|不能超过|不多于|不大于|至多|最多|上限|以内|限额|小于等于|<=|≤|at most|no more than|not more than|not exceed|cannot exceed|up to|maximum|max\.|within|limited to|limit|only|仅|只有|共有|总共|拥有|可用|可供|现有|预算|资金|经费|budget|available|total of|has|have|有")
UP_TO = re.compile(r"不超过|不得超过|不能超过|不多于|不大于|至多|最多|以内|at most|no more|not exceed|cannot exceed|up to")
EXACTLY = re.compile(r"恰好|正好|恰|exactly|必须等于|刚好")
EACH = re.compile(r"每[种个类项件名台家座]|各[种个类项]|单个|任一|任何一|each|every|any one|any single|per (?:product|project|item)")
CONJUNCTION = re.compile(r"(?<![a-z])(?:and|with|but|while|if|when|where|provided that|so that|such that|subject to|given|under)(?![a-z])|且|并|同时|前提下|条件下")
SCALE = {"万": 1e4, "亿": 1e8, "百万": 1e6, "千": 1e3, "million": 1e6, "thousand": 1e3, "k": 1e3}
CURRENCY = re.compile(r"[$¥￥€]|元|人民币|usd|rmb|cny|eur|dollars?|yuan|euros?")


def money_scale(unit):
    """How many yuan, dollars … one of a unit of money is: 万元 10000, $M 1000000; None when it is no money."""
    if not CURRENCY.search(unit):
        return None
    rest = CURRENCY.sub("", unit).strip()
    return {"": 1.0, "m": 1e6, "mn": 1e6, "million": 1e6, "百万": 1e6, "k": 1e3, "thousand": 1e3, "千": 1e3, "万": 1e4, "亿": 1e8}.get(rest)


def amounts_in(text):
    """Every quantity of a text: value, unit, its clause, its sentence and the words around it within the clause."""
    found = []
    for sentence_match in re.finditer(r"(?:[^。；;\n!?！？.]|(?<=\d)\.(?=\d))+", text):
        sentence = sentence_match[0]
        for clause_match in re.finditer(r"(?:[^,，、]|(?<=\d),(?=\d{3}))+", sentence):
            clause = clause_match[0]
            places = list(AMOUNT.finditer(clause))
            for i, m in enumerate(places):
                unit = (m[3] or "").strip()
                if CONJUNCTION.fullmatch(unit) or unit in ("of", "for", "in", "to", "per", "is", "are", "or", "的"):
                    unit = ""
                scale = m[2] if m[2] and m[2] != "%" else ""
                unit = re.match(r"(?:[万亿千]?元)?", unit)[0] or unit
                factor = SCALE.get(scale, 1.0)
                if money_scale(unit):
                    factor *= money_scale(unit)
                money = bool(CURRENCY.search(m[0])) or scale in ("万", "亿", "million")
                found.append({"at": sentence_match.start() + clause_match.start() + m.start(), "value": float(m[1].replace(",", "")) * (factor if not money_scale(unit) else SCALE.get(scale, 1.0)), "whole": float(m[1].replace(",", "")) * factor, "money": money, "unit": unit, "percent": m[2] == "%",
                              "clause": clause, "sentence": sentence_match.start(), "alone": len(places) == 1, "text": (m[0] if unit or not m[3] else clause[m.start():m.start(3)]).strip(),
                              # what stands between this amount and its neighbours: 木工工时不超过 240 小时; at least 55 g of protein
                              "before": re.split(CONJUNCTION, clause[places[i - 1].end() if i else 0:m.start()])[-1], "after": re.split(CONJUNCTION, clause[m.end() - (0 if unit else len(m[3] or "")):places[i + 1].start() if i + 1 < len(places) else None])[0]})
    return found


def in_unit(amount, column):
    """The amount in the unit of a column, where both are money."""
    its = money_scale(unit_of(column).split("/")[0])
    return amount["whole"] / its if its and amount["money"] else amount["value"]


def names_column(clause, column):
    """How surely a clause speaks of a column: its name, a piece of it, or its meaning."""
    name = core_name(column)
    if len(name) > 1 and (name in clause or re.search(rf"(?<![a-z]){re.escape(name)}", clause)):
        return 3.0 + 0.1 * len(name)
    for group in WORDS["same"]:
        if any(t == name for t in group) and any(has_word(clause, [t]) for t in group):
            return 2.0
    if has_word(column, WORDS["spend"]) and has_word(clause, WORDS["budget"]):
        return 1.8
    if re.search(r"[一-鿿]", name):
        pieces = [name[i:i + 2] for i in range(len(name) - 1)]
        hit = sum(p in clause for p in pieces) / max(1, len(pieces))
        return 1.5 * hit if hit >= 0.3 else 0.0
    tokens = [t for t in re.split(r"[^a-z]+", name) if len(t) > 2 and t not in ("per", "unit", "total", "use", "used", "the", "hours")]
    hit = sum(has_word(clause, [t, t + "s", t.rstrip("s")]) for t in tokens)
    return 1.5 * hit / len(tokens) if tokens and hit else 0.0


def sense_in(text):
    """True: maximise, False: minimise, None: not said; what stands last in a sentence of aims decides."""
    up = max([text.rfind(w) for w in WORDS["maximise"]])
    down = max([text.rfind(w) for w in WORDS["minimise"]])
    # 最大/最多 also bound things; an aim is said with 使、为目标、利润 and the like
    gain_up = re.search(r"(利润|收益|价值|效益|回报|得分|效率|产值|总?收入|满意|profit|revenue|value|return|benefit|score|efficiency|utility)[^。；;,，]{0,8}(最大|最高|最多|最优)|最大化|maximi[sz]|(highest|greatest|largest|most) (total |overall )?(profit|revenue|value|return|benefit|score)", text)
    cost_down = re.search(r"(成本|费用|运费|时间|距离|支出|花费|耗时|cost|expense|time|distance)[^。；;,，]{0,8}(最小|最低|最少|最短|最省)|最小化|minimi[sz]|(lowest|least|smallest|shortest) (total |overall )?(cost|expense|time|distance)|cheapest|at (the )?least cost", text)
    if gain_up and cost_down:
        return gain_up.start() > cost_down.start()
    if gain_up or cost_down:
        return bool(gain_up)
    return None if up == down else up > down


def spelt(name):
    """A pattern of a name however its words are parted (widget-x, Widget X) and whether they stand in the plural."""
    words = []
    for word in re.findall(r"[a-z]+|\d+(?:\.\d+)?|[^\W_]", name):
        if re.fullmatch(r"[a-z]{3,}", word):
            word = word[:-3] + "(?:y|ies)" if word.endswith("ies") else word[:-1] + "(?:y|ys|ies)" if word.endswith("y") else \
                word[:-3] + "(?:f|fe|ves)" if word.endswith("ves") else word[:-1] + "(?:f|fs|ves)" if word.endswith("f") else \
                word[:-2] + "(?:es?)?" if re.search(r"(s|x|z|ch|sh)es$", word) else word + "(?:es)?" if re.search(r"(ss|us|is)$", word) else \
                word[:-1] + "s?" if word.endswith("s") else word + "(?:s|es)?"
        words.append(word)
    return r"[\s_.·()/\-]*".join(words) or re.escape(name)


def says_item(sentence, name, label):
    """Whether a sentence speaks of one row; a number or a name of one letter must be introduced: 产品 A, project B."""
    names = {half_width(name), core_name(half_width(name)) if UNIT.search(half_width(name)) else ""} - {""}
    for name in names:
        introduced = rf"(?:产品|项目|方案|商品|作物|product|project|item|option|{re.escape(core_name(label or '')) or '产品'})\s*"
        intro = introduced if re.fullmatch(r"[a-z]|\d+", name) else "" if len(name) > 1 else None
        if intro is not None and re.search(rf"(?<![a-z0-9]){intro}{spelt(name)}(?![a-z0-9])", sentence):
            return True
    return False


def is_reference(amount):
    """Whether a number only points somewhere: question 2, table 1, the year 2024."""
    return bool(re.search(r"(问题|附件|附表|表|图|第|任务|question|problem|task|table|figure|appendix|attachment)\s*$", amount["before"]) or re.match(r"(年|月|日|号)", amount["unit"]) and amount["value"] >= 1900)


def items_of(amount, labels, label):
    """The rows an amount is about: those named beside it, else those of its clause where it is the clause's only amount."""
    for words in (amount["before"], amount["unit"] + amount["after"], amount["clause"] if amount["alone"] else ""):
        said = [i for i, name in enumerate(labels) if says_item(words, name, label)]
        if said:
            return said
    return []
