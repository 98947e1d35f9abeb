"""Content under gzip (RFC 1952) or zstd (RFC 8878). Packed bytes say so themselves, by how they begin."""

import zlib

import zstandard

_GZIP, _ZSTD = b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd"
_LEVEL = 3
# For zlib: a header of gzip before, a checksum behind.
_GZIP_WBITS = 31
_PIECE = 256


class TooLargeError(Exception):
    """Packed content that swells beyond what is allowed."""


def is_packed(content: bytes) -> bool:
    """True when ``content`` is packed. No text begins like that."""
    return content.startswith((_GZIP, _ZSTD))


def pack(content: bytes) -> bytes:
    """``content`` under zstd; what is packed already is given back as it is."""
    return content if is_packed(content) else zstandard.ZstdCompressor(level=_LEVEL).compress(content)


def unpack(content: bytes, *, most_bytes: int) -> bytes:
    """The content itself. What is not packed is given back; of damaged gzip, what stands before the damage.

    Raises TooLargeError for more than ``most_bytes``, ValueError when nothing can be read.
    """
    try:
        if content.startswith(_GZIP):
            found = _gunzip(content, most_bytes + 1)
        elif content.startswith(_ZSTD):
            found = zstandard.ZstdDecompressor().stream_reader(content).read(most_bytes + 1)
        else:
            return content
    except (zlib.error, zstandard.ZstdError) as error:
        raise ValueError(f"content cannot be unpacked: {error}") from error
    if len(found) > most_bytes:
        raise TooLargeError(f"{len(content)} bytes would become more than {most_bytes}")
    return found


def _gunzip(content: bytes, most: int) -> bytes:
    found = b""
    # A file of gzip may be several one after the other.
    while content.startswith(_GZIP) and len(found) < most:
        member = zlib.decompressobj(_GZIP_WBITS)
        try:
            found += member.decompress(content, most - len(found))
        except zlib.error:
            return found + _before_damage(content, most - len(found))
        content = member.unused_data
    return found


def _before_damage(content: bytes, most: int) -> bytes:
    member, found = zlib.decompressobj(_GZIP_WBITS), b""
    for start in range(0, len(content), _PIECE):
        try:
            found += member.decompress(content[start : start + _PIECE], most - len(found))
        except zlib.error:
            if not found:
                raise
            break
        if len(found) >= most:
            break
    return found
