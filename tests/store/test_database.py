"""Migrations, transactions and leadership, on both databases."""

import subprocess
import sys
import threading

import pytest
import sqlalchemy as sa

from watchlist.errors import ConfigError, StoreError
from watchlist.store.database import Database
from watchlist.store.leader import Leadership
from watchlist.store.tables import metadata, tallies


def test_the_migrations_make_the_tables_of_this_version(database):
    with database.read() as connection:
        inspector = sa.inspect(connection)
        for table in metadata.sorted_tables:
            made = {column["name"]: column["nullable"] for column in inspector.get_columns(table.name)}
            assert made == {column.name: column.nullable for column in table.columns}
            indexes = {index["name"] for index in inspector.get_indexes(table.name)}
            assert {index.name for index in table.indexes} <= indexes


def test_migrating_again_changes_nothing(database):
    database.migrate()


def test_two_processes_that_start_at_once_migrate_once(tmp_path):
    program = (
        "import sys; from pathlib import Path; from watchlist.store.database import Database;"
        "Database(Path(sys.argv[1])).migrate()"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", program, str(tmp_path / "data")], stderr=subprocess.PIPE)
        for _ in range(4)
    ]
    assert [(process.communicate()[1], process.returncode) for process in started] == [(b"", 0)] * 4


def test_a_transaction_that_fails_leaves_nothing(database):
    def write_and_fail():
        with database.write() as connection:
            connection.execute(sa.insert(tallies).values(name="a", label="b", value=1))
            raise ValueError

    with pytest.raises(ValueError, match=r"^$"):
        write_and_fail()
    with database.read() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(tallies)) == 0


def test_writers_wait_for_each_other(database):
    with database.write() as connection:
        connection.execute(sa.insert(tallies).values(name="a", label="b", value=0))

    def add():
        for _ in range(25):
            with database.write() as connection:
                connection.execute(sa.update(tallies).values(value=tallies.c.value + 1))

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as connection:
        assert connection.scalar(sa.select(tallies.c.value)) == 100


def test_one_worker_leads(database):
    first, second = Leadership(database), Leadership(database)
    assert first.take()
    assert not second.take()
    assert first.is_held()
    first.release()
    assert second.take()
    second.release()


@pytest.mark.parametrize("file", ["worker.lock", "watchlist.sqlite3"])
def test_a_leader_notices_that_its_files_were_removed_or_replaced(tmp_path, file):
    database = Database(tmp_path)
    database.migrate()
    leader, standby = Leadership(database), Leadership(database)
    assert leader.take()
    assert not standby.take()
    (tmp_path / file).rename(tmp_path / "kept")
    assert not leader.is_held()
    (tmp_path / file).touch()
    assert not leader.is_held()
    leader.release()
    standby.take()  # the first try may find the lock of the removed file
    assert standby.take()
    assert standby.is_held()
    standby.release()


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        pytest.param("nonsense", "is no URL", id="no-url"),
        pytest.param("mysql://localhost/x", "names 'mysql'; expected postgresql", id="another-database"),
    ],
)
def test_a_bad_address_is_named(tmp_path, url, reason):
    with pytest.raises(ConfigError, match=reason):
        Database(tmp_path, url)


def test_a_server_that_is_not_there_is_named_without_its_password(tmp_path):
    database = Database(tmp_path, "postgresql://someone:hush@127.0.0.1:1/x")
    with pytest.raises(StoreError) as refused:
        database.migrate()
    assert "127.0.0.1:1/x" in str(refused.value)
    assert "hush" not in str(refused.value)


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be made"):
        Database(tmp_path / "file").migrate()


def test_a_file_that_is_no_database_is_named(tmp_path):
    (tmp_path / "watchlist.sqlite3").write_bytes(b"not a database at all, but long enough to be looked at" * 20)
    with pytest.raises(StoreError, match="file is not a database"):
        Database(tmp_path).migrate()
