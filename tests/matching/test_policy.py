"""When a hit becomes an alert, and how soon someone should look."""

import pytest

from watchlist import matching
from watchlist.matching import Policy, Threshold
from watchlist.matching.policy import SEVERITIES, SeverityRow
from watchlist.model.alerts import Severity
from watchlist.model.documents import make_document
from watchlist.model.entities import Basis, Entity, Listing, Name, NameKind, Schema, Sector, Watchlist
from watchlist.model.vocabulary import Action, Country, Cue, Effect, Vocabulary

LISTED = Entity(
    "ofac:1",
    listings=(Listing("ofac", "1", "SDGT"),),
    schema=Schema.PERSON,
    names=(Name("Zoran Velimirovic"), Name("Vesna Rozanek", NameKind.ALIAS)),
)


def alerts(text, *thresholds):
    matcher = matching.compile(Watchlist("v", (), (LISTED,)), Policy(thresholds=thresholds))
    return [matcher.policy.is_alert(hit) for hit in matching.screen(matcher, make_document(text, "x"))]


@pytest.mark.parametrize(
    ("thresholds", "is_alert"),
    [
        pytest.param((), True, id="none"),
        pytest.param((Threshold(100.0, publisher="ofac"),), False, id="publisher"),
        pytest.param((Threshold(100.0, publisher="eu"),), True, id="another-publisher"),
        pytest.param((Threshold(100.0, programme="SDGT"),), False, id="programme"),
        pytest.param((Threshold(100.0, programme="IRAN"),), True, id="another-programme"),
        pytest.param((Threshold(100.0, schema=Schema.PERSON),), False, id="schema"),
        pytest.param((Threshold(100.0, schema=Schema.VESSEL),), True, id="another-schema"),
        pytest.param((Threshold(100.0, kind=NameKind.ALIAS),), True, id="another-kind-of-name"),
        pytest.param((Threshold(100.0, kind=NameKind.PRIMARY),), False, id="kind-of-name"),
        pytest.param((Threshold(100.0, publisher="ofac", schema=Schema.VESSEL),), True, id="only-one-of-two-fits"),
        pytest.param((Threshold(100.0), Threshold(60.0, publisher="ofac")), True, id="the-last-that-fits"),
        pytest.param((Threshold(60.0, publisher="ofac"), Threshold(100.0)), False, id="the-last-that-fits-of-all"),
    ],
)
def test_thresholds(thresholds, is_alert):
    assert alerts("Yesterday Zoran Velimirowic spoke.", *thresholds) == [is_alert]


def test_the_kind_is_that_of_the_name_that_was_met_best():
    threshold = Threshold(100.0, kind=NameKind.ALIAS)
    assert alerts("Yesterday Vesna Rozaneck spoke.", threshold) == [False]
    assert alerts("Yesterday Vesna Rozaneck and Zoran Velimirovic spoke.", threshold) == [True]


def test_other_thresholds_are_another_policy():
    assert Policy().version() != Policy(thresholds=(Threshold(90.0, publisher="ofac"),)).version()
    assert Policy().version() == Policy(thresholds=()).version()


WORDS = Vocabulary(
    (Country("ir", ("Iran",), ("Iranian",)),),
    (Action("supply", ("supply", "supplied")),),
    (),
    (
        Cue("delisting", Effect.URGENCY, ("removed from the list",)),
        Cue("sanctions", Effect.RAISES, ("sanctioned",)),
    ),
)
NAMED = Entity("x:named", schema=Schema.PERSON, names=(Name("Goran Lukachenkov"),))
DRONES = {"countries": ("ir",), "caption": "Drones", "modifiers": ("drone",), "heads": ("industry",)}
SECTORS = (Sector("x:named-sector", **DRONES),)
OFFICIAL = (Sector("x:sector", listings=(Listing("ofac", "2"),), **DRONES),)


@pytest.mark.parametrize(
    ("text", "sectors", "rows", "expected"),
    [
        pytest.param("Yesterday Zoran Velimirovic spoke.", (), SEVERITIES, ["critical"], id="designated-as-listed"),
        pytest.param("Yesterday Zoran Velimirowic spoke.", (), SEVERITIES, ["critical"], id="designated-one-slip"),
        pytest.param("Yesterday Zoran Welimirowic spoke.", (), SEVERITIES, ["high"], id="designated-less-sure"),
        pytest.param("Yesterday Goran Lukachenkov spoke.", (), SEVERITIES, ["high"], id="named"),
        pytest.param(
            "Zoran Velimirovic was removed from the list.", (), SEVERITIES, ["high"], id="delisting-is-less-urgent"
        ),
        pytest.param("The Iranian drone industry grows.", SECTORS, SEVERITIES, ["medium"], id="sector-named"),
        pytest.param(
            "The Iranian drone industry supplied them.", SECTORS, SEVERITIES, ["high"], id="sector-named-with-an-action"
        ),
        pytest.param("The Iranian drone industry grows.", OFFICIAL, SEVERITIES, ["high"], id="sector-official"),
        pytest.param(
            "The Iranian drone industry supplied them.", OFFICIAL, SEVERITIES, ["critical"], id="official-with-action"
        ),
        pytest.param("Yesterday Zoran Velimirovic spoke.", (), (), ["low"], id="no-row-fits"),
        pytest.param(
            "Zoran Velimirovic was sanctioned.",
            (),
            (SeverityRow(Severity.MEDIUM, evidence=("sanctions",)), SeverityRow(Severity.CRITICAL)),
            ["medium"],
            id="the-first-row-that-fits",
        ),
        pytest.param(
            "Zoran Velimirovic spoke.",
            (),
            (SeverityRow(Severity.MEDIUM, schema=Schema.VESSEL), SeverityRow(Severity.HIGH, basis=Basis.DESIGNATED)),
            ["high"],
            id="schema-and-basis",
        ),
    ],
)
def test_severity_by_table(text, sectors, rows, expected):
    watchlist = Watchlist("v", (), (LISTED, NAMED), sectors, WORDS)
    matcher = matching.compile(watchlist, Policy(severities=rows))
    assert [
        matcher.policy.severity(hit).value for hit in matching.screen(matcher, make_document(text, "x"))
    ] == expected


def test_another_table_is_another_policy():
    assert Policy().version() != Policy(severities=()).version() != Policy(lower_for=()).version()
