"""Old texts go; what alerts and records need stays."""

import dataclasses
from datetime import timedelta

import pytest
import sqlalchemy as sa

from watchlist import matching
from watchlist.model.documents import make_document
from watchlist.screening.retention import clean
from watchlist.screening.scan import Screened, record
from watchlist.store import documents, search
from watchlist.store.documents import FileRead
from watchlist.store.search import AlertFilter
from watchlist.store.tables import documents as texts
from watchlist.store.tables import signatures, story_bands

TEXT = "Sergei Shoigu inspected the works on Monday with a delegation of engineers, and left in the evening of the day."


@pytest.fixture
def add(database, matcher, clock):
    def add(text, screened=True):
        document = dataclasses.replace(make_document(text, "a.txt"), key="a")
        documents.add(database, [FileRead([document])], clock())
        if screened:
            record(database, matcher, [Screened(document, "story", matching.screen(matcher, document))], clock())

    return add


def count(database, table):
    with database.read() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(table))


def test_old_texts_go_and_their_alerts_stay(database, add, clock):
    add(TEXT)
    clock.at += timedelta(days=40)
    add("Vladimir Putin came.")
    assert clean(database, 30, clock) == 1
    assert count(database, texts) == 1
    with database.read() as connection:
        rows = search.page(connection, AlertFilter(), None, 10).rows
        assert documents.counts(connection)["screenings"] == 2
    assert {row["hits"][0]["mentions"][0]["surface"] for row in rows} == {"Sergei Shoigu", "Vladimir Putin"}
    assert rows[-1]["hits"][0]["context"]["text"] == TEXT
    add(TEXT)
    with database.read() as connection:
        assert search.page(connection, AlertFilter(), None, 10).rows == rows, "told once, also when it comes again"


def test_without_a_limit_and_before_they_are_screened_texts_stay(database, add, clock):
    add(TEXT)
    add("Nobody of note came.", screened=False)
    clock.at += timedelta(days=40)
    assert clean(database, None, clock) == 0
    assert clean(database, 30, clock) == 1
    assert count(database, texts) == 1


def test_signatures_are_kept_as_long_as_copies_may_come(database, add, clock):
    add(TEXT)
    clean(database, None, clock)
    assert count(database, signatures) == 1
    clock.at += timedelta(days=20)
    clean(database, None, clock)
    assert (count(database, signatures), count(database, story_bands)) == (0, 0)
