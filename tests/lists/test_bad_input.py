"""Every format, damaged in every way that a download, an editor or an attacker can: told clearly, and never in silence.

A list that cannot be read gives a ListFormatError with the file and the reason; one that can be read in part gives what
can be read, and a line for what cannot.
"""

import re

import pytest

from watchlist.errors import ListFormatError
from watchlist.lists import source

NULLS = ",".join(["-0- "] * 7)
UK_COLUMNS = (
    "Unique ID,Designation Type,Name type,Regime Name,Date Designated,D.O.B,Nationality(/ies),Passport number,"
    "Alias strength,Name non-latin script,Name 1,Name 2,Name 3,Name 4,Name 5,Name 6,Position"
)
OFSI_COLUMNS = (
    "Name 6,Name 1,Name 2,Name 3,Name 4,Name 5,Group ID,Group Type,Alias Type,Regime,Listed On,DOB,Nationality,"
    "Passport Details,Position"
)
EU_COLUMNS = (
    "Date_file;Entity_logical_id;Subject_type;Leba_publication_date;Programme;Naal_wholename;Naal_function;Birt_date;"
    "Iden_number;Citi_country;EU_ref_num"
)
EU_NEW_COLUMNS = (
    "fileGenerationDate;Entity_LogicalId;Entity_EU_ReferenceNumber;Entity_SubjectType;Entity_Regulation_Programme;"
    "Entity_Regulation_PublicationDate;NameAlias_WholeName;NameAlias_Function;BirthDate_BirthDate;BirthDate_Year;"
    "BirthDate_YearRangeFrom;BirthDate_YearRangeTo;Identification_Number;Identification_TypeCode;"
    "Citizenship_CountryIso2Code"
)
ADVANCED_WORDS = (
    '<ReferenceValueSets><PartySubType ID="3" PartyTypeID="2">Unknown</PartySubType>'
    '<PartyType ID="2">Entity</PartyType></ReferenceValueSets>'
)

# A head, two parties, and an end of each format; `é` stands in every first name.
TABLES = {
    "ofac-csv": (
        "",
        f'1,"ROZANEK, Désiré","individual","SYRIA",{NULLS},"DOB circa 1959."\n',
        f'2,"NORTH",-0- ,"SDGT",{NULLS},-0- \n',
    ),
    "uk-csv": (
        f"Report Date: 08-Oct-2026\n{UK_COLUMNS}\n",
        "RUS1,Individual,Primary Name,Russia,24/02/2022,00/00/1961,Russia,,,,Désiré,,,,,ROZANEK,\n",
        "RUS2,Entity,Primary Name,Russia,24/02/2022,,,,,,,,,,,NORTH,\n",
    ),
    "ofsi-csv": (
        f"Last Updated,13/04/2018\n{OFSI_COLUMNS}\n",
        "ROZANEK,Désiré,,,,,7,Individual,Prime Alias,Syria,01/02/2012,00/00/1961,Syria,,\n",
        "NORTH,,,,,,8,Entity,Prime Alias,Syria,01/02/2012,,,,\n",
    ),
    "eu-csv-1.0": (
        f"{EU_COLUMNS}\n",
        "04/07/2018;13;P;2003-07-08;IRQ;Désiré Rozanek;;1955 (approximative);;IRQ;EU.27.28\n",
        "04/07/2018;14;E;2003-07-08;IRQ;North;;;;;EU.28.29\n",
    ),
    "eu-csv-1.1": (
        f"{EU_NEW_COLUMNS}\n",
        "05/08/2026;13;EU.27.28;P;IRQ;2003-07-08;Désiré Rozanek;;;1955;;;;;IQ\n",
        "05/08/2026;14;EU.28.29;E;IRQ;2003-07-08;North;;;;;;;;\n",
    ),
    "targets": (
        "id,schema,name,aliases,birth_date,countries,identifiers,program_ids\n",
        "NK-1,Person,Désiré Rozanek,,1961-00-00,sy,,\n",
        "NK-2,Company,North,,,,,\n",
    ),
    "us-csv": (
        "_id,source,entity_number,type,programs,name,dates_of_birth\n",
        "1,SDN,1,Individual,SYRIA,Désiré Rozanek,circa 1959\n",
        "2,SDN,2,Entity,SYRIA,North,\n",
    ),
}
LINES = {
    "ftm": (
        "",
        '{"id": "x:1", "schema": "Person", "properties": {"name": ["Désiré Rozanek"], "birthDate": ["1961-00"]}}\n',
        '{"id": "x:2", "schema": "Company", "properties": {"name": ["North"]}}\n',
    ),
}
XML = {
    "ofac-xml": (
        "<sdnList>",
        "<sdnEntry><uid>1</uid><firstName>Désiré</firstName><lastName>ROZANEK</lastName><sdnType>Individual</sdnType>"
        "<dateOfBirthList><dateOfBirthItem><dateOfBirth>circa 1959</dateOfBirth></dateOfBirthItem></dateOfBirthList>"
        "</sdnEntry>",
        "<sdnEntry><uid>2</uid><lastName>NORTH</lastName><sdnType>Entity</sdnType></sdnEntry>",
        "</sdnList>",
    ),
    "ofac-enhanced": (
        "<sanctionsData><entities>",
        '<entity id="1"><generalInfo><entityType>Individual</entityType></generalInfo><names><name><translations>'
        "<translation><formattedFullName>ROZANEK, Désiré</formattedFullName></translation></translations></name>"
        "</names></entity>",
        '<entity id="2"><generalInfo><entityType>Entity</entityType></generalInfo><names><name><translations>'
        "<translation><formattedFullName>NORTH</formattedFullName></translation></translations></name></names></entity>",
        "</entities></sanctionsData>",
    ),
    "ofac-advanced": (
        f"<Sanctions>{ADVANCED_WORDS}<DistinctParties>",
        '<DistinctParty><Profile ID="1" PartySubTypeID="3"><Identity><Alias><DocumentedName><DocumentedNamePart>'
        "<NamePartValue>Désiré</NamePartValue></DocumentedNamePart></DocumentedName></Alias></Identity></Profile>"
        "</DistinctParty>",
        '<DistinctParty><Profile ID="2" PartySubTypeID="3"><Identity><Alias><DocumentedName><DocumentedNamePart>'
        "<NamePartValue>NORTH</NamePartValue></DocumentedNamePart></DocumentedName></Alias></Identity></Profile>"
        "</DistinctParty>",
        "</DistinctParties></Sanctions>",
    ),
    "eu-xml": (
        '<export xmlns="http://eu.europa.ec/fpi/fsd/export">',
        '<sanctionEntity euReferenceNumber="EU.1"><subjectType code="person"/><nameAlias wholeName="Désiré Rozanek"/>'
        '<birthdate birthdate="1961-00-00"/></sanctionEntity>',
        '<sanctionEntity euReferenceNumber="EU.2"><subjectType code="enterprise"/><nameAlias wholeName="North"/>'
        "</sanctionEntity>",
        "</export>",
    ),
    "eu-old-xml": (
        "<WHOLE>",
        '<ENTITY Id="1" Type="P"><NAME><WHOLENAME>Désiré Rozanek</WHOLENAME></NAME><BIRTH><DATE>N/A</DATE></BIRTH>'
        "</ENTITY>",
        '<ENTITY Id="2" Type="E"><NAME><WHOLENAME>North</WHOLENAME></NAME></ENTITY>',
        "</WHOLE>",
    ),
    "un-xml": (
        "<CONSOLIDATED_LIST>",
        "<INDIVIDUAL><FIRST_NAME>DÉSIRé</FIRST_NAME><REFERENCE_NUMBER>QDi.1</REFERENCE_NUMBER>"
        "<INDIVIDUAL_DATE_OF_BIRTH><DATE>1961-00-00</DATE></INDIVIDUAL_DATE_OF_BIRTH></INDIVIDUAL>",
        "<ENTITY><FIRST_NAME>NORTH</FIRST_NAME><REFERENCE_NUMBER>QDe.2</REFERENCE_NUMBER></ENTITY>",
        "</CONSOLIDATED_LIST>",
    ),
    "uk-xml": (
        "<Designations>",
        "<Designation><UniqueID>RUS1</UniqueID><IndividualEntityShip>Individual</IndividualEntityShip><Names><Name>"
        "<Name1>Désiré</Name1><Name6>ROZANEK</Name6><NameType>Primary Name</NameType></Name></Names></Designation>",
        "<Designation><UniqueID>RUS2</UniqueID><IndividualEntityShip>Entity</IndividualEntityShip><Names><Name>"
        "<Name6>NORTH</Name6><NameType>Primary Name</NameType></Name></Names></Designation>",
        "</Designations>",
    ),
    "canada": (
        "<data-set>",
        "<record><Country>Russia</Country><LastName>Rozanek</LastName><GivenName>Désiré</GivenName><Schedule>1</Schedule>"
        "<Item>1</Item><DateOfBirthOrShipBuildDate>31801</DateOfBirthOrShipBuildDate></record>",
        "<record><Country>Russia</Country><EntityOrShip>North</EntityOrShip><Schedule>1</Schedule><Item>2</Item></record>",
        "</data-set>",
    ),
    "switzerland": (
        '<swiss-sanctions-list list-type="whole-list" date="2026-08-27">',
        '<target ssid="1"><individual><identity><name><name-part><value>Désiré Rozanek</value></name-part></name>'
        '<day-month-year day="0" month="0" year="1961"/></identity></individual></target>',
        '<target ssid="2"><entity><identity><name><name-part><value>North</value></name-part></name></identity>'
        "</entity></target>",
        "</swiss-sanctions-list>",
    ),
}
# In two of the formats a party may have several rows, and so it may in tables of several lists.
JOINED = {"uk-csv", "ofsi-csv", "eu-csv-1.0", "eu-csv-1.1", "targets", "us-csv"}
# Columns of which nothing is taken, or that some issues of a list have not.
UNREAD = {"Date_file", "fileGenerationDate", "aliases", "program_ids", "dates_of_birth"}
DECLARED = '<?xml version="1.0" encoding="UTF-8"?>'
FORMATS = {name: "".join(parts) for name, parts in (TABLES | LINES).items()} | {
    name: DECLARED + "".join(parts) for name, parts in XML.items()
}


def read(tmp_path, content):
    """The list of these bytes; None when it was refused whole, with the file and a reason."""
    file = tmp_path / "list"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    try:
        return source.read(file)
    except ListFormatError as error:
        if not re.match(rf"{re.escape(str(file))}(:\d+)?: \w", str(error)):
            raise
        return None


def is_told(result):
    """Whether something was read, or it is said why nothing was."""
    return result is None or bool(result.entities)


@pytest.mark.parametrize("name", FORMATS)
def test_a_whole_list_is_read(tmp_path, name):
    result = read(tmp_path, FORMATS[name])
    assert len(result.entities) == 2
    assert "é" in result.entities[0].names[0].text
    assert result.entities[0].births in {(), ("1955",), ("1959",), ("1961",)}
    assert result.summary.problems == ()


@pytest.mark.parametrize("name", FORMATS)
def test_a_list_that_is_cut_anywhere(tmp_path, name):
    content = FORMATS[name].encode()
    for length in range(len(content)):
        assert is_told(read(tmp_path, content[:length])), content[:length]


@pytest.mark.parametrize("name", XML)
def test_xml_that_is_cut_is_refused_whole(tmp_path, name):
    content = FORMATS[name]
    for length in range(len(DECLARED), len(content)):
        assert read(tmp_path, content[:length]) is None, content[:length]


@pytest.mark.parametrize("name", TABLES | LINES)
def test_a_row_that_is_cut_is_named(tmp_path, name):
    head, first, second = (TABLES | LINES)[name]
    result = read(tmp_path, head + first + second[: len(second) // 3])
    assert len(result.entities) == 1
    assert len(result.summary.problems) == 1


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_another_encoding_of_unicode_is_refused_by_name(tmp_path, name, encoding):
    file = tmp_path / "list"
    file.write_bytes(FORMATS[name].encode(encoding))
    with pytest.raises(ListFormatError, match=r"UTF-16 or UTF-32.*expected UTF-8"):
        source.read(file)


@pytest.mark.parametrize("name", FORMATS)
def test_a_mark_before_utf_8_changes_nothing(tmp_path, name):
    result = read(tmp_path, FORMATS[name].encode("utf-8-sig"))
    assert [len(result.entities), *result.summary.problems] == [2]


@pytest.mark.parametrize("name", FORMATS)
def test_a_list_in_latin_1(tmp_path, name):
    result = read(tmp_path, FORMATS[name].encode("latin-1"))
    is_right = result is not None and "é" in result.entities[0].names[0].text
    # What is not read right is refused or named.
    assert is_right or result is None or result.summary.problems


@pytest.mark.parametrize("name", XML)
@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "no-such-encoding", "utf-7"])
def test_xml_that_declares_another_encoding_than_it_has(tmp_path, name, encoding):
    assert read(tmp_path, FORMATS[name].replace("UTF-8", encoding)) is None


@pytest.mark.parametrize("name", XML)
@pytest.mark.parametrize(
    "declaration",
    [
        pytest.param(
            '<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">', id="bomb"
        ),
        pytest.param('<!ENTITY c SYSTEM "file:///etc/passwd">', id="file"),
        pytest.param('<!ENTITY % c SYSTEM "http://127.0.0.1/x.dtd"> %c;', id="address"),
    ],
)
def test_declarations_are_refused(tmp_path, name, declaration):
    head, *rest = XML[name]
    root = re.match(r"<([\w-]+)", head)[1]
    file = tmp_path / "list"
    file.write_text(f"{DECLARED}<!DOCTYPE {root} [{declaration}]>{head}{''.join(rest).replace('North', '&c;')}")
    with pytest.raises(ListFormatError, match="refused: it declares"):
        source.read(file)


@pytest.mark.parametrize("name", XML)
def test_an_entity_that_nobody_declared_is_refused(tmp_path, name):
    assert read(tmp_path, FORMATS[name].replace("North", "&c;").replace("NORTH", "&c;")) is None


@pytest.mark.parametrize("name", FORMATS)
def test_a_party_that_stands_in_it_twice(tmp_path, name):
    head, first, second, *end = (TABLES | LINES | XML)[name]
    result = read(tmp_path, "".join([head, first, second, first, *end]))
    assert len(result.entities) == 2
    assert len(result.entities[0].names) == 1
    assert len(result.summary.problems) == (0 if name in JOINED else 1)


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("place", [0, 1, 3, -1])
@pytest.mark.parametrize("change", ["less", "more"])
def test_a_row_with_a_column_more_or_less(tmp_path, name, place, change):
    head, first, second = TABLES[name]
    separator = ";" if ";" in second else ","
    cells = second.rstrip("\n").split(separator)
    if change == "less":
        del cells[place]
    else:
        cells.insert(place, "x")
    result = read(tmp_path, head + first + separator.join(cells) + "\n")
    assert len(result.summary.problems) == 1
    assert len(result.entities) == 1


@pytest.mark.parametrize("name", [name for name, (head, *_) in TABLES.items() if head])
def test_a_header_without_one_of_its_columns(tmp_path, name):
    head, first, second = TABLES[name]
    *before, header, _ = head.split("\n")
    separator = ";" if ";" in header else ","
    columns = header.split(separator)
    for place, column in enumerate(columns):
        changed = separator.join([*columns[:place], "Other", *columns[place + 1 :]])
        result = read(tmp_path, "\n".join([*before, changed, first + second]))
        assert result is None or column in UNREAD, column


@pytest.mark.parametrize("name", FORMATS)
def test_bytes_that_no_text_has(tmp_path, name):
    content = FORMATS[name].encode()
    for place in range(0, len(content), 7):
        for byte in (b"\0", b"\xff", b'"', b"\r"):
            assert is_told(read(tmp_path, content[:place] + byte + content[place + 1 :])), (place, byte)


@pytest.mark.parametrize("name", TABLES)
def test_a_quote_that_is_never_closed(tmp_path, name):
    head, first, second = TABLES[name]
    result = read(tmp_path, head + first + '"' + second + "x" * 140_000)
    assert result is None or (len(result.entities) == 1 and result.summary.problems)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param(
            r'{"id": "x:1", "schema": "Person", "properties": {"name": ["\ud83d Vel"]}}', "characters", id="half-a-pair"
        ),
        pytest.param(
            r'{"id": "x:1", "schema": "Person", "properties": {"name": ["V\u0000el"]}}', "characters", id="nul"
        ),
        pytest.param('{"id": "x:1", "schema": "Address", "properties": {}}', "nobody in it", id="no-party"),
        pytest.param("{" * 200_000, "not JSON", id="braces"),
        pytest.param('{"id": ' + "[" * 200_000, "not JSON", id="brackets"),
        pytest.param('{"id": ' + "9" * 6000 + "}", "nobody in it", id="long-number"),
        pytest.param("a = " + "[" * 100_000, "not TOML", id="toml-brackets"),
        pytest.param("a = " + "9" * 6000, "not TOML", id="toml-long-number"),
        pytest.param(
            "<feed><entry/></feed>", "a table with the columns id and name; it begins with '<feed>", id="other-xml"
        ),
        pytest.param("<a>" * 50_000, "no format of an official list", id="deep-xml"),
        pytest.param("<sdnList>" + "<a>" * 50_000, "not whole XML", id="deep-list"),
    ],
)
def test_what_is_made_to_break_a_reader_is_refused(tmp_path, text, reason):
    file = tmp_path / "list"
    file.write_text(text)
    with pytest.raises(ListFormatError, match=reason):
        source.read(file)
