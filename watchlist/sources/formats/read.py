"""Any bytes, and what they say: each format by its own reader, files in files one by one."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath

from watchlist.errors import DocumentError
from watchlist.sources.decode import unpack
from watchlist.sources.formats import docx, html, mail, odt, pdf, plain, rtf, warc
from watchlist.sources.formats.kinds import GZIP, HTML, MAIL, PDF, RTF, TEXT, WARC, ZIP, kind_of
from watchlist.sources.formats.parts import Asked, Part, Refused
from watchlist.sources.formats.zipped import Zipped

# Files in files: how deep, how many, and how many bytes of them together.
_DEEPEST = 5
_MOST_FILES = 1_000
_MOST_BYTES = 100_000_000

_ONE: Mapping[str, Callable[[bytes, Asked], Part]] = {
    HTML: html.read,
    PDF: pdf.read,
    RTF: rtf.read,
    TEXT: plain.read,
}


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
        kind = kind_of(content, asked)
        if kind == MAIL:
            yield from mail.read(content, asked, self._inner)
        elif kind == WARC:
            yield from warc.read(content, asked, self._inner)
        elif kind == ZIP:
            yield from self._zip(content, asked)
        elif kind == GZIP:
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
