"""How every list that is asked for is doing: what is in force of it, how old that is, and what went wrong last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from watchlist.model.entities import ListSummary
from watchlist.screening.official import ListSources
from watchlist.store import lists

WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class ListNow:
    """One list as it is now.

    Attributes:
        outcome: how the last look ended: new, unchanged, failed, refused, off; waiting before the first.
        current_at: when it was last known to be as published.
        summary: what is in force of it; None when nothing is.
        is_stale: it was not known to be as published for too long, or never although it was looked for.
    """

    name: str
    is_fetched: bool
    licence: str
    outcome: str
    error: str | None
    checked_at: datetime | None
    current_at: datetime | None
    taken_at: datetime | None
    failures_in_a_row: int
    failures: int
    is_stale: bool
    summary: ListSummary | None

    @property
    def is_well(self) -> bool:
        """Whether nobody need look."""
        return not self.is_stale and self.outcome not in (lists.FAILED, lists.REFUSED)

    @property
    def told(self) -> str:
        """Its state in one line."""
        line = f"{self.name}: {self.outcome}"
        if self.error:
            line += f": {self.error}"
        if not self.is_well and self.current_at:
            line += f" (serving what was current at {self.current_at:%Y-%m-%d %H:%M} UTC)"
        return line


def lists_now(
    connection: sa.Connection,
    sources: ListSources,
    in_force: Sequence[ListSummary],
    now: datetime,
    stale_after: float,
) -> list[ListNow]:
    """Every list that is asked for, in the order of the settings; `stale_after` in seconds."""
    states = lists.states(connection)
    summaries = {summary.name: summary for summary in in_force}
    licences = {one.name: one.licence for one in sources.published}
    found = []
    for one in sources.asked():
        state = states.get(one.name, {})
        outcome = state.get("outcome", WAITING)
        current_at = state.get("current_at")
        late = current_at is not None and now - current_at > timedelta(seconds=stale_after)
        never = current_at is None and outcome in (lists.FAILED, lists.REFUSED)
        found.append(
            ListNow(
                name=one.name,
                is_fetched=one.is_fetched,
                licence=licences.get(one.name, ""),
                outcome=outcome,
                error=state.get("error"),
                checked_at=state.get("checked_at"),
                current_at=current_at,
                taken_at=state.get("taken_at"),
                failures_in_a_row=state.get("failures_in_a_row", 0),
                failures=state.get("failures", 0),
                is_stale=late or never,
                summary=summaries.get(one.name),
            )
        )
    return found
