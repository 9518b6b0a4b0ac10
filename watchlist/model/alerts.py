"""From the place in a text to what someone must look at: mention, evidence, hit, alert."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from watchlist.model.documents import Document
from watchlist.model.entities import Entity, Sector

# Mentions, and reasons, that a hit shows; a text may have thousands, and `mention_count` says how many.
MOST_SHOWN = 100


class Severity(StrEnum):
    """How soon someone should look."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class Disposition(StrEnum):
    """What the reviewer decided."""

    OPEN = "open"
    ESCALATED = "escalated"
    TRUE_MATCH = "true_match"
    FALSE_POSITIVE = "false_positive"


class Occasion(StrEnum):
    """What an alert is due to: a new text; or, in a text screened before, a new listing, matcher or policy."""

    NEW_TEXT = "new_text"
    LOOKBACK = "lookback"


class WordMatch(NamedTuple):
    """Which listed word met which written word, and how alike they are, 0-100. `written` is None when none did."""

    listed: str
    written: str | None
    score: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """A reason, in the words of the text, that moved a score by `points`."""

    kind: str
    text: str
    start: int
    end: int
    points: float


class Cost(NamedTuple):
    """Something that differs from the listed name, and the points it takes from 100."""

    reason: str
    points: float


@dataclass(frozen=True, slots=True)
class Mention:
    """Characters of one document that look like one name of one entity: `text[start:end] == surface`.

    Attributes:
        score: 0-100, for these characters alone.
        rule: how it was found: words, designator, short form, weak alias, sector.
        costs: what differs from the name as listed; the score is 100 without them.
        evidence: what this mention itself rests on, such as the country that governs a sector's term.
    """

    entity_id: str
    start: int
    end: int
    surface: str
    name: str
    score: float
    rule: str
    words: tuple[WordMatch, ...]
    costs: tuple[Cost, ...] = ()
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """The sentence in which the best mention stands, or as much of it as is near."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """The mentions of one entity in one document, scored together; nobody has looked yet."""

    document: Document
    entity: Entity | Sector
    score: float
    mentions: tuple[Mention, ...]
    evidence: tuple[Evidence, ...]
    context: Context
    watchlist_version: str
    matcher_version: str


@dataclass(frozen=True, slots=True)
class Versions:
    """What a screening was made with, so that it can be made again."""

    list: str
    matcher: str
    policy: str


def entity_json(entity: Entity | Sector) -> dict[str, Any]:
    """The entity as hits and alerts show it."""
    return {
        "id": entity.id,
        "also": list(entity.ids[1:]),
        "caption": entity.caption,
        "schema": entity.schema.value,
        "publishers": list(entity.publishers),
        "programmes": list(entity.programmes),
        "countries": list(entity.countries),
        "basis": entity.basis.value,
    }


def document_json(document: Document) -> dict[str, Any]:
    """The document as hits show it: everything but the text."""
    return {
        "id": document.id,
        "origin": document.origin,
        "title": document.title,
        "url": document.url,
        "published_at": time_json(document.published_at),
        "sha256": document.sha256,
    }


def mention_json(mention: Mention) -> dict[str, Any]:
    """The mention without the document that it stands in."""
    return {
        "start": mention.start,
        "end": mention.end,
        "surface": mention.surface,
        "name": mention.name,
        "score": mention.score,
        "rule": mention.rule,
        "words": [list(word) for word in mention.words],
        "costs": [list(cost) for cost in mention.costs],
    }


def hit_json(hit: Hit) -> dict[str, Any]:
    """The hit in the shape that the command prints, the store keeps and the API returns."""
    return {
        "document": document_json(hit.document),
        "entity": entity_json(hit.entity),
        "score": hit.score,
        "mentions": [
            mention_json(mention) | {"zone": hit.document.zone_at(mention.start).value}
            for mention in hit.mentions[:MOST_SHOWN]
        ],
        "mention_count": len(hit.mentions),
        "evidence": [
            {"kind": e.kind, "text": e.text, "start": e.start, "end": e.end, "points": e.points}
            for e in hit.evidence[:MOST_SHOWN]
        ],
        "context": {"start": hit.context.start, "end": hit.context.end, "text": hit.context.text},
        "watchlist_version": hit.watchlist_version,
        "matcher_version": hit.matcher_version,
    }


def time_json(at: datetime | None) -> str | None:
    """RFC 3339 in UTC with a Z, or None."""
    return None if at is None else at.isoformat().replace("+00:00", "Z")
