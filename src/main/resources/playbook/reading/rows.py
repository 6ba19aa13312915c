"""Rows of a table that are no data: totals, notes and sources, headers that come again. What is left out is
said."""

_NOTE = re.compile(
    r"(注|註|备注|附注|说明|说明文字|数据来源|资料来源|数据出处|来源|出处|单位|填表|制表|审核|出典|資料|※|notes?\b|remarks?\b"
    r"|sources?\b|source of data|quellen?\b"
    r"|anmerkung|hinweis|fußnote|remarque|lecture\b|champ\b|data from|figures |footnotes?"
    r"|prepared by|last updated"
    r"|updated|stand:|©|copyright|\*+\s?\S|[¹²³]|\(?[1-9a-c]\)\s)",
    re.IGNORECASE,
)
_MEAN = re.compile(r"平均值?|均值|average|mean|avg|moyenne|mittelwert|durchschnitt")
_TOTAL = {
    "total",
    "totals",
    "subtotal",
    "sub-total",
    "sous-total",
    "summe",
    "gesamt",
    "gesamtsumme",
    "zwischensumme",
    "sum",
    "grand total",
    "sub total",
    "totale",
    "insgesamt",
}
_MEANS = {"average", "mean", "moyenne", "durchschnitt", "mittelwert"}
_STATISTICS = re.compile(
    r"平均|平均值|平均数|均值|总平均|全体平均|最大值?|最小值?|最高值|最低值|中位数|中值|众数|标准差|方差|极差|变异系数"
    r"|average|averages|mean|avg\.?|max\.?|maximum|min\.?|minimum|median|mode|std\.?|stdev|std\.? ?dev\.?|sd"
    r"|standard deviation|variance|moyenne|médiane|écart[- ]type|durchschnitt|mittelwert|mittel|standardabweichung"
    r"|最大値|最小値|中央値|標準偏差"
)


def is_note(row):
    """Whether a row reads like a note or a source rather than like data."""
    if isinstance(row[0], str) and row[0][:1].isdigit() and not row[0][1:2] in (")", " "):
        return False
    cells = [c for c in row if not is_empty(c)]
    if not cells or not isinstance(cells[0], str) or is_empty(row[0]) and len(cells) > 1:
        return False
    first = unicodedata.normalize("NFKC", cells[0]).strip()
    if not _NOTE.match(first[:40]):
        return False
    sign = re.match(r"[^:：]{0,12}[:：]", first)
    return len(cells) == 1 or bool(sign) or not any(is_number_cell(c) for c in cells[1:])


_SAID = {}  # text -> what total_words says of it


def total_words(text):
    """How a cell speaks of a total: "sure", "likely" (a mean, or a name that may be one's own), or ""."""
    if text not in _SAID:
        if len(_SAID) > 100_000:
            _SAID.clear()
        _SAID[text] = _total_words(text)
    return _SAID[text]


def _total_words(text):
    text = folded(text).strip(" :*-—=()")
    squeezed = text.replace(" ", "")
    if text in WORDS["totals"] or squeezed in WORDS["totals"]:
        return "likely" if _MEAN.fullmatch(squeezed) else "sure"
    if len(text) > 40:
        return ""
    if re.search(r"(合计|总计|小计|共计|累计|总和|平均值?|均值)(数|\(.{1,8}\))?$", squeezed) or re.match(
        r"(合计|总计|小计|共计)[:(]", squeezed
    ):
        return "sure"
    words = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)?", text)
    if not words:
        return ""
    if words[-1] in _TOTAL or " ".join(words[-2:]) in _TOTAL or words[0] in _TOTAL and len(words) == 1:
        return "sure"
    return (
        "likely"
        if words[0] in _TOTAL or " ".join(words[:2]) in _TOTAL or {words[0], words[-1]} & _MEANS
        else ""
    )


def numbers_in(row):
    return {j: cell_number(c) for j, c in enumerate(row) if is_number_cell(c)}


def is_sum_of(row, others):
    """Whether the numbers of a row are sums (or means) of those of other rows, in most columns."""
    mine = numbers_in(row)
    right = checked = 0
    for j, value in mine.items():
        parts = [v for v in (cell_number(o[j]) for o in others) if v is not None]
        if len(parts) < 2:
            continue
        checked += 1
        close = 1e-6 + 0.005 * abs(value)
        right += abs(sum(parts) - value) <= close or abs(sum(parts) / len(parts) - value) <= close
    return checked > 0 and right >= 0.5 * checked


def total_rows(rows, label_columns):
    """Indices of the rows that sum up others."""
    found, data, since = [], [], []  # since: rows of data after the last total
    for i, row in enumerate(rows):
        said = max(
            (total_words(row[j]) for j in label_columns if isinstance(row[j], str)),
            default="",
            key=["", "likely", "sure"].index,
        )
        if (
            said
            and any(is_number_cell(c) for c in row)
            and (
                said == "sure"
                or sums_up(row, since, data, [rows[k] for k in found[-200:]], rows[i + 1 : i + 40])
            )
        ):
            found.append(i)
            since = []
        else:
            data.append(row)
            since.append(row)
    found = closing_statistics(rows, label_columns, found)
    last = len(rows) - 1
    if (
        last > 3
        and last not in found
        and all(is_empty(rows[last][j]) for j in label_columns)
        and not any(is_empty(rows[k][label_columns[0]]) for k in range(last))
        and is_sum_of(rows[last], data[:-1])
    ):
        found.append(last)  # a sum without a word
    return found if len(found) <= max(2, 0.45 * len(rows)) else []


def closing_statistics(rows, label_columns, found):
    """The totals with the rows of statistics that close a table (mean, maximum, standard deviation), right
    or rounded as they may be: no name of an entity reads like that in the last rows."""
    closing, i = set(found), len(rows) - 1
    while i >= max(3, len(rows) - 8):
        label = next((rows[i][j] for j in label_columns if not is_empty(rows[i][j])), None)
        named = isinstance(label, str) and _STATISTICS.fullmatch(folded(label).strip(" :：*"))
        if not named and i not in closing:
            break
        closing.add(i)
        i -= 1
    return sorted(closing)


def sums_up(row, since, data, totals, following):
    """Whether a row is the sum or mean of the rows before it, of all, of the totals so far, or of rows
    after it."""
    return (
        is_sum_of(row, since[-500:])
        or is_sum_of(row, data[-2000:])
        or is_sum_of(row, totals)
        or any(is_sum_of(row, following[:n]) for n in range(2, len(following) + 1))
    )


def drop_non_data(names, rows, notes):
    """The rows of a table that are data; what was left out is added to the notes."""
    head = [half_width(n) if not is_empty(n) else "" for n in names]
    kept, repeats, said, groups = [], 0, [], []
    for row in rows:
        filled = [c for c in row if not is_empty(c)]
        if not filled:
            continue
        if half_width(filled[0]) in head and sum(half_width(c) == h for c, h in zip(row, head) if h) >= max(
            2, 0.7 * sum(map(bool, head))
        ):
            repeats += 1
            continue
        if len(names) > 1 and is_note(row):
            said.append(" ".join(str(c).strip() for c in filled))
            continue
        if (
            len(names) > 2
            and len(filled) == 1
            and isinstance(filled[0], str)
            and not is_number_cell(filled[0])
            and not looks_like_time(filled[0])
        ):
            groups.append((len(kept), str(filled[0]).strip()))
            continue
        kept.append(row)
    trailing = [text for at, text in groups if at >= len(kept)]
    inside = [text for at, text in groups if at < len(kept)]
    said += trailing
    if len(inside) > 0.4 * max(1, len(kept)):  # a column with holes rather than headings
        return [row for row in rows if any(not is_empty(c) for c in row)]
    if repeats:
        notes.append(T(f"有 {repeats} 行重复的表头，已去掉。", f"The header comes again {repeats} times; left out."))
    if inside:
        notes.append(
            T(
                f"{len(inside)} 行只是小标题（{some(inside)}），不计为数据。",
                f"Left out as headings within the table: {some(inside)} ({len(inside)} in all).",
            )
        )
    if said:
        notes.append(
            T(
                f"有 {len(said)} 行是注释或来源，不计为数据：{clip(said)}",
                f"Left out as notes or sources ({len(said)}): {clip(said)}",
            )
        )
    probe = kept[:: max(1, len(kept) // 500)]
    labels = [0] + [
        j
        for j in range(1, min(4, len(names)))
        if sum(isinstance(r[j], str) and not is_number_cell(r[j]) for r in probe)
        > 0.5 * sum(not is_empty(r[j]) for r in probe)
    ]
    totals = total_rows(kept, labels)
    if totals:
        which = [
            next(
                (
                    str(kept[i][j]).strip()
                    for j in labels
                    if isinstance(kept[i][j], str) and total_words(kept[i][j])
                ),
                T("无名", "unnamed"),
            )
            for i in totals
        ]
        notes.append(
            T(
                f"去掉了 {len(totals)} 行合计或平均（{some(which, 6)}）。",
                f"Left out as totals or means ({len(totals)}): {some(which, 6)}.",
            )
        )
        dropped = set(totals)
        kept = [row for i, row in enumerate(kept) if i not in dropped]
    return fill_down(names, kept, notes)


def clip(texts):
    return T("；", "; ").join(t[:80] + ("…" if len(t) > 80 else "") for t in texts[:3])


def fill_down(names, rows, notes):
    """The first columns where a name stands once for the rows under it, as merged cells leave it."""
    for j in range(min(2, len(names))):
        empty = [is_empty(row[j]) for row in rows]
        if not 0.4 * len(rows) <= sum(empty) < len(rows) - 1 or empty[0] or len(rows) < 4:
            continue
        rest = [row for row, e in zip(rows, empty) if e]
        if any(is_empty(row[j + 1]) for row in rest if j + 1 < len(names)) or j + 1 >= len(names):
            continue
        last = None
        for row in rows:
            last = row[j] if not is_empty(row[j]) else last
            row[j] = last
        name = plain_name(names[j]) if not is_empty(names[j]) else T("第一列", "the first column")
        notes.append(
            T(
                f"列“{name}”的空格沿用其上一个值（合并单元格）。",
                f"Empty cells of '{name}' take the value above them (merged cells).",
            )
        )
    return rows
