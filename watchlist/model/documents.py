"""A text that is screened, and where it came from."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ZoneKind(StrEnum):
    """Which part of a page or paper a stretch of text is; a name counts in all of them."""

    TITLE = "title"
    MAIN = "main"
    TABLE = "table"
    # Headers, footers, navigation, captions, comments: what stands around the main text.
    REST = "rest"


@dataclass(frozen=True, slots=True)
class Zone:
    """Characters of a text, from `start` to before `end`, that are of one kind."""

    start: int
    end: int
    kind: ZoneKind


@dataclass(frozen=True, slots=True)
class Document:
    """One text.

    Attributes:
        text: what the reader sees; every span counts its characters (Unicode code points).
        origin: where it came from: a path, an address, or "screen".
        sha256: of the text in UTF-8; two documents with the same hash are the same text.
        key: what stays the same when the text changes, such as a file's path; None when nothing does.
        language: as the document declares it, or as its words look, such as "en".
        zones: in their order; none for plain text, which is all main text.
    """

    id: str
    text: str
    origin: str
    sha256: str
    title: str | None = None
    url: str | None = None
    published_at: datetime | None = None
    key: str | None = None
    author: str | None = None
    language: str | None = None
    zones: tuple[Zone, ...] = ()

    @property
    def main_text(self) -> str:
        """The text without what stands around it on a page; all of it when nothing tells them apart."""
        kinds = (ZoneKind.MAIN, ZoneKind.TABLE)
        main = "\n\n".join(self.text[zone.start : zone.end] for zone in self.zones if zone.kind in kinds)
        return main or self.text

    def zone_at(self, place: int) -> ZoneKind:
        """The kind of zone in which a character stands; of plain text all is main text."""
        return next((zone.kind for zone in self.zones if zone.start <= place < zone.end), ZoneKind.MAIN)


def digest(text: str) -> str:
    """The SHA-256 of a text, in hex. Lone surrogates count as themselves instead of failing."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def make_document(text: str, origin: str) -> Document:
    """A document that knows its own hash and is called by its first 16 digits."""
    sha256 = digest(text)
    return Document(sha256[:16], text, origin, sha256)
