"""Keys are kept as hashes, jobs as rows."""

import pytest
import sqlalchemy as sa

from watchlist.errors import NotFound
from watchlist.store import jobs, keys
from watchlist.store.keys import Role
from watchlist.store.tables import api_keys


def test_the_first_key_is_made_once_and_not_kept(database, clock):
    key = keys.create_first(database, Role.ADMIN, clock())
    assert key.startswith("wl_")
    assert keys.create_first(database, Role.ADMIN, clock()) is None
    assert keys.find(database, key).role is Role.ADMIN
    with database.read() as connection:
        rows = connection.execute(sa.select(api_keys)).all()
    assert key.split("_", 2)[2] not in str(rows)


@pytest.mark.parametrize(
    "wrong", ["", "wl_", "nonsense", "é" * 100, "\ud800"], ids=["empty", "prefix", "word", "long", "surrogate"]
)
def test_a_wrong_key_is_nobodys(database, clock, wrong):
    keys.create_first(database, Role.ADMIN, clock())
    assert keys.find(database, wrong) is None


def test_the_key_of_the_settings_replaces_the_one_before(database, clock):
    assert not keys.are_there(database)
    keys.put_from_settings(database, "first-key-of-16-chars", clock())
    keys.put_from_settings(database, "other-key-of-16-chars", clock())
    assert keys.find(database, "first-key-of-16-chars") is None
    assert keys.find(database, "other-key-of-16-chars").role is Role.ADMIN
    keys.put_from_settings(database, None, clock())
    assert not keys.are_there(database)


@pytest.mark.parametrize(
    ("has", "needs", "may"),
    [
        (Role.READ, Role.READ, True),
        (Role.READ, Role.ADMIN, False),
        (Role.ADMIN, Role.READ, True),
        (Role.REVIEW, Role.ADMIN, False),
    ],
)
def test_roles(has, needs, may):
    assert has.may(needs) is may


def test_the_story_of_a_job(database, clock):
    jobs.declare(database, ["scan"])
    jobs.declare(database, ["scan"])
    jobs.started(database, "scan", clock())
    jobs.ended(database, "scan", clock(), "done", {"files": 5})
    jobs.started(database, "scan", clock())
    jobs.ended(database, "scan", clock(), "failed", {"error": "x"})
    jobs.skipped(database, "scan")
    with database.read() as connection:
        (row,) = jobs.listing(connection)
    assert (row["runs"], row["failures"], row["skipped"], row["last_outcome"]) == (2, 1, 1, "failed")
    assert row["last_result"] == {"error": "x"}


def test_a_request_is_claimed_once(database, clock):
    jobs.declare(database, ["scan"])
    jobs.request(database, "scan", clock(), {"force": True})
    jobs.request(database, "scan", clock())
    assert jobs.requested(database) == ["scan"]
    assert jobs.claim_request(database, "scan") == {"force": True}
    assert jobs.claim_request(database, "scan") is None
    assert jobs.requested(database) == []


def test_an_unknown_job_is_named(database, clock):
    with pytest.raises(NotFound, match="there is no job 'nonsense'"):
        jobs.request(database, "nonsense", clock())
