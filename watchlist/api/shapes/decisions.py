"""What people decide on alerts."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from watchlist.api.contract import Shape
from watchlist.api.shapes.alerts import VersionsShape
from watchlist.api.shapes.fields import NO_ZERO, storable
from watchlist.model.alerts import Disposition


class DispositionBody(Shape):
    """What is decided on an alert, and why."""

    disposition: Disposition
    reason: Annotated[str, StringConstraints(min_length=1, max_length=2000), AfterValidator(storable), NO_ZERO]


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
