"""What holds for any text: exact spans, and the same mentions whatever was read before and wherever the text is cut."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import LIST
from watchlist import matching
from watchlist.matching import Matcher
from watchlist.model.documents import make_document
from watchlist.screening.refresh import read_lists

LISTED = read_lists([LIST])
MATCHER = matching.compile(LISTED)
PACKED = matching.pack(MATCHER)

# Listed names in several guises, words that part them, and characters that nothing good is known of.
PIECES = st.sampled_from([
    "Sergei Shoigu", "SHOIGU, Sergei", "Shoigu", "S h o i g u", "Sergei Kuzhu-\ngetovich Shoigu", "Шойгу", "Shahed-136",
    "Shahed drones", "Iran's drone industry", "«Герань-2»", "of Iran", "Rosoboronexport", "rosoboron-export", "and",
    "the", "met", "Mr", "al-", "(", ")", "“", "”", ".", ", ", "\n\n", "\t", "136", "-", "’s", "\u200b", "\u00ad",
    "\u0301", "\ud800", "\x00", "ﷺ", "𝕊𝕙𝕠𝕚𝕘𝕦", "शोइगु", "e\u0301" * 9, "A" * 70,
])  # fmt: skip
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=40).map(" ".join)


def mentions(matcher: Matcher, text: str):
    return matcher.find(make_document(text, "any"))


@given(TEXTS)
def test_every_span_is_of_the_text_as_given(text):
    for mention in mentions(MATCHER, text):
        assert text[mention.start : mention.end] == mention.surface
        assert 0.0 <= mention.score <= 100.0


@settings(max_examples=40, deadline=None)
@given(st.lists(TEXTS, min_size=2, max_size=5))
def test_what_was_read_before_changes_nothing(texts):
    one, other = (matching.unpack(memoryview(PACKED), MATCHER.policy) for _ in range(2))
    assert [mentions(one, text) for text in texts] == [mentions(other, text) for text in reversed(texts)][::-1]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 9_000))
def test_where_the_text_is_cut_changes_nothing(before):
    filler = "Nothing much happened here. "
    lead = (filler * (before // len(filler) + 1))[:before].rsplit(" ", 1)[0] + "\n\n"
    end = "Then Sergei Kuzhugetovich Shoigu saw a Shahed-136 from Iran's drone industry."
    text = lead + end
    found = mentions(MATCHER, text)
    alone = mentions(MATCHER, end)
    assert len(alone) >= 3
    assert [(m.start - len(lead), m.surface, m.score) for m in found] == [(m.start, m.surface, m.score) for m in alone]
    assert all(text[mention.start : mention.end] == mention.surface for mention in found)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a" * 1_000_000, id="one-word-of-a-million"),
        pytest.param("Shoigu" * 100_000, id="a-name-again-and-again"),
        pytest.param("\u0301" * 300_000, id="marks-alone"),
        pytest.param("\ud800" * 300_000, id="lone-surrogates"),
        pytest.param("\x00\x07\x1b " * 100_000, id="control-characters"),
        pytest.param("S " * 200_000, id="single-letters"),
        pytest.param("." * 500_000, id="full-stops"),
        pytest.param("习近平" * 100_000, id="no-spaces"),
    ],
)
def test_what_is_no_text_is_read_in_time(text):
    """The suite's own limit of time is what would fail; the sentence behind it is still read."""
    found = mentions(MATCHER, text + "\n\nThen Sergei Kuzhugetovich Shoigu came.")
    assert "Sergei Kuzhugetovich Shoigu" in [mention.surface for mention in found]
