"""Measuring on labels: found, missed, mistaken, and labels that do not fit."""

import pytest

from watchlist.errors import DocumentError
from watchlist.screening.measure import measure

HEAD = "document,start,end,surface,entity,label,note\n"
TEXT = "Sergei Shoigu met Ali Karimi. A Shahed-136 fell; Shaheed airport stayed open."


@pytest.fixture
def labelled(tmp_path):
    def write(*rows):
        (tmp_path / "a.txt").write_text(TEXT)
        (tmp_path / "labels.csv").write_text(HEAD + "\n".join(rows) + "\n")
        return tmp_path / "labels.csv"

    return write


SHOIGU = "a.txt,0,13,Sergei Shoigu,documents:shoigu,listed,"
SHAHED = "a.txt,32,42,Shahed-136,documents:shahed-136,listed,"
KARIMI = "a.txt,18,28,Ali Karimi,,lookalike,"


def test_all_found(matcher, labelled):
    measured = measure(matcher, labelled(SHOIGU, SHAHED, KARIMI), 1000)
    assert (measured.listed, measured.recall, measured.lookalikes, measured.false_hits) == (2, 1.0, 1, 0)


def test_what_is_missed_mistaken_or_unlabelled_is_named(matcher, labelled):
    missing = "a.txt,18,28,Ali Karimi,documents:putin,listed,"
    mistaken = "a.txt,32,42,Shahed-136,documents:shahed-136,lookalike,"
    measured = measure(matcher, labelled(missing, mistaken), 1000)
    assert [label.surface for label in measured.missed] == ["Ali Karimi"]
    assert [label.surface for label in measured.mistaken] == ["Shahed-136"]
    assert measured.unlabelled == ["a.txt:0-13 'Sergei Shoigu' taken for documents:shoigu"]
    assert (measured.recall, measured.false_hits) == (0.0, 2)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        pytest.param(
            "a.txt,1,13,Sergei Shoigu,x,listed,", "expected 'Sergei Shoigu' at 1, found 'ergei Shoigu'", id="offset"
        ),
        pytest.param("a.txt,x,13,Sergei Shoigu,x,listed,", ":2: start and end must be whole numbers", id="no-number"),
        pytest.param("a.txt,0,13,Sergei Shoigu,x,maybe,", "label must be one of listed, lookalike", id="unknown-label"),
        pytest.param("b.txt,0,13,Sergei Shoigu,x,listed,", "there is no such file", id="no-document"),
    ],
)
def test_labels_that_do_not_fit_are_named(matcher, labelled, row, reason):
    with pytest.raises(DocumentError, match=reason):
        measure(matcher, labelled(row), 1000)
