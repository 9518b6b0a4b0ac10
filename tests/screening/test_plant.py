"""Planting: what is planted is found, and the same seed plants the same."""

import pytest

from tests.conftest import LIST
from watchlist import matching
from watchlist.screening.plant import CHANGES, plant
from watchlist.screening.refresh import read_lists


@pytest.fixture(scope="module")
def matcher():
    return matching.compile(read_lists([LIST]))


def test_every_kind_is_planted_and_names_as_listed_are_found(matcher):
    report = plant(matcher, 20, seed=1)
    assert set(report.kinds) == set(CHANGES)
    for kind in ("as listed", "with a title", "possessive", "broken over two lines", "all capitals", "soft hyphen"):
        assert report.kinds[kind].missed == []
    assert sum(one.planted for one in report.kinds.values()) > 50


def test_the_same_seed_plants_the_same(matcher):
    assert plant(matcher, 5, seed=7) == plant(matcher, 5, seed=7)


def test_a_miss_is_named(matcher):
    blind = matching.compile(read_lists([LIST]), matching.Policy(alert_at=100.0, mention_at=100.0))
    report = plant(blind, 20, seed=1)
    assert report.kinds["two slips"].missed
