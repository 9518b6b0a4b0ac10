"""Alerts as they are now, and the log of their changes: what pollers and reviewers read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from watchlist.errors import NotFound
from watchlist.model.alerts import Disposition, Severity, time_json
from watchlist.model.entities import Basis
from watchlist.store.documents import places
from watchlist.store.tables import alert_changes, alerts, hits, tallies

ALERTS_TOTAL = "alerts_total"
# Hits that an alert shows, the best: of a story with a thousand copies all are counted, and `documents` names them.
MOST_HITS = 10


@dataclass(frozen=True, slots=True)
class AlertFilter:
    """Which alerts to list; None takes all. `q` is looked for in captions and written forms, whatever its case."""

    min_score: float | None = None
    severity: Severity | None = None
    disposition: Disposition | None = None
    entities: Sequence[str] | None = None
    publisher: str | None = None
    schema: str | None = None
    since: datetime | None = None
    q: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows; `next` is where to go on, `more` whether there is more now."""

    rows: list[dict[str, Any]]
    next: int | None
    more: bool


def get(connection: sa.Connection, id: str) -> dict[str, Any]:
    """One alert as it is now, with its hits, best first.

    Raises:
        NotFound: there is none with this id.
    """
    row = connection.execute(sa.select(alerts).where(alerts.c.id == id)).mappings().first()
    if row is None:
        raise NotFound(f"there is no alert {id!r}")
    return _alerts_json(connection, [row])[0]


def documents(connection: sa.Connection, id: str, after: int, limit: int) -> list[dict[str, Any]]:
    """Every document with a hit of an alert, in the order in which they were screened, after number `after`.

    Raises:
        NotFound: there is no such alert.
    """
    if connection.scalar(sa.select(alerts.c.id).where(alerts.c.id == id)) is None:
        raise NotFound(f"there is no alert {id!r}")
    columns = hits.c
    query = sa.select(columns.number, columns.score, columns.found_at, columns.body)
    query = query.where(columns.alert_id == id, columns.number > after).order_by(columns.number).limit(limit)
    rows = [(row, row.body["document"]) for row in connection.execute(query)]
    also_seen = places(connection, [document["sha256"] for _, document in rows])
    return [
        {
            "number": row.number,
            "score": row.score,
            "found_at": time_json(row.found_at),
            "document": document,
            "also_seen": also_seen[document["sha256"]],
        }
        for row, document in rows
    ]


def of_document(connection: sa.Connection, sha256: str) -> list[dict[str, Any]]:
    """The alerts that a document has a hit of, in the order in which they were opened."""
    own = sa.select(hits.c.alert_id).where(hits.c.sha256 == sha256)
    query = sa.select(alerts).where(alerts.c.id.in_(own)).order_by(alerts.c.opened_seq)
    return _alerts_json(connection, list(connection.execute(query).mappings()))


def page(connection: sa.Connection, wanted: AlertFilter, before: int | None, limit: int) -> Page:
    """Alerts as they are now, newest first; `before` is the `next` of the page before."""
    query = sa.select(alerts).where(*_conditions(wanted))
    if before is not None:
        query = query.where(alerts.c.opened_seq < before)
    rows = list(connection.execute(query.order_by(alerts.c.opened_seq.desc()).limit(limit + 1)).mappings())
    more = len(rows) > limit
    return Page(_alerts_json(connection, rows[:limit]), rows[limit - 1]["opened_seq"] if more else None, more)


def top(connection: sa.Connection, wanted: AlertFilter, limit: int) -> list[dict[str, Any]]:
    """Alerts for a reviewer with little time: the most urgent first, of those the surest, designated ones, newest."""
    severity = sa.case({one.value: step for step, one in enumerate(Severity)}, value=alerts.c.severity)
    is_designated = sa.case((alerts.c.basis == Basis.DESIGNATED.value, 1), else_=0)
    order = (severity.desc(), alerts.c.score.desc(), is_designated.desc(), alerts.c.opened_seq.desc())
    query = sa.select(alerts).where(*_conditions(wanted)).order_by(*order).limit(limit)
    return _alerts_json(connection, list(connection.execute(query).mappings()))


def changes(connection: sa.Connection, wanted: AlertFilter, after: int, limit: int) -> Page:
    """The log after number `after`, oldest first. `next` passes over what the filter left out, too."""
    # The end is looked up first: what is committed between the two queries is for the next call.
    end = last_seq(connection)
    columns = alert_changes.c
    query = sa.select(alert_changes).where(columns.seq > after, columns.seq <= end, *_fixed_conditions(columns, wanted))
    rows = list(connection.execute(query.order_by(columns.seq).limit(limit + 1)).mappings())
    more = len(rows) > limit
    shown = [_change_json(row) for row in rows[:limit]]
    return Page(shown, shown[-1]["seq"] if more else max(after, end), more)


def last_seq(connection: sa.Connection) -> int:
    """The number of the newest change; 0 before the first."""
    return connection.scalar(sa.select(sa.func.max(alert_changes.c.seq))) or 0


def parties(connection: sa.Connection) -> set[str]:
    """The ids of all parties that alerts are on."""
    return set(connection.scalars(sa.select(alerts.c.entity_id).distinct()))


def totals(connection: sa.Connection) -> dict[str, int]:
    """Alerts ever opened, by severity at opening; every severity is there."""
    rows = connection.execute(sa.select(tallies.c.label, tallies.c.value).where(tallies.c.name == ALERTS_TOTAL))
    return dict.fromkeys((severity.value for severity in Severity), 0) | {row.label: row.value for row in rows}


def count_open(connection: sa.Connection) -> int:
    """Alerts that wait for a decision."""
    query = sa.select(sa.func.count()).select_from(alerts).where(alerts.c.disposition == Disposition.OPEN.value)
    return connection.scalar(query) or 0


def _conditions(wanted: AlertFilter) -> list[sa.ColumnElement[bool]]:
    conditions = _fixed_conditions(alerts.c, wanted)
    if wanted.min_score is not None:
        conditions.append(alerts.c.score >= wanted.min_score)
    if wanted.severity is not None:
        conditions.append(alerts.c.severity == wanted.severity.value)
    if wanted.disposition is not None:
        conditions.append(alerts.c.disposition == wanted.disposition.value)
    if wanted.since is not None:
        conditions.append(alerts.c.opened_at >= wanted.since)
    if wanted.q is not None:
        conditions.append(alerts.c.words.contains(wanted.q.lower(), autoescape=True))
    return conditions


def _fixed_conditions(columns: Any, wanted: AlertFilter) -> list[sa.ColumnElement[bool]]:
    conditions = []
    if wanted.entities is not None:
        conditions.append(columns.entity_id.in_(wanted.entities))
    if wanted.schema is not None:
        conditions.append(columns.schema == wanted.schema)
    if wanted.publisher is not None:
        conditions.append(columns.publishers.contains(f" {wanted.publisher} ", autoescape=True))
    return conditions


def _alerts_json(connection: sa.Connection, rows: Sequence[Any]) -> list[dict[str, Any]]:
    ids = [row["id"] for row in rows]
    best = sa.func.row_number().over(partition_by=hits.c.alert_id, order_by=(hits.c.score.desc(), hits.c.number))
    ranked = sa.select(hits.c.alert_id, hits.c.body, best.label("place")).where(hits.c.alert_id.in_(ids)).subquery()
    shown = sa.select(ranked.c.alert_id, ranked.c.body).where(ranked.c.place <= MOST_HITS)
    bodies: dict[str, list[dict[str, Any]]] = {id: [] for id in ids}
    for hit in connection.execute(shown.order_by(ranked.c.alert_id, ranked.c.place)):
        bodies[hit.alert_id].append(hit.body)
    seen = sa.select(hits.c.alert_id, sa.func.count(), sa.func.min(hits.c.found_at), sa.func.max(hits.c.found_at))
    spans = {
        id: span for id, *span in connection.execute(seen.where(hits.c.alert_id.in_(ids)).group_by(hits.c.alert_id))
    }
    return [_alert_json(row, bodies[row["id"]], *spans.get(row["id"], (0, None, None))) for row in rows]


def _alert_json(
    row: Any, bodies: list[dict[str, Any]], count: int, first: datetime | None, last: datetime | None
) -> dict[str, Any]:
    return {
        "id": row["id"],
        "seq": row["seq"],
        "opened_at": time_json(row["opened_at"]),
        "changed_at": time_json(row["changed_at"]),
        "severity": row["severity"],
        "basis": row["basis"],
        "disposition": row["disposition"],
        "occasion": row["occasion"],
        "delisted_at": time_json(row["delisted_at"]),
        "score": row["score"],
        "entity": row["entity"],
        "story": row["story"],
        "hit_count": count,
        "first_seen_at": time_json(first),
        "last_seen_at": time_json(last),
        "hits": bodies,
        "versions": row["versions"],
    }


def _change_json(row: Any) -> dict[str, Any]:
    return {"seq": row["seq"], "at": time_json(row["at"]), "change": row["change"], "alert": row["alert"]}
