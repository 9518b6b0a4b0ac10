"""Passages with every mention of a sector, weapon system and unit marked: all are found, and nothing else."""

import re

import pytest

from tests.conftest import PROJECT
from watchlist import matching
from watchlist.config import SHIPPED_LISTS
from watchlist.model.documents import make_document
from watchlist.screening.refresh import read_lists

PASSAGES = PROJECT / "tests" / "data" / "passages"
FILES = ["seen.txt", "unseen.txt", "second-seen.txt", "second-unseen.txt", "third-seen.txt", "third-unseen.txt"]
MARK = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")


def passages(name):
    for number, line in enumerate((PASSAGES / name).read_text("utf-8").splitlines(), 1):
        if line and not line.startswith("#"):
            # Words that stand for something else here, which nothing beside them tells, and one mention too far off.
            known = [pytest.mark.xfail(strict=True, reason="known miss or false alarm")] if line[0] == "!" else []
            style, _, marked = line.removeprefix("!").partition(": ")
            yield pytest.param(marked, id=f"{name}-{number}-{style}", marks=known)


def unmark(marked):
    """The text, and the marked spans with their entities."""
    text, marks, last = "", [], 0
    for mark in MARK.finditer(marked):
        text += marked[last : mark.start()]
        marks.append((len(text), len(text) + len(mark[1]), mark[2]))
        text += mark[1]
        last = mark.end()
    return text + marked[last:], marks


@pytest.fixture(scope="module")
def matcher():
    return matching.compile(read_lists([PROJECT / "config" / name for name in SHIPPED_LISTS]))


@pytest.mark.parametrize("marked", [one for name in FILES for one in passages(name)])
def test_what_is_marked_is_found_and_nothing_else(matcher, marked):
    text, marks = unmark(marked)
    hits = [hit for hit in matching.screen(matcher, make_document(text, "x")) if matcher.policy.is_alert(hit)]
    found = {(m.start, m.end, hit.entity.id) for hit in hits for m in hit.mentions}
    explained = {
        mention: mark
        for mention in found
        for mark in marks
        if mention[2] == mark[2] and mention[0] < mark[1] and mark[0] < mention[1]
    }
    assert set(marks) == set(explained.values())
    assert found == set(explained)
