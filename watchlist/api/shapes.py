"""What the API takes and gives, field by field."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, StringConstraints, WithJsonSchema

from watchlist.api.contract import Shape
from watchlist.model.alerts import Disposition, Occasion, Severity
from watchlist.model.entities import Basis, NameKind, Schema, Strength

# A page of alerts is some 2 kB each; a poller that wants more asks again.
MOST_ROWS = 500
# Seconds; proxies cut connections that are silent for longer.
LONGEST_WAIT = 30
# The largest number that both databases count to.
LAST_SEQ = 2**63 - 1

_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")


def _digits(value: Any) -> Any:
    if isinstance(value, str) and not re.fullmatch(r"-?(0|[1-9][0-9]*)", value):
        raise ValueError("expected a whole number")
    return value


def _number(value: Any) -> Any:
    if isinstance(value, str) and not re.fullmatch(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?", value):
        raise ValueError("expected a number")
    return value


def _rfc3339(value: Any) -> Any:
    if not (isinstance(value, str) and _TIME.fullmatch(value)):
        raise ValueError("expected a time such as 2026-01-31T12:00:00Z")
    return value


def _in_utc(value: datetime) -> datetime:
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise ValueError("expected a time from year 1 to 9999 in UTC") from None


def _storable(value: str) -> str:
    if "\x00" in value or any("\ud800" <= c <= "\udfff" for c in value):
        raise ValueError("expected text without zero bytes and lone surrogates")
    return value


_Whole = BeforeValidator(_digits)


_NO_ZERO = Field(json_schema_extra={"pattern": r"^[^\x00]*$"})
_Words = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_storable), _NO_ZERO]
_Id = Annotated[str, StringConstraints(min_length=1, max_length=300), AfterValidator(_storable), _NO_ZERO]
_Title = Annotated[str, StringConstraints(min_length=1, max_length=1000), AfterValidator(_storable), _NO_ZERO]
_Url = Annotated[str, StringConstraints(min_length=1, max_length=2000), AfterValidator(_storable), _NO_ZERO]
_Since = Annotated[
    datetime,
    BeforeValidator(_rfc3339),
    AfterValidator(_in_utc),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
_Limit = Annotated[int, Field(ge=1, le=MOST_ROWS), _Whole]


class LogQuery(Shape):
    """Which changes: after a number, on fixed fields."""

    after: Annotated[int, Field(ge=0, le=LAST_SEQ), _Whole] = Field(0, description="The `next` of the last call.")
    limit: _Limit = Field(100, description="Changes to give at the most.")
    wait: Annotated[int, Field(ge=0, le=LONGEST_WAIT), _Whole] = Field(
        0, description="Seconds to wait for a change when there is none yet."
    )
    entity: _Id | None = Field(None, description="Only this entity or sector, by any of its ids.")
    publisher: _Id | None = Field(None, description="Only what this publisher lists.")
    schema_: Schema | None = Field(None, alias="schema", description="Only this kind of thing.")


class AlertsQuery(Shape):
    """Which alerts."""

    limit: _Limit = Field(100, description="Alerts to give at the most.")
    before: Annotated[int, Field(ge=1, le=LAST_SEQ), _Whole] | None = Field(
        None, description="The `next` of the page before."
    )
    min_score: Annotated[float, Field(ge=0, le=100), BeforeValidator(_number)] | None = Field(
        None, description="Only from this score on."
    )
    severity: Severity | None = Field(None, description="Only of this severity.")
    disposition: Disposition | None = Field(None, description="Only with this decision.")
    entity: _Id | None = Field(None, description="Only on this entity or sector.")
    publisher: _Id | None = Field(None, description="Only what this publisher lists.")
    schema_: Schema | None = Field(None, alias="schema", description="Only this kind of thing.")
    since: _Since | None = Field(None, description="Only opened at this time or later.")
    q: _Words | None = Field(None, description="Only with these letters in the name, listed or written.")


class EntitiesQuery(Shape):
    """Which entities and sectors."""

    limit: _Limit = Field(100, description="Entities to give at the most.")
    after: _Id | None = Field(None, description="The `next` of the page before.")
    schema_: Schema | None = Field(None, alias="schema", description="Only this kind of thing.")
    q: _Words | None = Field(None, description="Only with these letters in a name or id.")


class ScreenBody(Shape):
    """A text to screen; nothing of it is stored."""

    text: Annotated[
        str, StringConstraints(min_length=1), WithJsonSchema({"type": "string", "minLength": 1, "pattern": r"\S"})
    ]
    title: str | None = None
    min_score: Annotated[float, Field(ge=0, le=100, strict=True)] | None = Field(
        None, description="Hits from this score on; without it, those that the policy makes alerts."
    )


class DocumentBody(Shape):
    """A text to keep and screen. `id` or `url` is what stays the same when the text changes."""

    text: Annotated[
        str,
        StringConstraints(min_length=1),
        AfterValidator(_storable),
        WithJsonSchema({"type": "string", "minLength": 1, "pattern": r"^[^\x00]*[^\s\x00][^\x00]*$"}),
    ]
    id: _Id | None = None
    title: _Title | None = None
    url: _Url | None = None
    published_at: _Since | None = None


class DispositionBody(Shape):
    """What is decided on an alert, and why."""

    disposition: Disposition
    reason: Annotated[str, StringConstraints(min_length=1, max_length=2000), AfterValidator(_storable), _NO_ZERO]


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

    after: Annotated[int, Field(ge=0, le=2**31 - 1), _Whole] = Field(0, description="The `next` of the last call.")
    limit: _Limit = Field(100, description="Documents to give at the most.")


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


class DocumentStatus(BaseModel):
    """A document in the store. Until it `is_screened`, its alerts are not known."""

    document: DocumentRef
    story: str
    added_at: str
    is_screened: bool
    source: str | None
    author: str | None
    language: str | None
    also_seen: list[PlaceShape]
    alerts: list[AlertShape]


class DecisionShape(BaseModel):
    """A step of an alert from one disposition to another: who, when, why, and on what versions it rested."""

    number: int
    at: str
    by: str
    from_: str = Field(alias="from")
    to: str
    reason: str | None
    versions: VersionsShape


class History(BaseModel):
    """Every step of an alert, the first first."""

    history: list[DecisionShape]


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


class ScreenResult(BaseModel):
    """The hits in a text, best first."""

    hits: list[HitShape]
    versions: VersionsShape


class NameShape(BaseModel):
    """One name of an entity."""

    text: str
    kind: NameKind
    strength: Strength


class ListingShape(BaseModel):
    """The fact that an entity stands on a publisher's list."""

    publisher: str
    reference: str
    programme: str | None
    listed_on: str | None


class StatementShape(BaseModel):
    """What a document of the corpus says, with the passage."""

    document: str
    basis: Basis
    start: int
    end: int
    by: list[str]
    when: str
    note: str


class IdentifierShape(BaseModel):
    """A number as listed; `is_valid` says whether its check digits agree, null where there is nothing to check."""

    scheme: str
    value: str
    is_valid: bool | None


class EntityShape(EntityRef):
    """One entity or sector in full; a sector has its terms as names."""

    names: list[NameShape]
    births: list[str]
    identifiers: list[IdentifierShape]
    positions: list[str]
    listings: list[ListingShape]
    statements: list[StatementShape]


class EntityPage(BaseModel):
    """Entities and sectors in the order of their ids; `next` goes into `after`."""

    entities: list[EntityRef]
    next: str | None
    more: bool


class ListShape(BaseModel):
    """One list of the watchlist, as it is in force.

    `missing`: files that belong to it and were not there.
    """

    name: str
    publisher: str
    title: str
    sha256: str
    entities: int
    names: int
    problems: list[str]
    curated: bool
    loose_ends: list[str]
    missing: list[str]


class ListStateShape(BaseModel):
    """How a list that is asked for is doing.

    `outcome`: how the last look ended, as new, unchanged, failed, refused, off or waiting. `current_at`: when it was
    last known to be as published. `taken_at`: when it changed last.
    """

    name: str
    outcome: str
    error: str | None
    is_stale: bool
    is_fetched: bool
    licence: str
    checked_at: str | None
    current_at: str | None
    age_seconds: float | None
    taken_at: str | None
    failures_in_a_row: int


class ListChangesQuery(Shape):
    """Which changes of lists: after a number."""

    after: Annotated[int, Field(ge=0, le=LAST_SEQ), _Whole] = Field(0, description="The `next` of the last call.")
    limit: _Limit = Field(100, description="Changes to give at the most.")
    list: _Id | None = Field(None, description="Only of this list.")
    entity: _Id | None = Field(None, description="Only of this entity.")
    change: Literal["added", "removed", "renamed", "changed"] | None = Field(None, description="Only of this kind.")
    since: _Since | None = Field(None, description="Only at this time or later.")


class ListChangeShape(BaseModel):
    """What a version of a list did to one entity; `fields` has what was and what is."""

    number: int
    version_number: int
    list: str
    at: str
    change: str
    entity_id: str
    caption: str
    fields: dict[str, Any]


class ListChangePage(BaseModel):
    """Changes of lists, oldest first; `next` goes into `after`."""

    changes: list[ListChangeShape]
    next: int
    more: bool


class ListVersionsQuery(Shape):
    """Which versions of lists."""

    limit: _Limit = Field(100, description="Versions to give at the most.")
    before: Annotated[int, Field(ge=1, le=2**31 - 1), _Whole] | None = Field(
        None, description="The `next` of the page before."
    )
    list: _Id | None = Field(None, description="Only of this list.")


class ListVersionShape(BaseModel):
    """A version of a list that was taken: its size, and how much it changed; who is renamed is changed, too."""

    number: int
    list: str
    sha256: str
    taken_at: str
    entities: int
    names: int
    unread: int
    added: int
    removed: int
    changed: int
    renamed: int


class ListVersionPage(BaseModel):
    """Versions of lists, newest first; `next` goes into `before`."""

    versions: list[ListVersionShape]
    next: int | None
    more: bool


class SkippedShape(BaseModel):
    """A name that cannot be looked for."""

    entity: str
    name: str
    reason: str


class WatchlistShape(BaseModel):
    """The watchlist in force."""

    version: str
    in_force_since: str
    age_seconds: float
    versions: VersionsShape
    lists: list[ListShape]
    states: list[ListStateShape]
    entities: int
    skipped_names: list[SkippedShape]


class LookbackShape(BaseModel):
    """A look back at documents screened before.

    `documents`: all that had been screened with `screened_with`. `chosen`: those of them that may have a name of the
    `entities` that are new or otherwise listed, and were screened again; the others have nothing new.
    """

    number: int
    started_at: str
    ended_at: str
    screened_with: str
    looked_with: str
    entities: int
    documents: int
    chosen: int


class LookbackList(BaseModel):
    """The latest looks back, newest first."""

    lookbacks: list[LookbackShape]


class LimitQuery(Shape):
    """How many."""

    limit: _Limit = Field(100, description="Rows to give at the most.")


class JobShape(BaseModel):
    """One job of the worker."""

    name: str
    last_started_at: str | None
    last_ended_at: str | None
    last_outcome: str | None
    last_result: dict[str, Any] | None
    next_run_at: str | None
    requested_at: str | None
    runs: int
    failures: int
    skipped: int
    paused_at: str | None


class JobList(BaseModel):
    """Every job, and the files in which something could not be read."""

    jobs: list[JobShape]
    unread_files: list[dict[str, Any]]


class SourceShape(BaseModel):
    """One source of new text.

    `documents`: texts that it ever brought. `items`: entries of its listing that are known; `waiting` of them are still
    to be read, `unread` could not be; `left_out` were beyond the most in the last listing.
    """

    name: str
    kind: str
    places: list[str]
    every: float | None
    cron: str | None
    priority: int
    outcome: str
    error: str | None
    checked_at: str | None
    succeeded_at: str | None
    failures_in_a_row: int
    failures: int
    documents: int
    left_out: int
    items: int
    waiting: int
    unread: int
    job: str | None
    paused_at: str | None
    next_run_at: str | None


class SourceList(BaseModel):
    """Every source, in the order of its file."""

    sources: list[SourceShape]


class UnreadItem(BaseModel):
    """An item that could not be read, why, and after how many tries."""

    key: str
    reason: str
    tries: int


class UnreadItemList(BaseModel):
    """Items that could not be read."""

    items: list[UnreadItem]


class Health(BaseModel):
    """Whether the service works, and what of it does."""

    status: str
    checks: dict[str, str] = {}


class Index(BaseModel):
    """Where things are."""

    service: str
    version: str
    links: dict[str, str]
