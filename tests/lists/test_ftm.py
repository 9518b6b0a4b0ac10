"""FollowTheMoney JSON lines."""

import gzip
import json

import pytest

from watchlist.errors import ListFormatError
from watchlist.lists import source
from watchlist.model.entities import NameKind, Schema, Strength

PERSON = {
    "id": "Q1", "schema": "Person", "datasets": ["eu"],
    "properties": {
        "name": ["Viktor Fedorovych YANUKOVYCH", "Віктор Янукович"], "alias": ["Viktor Janukowytsch"],
        "weakAlias": ["The Owner"], "nationality": ["UA"], "program": ["UKR"],
    },
}  # fmt: skip


def read(tmp_path, *lines):
    file = tmp_path / "list.json"
    file.write_text("".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines))
    return source.read(file)


def test_an_entity_with_its_names(tmp_path):
    (entity,) = read(tmp_path, PERSON).entities
    assert (entity.id, entity.schema, entity.countries) == ("eu:Q1", Schema.PERSON, ("ua",))
    assert [(name.text, name.kind, name.strength) for name in entity.names] == [
        ("Viktor Fedorovych YANUKOVYCH", NameKind.PRIMARY, Strength.STRONG),
        ("Віктор Янукович", NameKind.VARIANT, Strength.STRONG),
        ("Viktor Janukowytsch", NameKind.ALIAS, Strength.STRONG),
        ("The Owner", NameKind.ALIAS, Strength.WEAK),
    ]
    assert [(listing.publisher, listing.programme) for listing in entity.listings] == [("eu", "UKR")]


def test_what_is_no_party_is_left_out(tmp_path):
    (entity,) = read(tmp_path, PERSON | {"schema": "Address", "id": "Q2"}, PERSON).entities
    assert entity.id == "eu:Q1"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        pytest.param("{nonsense", "not JSON", id="not-json"),
        pytest.param({"schema": "Person", "properties": {}}, "there is no 'id'", id="no-id"),
        pytest.param(PERSON | {"id": "Q2", "properties": {}}, "has no name", id="no-name"),
        pytest.param(PERSON | {"id": "Q2", "properties": {"name": ["A", 5]}}, "name: expected a list", id="a-number"),
        pytest.param(PERSON | {"id": "Q2", "datasets": "ofac"}, "datasets: expected a list", id="a-bare-string"),
        pytest.param(PERSON | {"id": "Q2", "properties": [1]}, "properties: expected an object", id="no-object"),
        pytest.param(PERSON, "is taken by an earlier line", id="an-id-twice"),
    ],
)
def test_a_bad_line_is_named_and_the_others_are_read(tmp_path, line, reason):
    result = read(tmp_path, PERSON, line)
    assert len(result.entities) == 1
    (problem,) = result.summary.problems
    assert ":2: " in problem
    assert reason in problem


def test_a_broken_gzip_file_is_refused_whole(tmp_path):
    file = tmp_path / "list.json.gz"
    file.write_bytes(gzip.compress(json.dumps(PERSON).encode())[:-9])
    with pytest.raises(ListFormatError, match="not a whole gzip file"):
        source.read(file)


OTHER = {"id": "Q3", "schema": "Company", "datasets": ["eu"], "properties": {"name": ["Northwind Trading"]}}
THIRD = OTHER | {"id": "Q4"}
RENAMED = PERSON | {"properties": {"name": ["Viktor Yanukovich"]}}


@pytest.mark.parametrize(
    ("changes", "names", "told"),
    [
        pytest.param([("ADD", OTHER)], ["Viktor Fedorovych YANUKOVYCH", "Northwind Trading"], [], id="add"),
        pytest.param([("MOD", RENAMED)], ["Viktor Yanukovich"], [], id="change"),
        pytest.param([("DEL", {"id": "Q1"})], [], [], id="remove"),
        pytest.param(
            [("DEL", {"id": "Q1"}), ("ADD", PERSON)], ["Viktor Fedorovych YANUKOVYCH"], [], id="there-and-back",
        ),
        pytest.param(
            [("MOD", RENAMED | {"schema": "Address"})], [], [], id="becomes-something-that-is-no-party"
        ),
        pytest.param(
            [("MOD", PERSON | {"properties": {}})],
            ["Viktor Fedorovych YANUKOVYCH"], [":3: entity 'Q1' has no name"], id="unreadable-change-leaves-it",
        ),
        pytest.param(
            [("MOD", OTHER), ("DEL", {"id": "Q9"})],
            ["Viktor Fedorovych YANUKOVYCH", "Northwind Trading"], ["2 changes are to entities that it does not have"],
            id="of-another-list",
        ),
        pytest.param(
            [("PUT", OTHER)], ["Viktor Fedorovych YANUKOVYCH"], [":3: op: expected one of ADD, MOD, DEL, found 'PUT'"],
            id="unknown-operation",
        ),
        pytest.param([("DEL", {})], ["Viktor Fedorovych YANUKOVYCH"], [":3: there is no 'id'"], id="nobody"),
    ],
)  # fmt: skip
def test_a_delta_changes_the_lines_above_it(tmp_path, changes, names, told):
    result = read(tmp_path, THIRD, PERSON, *({"op": operation, "entity": entity} for operation, entity in changes))
    assert [entity.names[0].text for entity in result.entities[1:]] == names
    assert len(result.summary.problems) == len(told)
    assert all(part in problem for part, problem in zip(told, result.summary.problems, strict=True))


def test_a_delta_beside_its_list_is_applied(tmp_path):
    (tmp_path / "entities.ftm.json").write_text(json.dumps(PERSON))
    (tmp_path / "entities.delta.json").write_text(json.dumps({"op": "ADD", "entity": OTHER}))
    assert [entity.id for entity in source.read(tmp_path).entities] == ["eu:Q1", "eu:Q3"]
