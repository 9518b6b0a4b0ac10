"""Alerts as they are now, each with its hits and documents."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from watchlist.errors import NotFound
from watchlist.model.alerts import Disposition, Severity, time_json
from watchlist.model.entities import Basis
from watchlist.store.documents import places
from watchlist.store.tables import alerts, hits, tallies

ALERTS_TOTAL = "alerts_total"
# Hits that an alert shows, the best: of a story with a thousand copies all are counted, and `documents` names them.
MOST_HITS = 10


def get(connection: sa.Connection, id: str) -> dict[str, Any]:
    """One alert as it is now, with its hits, best first.

    Raises:
        NotFound: there is none with this id.
    """
    return with_hits(connection, [known(connection, id)])[0]


def known(connection: sa.Connection, id: str) -> sa.RowMapping:
    """The row of an alert.

    Raises:
        NotFound: there is none with this id.
    """
    row = connection.execute(sa.select(alerts).where(alerts.c.id == id)).mappings().first()
    if row is None:
        raise NotFound(f"there is no alert {id!r}")
    return row


def documents(connection: sa.Connection, id: str, after: int, limit: int) -> list[dict[str, Any]]:
    """Every document with a hit of an alert, in the order in which they were screened, after number `after`.

    Raises:
        NotFound: there is no such alert.
    """
    known(connection, id)
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
    return with_hits(connection, list(connection.execute(query).mappings()))


def parties(connection: sa.Connection) -> set[str]:
    """The ids of all parties that alerts are on."""
    return set(connection.scalars(sa.select(alerts.c.entity_id).distinct()))


def totals(connection: sa.Connection) -> dict[str, int]:
    """Alerts ever opened, by severity at opening; every severity is there."""
    rows = connection.execute(sa.select(tallies.c.label, tallies.c.value).where(tallies.c.name == ALERTS_TOTAL))
    return dict.fromkeys((severity.value for severity in Severity), 0) | {row.label: row.value for row in rows}


def by_day(connection: sa.Connection, since: datetime) -> list[tuple[str, str, int]]:
    """How many alerts were opened on each day since a time, in UTC, by the publishers that list their party."""
    opened = alerts.c.opened_at if connection.dialect.name == "sqlite" else sa.func.timezone("UTC", alerts.c.opened_at)
    day = sa.func.date(opened).label("day")
    query = sa.select(day, alerts.c.publishers, sa.func.count()).where(alerts.c.opened_at >= since)
    rows = connection.execute(query.group_by(day, alerts.c.publishers).order_by(day))
    return [(str(on), publishers, count) for on, publishers, count in rows]


def count_open(connection: sa.Connection) -> int:
    """Alerts that wait for a decision."""
    query = sa.select(sa.func.count()).select_from(alerts).where(alerts.c.disposition == Disposition.OPEN.value)
    return connection.scalar(query) or 0


def rank_of(severity: Severity, score: float, basis: Basis) -> int:
    """The place in a reviewer's queue, the highest first: the most urgent, of those the surest, designated ones."""
    return 2 * (10_000 * list(Severity).index(severity) + round(score * 10)) + (basis is Basis.DESIGNATED)


def with_hits(connection: sa.Connection, rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Rows of the table of alerts as the API shows them, in their order, each with its best hits."""
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
        "assignee": row["assignee"],
        "memory": row["memory"],
        "score": row["score"],
        "entity": row["entity"],
        "story": row["story"],
        "hit_count": count,
        "first_seen_at": time_json(first),
        "last_seen_at": time_json(last),
        "hits": bodies,
        "versions": row["versions"],
    }
