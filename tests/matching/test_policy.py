"""When a hit becomes an alert."""

import pytest

from watchlist import matching
from watchlist.matching import Policy, Threshold
from watchlist.model.documents import make_document
from watchlist.model.entities import Entity, Listing, Name, NameKind, Schema, Watchlist

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
