"""Build every long-lived object from the settings, once."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from watchlist.config import Settings
from watchlist.errors import StoreError
from watchlist.fetch import ANYWHERE, Access, Bounds, Reach
from watchlist.fetch.reach import networks
from watchlist.lists.publishers import choose, load
from watchlist.screening.current import CurrentMatcher
from watchlist.screening.gather import Gatherer
from watchlist.screening.intake import SourceNow, sources_now
from watchlist.screening.listing import ListNow, lists_now
from watchlist.screening.official import ListSources
from watchlist.screening.scan import Watch
from watchlist.sources.configured import Source
from watchlist.sources.configured import load as load_sources
from watchlist.sources.extractor import Extractor
from watchlist.sources.web import Web
from watchlist.store.database import Database


@dataclass(frozen=True, slots=True)
class Service:
    """What the processes of the service share: settings, store, the matcher in force, and the clock."""

    settings: Settings
    database: Database
    current: CurrentMatcher
    now: Callable[[], datetime]
    extractor: Extractor
    sources: Sequence[Source]

    @property
    def watch(self) -> Watch:
        """The watched folders."""
        sources = self.settings.sources
        return Watch(sources.folders, sources.settle, sources.max_file_bytes, self.extractor, sources.max_backlog)

    @property
    def lists(self) -> ListSources:
        """Every way in which lists come."""
        return list_sources(self.settings)

    def gatherer(self, pause: Callable[[float], object]) -> Gatherer:
        """What looks at sources; `pause` waits some seconds, for hosts that are not to be asked too often."""
        sources, fetch = self.settings.sources, self.settings.fetch
        bounds = Bounds(fetch.seconds, sources.max_file_bytes, retries=1, patience=min(fetch.seconds, 15.0))
        web = Web(
            access(self.settings, Reach(networks(fetch.private_networks))), bounds, fetch.host_interval, pause=pause
        )
        return Gatherer(
            self.database,
            self.extractor,
            web,
            self.now,
            sources.max_file_bytes,
            sources.max_backlog,
            sources.run_seconds,
        )

    def ids_of(self, id: str) -> tuple[str, ...]:
        """All ids of the party to which one leads, for alerts that were opened under another of them."""
        try:
            entity = self.current.get().items.get(id)
        except StoreError:
            entity = None  # before the first refresh
        return tuple(dict.fromkeys((id, *entity.ids))) if entity else (id,)

    def sources_now(self) -> list[SourceNow]:
        """How every source is doing."""
        with self.database.read() as connection:
            return sources_now(connection, self.sources)

    def lists_now(self) -> list[ListNow]:
        """How every list that is asked for is doing."""
        try:
            in_force = self.current.get().watchlist.lists
        except StoreError:
            in_force = ()  # before the first refresh
        with self.database.read() as connection:
            return lists_now(connection, self.lists, in_force, self.now(), self.settings.lists.stale_after)


def access(settings: Settings, reach: Reach = ANYWHERE) -> Access:
    """How the web is reached."""
    fetch = settings.fetch
    known = Access(reach, fetch.proxy, fetch.ca_file)
    return replace(known, user_agent=fetch.user_agent) if fetch.user_agent else known


def utc_now() -> datetime:
    """The time in UTC."""
    return datetime.now(UTC)


def list_sources(settings: Settings) -> ListSources:
    """Every way in which the lists of these settings come.

    Raises:
        ConfigError: the file of publishers cannot be read, or a list is asked for that it does not have.
    """
    lists, data_dir = settings.lists, settings.store.data_dir
    published = choose(load(lists.publishers), lists.official) if lists.publishers and lists.official else []
    return ListSources(
        files=lists.files,
        published=published,
        copies=data_dir / "lists",
        incoming=lists.incoming or data_dir / "incoming",
        token=lists.eu_token.get_secret_value() if lists.eu_token else None,
        bounds=Bounds(seconds=lists.fetch_seconds, bytes=lists.max_bytes),
        max_shrink=lists.max_shrink,
        access=access(settings),
    )


def connect(settings: Settings) -> Database:
    """The store of these settings; nothing is opened yet."""
    url = settings.store.database_url
    return Database(settings.store.data_dir, url.get_secret_value() if url else None)


def build(settings: Settings, now: Callable[[], datetime] = utc_now) -> Service:
    """Wire the service and bring the store's tables to this version.

    Raises:
        StoreError: the store cannot be reached or written.
        ConfigError: the file of sources cannot be read.
    """
    database = connect(settings)
    database.migrate()
    current = CurrentMatcher(database, settings.matching_policy(), time.monotonic)
    sources = load_sources(settings.sources.file) if settings.sources.file else []
    return Service(settings, database, current, now, Extractor(), sources)
