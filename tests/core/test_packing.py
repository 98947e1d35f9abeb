"""Packed content: opened within bounds, kept as it came, and read as far as it can be."""

import gzip

import pytest
import zstandard

from core.packing import TooLargeError, is_packed, pack, unpack

PAGE = (
    b"<html><body>" + b"".join(b"<p>Paragraph %d of many.</p>" % n for n in range(5000)) + b"</body></html>"
)
ROOM = 1_000_000


@pytest.mark.parametrize("content", [b"", b"<p>\x00\xff</p>", PAGE], ids=["nothing", "any bytes", "a page"])
def test_what_is_packed_comes_back(content: bytes) -> None:
    assert unpack(pack(content), most_bytes=ROOM) == content


@pytest.mark.parametrize(
    "packed",
    [
        pytest.param(gzip.compress(PAGE), id="gzip"),
        pytest.param(gzip.compress(PAGE[:100]) + gzip.compress(PAGE[100:]), id="gzip in two members"),
        pytest.param(gzip.compress(PAGE) + b"\n\n", id="gzip with something behind it"),
        pytest.param(zstandard.compress(PAGE), id="zstd"),
    ],
)
def test_what_came_packed_stays_as_it_is_and_opens(packed: bytes) -> None:
    assert is_packed(packed)
    assert pack(packed) == packed
    assert unpack(packed, most_bytes=len(PAGE)) == PAGE


def test_text_is_nothing_to_unpack() -> None:
    assert not is_packed(PAGE)
    assert unpack(PAGE, most_bytes=10) == PAGE


@pytest.mark.parametrize(
    "bomb",
    [
        pytest.param(gzip.compress(b"x" * 50_000_000), id="gzip"),
        pytest.param(zstandard.compress(b"x" * 50_000_000), id="zstd"),
        pytest.param(gzip.compress(b"x" * 10_000) * 200, id="many small members"),
    ],
)
def test_what_swells_beyond_the_limit_is_refused(bomb: bytes) -> None:
    with pytest.raises(TooLargeError):
        unpack(bomb, most_bytes=ROOM)


def test_of_damaged_gzip_the_part_before_the_damage_is_read() -> None:
    packed = gzip.compress(PAGE)
    cut, spoilt = packed[: len(packed) // 2], packed[:-300] + bytes(292) + packed[-8:]
    for damaged in (cut, spoilt, packed[:-8] + bytes(8)):
        read = unpack(damaged, most_bytes=ROOM)
        assert len(read) > len(PAGE) // 4
        assert PAGE.startswith(read[:1000])


@pytest.mark.parametrize(
    "content", [b"\x1f\x8b\x08trash", b"\x28\xb5\x2f\xfd" + b"\xff" * 40], ids=["gzip", "zstd"]
)
def test_garbage_is_told(content: bytes) -> None:
    with pytest.raises(ValueError, match="cannot be unpacked"):
        unpack(content, most_bytes=ROOM)
