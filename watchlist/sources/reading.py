"""Bytes of any kind to documents."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from watchlist.model.documents import Document, make_document
from watchlist.sources.decode import decode
from watchlist.sources.extractor import Extractor
from watchlist.sources.formats.kinds import TEXT, kind_of
from watchlist.sources.formats.parts import Asked, Part


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something in a file that could not be read, and why; `line` counts from 1 where there are lines."""

    origin: str
    reason: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where bytes came from, and what stays the same of it when they change."""

    origin: str
    key: str | None = None


def read_bytes(content: bytes, asked: Asked, place: Place, extractor: Extractor) -> Iterator[Document | Unreadable]:
    """The documents in some bytes; the plain text among them is read here, the rest by the extractor.

    Raises:
        DocumentError: none of it can be read.
    """
    if kind_of(content, asked) == TEXT:
        yield replace(make_document(decode(content, asked.charset), place.origin), key=place.key)
        return
    for part in extractor.documents(content, asked):
        where = f"#{part.name}" if part.name else ""
        if isinstance(part, Part):
            yield _made(part, Place(place.origin + where, place.key and place.key + where))
        else:
            yield Unreadable(place.origin + where, part.reason)


def _made(part: Part, place: Place) -> Document:
    return replace(
        make_document(part.text, place.origin),
        key=place.key,
        title=part.title,
        url=part.url,
        published_at=part.published_at,
        author=part.author,
        language=part.language,
        zones=part.zones,
    )
