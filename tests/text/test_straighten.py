"""Straightening moves no character, and puts words and letters back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchlist.text.fold import fold
from watchlist.text.straighten import straighten


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        pytest.param("Sho-\nigu", "shoigu", id="hyphenated-at-the-line-end"),
        pytest.param("Sho-\r\nigu", "shoigu", id="with-carriage-return"),
        pytest.param("S h o i g u", "shoigu", id="spaced-out"),
        pytest.param("Shоіgu", "shoigu", id="cyrillic-letters-in-a-latin-word"),
        pytest.param("Sho1gu", "sholgu", id="a-digit-between-letters"),
        pytest.param("Ant0n", "anton", id="a-zero-between-letters"),
        pytest.param("Шойгу", "shoigu", id="a-cyrillic-word-stays"),
    ],
)
def test_what_is_put_back(text, folded):
    assert fold(straighten(text)) == folded


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Shahed-136", id="a-designator"),
        pytest.param("A B C", id="three-letters"),
        pytest.param("in 2023 and 1991", id="years"),
        pytest.param("Mohammad-Reza", id="a-hyphened-name"),
        pytest.param("plain text", id="plain"),
    ],
)
def test_what_stays(text):
    assert straighten(text) == text


@given(st.text(alphabet="ab0 1-\nаеO\u00ad\u200b\r.'", max_size=60))
def test_no_character_moves(text):
    assert len(straighten(text)) == len(text)
