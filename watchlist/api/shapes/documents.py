"""Texts that come in, and what was found in them."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field, StringConstraints, WithJsonSchema

from watchlist.api.contract import Shape
from watchlist.api.shapes.alerts import (
    AlertShape,
    DocumentRef,
    EntityRef,
    HitShape,
    MentionShape,
    PlaceShape,
    VersionsShape,
)
from watchlist.api.shapes.fields import Count, Id, Instant, Title, Url, Words, storable


class ScreenBody(Shape):
    """A text to screen; nothing of it is stored."""

    text: Annotated[
        str, StringConstraints(min_length=1), WithJsonSchema({"type": "string", "minLength": 1, "pattern": r"\S"})
    ]
    title: str | None = None
    min_score: Annotated[float, Field(ge=0, le=100, strict=True)] | None = Field(
        None, description="Hits from this score on; without it, those that the policy makes alerts."
    )


class ScreenResult(BaseModel):
    """The hits in a text, best first."""

    hits: list[HitShape]
    versions: VersionsShape


class DocumentBody(Shape):
    """A text to keep and screen. `id` or `url` is what stays the same when the text changes."""

    text: Annotated[
        str,
        StringConstraints(min_length=1),
        AfterValidator(storable),
        WithJsonSchema({"type": "string", "minLength": 1, "pattern": r"^[^\x00]*[^\s\x00][^\x00]*$"}),
    ]
    id: Id | None = None
    title: Title | None = None
    url: Url | None = None
    published_at: Instant | None = None


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


class MatchBody(Shape):
    """Names to compare with the watchlist."""

    names: Annotated[list[Words], Field(min_length=1, max_length=100)]
    limit: Annotated[int, Field(ge=1, le=100), Count] = Field(10, description="Candidates a name at the most.")
    min_score: Annotated[float, Field(ge=0, le=100, strict=True)] | None = Field(
        None, description="Candidates from this score on; without it, from the policy's mention_at."
    )


class CandidateShape(MentionShape):
    """An entity whose name is like the given one, and how the score came about."""

    entity: EntityRef


class MatchOfName(BaseModel):
    """The candidates for one name, best first."""

    name: str
    candidates: list[CandidateShape]


class MatchResult(BaseModel):
    """The candidates for each name, in the order of the request."""

    results: list[MatchOfName]
    versions: VersionsShape
