"""What people decide on alerts: dispositions, who looks at them, notes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from watchlist.errors import ConflictError, NotFound
from watchlist.model.alerts import Disposition
from watchlist.store import memories, steps
from watchlist.store.alerts import get, known
from watchlist.store.log import keep_snapshot, next_seq
from watchlist.store.steps import Step, StepKind
from watchlist.store.tables import alerts

# From which decision one may go to which; what is decided can be opened again, and nothing is decided twice.
STEPS: Mapping[Disposition, frozenset[Disposition]] = {
    Disposition.OPEN: frozenset({Disposition.ESCALATED, Disposition.TRUE_MATCH, Disposition.FALSE_POSITIVE}),
    Disposition.ESCALATED: frozenset({Disposition.OPEN, Disposition.TRUE_MATCH, Disposition.FALSE_POSITIVE}),
    Disposition.TRUE_MATCH: frozenset({Disposition.OPEN}),
    Disposition.FALSE_POSITIVE: frozenset({Disposition.OPEN}),
}
# Who decides when an earlier decision holds again, or new evidence opens an alert again.
BY_ITSELF = "watchlist"


@dataclass(frozen=True, slots=True)
class Decision:
    """What someone decides: to which disposition, who, why and when.

    `until`: for so long a false positive is remembered, and closes what is the same; None remembers nothing.
    """

    to: Disposition
    by: str
    reason: str
    at: datetime
    until: datetime | None = None


def decide(connection: sa.Connection, id: str, decision: Decision) -> dict[str, Any]:
    """Take a step with an alert, within the caller's transaction, which holds `Database.lock_log`; the alert then.

    Raises:
        NotFound: there is no such alert.
        ConflictError: its disposition does not allow the step.
    """
    alert = known(connection, id)
    was = Disposition(alert["disposition"])
    if decision.to not in STEPS[was]:
        allowed = ", ".join(sorted(one.value for one in STEPS[was]))
        raise ConflictError(f"alert {id} is {was.value}; expected a step to {allowed}, not to {decision.to.value}")
    step = Step(StepKind.DECIDED, was.value, decision.to.value, decision.by, decision.reason, decision.at)
    number = steps.append(connection, alert, step)
    if was is Disposition.FALSE_POSITIVE:
        memories.end_of_alert(connection, alert, f"alert {id} was opened again by {decision.by}", decision.at)
    elif decision.to is Disposition.FALSE_POSITIVE and decision.until is not None:
        memories.keep(connection, alert, number, decision.at, decision.until)
    return _change(connection, alert, step, {"disposition": decision.to.value})


def decide_many(
    connection: sa.Connection, ids: Sequence[str], decision: Decision
) -> tuple[list[str], list[dict[str, str]]]:
    """The same step with many alerts: those it was taken with, and those that do not allow it, each with the reason."""
    decided: list[str] = []
    refused: list[dict[str, str]] = []
    for id in dict.fromkeys(ids):
        try:
            decide(connection, id, decision)
        except (NotFound, ConflictError) as error:
            refused.append({"id": id, "detail": str(error)})
        else:
            decided.append(id)
    return decided, refused


def assign(connection: sa.Connection, id: str, to: str | None, by: str, now: datetime) -> dict[str, Any]:
    """Say who looks at an alert, None for nobody; the alert then. To whom it is already, nothing is written.

    Raises:
        NotFound: there is no such alert.
    """
    alert = known(connection, id)
    if alert["assignee"] == to:
        return get(connection, id)
    step = Step(StepKind.ASSIGNED, alert["assignee"] or "", to or "", by, "", now)
    steps.append(connection, alert, step)
    return _change(connection, alert, step, {"assignee": to})


def note(connection: sa.Connection, id: str, text: str, by: str, now: datetime) -> dict[str, Any]:
    """Say something on an alert; the alert then.

    Raises:
        NotFound: there is no such alert.
    """
    alert = known(connection, id)
    step = Step(StepKind.NOTED, "", "", by, text, now)
    steps.append(connection, alert, step)
    return _change(connection, alert, step, {})


def _change(connection: sa.Connection, alert: sa.RowMapping, step: Step, values: dict[str, Any]) -> dict[str, Any]:
    """The step as a change of the log."""
    fixed = {key: alert[key] for key in ("schema", "publishers")}
    seq = next_seq(connection, alert["id"], alert["entity_id"], step.kind.value, fixed, step.at)
    values = {**values, "seq": seq, "changed_at": step.at}
    connection.execute(sa.update(alerts).where(alerts.c.id == alert["id"]).values(**values))
    keep_snapshot(connection, seq, alert["id"])
    return get(connection, alert["id"])
