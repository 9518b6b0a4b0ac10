"""Our own list format: good entries are taken, bad ones are refused by file, line and reason."""

from datetime import date

import pytest

from watchlist.errors import ListFormatError
from watchlist.lists.local import read
from watchlist.model.entities import Basis, Listing, Name, NameKind, Schema, Strength

HEAD = '[list]\npublisher = "ours"\ntitle = "Ours"\n'

GOOD = (
    HEAD
    + """
[[entity]]
id = "shoigu"
schema = "Person"
countries = ["ru"]
names = [
  { text = "Sergei Shoigu", kind = "primary" },
  { text = "Shoigu", kind = "alias", strength = "weak" },
]
[[entity.listing]]
publisher = "ofac"
reference = "35173"
programme = "RUSSIA-EO14024"
listed_on = 2022-02-25
[[entity.statement]]
document = "004"
basis = "named"
passage = [10, 20]
"""
)


def test_a_good_entry():
    result = read(GOOD.encode(), "ours.toml")
    (entity,) = result.entities
    assert result.summary.problems == ()
    assert (result.summary.entities, result.summary.names) == (1, 2)
    assert entity.id == "ours:shoigu"
    assert entity.schema is Schema.PERSON
    assert entity.names[1] == Name("Shoigu", NameKind.ALIAS, Strength.WEAK)
    assert entity.listings == (Listing("ofac", "35173", "RUSSIA-EO14024", date(2022, 2, 25)),)
    assert entity.basis is Basis.DESIGNATED
    assert entity.publishers == ("ours", "ofac")


ENTRY = '\n[[entity]]\nid = "a"\nschema = "Person"\nnames = [{ text = "Ann Other" }]\n'


def test_an_entry_says_where_it_comes_from():
    entity = '[[entity]]\nid = "b"\nschema = "Person"\nnames = [{ text = "B" }]\nsource = " OFAC, EO 14024 "\n'
    sector = '[[sector]]\nid = "s"\ncaption = "S"\ncountries = ["ir"]\nsource = "OFAC, EO 13902"\n'
    result = read((HEAD + ENTRY + entity + sector).encode(), "ours.toml")
    assert result.summary.problems == ()
    assert [entry.source for entry in (*result.entities, *result.sectors)] == ["", "OFAC, EO 14024", "OFAC, EO 13902"]


@pytest.mark.parametrize(
    ("entry", "line", "reason"),
    [
        pytest.param('[[entity]]\nid = "b"\nschema = "Person"\nnames = []\n', 12, "names:", id="without-a-name"),
        pytest.param('[[entity]]\nid = "b"\nschema = "Person"\n', 9, "names: field required", id="names-missing"),
        pytest.param(
            '[[entity]]\nid = "b"\nschema = "Human"\nnames = [{ text = "B" }]\n',
            11,
            "found 'Human'",
            id="unknown-schema",
        ),
        pytest.param(
            '[[entity]]\nid = "b"\nschema = "Person"\nnames = [\n {text="B"},\n {text="C", kind="nick"}]\n',
            14,
            "names.1.kind",
            id="unknown-kind-of-name",
        ),
        pytest.param(
            '[[entity]]\nid = "b"\nschema = "Person"\nnames = [{ text = "  " }]\n', 12, "names.0.text", id="blank-name"
        ),
        pytest.param(
            '[[entity]]\nid = "b"\nschema = "Person"\nnames = [{ text = "B" }]\nage = 3\n', 13, "age", id="unknown-key"
        ),
        pytest.param(
            '[[entity]]\nid = "b"\nschema = "Person"\nnames = [{ text = "B" }]\nsource = ""\n',
            13,
            "source",
            id="entity-with-a-blank-source",
        ),
        pytest.param(
            '[[sector]]\nid = "s"\ncaption = "S"\ncountries = ["ir"]\nsource = " "\n',
            13,
            "source",
            id="sector-with-a-blank-source",
        ),
        pytest.param(
            '[[entity]]\nid = "b"\nschema = "Person"\nnames = [{ text = "B" }]\n'
            '[[entity.statement]]\ndocument = "004"\nbasis = "named"\npassage = [20, 10]\n',
            16,
            "0 <= start < end",
            id="passage-backwards",
        ),
        pytest.param(
            '[[entity]]\nid = "a"\nschema = "Person"\nnames = [{ text = "B" }]\n', 9, "taken", id="same-id-twice"
        ),
        pytest.param(
            '[[sector]]\nid = "s"\ncaption = "S"\ncountries = []\n', 12, "countries", id="sector-without-country"
        ),
        pytest.param(
            '[[sector]]\nid = "s"\ncaption = "S"\ncountries = ["ir"]\nterms = ["—"]\n',
            13,
            "expected a letter or digit",
            id="a-term-of-signs",
        ),
        pytest.param('[[country]]\ncode = "zz"\nnames = ["!"]\n', 11, "expected a letter", id="a-country-of-signs"),
        pytest.param('[[country]]\ncode = "RUS"\nnames = ["Russia"]\n', 10, "code", id="bad-country-code"),
    ],
)
def test_a_bad_entry_is_refused_and_the_others_are_taken(entry, line, reason):
    result = read((HEAD + ENTRY + entry).encode(), "ours.toml")
    assert [entity.id for entity in result.entities] == ["ours:a"]
    (problem,) = result.summary.problems
    assert problem.startswith(f"ours.toml:{line}: ")
    assert reason in problem


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"[list\n", "ours.toml:1: not TOML", id="not-toml"),
        pytest.param(b"\xff\xfe", "byte 0 is not UTF-8", id="not-utf-8"),
        pytest.param(b'[list]\ntitle = "x"\n', "publisher: field required", id="no-publisher"),
        pytest.param(b"", "[list] with publisher and title", id="empty"),
        pytest.param((HEAD + "[[person]]\n").encode(), "'person' is not a part of a list file", id="unknown-table"),
        pytest.param((HEAD + "[entity]\nid = 'a'\n").encode(), "must be written [[entity]]", id="single-table"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_whole(content, reason):
    with pytest.raises(ListFormatError) as refused:
        read(content, "ours.toml")
    assert reason in str(refused.value)
