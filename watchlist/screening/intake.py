"""How every source is doing: how the last look ended, when the next one is, and what waits."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa

from watchlist.fetch import shown
from watchlist.model.alerts import time_json
from watchlist.sources.configured import Source
from watchlist.store import jobs, sources
from watchlist.store.sources import SourceState, Tally

# Before the first look.
WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class SourceNow:
    """One source as it is now; `state` is None before the first look, `job` empty before a worker knows of it."""

    source: Source
    state: SourceState | None
    tally: Tally
    job: dict[str, Any]

    @property
    def outcome(self) -> str:
        """How the last look ended: new, unchanged, failed, held; waiting before the first."""
        return self.state.outcome if self.state else WAITING

    @property
    def is_well(self) -> bool:
        """Whether nobody need look."""
        return self.outcome not in (sources.FAILED, sources.HELD)

    @property
    def told(self) -> str:
        """Its state in one line."""
        line = f"{self.source.name}: {self.outcome}"
        if self.state and self.state.error:
            line += f": {self.state.error}"
        if self.state and not self.is_well and self.state.succeeded_at:
            line += f" (well at {self.state.succeeded_at:%Y-%m-%d %H:%M} UTC)"
        return line

    def as_json(self) -> dict[str, Any]:
        """For the API and the command line; addresses without what may be secret in them."""
        source, state = self.source, self.state
        return {
            "name": source.name,
            "kind": source.kind.value,
            "places": [shown(url) for url in source.urls] or [str(source.path)],
            "every": None if source.cron else source.every,
            "cron": source.cron,
            "priority": source.priority,
            "outcome": self.outcome,
            "error": state.error if state else None,
            "checked_at": time_json(state.checked_at) if state else None,
            "succeeded_at": time_json(state.succeeded_at) if state else None,
            "failures_in_a_row": state.failures_in_a_row if state else 0,
            "failures": state.failures if state else 0,
            "documents": state.documents if state else 0,
            "left_out": state.left_out if state else 0,
            **asdict(self.tally),
            "job": self.job.get("name"),
            "paused_at": self.job.get("paused_at"),
            "next_run_at": self.job.get("next_run_at"),
        }


def sources_now(connection: sa.Connection, asked: Sequence[Source]) -> list[SourceNow]:
    """Every source that is asked for, in the order of its file."""
    states, tallies = sources.states(connection), sources.tallies(connection)
    rows = {row["name"]: row for row in jobs.listing(connection)}
    return [
        SourceNow(
            one, states.get(one.name), tallies.get(one.name, Tally(0, 0, 0)), rows.get(jobs.of_source(one.name), {})
        )
        for one in asked
    ]
