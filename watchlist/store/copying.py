"""Copy a whole store into another that is empty, on either database: backup, restore, and the way to PostgreSQL."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from watchlist.errors import StoreError
from watchlist.store.database import SQLITE_FILE, Database
from watchlist.store.tables import metadata

# Rows that are copied at a time; of tables with files in their rows, one.
_AT_A_TIME = 500


def back_up(database: Database, file: Path) -> int:
    """Write all of a store into a new SQLite file, as it is at one moment; the number of rows.

    Raises:
        StoreError: the file is there already, or cannot be written.
    """
    if file.exists():
        raise StoreError(f"{file}: is there already; expected the name of a new file")
    with _beside(file.parent) as place:
        made = Database(Path(place))
        made.migrate()
        count = copy(database, made)
        made.close()
        (Path(place) / SQLITE_FILE).replace(file)
    return count


def restore(file: Path, database: Database) -> int:
    """Put a backup into a store that is empty; the number of rows. The file may be of an earlier release.

    Raises:
        StoreError: the file is no backup, or the store is not empty.
    """
    if not file.is_file():
        raise StoreError(f"{file}: there is no such file; expected a backup")
    with _beside(file.parent) as place:
        # Brought to this version, and that must not change the backup.
        shutil.copyfile(file, Path(place) / SQLITE_FILE)
        backup = Database(Path(place))
        backup.migrate()
        count = copy(backup, database)
        backup.close()
    return count


def copy(source: Database, target: Database, tell: Callable[[str, int], None] = lambda _table, _rows: None) -> int:
    """Copy every row, in one transaction of each store; the number of rows.

    Args:
        source: both have the tables of this version.
        target: has no row yet.
        tell: is told of each table, and how many rows it has.

    Raises:
        StoreError: the target is not empty.
    """
    total = 0
    with source.snapshot() as reading, target.write() as writing:
        for table in metadata.sorted_tables:
            if writing.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first() is not None:
                raise StoreError(f"{target.name}: is not empty, {table.name} has rows; expected a new store")
        for table in metadata.sorted_tables:
            count = _copy_table(reading, writing, table)
            tell(table.name, count)
            total += count
        if not target.is_sqlite:
            _go_on_counting(writing)
    return total


def _copy_table(reading: sa.Connection, writing: sa.Connection, table: sa.Table) -> int:
    has_files = any(isinstance(column.type, sa.LargeBinary) for column in table.columns)
    rows = reading.execution_options(yield_per=1 if has_files else _AT_A_TIME).execute(sa.select(table)).mappings()
    count = 0
    for part in rows.partitions():
        writing.execute(sa.insert(table), [dict(row) for row in part])
        count += len(part)
    return count


def _go_on_counting(connection: sa.Connection) -> None:
    """PostgreSQL numbers new rows from where the copied ones end."""
    for table in metadata.sorted_tables:
        column = table.autoincrement_column
        if column is None or column.autoincrement is not True:
            continue
        sequence = sa.func.pg_get_serial_sequence(table.name, column.name)
        newest = sa.select(sa.func.max(column)).scalar_subquery()
        connection.execute(sa.select(sa.func.setval(sequence, newest)).where(newest.is_not(None)))


def _beside(folder: Path) -> tempfile.TemporaryDirectory[str]:
    """A folder on the same disk, so that what is done in it can be moved into its place."""
    try:
        return tempfile.TemporaryDirectory(dir=folder, prefix=".watchlist-")
    except OSError as error:
        raise StoreError(f"{folder}: cannot be written: {error.strerror}") from None
