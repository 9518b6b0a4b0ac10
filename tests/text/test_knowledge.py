"""The tables: what they say of words that anybody can judge."""

import pytest

from watchlist.text.fold import form_key
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
    ("written", "form", "are"),
    [
        pytest.param("Mohammad", "muhammad", True, id="forms"),
        pytest.param("Sergei", "sergey", True, id="transliterations"),
        pytest.param("Siarhei", "sergei", True, id="belarusian"),
        pytest.param("Николай", "mykola", True, id="cyrillic"),
        pytest.param("محمد", "mohammed", True, id="arabic"),
        pytest.param("علي", "ali", True, id="arabic-short"),
        pytest.param("אברהם", "avraham", True, id="hebrew"),
        pytest.param("Sergei", "vladimir", False, id="two-names"),
        pytest.param("Kim", "kang", False, id="short-names-have-no-forms"),
        pytest.param("Sergei", "sergei", False, id="not-its-own-form"),
    ],
)
def test_forms_of_one_name(written, form, are):
    assert (form in knowledge().forms_of(form_key(written), with_short=not written.isascii())) is are


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        pytest.param("nikolaevich", "mykolaiovych", True, id="ukrainian"),
        pytest.param("gennadievich", "henadzevich", True, id="belarusian"),
        pytest.param("ivanovna", "ivanivna", True, id="daughters"),
        pytest.param("nikolaevich", "nikolaevna", False, id="son-and-daughter"),
        pytest.param("vladimirovich", "valentinovich", False, id="other-fathers"),
        pytest.param("shoigu", "shoigu", False, id="no-patronymic"),
    ],
)
def test_patronymics_of_one_father(one, other, is_same):
    assert (not knowledge().fathers(one).isdisjoint(knowledge().fathers(other))) is is_same


@pytest.mark.parametrize("form", [("gmbh",), ("joint", "stock", "company"), ("limited", "liability", "company")])
def test_legal_forms(form):
    assert form in knowledge().forms
