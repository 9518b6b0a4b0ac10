"""The watchlist in force, its lists and their versions."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from watchlist.api.contract import Shape
from watchlist.api.shapes.alerts import VersionsShape
from watchlist.api.shapes.fields import LAST_SEQ, Id, Instant, Limit, Whole


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


class ListVersionsQuery(Shape):
    """Which versions of lists."""

    limit: Limit = Field(100, description="Versions to give at the most.")
    before: Annotated[int, Field(ge=1, le=2**31 - 1), Whole] | None = Field(
        None, description="The `next` of the page before."
    )
    list: Id | None = Field(None, description="Only of this list.")


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


class ListChangesQuery(Shape):
    """Which changes of lists: after a number."""

    after: Annotated[int, Field(ge=0, le=LAST_SEQ), Whole] = Field(0, description="The `next` of the last call.")
    limit: Limit = Field(100, description="Changes to give at the most.")
    list: Id | None = Field(None, description="Only of this list.")
    entity: Id | None = Field(None, description="Only of this entity.")
    change: Literal["added", "removed", "renamed", "changed"] | None = Field(None, description="Only of this kind.")
    since: Instant | None = Field(None, description="Only at this time or later.")


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
