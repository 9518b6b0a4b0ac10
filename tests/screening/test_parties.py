"""The same party on several lists is one entity and one alert; what only looks alike stays apart."""

import json

import pytest

from tests.conftest import LIST
from watchlist import matching
from watchlist.matching import Policy
from watchlist.model.documents import make_document
from watchlist.model.entities import Entity, Listing, Name, NameKind, Schema, Strength
from watchlist.model.identifiers import Identifier
from watchlist.screening.current import CurrentMatcher
from watchlist.screening.parties import earlier, merge
from watchlist.screening.refresh import of_files, refresh
from watchlist.screening.scan import Screened, record
from watchlist.store import documents, search
from watchlist.store.documents import FileRead
from watchlist.store.search import AlertFilter


def person(id, name, birth="", **more):
    return Entity(id, names=(Name(name),), births=(birth,) if birth else (), **more)


def ship(id, name, number):
    return Entity(id, schema=Schema.VESSEL, names=(Name(name),), identifiers=(Identifier("imo", number),))


def company(id, name, number, schema=Schema.COMPANY):
    return Entity(id, schema=schema, names=(Name(name),), identifiers=(Identifier("inn", number),))


TOGETHER = {
    "name-and-birth": (
        [person("a:1", "PUTIN, Vladimir", "1952-10-07")],
        [person("b:1", "Vladimir Putin", "1952-10-07")],
    ),
    "renamed-ship": ([ship("a:1", "GRACE 1", "9116412")], [ship("b:1", "ADRIAN DARYA", "9116412")]),
    "tax-number": (
        [company("a:1", "OOO SEVER", "7750004150")],
        [company("b:1", "Sever LLC", "7750004150", Schema.ORGANIZATION)],
    ),
    "our-reference": (
        [person("ours:x", "Some Body", listings=(Listing("a", "1"),))],
        [person("a:1", "Somebody Else Body")],
    ),
    "the-same-id": ([person("a:1", "Some Body")], [person("a:1", "Other Name")]),
}  # fmt: skip
APART = {
    "another-day": ([person("a:1", "Ivan Ivanov", "1960-01-01")], [person("b:1", "Ivan Ivanov", "1960-01-02")]),
    "a-year-alone": ([person("a:1", "Ivan Ivanov", "1960")], [person("b:1", "Ivan Ivanov", "1960")]),
    "one-word": ([person("a:1", "Ivan", "1960-01-01")], [person("b:1", "Ivan", "1960-01-01")]),
    "a-name-alone": ([person("a:1", "Ivan Ivanov")], [person("b:1", "Ivan Ivanov")]),
    "a-number-that-two-have": (
        [company("a:1", "OOO SEVER", "7750004150"), company("a:2", "OOO SEVER FILIAL", "7750004150")],
        [company("b:1", "Sever LLC", "7750004150")],
    ),
    "no-word-in-common": ([company("a:1", "OOO SEVER", "7750004150")], [company("b:1", "Yug", "7750004150")]),
    "a-ship-and-a-company": ([ship("a:1", "SEVER", "9116412")], [company("b:1", "SEVER", "9116412")]),
    "two-of-one-list": ([ship("a:1", "GRACE", "9116412"), ship("a:2", "GRACE", "9116412")], []),
}


@pytest.mark.parametrize(("first", "second"), TOGETHER.values(), ids=TOGETHER)
def test_one_party_is_one_entity(first, second):
    (party,) = merge([first, second])
    assert party.ids == tuple(dict.fromkeys((first[0].id, second[0].id)))
    assert {name.text for name in party.names} == {name.text for e in (*first, *second) for name in e.names}
    assert party.caption == first[0].caption
    assert sum(name.kind is NameKind.PRIMARY for name in party.names) == 1
    assert {"a", "b"} & set(party.publishers)


@pytest.mark.parametrize(("first", "second"), APART.values(), ids=APART)
def test_what_may_be_two_stays_two(first, second):
    assert merge([first, second]) == (*first, *second)


def test_two_of_one_list_are_not_joined_by_a_third():
    first = [person("a:1", "Ivan Ivanov", "1960-01-01"), ship("a:2", "GRACE", "9116412")]
    second = [person("b:1", "Ivan Ivanov", "1960-01-01")]
    third = [person("c:1", "Ivan Ivanov", "1960-01-01"), ship("c:2", "GRACE I", "9116412")]
    assert [party.ids for party in merge([first, second, third])] == [("a:1", "b:1", "c:1"), ("a:2", "c:2")]


def test_a_name_that_one_list_holds_strong_is_strong_and_one_of_ours_ignored_stays_so():
    weak = Entity(
        "a:1", names=(Name("Abdul Bari"), Name("Abu X", NameKind.ALIAS, Strength.WEAK)), births=("1960-01-01",)
    )
    strong = Entity("b:1", names=(Name("Abdul Bari"), Name("Abu X", NameKind.ALIAS)), births=("1960-01-01",))
    ignored = Entity(
        "c:1", names=(Name("Abdul Bari", strength=Strength.IGNORED), Name("Bari Abdul")), births=("1960-01-01",)
    )
    (party,) = merge([[weak], [strong], [ignored]])
    assert {name.text: name.strength.value for name in party.names} == {
        "Abdul Bari": "ignored", "Abu X": "strong", "Bari Abdul": "strong",
    }  # fmt: skip


BORN = "1960-01-01"
UN, OFAC, EU = (person(f"{at}:1", "Ivan Ivanov", BORN) for at in ("un", "ofac", "eu"))


def history(*steps):
    """The parties after each step, each step the lists of that day."""
    before, found = None, []
    for lists in steps:
        parties = merge(lists, before)
        before = earlier(parties)
        found.append([party.ids for party in parties])
    return found


NAMES = {
    "a-list-before-joins": (([], [UN]), ([OFAC], [UN]), [("un:1",)], [("un:1", "ofac:1")]),
    "the-first-is-delisted": (([OFAC], [UN]), ([], [UN]), [("ofac:1", "un:1")], [("ofac:1", "un:1")]),
    "two-turn-out-to-be-one": (
        ([person("ofac:1", "Ivan Ivanov")], [UN]), ([OFAC], [UN]),
        [("ofac:1",), ("un:1",)], [("ofac:1", "un:1")],
    ),
    "one-turns-out-to-be-two": (
        ([OFAC], [UN]), ([person("ofac:1", "Ivan Ivanov", "1970-02-02")], [UN]),
        [("ofac:1", "un:1")], [("ofac:1",), ("un:1",)],
    ),
    "all-others-go": (([OFAC], [UN], [EU]), ([], [], [EU]), [("ofac:1", "un:1", "eu:1")], [("ofac:1", "eu:1", "un:1")]),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after", "was", "now"), NAMES.values(), ids=NAMES)
def test_a_party_keeps_its_id_and_every_other_leads_to_it(before, after, was, now):
    assert history(before, after) == [was, now]


def test_an_id_that_nobody_has_seen_gives_way_to_that_of_the_first_list():
    parties = merge([[], [UN]])
    assert [party.ids for party in merge([[OFAC], [UN]], earlier(parties, set()))] == [("ofac:1", "un:1")]
    assert [party.ids for party in merge([[OFAC], [UN]], earlier(parties, {"un:1"}))] == [("un:1", "ofac:1")]


def test_a_name_kept_is_kept_for_good():
    assert history(([], [UN]), ([OFAC], [UN]), ([OFAC], []), ([OFAC], [UN]))[-1] == [("un:1", "ofac:1")]


# From lists to alerts


def line(id, name, birth):
    publisher = id.partition(":")[0]
    return json.dumps({
        "id": id, "schema": "Person", "datasets": [publisher],
        "properties": {"name": [name], "birthDate": [birth], "programId": [f"{publisher}-p"]},
    })  # fmt: skip


@pytest.fixture
def two(tmp_path):
    files = tmp_path / "ofac.json", tmp_path / "un.json"
    files[0].write_text(line("ofac:9", "Nobody Atall", "1950-05-05"))
    files[1].write_text(line("un:1", "Zubayr Qarmatov", BORN))
    return files


@pytest.fixture
def screen(database, clock):
    current = CurrentMatcher(database, Policy(), lambda: clock().timestamp())

    def screen(text):
        document, matcher = make_document(text, "a.txt"), current.get()
        documents.add(database, [FileRead([document])], clock())
        record(database, matcher, [Screened(document, "story", matching.screen(matcher, document))], clock())
        with database.read() as connection:
            return search.page(connection, AlertFilter(), None, 10).rows

    return screen


def test_a_party_on_two_lists_is_one_alert_with_every_listing(database, clock, two, screen):
    two[0].write_text(line("ofac:1", "Qarmatov, Zubayr", BORN))
    refresh(database, of_files(two), clock)
    (alert,) = screen("Zubayr Qarmatov was seen.")
    assert alert["entity"]["id"] == "ofac:1"
    assert alert["entity"]["also"] == ["un:1"]
    assert alert["entity"]["publishers"] == ["ofac", "un"]
    assert alert["entity"]["programmes"] == ["ofac-p", "un-p"]
    assert len(alert["hits"]) == 1


def test_an_alert_goes_on_when_another_list_joins(database, clock, two, screen):
    refresh(database, of_files(two), clock)
    (before,) = screen("Zubayr Qarmatov was seen.")
    two[0].write_text(line("ofac:1", "Qarmatov, Zubayr", BORN))
    refresh(database, of_files(two), clock)
    (after,) = screen("Zubayr Qarmatov was seen.")
    assert (after["id"], after["entity"]["id"]) == (before["id"], "un:1")
    assert after["entity"]["publishers"] == ["un", "ofac"]


def test_alerts_on_two_that_turn_out_to_be_one_are_no_third(database, clock, two, screen):
    two[0].write_text(line("ofac:1", "Zubayr Qarmatov", "1960"))
    refresh(database, of_files(two), clock)
    assert len(screen("Zubayr Qarmatov was seen.")) == 2
    two[0].write_text(line("ofac:1", "Zubayr Qarmatov", BORN))
    refresh(database, of_files(two), clock)
    found = screen("Zubayr Qarmatov was seen.")
    assert [row["id"] for row in found] == [row["id"] for row in screen("Zubayr Qarmatov was seen again.")]
    assert sorted(len(row["hits"]) for row in screen("Zubayr Qarmatov was seen again.")) == [1, 2]


def test_every_id_leads_to_the_party_also_from_the_mapped_file(database, clock, two):
    two[0].write_text(line("ofac:1", "Qarmatov, Zubayr", BORN))
    refresh(database, [*of_files([LIST]), *of_files(two)], clock)
    items = CurrentMatcher(database, Policy(), lambda: 0.0).get().items
    assert items["un:1"] == items["ofac:1"]
    assert "un:1" not in list(items)
    assert items.get("eu:1") is None
