"""Words and sentences, and where they stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchlist.text.tokens import Sentences, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Shahed-136", ["Shahed", "136"], id="hyphen"),
        pytest.param("Shahed136", ["Shahed", "136"], id="letters-and-digits-part"),
        pytest.param("«Герань-2»", ["Герань", "2"], id="quotes"),
        pytest.param("Russia's", ["Russia", "s"], id="possessive"),
        pytest.param("Sho\u200bigu", ["Sho\u200bigu"], id="zero-width-space-inside"),
        pytest.param("e\u0301te\u0301", ["e\u0301te\u0301"], id="combining-accents"),
        pytest.param("नरेन्द्र", ["नरेन्द्र"], id="devanagari-marks-belong"),
        pytest.param("a_b", ["a", "b"], id="underscore-is-no-letter"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_words(text, expected):
    assert [word.text for word in words(text)] == expected


@given(st.text())
def test_a_word_is_the_text_at_its_place(text):
    for word in words(text):
        assert text[word.start : word.end] == word.text
        assert word.text


SENTENCES = "Gen. S. K. Shoigu met Ashtiani. They spoke. “It is so.” Then he left"


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("Shoigu", "Gen. S. K. Shoigu met Ashtiani."),
        ("spoke", "They spoke."),
        ("It", "“It is so.”"),
        ("left", "Then he left"),
    ],
)
def test_the_sentence_around_a_word(word, sentence):
    at = SENTENCES.index(word)
    start, end = Sentences(SENTENCES).around(at, at + len(word))
    assert SENTENCES[start:end] == sentence


@given(st.text(), st.data())
def test_a_sentence_holds_its_span(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    first, last = Sentences(text).around(start, end)
    assert 0 <= first <= start
    assert end <= last <= len(text)
