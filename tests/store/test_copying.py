"""A copy has every row and goes on where the store was; nothing is written over."""

import sqlite3
import threading

import pytest
import sqlalchemy as sa

from watchlist.errors import StoreError
from watchlist.model.alerts import Disposition
from watchlist.store import copying, log, search
from watchlist.store.database import Database
from watchlist.store.tables import metadata


def everything(database):
    with database.read() as connection:
        return {table.name: sorted(map(repr, connection.execute(sa.select(table)))) for table in metadata.sorted_tables}


@pytest.fixture
def filled(database, screen, decide, clock):
    """A store with alerts, steps and a memory."""
    (row,) = screen("Sergej Shoigu came.")
    decide(row["id"], Disposition.FALSE_POSITIVE, until=clock())
    screen("Vladimir Putin met Sergei Shoigu.")
    return database


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request, tmp_path):
    url = None
    if request.param == "postgresql":
        url = request.getfixturevalue("make_postgresql_url")()
    opened = Database(tmp_path / "other", url)
    opened.migrate()
    yield opened
    opened.close()


def test_a_backup_is_restored_on_either_database_and_goes_on_counting(filled, empty, tmp_path, clock):
    count = copying.back_up(filled, tmp_path / "backup")
    assert copying.restore(tmp_path / "backup", empty) == count > 10
    assert everything(empty) == everything(filled)
    with empty.write() as connection:
        empty.lock_log(connection)
        last = log.last_seq(connection)
        fixed = {"schema": "Person", "publishers": " "}
        assert log.next_seq(connection, "a", "b", "noted", fixed, clock()) == last + 1
        assert len(search.page(connection, search.AlertFilter(q="putin"), None, 10).rows) == 1


def test_what_is_there_is_not_written_over(filled, tmp_path):
    copying.back_up(filled, tmp_path / "backup")
    before = everything(filled)
    with pytest.raises(StoreError, match="is there already"):
        copying.back_up(filled, tmp_path / "backup")
    with pytest.raises(StoreError, match="is not empty"):
        copying.restore(tmp_path / "backup", filled)
    assert everything(filled) == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize("content", [None, b"no database at all" * 100])
def test_what_is_no_backup_is_named(sqlite, tmp_path, content):
    if content is not None:
        (tmp_path / "backup").write_bytes(content)
    with pytest.raises(StoreError, match=r"there is no such file|not a database"):
        copying.restore(tmp_path / "backup", sqlite)


def test_a_backup_while_others_write_is_of_one_moment(database, screen, tmp_path):
    stop = threading.Event()

    def write():
        number = 0
        while not stop.is_set():
            number += 1
            screen(f"On day {number} Vladimir Putin met nobody. " + f"Line {number} of many. " * 30)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(3):
            copying.back_up(database, tmp_path / f"backup{number}")
    finally:
        stop.set()
        writer.join()
    for number in range(3):
        with sqlite3.connect(tmp_path / f"backup{number}") as file:
            (alerts,) = file.execute("SELECT COUNT(*) FROM alerts").fetchone()
            (opened,) = file.execute("SELECT COUNT(*) FROM alert_changes WHERE change = 'opened'").fetchone()
            assert alerts == opened
