"""One worker leads: it alone runs the schedule of a store; another one stands by."""

import fcntl
import os
from typing import IO

import sqlalchemy as sa

from watchlist.errors import StoreError
from watchlist.store.database import SQLITE_FILE, Database

_LEADER_LOCK = 7_204_003
_LOCK_FILE = "worker.lock"


class Leadership:
    """A lock that ends with the process that holds it, however it ends."""

    def __init__(self, database: Database) -> None:
        """Nothing is taken yet."""
        self._database = database
        self._file: IO[str] | None = None
        self._inodes: list[int] = []
        self._connection: sa.Connection | None = None

    def take(self) -> bool:
        """Try to lead; False when another worker does."""
        return self._take_file() if self._database.is_sqlite else self._take_row()

    def _take_file(self) -> bool:
        file = self._file or (self._database.data_dir / _LOCK_FILE).open("w")
        self._file = file
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        self._inodes = self._look_at_files()
        if self._inodes[:1] != [os.fstat(file.fileno()).st_ino]:
            file.close()  # a lock on a file that was removed meanwhile is a lock on nothing
            self._file = None
            return False
        return True

    def _look_at_files(self) -> list[int]:
        """What tells these very files, the lock's and the database's, from others of their names; empty when gone."""
        folder = self._database.data_dir
        try:
            return [(folder / name).stat().st_ino for name in (_LOCK_FILE, SQLITE_FILE)]
        except OSError:
            return []

    def _take_row(self) -> bool:
        self._connection = self._connection or self._database.connect_alone()
        return bool(self._connection.scalar(sa.select(sa.func.pg_try_advisory_lock(_LEADER_LOCK))))

    def is_held(self) -> bool:
        """Whether the lock still stands: a lost database connection ends it, and so does the removal of the files.

        A process can write on into a file that was removed or replaced, and all of it is gone when it ends.
        """
        if self._connection is None:
            return bool(self._inodes) and self._look_at_files() == self._inodes
        try:
            self._connection.execute(sa.text("SELECT 1"))
        except (sa.exc.DBAPIError, StoreError):
            return False
        return True

    def release(self) -> None:
        """Let another worker lead."""
        if self._file is not None:
            self._file.close()
        if self._connection is not None:
            self._connection.close()
