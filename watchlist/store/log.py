"""The log that pollers follow: a numbered row for each change of an alert, with the alert as the change left it."""

from datetime import datetime

import sqlalchemy as sa

from watchlist.store.alerts import get
from watchlist.store.tables import alert_changes


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
