"""Several workers take what waits, each its own; what a worker held that is gone comes back."""

import threading
from datetime import timedelta

import pytest

from watchlist.model.alerts import Versions
from watchlist.model.documents import make_document
from watchlist.store import documents
from watchlist.store.documents import LEASE, FileRead

VERSIONS = Versions("1", "1", "1")


@pytest.fixture
def waiting(database, clock):
    """The hashes of forty texts that wait."""
    texts = [make_document(f"Text number {number}, which is like no other {number * 7}.", "t") for number in range(40)]
    documents.add(database, [FileRead(texts)], clock())
    return {text.sha256 for text in texts}


@pytest.fixture
def take(database):
    def run(now, most=100):
        return [document.sha256 for document, _ in documents.lease(database, VERSIONS, most, now)]

    return run


def test_no_text_is_given_to_two_workers_at_once(waiting, take, clock):
    taken, barrier, now = [], threading.Barrier(4), clock()

    def work():
        barrier.wait()
        while batch := take(now, 3):
            taken.extend(batch)

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    # A worker that finds all that is left locked goes home; what it did not take is free.
    taken += take(now)
    assert sorted(taken) == sorted(waiting)


@pytest.mark.parametrize(
    ("later", "count"),
    [
        pytest.param(timedelta(seconds=1), 0, id="held"),
        pytest.param(LEASE + timedelta(seconds=1), 40, id="its-time-is-over"),
        pytest.param(timedelta(hours=-1), 40, id="the-clock-was-set-back"),
    ],
)
def test_what_is_held_comes_back(waiting, take, clock, later, count):
    now = clock()
    assert len(take(now)) == 40
    assert len(take(now + later)) == count


def test_what_is_given_back_is_free(database, waiting, take, clock):
    held = take(clock())
    documents.give_back(database, held[:5])
    assert sorted(take(clock())) == sorted(held[:5])
    documents.give_back(database)
    assert len(take(clock())) == 40


def test_what_was_screened_waits_for_other_versions_at_once(database, waiting, take, clock):
    (sha256,) = take(clock(), 1)
    with database.write() as connection:
        assert documents.claim(connection, sha256, VERSIONS, 0, clock())
    documents.give_back(database, waiting - {sha256})
    assert sha256 not in take(clock())
    other = documents.lease(database, Versions("2", "1", "1"), 100, clock())
    assert [document.sha256 for document, _ in other] == [sha256]
