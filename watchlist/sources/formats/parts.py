"""What is read out of foreign bytes: texts with their zones, and what could not be read."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from watchlist.model.documents import Zone, ZoneKind

# No news is older than the web, nor from the day after tomorrow; such dates are faults of clocks and templates.
_FIRST_DAY = datetime(1990, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(days=2)
# Control characters no text has, and surrogates no database takes; tab, line ends and form feed are not among them.
_UNSTORABLE = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\ud800-\udfff]")
_BLANKS = re.compile(r"[^\S\n]+")
_GAPS = re.compile(r" ?\n ?(?:\n ?)+")


@dataclass(frozen=True, slots=True)
class Part:
    """One document in some bytes.

    Attributes:
        name: "" for the bytes themselves, else where it is inside them, such as "inner.zip/report.docx".
        url: what it calls its own address.
    """

    text: str
    zones: tuple[Zone, ...] = ()
    title: str | None = None
    author: str | None = None
    published_at: datetime | None = None
    language: str | None = None
    url: str | None = None
    name: str = ""

    def inside(self, name: str) -> "Part":
        """The same, inside something else."""
        return replace(self, name=f"{name}/{self.name}" if self.name else name)


@dataclass(frozen=True, slots=True)
class Refused:
    """Something in some bytes that could not be read, and why."""

    reason: str
    name: str = ""

    def inside(self, name: str) -> "Refused":
        """The same, inside something else."""
        return replace(self, name=f"{name}/{self.name}" if self.name else name)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known of some bytes from outside: what they are called, what a server says that they are."""

    name: str = ""
    media_type: str = ""
    charset: str | None = None
    url: str | None = None


def joined(pieces: Iterable[tuple[ZoneKind, str]]) -> tuple[str, tuple[Zone, ...]]:
    """One text out of pieces, an empty line between two of another kind, and its zones."""
    text = ""
    zones: list[Zone] = []
    for kind, raw in pieces:
        piece = tidy(raw)
        if not piece:
            continue
        gap = "" if not text else "\n" if zones[-1].kind is kind else "\n\n"
        text += gap
        start = len(text)
        text += piece
        if zones and zones[-1].kind is kind:
            zones[-1] = replace(zones[-1], end=len(text))
        else:
            zones.append(Zone(start, len(text), kind))
    return text, tuple(zones)


def tidy(text: str) -> str:
    """The same text without what only lays it out: runs of blanks, and of empty lines."""
    plain = _UNSTORABLE.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _GAPS.sub("\n\n", _BLANKS.sub(" ", plain)).strip()


def left_over(lines: str, taken: str) -> str:
    """The lines of a text that are not lines of another, in their order."""
    known = {_bare(line) for line in taken.split("\n")}
    return "\n".join(line for line in lines.split("\n") if _bare(line) not in known)


def _bare(line: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", line).split())


def one_line(text: str | None) -> str | None:
    """A title or a name on one line; None when there is nothing in it."""
    return " ".join(_UNSTORABLE.sub(" ", text).split())[:500] or None if text else None


def plausible(at: datetime | None) -> datetime | None:
    """A time of publication in UTC; None for one that cannot be."""
    if at is None:
        return None
    try:
        utc = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return utc if _FIRST_DAY <= utc <= datetime.now(UTC) + _AHEAD else None


def iso_time(text: str | None) -> datetime | None:
    """A time as in 2026-01-31T12:00:00Z or 2026-01-31; None when it is none, or cannot be."""
    try:
        return plausible(datetime.fromisoformat(text.strip())) if text else None
    except ValueError:
        return None
