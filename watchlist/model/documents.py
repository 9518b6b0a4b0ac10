"""A text that is screened, and where it came from."""

import hashlib
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Document:
    """One text.

    Attributes:
        text: what the reader sees; every span counts its characters (Unicode code points).
        origin: where it came from: a path, an address, or "screen".
        sha256: of the text in UTF-8; two documents with the same hash are the same text.
        key: what stays the same when the text changes, such as a file's path; None when nothing does.
    """

    id: str
    text: str
    origin: str
    sha256: str
    title: str | None = None
    url: str | None = None
    published_at: datetime | None = None
    key: str | None = None


def digest(text: str) -> str:
    """The SHA-256 of a text, in hex. Lone surrogates count as themselves instead of failing."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def make_document(text: str, origin: str) -> Document:
    """A document that knows its own hash and is called by its first 16 digits."""
    sha256 = digest(text)
    return Document(sha256[:16], text, origin, sha256)
