"""The limits of a choice of rows, from the text and from tables of resources: on totals, on each row, on single rows; and
what a text limits that is not in the model.
"""

PER_UNIT = re.compile(r"每[件个台吨亩只公千]|(?<![a-z])(per|each|one) (unit|piece|item|ton|kg)")  # 每件至少 3 小时 bounds no amount
COUNT, TOTAL = "#count", "#total"  # limits on how many rows are chosen, on the sum of all amounts


def limit_name(column):
    return {COUNT: T("数量", "count"), TOTAL: T("总量", "total amount")}.get(column, column)


def limits_for(frame, numeric, objective, text, tables, table, result):
    """Limits on totals of columns: [(column, COUNT or TOTAL; sense; value; amount)], and bounds on each row."""
    found, each, sense_before = [], [], {}
    labels, label = labels_of(frame)
    bounds = [c for c in numeric if has_word(c, WORDS["upper"] + WORDS["lower"])]
    per = {unit_of(c).split("/")[1] for c in numeric if "/" in unit_of(c)}
    for amount in amounts_in(text):
        clause, before, after = amount["clause"], amount["before"], amount["after"]
        if is_reference(amount) or items_of(amount, labels, label):
            continue  # what is about single rows: see item_rules
        words = before + " " + after
        least, most, exact = AT_LEAST.search(words), AT_MOST.search(words), EXACTLY.search(words)
        counted = re.match(r"(个|项|种|家|座|件|名|只|projects?|items?|products?|sites?|suppliers?|candidates?|locations?)", amount["unit"]) \
            and re.search(r"选|投|建|装|录用|资助|select|choose|pick|fund|build|open", clause) and amount["value"] < len(frame)
        exact = exact or (counted and not least and not UP_TO.search(words) and re.search(r"(选出?|选择|选取|select|choose|pick)\D{0,6}$", before))
        said = least or most or exact or counted
        sense = "=" if exact else ">=" if least and not UP_TO.search(words) else "<=" if said else sense_before.get(amount["sentence"], "<=")
        sense_before[amount["sentence"]] = sense
        if EACH.search(before[-16:]) and not counted:
            if said:
                each.append((sense, amount))
            continue
        scored = []
        for c in [c for c in numeric if c not in bounds]:
            near = max(names_column(before, c), names_column(amount["unit"] + after, c))
            if c == objective and near < 3:
                continue  # the aim is limited only where it is named
            s = max(near, 0.6 * names_column(clause, c))
            unit = unit_of(c).split("/")[0]
            if unit and (unit.rstrip("s") == amount["unit"].rstrip("s") or (money_scale(unit) and amount["money"])):
                s += 1.2
            scored.append((s, c))
        best = max(scored, default=(0, None))
        if amount["percent"]:  # a share of the mix, where a column holds shares
            if said and best[0] >= 0.6 and re.search(r"%|含量|率|share|percent", best[1]):
                found.append((best[1], sense, amount["value"], amount))
            continue
        blends = re.search(r"(配制|调制|混合|制成|blend|mix)\D{0,8}$", before)
        spends = [c for c in numeric if has_word(c, WORDS["spend"]) and c != objective and c not in bounds and not has_word(c, WORDS["gain"])]
        if best[0] < 1.1 and spends and has_word(clause, WORDS["budget"]):
            best = (1.1, spends[0])
        whole_amount = amount["unit"] in per or re.search(r"总产量|总量|总需求|总共|合计|耕地|土地|total|demand|altogether|in all|land|meet", clause)
        if counted and best[0] < 3:
            found.append((COUNT, sense, amount["value"], amount))
        elif best[0] >= (1.1 if said else 2.0):  # without a word of limiting, only a column that is named or shares the unit
            found.append((best[1], sense, in_unit(amount, best[1]), amount))
        elif blends:
            found.append((TOTAL, "=", amount["value"], amount))
        elif whole_amount and (said or amount["unit"] in per) and not amount["money"]:
            found.append((TOTAL, sense, amount["value"], amount))
    for other in tables:  # a table of resources: its labels are the columns' names
        if other.key == table.key:
            continue
        for c in other.frame.columns:
            if other.frame[c].dtype == object:
                numbers = [v for v in other.frame.columns if is_numeric(other.frame, v)]
                limit = next((v for v in numbers if has_word(v, WORDS["available"])), numbers[0] if len(numbers) == 1 else None)
                if limit is None:
                    continue
                for name, value in other.frame[[c, limit]].dropna().values:
                    scored = [(names_column(half_width(name), column) + (1 if half_width(name) in core_name(column) else 0), column) for column in numeric if column != objective]
                    best = max(scored, default=(0, None))
                    if best[0] >= 1.0 and best[1] not in [f[0] for f in found]:
                        found.append((best[1], "<=", float(value), {"text": f"{name} {number(float(value))}", "clause": other.key, "value": float(value)}))
    return found, each


def item_rules(text, labels, label, binary, programme):
    """Rules about single rows: must be chosen, must not both be chosen, at least or at most so many of one. Gives the notes
    and where in the text the amounts stand that were used."""
    notes, used, n = [], set(), len(labels)
    named = lambda words: [i for i, name in enumerate(labels) if says_item(words, name, label)]
    for sentence in re.split(r"[。；;\n]|(?<!\d)\.(?!\d)", text) if binary else []:
        excluding = re.compile(r"不能同时|不可同时|不得同时|互斥|至多选一|只能选(择)?其?(中)?一|cannot both|not both|mutually exclusive|at most one")
        requiring = re.compile(r"必须(选|入选|包含|包括|投资)|一定要选|must (be )?(select|chosen|includ|fund)|has to be")
        # a rule is about the rows its own clause names, where it names enough of them, else about the sentence's
        clauses = re.split(r"[，,]", sentence)
        apart = [named(c) for c in clauses if excluding.search(c) and len(named(c)) >= 2] or ([named(sentence)] if excluding.search(sentence) else [])
        musts = [named(c) for c in clauses if requiring.search(c) and named(c)] or ([named(sentence)] if requiring.search(sentence) and not excluding.search(sentence) else [])
        for said in apart:
            if not 2 <= len(said) <= 6:
                continue
            a = np.zeros(n)
            a[said] = 1
            programme.add(T(f"{join(labels[i] for i in said)}至多一个", f"at most one of {join(labels[i] for i in said)}"), a, "<=", 1)
            notes.append(programme.rows[-1][0])
        for said in musts:
            if not 1 <= len(said) <= 6 or re.search(r"如果|若|if ", sentence):
                continue
            for i in said:
                programme.low[i] = 1
            notes.append(T(f"{join(labels[i] for i in said)}必选", f"{join(labels[i] for i in said)} must be chosen"))
    for amount in amounts_in(text):
        said = [] if binary or amount["percent"] or is_reference(amount) else items_of(amount, labels, label)
        words = amount["before"] + " " + amount["after"]
        words = words if AT_LEAST.search(words) or UP_TO.search(words) or EXACTLY.search(words) or not amount["alone"] else amount["clause"]
        sense = "=" if EXACTLY.search(words) else ">=" if AT_LEAST.search(words) else "<=" if UP_TO.search(words) else ""
        if not said or not sense or PER_UNIT.search(amount["before"]):
            continue
        sign, value, names = {"<=": "≤", ">=": "≥", "=": "="}[sense], amount["value"], join(labels[i] for i in said)
        if len(said) > 1 and re.search(r"合计|总共|一共|共计|之和|total|together|combined|altogether|sum", amount["clause"]):
            a = np.zeros(n)
            a[said] = 1
            programme.add(T(f"{names}合计", f"{names} together"), a, sense, value)
        elif len(said) > 1 and not re.search(r"各|均|都|分别|each|both|every", amount["clause"]):
            continue  # which of them it bounds is not said
        else:
            for i in said:
                programme.low[i] = max(programme.low[i], value) if sense != "<=" else programme.low[i]
                programme.high[i] = min(programme.high[i], value) if sense != ">=" else programme.high[i]
        notes.append(f"{names} {sign} {number(value)}")
        used.add(amount["at"])
    return notes, used


def left_over(text, question, used, result, status=True):
    """Says which limits of the text are not in the model: dropping one in silence would be a wrong answer."""
    start = text.find(question)
    missed = []
    for a in amounts_in(text):
        if a["at"] in used or is_reference(a) or (a["value"] <= 1 and not a["percent"]):
            continue
        words = a["before"] + " " + a["after"]
        here = not a["percent"] and start <= a["at"] < start + len(question) and (AT_LEAST.search(a["clause"]) or UP_TO.search(a["clause"]) or has_word(a["clause"], WORDS["budget"]))
        if here or AT_LEAST.search(words) or UP_TO.search(words) or EXACTLY.search(a["before"][-8:]):
            missed.append(quoted(short(a["clause"].strip(), 80)))
    missed = list(dict.fromkeys(missed))
    if missed:
        result["limitations"].append(T(f"题中有的限制未能对应到列或对象，模型没有使用：{join(missed[:6])}。", f"Some limits in the text match no column and no row and are not in the model: {join(missed[:6])}."))
        if status:
            result.update(status="partial", reason=T("有限制未能写入模型。", "Some limits are not in the model."))
