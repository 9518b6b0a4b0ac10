"""The log that pollers follow: a numbered row for each change of an alert, with the alert as the change left it."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from watchlist.model.alerts import time_json
from watchlist.store.alerts import get
from watchlist.store.search import AlertFilter, Page, of_party
from watchlist.store.tables import alert_changes

# Put together once, for every poll needs it.
_LAST = sa.select(sa.func.max(alert_changes.c.seq))


def next_seq(  # noqa: PLR0913 - a row of the log has six columns
    connection: sa.Connection, id: str, entity_id: str, change: str, fixed: dict[str, str], now: datetime
) -> int:
    """A new row of the log for a change of an alert; its number. The caller holds `Database.lock_log`."""
    values = {"alert_id": id, "entity_id": entity_id, "at": now, "change": change, "alert": {}, **fixed}
    row = connection.execute(sa.insert(alert_changes).values(**values))
    (seq,) = row.inserted_primary_key or (0,)
    return int(seq)


def keep_snapshot(connection: sa.Connection, seq: int, id: str) -> None:
    """Put the alert as it is now into the row of the log that was made for its change."""
    snapshot = get(connection, id)
    connection.execute(sa.update(alert_changes).where(alert_changes.c.seq == seq).values(alert=snapshot))


def changes(connection: sa.Connection, wanted: AlertFilter, after: int, limit: int) -> Page:
    """The log after number `after`, oldest first. `next` passes over what the filter left out, too."""
    # The end is looked up first: what is committed between the two queries is for the next call.
    end = last_seq(connection)
    columns = alert_changes.c
    query = sa.select(alert_changes).where(columns.seq > after, columns.seq <= end, *of_party(columns, wanted))
    if wanted.publisher is not None:
        query = query.where(columns.publishers.contains(f" {wanted.publisher} ", autoescape=True))
    rows = list(connection.execute(query.order_by(columns.seq).limit(limit + 1)).mappings())
    more = len(rows) > limit
    shown = [_change_json(row) for row in rows[:limit]]
    return Page(shown, shown[-1]["seq"] if more else max(after, end), more)


def last_seq(connection: sa.Connection) -> int:
    """The number of the newest change; 0 before the first."""
    return connection.scalar(_LAST) or 0


def _change_json(row: Any) -> dict[str, Any]:
    return {"seq": row["seq"], "at": time_json(row["at"]), "change": row["change"], "alert": row["alert"]}
