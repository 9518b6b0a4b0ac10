"""Hits become alerts, once; every change is a row of the log."""

import dataclasses
import datetime
import threading
import time

import pytest

from watchlist import matching
from watchlist.errors import NotFound
from watchlist.matching import Policy
from watchlist.model.alerts import Severity, Versions
from watchlist.model.documents import make_document
from watchlist.model.entities import Basis, Listing
from watchlist.screening.scan import Screened, record
from watchlist.store import alerts, documents, log, search
from watchlist.store.documents import FileRead
from watchlist.store.search import AlertFilter

ALL = AlertFilter()
TEXT = "Sergei Shoigu inspected a Shahed-136."


@pytest.fixture
def screen(database, matcher, clock):
    """Store and screen a text as the worker does; the number of alerts opened."""

    def run(text, key=None, by=matcher):
        document = dataclasses.replace(make_document(text, key or "test"), key=key)
        documents.add(database, [FileRead([document])], clock())
        waiting = {d.sha256: story for d, story in documents.lease(database, by.versions, 1000, clock())}
        story = waiting.get(document.sha256, document.sha256[:16])
        (opened,) = record(database, by, [Screened(document, story, matching.screen(by, document))], clock())
        return opened

    return run


def everything(database):
    with database.read() as connection:
        return search.page(connection, ALL, None, 100).rows, log.changes(connection, ALL, 0, 100).rows


def test_each_party_of_a_text_is_one_alert_and_one_change(database, screen):
    assert screen(TEXT) == 2
    rows, changes = everything(database)
    assert {row["entity"]["id"] for row in rows} == {"documents:shoigu", "documents:shahed-136"}
    assert [(c["seq"], c["change"], c["alert"]["seq"]) for c in changes] == [(1, "opened", 1), (2, "opened", 2)]
    assert [row["seq"] for row in rows] == [2, 1], "newest first"


def test_the_same_text_again_changes_nothing(database, screen):
    screen(TEXT)
    before = everything(database)
    assert screen(TEXT) is None
    assert screen(TEXT, key="a copy under another name") is None
    assert everything(database) == before


def test_another_version_of_a_document_joins_its_alert(database, screen):
    screen("Sergei Shoigu came.", key="news.txt")
    assert screen("Sergei Shoigu came, and left.", key="news.txt") == 0
    (row,), changes = everything(database)
    assert len(row["hits"]) == 2
    assert [change["change"] for change in changes] == ["opened", "copy_added"]
    assert (row["seq"], row["hit_count"]) == (2, 2)
    assert row["first_seen_at"] < row["last_seen_at"]


WIRE = (
    "MOSCOW (Agency) - {0} Shoigu met a delegation on Monday to talk about the supply of spare parts, the ministry "
    "said in a statement. The talks went on for two hours behind closed doors, and nothing was signed at the end."
)


def test_copies_of_a_story_are_one_alert_that_counts_them(database, screen):
    screen(WIRE.format("Sergey"))
    for paper in ("Herald", "Post", "Tribune"):
        assert screen(f"From our correspondent of the {paper}. " + WIRE.format("Sergey")) == 0
    (row,), changes = everything(database)
    assert (row["hit_count"], len(row["hits"])) == (4, 4)
    assert [change["change"] for change in changes] == ["opened", *["copy_added"] * 3]
    assert screen(WIRE.format("Sergei Kuzhugetovich")) == 0, "an update of the story"
    _, changes = everything(database)
    assert changes[-1]["change"] in {"hit_added", "copy_added"}


def test_a_story_with_many_copies_shows_the_best_and_lists_all(database, screen):
    for number in range(alerts.MOST_HITS + 3):
        screen(f"Edition {number}. " + WIRE.format("Sergei"))
    (row,), _ = everything(database)
    assert (row["hit_count"], len(row["hits"])) == (alerts.MOST_HITS + 3, alerts.MOST_HITS)
    with database.read() as connection:
        first = alerts.documents(connection, row["id"], 0, 5)
        rest = alerts.documents(connection, row["id"], first[-1]["number"], 100)
        with pytest.raises(NotFound):
            alerts.documents(connection, "nothing", 0, 5)
    assert len({one["document"]["sha256"] for one in (*first, *rest)}) == alerts.MOST_HITS + 3


def test_what_is_told_otherwise_or_much_later_is_another_story(database, screen, clock):
    screen(WIRE.format("Sergei"))
    assert screen("On Monday Sergei Shoigu received guests, and they spoke of spare parts, say people who know.") == 1
    clock.at += datetime.timedelta(days=30)
    assert screen("A year on. " + WIRE.format("Sergei")) == 1


def test_another_document_is_another_alert(database, screen):
    screen("Sergei Shoigu came.")
    assert screen("Sergei Shoigu left.") == 1


def test_a_new_policy_that_finds_the_same_changes_nothing(database, screen, watchlist):
    screen(TEXT)
    before = everything(database)
    assert screen(TEXT, by=matching.compile(watchlist, Policy(alert_at=70))) == 0
    assert everything(database) == before
    with database.read() as connection:
        assert documents.counts(connection)["screenings"] == 2


def test_a_screening_that_finds_nothing_is_a_row(database, screen):
    assert screen("Nobody came.") == 0
    with database.read() as connection:
        assert documents.counts(connection)["screenings"] == 1


def test_basis_and_severity(database, screen):
    screen(TEXT)
    rows, _ = everything(database)
    found = {row["entity"]["id"]: (row["basis"], row["severity"]) for row in rows}
    assert found == {"documents:shoigu": ("designated", "critical"), "documents:shahed-136": ("named", "high")}


def test_a_party_that_comes_under_sanctions_changes_its_alerts(database, screen, watchlist):
    screen(TEXT)
    named = next(item for item in watchlist.entities if item.basis is Basis.NAMED and item.id.endswith("shahed-136"))
    listed = dataclasses.replace(named, listings=(Listing("ofac", "1"),))
    entities = tuple(listed if item is named else item for item in watchlist.entities)
    changed = dataclasses.replace(watchlist, version="2", entities=entities)
    screen(TEXT, by=matching.compile(changed))
    rows, changes = everything(database)
    alert = next(row for row in rows if row["entity"]["id"] == named.id)
    assert (alert["basis"], alert["severity"], alert["entity"]["publishers"]) == (
        "designated", "critical", ["documents", "ofac"],
    )  # fmt: skip
    assert [change["change"] for change in changes] == ["opened", "opened", "hit_changed"]
    with database.read() as connection:
        by_publisher = search.page(connection, AlertFilter(publisher="ofac"), None, 10).rows
    assert named.id in [row["entity"]["id"] for row in by_publisher]
    screen(TEXT)
    assert next(row for row in everything(database)[0] if row["entity"]["id"] == named.id)["severity"] == "high"


def test_the_tally_outlives_the_alerts(database, screen):
    screen(TEXT)
    with database.read() as connection:
        assert alerts.totals(connection) == {"low": 0, "medium": 0, "high": 1, "critical": 1}


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        pytest.param(AlertFilter(entities=["documents:shoigu"]), ["shoigu"], id="entity"),
        pytest.param(AlertFilter(schema="WeaponSystem"), ["shahed-136"], id="schema"),
        pytest.param(AlertFilter(publisher="ofac"), ["shoigu"], id="publisher"),
        pytest.param(AlertFilter(publisher="ofa_"), [], id="a-wildcard-is-a-letter"),
        pytest.param(AlertFilter(severity=Severity.HIGH), ["shahed-136"], id="severity"),
        pytest.param(AlertFilter(min_score=99), ["shahed-136", "shoigu"], id="min-score"),
        pytest.param(AlertFilter(q="SHOIG"), ["shoigu"], id="letters-in-any-case"),
        pytest.param(AlertFilter(q="%"), [], id="percent-is-a-letter"),
    ],
)
def test_filters(database, screen, wanted, expected):
    screen(TEXT)
    with database.read() as connection:
        rows = search.page(connection, wanted, None, 100).rows
    assert sorted(row["entity"]["id"].split(":")[1] for row in rows) == expected


def test_the_most_urgent_come_first(database, screen):
    for text in ("A Shahed-136 flew.", "Sergei Shoigu came.", "Sergei Shoygou came.", "Sergei Shoigu came again."):
        screen(text)
    with database.read() as connection:
        rows = search.queue(connection, ALL, None, 100)[0]
        first = search.queue(connection, ALL, None, 1)[0]
    order = [(row["severity"], row["score"], row["basis"], row["seq"]) for row in rows]
    urgency = ["low", "medium", "high", "critical"]
    assert order == sorted(order, key=lambda row: (-urgency.index(row[0]), -row[1], row[2] != "designated", -row[3]))
    assert len({row[0] for row in order}) > 1, "the order is not of one severity"
    assert [row["id"] for row in first] == [rows[0]["id"]]


def test_paging_sees_every_alert_once(database, screen):
    for number in range(7):
        screen(f"Sergei Shoigu came {number} times.")
    seen, before = [], None
    while True:
        with database.read() as connection:
            page = search.page(connection, ALL, before, 3)
        seen += [row["id"] for row in page.rows]
        if not page.more:
            break
        before = page.next
    assert len(seen) == len(set(seen)) == 7
    assert page.next is None


def test_the_cursor_passes_over_what_the_filter_leaves_out(database, screen):
    screen(TEXT)
    with database.read() as connection:
        page = log.changes(connection, AlertFilter(entities=["documents:nobody"]), 0, 10)
        assert (page.rows, page.next, page.more) == ([], 2, False)
        assert log.changes(connection, ALL, 99, 10).next == 99, "a cursor from the future stays"


def test_a_missing_alert_is_named(database):
    with database.read() as connection, pytest.raises(NotFound, match="there is no alert 'x'"):
        alerts.get(connection, "x")


def test_a_poller_sees_every_change_once_and_in_order_under_several_writers(database, matcher, clock):
    """Numbers become visible in their order: a poller that keeps `next` must not pass a row that commits later."""
    texts = [[f"Sergei Shoigu came {w} {n}." for n in range(15)] for w in range(3)]

    def write(mine):
        for text in mine:
            document = make_document(text, "test")
            documents.add(database, [FileRead([document])], clock())
            screened = Screened(document, document.sha256[:16], matching.screen(matcher, document))
            record(database, matcher, [screened], clock())

    writers = [threading.Thread(target=write, args=(mine,)) for mine in texts]
    for writer in writers:
        writer.start()
    seen, after, until = [], 0, time.monotonic() + 30
    while any(writer.is_alive() for writer in writers) or len(seen) < 45:
        with database.read() as connection:
            page = log.changes(connection, ALL, after, 5)
        seen += [change["seq"] for change in page.rows]
        after = page.next
        assert time.monotonic() < until, f"only {len(seen)} of 45 changes were seen"
    with database.read() as connection:
        logged = [change["seq"] for change in log.changes(connection, ALL, 0, 100).rows]
    assert seen == logged
    assert len(set(seen)) == 45


def test_two_workers_on_one_document_record_it_once(database, matcher, clock):
    document = make_document(TEXT, "test")
    documents.add(database, [FileRead([document])], clock())
    screened = Screened(document, "s", matching.screen(matcher, document))
    results = []
    barrier = threading.Barrier(4)

    def work():
        barrier.wait()
        results.extend(record(database, matcher, [screened], clock()))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results, key=str) == [2, None, None, None]


def test_versions_that_differ_in_anything_screen_again(database, clock):
    document = make_document(TEXT, "test")
    documents.add(database, [FileRead([document])], clock())
    versions = Versions("1", "1", "1")
    with database.write() as connection:
        assert documents.claim(connection, document.sha256, versions, 0, clock())
        assert not documents.claim(connection, document.sha256, versions, 0, clock())
    assert documents.lease(database, versions, 10, clock()) == []
    for changed in ({"list": "2"}, {"matcher": "2"}, {"policy": "2"}):
        assert len(documents.lease(database, dataclasses.replace(versions, **changed), 10, clock())) == 1
        documents.give_back(database)
