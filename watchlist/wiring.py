"""Build every long-lived object from the settings, once."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from watchlist.config import Settings
from watchlist.screening.current import CurrentMatcher
from watchlist.screening.scan import Watch
from watchlist.store.database import Database


@dataclass(frozen=True, slots=True)
class Service:
    """What the processes of the service share: settings, store, the matcher in force, and the clock."""

    settings: Settings
    database: Database
    current: CurrentMatcher
    now: Callable[[], datetime]

    @property
    def watch(self) -> Watch:
        """The watched folders."""
        sources = self.settings.sources
        return Watch(sources.folders, sources.settle, sources.max_file_bytes)


def utc_now() -> datetime:
    """The time in UTC."""
    return datetime.now(UTC)


def connect(settings: Settings) -> Database:
    """The store of these settings; nothing is opened yet."""
    url = settings.store.database_url
    return Database(settings.store.data_dir, url.get_secret_value() if url else None)


def build(settings: Settings, now: Callable[[], datetime] = utc_now) -> Service:
    """Wire the service and bring the store's tables to this version.

    Raises:
        StoreError: the store cannot be reached or written.
    """
    database = connect(settings)
    database.migrate()
    current = CurrentMatcher(database, settings.matching_policy(), time.monotonic)
    return Service(settings, database, current, now)
