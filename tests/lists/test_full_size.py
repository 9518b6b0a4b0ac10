"""Files of full size in formats of which only fragments are at hand: what went in comes out of the reader."""

from dataclasses import replace

import pytest

from bench.full_size import eu_parties, eu_xml, uk_csv, uk_parties, uk_xml
from watchlist.lists import source

pytestmark = pytest.mark.data

SOURCES = {"conlist": "uk/ofsi_sanctionsconlist_2018-04-13.csv.gz", "un": "un/consolidated_2026-02.xml.gz"}
# The UN's list has names in other scripts, the closed UK list full names in parts, births without a day, and ships.
WRITTEN = {
    "uk-csv": ("conlist", uk_parties, uk_csv),
    "uk-csv-of-un": ("un", uk_parties, uk_csv),
    "uk-xml": ("conlist", uk_parties, uk_xml),
    "uk-xml-of-un": ("un", uk_parties, uk_xml),
    "eu-xml": ("un", eu_parties, eu_xml),
}


@pytest.fixture(scope="module")
def entities(real_lists):
    return {name: source.read(real_lists / file).entities for name, file in SOURCES.items()}


@pytest.mark.parametrize("name", WRITTEN)
def test_who_went_in_comes_out(entities, tmp_path, name):
    origin, carried, written = WRITTEN[name]
    parties = carried(entities[origin])
    file = tmp_path / name
    file.write_bytes(written(parties))
    result = source.read(file, is_official=True)
    # The UN's list has a damaged character of its own.
    assert [line for line in result.summary.problems if "damaged characters" not in line] == []
    assert [entity.id for entity in result.entities] == [party.id for party in parties]
    for entity, party in zip(result.entities, parties, strict=True):
        assert unordered(entity) == unordered(party)


def unordered(entity):
    """A list may tell the names in another order; which is the first one shows in its kind."""
    return replace(entity, names=frozenset(entity.names))
