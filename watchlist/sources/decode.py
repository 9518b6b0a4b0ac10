"""Bytes to text: which encoding, and whether it is text at all."""

import codecs
import re
import zlib

from charset_normalizer import from_bytes

from watchlist.errors import DocumentError

GZIP_MARK = b"\x1f\x8b"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Control characters that no text has; tab, line ends and form feed are not among them.
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
# What people still write besides UTF-8, in the languages of the lists.
_LEGACY = [
    "cp1252",
    "cp1251",
    "koi8_r",
    "cp1250",
    "cp1253",
    "cp1255",
    "cp1256",
    "gb18030",
    "big5",
    "shift_jis",
    "euc_kr",
]


def unpack(content: bytes, most: int) -> bytes:
    """The content of a gzip file, at most `most` bytes of it.

    Raises:
        DocumentError: it is not whole, or there is more.
    """
    parts: list[bytes] = []
    size = 0
    # A gzip file may be several, one after the other; together they keep to the limit.
    while content:
        decompressor = zlib.decompressobj(wbits=31)
        try:
            parts.append(decompressor.decompress(content, most + 1 - size))
        except zlib.error as error:
            raise DocumentError(f"not a gzip file: {error}") from None
        size += len(parts[-1])
        if size > most:
            raise DocumentError(f"more than {most} bytes when unpacked; sources.max_file_bytes allows no more")
        if not decompressor.eof:
            raise DocumentError("the gzip file breaks off; is it still being written?")
        content = decompressor.unused_data
    return b"".join(parts)


def decode(content: bytes, charset: str | None = None) -> str:
    """The text of some bytes: a byte order mark decides, then UTF-8, then the likeliest older encoding.

    Args:
        content: the bytes.
        charset: the encoding that they were sent with, which counts before what they look like.

    Raises:
        DocumentError: empty, binary, or broken off in the middle of a character.
    """
    text = _decode(content, charset)
    if _CONTROLS.search(text):
        at = _CONTROLS.search(text)
        raise DocumentError(f"not text: character {text[at.start()]!r} at {at.start()}" if at else "not text")
    if not text.strip():
        raise DocumentError("empty: there is no text in it")
    return text


def _decode(content: bytes, charset: str | None) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError as error:
                raise DocumentError(f"its mark says {encoding}, but byte {error.start} is not") from None
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and any(byte > 0x7F for byte in content[: error.start]):
            raise DocumentError(
                f"breaks off in the middle of a character at byte {error.start}; is it still being written?"
            ) from None
    try:
        return content.decode(charset) if charset else _decode_legacy(content)
    except (LookupError, UnicodeDecodeError):
        return _decode_legacy(content)


def _decode_legacy(content: bytes) -> str:
    if b"\x00" in content:
        raise DocumentError(f"not text: a zero byte at {content.index(0)}")
    best = from_bytes(content, cp_isolation=_LEGACY).best()
    if best is None:
        raise DocumentError("in no encoding that we know; expected UTF-8")
    return str(best)
