"""Numbers as lists have them, right and wrong."""

import pytest

from watchlist.model.identifiers import Identifier

# Each right number stands on an official list; the wrong ones too, or differ from a right one by a slip.
CASES = {
    "ship": ("imo", "9187629", True),
    "ship-with-letters": ("imo", "IMO 9187629", True),
    "ship-with-a-slip": ("imo", "9187628", False),
    "company-of-ships": ("imo", "5342883", True),
    "company-with-a-zero-first": ("imo", "0257882", True),
    "too-short": ("imo", "15411", False),
    "company": ("inn", "7750004150", True),
    "company-with-a-slip": ("inn", "7704010041", False),
    "person": ("inn", "770406387105", True),
    "person-with-a-slip": ("inn", "770406387106", False),
    "letter-at-the-end": ("inn", "7704863782e", False),
    "russian-company": ("ogrn", "1027700132195", True),
    "russian-company-with-a-slip": ("ogrn", "1027700132196", False),
    "trader": ("ogrn", "304500116000157", True),
    "legal-entity": ("lei", "529900T8BM49AURSDO55", True),
    "legal-entity-with-a-slip": ("lei", "529900T8BM49AURSDO56", False),
    "ship-station": ("mmsi", "422031800", True),
    "coast-station": ("mmsi", "002320001", False),
    "nothing-to-check": ("passport", "A0003456", None),
}


@pytest.mark.parametrize(("scheme", "value", "is_valid"), CASES.values(), ids=CASES)
def test_check_digits(scheme, value, is_valid):
    assert Identifier(scheme, value).is_valid is is_valid
