"""Sectors: a term counts where a country of the sector governs it, and nowhere else."""

import pytest

from watchlist import matching
from watchlist.model.documents import make_document

ALERT_AT = matching.Policy().alert_at


def found(matcher, text):
    hits = matching.screen(matcher, make_document(text, "test"))
    return {(h.entity.id.split(":")[1], m.surface) for h in hits if h.score >= ALERT_AT for m in h.mentions}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Russia's aerospace and unmanned aviation sectors",
            {("ru-aero", "aerospace"), ("ru-uav", "unmanned aviation sectors")},
            id="two-coordinated-terms-are-two-mentions",
        ),
        pytest.param(
            "the aerospace and unmanned aviation sectors of Russia",
            {("ru-aero", "aerospace"), ("ru-uav", "unmanned aviation sectors")},
            id="coordinated-with-of",
        ),
        pytest.param("the Iranian drone industry", {("ir-drone", "drone industry")}, id="adjective"),
        pytest.param("Iran’s drone industry", {("ir-drone", "drone industry")}, id="typographic-apostrophe"),
        pytest.param("Iran's fast-growing drone industry", {("ir-drone", "drone industry")}, id="adjective-between"),
        pytest.param("Tehran's drones", {("ir-drone", "drones")}, id="capital-for-the-state"),
        pytest.param("UAVs made in Iran", {("ir-drone", "UAVs")}, id="made-in"),
        pytest.param("Iranian-made drones", {("ir-drone", "drones")}, id="adjective-made"),
        pytest.param("Iran-built drones", {("ir-drone", "drones")}, id="country-built"),
        pytest.param("drones from Iran", {("ir-drone", "drones")}, id="from"),
        pytest.param("the drone industry in Iran", {("ir-drone", "drone industry")}, id="industry-in"),
        pytest.param("Iran's production of drones", {("ir-drone", "production of drones")}, id="head-of"),
        pytest.param(
            "Iranian drones and UAVs", {("ir-drone", "drones"), ("ir-drone", "UAVs")}, id="coordinated-products"
        ),
        pytest.param("iranian drones", {("ir-drone", "drones")}, id="lower-case"),
        pytest.param("the UAV industries of the Russian Federation", set(), id="unknown-name-of-a-country"),
    ],
)
def test_found(matcher, text, expected):
    assert found(matcher, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("drone racing in Iran's neighbour", id="the-country-owns-something-else"),
        pytest.param("Iran-backed drones", id="backed-is-not-made"),
        pytest.param("Iranian-backed drones", id="adjective-backed"),
        pytest.param("drones were sent to Iran", id="direction"),
        pytest.param("Iran sent aid, and drones flew.", id="over-a-verb"),
        pytest.param("Iran. Drones flew.", id="another-sentence"),
        pytest.param("aid to Iran across the ground, aerospace, and naval domains", id="a-domain-of-aid"),
        pytest.param("Russia-Iran cooperation in the energy and agricultural sectors", id="other-sectors"),
        pytest.param("Russian drones", id="a-product-of-another-country"),
        pytest.param("drones in Iran", id="a-product-merely-there"),
        pytest.param("aerospace", id="alone"),
        pytest.param("Russia's aerospace", id="a-modifier-without-its-head"),
        pytest.param("Iran's use of drones", id="use-is-not-production"),
    ],
)
def test_not_found(matcher, text):
    assert found(matcher, text) == set()


def test_country_and_action_are_evidence_with_spans(matcher):
    text = "Iran supplied more drones. Moscow praised the Iranian drone industry, which supplied them."
    (hit,) = [h for h in matching.screen(matcher, make_document(text, "test")) if h.entity.id.endswith("ir-drone")]
    assert [(m.surface, m.score) for m in hit.mentions] == [("drone industry", 60.0)]
    evidence = [(e.kind, e.text, e.points) for e in hit.evidence]
    assert evidence == [("country", "Iranian", 25.0), ("supply", "supplied", 5.0)]
    assert hit.score == 90.0
    assert hit.evidence[0].start == text.index("Iranian")


def test_the_same_evidence_counts_once(matcher):
    once = matching.screen(matcher, make_document("Iranian drones", "test"))
    often = matching.screen(matcher, make_document("Iranian drones. " * 20, "test"))
    assert once[0].score == often[0].score
    assert len(often[0].mentions) == 20
