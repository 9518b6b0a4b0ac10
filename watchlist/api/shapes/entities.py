"""Entities and sectors."""

from pydantic import BaseModel, Field

from watchlist.api.contract import Shape
from watchlist.api.shapes.alerts import EntityRef
from watchlist.api.shapes.fields import Id, Limit, Words
from watchlist.model.entities import Basis, NameKind, Schema, Strength


class EntitiesQuery(Shape):
    """Which entities and sectors."""

    limit: Limit = Field(100, description="Entities to give at the most.")
    after: Id | None = Field(None, description="The `next` of the page before.")
    schema_: Schema | None = Field(None, alias="schema", description="Only this kind of thing.")
    q: Words | None = Field(None, description="Only with these letters in a name or id.")


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
