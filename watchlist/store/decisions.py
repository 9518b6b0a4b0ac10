"""What was decided on alerts: each step a row, chained so that a missing or altered one is found."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from watchlist.errors import ConflictError, NotFound
from watchlist.model.alerts import Disposition, time_json
from watchlist.store.alerts import get
from watchlist.store.log import keep_snapshot, next_seq
from watchlist.store.tables import alert_decisions, alerts

# From which decision one may go to which; what is decided can be opened again, and nothing is decided twice.
STEPS: Mapping[Disposition, frozenset[Disposition]] = {
    Disposition.OPEN: frozenset({Disposition.ESCALATED, Disposition.TRUE_MATCH, Disposition.FALSE_POSITIVE}),
    Disposition.ESCALATED: frozenset({Disposition.OPEN, Disposition.TRUE_MATCH, Disposition.FALSE_POSITIVE}),
    Disposition.TRUE_MATCH: frozenset({Disposition.OPEN}),
    Disposition.FALSE_POSITIVE: frozenset({Disposition.OPEN}),
}
# Who decides when new evidence opens an alert again.
BY_ITSELF = "watchlist"
# What the first row is chained to.
_START = "0" * 64
_AT_A_TIME = 1000


@dataclass(frozen=True, slots=True)
class Decision:
    """What someone decides: to which disposition, who, why and when."""

    to: Disposition
    by: str
    reason: str
    at: datetime


def decide(connection: sa.Connection, id: str, decision: Decision) -> dict[str, Any]:
    """Take a step with an alert, within the caller's transaction, which holds `Database.lock_log`; the alert then.

    Raises:
        NotFound: there is no such alert.
        ConflictError: its disposition does not allow the step.
    """
    row = connection.execute(sa.select(alerts).where(alerts.c.id == id)).mappings().first()
    if row is None:
        raise NotFound(f"there is no alert {id!r}")
    was = Disposition(row["disposition"])
    if decision.to not in STEPS[was]:
        allowed = ", ".join(sorted(one.value for one in STEPS[was]))
        raise ConflictError(f"alert {id} is {was.value}; expected a step to {allowed}, not to {decision.to.value}")
    _chain(connection, row, was, decision)
    fixed = {key: row[key] for key in ("schema", "publishers")}
    seq = next_seq(connection, id, row["entity_id"], "decided", fixed, decision.at)
    values = {"seq": seq, "changed_at": decision.at, "disposition": decision.to.value}
    connection.execute(sa.update(alerts).where(alerts.c.id == id).values(**values))
    keep_snapshot(connection, seq, id)
    return get(connection, id)


def history(connection: sa.Connection, id: str) -> list[dict[str, Any]]:
    """Every step of an alert, the first first; `reason` is null where it was erased.

    Raises:
        NotFound: there is no such alert.
    """
    if connection.scalar(sa.select(alerts.c.id).where(alerts.c.id == id)) is None:
        raise NotFound(f"there is no alert {id!r}")
    query = sa.select(alert_decisions).where(alert_decisions.c.alert_id == id).order_by(alert_decisions.c.number)
    return [
        {
            "number": row.number,
            "at": time_json(row.at),
            "by": row.by,
            "from": row.was,
            "to": row.is_now,
            "reason": row.reason,
            "versions": row.versions,
        }
        for row in connection.execute(query)
    ]


def verify(connection: sa.Connection) -> Iterator[str]:
    """What is wrong with the chain: rows that are missing, altered, or not what their alert is now."""
    chain, expected = _START, 1
    last: dict[str, str] = {}
    for row in _rows(connection):
        if row["number"] != expected:
            yield f"decision {expected} is missing; the next is {row['number']}"
        elif row["chain"] != _link(chain, dict(row)):
            yield f"decision {row['number']} on alert {row['alert_id']} was altered, or the one before it was"
        elif row["reason"] is not None and _sha256(row["reason"]) != row["reason_sha256"]:
            yield f"the reason of decision {row['number']} on alert {row['alert_id']} was altered"
        if last.get(row["alert_id"], Disposition.OPEN.value) != row["was"]:
            yield f"decision {row['number']} on alert {row['alert_id']} starts from {row['was']}, where it was not"
        chain, expected = row["chain"], row["number"] + 1
        last[row["alert_id"]] = row["is_now"]
    for alert in connection.execute(sa.select(alerts.c.id, alerts.c.disposition)):
        decided = last.get(alert.id, Disposition.OPEN.value)
        if alert.disposition != decided:
            yield f"alert {alert.id} is {alert.disposition}, and the last decision on it says {decided}"


def _rows(connection: sa.Connection) -> Iterator[sa.RowMapping]:
    after = 0
    query = sa.select(alert_decisions).order_by(alert_decisions.c.number).limit(_AT_A_TIME)
    while rows := connection.execute(query.where(alert_decisions.c.number > after)).mappings().all():
        yield from rows
        after = rows[-1]["number"]


def _chain(connection: sa.Connection, alert: sa.RowMapping, was: Disposition, decision: Decision) -> None:
    newest = sa.select(alert_decisions.c.number, alert_decisions.c.chain)
    before = connection.execute(newest.order_by(alert_decisions.c.number.desc()).limit(1)).first()
    values = {
        # Not the database's own counter, which leaves out numbers: here each is there.
        "number": before.number + 1 if before else 1,
        "alert_id": alert["id"],
        "at": decision.at,
        "by": decision.by,
        "was": was.value,
        "is_now": decision.to.value,
        "reason": decision.reason,
        "reason_sha256": _sha256(decision.reason),
        "versions": alert["versions"],
    }
    link = _link(before.chain if before else _START, values)
    connection.execute(sa.insert(alert_decisions).values(**values, chain=link))


def _link(before: str, row: Mapping[str, Any]) -> str:
    """A hash over the row and all before it. Of the reason its hash, so that the words can be erased on request."""
    told = [row[name] for name in ("number", "alert_id", "by", "was", "is_now", "reason_sha256", "versions")]
    at = row["at"].astimezone(UTC).isoformat()
    return _sha256(before + json.dumps([at, *told], sort_keys=True))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
