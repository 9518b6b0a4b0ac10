"""The watchlist in force, as a row that carries it."""

import pytest
import sqlalchemy as sa

from watchlist.errors import StoreError
from watchlist.store import watchlists
from watchlist.store.tables import watchlist_versions


def test_what_is_put_in_force_comes_back_the_same(database, watchlist, clock):
    assert watchlists.in_force(database) is None
    with database.write() as connection:
        watchlists.put_in_force(connection, watchlist, clock())
    current = watchlists.in_force(database)
    assert current.version == watchlist.version
    assert watchlists.load(database, current.number) == watchlist


def test_old_content_is_let_go_but_its_row_stays(database, watchlist, clock):
    for _ in range(12):
        with database.write() as connection:
            watchlists.put_in_force(connection, watchlist, clock())
    assert watchlists.load(database, 12) == watchlist
    with pytest.raises(StoreError, match="not kept"):
        watchlists.load(database, 1)


@pytest.mark.parametrize(
    ("packed", "reason"),
    [pytest.param(b"other bytes", "damaged", id="damaged"), pytest.param(None, "not kept", id="gone")],
)
def test_a_damaged_one_is_refused(database, watchlist, clock, packed, reason):
    with database.write() as connection:
        watchlists.put_in_force(connection, watchlist, clock())
    with database.write() as connection:
        connection.execute(sa.update(watchlist_versions).values(packed=packed))
    with pytest.raises(StoreError, match=reason):
        watchlists.load(database, 1)
