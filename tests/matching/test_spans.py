"""Spans: free, taken, covered; held against comparing all with all."""

from hypothesis import given
from hypothesis import strategies as st

from watchlist.matching.spans import Covered, Taken

SPAN = st.tuples(st.integers(0, 30), st.integers(1, 8)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@given(st.lists(SPAN))
def test_what_is_taken_does_not_overlap(spans):
    taken, kept = Taken(), []
    for start, end in spans:
        is_free = all(end <= k[0] or k[1] <= start for k in kept)
        assert taken.take("group", start, end) is is_free
        if is_free:
            kept.append((start, end))


def test_groups_do_not_know_each_other():
    taken = Taken()
    assert taken.take("a", 0, 5)
    assert taken.take("b", 0, 5)


@given(st.lists(SPAN), SPAN)
def test_covered(spans, span):
    assert Covered(spans).holds(*span) is any(s <= span[0] and span[1] <= e for s, e in spans)
