"""Lists are put in force whole, or not at all."""

import pytest
import sqlalchemy as sa

from tests.conftest import LIST
from watchlist.errors import ListFormatError
from watchlist.screening.refresh import Limits, of_files, read_lists, refresh
from watchlist.store import watchlists
from watchlist.store.tables import watchlist_versions

BAD_ENTRY = '\n[[entity]]\nid = "bad"\nschema = "Person"\nnames = []\n'


@pytest.fixture
def file(tmp_path):
    copy = tmp_path / "list.toml"
    copy.write_bytes(LIST.read_bytes())
    return copy


def test_a_list_comes_into_force_once(database, file, clock):
    assert refresh(database, of_files([file]), clock).is_new
    assert not refresh(database, of_files([file]), clock).is_new
    assert watchlists.in_force(database).number == 1


def test_a_changed_list_comes_into_force(database, file, clock):
    refresh(database, of_files([file]), clock)
    file.write_text(file.read_text() + '\n[[entity]]\nid = "new"\nschema = "Person"\nnames = [{ text = "New Name" }]\n')
    assert refresh(database, of_files([file]), clock).is_new
    assert "documents:new" in {entity.id for entity in watchlists.load(database, 2).entities}


def test_at_the_first_start_a_bad_entry_is_named_and_the_others_are_in_force(database, file, clock):
    file.write_text(file.read_text() + BAD_ENTRY)
    result = refresh(database, of_files([file]), clock)
    assert result.is_new
    (problem,) = result.problems
    assert "entity 'bad'" in problem


def test_later_a_bad_entry_takes_nobody_off_the_watchlist(database, file, clock):
    refresh(database, of_files([file]), clock)
    file.write_text(file.read_text().replace('schema = "Person"', 'schema = "Persn"', 1))
    result = refresh(database, of_files([file]), clock)
    assert "the watchlist in force stays" in result.refused["list"]
    assert watchlists.in_force(database).number == 1


def test_a_publishers_list_with_an_unreadable_row_is_taken_and_says_so(database, tmp_path, clock):
    file = tmp_path / "list.json"
    line = '{{"id": "x:{0}", "schema": "Person", "datasets": ["x"], "properties": {{"name": ["Somebody {0}"]}}}}\n'
    file.write_text(line.format(1))
    refresh(database, of_files([file]), clock)
    file.write_text(line.format(1) + "nonsense\n" + line.format(3))
    result = refresh(database, of_files([file]), clock)
    assert (result.is_new, result.entities, len(result.problems)) == (True, 2, 1)


LINE = (
    '{{"id": "x:{0}", "schema": "Person", "datasets": ["x"], "properties": {{"name": ["Some {0}"], "alias": [{1}]}}}}'
)


def people(count, aliases=""):
    return "\n".join(LINE.format(number, aliases) for number in range(count))


@pytest.mark.parametrize(
    ("before", "after", "max_shrink", "what"),
    [
        pytest.param(people(10), people(8), 0.2, None, id="a-fifth-less"),
        pytest.param(people(10), people(7), 0.2, "7 entities, and had 10", id="more-than-a-fifth-less"),
        pytest.param(people(10), people(1), 1.0, None, id="any-loss-allowed"),
        pytest.param(people(10, '"Vel"'), people(10), 0.2, "10 names, and had 20", id="the-aliases-are-gone"),
        pytest.param(people(1), people(9), 0.0, None, id="it-grew"),
    ],
)
def test_a_publishers_list_that_shrank_is_refused(database, tmp_path, clock, before, after, max_shrink, what):
    file = tmp_path / "list.json"
    file.write_text(before)
    refresh(database, of_files([file]), clock, Limits(max_shrink))
    file.write_text(after)
    if what is None:
        assert refresh(database, of_files([file]), clock, Limits(max_shrink)).is_new
    else:
        assert what in refresh(database, of_files([file]), clock, Limits(max_shrink)).refused["list"]
        assert watchlists.in_force(database).number == 1
        assert refresh(database, of_files([file]), clock, Limits(max_shrink, frozenset({"list"}))).is_new


def test_a_list_of_ours_may_shrink(database, file, clock):
    refresh(database, of_files([file]), clock)
    file.write_text(file.read_text().partition("[[entity]]")[0])
    assert refresh(database, of_files([file]), clock).is_new


@pytest.mark.parametrize(
    ("content", "reason"),
    [pytest.param(None, "cannot be read", id="gone"), pytest.param(b"[list", "TOML", id="broken")],
)
def test_a_list_that_cannot_be_read_leaves_the_one_in_force(database, file, clock, content, reason):
    refresh(database, of_files([file]), clock)
    file.unlink() if content is None else file.write_bytes(content)
    assert reason in refresh(database, of_files([file]), clock).refused["list"]
    assert watchlists.in_force(database).number == 1


def test_a_damaged_row_is_written_anew(database, file, clock):
    refresh(database, of_files([file]), clock)
    with database.write() as connection:
        connection.execute(sa.update(watchlist_versions).values(packed=b"damaged"))
    assert refresh(database, of_files([file]), clock).is_new


def test_the_version_is_a_hash_of_the_bytes(file, tmp_path):
    (tmp_path / "copy.toml").write_bytes(file.read_bytes())
    assert read_lists([file]).version == read_lists([tmp_path / "copy.toml"]).version
    file.write_text(file.read_text() + "\n# a remark\n")
    assert read_lists([file]).version != read_lists([tmp_path / "copy.toml"]).version


def test_one_id_in_two_lists_is_refused(file, tmp_path):
    (tmp_path / "copy.toml").write_bytes(file.read_bytes())
    with pytest.raises(ListFormatError, match="stands in two lists"):
        read_lists([file, tmp_path / "copy.toml"])
