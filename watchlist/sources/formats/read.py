"""Any bytes: which format they are in, by what they are first and what they are called second, and what they say."""

import codecs
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath

from watchlist.errors import DocumentError
from watchlist.sources.decode import unpack
from watchlist.sources.formats import docx, html, mail, odt, pdf, plain, rtf
from watchlist.sources.formats.parts import Asked, Part, Refused
from watchlist.sources.formats.zipped import Zipped

# Files in files: how deep, how many, and how many bytes of them together.
_DEEPEST = 5
_MOST_FILES = 1_000
_MOST_BYTES = 100_000_000

_ONE: Mapping[str, Callable[[bytes, Asked], Part]] = {
    "html": html.read,
    "pdf": pdf.read,
    "docx": docx.read,
    "odt": odt.read,
    "rtf": rtf.read,
    "text": plain.read,
}
_HTML = ("text/html", "application/xhtml+xml", "application/xml", "text/xml")
_HTML_ENDINGS = (".html", ".htm", ".xhtml", ".xml")
# A page that a browser saved with its pictures is a message of them.
_MAIL_ENDINGS = (".eml", ".mht", ".mhtml")
# What is known by its first bytes and not read, with what to do about it.
_UNREAD = (
    (
        b"\xd0\xcf\x11\xe0",
        "the old binary format of Office (doc, xls, ppt, msg), which is not read; save it as docx or eml",
    ),
    (b"\x89PNG", "a picture; OCR is not done"),
    (b"\xff\xd8\xff", "a picture; OCR is not done"),
    (b"GIF8", "a picture; OCR is not done"),
    (b"II*\x00", "a picture; OCR is not done"),
    (b"MM\x00*", "a picture; OCR is not done"),
    (b"Rar!", "a RAR archive, which is not read; pack it as zip"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive, which is not read; pack it as zip"),
)


def read(content: bytes, asked: Asked) -> list[Part | Refused]:
    """Every document in some bytes, and what in them could not be read.

    Args:
        content: a file, a page, a message, a zip of these.
        asked: what is known of it from outside.
    """
    return list(_Reading().read(content, asked))


class _Reading:
    """One look into some bytes, which counts what it unpacks."""

    def __init__(self) -> None:
        self._depth = 0
        self._files = 0
        self._bytes = 0

    def read(self, content: bytes, asked: Asked) -> Iterator[Part | Refused]:
        try:
            yield from self._read(content, asked)
        except DocumentError as error:
            yield Refused(str(error))

    def _read(self, content: bytes, asked: Asked) -> Iterator[Part | Refused]:
        if not content.strip():
            raise DocumentError("empty: there is nothing in it")
        kind = _kind(content, asked)
        if kind == "mail":
            yield from mail.read(content, asked, self._inner)
        elif kind == "zip":
            yield from self._zip(content, asked)
        elif kind == "gzip":
            unpacked = unpack(content, _MOST_BYTES - self._bytes)
            name = asked.name[:-3] if asked.name.lower().endswith(".gz") else asked.name
            yield from self._inner(unpacked, Asked(name, url=asked.url))
        else:
            yield _ONE[kind](content, asked)

    def _inner(self, content: bytes, asked: Asked) -> Iterator[Part | Refused]:
        self._files += 1
        self._bytes += len(content)
        if self._depth >= _DEEPEST:
            yield Refused(f"more than {_DEEPEST} files deep in one another")
        elif self._files > _MOST_FILES or self._bytes > _MOST_BYTES:
            yield Refused(f"not read: {_MOST_FILES} files in a file, or {_MOST_BYTES} bytes, are the most")
        else:
            self._depth += 1
            try:
                yield from self.read(content, asked)
            finally:
                self._depth -= 1

    def _zip(self, content: bytes, asked: Asked) -> Iterator[Part | Refused]:
        zipped = Zipped(content)
        if odt.is_one(zipped):
            yield odt.read(content, asked)
        elif docx.is_one(zipped):
            yield docx.read(content, asked)
        elif "[Content_Types].xml" in zipped or "mimetype" in zipped:
            raise DocumentError("an office file that is no text (a table, slides, a book), which is not read")
        else:
            yield from self._files_of(zipped)

    def _files_of(self, zipped: Zipped) -> Iterator[Part | Refused]:
        if not zipped.names:
            raise DocumentError("the zip is empty")
        if len(zipped.names) > _MOST_FILES:
            raise DocumentError(f"a zip of {len(zipped.names)} files; {_MOST_FILES} are the most")
        for name in zipped.names:
            if _is_no_document(name):
                continue
            try:
                content = zipped.take(name, _MOST_BYTES - self._bytes)
            except DocumentError as error:
                yield Refused(str(error), name)
                continue
            for part in self._inner(content, Asked(name)):
                yield part.inside(name)


def _is_no_document(name: str) -> bool:
    """What systems put into archives besides the files that people put there."""
    return name.startswith("__MACOSX/") or PurePosixPath(name).name.startswith(".")


def _kind(content: bytes, asked: Asked) -> str:
    start = content[:1024].removeprefix(codecs.BOM_UTF8).lstrip()
    for mark, reason in _UNREAD:
        if content.startswith(mark):
            raise DocumentError(reason)
    if b"%PDF-" in start:
        return "pdf"
    if start.startswith(b"{\\rtf"):
        return "rtf"
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if content.startswith(b"\x1f\x8b"):
        return "gzip"
    return _kind_of_text(start.lower(), asked)


def _kind_of_text(start: bytes, asked: Asked) -> str:
    ending = PurePosixPath(asked.name).suffix.lower()
    if asked.media_type == "message/rfc822" or ending in _MAIL_ENDINGS:
        return "mail"
    is_html = start.startswith((b"<!doctype html", b"<html"))
    return "html" if is_html or asked.media_type in _HTML or ending in _HTML_ENDINGS else "text"
