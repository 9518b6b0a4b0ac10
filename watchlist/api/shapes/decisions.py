"""What people do with alerts: dispositions, assignments, notes, and the history of these."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from watchlist.api.contract import Shape
from watchlist.api.shapes.alerts import VersionsShape
from watchlist.api.shapes.fields import MOST_ROWS, NO_ZERO, Id, Name, storable
from watchlist.model.alerts import Disposition

Reason = Annotated[str, StringConstraints(min_length=1, max_length=2000), AfterValidator(storable), NO_ZERO]

_REMEMBER = Field(
    True, strict=True, description="Whether a false positive closes later alerts that rest on the same, too."
)


class DispositionBody(Shape):
    """What is decided on an alert, and why."""

    disposition: Disposition
    reason: Reason
    remember: bool = _REMEMBER


class DispositionsBody(Shape):
    """The same decision on many alerts, by their ids."""

    alerts: Annotated[list[Id], Field(min_length=1, max_length=MOST_ROWS)]
    disposition: Disposition
    reason: Reason
    remember: bool = _REMEMBER


class RefusedShape(BaseModel):
    """An alert that a decision could not be taken on, and why."""

    id: str
    detail: str


class DispositionsResult(BaseModel):
    """On which alerts it was decided, and on which not."""

    decided: list[str]
    refused: list[RefusedShape]


class AssignmentBody(Shape):
    """Who looks at an alert from now on; null is nobody."""

    assignee: Name | None


class NoteBody(Shape):
    """What someone has to say on an alert."""

    text: Reason


class StepShape(BaseModel):
    """A step: decided `from` one disposition `to` another, assigned `from` one person `to` another, or noted.

    `reason`: why, or the note; null where it was erased. `versions`: what the alert rested on then.
    """

    number: int
    at: str
    by: str
    kind: str
    from_: str = Field(alias="from")
    to: str
    reason: str | None
    versions: VersionsShape


class RememberedShape(BaseModel):
    """A false positive that closes what rests on the same: its written forms, the listed names, and until when.

    `used`: alerts that it closed. `ended_because`: why it holds no longer.
    """

    step: int
    alert_id: str
    entity_id: str
    forms: list[str]
    names: list[str]
    made_at: str
    until: str
    used: int
    ended_at: str | None
    ended_because: str | None


class History(BaseModel):
    """Every step with an alert, the first first; and what is remembered of them."""

    history: list[StepShape]
    memories: list[RememberedShape]
