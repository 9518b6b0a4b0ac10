"""One spelling for all guises of a word."""

import pytest

from watchlist.text.fold import consonants, fold, plural, skeleton


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        pytest.param("SHOIGU", "shoigu", id="case"),
        pytest.param("Gérân", "geran", id="accents"),
        pytest.param("Šojgu", "sojgu", id="caron"),
        pytest.param("Шойгу", "shoigu", id="cyrillic"),
        pytest.param("Герань", "geran", id="soft-sign-is-silent"),
        pytest.param("۱۳۶", "136", id="persian-digits"),
        pytest.param("Ｓｈａｈｅｄ", "shahed", id="full-width"),
        pytest.param("Sho\u00adigu", "shoigu", id="soft-hyphen"),
        pytest.param("Sho\u200bigu", "shoigu", id="zero-width-space"),
        pytest.param("—", "", id="nothing-to-compare"),
    ],
)
def test_guises_fall_together(written, folded):
    assert fold(written) == folded


@pytest.mark.parametrize(
    ("one", "other"),
    [("shoigu", "schoigou"), ("hezbollah", "hizbullah"), ("qasem", "ghassem"), ("gharaei", "qaraei")],
)
def test_transliterations_share_a_skeleton(one, other):
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(("one", "other"), [("shoigu", "sobyanin"), ("iran", "iraq"), ("putyn", "potanin")])
def test_other_names_do_not(one, other):
    assert skeleton(one) != skeleton(other)


@pytest.mark.parametrize(
    ("latin", "written"),
    [("yusuf", "يوسف"), ("khalid", "خالد"), ("tikriti", "تكريتي"), ("avraham", "אברהם")],
)
def test_scripts_without_vowels_keep_the_consonants(latin, written):
    assert consonants(latin) == consonants(fold(written))


def test_other_consonants_differ():
    assert consonants("shahvar") != consonants(fold("شاهر"))


@pytest.mark.parametrize(
    ("noun", "several"), [("drone", "drones"), ("industry", "industries"), ("display", "displays"), ("wish", "wishes")]
)
def test_plural(noun, several):
    assert plural(noun) == several
