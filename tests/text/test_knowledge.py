"""The tables: what they say of words that anybody can judge."""

import pytest

from watchlist.text.knowledge import knowledge


@pytest.mark.parametrize(
    ("more", "less"),
    [
        pytest.param("djotodia", "putin", id="a-rare-and-a-well-known-name"),
        pytest.param("putin", "vladimir", id="family-and-given-name"),
        pytest.param("shoigu", "bank", id="a-name-and-a-common-word"),
        pytest.param("hassan", "al", id="a-name-and-a-particle"),
        pytest.param("mohammad", "kim"[:1], id="a-name-and-a-letter"),
    ],
)
def test_a_rarer_word_says_more(more, less):
    assert knowledge().information(more) > knowledge().information(less)


@pytest.mark.parametrize("word", ["and", "aber", "the", "people"])
def test_everyday_words_are_common(word):
    assert knowledge().zipf(word) > 5.0


@pytest.mark.parametrize(
    ("one", "other", "are"),
    [
        pytest.param("mohammad", "muhammad", True, id="forms"),
        pytest.param("sergei", "sergey", True, id="transliterations"),
        pytest.param("sergei", "vladimir", False, id="two-names"),
        pytest.param("kim", "kang", False, id="short-names-have-no-forms"),
    ],
)
def test_forms_of_one_name(one, other, are):
    assert knowledge().are_forms(one, other) is are


@pytest.mark.parametrize("form", [("gmbh",), ("joint", "stock", "company"), ("limited", "liability", "company")])
def test_legal_forms(form):
    assert form in knowledge().forms
