"""What is erased is gone from every row, and what remains on record still verifies."""

import json

import pytest
import sqlalchemy as sa

from watchlist.errors import NotFound
from watchlist.model.alerts import Disposition
from watchlist.model.documents import make_document
from watchlist.store import alerts, documents, erasure, screenings, search, steps
from watchlist.store.documents import FileRead
from watchlist.store.screenings import ScreeningFilter
from watchlist.store.tables import metadata

TEXT = "Sergej Shoigu, a dentist of Oslo, came to the town."
REASON = "He lives in Oslo."


def everything(database):
    """Every row of every table, as one text."""
    with database.read() as connection:
        return json.dumps(
            [
                [table.name, *map(str, row)]
                for table in metadata.sorted_tables
                for row in connection.execute(sa.select(table))
            ]
        )


def erase(database, how, id, now):
    with database.write() as connection:
        database.lock_log(connection)
        return how(connection, id, now)


def test_an_alert_is_erased_and_the_chain_still_verifies(database, screen, decide, clock, wrong):
    (row,) = screen(TEXT)
    (other,) = screen("Vladimir Putin came.")
    decide(row["id"], Disposition.FALSE_POSITIVE, REASON, until=clock())
    assert "Oslo" in everything(database)
    (sha256,) = erase(database, erasure.erase_alert, row["id"], clock())
    left = everything(database)
    assert "Oslo" not in left
    assert "dentist" not in left
    assert "sergej" not in left.lower()
    assert wrong() == []
    with database.read() as connection:
        now = alerts.get(connection, row["id"])
        assert (now["disposition"], now["entity"]["id"], now["hits"][0]["document"]["origin"]) == (
            "false_positive", "documents:shoigu", "erased",
        )  # fmt: skip
        assert [step["reason"] for step in steps.of_alert(connection, row["id"])] == [None]
        assert [one["hits"] for one in screenings.each(connection, ScreeningFilter(sha256))] == [1]
        assert search.page(connection, search.AlertFilter(q="sergej"), None, 10).rows == []
        assert alerts.get(connection, other["id"])["hits"][0]["context"]["text"] == "Vladimir Putin came."
    assert documents.add(database, [FileRead([make_document(TEXT, "again.txt")])], clock()) == 0
    assert "Oslo" not in everything(database)


def test_a_text_without_an_alert_is_erased(database, clock, screen):
    assert screen("Nobody came.") == []
    sha256 = make_document("Nobody came.", "x").sha256
    assert erase(database, erasure.erase_text, sha256, clock()) == []
    assert "Nobody came" not in everything(database)


@pytest.mark.parametrize("how", [erasure.erase_alert, erasure.erase_text])
def test_what_is_not_there_is_named(database, clock, how):
    with pytest.raises(NotFound, match="'none'"):
        erase(database, how, "none", clock())


def test_that_nothing_was_found_on_that_day_is_on_record(database, screen, clock):
    screen("Nobody came.")
    screen("Vladimir Putin came.")
    with database.read() as connection:
        rows = list(screenings.each(connection, ScreeningFilter()))
        assert [(row["origin"], row["hits"]) for row in rows] == [
            ("in/Nobody came..txt", 0), ("in/Vladimir Put.txt", 1),
        ]  # fmt: skip
        assert all(row["list_version"] and row["matcher_version"] and row["policy_version"] for row in rows)
        assert screenings.listing(connection, ScreeningFilter(since=clock()), 0, 10) == []
        assert len(screenings.listing(connection, ScreeningFilter(until=clock()), 0, 10)) == 2
