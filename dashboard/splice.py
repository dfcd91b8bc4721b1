"""Send a page whose body was compressed once: gzip the frame, splice the kept body in.

Raw deflate blocks that end on a byte boundary may stand one after another in one stream, so head
and tail are compressed for each person and the body's bytes are only copied.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

LEVEL = 6
HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"


@dataclass(frozen=True)
class Body:
    """A page's body as bytes of HTML, and the same as deflate blocks without a last one."""

    html: bytes
    deflated: bytes


def _blocks(data: bytes, flush: int) -> bytes:
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush(flush)


def pack(html: str) -> Body:
    """Compress a body for keeping."""
    data = html.encode()
    return Body(data, _blocks(data, zlib.Z_FULL_FLUSH))


def splice(head: bytes, body: Body, tail: bytes) -> bytes:
    """One gzip stream of head, body and tail; what it unpacks to is their concatenation."""
    checksum = zlib.crc32(tail, zlib.crc32(body.html, zlib.crc32(head)))
    size = len(head) + len(body.html) + len(tail)
    return b"".join(
        (
            HEADER,
            _blocks(head, zlib.Z_FULL_FLUSH),
            body.deflated,
            _blocks(tail, zlib.Z_FINISH),
            struct.pack("<LL", checksum, size & 0xFFFFFFFF),
        )
    )
