"""Passages in pieces and words letter by letter: nothing is lost, and what is marked is what was found."""

import pytest

from watchlist.api.page.charts import bars
from watchlist.api.page.passages import Piece, compare_words, passages

TEXT = (
    "Before. " * 40 + "The Russian Sergej Shoigu came, born in 1920. " + "After. " * 200 + "Shoigu left." + " End." * 50
)
FIRST, SECOND = TEXT.index("Sergej Shoigu"), TEXT.index("Shoigu left")


def hit(mentions, evidence=()):
    return {
        "mentions": [{"start": start, "end": end, "name": "SHOIGU", "score": 90.0} for start, end in mentions],
        "evidence": [{"start": s, "end": e, "kind": "country", "text": TEXT[s:e], "points": p} for s, e, p in evidence],
        "context": {"start": FIRST - 12, "end": FIRST + 18, "text": TEXT[FIRST - 12 : FIRST + 18]},
    }


def test_each_mention_has_its_window_and_near_ones_share_one():
    born = TEXT.index("born")
    found = passages(hit([(FIRST, FIRST + 13), (SECOND, SECOND + 6)], [(born, born + 12, -20.0)]), TEXT)
    assert len(found) == 2
    assert [(piece.text, piece.kind) for piece in found[0] if piece.kind] == [
        ("Sergej Shoigu", "mention"), ("born in 1920", "against"),
    ]  # fmt: skip
    for window in found:
        assert "".join(piece.text for piece in window) in TEXT


def test_of_a_text_that_is_gone_the_sentence_is_shown():
    (window,) = passages(hit([(FIRST, FIRST + 13), (SECOND, SECOND + 6)]), None)
    assert "".join(piece.text for piece in window) == TEXT[FIRST - 12 : FIRST + 18]
    assert Piece("Sergej Shoigu", "mention", "SHOIGU, 90 points") in window


def test_marks_that_cover_each_other():
    found = passages(hit([(FIRST, FIRST + 13)], [(FIRST + 7, FIRST + 20, 5.0)]), TEXT)
    marked = [(piece.text, piece.kind) for piece in found[0] if piece.kind]
    assert marked[0] == ("Sergej ", "mention")
    assert marked[-1] == (TEXT[FIRST + 13 : FIRST + 20], "for")


@pytest.mark.parametrize(
    ("listed", "written", "first", "second"),
    [
        ("shoigu", "Shoygu", "sho[i]gu", "sho[y]gu"),
        ("shoigu", "Шойгу", "shoigu", "sho[y]gu"),
        ("putin", "Putin", "putin", "putin"),
        ("kuzhugetovich", None, "[kuzhugetovich]", ""),
    ],
)
def test_letters_that_differ_are_marked(listed, written, first, second):
    (word,) = compare_words([[listed, written, 80.0]])

    def told(pieces):
        return "".join(f"[{piece.text}]" if piece.kind else piece.text for piece in pieces)

    assert told(word.listed) == first
    assert word.original == written
    if written != "Шойгу":
        assert told(word.written) == second


def test_bars_fill_the_height_and_none_does_not_divide():
    chart = bars(["a", "b"], {"x": [1, 0], "y": [1, 1]})
    assert [(bar.x, bar.y, bar.height) for bar in chart.bars] == [(0, 45.0, 45.0), (0, 0.0, 45.0), (30, 45.0, 45.0)]
    assert bars(["a"], {"x": [0]}).bars == []
    assert bars([], {}).most == 0
