"""Exports, the record of screenings, and the audit."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from watchlist.api.contract import Shape
from watchlist.api.shapes.alerts import AlertFilterQuery
from watchlist.api.shapes.fields import Id, Instant, Limit, Whole

_After = Annotated[int, Field(ge=0, le=2**31 - 1), Whole]


class ExportQuery(AlertFilterQuery):
    """Which alerts, and as what."""

    format: Literal["csv", "jsonl", "ftm"] = Field("jsonl", description="csv, jsonl, or ftm for FollowTheMoney.")


class ScreeningsQuery(Shape):
    """Which screenings: after a number."""

    after: _After = Field(0, description="The `next` of the last call.")
    limit: Limit = Field(100, description="Screenings to give at the most.")
    document: Id | None = Field(None, description="Only of the text with this SHA-256.")
    since: Instant | None = Field(None, description="Only at this time or later.")
    until: Instant | None = Field(None, description="Only before this time.")


class ScreeningShape(BaseModel):
    """One text, screened with one list, matcher and policy; `hits` 0 says that nothing was found on that day."""

    number: int
    sha256: str
    origin: str | None
    list_version: str
    matcher_version: str
    policy_version: str
    screened_at: str
    hits: int


class ScreeningPage(BaseModel):
    """Screenings, oldest first; `next` goes into `after`."""

    screenings: list[ScreeningShape]
    next: int
    more: bool


class AuditQuery(Shape):
    """Which rows of the audit: after a number."""

    after: _After = Field(0, description="The `next` of the last call.")
    limit: Limit = Field(100, description="Rows to give at the most.")


class AuditShape(BaseModel):
    """Who did what, to which, and when; `detail` has what was asked, without what people wrote."""

    number: int
    at: str
    by: str
    action: str
    subject: str
    detail: str


class AuditPage(BaseModel):
    """Rows of the audit, oldest first; `next` goes into `after`."""

    audit: list[AuditShape]
    next: int
    more: bool
