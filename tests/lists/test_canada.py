"""Canada's consolidated list in XML."""

from datetime import date

import pytest

from watchlist.lists import source
from watchlist.model.entities import NameKind, Schema
from watchlist.model.identifiers import Identifier

PERSON = """
<record><Country>Belarus / Bélarus</Country><LastName>Rozanek</LastName><GivenName>Velimir</GivenName>
  <Aliases>Vel Rosanek; Велимир Розанек</Aliases><DateOfBirthOrShipBuildDate>1972</DateOfBirthOrShipBuildDate>
  <Schedule>1, Part 1</Schedule><Item>2</Item><DateOfListing>2020-09-28</DateOfListing></record>"""
SHIP = """
<record><Country>Russia / Russie</Country><EntityOrShip>NORTH HILL</EntityOrShip><ShipIMONumber>7612448</ShipIMONumber>
  <DateOfBirthOrShipBuildDate>1977</DateOfBirthOrShipBuildDate><Schedule>4</Schedule><Item>7</Item>
  <DateOfListing>2025-02-23</DateOfListing></record>"""


def read(tmp_path, *records):
    file = tmp_path / "sema.xml"
    file.write_text(f'<?xml version="1.0"?><data-set>{"".join(records)}</data-set>')
    return source.read(file)


def test_a_person_and_a_ship(tmp_path):
    person, ship = read(tmp_path, PERSON, SHIP).entities
    assert (person.id, person.schema, person.countries) == ("ca:belarus-1-part-1-2", Schema.PERSON, ("by",))
    assert [(name.text, name.kind) for name in person.names] == [
        ("Rozanek, Velimir", NameKind.PRIMARY),
        ("Vel Rosanek", NameKind.ALIAS),
        ("Велимир Розанек", NameKind.ALIAS),
    ]
    assert person.births == ("1972",)
    assert [(one.programme, one.listed_on) for one in person.listings] == [("Belarus / Bélarus", date(2020, 9, 28))]
    assert (ship.id, ship.schema, ship.births) == ("ca:russia-4-7", Schema.VESSEL, ())
    assert ship.identifiers == (Identifier("imo", "7612448"),)


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        pytest.param(PERSON.replace("<Item>2</Item>", ""), "Item", id="no-item"),
        pytest.param(SHIP.replace("NORTH HILL", "").replace(">7<", ">8<"), "no name", id="no-name"),
        pytest.param(SHIP.replace("2025-02-23", "soon").replace(">7<", ">8<"), "soon", id="date-of-another-form"),
        pytest.param(SHIP, "ca:russia-4-7", id="item-taken"),
    ],
)
def test_a_record_that_cannot_be_read_is_named_and_the_others_are_read(tmp_path, record, reason):
    result = read(tmp_path, SHIP, record)
    assert [entity.id for entity in result.entities] == ["ca:russia-4-7"]
    (problem,) = result.summary.problems
    assert "record number 2" in problem
    assert reason in problem
