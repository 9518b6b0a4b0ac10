"""The kinds of values that requests have: their bounds, and how they are checked."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, WithJsonSchema

from watchlist.api.contract import Shape

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


def number(value: Any) -> Any:
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


def is_storable(value: str) -> bool:
    """Whether both databases can hold a text: they know no zero bytes and no lone surrogates."""
    return "\x00" not in value and not any("\ud800" <= c <= "\udfff" for c in value)


def storable(value: str) -> str:
    """The text, if both databases can hold it."""
    if not is_storable(value):
        raise ValueError("expected text without zero bytes and lone surrogates")
    return value


def _count(value: Any) -> Any:
    if isinstance(value, (bool, str)):
        raise ValueError("expected a whole number")
    return value


# In a body numbers are numbers; 5.0 is one, too.
Count = BeforeValidator(_count)
Whole = BeforeValidator(_digits)

NO_ZERO = Field(json_schema_extra={"pattern": r"^[^\x00]*$"})

Words = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(storable), NO_ZERO]

Name = Annotated[str, StringConstraints(min_length=1, max_length=100), AfterValidator(storable), NO_ZERO]
Id = Annotated[str, StringConstraints(min_length=1, max_length=300), AfterValidator(storable), NO_ZERO]

Title = Annotated[str, StringConstraints(min_length=1, max_length=1000), AfterValidator(storable), NO_ZERO]

Url = Annotated[str, StringConstraints(min_length=1, max_length=2000), AfterValidator(storable), NO_ZERO]

Instant = Annotated[
    datetime,
    BeforeValidator(_rfc3339),
    AfterValidator(_in_utc),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]

Limit = Annotated[int, Field(ge=1, le=MOST_ROWS), Whole]


class LimitQuery(Shape):
    """How many."""

    limit: Limit = Field(100, description="Rows to give at the most.")
