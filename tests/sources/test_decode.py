"""Bytes to text, and what is no text."""

import gzip

import pytest

from watchlist.errors import DocumentError
from watchlist.sources.decode import decode, unpack

RUSSIAN = "Министр обороны Сергей Шойгу провёл переговоры в Тегеране, сообщило министерство в среду. " * 5
FRENCH = "Le ministre a déclaré que l'Iran était prêt à coopérer, après la réunion à Téhéran, évoquée hier. " * 5


@pytest.mark.parametrize(
    ("content", "text"),
    [
        pytest.param("Téhéran".encode(), "Téhéran", id="utf-8"),
        pytest.param(b"\xef\xbb\xbfTehran", "Tehran", id="utf-8-with-mark"),
        pytest.param("Téhéran".encode("utf-16"), "Téhéran", id="utf-16"),
        pytest.param(FRENCH.encode("latin-1"), FRENCH, id="latin-1"),
        pytest.param(RUSSIAN.encode("cp1251"), RUSSIAN, id="windows-1251"),
        pytest.param(b"line\r\nline\tand\x0cpage", "line\r\nline\tand\x0cpage", id="line-ends-and-form-feed-are-text"),
    ],
)
def test_text(content, text):
    assert decode(content) == text


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"", "empty", id="empty"),
        pytest.param(b" \n\t", "empty", id="white-space"),
        pytest.param(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not text", id="png"),
        pytest.param(b"abc\x00def", "not text: character", id="zero-byte"),
        pytest.param("Шойгу".encode()[:-1], "breaks off in the middle of a character at byte 8", id="half-written"),
        pytest.param(b"\xff\xfeT\x00e", "its mark says utf-16", id="half-written-utf-16"),
    ],
)
def test_no_text(content, reason):
    with pytest.raises(DocumentError, match=reason):
        decode(content)


def test_unpack():
    assert unpack(gzip.compress(b"Tehran"), 100) == b"Tehran"
    assert unpack(gzip.compress(b"Teh") + gzip.compress(b"ran"), 6) == b"Tehran"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(gzip.compress(b"Tehran" * 1000)[:-9], "breaks off", id="half-written"),
        pytest.param(b"Tehran", "not a gzip file", id="not-gzip"),
        pytest.param(gzip.compress(b"Tehran") + b"more", "not a gzip file", id="something-behind-it"),
        pytest.param(gzip.compress(b"a") + gzip.compress(b"0" * 10_000_000), "more than 10000 bytes", id="two-a-bomb"),
        pytest.param(gzip.compress(b"0" * 10_000_000), "more than 10000 bytes when unpacked", id="a-bomb"),
    ],
)
def test_what_cannot_be_unpacked(content, reason):
    with pytest.raises(DocumentError, match=reason):
        unpack(content, 10_000)
