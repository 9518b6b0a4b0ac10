"""The EU's list in its CSV 1.0 and 1.1, and in the XML before 1.1."""

from datetime import date

import pytest

from watchlist.errors import ListFormatError
from watchlist.lists import source
from watchlist.model.entities import NameKind, Schema
from watchlist.model.identifiers import Identifier

# Version 1.0 has a column of this name before each group of columns.
OLD = (
    "Date_file;Entity_logical_id;Subject_type;Leba_publication_date;Programme;Naal_wholename;Naal_function;"
    "Entity_logical_id;Birt_date;Entity_logical_id;Iden_number;Entity_logical_id;Citi_country;EU_ref_num"
)
NEW = (
    "fileGenerationDate;Entity_LogicalId;Entity_EU_ReferenceNumber;Entity_SubjectType;Entity_Regulation_Programme;"
    "Entity_Regulation_PublicationDate;NameAlias_WholeName;NameAlias_Function;BirthDate_BirthDate;BirthDate_Year;"
    "BirthDate_YearRangeFrom;BirthDate_YearRangeTo;Identification_Number;Identification_TypeCode;"
    "Citizenship_CountryIso2Code"
)
OLD_ROWS = (
    "04/07/2018;13;P;2003-07-08;IRQ;Velimir Rozanek;Head of ports;;;;;;;EU.27.28",
    "04/07/2018;13;P;2003-07-08;IRQ;Qoussaï Rozanek;;;;;;;;EU.27.28",
    "04/07/2018;13;P;2005-01-02;ZWE;;;13;1937-04-28;;;;;EU.27.28",
    '04/07/2018;13;P;2003-07-08;IRQ;;;;;13;"AD001095 (passport-National passport) ((passport))";;;EU.27.28',
    "04/07/2018;13;P;2003-07-08;IRQ;;;;;;;13;IRQ;EU.27.28",
    "04/07/2018;14;E;soon;TAQA;North Ports;;;N/A;;9 (other-Other identification number);;;",
)
NEW_ROWS = (
    "05/08/2026;13;EU.27.28;P;IRQ;2003-07-08;Velimir Rozanek;Head of ports;;;;;;;",
    "05/08/2026;13;EU.27.28;P;IRQ;2003-07-08;Qoussaï Rozanek;;;;;;;;",
    "05/08/2026;13;EU.27.28;P;ZWE;2005-01-02;;;1937-04-28;1937;;;;;",
    "05/08/2026;13;EU.27.28;P;IRQ;2003-07-08;;;;;;;AD001095;passport;",
    "05/08/2026;13;EU.27.28;P;IRQ;2003-07-08;;;;;;;;;IQ",
    "05/08/2026;14;;enterprise;TAQA;;North Ports;;;;1940;1941;;;00",
)
XML = """<?xml version="1.0"?><WHOLE Date="11/02/2016">
<ENTITY Id="13" Type="P" reg_date="2003-07-08" programme="IRQ">
  <NAME><LASTNAME>Rozanek</LASTNAME><FIRSTNAME>Velimir</FIRSTNAME><WHOLENAME>Velimir Rozanek</WHOLENAME>
    <FUNCTION>Head of ports</FUNCTION></NAME>
  <NAME><LASTNAME>Rozanek</LASTNAME><FIRSTNAME>Qoussaï</FIRSTNAME><WHOLENAME/></NAME>
  <BIRTH><DATE>1937-04-28</DATE></BIRTH><BIRTH><DATE>1938 (approximative)</DATE></BIRTH>
  <PASSPORT><NUMBER>AD001095 (passport-National passport) ((passport))</NUMBER></PASSPORT>
  <PASSPORT><NUMBER>AD001159 (other-Other identification number) </NUMBER></PASSPORT>
  <CITIZEN><COUNTRY>IRQ</COUNTRY></CITIZEN><CITIZEN><COUNTRY/></CITIZEN>
</ENTITY>
<ENTITY Id="14" Type="E" programme="TAQA"><NAME><WHOLENAME>North Ports</WHOLENAME></NAME></ENTITY></WHOLE>"""


def read(tmp_path, text, encoding="utf-8"):
    file = tmp_path / "eu"
    file.write_bytes(text.encode(encoding))
    return source.read(file)


def table(*rows):
    return "\r\n".join(rows) + "\r\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        pytest.param(table(OLD, *OLD_ROWS), "utf-8", id="1.0"),
        pytest.param(table(OLD, *OLD_ROWS), "cp1252", id="1.0-saved-by-a-spreadsheet"),
        pytest.param(table(NEW, *NEW_ROWS), "utf-8-sig", id="1.1"),
    ],
)
def test_a_party_is_joined_of_its_rows(tmp_path, text, encoding):
    result = read(tmp_path, text, encoding)
    person, enterprise = result.entities
    assert (result.summary.publisher, result.summary.problems) == ("eu", ())
    assert (person.id, person.schema, person.countries) == ("eu:EU.27.28", Schema.PERSON, ("iq",))
    assert [(name.text, name.kind) for name in person.names] == [
        ("Velimir Rozanek", NameKind.PRIMARY),
        ("Qoussaï Rozanek", NameKind.ALIAS),
    ]
    assert (person.births, person.positions) == (("1937-04-28",), ("Head of ports",))
    assert person.identifiers == (Identifier("passport", "AD001095"),)
    assert [(one.programme, one.listed_on) for one in person.listings] == [
        ("IRQ", date(2003, 7, 8)),
        ("ZWE", date(2005, 1, 2)),
    ]
    assert (enterprise.id, enterprise.schema, enterprise.identifiers) == ("eu:logical-14", Schema.ORGANIZATION, ())
    assert enterprise.listings[0].listed_on is None


def test_lines_that_a_spreadsheet_made_one_cell_of(tmp_path):
    rows = (OLD, OLD_ROWS[0].replace("Head of ports", "Head of ports\t and ships"), OLD_ROWS[3])
    quoted = ['"' + row.replace('"', '""') + '\t\t\t"' for row in rows]
    (person,) = read(tmp_path, table(*quoted)).entities
    assert person.positions == ("Head of ports, and ships",)
    assert person.identifiers == (Identifier("passport", "AD001095"),)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        pytest.param("05/08/2026;15;EU.1", "eu:4: expected 15 columns", id="cut-row"),
        pytest.param(
            NEW_ROWS[0].replace(";13;", ";;"), "eu:4: expected 15 columns and Entity_LogicalId", id="no-number"
        ),
        pytest.param(NEW_ROWS[5].replace("14;;enterprise", "15;;ship"), "Entity_LogicalId 15: logical-15", id="ship"),
        pytest.param(
            NEW_ROWS[5].replace("14;", "15;").replace("North Ports", ""), "15: there is no name", id="no-name"
        ),
        pytest.param(NEW_ROWS[0].replace(";13;", ";15;"), "15: the id 'eu:EU.27.28' is taken", id="reference-taken"),
    ],
)
def test_a_row_that_cannot_be_read_is_named_and_the_others_are_read(tmp_path, row, reason):
    result = read(tmp_path, table(NEW, NEW_ROWS[0], NEW_ROWS[1], row))
    assert [entity.id for entity in result.entities] == ["eu:EU.27.28"]
    (problem,) = result.summary.problems
    assert reason in problem


def test_damaged_characters_are_named_and_the_name_is_read(tmp_path):
    text = table(NEW, *NEW_ROWS).encode().replace(b"Velimir", b"Velimir \xff", 1)
    (tmp_path / "eu").write_bytes(text)
    result = source.read(tmp_path / "eu")
    assert result.entities[0].names[1].text == "Qoussaï Rozanek"
    (problem,) = result.summary.problems
    assert "eu:2: Entity_LogicalId 13: damaged characters in 'NameAlias_WholeName'" in problem


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param(table(NEW), "no row", id="header-alone"),
        pytest.param(table(NEW.replace("NameAlias_Function", "Role"), *NEW_ROWS), "NameAlias_Function", id="renamed"),
        pytest.param(table(NEW, NEW_ROWS[0], '"' + "x" * 140_000), "eu:3: not CSV", id="unclosed-quote"),
    ],
)
def test_a_damaged_table_is_refused_whole(tmp_path, text, reason):
    with pytest.raises(ListFormatError, match=reason):
        read(tmp_path, text)


def test_the_xml_before(tmp_path):
    result = read(tmp_path, XML)
    person, enterprise = result.entities
    assert (person.id, person.schema, person.countries) == ("eu:logical-13", Schema.PERSON, ("iq",))
    assert [name.text for name in person.names] == ["Velimir Rozanek", "Qoussaï Rozanek"]
    assert (person.births, person.positions) == (("1937-04-28", "1938"), ("Head of ports",))
    assert person.identifiers == (Identifier("passport", "AD001095"),)
    assert [(one.programme, one.listed_on) for one in person.listings] == [("IRQ", date(2003, 7, 8))]
    assert (enterprise.id, enterprise.schema) == ("eu:logical-14", Schema.ORGANIZATION)
    assert result.summary.problems == ()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        pytest.param(('Id="14"', ""), "no Id", id="no-number"),
        pytest.param(('Type="E"', 'Type="V"'), "subjectType", id="unknown-type"),
        pytest.param(("North Ports", ""), "no name", id="no-name"),
        pytest.param(('Id="14"', 'Id="13"'), "eu:logical-13", id="number-taken"),
    ],
)
def test_an_entity_of_the_xml_before_that_cannot_be_read_is_named(tmp_path, change, reason):
    result = read(tmp_path, XML.replace(*change))
    assert [entity.id for entity in result.entities] == ["eu:logical-13"]
    (problem,) = result.summary.problems
    assert "ENTITY number 2" in problem
    assert reason in problem
