"""The UK Sanctions List in CSV and XML; the closed list has more in test_conlist.py."""

from datetime import date

import pytest

from watchlist.errors import ListFormatError
from watchlist.lists import source, uk
from watchlist.model.entities import NameKind, Schema, Strength
from watchlist.model.identifiers import Identifier

COLUMNS = (
    "Last Updated,Unique ID,Name 6,Name 1,Name 2,Name 3,Name 4,Name 5,Name type,Alias strength,Name non-latin script,"
    "Regime Name,Designation Type,Date Designated,D.O.B,Nationality(/ies),Passport number,Position,IMO number"
)
ROWS = [
    '31/07/2024,RUS1,ROZANEK,Velimir,Ivo,,,,Primary Name,,Велимир Розанек,The Russia Regulations,Individual,'
    '24/02/2022,00/00/1961,(1) Russia (2) Belarus,710000001,Head of ports,',
    "31/07/2024,RUS1,ROSANEK,Velimir,,,,,ALias,Low quality a.k.a,,The Russia Regulations,Individual,24/02/2022,,,,,",
    "31/07/2024,RUS2,NORTH HILL,,,,,,Primary name,,,The Russia Regulations,Ship,31/07/2024,,,,,IMO9826902",
]  # fmt: skip
OLD = (
    "Last Updated,13/04/2018,,,,,,,,,\n"
    "Name 6,Name 1,Name 2,Name 3,Name 4,Name 5,DOB,Nationality,Passport Details,Position,Group Type,Alias Type,Regime,"
    "Listed On,Group ID\n"
    "OLD PORTS — SOUTH,,,,,,,,,,Entity,FKA,Syria,02/12/2011,12383\n"
    "NEW PORTS,,,,,,,,,,Entity,Prime Alias,Syria,02/12/2011,12383\n"
)


def read(tmp_path, text, encoding="utf-8"):
    file = tmp_path / "uk.csv"
    file.write_bytes(text.encode(encoding))
    return source.read(file)


def sanctions_list(*rows):
    return "\n".join(["Report Date: 08-Oct-2026", COLUMNS, *rows]) + "\n"


def test_the_rows_of_one_id_are_one_party(tmp_path):
    person, ship = read(tmp_path, sanctions_list(*ROWS)).entities
    assert (person.id, person.schema, person.countries) == ("uk:RUS1", Schema.PERSON, ("ru", "by"))
    assert [(name.text, name.kind, name.strength) for name in person.names] == [
        ("ROZANEK, Velimir Ivo", NameKind.PRIMARY, Strength.STRONG),
        ("Велимир Розанек", NameKind.VARIANT, Strength.STRONG),
        ("ROSANEK, Velimir", NameKind.ALIAS, Strength.WEAK),
    ]
    assert (person.births, person.positions) == (("1961",), ("Head of ports",))
    assert person.identifiers == (Identifier("passport", "710000001"),)
    assert [(one.programme, one.listed_on) for one in person.listings] == [
        ("The Russia Regulations", date(2022, 2, 24))
    ]
    assert (ship.schema, ship.identifiers) == (Schema.VESSEL, (Identifier("imo", "9826902"),))


def test_the_closed_list_in_its_own_encoding(tmp_path):
    (entity,) = read(tmp_path, OLD, "cp1252").entities
    assert entity.id == "uk-ofsi:12383"
    assert [(name.text, name.kind) for name in entity.names] == [
        ("NEW PORTS", NameKind.PRIMARY),
        ("OLD PORTS — SOUTH", NameKind.FORMER),
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        pytest.param(ROWS[2].replace("RUS2", ""), "Unique ID", id="no-id"),
        pytest.param(ROWS[2] + ",more", "19 columns", id="a-column-more"),
        pytest.param(ROWS[2].replace("Ship", "Plane"), "Plane", id="unknown-kind"),
        pytest.param(ROWS[2].replace("NORTH HILL", ""), "no name", id="no-name"),
    ],
)
def test_what_cannot_be_read_is_named_and_the_others_are_read(tmp_path, row, reason):
    result = read(tmp_path, sanctions_list(*ROWS[:2], row))
    assert [entity.id for entity in result.entities] == ["uk:RUS1"]
    (problem,) = result.summary.problems
    assert reason in problem


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Report Date: 08-Oct-2026\nName 6,Name 1\nA,B\n", id="another-header"),
        pytest.param(sanctions_list(), id="nobody"),
    ],
)
def test_a_file_of_another_form_is_refused(tmp_path, text):
    with pytest.raises(ListFormatError):
        read(tmp_path, text)


# A designation of the XML; only what is read of it.
DESIGNATION = """<Designation><DateDesignated>24/02/2022</DateDesignated><UniqueID>RUS1</UniqueID><Names>
  <Name><Name1>Velimir</Name1><Name6>Rozanek</Name6><NameType>Primary name variation</NameType></Name>
  <Name><Name1>VELIMIR</Name1><Name2>IVO</Name2><Name6>ROZANEK</Name6><NameType>Primary Name</NameType></Name>
  <Name><Name6>Red</Name6><NameType>ALias</NameType><AliasStrength>Low quality a.k.a</AliasStrength></Name>
  <Name><Name6>Ivo the Red</Name6><NameType>Alias</NameType><AliasStrength>Good quality a.k.a</AliasStrength></Name>
</Names><NonLatinNames><NonLatinName><NameNonLatinScript>Велимир Розанек</NameNonLatinScript></NonLatinName>
</NonLatinNames><RegimeName>The Russia Regulations</RegimeName><IndividualEntityShip>Individual</IndividualEntityShip>
<IndividualDetails><Individual><DOBs><DOB>dd/mm/1945</DOB><DOB>01/03/1958</DOB></DOBs>
<PassportDetails><Passport><PassportNumber>P04581926</PassportNumber></Passport></PassportDetails>
<Nationalities><Nationality>Russia</Nationality><Nationality>Belarus</Nationality></Nationalities>
<Positions><Position>Head of ports</Position></Positions></Individual></IndividualDetails></Designation>"""
# Shortened from the UK Sanctions List of 20 August 2026. Contains public sector information licensed under the Open
# Government Licence v3.0.
SHIP = """<Designation><DateDesignated>03/10/2017</DateDesignated><UniqueID>DPR0075</UniqueID><Names>
  <Name><Name6>Petrel 8</Name6><NameType>Primary name</NameType></Name>
  <Name><Name6>Jal Vahini</Name6><NameType>Alias</NameType></Name></Names>
<IndividualEntityShip>Ship</IndividualEntityShip>
<ShipDetails><Ship><IMONumbers><IMONumber>IMO9562233</IMONumber></IMONumbers></Ship></ShipDetails></Designation>"""


def designations(*records):
    text = '<?xml version="1.0" encoding="utf-8"?>\n<Designations><DateGenerated>20/08/2026</DateGenerated>'
    return "\n".join([text, *records, "</Designations>"])


def test_a_designation_in_xml_is_what_its_rows_would_be(tmp_path):
    person, ship = read(tmp_path, designations(DESIGNATION, SHIP), "utf-8-sig").entities
    assert (person.id, person.schema, person.countries) == ("uk:RUS1", Schema.PERSON, ("ru", "by"))
    assert [(name.text, name.kind, name.strength) for name in person.names] == [
        ("ROZANEK, VELIMIR IVO", NameKind.PRIMARY, Strength.STRONG),
        ("Rozanek, Velimir", NameKind.VARIANT, Strength.STRONG),
        ("Ivo the Red", NameKind.ALIAS, Strength.STRONG),
        ("Велимир Розанек", NameKind.VARIANT, Strength.STRONG),
        ("Red", NameKind.ALIAS, Strength.WEAK),
    ]
    assert (person.births, person.positions) == (("1945", "1958-03-01"), ("Head of ports",))
    assert person.identifiers == (Identifier("passport", "P04581926"),)
    assert [(one.programme, one.listed_on) for one in person.listings] == [
        ("The Russia Regulations", date(2022, 2, 24))
    ]
    assert (ship.id, ship.schema, ship.caption) == ("uk:DPR0075", Schema.VESSEL, "Petrel 8")
    assert ship.identifiers == (Identifier("imo", "9562233"),)


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        pytest.param(SHIP.replace("<UniqueID>DPR0075</UniqueID>", ""), "UniqueID", id="no-id"),
        pytest.param(SHIP.replace(">Ship<", ">Plane<"), "DPR0075: Designation Type", id="unknown-kind"),
        pytest.param(SHIP.replace("Name6>", "Other>"), "DPR0075: there is no name", id="no-name"),
        pytest.param(DESIGNATION, "taken", id="twice"),
    ],
)
def test_a_designation_that_cannot_be_read_is_named_and_the_others_are_read(tmp_path, record, reason):
    result = read(tmp_path, designations(DESIGNATION, record))
    assert [entity.id for entity in result.entities] == ["uk:RUS1"]
    (problem,) = result.summary.problems
    assert "Designation number 2" in problem
    assert reason in problem


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(designations(DESIGNATION)[:-40], id="cut"),
        pytest.param(designations(), id="nobody"),
        pytest.param("<html><body>Please log in</body></html>", id="login-page"),
    ],
)
def test_a_damaged_xml_is_refused(text):
    with pytest.raises(ListFormatError):
        uk.read(text.encode(), "uk.xml")


def test_a_name_is_strong_when_it_stands_as_a_strong_one_anywhere(tmp_path):
    low = "31/07/2024,RUS1,RED,,,,,,Alias,Low quality a.k.a,,,Individual,,,,,,"
    rows = [ROWS[0], low, low.replace("Low", "Good")]
    (person,) = read(tmp_path, sanctions_list(*rows)).entities
    assert [name.strength for name in person.names if name.text == "RED"] == [Strength.STRONG]


def test_a_byte_that_is_not_utf_8_is_named_and_spoils_no_other_script():
    content = sanctions_list(*ROWS).encode().replace(b"NORTH HILL", b"NORTH H\xcfLL")
    result = uk.read(content, "uk.csv")
    assert result.entities[0].names[1].text == "Велимир Розанек"
    assert result.entities[1].caption == "NORTH H\ufffdLL"
    assert result.summary.problems == ("uk.csv:5: Unique ID RUS2: damaged characters in 'Name 6'",)
