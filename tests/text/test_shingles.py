"""Texts that share their wording are told from those that share their subject."""

import pytest

from watchlist.text.shingles import BANDS, bands, resemblance, signature

WIRE = (
    "Delta's pilots ratified a package of concessions on Thursday that will save the carrier a billion a year, in a "
    "move that the company hopes will buy it time to restructure outside of bankruptcy court."
)
CASES = {
    "the-same": (WIRE, 1.0, 1.0),
    "case-and-signs": (WIRE.upper().replace(",", " -"), 0.95, 1.0),
    "with-a-place-before-it": ("CHICAGO (Agency) - " + WIRE, 0.8, 1.0),
    "half-of-it": (" ".join(WIRE.split()[:16]), 0.3, 0.65),
    "the-same-event": (
        "Pilots of Delta agreed to give up a billion a year so that it need not go bankrupt soon.",
        0,
        0.1,
    ),
    "something-else": ("A tiny telescope has spotted a giant planet that circles a faraway star, they say.", 0, 0.05),
}


@pytest.mark.parametrize(("text", "least", "most"), CASES.values(), ids=CASES)
def test_resemblance(text, least, most):
    (share,) = resemblance(signature(WIRE), [signature(text)])
    assert least <= share <= most


def test_texts_much_alike_share_a_band_and_others_do_not():
    own = set(bands(signature(WIRE)))
    assert len(own) == BANDS
    assert own & set(bands(signature("CHICAGO (Agency) - " + WIRE)))
    assert not own & set(bands(signature(CASES["something-else"][0])))


def test_a_short_text_has_no_signature():
    assert signature("Too short to tell.") == b""
    assert bands(b"") == []


def test_a_signature_never_changes():
    """Those of texts in a store are compared with those that a later release makes."""
    assert signature(WIRE)[:8].hex() == "2e081b88e87c1165"
