"""The United Kingdom's lists in CSV."""

from datetime import date

import pytest

from watchlist.errors import ListFormatError
from watchlist.lists import source
from watchlist.model.entities import Identifier, NameKind, Schema, Strength

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
