"""A page put together from a kept, compressed body unpacks to exactly the plain page."""

from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.splice import pack, splice


@given(st.binary(max_size=400), st.text(max_size=400), st.binary(max_size=400))
def test_any_page_gunzips_to_its_parts_in_order(head, body, tail):
    assert gzip.decompress(splice(head, pack(body), tail)) == head + body.encode() + tail


def test_one_body_serves_many_frames():
    body = pack("<p>八月</p>" * 200)
    pages = [gzip.decompress(splice(name, body, b"</html>")) for name in (b"<a>", b"<bb>")]
    assert pages == [
        b"<a>" + body.html + b"</html>",
        b"<bb>" + body.html + b"</html>",
    ]


def test_stream_is_a_single_gzip_member_with_its_own_checksum():
    packed = splice(b"head", pack("body"), b"tail")
    reader = zlib.decompressobj(zlib.MAX_WBITS | 16)
    assert reader.decompress(packed) == b"headbodytail"
    assert reader.eof
    assert reader.unused_data == b""


@pytest.mark.parametrize("place", [20, -6])
def test_a_damaged_stream_is_noticed(place):
    packed = bytearray(splice(b"head" * 50, pack("body" * 50), b"tail"))
    packed[place] ^= 0xFF
    with pytest.raises((zlib.error, gzip.BadGzipFile)):
        gzip.decompress(bytes(packed))
