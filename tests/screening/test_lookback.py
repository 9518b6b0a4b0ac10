"""New listings find old texts, once and at once, without reading all of them again."""

import dataclasses
import random
import re
import shutil

import pytest
import sqlalchemy as sa

from tests.conftest import LIST
from watchlist import matching
from watchlist.lists import source
from watchlist.matching import Policy
from watchlist.matching.index import Postings
from watchlist.matching.traces import TraceReader
from watchlist.matching.traces import traces as text_traces
from watchlist.model.documents import make_document
from watchlist.model.entities import Entity, Name, Strength
from watchlist.screening.current import CurrentMatcher
from watchlist.screening.lookback import look_back, trace_new
from watchlist.screening.plant import CARRIERS, CHANGES, natural
from watchlist.screening.refresh import AskedList, Limits, of_files, refresh
from watchlist.screening.scan import ScanReport, screen_pending
from watchlist.store import documents, log, lookbacks, search, traces
from watchlist.store.documents import FileRead
from watchlist.store.search import AlertFilter
from watchlist.store.tables import screenings, trace_blocks

LINE = '{{"id": "x:{0}", "schema": "Person", "datasets": ["x"], "properties": {{"name": ["{1}"]}}}}\n'
NOBODY = "Rain is expected in the north, said text {}. The mayor of Grantham opened a bridge over the Witham."


class Archive:
    """A store with lists and texts, worked as the worker does."""

    def __init__(self, database, clock, files, policy=None):
        self.database, self.clock, self.files = database, clock, files
        self.current = CurrentMatcher(database, policy or Policy(), lambda: clock().timestamp())

    def list(self, *names):
        self.files[0].write_text("".join(LINE.format(number, name) for number, name in names))
        refresh(self.database, of_files(self.files), self.clock, Limits(max_shrink=1.0))

    def add(self, *texts):
        read = [FileRead([make_document(text, f"{abs(hash(text))}.txt")]) for text in texts]
        documents.add(self.database, read, self.clock())

    def scan(self):
        """What was looked back at, and how many documents were screened."""
        report, matcher = ScanReport(), self.current.get()
        looked = look_back(self.database, matcher, self.clock)
        screen_pending(self.database, matcher, self.clock, lambda: False, report)
        trace_new(self.database, lambda: False)
        return looked, report.screened

    def alerts(self):
        with self.database.read() as connection:
            return search.page(connection, AlertFilter(), None, 100).rows

    def changes(self):
        with self.database.read() as connection:
            rows = log.changes(connection, AlertFilter(), 0, 100).rows
            return [(row["change"], row["alert"]["entity"]["id"]) for row in rows]


@pytest.fixture
def archive(database, clock, tmp_path):
    return Archive(database, clock, [tmp_path / "x.json"])


KNOWN = (1, "Zubayr Qarmatov")


def test_a_new_listing_finds_old_texts_once_and_is_told_from_new_text(archive):
    archive.list(KNOWN)
    archive.add("Zubayr Qarmatov was seen.", "Yevgeni Malinkov came by.", NOBODY.format(1))
    assert archive.scan() == ([], 3)
    archive.list(KNOWN, (2, "Evgeny Malinkov"))
    (looked,), screened = archive.scan()
    assert (looked.entities, looked.documents, screened) == (1, 3, 3), "too few texts for the index: all are read"
    found = {row["entity"]["id"]: row["occasion"] for row in archive.alerts()}
    assert found == {"x:1": "new_text", "x:2": "lookback"}
    assert archive.scan() == ([], 0)
    archive.add("Evgeny Malinkov again.")
    archive.scan()
    assert [row["occasion"] for row in archive.alerts()] == ["new_text", "lookback", "new_text"]


def test_with_the_index_only_texts_that_may_have_the_name_are_read(archive, database):
    archive.list(KNOWN)
    archive.add(*map(NOBODY.format, range(traces.BLOCK - 2)), "Yevgeni Malinkov came by.", "Mr Malinkov")
    archive.scan()
    assert len(list(traces.every_block(database))) == 1
    archive.list(KNOWN, (2, "Evgeny Malinkov"))
    (looked,), screened = archive.scan()
    assert (looked.documents, looked.chosen, screened) == (traces.BLOCK, 1, 1)
    assert [row["occasion"] for row in archive.alerts()] == ["lookback"]
    with database.read() as connection:
        (row,) = lookbacks.listing(connection, 10)
        assert documents.count_unscreened(connection, archive.current.get().versions) == 0
        # The texts that were not read again are on record by the lookback: screened before, and nothing new for them.
        assert connection.scalar(sa.select(sa.func.count()).select_from(screenings)) == traces.BLOCK + 1
    assert (row["entities"], row["documents"], row["chosen"]) == (1, traces.BLOCK, 1)


def test_a_name_that_changes_is_looked_for(archive):
    archive.list(KNOWN)
    archive.add("Ivan Petrenko spoke.")
    archive.scan()
    archive.list((1, "Ivan Petrenko"))
    archive.scan()
    assert [row["occasion"] for row in archive.alerts()] == ["lookback"]


def test_a_new_policy_looks_back_at_all(archive, database, clock):
    archive.list(KNOWN)
    archive.add("Zubair Karmatov was seen.")
    archive.scan()
    strict = Archive(database, clock, archive.files, Policy(alert_at=99.9, mention_at=60))
    strict.scan()
    before = len(archive.alerts())
    loose = Archive(database, clock, archive.files, Policy(alert_at=61, mention_at=60))
    looked, screened = loose.scan()
    assert (looked, screened) == ([], 1)
    assert {row["occasion"] for row in loose.alerts()[: len(loose.alerts()) - before]} <= {"lookback"}


def test_delisting_closes_nothing_and_says_so(archive):
    archive.list(KNOWN, (2, "Evgeny Malinkov"))
    archive.add("Evgeny Malinkov and Zubayr Qarmatov met.")
    archive.scan()
    archive.list(KNOWN)
    (looked,), screened = archive.scan()
    assert (looked.entities, looked.chosen, screened) == (0, 0, 0)
    by_id = {row["entity"]["id"]: row for row in archive.alerts()}
    assert by_id["x:2"]["delisted_at"] is not None
    assert by_id["x:2"]["disposition"] == "open"
    assert by_id["x:1"]["delisted_at"] is None
    archive.list(KNOWN, (2, "Evgeny Malinkov"))
    archive.scan()
    assert all(row["delisted_at"] is None for row in archive.alerts())
    assert [change for change, id in archive.changes() if id == "x:2"] == ["opened", "delisted", "relisted"]


def test_an_index_that_is_damaged_is_named(archive, database):
    archive.list(KNOWN)
    archive.add(*map(NOBODY.format, range(traces.BLOCK)))
    archive.scan()
    with database.write() as connection:
        connection.execute(sa.update(trace_blocks).values(packed=b"x"))
    archive.list(KNOWN, (2, "Evgeny Malinkov"))
    looked, screened = archive.scan()
    assert (looked, screened) == ([], traces.BLOCK)


# What the index chooses is compared with what the matcher finds, over every kind of change that can be planted.


@pytest.mark.parametrize("kind", CHANGES)
def test_no_changed_name_is_missed_by_the_index(matcher, kind):
    chance, reader, tried = random.Random(5), TraceReader(matcher), 0
    for entity in matcher.watchlist.entities:
        for name in (one for one in entity.names if one.text.isascii() and one.strength is Strength.STRONG):
            written = CHANGES[kind](natural(name, entity.schema), chance)
            for carrier in CARRIERS[:4] if written else ():
                text = carrier.format(written)
                found = [m for m in matcher.find(make_document(text, "x")) if m.rule != "sector"]
                block = traces.lay_out({"0" * 64: text_traces(text)})
                chosen = reader.texts(block.chunks, Postings(block.starts, block.numbers))
                assert chosen == [0] or not found, text
                tried += bool(found)
    assert tried or kind not in {"exact", "one slip"}


UNSPACED = "外交部发言人提到了普京。"


def test_scripts_without_spaces_are_read_again_when_such_names_come(watchlist, matcher):
    block = traces.lay_out({"0" * 64: text_traces(UNSPACED)})
    where = Postings(block.starts, block.numbers)
    putin = Entity("x:1", names=(Name("Vladimir Putin"), Name("普京总统")))
    with_name = matching.compile(dataclasses.replace(watchlist, entities=(putin,)))
    assert TraceReader(with_name).texts(block.chunks, where) == [0]
    assert TraceReader(matcher).texts(block.chunks, where) == []


@pytest.mark.data
def test_persons_listed_overnight_are_found_in_texts_of_the_day_before(sqlite, real_lists, tmp_path, clock):
    history, place = real_lists / "ofac" / "sdn_history", tmp_path / "copy"
    place.mkdir()
    asked = [AskedList("ofac_sdn", place, is_fetched=True), *of_files([LIST])]
    (before,), (after,) = history.glob("sdn_2022-02-24_*"), history.glob("sdn_2022-02-25_*")
    archive = Archive(sqlite, clock, [])
    shutil.copyfile(before, place / "sdn.csv.gz")
    refresh(sqlite, asked, clock, look_at={"ofac_sdn", "list"})
    assert archive.current.get()
    shutil.copyfile(after, tmp_path / "after.csv.gz")
    known = {entity.id for entity in source.read(place / "sdn.csv.gz").entities}
    persons = [e for e in source.read(tmp_path / "after.csv.gz").entities if e.id not in known and e.schema == "Person"]
    assert len(persons) == 15
    names = [re.sub(r"^(.+), (.+)$", r"\2 \1", person.caption) for person in persons]
    archive.add(*(f"Analysts say {name.title()} is close to the government." for name in names))
    archive.add(*map(NOBODY.format, range(traces.BLOCK)))
    archive.scan()
    ids = {person.id for person in persons}
    assert ids.isdisjoint(row["entity"]["id"] for row in archive.alerts())
    shutil.copyfile(after, place / "sdn.csv.gz")
    refresh(sqlite, asked, clock, look_at={"ofac_sdn"})
    archive.scan()
    archive.scan()
    found = [row for row in archive.alerts() if row["entity"]["id"] in ids]
    assert sorted(row["entity"]["id"] for row in found) == sorted(ids), "each once"
    assert {row["occasion"] for row in found} == {"lookback"}
