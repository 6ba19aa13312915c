"""The encoding of a text: every candidate is scored by how usual the characters are that it gives, since
GB18030 and the Windows code pages accept almost anything.
"""

ENCODING_NAMES = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "gb18030": "GB18030",
    "cp950": "Big5",
    "cp932": "Shift-JIS",
    "cp949": "EUC-KR",
    "cp1252": "Windows-1252",
    "cp1250": "Windows-1250",
    "cp1251": "Windows-1251",
}
_WESTERN = set("äöüßéèêàâçñôîûùëïœæøåíóúáõãìòÄÖÜÉÈÀÇÑÔÎØÅ°€£²³µ§«»–—’“”\xa0·½")
_CENTRAL = set("ąćęłńóśźżčďěňřšťůžáéíóúýőűäöüĄĆĘŁŃÓŚŹŻČŘŠŽŐŰ°€§„”–’\xa0")
_CYRILLIC = set("оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфОЕАИНТСРВЛКМДПЗГБЧ№")
_HANGUL = set("이다의가을는에한고은를지로기도사서인시과하자아수어대정리나전부해일스주보적상제요그관동문장년월명계매출액금합역별구점수량온도습울산남북경평균세용률순번품코드날짜생")


def _legacy(character, codec, first_level, second_level):
    """How usual a character of a two-byte set is, by the level it stands in."""
    try:
        code = character.encode(codec)
    except UnicodeEncodeError:
        return -0.5
    if len(code) < 2:
        return -0.2
    value = code[0] << 8 | code[1]
    if any(low <= value <= high for low, high in first_level):
        return 0.65
    return 0.2 if any(low <= value <= high for low, high in second_level) else -0.3


def _usual(character, encoding):
    """-1…1: how much a character speaks for the encoding that gave it."""
    point = ord(character)
    if point == 0xFFFD or 0x80 <= point < 0xA0 or 0xE000 <= point < 0xF900:
        return -1.0
    if encoding == "gb18030":
        try:
            high, low = character.encode("gb2312")
        except (UnicodeEncodeError, ValueError):
            return -0.3
        return (
            1.0
            if character in _SIMPLE
            else 0.8
            if high < 0xD8 and high >= 0xB0
            else 0.6
            if high in (0xA1, 0xA3)
            else 0.1
        )
    if encoding == "cp950":
        if character in _TRADITIONAL:
            return 1.0
        return _legacy(character, "cp950", [(0xA440, 0xC67E)], [(0xA140, 0xA3BF), (0xC940, 0xF9D5)])
    if encoding == "cp932":
        if 0x3040 <= point < 0x3100:
            return 1.0
        if 0xFF61 <= point <= 0xFF9F:
            return -0.3  # half-width kana: what Chinese bytes look like
        return _legacy(
            character, "cp932", [(0x8140, 0x81FC), (0x889F, 0x9872)], [(0x8240, 0x83FF), (0x989F, 0xEAA4)]
        )
    if encoding == "cp949":
        try:
            character.encode("euc_kr")
        except UnicodeEncodeError:
            return -0.3
        return 1.0 if character in _HANGUL else 0.6 if 0xAC00 <= point <= 0xD7A3 else -0.1
    usual = {"cp1252": _WESTERN, "cp1250": _CENTRAL, "cp1251": _CYRILLIC}[encoding]
    return 0.9 if character in usual else -0.2


_TRADITIONAL, _SIMPLE = set(WORDS["traditional"]), set(WORDS["simplified"] + "一年月日不在有人大中市人口数量金元合计")


def _score(raw, encoding):
    """How well an encoding suits the bytes, or None where it does not decode them."""
    for cut in range(4):  # the sample may end inside a character
        try:
            text = raw[: len(raw) - cut].decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        return None
    odd = [(i, c) for i, c in enumerate(text) if ord(c) > 127][:4000]
    if not odd:
        return 0.0
    total = 0.0
    for i, character in odd:
        worth = _usual(character, encoding)
        if encoding == "cp1252" and character.isalpha():  # letters stand in words, not in rows of their own
            beside = text[max(0, i - 1) : i] + text[i + 1 : i + 2]
            worth += 0.1 if any(b.isascii() and b.isalpha() for b in beside) else -0.6
        total += worth
    return total / len(odd)


def encoding_of(raw):
    """(encoding, whether the bytes themselves prove it) of a text by its first bytes."""
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe\x00\x00", "utf-32"),
        (b"\x00\x00\xfe\xff", "utf-32"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if raw.startswith(mark):
            return encoding, True
    even, odd = raw[0:4000:2].count(b"\0"), raw[1:4000:2].count(b"\0")
    if max(even, odd) > 0.05 * len(raw[:4000]) and max(even, odd) > 8 * min(even, odd):
        return ("utf-16-le" if odd > even else "utf-16-be"), True
    if raw.isascii():
        return "utf-8", True
    for cut in range(4):
        try:
            raw[: len(raw) - cut].decode("utf-8")
            return "utf-8", True
        except UnicodeDecodeError:
            pass
    sample = raw[:60_000]
    text = sample.decode("utf-8", errors="replace")
    broken, whole = text.count("�"), sum(ord(c) > 127 for c in text)
    if broken < 0.05 * whole:
        return "utf-8", False  # a few damaged characters in what is UTF-8 otherwise
    scores = {}
    for encoding in ("gb18030", "cp950", "cp932", "cp949", "cp1252", "cp1250", "cp1251"):
        score = _score(sample, encoding)
        if score is not None:
            scores[encoding] = score
    best = max(scores, key=scores.get) if scores else "cp1252"
    return best, False


def encoding_note(encoding, proven):
    if encoding == "utf-8" and proven:
        return []
    name = ENCODING_NAMES.get(encoding, encoding.upper())
    if proven:
        return [T(f"文件编码为 {name}。", f"The file's encoding is {name}.")]
    return [
        T(
            f"文件编码判断为 {name}（由字符的常见程度推断）。",
            f"The file's encoding was taken to be {name}, by how usual the characters are that it gives.",
        )
    ]
