"""False positives that are remembered: what each rests on, whether it holds for a new hit, and why not.

A decision rests on the written forms it was about, on the listed names they looked like, on what told the party from
its namesakes when it was found, and on the evidence. It holds for another hit of the same party when all of that is
the same: no other written form or listed name, nothing new that raised the score, and all that lowered it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from watchlist.model.alerts import Evidence, Hit, time_json
from watchlist.model.entities import Entity
from watchlist.store.tables import alert_steps, hits, memories, tallies
from watchlist.store.upsert import add_to
from watchlist.text.fold import fold

_CLOSED_TOTAL = "closed_by_memory_total"


@dataclass(frozen=True, slots=True)
class Recalled:
    """An earlier decision on the party of a hit; `why_not` says why it does not hold for this hit, None that it does.

    `alert_id`: the alert that was decided on.
    """

    number: int
    step: int
    alert_id: str
    by: str
    at: datetime
    reason: str
    why_not: str | None

    def as_json(self) -> dict[str, Any]:
        """As alerts show it."""
        return {
            "step": self.step,
            "alert": self.alert_id,
            "by": self.by,
            "at": time_json(self.at),
            "why_not": self.why_not,
        }


def particulars(hit: Hit) -> dict[str, list[str]]:
    """What a list says of a party that tells it from its namesakes."""
    entity = hit.entity
    told = {"schema": [entity.schema.value], "countries": sorted(entity.countries)}
    if isinstance(entity, Entity):
        told |= {"births": sorted(entity.births), "positions": sorted(entity.positions)}
    return told


def keep(connection: sa.Connection, alert: sa.RowMapping, step: int, now: datetime, until: datetime) -> None:
    """Remember a false positive, with what it rests on: all hits of the alert until now."""
    bodies = list(connection.scalars(sa.select(hits.c.body).where(hits.c.alert_id == alert["id"])))
    mentions = [mention for body in bodies for mention in body["mentions"]]
    raised = {_key(one["kind"], one["text"]) for body in bodies for one in body["evidence"] if one["points"] > 0}
    lowered = [{_key(one["kind"], one["text"]) for one in body["evidence"] if one["points"] < 0} for body in bodies]
    values = {
        "step": step,
        "alert_id": alert["id"],
        "entity_id": alert["entity_id"],
        "forms": sorted({_form(mention["surface"]) for mention in mentions}),
        "names": sorted({mention["name"] for mention in mentions}),
        "raised_by": sorted(raised),
        "lowered_by": sorted(set.intersection(*lowered)) if lowered else [],
        "listed": alert["listed"],
        "made_at": now,
        "until": until,
    }
    connection.execute(sa.insert(memories).values(**values))


def recall(connection: sa.Connection, hit: Hit, now: datetime) -> Recalled | None:
    """The newest decision that holds for a hit; else the newest that does not, with the reason; None without any.

    One whose time is over, or whose listing is another now, ends here and says why.
    """
    query = (
        sa.select(memories, alert_steps.c.by, alert_steps.c.at, alert_steps.c.words)
        .join(alert_steps, alert_steps.c.number == memories.c.step)
        .where(memories.c.entity_id.in_(hit.entity.ids), memories.c.ended_at.is_(None))
        .order_by(memories.c.number.desc())
    )
    newest = None
    for row in connection.execute(query).mappings().all():
        over = _why_over(row, hit, now)
        if over is not None:
            _end(connection, memories.c.number == row["number"], over, now)
        why_not = over or _why_not(row, hit)
        found = Recalled(row["number"], row["step"], row["alert_id"], row["by"], row["at"], row["words"] or "", why_not)
        if why_not is None:
            return found
        newest = newest or found
    return newest


def count_use(connection: sa.Connection, recalled: Recalled) -> None:
    """One more alert was closed by it."""
    used = sa.update(memories).where(memories.c.number == recalled.number).values(used=memories.c.used + 1)
    connection.execute(used)
    add_to(connection, tallies, {"name": _CLOSED_TOTAL, "label": ""}, "value", 1)


def closed_total(connection: sa.Connection) -> int:
    """Alerts that remembered decisions ever closed."""
    return connection.scalar(sa.select(tallies.c.value).where(tallies.c.name == _CLOSED_TOTAL)) or 0


def end_of_alert(connection: sa.Connection, alert: sa.RowMapping, why: str, now: datetime) -> None:
    """What an alert that is opened again was closed by no longer holds: its own decision, or the one it rests on."""
    memory = alert["memory"] or {}
    own = memories.c.alert_id == alert["id"]
    theirs = memories.c.step == memory["step"] if memory.get("why_not", "") is None else sa.false()
    _end(connection, sa.or_(own, theirs), why, now)


def of_alert(connection: sa.Connection, id: str) -> list[dict[str, Any]]:
    """What is remembered of the decisions on an alert, the newest first."""
    query = sa.select(memories).where(memories.c.alert_id == id).order_by(memories.c.number.desc())
    return [_json(row) for row in connection.execute(query).mappings()]


def of_party(connection: sa.Connection, ids: tuple[str, ...]) -> list[dict[str, Any]]:
    """What is remembered of the decisions on a party, under all its ids, the newest first."""
    query = sa.select(memories).where(memories.c.entity_id.in_(ids)).order_by(memories.c.number.desc())
    return [_json(row) for row in connection.execute(query).mappings()]


def _json(row: Mapping[Any, Any]) -> dict[str, Any]:
    times = ("made_at", "until", "ended_at")
    shown = ("alert_id", "step", "entity_id", "forms", "names", *times, "ended_because", "used")
    return {key: time_json(row[key]) if key in times else row[key] for key in shown}


def _end(connection: sa.Connection, which: sa.ColumnElement[bool], why: str, now: datetime) -> None:
    ended = sa.update(memories).where(which, memories.c.ended_at.is_(None))
    connection.execute(ended.values(ended_at=now, ended_because=why))


def _why_over(row: Mapping[Any, Any], hit: Hit, now: datetime) -> str | None:
    """Why a decision holds for nothing any more."""
    if row["until"] < now:
        return f"it held until {row['until']:%Y-%m-%d}"
    before, after = row["listed"] or {}, particulars(hit)
    for field, was in before.items():
        if (has := after.get(field, [])) != was:
            return f"the list has other {field} now: {_told(has)}, and had {_told(was)}"
    return None


def _told(values: list[str]) -> str:
    return ", ".join(values) or "none"


def _why_not(row: Mapping[Any, Any], hit: Hit) -> str | None:
    """Why a decision does not hold for this hit."""
    for mention in hit.mentions:
        if _form(mention.surface) not in row["forms"]:
            return f"it is written {mention.surface!r} here"
    for mention in hit.mentions:
        if mention.name not in row["names"]:
            return f"it looks like the listed name {mention.name!r} here"
    for one in hit.evidence:
        if one.points > 0 and _of(one) not in row["raised_by"]:
            return f"there is new evidence: {one.kind} {one.text!r}"
    told = {_of(one) for one in hit.evidence if one.points < 0}
    gone = [one for one in row["lowered_by"] if one not in told]
    return f"what spoke against it is not here: {gone[0]}" if gone else None


def _form(surface: str) -> str:
    """A written form, whatever its case and accents."""
    words = (fold(word) or word for word in surface.split())
    return " ".join(words)


def _of(one: Evidence) -> str:
    return _key(one.kind, one.text)


def _key(kind: str, text: str) -> str:
    return f"{kind}: {_form(text)}"
