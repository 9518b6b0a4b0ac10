"""Which alerts: filters, full-text search, pages newest first, and the queue in the order of a reviewer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from watchlist.model.alerts import Disposition, Severity
from watchlist.store.alerts import with_hits
from watchlist.store.tables import alerts

# A search for fewer letters has no index to go by: it is by every three of them.
_LEAST_LETTERS = 3
# The index of all words on SQLite, which numbers its rows as alerts are opened; kept by triggers.
_WORDS = sa.table("alert_words", sa.column("rowid", sa.Integer), sa.column("words"), sa.column("publishers"))


@dataclass(frozen=True, slots=True)
class AlertFilter:
    """Which alerts to list; None takes all.

    `q` is looked for in captions and written forms, whatever its case; the `assignee` "" is nobody.
    """

    min_score: float | None = None
    severity: Severity | None = None
    disposition: Disposition | None = None
    entities: Sequence[str] | None = None
    publisher: str | None = None
    schema: str | None = None
    since: datetime | None = None
    q: str | None = None
    assignee: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows; `next` is where to go on, `more` whether there is more now."""

    rows: list[dict[str, Any]]
    next: int | None
    more: bool


def page(connection: sa.Connection, wanted: AlertFilter, before: int | None, limit: int) -> Page:
    """Alerts as they are now, newest first; `before` is the `next` of the page before."""
    rows, more = _page(connection, wanted, before, limit)
    return Page(with_hits(connection, rows), rows[-1]["opened_seq"] if more else None, more)


def _page(connection: sa.Connection, wanted: AlertFilter, before: int | None, limit: int) -> tuple[list[Any], bool]:
    query, number = _select(connection, wanted)
    if before is not None:
        query = query.where(number < before)
    rows = list(connection.execute(query.order_by(number.desc()).limit(limit + 1)).mappings())
    return rows[:limit], len(rows) > limit


def queue(
    connection: sa.Connection, wanted: AlertFilter, after: tuple[int, int] | None, limit: int
) -> tuple[list[dict[str, Any]], tuple[int, int] | None]:
    """Alerts for a reviewer: the most urgent first, of those the surest, designated ones, newest.

    Args:
        after: what the page before gave as its end; None for the first page.

    Returns:
        Alerts, and where the next page goes on; None at the end.
    """
    query, _ = _select(connection, wanted)
    columns = alerts.c.rank, alerts.c.opened_seq
    if after is not None:
        query = query.where(sa.tuple_(*columns) < sa.tuple_(*after))
    query = query.order_by(*(column.desc() for column in columns)).limit(limit + 1)
    rows = list(connection.execute(query).mappings())
    shown = rows[:limit]
    end = (shown[-1]["rank"], shown[-1]["opened_seq"]) if len(rows) > limit else None
    return with_hits(connection, shown), end


def count(connection: sa.Connection, wanted: AlertFilter, most: int) -> int:
    """How many alerts are wanted, counted to a bound."""
    query, _ = _select(connection, wanted)
    bounded = query.with_only_columns(alerts.c.opened_seq).limit(most).subquery()
    return connection.scalar(sa.select(sa.func.count()).select_from(bounded)) or 0


def _select(connection: sa.Connection, wanted: AlertFilter) -> tuple[Any, Any]:
    """The query for some alerts, and the number by which they are opened."""
    conditions = _conditions(wanted)
    q = wanted.q.lower() if wanted.q is not None else None
    words = {"words": q, "publishers": f" {wanted.publisher} " if wanted.publisher is not None else None}
    sought = {column: text for column, text in words.items() if text is not None}
    if connection.dialect.name == "sqlite" and sought and min(map(len, sought.values())) >= _LEAST_LETTERS:
        # The index gives its rows in their order, so that the first page is there before all of them are found.
        phrases = " AND ".join(f"{column}: {_phrase(text)}" for column, text in sought.items())
        joined = sa.join(_WORDS, alerts, alerts.c.opened_seq == _WORDS.c.rowid)
        match = sa.text("alert_words MATCH :phrases").bindparams(phrases=phrases)
        return sa.select(alerts).select_from(joined).where(match, *conditions), _WORDS.c.rowid
    for column, text in sought.items():
        conditions.append(alerts.c[column].contains(text, autoescape=True))
    return sa.select(alerts).where(*conditions), alerts.c.opened_seq


def _phrase(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _conditions(wanted: AlertFilter) -> list[sa.ColumnElement[bool]]:
    conditions = of_party(alerts.c, wanted)
    if wanted.min_score is not None:
        conditions.append(alerts.c.score >= wanted.min_score)
    if wanted.severity is not None:
        conditions.append(alerts.c.severity == wanted.severity.value)
    if wanted.disposition is not None:
        conditions.append(alerts.c.disposition == wanted.disposition.value)
    if wanted.since is not None:
        conditions.append(alerts.c.opened_at >= wanted.since)
    if wanted.assignee is not None:
        conditions.append(alerts.c.assignee == wanted.assignee if wanted.assignee else alerts.c.assignee.is_(None))
    return conditions


def of_party(columns: Any, wanted: AlertFilter) -> list[sa.ColumnElement[bool]]:
    """The conditions on what never changes, which the log can be filtered by, too."""
    conditions = []
    if wanted.entities is not None:
        conditions.append(columns.entity_id.in_(wanted.entities))
    if wanted.schema is not None:
        conditions.append(columns.schema == wanted.schema)
    return conditions
