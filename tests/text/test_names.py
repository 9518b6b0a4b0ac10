"""The shape of names."""

import pytest

from watchlist.text.names import name_words, spellings


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("PUTIN, Vladimir Vladimirovich", ("putin", "vladimir", "vladimirovich")),
        ("Fath-360", ("fath", "360")),
        ("«»", ()),
    ],
)
def test_words_of_a_name(name, words):
    assert name_words(name) == words


@pytest.mark.parametrize(
    ("name", "several"),
    [
        pytest.param(
            "Mohammad-Reza Ashtiani",
            (("mohammad", "reza", "ashtiani"), ("mohammadreza", "ashtiani")),
            id="hyphened-given-name-also-as-one",
        ),
        pytest.param("Shahed-136", (("shahed", "136"),), id="but-not-with-digits"),
        pytest.param("Sergei Shoigu", (("sergei", "shoigu"),), id="no-hyphen"),
    ],
)
def test_spellings(name, several):
    assert spellings(name) == several
