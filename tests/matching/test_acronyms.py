"""An acronym that the text spells out as something else is not the listed one."""

import pytest

from watchlist import matching
from watchlist.matching.acronyms import meanings
from watchlist.model.documents import make_document
from watchlist.model.entities import Entity, Name, NameKind, Schema, Watchlist


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("the National Police Agency (NPA) said", ["National Police Agency"], id="spelt-out"),
        pytest.param("the New People's Army (NPA) said", ["New People's Army"], id="apostrophe"),
        pytest.param("the Ministry of Defence and Support (MDS)", ["Ministry of Defence and Support"], id="particles"),
        pytest.param("a study (NPA) said", [], id="other-words"),
        pytest.param("the Kurdistan Workers Party (PKK) said", [], id="of-another-language"),
        pytest.param("the NPA said", [], id="not-told"),
        pytest.param("National Police Agency\n(NPA, Taipei)", ["National Police Agency"], id="with-more-behind"),
        pytest.param("(NPA) " * 999, [], id="told-again-and-again"),
    ],
)
def test_what_an_acronym_stands_for(text, told):
    assert list(meanings(text, "NPA" if "NPA" in text else text.split("(")[1].split(")")[0])) == told


ARMY = Entity(
    "x:npa",
    schema=Schema.ORGANIZATION,
    names=(Name("New People's Army of the Philippines"), Name("NPA", NameKind.ALIAS)),
)


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        pytest.param("The NPA attacked the town.", True, id="alone"),
        pytest.param("The New People's Army (NPA) attacked. Later the NPA left.", True, id="the-listed-one"),
        pytest.param("The National Police Agency (NPA) warned. Later the NPA left.", False, id="another-one"),
    ],
)
def test_the_text_says_which_one_is_meant(text, is_found):
    matcher = matching.compile(Watchlist("v", (), (ARMY,)))
    hits = [hit for hit in matching.screen(matcher, make_document(text, "x")) if matcher.policy.is_alert(hit)]
    assert bool(hits) is is_found


BANK = Entity("x:bank", schema=Schema.COMPANY, names=(Name("Kuban Credit Development Bank"),))


@pytest.mark.parametrize(
    ("text", "surfaces"),
    [
        pytest.param(
            "The Kuban Credit Development Bank (KCDB) lent. KCDB grew.",
            ["Kuban Credit Development Bank", "KCDB", "KCDB"],
            id="told",
        ),
        pytest.param(
            "The Kuban Credit Development Bank (“KCDB”) lent. KCDB grew.",
            ["Kuban Credit Development Bank", "KCDB", "KCDB"],
            id="told-in-quotes",
        ),
        pytest.param(
            "The Kuban Credit Development Bank (Moscow) lent. KCDB grew.",
            ["Kuban Credit Development Bank"],
            id="something-else-in-brackets",
        ),
        pytest.param("KCDB grew.", [], id="not-told"),
    ],
)
def test_an_acronym_that_the_text_tells_is_the_name(text, surfaces):
    matcher = matching.compile(Watchlist("v", (), (BANK,)))
    assert [mention.surface for mention in matcher.find(make_document(text, "x"))] == surfaces
