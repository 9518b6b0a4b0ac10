"""What stands beside a name, for and against the one who is listed."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.conftest import PROJECT
from watchlist import matching
from watchlist.model.documents import make_document
from watchlist.model.entities import Entity, Listing, Name, Schema, Watchlist
from watchlist.model.identifiers import Identifier
from watchlist.screening.refresh import read_lists

LISTED = (
    Entity(
        "x:wang",
        schema=Schema.PERSON,
        names=(Name("Wang Chen"),),
        listings=(Listing("ofac", "1", "HK-EO13936"),),
        births=("1950-12",),
        positions=("Chairman of the Harbour Board",),
    ),
    Entity(
        "x:pak",
        schema=Schema.PERSON,
        names=(Name("Pak Chol"),),
        listings=(Listing("ofac", "2", "HK-EO13936"),),
        identifiers=(Identifier("passport", "654987321"),),
    ),
    Entity("x:terror", schema=Schema.PERSON, names=(Name("Tariq Wafai"),), listings=(Listing("ofac", "3", "SDGT"),)),
    Entity("x:lopez", schema=Schema.PERSON, names=(Name("Luis Lopez"),), listings=(Listing("ofac", "6", "SDNTK"),)),
    Entity("x:usko", schema=Schema.ORGANIZATION, names=(Name("USKO"),), listings=(Listing("eu", "4", "RUSSIA-X"),)),
    Entity(
        "x:ship",
        schema=Schema.VESSEL,
        names=(Name("South Hill 2"),),
        identifiers=(Identifier("imo", "8412467"),),
    ),
)

FILLER = "The council met again on the next day and nothing more was said about the matter by anyone present. " * 8


@pytest.fixture(scope="module")
def matcher():
    vocabulary = read_lists([PROJECT / "config" / "countries.toml", PROJECT / "config" / "evidence.toml"]).vocabulary
    return matching.compile(Watchlist("v", (), LISTED, vocabulary=vocabulary))


def hit_of(matcher, text, entity, written_at=None):
    hits = matching.screen(matcher, replace(make_document(text, "x"), published_at=written_at))
    return next(hit for hit in hits if hit.entity.id == entity)


@pytest.mark.parametrize(
    ("text", "kind", "said", "points"),
    [
        pytest.param("Wang Chen of Hong Kong spoke.", "country", "Hong Kong", 2.0, id="country-of-the-programme"),
        pytest.param("The Chinese official Wang Chen spoke.", "country", "Chinese", 2.0, id="adjective"),
        pytest.param("Wang Chen, born 12 December 1950, spoke.", "birth", "1950", 6.0, id="birth"),
        pytest.param("Wang Chen (1950-2020) spoke.", "birth", "1950", 6.0, id="years-in-brackets"),
        pytest.param("Wang Chen, born in 1987, spoke.", "other birth", "1987", -30.0, id="another-birth"),
        pytest.param("Wang Chen, 73, spoke.", "age", "73", 3.0, id="age-at-the-date-of-the-text"),
        pytest.param("The 24-year-old Wang Chen spoke.", "other age", "24", -30.0, id="another-age"),
        pytest.param("Wang Chen, chairman of a bank, spoke.", "role", "chairman", 3.0, id="role"),
        pytest.param("Wang Chen was sanctioned in May.", "sanctions", "sanctioned", 2.0, id="sanctions"),
        pytest.param("Wang Chen won the badminton semifinals.", "sport", "badminton", -28.0, id="sport"),
        pytest.param(
            "Fans of the drama saw Wang Chen in another film.", "stage-and-screen", "film", -28.0, id="screen"
        ),
        pytest.param("Wang Chen was removed from the list.", "delisting", "removed from the list", 0.0, id="delisting"),
        pytest.param("The firm has no ties to Wang Chen.", "negation", "no ties to", 0.0, id="negation"),
        pytest.param("Wang Chen said so.", "quotation", "said", 0.0, id="quotation"),
        pytest.param("The funeral of Wang Chen is today.", "obituary", "funeral of", 0.0, id="obituary"),
        pytest.param(
            "Peru, Chile and Bolivia met. Wang Chen spoke.", "other country", "Bolivia", -26.0, id="other-countries"
        ),
    ],
)
def test_evidence_has_its_words_and_points(matcher, text, kind, said, points):
    hit = hit_of(matcher, text, "x:wang", datetime(2024, 5, 1, tzinfo=UTC))
    found = [(e.kind, e.text, e.points) for e in hit.evidence if e.kind == kind]
    assert found[:1] == [(kind, said, points)]
    assert all(text[e.start : e.end] == e.text for e in hit.evidence)
    assert hit.score == round(max(0, min(100, 100 + sum(e.points for e in hit.evidence))), 1)


@pytest.mark.parametrize(
    ("text", "entity", "kinds"),
    [
        pytest.param("South Hill 2 (IMO 8412467) sailed.", "x:ship", ["imo"], id="imo"),
        pytest.param("Five died when South Hill 2 sank.", "x:ship", [], id="others-died"),
        pytest.param("South Hill 2 (IMO 9138680) sailed.", "x:ship", ["other imo"], id="another-imo"),
        pytest.param("Pak Chol, passport no. 654987321, flew.", "x:pak", ["passport"], id="passport"),
        pytest.param("Pak Chol, passport 111222333, flew.", "x:pak", ["other passport"], id="another-passport"),
        pytest.param("Peru, Chile and Bolivia met. Tariq Wafai flew.", "x:terror", [], id="listed-for-what-he-does"),
        pytest.param("Wang Chen flew to Lima.", "x:wang", [], id="one-other-country-says-nothing"),
        pytest.param("The us and them of Wang Chen", "x:wang", [], id="us-is-no-country"),
        pytest.param("Wang Chen led the final round of talks.", "x:wang", [], id="supporting-words-alone"),
        pytest.param("Pak Chol and Wang Chen met.", "x:pak", ["party"], id="party-of-the-same-programme"),
        pytest.param("Tariq Wafai and Wang Chen met.", "x:wang", [], id="party-of-another-programme"),
        pytest.param("USKO grew. " + FILLER, "x:usko", ["no country"], id="acronym-in-a-long-text-without-its-country"),
        pytest.param("USKO grew in Russia. " + FILLER, "x:usko", ["country"], id="acronym-beside-its-country"),
        pytest.param("USKO grew.", "x:usko", [], id="acronym-in-a-short-text"),
        pytest.param("Luis Lopez came.", "x:lopez", [], id="common-name-in-a-short-text"),
        pytest.param(
            "Luis Lopez came. " + FILLER, "x:lopez", ["nothing speaks for it"], id="common-name-in-a-long-text"
        ),
        pytest.param("Tariq Wafai came. " + FILLER, "x:terror", [], id="rare-name-in-a-long-text"),
        pytest.param("Luis Lopez was sanctioned. " + FILLER, "x:lopez", ["sanctions"], id="common-name-and-sanctions"),
        pytest.param(
            "Wang Chen played badminton. " + FILLER + " Wang Chen was sanctioned.",
            "x:wang",
            ["sanctions"],
            id="best-place",
        ),
    ],
)
def test_what_counts(matcher, text, entity, kinds):
    assert [e.kind for e in hit_of(matcher, text, entity).evidence] == kinds


@pytest.mark.parametrize(
    ("text", "is_doubted"),
    [
        pytest.param("The 12-year-old Wang Chen spoke.", True, id="no-text-is-that-old"),
        pytest.param("The 62-year-old Wang Chen spoke.", False, id="may-be"),
    ],
)
def test_an_age_without_a_date(matcher, text, is_doubted):
    assert any(e.kind == "other age" for e in hit_of(matcher, text, "x:wang").evidence) is is_doubted
