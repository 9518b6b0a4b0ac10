"""The matcher in force follows the store."""

import dataclasses

import pytest

from watchlist.errors import StoreError
from watchlist.matching import Policy
from watchlist.screening.current import CurrentMatcher
from watchlist.store import watchlists


def test_before_the_first_refresh_there_is_none(database):
    with pytest.raises(StoreError, match="no watchlist is in force yet"):
        CurrentMatcher(database, Policy(), lambda: 0.0).get()


def test_it_follows_within_two_seconds_and_looks_no_oftener_than_it_must(database, watchlist, clock):
    time = [0.0]
    current = CurrentMatcher(database, Policy(), lambda: time[0])
    with database.write() as connection:
        watchlists.put_in_force(connection, watchlist, clock())
    first = current.get()
    with database.write() as connection:
        watchlists.put_in_force(connection, dataclasses.replace(watchlist, version="other", entities=()), clock())
    time[0] = 0.5
    assert current.get() is first
    time[0] = 2.0
    assert current.get().versions.list == "other"
