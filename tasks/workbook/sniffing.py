"""What kind of file was uploaded, told by its content; each other kind gets its sentence. Pure."""

from __future__ import annotations

from collections.abc import Collection

from tasks.workbook.layout import RefusedWorkbook

SAVE_AS = "请在Excel或WPS里打开，另存为“Excel工作簿(.xlsx)”，再上传。"
_ZIP = b"PK\x03\x04"
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_MAGIC = (
    (b"%PDF", "PDF文件"),
    (b"Rar!", "RAR压缩包"),
    (b"7z\xbc\xaf\x27\x1c", "7z压缩包"),
    (b"\x1f\x8b", "gz压缩包"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"BM", "图片"),
)
_PACKED = (  # a member's name or its beginning, and what such a package is
    ("word/document.xml", "Word文档(.docx)"),
    ("ppt/presentation.xml", "演示文稿(.pptx)"),
    ("Index/", "Numbers表格"),
)
_LEGACY = (  # streams of the old compound file
    ("WordDocument", "旧格式的文字文档(.doc/.wps)"),
    ("PowerPoint Document", "旧格式的演示文稿(.ppt/.dps)"),
)
_TEXTS = (".csv", ".txt", ".tsv")
_ENCODINGS = ("utf-8-sig", "gb18030")
_LOOKED_AT = 4096  # of a text's beginning


def require_package(data: bytes, *, name: str, most: int) -> None:
    """Refuse what is no zip package, or bigger than is read; say what it is and how to save it."""
    if not data:
        raise RefusedWorkbook("文件是空的（0字节）。请重新保存填报表，再上传。")
    if len(data) > most:
        raise RefusedWorkbook(
            f"文件有{len(data) / 2**20:.1f}MB，超过{most // 2**20}MB。"
            "请用下载的填报表填写，不要在里面放图片和附件。"
        )
    if data.startswith(_OLE):
        raise RefusedWorkbook(_told_of_compound(data))
    if not data.startswith(_ZIP):
        raise RefusedWorkbook(_told_of_other(data, name))


def require_workbook(members: Collection[str], mimetype: bytes, content_types: bytes) -> None:
    """Refuse packages that are no plain .xlsx: ODS, macros, binary workbooks, other documents."""
    if mimetype.startswith(b"application/vnd.oasis.opendocument"):
        raise RefusedWorkbook(f"这是OpenDocument文件(.ods)，不能直接读取。{SAVE_AS}")
    folded = [name.casefold() for name in members]
    if any(name.endswith("xl/workbook.bin") for name in folded):
        raise RefusedWorkbook(f"这是二进制工作簿(.xlsb)，不能直接读取。{SAVE_AS}")
    if b"macroEnabled" in content_types or any(
        name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in folded
    ):
        raise RefusedWorkbook(f"这是带宏的工作簿(.xlsm)，为安全起见不接收。{SAVE_AS}")
    for beginning, kind in _PACKED:
        if any(name.startswith(beginning.casefold()) for name in folded):
            raise RefusedWorkbook(f"这是{kind}，不是填报表。请上传填好的填报表(.xlsx)。")
    if "[content_types].xml" not in folded:
        raise RefusedWorkbook("这是压缩包(.zip)，不是填报表。请解压后上传里面的填报表(.xlsx)。")


def _told_of_compound(data: bytes) -> str:
    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if holds("EncryptedPackage"):
        return (
            "文件加了打开密码，读不出来。请在“文件→信息→保护工作簿→用密码进行加密”里"
            "清空密码，保存后再上传。"
        )
    for stream, kind in _LEGACY:
        if holds(stream):
            return f"这是{kind}，不是填报表。请上传填好的填报表(.xlsx)。"
    return f"这是旧格式的表格(.xls/.et)，不能直接读取。{SAVE_AS}"


def _told_of_other(data: bytes, name: str) -> str:
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return f"这是{kind}，不是填报表。请上传填好的填报表(.xlsx)。"
    text = _as_text(data[:_LOOKED_AT])
    if text is None and name.casefold().endswith(_TEXTS) and b"\0" not in data[:_LOOKED_AT]:
        return f"这是CSV或文本文件，读不出表头和版本。{SAVE_AS}"
    if text is None:
        return f"文件不是Excel工作簿，或者已经损坏。{SAVE_AS}"
    opening = text.lstrip().casefold()
    if opening.startswith(("<html", "<!doctype html", "<table", "<meta", "<head")):
        return f"这是网页表格，只是名字像Excel文件。{SAVE_AS}"
    if opening.startswith("<?xml"):
        return f"这是XML表格，不能直接读取。{SAVE_AS}"
    if name.casefold().endswith(_TEXTS) or any(each in text for each in ",\t;"):
        return f"这是CSV或文本文件，读不出表头和版本。{SAVE_AS}"
    return f"文件不是Excel工作簿，或者已经损坏。{SAVE_AS}"


def _as_text(data: bytes) -> str | None:
    """The bytes as text, where they are text at all; a character cut in two at the end is none."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="ignore")
    if b"\0" in data:
        return None
    for encoding in _ENCODINGS:
        for shorter in range(4):
            try:
                return data[: len(data) - shorter].decode(encoding)
            except UnicodeDecodeError:
                continue
    return None
