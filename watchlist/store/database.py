"""The one way to the database: connections, transactions, migrations, on SQLite and PostgreSQL."""

import fcntl
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext

from watchlist.errors import ConfigError, StoreError

# Any two numbers, the same in every process: who holds the lock migrates, writes the alert log, or leads.
_MIGRATION_LOCK, _LOG_LOCK = 7_204_001, 7_204_002
# Seconds a writer waits for another one before it gives up.
_BUSY = 10.0
SQLITE_FILE = "watchlist.sqlite3"


class Database:
    """A database, opened lazily: nothing is touched before the first call."""

    def __init__(self, data_dir: Path, url: str | None = None) -> None:
        """Use `url`, or the SQLite file `watchlist.sqlite3` in `data_dir`."""
        self.data_dir = data_dir
        self._engine = _sqlite(data_dir / SQLITE_FILE) if url is None else _postgresql(url)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded database."""
        return self._engine.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A transaction that sees one state of the database.

        Raises:
            StoreError: the database cannot be reached or is damaged.
        """
        with self._transaction(writes=False) as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """A transaction that writes; it happens whole or not at all.

        Raises:
            StoreError: the database cannot be reached, is busy for too long, or is full.
        """
        with self._transaction(writes=True) as connection:
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[sa.Connection]:
        """A transaction that sees one state of the database in all its queries, also on PostgreSQL."""
        with self._transaction(writes=False) as connection:
            if not self.is_sqlite:
                connection.execute(sa.text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
            yield connection

    def version(self) -> str:
        """The version of the tables, as the migrations number it."""
        with self.read() as connection:
            return str(MigrationContext.configure(connection).get_current_revision())

    @contextmanager
    def _transaction(self, *, writes: bool) -> Iterator[sa.Connection]:
        try:
            with self._engine.connect() as raw:
                connection = raw.execution_options(writes=writes)
                with connection.begin():
                    yield connection
        except sa.exc.DBAPIError as error:
            raise StoreError(f"{self.name}: {str(error.orig).strip()}") from error

    @property
    def name(self) -> str:
        """The address without the password."""
        return self._engine.url.render_as_string(hide_password=True)

    def migrate(self) -> None:
        """Bring the tables to this version; of several processes that start at once, one does it, the others wait.

        Raises:
            StoreError: the database cannot be written.
        """
        if self.is_sqlite:
            self._prepare_folder()
        with self._migration_lock(), self.write() as connection:
            config = Config()
            config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def _prepare_folder(self) -> None:
        try:
            self.data_dir.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"{self.data_dir}: cannot be made: {error.strerror}; set store.data_dir") from None
        # Files here name people; others on this machine need not read them.
        try:
            (self.data_dir / SQLITE_FILE).touch(mode=0o600)
        except OSError as error:
            raise StoreError(f"{self.data_dir}: cannot be written: {error.strerror}; set store.data_dir") from None

    @contextmanager
    def _migration_lock(self) -> Iterator[None]:
        if self.is_sqlite:
            with (self.data_dir / "migrate.lock").open("w") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                yield
        else:
            with self.read() as connection:
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_MIGRATION_LOCK)))
                yield

    def lock_log(self, connection: sa.Connection) -> None:
        """Let one transaction at a time write the alert log, so that its numbers become visible in their order.

        SQLite has one writer anyway.
        """
        if not self.is_sqlite:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOG_LOCK)))

    def connect_alone(self) -> sa.Connection:
        """A connection outside any transaction, for locks that last as long as a process."""
        try:
            connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        except sa.exc.DBAPIError as error:
            raise StoreError(f"{self.name}: {str(error.orig).strip()}") from error
        connection.detach()  # closing it must end the session and its locks, not hand it to the next caller
        return connection

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()


def _sqlite(file: Path) -> sa.Engine:
    engine = sa.create_engine(f"sqlite:///{file}", connect_args={"timeout": _BUSY, "check_same_thread": False})

    @sa.event.listens_for(engine, "connect")
    def _prepare(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        mode = connection.execute("PRAGMA journal_mode=WAL").fetchone()[0]
        if mode != "wal":
            raise StoreError(
                f"{file}: this file system cannot share a database between processes (journal is {mode!r})"
            )
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        # A writer takes its lock at once: one that upgrades later fails when another was faster.
        writes = connection.get_execution_options().get("writes")
        begin = "BEGIN IMMEDIATE" if writes else "BEGIN"
        try:
            # Straight to the driver: this stands before every query, and through SQLAlchemy it takes ten times as long.
            connection.connection.cursor().execute(begin)
        except sqlite3.Error as error:
            raise sa.exc.DBAPIError.instance(begin, None, error, sqlite3.Error) from error

    return engine


def _postgresql(url: str) -> sa.Engine:
    try:
        parsed = sa.make_url(url)
    except sa.exc.ArgumentError:
        raise ConfigError("store.database_url is no URL; expected postgresql://user:password@host/database") from None
    if parsed.get_backend_name() != "postgresql":
        raise ConfigError(f"store.database_url names {parsed.get_backend_name()!r}; expected postgresql://...")
    try:
        return sa.create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
    except ModuleNotFoundError:
        raise StoreError("PostgreSQL needs one more package: pip install 'watchlist[postgresql]'") from None
