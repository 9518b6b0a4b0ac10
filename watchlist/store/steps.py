"""What people did with alerts: each step a row, chained so that a missing or altered one is found."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from watchlist.model.alerts import Disposition, time_json
from watchlist.store.alerts import known
from watchlist.store.tables import alert_steps, alerts

# What the first row is chained to.
_START = "0" * 64
_AT_A_TIME = 1000


class StepKind(StrEnum):
    """What a step changes: the disposition, who looks at it, or nothing, when it says something."""

    DECIDED = "decided"
    ASSIGNED = "assigned"
    NOTED = "noted"


@dataclass(frozen=True, slots=True)
class Step:
    """A step from `was` to `is_now`; `words` are the reason or the note."""

    kind: StepKind
    was: str
    is_now: str
    by: str
    words: str
    at: datetime


def append(connection: sa.Connection, alert: sa.RowMapping, step: Step) -> int:
    """Add a step to the chain, within the caller's transaction, which holds `Database.lock_log`; its number."""
    newest = sa.select(alert_steps.c.number, alert_steps.c.chain)
    before = connection.execute(newest.order_by(alert_steps.c.number.desc()).limit(1)).first()
    values = {
        # Not the database's own counter, which leaves out numbers: here each is there.
        "number": before.number + 1 if before else 1,
        "alert_id": alert["id"],
        "at": step.at,
        "by": step.by,
        "kind": step.kind.value,
        "was": step.was,
        "is_now": step.is_now,
        "words": step.words,
        "words_sha256": _sha256(step.words),
        "versions": alert["versions"],
    }
    link = _link(before.chain if before else _START, values)
    connection.execute(sa.insert(alert_steps).values(**values, chain=link))
    return int(values["number"])


def of_alert(connection: sa.Connection, id: str) -> list[dict[str, Any]]:
    """Every step of an alert, the first first; `reason` is null where it was erased.

    Raises:
        NotFound: there is no such alert.
    """
    known(connection, id)
    query = sa.select(alert_steps).where(alert_steps.c.alert_id == id).order_by(alert_steps.c.number)
    return [as_json(row) for row in connection.execute(query)]


def decided_on_party(connection: sa.Connection, ids: Sequence[str], limit: int) -> list[dict[str, Any]]:
    """The latest decisions of people on alerts on a party, under all its ids, the newest first, each with its alert."""
    query = (
        sa.select(alert_steps)
        .join(alerts, alerts.c.id == alert_steps.c.alert_id)
        .where(alerts.c.entity_id.in_(ids), alert_steps.c.kind == StepKind.DECIDED.value)
        .order_by(alert_steps.c.number.desc())
        .limit(limit)
    )
    return [as_json(row) | {"alert": row.alert_id} for row in connection.execute(query)]


def as_json(row: Any) -> dict[str, Any]:
    """A row of the table as the API shows it."""
    return {
        "number": row.number,
        "at": time_json(row.at),
        "by": row.by,
        "kind": row.kind,
        "from": row.was,
        "to": row.is_now,
        "reason": row.words,
        "versions": row.versions,
    }


def verify(connection: sa.Connection) -> Iterator[str]:
    """What is wrong with the chain: rows that are missing, altered, or not what their alert is now."""
    chain, expected = _START, 1
    last: dict[str, str] = {}
    for row in _rows(connection):
        if row["number"] != expected:
            yield f"decision {expected} is missing; the next is {row['number']}"
        elif row["chain"] != _link(chain, dict(row)):
            yield f"decision {row['number']} on alert {row['alert_id']} was altered, or the one before it was"
        elif row["words"] is not None and _sha256(row["words"]) != row["words_sha256"]:
            yield f"the reason of decision {row['number']} on alert {row['alert_id']} was altered"
        chain, expected = row["chain"], row["number"] + 1
        if row["kind"] == StepKind.DECIDED.value:
            if last.get(row["alert_id"], Disposition.OPEN.value) != row["was"]:
                yield f"decision {row['number']} on alert {row['alert_id']} starts from {row['was']}, where it was not"
            last[row["alert_id"]] = row["is_now"]
    for alert in connection.execute(sa.select(alerts.c.id, alerts.c.disposition)):
        decided = last.get(alert.id, Disposition.OPEN.value)
        if alert.disposition != decided:
            yield f"alert {alert.id} is {alert.disposition}, and the last decision on it says {decided}"


def _rows(connection: sa.Connection) -> Iterator[sa.RowMapping]:
    after = 0
    query = sa.select(alert_steps).order_by(alert_steps.c.number).limit(_AT_A_TIME)
    while rows := connection.execute(query.where(alert_steps.c.number > after)).mappings().all():
        yield from rows
        after = rows[-1]["number"]


def _link(before: str, row: Mapping[str, Any]) -> str:
    """A hash over the row and all before it. Of the words their hash, so that they can be erased on request."""
    told = [row[name] for name in ("number", "alert_id", "by", "was", "is_now", "words_sha256", "versions")]
    if row["kind"] != StepKind.DECIDED.value:  # the first release had no other kind, and its hashes hold
        told.append(row["kind"])
    at = row["at"].astimezone(UTC).isoformat()
    return _sha256(before + json.dumps([at, *told], sort_keys=True))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
