"""The OFSI consolidated list, closed in 2026.

The rows of `REAL` are OFSI's, of 13 April 2018, with what they tell in other words shortened (sha256 of the whole file
4402c65f...). They contain public sector information licensed under the Open Government Licence v3.0.
"""

from datetime import date

import pytest

from watchlist.errors import ListFormatError
from watchlist.lists import uk
from watchlist.model.entities import NameKind, Schema, Strength
from watchlist.model.identifiers import Identifier

HEADER = (
    "Name 6,Name 1,Name 2,Name 3,Name 4,Name 5,Title,DOB,Town of Birth,Country of Birth,Nationality,Passport Details,"
    "NI Number,Position,Address 1,Address 2,Address 3,Address 4,Address 5,Address 6,Post/Zip Code,Country,"
    "Other Information,Group Type,Alias Type,Regime,Listed On,Last Updated,Group ID"
)
REAL = [
    " TONG SAN 2,,,,,,,,,,,,,,,,,,,,,,IMO: 8937675. MMSI: 445539000. The following vessel has been added to the list "
    "of vessels subject to restrictive measures set out in Annex XIV.,Entity,Prime Alias,North Korea (Democratic "
    "People's Republic of Korea),19/10/2017,19/10/2017,13556",
    " AL-QAHTANI,Sheikh,Farooq,,,,,00/00/1980,,Saudi Arabia,1) Saudi Arabia 2) Qatar,Passport No: 592667 (Qatari "
    "passport issued on 3 May 2007).,,,,,,,,,,Afghanistan (since 2009),UN Ref QDe.004.,Individual,AKA,The ISIL "
    "(Da'esh) and Al-Qaida organisations,01/04/2016,01/04/2016,13349",
    "AL-HABABI,Nayef,Salam,Muhammad,Ujaym,,,00/00/1981,,Saudi Arabia,1) Saudi Arabia 2) Qatar,Passport No: 592667 "
    "(Qatari passport issued on 3 May 2007).,,,,,,,,,,Afghanistan (since 2009),UN Ref QDe.004.,Individual,Prime Alias,"
    "The ISIL (Da'esh) and Al-Qaida organisations,01/04/2016,01/04/2016,13349",
]  # fmt: skip
# 36 columns, as the file has had since 2022.
HEADER_2022 = (
    "Name 6,Name 1,Name 2,Name 3,Name 4,Name 5,Title,Name Non-Latin Script,Non-Latin Script Type,"
    "Non-Latin Script Language,DOB,Town of Birth,Country of Birth,Nationality,Passport Number,Passport Details,"
    "National Identification Number,National Identification Details,Position,Address 1,Address 2,Address 3,Address 4,"
    "Address 5,Address 6,Post/Zip Code,Country,Other Information,Group Type,Alias Type,Alias Quality,Regime,Listed On,"
    "UK Sanctions List Date Designated,Last Updated,Group ID"
)


def row(header=HEADER, **cells):
    """A row of our own; `Name_6` stands for the column Name 6."""
    given = {
        "Group Type": "Individual", "Alias Type": "Prime Alias", "Regime": "Syria", "Listed On": "02/12/2011",
        "Group ID": "1", "Name 6": "ROZANEK",
    } | {name.replace("_", " "): cell for name, cell in cells.items()}  # fmt: skip
    return ",".join(given.get(column, "") for column in header.split(","))


def read(*rows, header=HEADER):
    return uk.read("\r\n".join(["Last Updated,13/04/2018", header, *rows, ""]).encode("cp1252"), "conlist.csv")


def test_the_names_of_a_group_are_one_person():
    (person,) = read(*REAL[1:]).entities
    assert (person.id, person.schema, person.countries) == ("uk-ofsi:13349", Schema.PERSON, ("sa", "qa"))
    assert [(name.text, name.kind) for name in person.names] == [
        ("AL-HABABI, Nayef Salam Muhammad Ujaym", NameKind.PRIMARY),
        ("AL-QAHTANI, Sheikh Farooq", NameKind.ALIAS),
    ]
    assert person.births == ("1980", "1981")
    assert person.identifiers == (Identifier("passport", "592667"),)
    assert person.listings[0].listed_on == date(2016, 4, 1)


def test_a_ship_that_stands_as_an_entity_has_its_number():
    (ship,) = read(REAL[0]).entities
    assert (ship.caption, ship.schema) == ("TONG SAN 2", Schema.ORGANIZATION)
    assert ship.identifiers == (Identifier("imo", "8937675"),)


def test_a_number_of_somebody_elses_ship_is_not_taken():
    (owner,) = read(row(Group_Type="Entity", Other_Information="Owned by IRISL. IMO No 9165803")).entities
    assert owner.identifiers == ()


@pytest.mark.parametrize(
    ("nationality", "codes"),
    [
        ("Tunisian", ("tn",)),
        ("(1) Afghan (2) Pakistani", ("af", "pk")),
        ("a) Syrian Arab Republic b) State of Palestine", ("sy", "ps")),
        ("(1) Germany (b) Algeria", ("de", "dz")),
        ("DRC and Belgian nationalities", ("cd", "be")),
        ("Bosnia and Herzegovina", ("ba",)),
        ("Indonesian (as at December 2003)", ("id",)),
        ("Iranian (Iranian citizenship)", ("ir",)),
        ("Kuwaiti citizenship", ("kw",)),
        ("Stateless Palestinian", ("ps",)),
        pytest.param("Bahrain (citizenship revoked in January 2015)", (), id="taken-away"),
        pytest.param("(1) Russian (2) USSR (until 1991)", ("ru",), id="a-state-that-is-no-more"),
        pytest.param("Possibly Ethiopian", (), id="supposed"),
        pytest.param("Congolese", (), id="of-two-countries"),
    ],
)
def test_nationalities(nationality, codes):
    assert read(row(Nationality=nationality)).entities[0].countries == codes


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("(1) K929139 (Tunisian). Issued on 14 Feb 1995. (2) 00319547 (Tunisian)", ["K929139", "00319547"]),
        ("Georgian passport no. 09AL14455 expires 26 June 2019", ["09AL14455"]),
        ("Afghan passport number OB 0243318", ["OB0243318"]),
        pytest.param("No: 101127200129 (French national identity card)", [], id="identity-card"),
        pytest.param("D1903 (Diplomatic)", [], id="too-short-to-tell-from-other-numbers"),
    ],
)
def test_passports(cell, numbers):
    assert [one.value for one in read(row(Passport_Details=cell)).entities[0].identifiers] == numbers


@pytest.mark.parametrize(
    ("born", "births"), [("00/09/1977", ("1977-09",)), ("00/00/1976", ("1976",)), ("01/03/1964", ("1964-03-01",))]
)
def test_as_much_of_a_birth_as_is_known(born, births):
    assert read(row(DOB=born)).entities[0].births == births


def test_positions_are_counted_in_one_cell():
    cell = "(1) Director of ports (2) Governor (since 3 March 2014)"
    assert read(row(Position=cell)).entities[0].positions == ("Director of ports", "Governor (since 3 March 2014)")


def test_each_regime_has_its_own_day():
    rows = [row(Regime="Syria", Listed_On="24/08/2011"), row(Regime="Iran (human rights)", Listed_On="27/07/2010")]
    assert [(one.programme, one.listed_on) for one in read(*rows).entities[0].listings] == [
        ("Syria", date(2011, 8, 24)),
        ("Iran (human rights)", date(2010, 7, 27)),
    ]


def test_the_columns_of_2022():
    rows = [
        row(HEADER_2022, Alias_Type="Primary name", Passport_Number="710000001"),
        row(HEADER_2022, Name_6="RED", Alias_Type="AKA", Alias_Quality="Low"),
    ]
    (person,) = read(*rows, header=HEADER_2022).entities
    assert [(name.text, name.strength) for name in person.names] == [
        ("ROZANEK", Strength.STRONG),
        ("RED", Strength.WEAK),
    ]
    assert person.identifiers == (Identifier("passport", "710000001"),)


def test_a_row_that_is_cut_is_named_and_the_others_are_read():
    result = read(row(), REAL[0][:60])
    assert [entity.id for entity in result.entities] == ["uk-ofsi:1"]
    (problem,) = result.summary.problems
    assert problem.startswith("conlist.csv:4: expected 29 columns")
    assert "TONG SAN 2" in problem


@pytest.mark.parametrize("column", ["Alias Type", "Nationality", "Passport Details", "Listed On"])
def test_a_file_whose_column_was_renamed_is_refused(column):
    with pytest.raises(ListFormatError, match=column):
        read(row(), header=HEADER.replace(column, "Another"))


def test_a_file_with_a_quote_that_never_ends_is_refused():
    with pytest.raises(ListFormatError, match="not CSV"):
        read('"' + row(), *[row()] * 3000)
