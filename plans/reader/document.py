"""A file of an official text as characters: .txt in UTF-8, UTF-16 or GBK, .docx with its tables. Pure.

Bounded: nothing is unpacked to disk, no name is used as a path, no address in it is ever fetched.
"""

from __future__ import annotations

import codecs

from plans.reader.docx import RefusedTextError, docx_text

MOST_BYTES = 20 * 2**20
MOST_CHARACTERS = 300_000  # some 450 pages; read within seconds, whatever they say
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_OLE = b"\xd0\xcf\x11\xe0"
TOO_LONG = "文字超过30万字，不像一份计划。请只保留计划正文后再读取。"


def text_of(data: bytes) -> str:
    """The text of a file's bytes; told by its content, never by its name.

    Raises RefusedTextError with one sentence for what is no text, too large, or damaged.
    """
    if not data.strip():
        raise RefusedTextError("文件是空的。请确认文件能打开、里面有文字，再重新选择。")
    if len(data) > MOST_BYTES:
        raise RefusedTextError("文件超过20MB，不像一份计划。请删去图片或另存为纯文本后再读取。")
    if data.startswith(b"PK"):
        text = docx_text(data)
    elif data.startswith(_OLE):
        raise RefusedTextError(
            "这是旧版Word或加了密码的文件，读不出来。请用Word或WPS另存为不加密码的.docx后再读取。"
        )
    elif data.startswith(b"%PDF"):
        raise RefusedTextError("PDF里的文字读不准。请提供原稿的.docx，或把正文复制到.txt后再读取。")
    else:
        text = _decoded(data)
    if len(text) > MOST_CHARACTERS:
        raise RefusedTextError(TOO_LONG)
    if not text.strip():
        raise RefusedTextError("文件里没有文字（可能是扫描的图片）。请提供可以复制文字的原稿。")
    return text


def _decoded(data: bytes) -> str:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _plain(_strictly(data[len(bom) :], encoding) or "")
    for encoding in ("utf-8", "gb18030"):
        text = _strictly(data, encoding)
        if text is not None:
            return _plain(text)
    raise RefusedTextError(
        "文件不是UTF-8或GBK编码的文字，读不出来。请另存为.docx或UTF-8编码的.txt后再读取。"
    )


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _plain(text: str) -> str:
    """The text, once it is text; its lines end as it has them but for carriage returns."""
    if "\0" in text:
        raise RefusedTextError("文件不是文字，读不出来。请提供.docx或.txt文件。")
    return text.replace("\r\n", "\n").replace("\r", "\n")
