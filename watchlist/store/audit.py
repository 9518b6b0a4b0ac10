"""The audit: who did what, to which, and when. Rows are only ever added."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from watchlist.model.alerts import time_json
from watchlist.store.tables import audit


def add(connection: sa.Connection, by: str, action: str, subject: str, detail: str, now: datetime) -> None:  # noqa: PLR0913 - a row has five columns
    """Write down what someone did, in the transaction in which it is done."""
    row = {"at": now, "by": by, "action": action, "subject": subject, "detail": detail}
    connection.execute(sa.insert(audit).values(**row))


def listing(connection: sa.Connection, after: int, limit: int) -> list[dict[str, Any]]:
    """Rows after a number, the first first."""
    query = sa.select(audit).where(audit.c.number > after).order_by(audit.c.number).limit(limit)
    return [{**row, "at": time_json(row["at"])} for row in connection.execute(query).mappings()]
