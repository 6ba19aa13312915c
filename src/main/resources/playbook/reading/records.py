"""JSON, and the choice of a reader by what a file holds rather than by how it is called."""


def read_json(path):
    with open(path, "rb") as stream:
        raw = stream.read(60_000_000)
    text = raw.decode(encoding_of(raw[:200_000])[0], errors="replace")
    try:
        value = json.loads(text)
    except ValueError:
        try:
            value = [json.loads(line) for line in text.splitlines() if line.strip()]
        except ValueError:
            raise Unreadable(T("不是完整的 JSON。", "it is not valid JSON.")) from None
    if isinstance(value, list) and value and isinstance(value[0], list):
        return pieces_of(value)
    result = []
    for name, frame in frames_of(value):
        notes = []
        frame.columns = clean_names(list(frame.columns), notes)
        frame = frame.applymap(
            lambda c: json.dumps(c, ensure_ascii=False) if isinstance(c, (list, dict)) else c
        )
        result.append(Piece(name, frame, len(frame), notes))
    return result


def frames_of(value):
    """The tables of a JSON value as (name, frame)."""
    if isinstance(value, dict):
        lists = {k: v for k, v in value.items() if isinstance(v, list)}
        records = [(k, v) for k, v in lists.items() if v and all(isinstance(item, dict) for item in v)]
        if records:
            return [(k if len(records) > 1 else "", pd.json_normalize(v)) for k, v in records[:20]]
        if lists and len({len(v) for v in lists.values()}) == 1:
            return [("", pd.DataFrame(lists))]
        if value and all(isinstance(v, dict) for v in value.values()):
            return [("", pd.DataFrame.from_dict(value, orient="index").reset_index())]
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        return [("", pd.json_normalize([item for item in value if isinstance(item, dict)]))]
    raise Unreadable(T("JSON 中没有记录列表。", "the JSON holds no list of records."))


def read_any(path):
    """(pieces, kind) of one file by what it holds rather than by how it is called."""
    size = os.path.getsize(path)
    if size == 0:
        raise Unreadable(T("文件是空的（0 字节）。", "the file is empty (0 bytes)."))
    with open(path, "rb") as stream:
        head = stream.read(4096)
    extension = os.path.splitext(path)[1].lower()
    if head.startswith(b"PK\x03\x04"):
        return read_xlsx(path, size), "xlsx"
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        with open(path, "rb") as stream:
            body = stream.read(5_000_000)
        if any(word.encode("utf-16-le") in body for word in ("EncryptedPackage", "EncryptionInfo")):
            raise Unreadable(
                T(
                    "工作簿有密码保护，无法读取；请去掉密码后重新上传。",
                    "the workbook is protected by a password; remove it and upload the file again.",
                )
            )
        return read_xls(path), "xls"
    if head.startswith(b"%PDF"):
        raise Unreadable(T("是 PDF 文件；请把其中的表格另存为 CSV 或 XLSX。", "it is a PDF; save its tables as CSV or XLSX."))
    if head.startswith(
        (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"RIFF", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf")
    ):
        raise Unreadable(T("是图片、音视频或压缩文件，不是表格。", "it is a picture, sound or archive, not a table."))
    if (
        head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"{", b"["))
        and extension not in (".csv", ".tsv")
        or extension in (".json", ".jsonl")
    ):
        return read_json(path), "json"
    return read_text(path, size), "text"
