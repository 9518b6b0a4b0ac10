"""Let go of what is no longer needed: old texts, what was kept to recognise their copies, items of sources."""

from collections.abc import Callable
from datetime import datetime, timedelta

from watchlist.store import documents, replies, sources, stories
from watchlist.store.database import Database

# Items that no listing has had for so long are forgotten; one that comes back is read again, and its text is known.
_ITEMS_LAST = timedelta(days=180)


def clean(database: Database, keep_days: float | None, now: Callable[[], datetime]) -> int:
    """Remove the texts that came in more than `keep_days` ago, and how many; None keeps all.

    Alerts keep what they need to be understood: their mentions, evidence and sentences. So do the records of
    screenings. A text that has not been screened yet stays.
    """
    at = now()
    with database.write() as connection:
        stories.forget(connection, at)
        sources.forget(connection, at - _ITEMS_LAST)
        replies.forget(connection, at)
        return 0 if keep_days is None else documents.forget(connection, at - timedelta(days=keep_days))
