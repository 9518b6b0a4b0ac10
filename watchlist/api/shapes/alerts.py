"""Alerts, their hits and their log."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, Field

from watchlist.api.contract import Shape
from watchlist.api.shapes.fields import LAST_SEQ, LONGEST_WAIT, Id, Instant, Limit, Whole, Words, number
from watchlist.model.alerts import Disposition, Occasion, Severity
from watchlist.model.entities import Basis, Schema


class LogQuery(Shape):
    """Which changes: after a number, on fixed fields."""

    after: Annotated[int, Field(ge=0, le=LAST_SEQ), Whole] = Field(0, description="The `next` of the last call.")
    limit: Limit = Field(100, description="Changes to give at the most.")
    wait: Annotated[int, Field(ge=0, le=LONGEST_WAIT), Whole] = Field(
        0, description="Seconds to wait for a change when there is none yet."
    )
    entity: Id | None = Field(None, description="Only this entity or sector, by any of its ids.")
    publisher: Id | None = Field(None, description="Only what this publisher lists.")
    schema_: Schema | None = Field(None, alias="schema", description="Only this kind of thing.")


class AlertFilterQuery(Shape):
    """Which alerts."""

    min_score: Annotated[float, Field(ge=0, le=100), BeforeValidator(number)] | None = Field(
        None, description="Only from this score on."
    )
    severity: Severity | None = Field(None, description="Only of this severity.")
    disposition: Disposition | None = Field(None, description="Only with this decision.")
    entity: Id | None = Field(None, description="Only on this entity or sector.")
    publisher: Id | None = Field(None, description="Only what this publisher lists.")
    schema_: Schema | None = Field(None, alias="schema", description="Only this kind of thing.")
    since: Instant | None = Field(None, description="Only opened at this time or later.")
    q: Words | None = Field(None, description="Only with these letters in the name, listed or written.")
    assignee: Words | None = Field(None, description="Only those that this person looks at.")


class AlertsQuery(AlertFilterQuery):
    """Which page of which alerts."""

    limit: Limit = Field(100, description="Alerts to give at the most.")
    before: Annotated[int, Field(ge=1, le=LAST_SEQ), Whole] | None = Field(
        None, description="The `next` of the page before."
    )


class EntityRef(BaseModel):
    """An entity or sector as hits show it.

    `also`: other ids that lead to it: of the same party on other lists, and those it had before.
    """

    id: str
    also: list[str]
    caption: str
    schema_: Schema = Field(alias="schema")
    publishers: list[str]
    programmes: list[str]
    countries: list[str]
    basis: Basis


class DocumentRef(BaseModel):
    """A document as hits show it."""

    id: str
    origin: str
    title: str | None
    url: str | None
    published_at: str | None
    sha256: str


class MentionShape(BaseModel):
    """A mention: characters `start` to `end` of the text, half-open. `words`: listed, written, likeness 0-100.

    `costs`: what differs from the name as listed, and the points it takes from 100. `zone`: title, main, table or rest.
    """

    start: int
    end: int
    surface: str
    name: str
    score: float
    rule: str
    words: list[tuple[str, str | None, float]]
    costs: list[tuple[str, float]]
    zone: str | None = None


class EvidenceShape(BaseModel):
    """A reason that moved the score, with its span."""

    kind: str
    text: str
    start: int
    end: int
    points: float


class ContextShape(BaseModel):
    """The sentence of the best mention, with its span."""

    start: int
    end: int
    text: str


class HitShape(BaseModel):
    """The mentions of one entity in one document, scored together."""

    document: DocumentRef
    entity: EntityRef
    score: float
    mentions: list[MentionShape]
    mention_count: int
    evidence: list[EvidenceShape]
    context: ContextShape
    watchlist_version: str
    matcher_version: str


class VersionsShape(BaseModel):
    """What a screening was made with."""

    list: str
    matcher: str
    policy: str


class MemoryShape(BaseModel):
    """An earlier decision on the same party: it closed this alert, or `why_not` says why it does not hold here."""

    step: int
    alert: str
    by: str
    at: str
    why_not: str | None


class AlertShape(BaseModel):
    """An alert as it is now.

    `occasion`: whether the text was new; or screened before, and the listing, the matcher or the policy is new.
    `delisted_at`: since when its party is on no list any more. `hit_count`: documents of the story with a hit; the best
    ten are shown, and the others can be listed.
    """

    id: str
    seq: int
    opened_at: str
    changed_at: str
    severity: Severity
    basis: Basis
    disposition: Disposition
    occasion: Occasion
    delisted_at: str | None
    assignee: str | None = None
    memory: MemoryShape | None = None
    score: float
    entity: EntityRef
    story: str
    hit_count: int
    first_seen_at: str | None
    last_seen_at: str | None
    hits: list[HitShape]
    versions: VersionsShape


class AlertPage(BaseModel):
    """Alerts, newest first; `next` goes into `before`."""

    alerts: list[AlertShape]
    next: int | None
    more: bool


class CopiesQuery(Shape):
    """Which documents of an alert: after a number."""

    after: Annotated[int, Field(ge=0, le=2**31 - 1), Whole] = Field(0, description="The `next` of the last call.")
    limit: Limit = Field(100, description="Documents to give at the most.")


class PlaceShape(BaseModel):
    """Another place in which a text was seen, word for word."""

    origin: str
    title: str | None
    url: str | None
    seen_at: str


class CopyShape(BaseModel):
    """A document of an alert's story, the score of its hit, and where else its text was seen."""

    number: int
    score: float
    found_at: str | None
    document: DocumentRef
    also_seen: list[PlaceShape]


class CopyPage(BaseModel):
    """Documents of an alert, in the order in which they were screened; `next` goes into `after`."""

    documents: list[CopyShape]
    next: int
    more: bool


class ChangeShape(BaseModel):
    """One row of the log: the alert as this change left it."""

    seq: int
    at: str
    change: str
    alert: AlertShape


class ChangePage(BaseModel):
    """Changes, oldest first; `next` goes into `after`."""

    changes: list[ChangeShape]
    next: int
    more: bool
