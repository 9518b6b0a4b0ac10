"""What a version of a list changed: counted on real lists, and field by field."""

import json
import shutil

import pytest

from watchlist.errors import ListFormatError
from watchlist.lists import ofac, source
from watchlist.model.entities import Entity, Listing, ListSummary, Name, NameKind, ReadList, Strength
from watchlist.model.identifiers import Identifier
from watchlist.screening.history import compare
from watchlist.screening.refresh import AskedList, refresh
from watchlist.store import lists
from watchlist.store.lists import ChangeFilter

ROW = '{0},"{1}","individual","{2}",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"{3}"\r\n'


def part(*entities, missing=()):
    return ReadList(ListSummary("x", "X", "0", len(entities), 0, missing=missing), entities)


BEFORE = Entity("x:1", names=(Name("Some Body"), Name("Other", NameKind.ALIAS)), births=("1960",), countries=("ir",))
CASES = {
    "same": (BEFORE, BEFORE, None, None),
    "renamed": (
        BEFORE,
        Entity("x:1", names=(Name("Some Bodie"), Name("Other", NameKind.ALIAS)), births=("1960",), countries=("ir",)),
        "renamed",
        {
            "caption": {"was": "Some Body", "is": "Some Bodie"},
            "names": {"removed": ["Some Body (primary, strong)"], "added": ["Some Bodie (primary, strong)"]},
        },
    ),
    "a-weaker-name": (
        BEFORE,
        Entity(
            "x:1", names=(Name("Some Body"), Name("Other", NameKind.ALIAS, Strength.WEAK)), births=("1960",),
            countries=("ir",),
        ),
        "changed",
        {"names": {"removed": ["Other (alias, strong)"], "added": ["Other (alias, weak)"]}},
    ),
    "what-is-known": (
        BEFORE,
        Entity(
            "x:1", countries=("ir", "ru"), names=BEFORE.names, births=("1961",),
            identifiers=(Identifier("passport", "A1"),), listings=(Listing("x", "1", "SDGT"),),
        ),
        "changed",
        {
            "countries": {"removed": [], "added": ["ru"]},
            "listings": {"removed": [], "added": ["x 1 SDGT"]},
            "births": {"removed": ["1960"], "added": ["1961"]},
            "identifiers": {"removed": [], "added": ["passport A1"]},
        },
    ),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after", "change", "fields"), CASES.values(), ids=CASES)
def test_changes_are_told_field_by_field(before, after, change, fields):
    found = compare(part(before), part(after))
    assert [(one.change, one.fields) for one in found] == ([] if change is None else [(change, fields)])


def test_who_comes_and_goes_is_told_with_its_names():
    new = Entity("x:2", names=(Name("New One"),))
    assert [(one.change, one.entity_id, one.caption) for one in compare(part(BEFORE), part(new))] == [
        ("removed", "x:1", "Some Body"),
        ("added", "x:2", "New One"),
    ]


def test_what_a_missing_file_held_is_not_told_as_removed():
    after = Entity("x:1", names=(Name("Some Body"),), births=("1960",), countries=("ir",))
    assert compare(part(BEFORE), part(after, missing=("alt.csv",))) == []


def test_a_change_in_what_we_do_not_take_is_a_change():
    before, after = (
        ofac.read(ROW.format(1, "SOME, Body", "SDGT", remark).encode(), ofac.Parts(), "sdn.csv")
        for remark in ("x", "y")
    )
    assert [(one.change, one.fields) for one in compare(before, after)] == [("changed", {"other columns": {}})]


@pytest.mark.data
def test_nine_lists_of_ofac_one_after_another_change_what_was_counted(sqlite, real_lists, tmp_path, clock):
    """Also with a failed download of nothing between two of them."""
    database, history, place = sqlite, real_lists / "ofac" / "sdn_history", tmp_path / "copy"
    place.mkdir()
    asked = [AskedList("ofac_sdn", place, is_fetched=True)]
    counted = json.loads((history / "diffs.json").read_text())
    snapshots = [counted[0]["frm"], *(step["to"] for step in counted)]
    for snapshot in snapshots:
        shutil.copyfile(history / snapshot, place / "sdn.csv.gz")
        result = refresh(database, asked, clock, look_at={"ofac_sdn"})
        assert result.is_new
        if "2024-05-03" in snapshot:
            (place / "sdn.csv.gz").write_bytes(b"")
            nothing = refresh(database, asked, clock, look_at={"ofac_sdn"})
            assert (nothing.is_new, nothing.version) == (False, result.version)
            assert "empty" in nothing.refused["ofac_sdn"]
    with database.read() as connection:
        versions = lists.versions(connection, "ofac_sdn", None, 100)[::-1]
        state = lists.states(connection)["ofac_sdn"]
        renamed = lists.changes(connection, ChangeFilter(change="renamed"), 0, 1000)
    assert [(v["added"], v["removed"], v["changed"], v["renamed"]) for v in versions[1:]] == [
        (step["added"], step["removed"], step["changed"], step["name_changed"]) for step in counted
    ]
    assert state["failures"] == 1
    assert len(renamed) == sum(step["name_changed"] for step in counted)
    with pytest.raises(ListFormatError):
        source.read(real_lists / "broken" / "sdn_2024-05-04_zero_bytes.csv")
