"""Names that a list of ours adds to another list's entities, or asks to leave alone: at the next refresh."""

import json
import re

import pytest

from watchlist import matching
from watchlist.matching import Policy
from watchlist.model.documents import make_document
from watchlist.screening.current import CurrentMatcher
from watchlist.screening.refresh import of_files, read_lists, refresh

PERSON = {
    "id": "s1",
    "schema": "Person",
    "datasets": ["theirs"],
    "properties": {"name": ["Zoran Velimirovic"], "alias": ["PRINCE ROZANEK"]},
}
HEAD = '[list]\npublisher = "mine"\ntitle = "Ours"\n'
ENTRY = '[[adjust]]\nentity = "{entity}"\nreason = "as the bank has it"\n{rest}\n'


@pytest.fixture
def files(tmp_path):
    theirs, ours = tmp_path / "theirs.json", tmp_path / "ours.toml"
    theirs.write_text(json.dumps(PERSON) + "\n")
    ours.write_text(HEAD)
    return theirs, ours


def adjust(files, rest, entity="theirs:s1"):
    files[1].write_text(HEAD + ENTRY.format(entity=entity, rest=rest))


def surfaces(matcher, text="Prince Rozanek met Vesna Holm and Zoran Velimirovic."):
    hits = matching.screen(matcher, make_document(text, "x"))
    return sorted(mention.surface for hit in hits for mention in hit.mentions)


@pytest.mark.parametrize(
    ("rest", "found"),
    [
        pytest.param("", ["Prince Rozanek", "Zoran Velimirovic"], id="as-they-list-it"),
        pytest.param('ignore = ["prince rozanek"]', ["Zoran Velimirovic"], id="ignored-whatever-the-case"),
        pytest.param(
            'ignore = ["PRINCE ROZANEK"]\nadd = ["Vesna Holm"]',
            ["Vesna Holm", "Zoran Velimirovic"],
            id="one-ignored-and-one-added",
        ),
        pytest.param(
            'add = [{ text = "Vesna Holm", kind = "former" }]',
            ["Prince Rozanek", "Vesna Holm", "Zoran Velimirovic"],
            id="added-with-its-kind",
        ),
    ],
)
def test_names_are_added_and_ignored(files, rest, found):
    if rest:
        adjust(files, rest)
    assert surfaces(matching.compile(read_lists(files))) == found


def test_it_comes_into_force_without_a_restart(files, database, clock):
    time = [0.0]
    current = CurrentMatcher(database, Policy(), lambda: time[0])
    refresh(database, of_files(files), clock)
    assert "Prince Rozanek" in surfaces(current.get())
    adjust(files, 'ignore = ["PRINCE ROZANEK"]')
    assert refresh(database, of_files(files), clock).is_new
    time[0] = 2.0
    assert "Prince Rozanek" not in surfaces(current.get())


def test_an_ignored_name_is_shown_as_not_looked_for(files):
    adjust(files, 'ignore = ["PRINCE ROZANEK"]')
    matcher = matching.compile(read_lists(files))
    assert [(skip.name, skip.reason) for skip in matcher.skipped] == [
        ("PRINCE ROZANEK", "ignored, as a list of ours asks")
    ]
    assert [name.strength.value for name in matcher.items["theirs:s1"].names] == ["strong", "ignored"]


@pytest.mark.parametrize(
    ("rest", "entity", "line"),
    [
        pytest.param('ignore = ["NOBODY"]', "theirs:s1", "theirs:s1 has no name 'NOBODY' to ignore", id="no-such-name"),
        pytest.param('add = ["Somebody Else"]', "theirs:gone", "there is no 'theirs:gone' on the lists", id="delisted"),
    ],
)
def test_what_fits_nothing_is_named_and_stops_nothing(files, database, clock, rest, entity, line):
    adjust(files, rest, entity)
    result = refresh(database, of_files(files), clock)
    (problem,) = result.problems
    assert line in problem
    assert result.is_new
    assert refresh(database, of_files(files), clock).is_new is False


@pytest.mark.parametrize(
    ("rest", "entity", "reason"),
    [
        pytest.param("", "s1", "expected a full id, publisher:reference", id="no-publisher"),
        pytest.param('ignore = [""]', "theirs:s1", "ignore.0: string should have at least 1 character", id="blank"),
        pytest.param('names = ["X"]', "theirs:s1", "names: extra inputs are not permitted", id="unknown-key"),
        pytest.param('add = [{ text = "X", strength = "ignored" }]', "theirs:s1", "strength", id="added-and-ignored"),
    ],
)
def test_a_slip_of_the_pen_is_refused(files, database, clock, rest, entity, reason):
    refresh(database, of_files(files), clock)
    adjust(files, rest, entity)
    (refused,) = refresh(database, of_files(files), clock).refused.values()
    assert re.search(f"ours.toml:[0-9]+: adjust.*{reason}", refused)
