"""OFAC's lists in the advanced XML."""

from datetime import date

import pytest

from watchlist.errors import ListFormatError
from watchlist.lists import source
from watchlist.model.entities import NameKind, Schema, Strength
from watchlist.model.identifiers import Identifier

WORDS = """
<ReferenceValueSets>
  <AliasTypeValues><AliasType ID="1400">A.K.A.</AliasType><AliasType ID="1401">F.K.A.</AliasType>
    <AliasType ID="1403">Name</AliasType></AliasTypeValues>
  <AreaCodeValues><AreaCode ID="11291" Description="undetermined"/>
    <AreaCode ID="11117" Description="Lebanon">LB</AreaCode></AreaCodeValues>
  <CountryValues><Country ID="11171">Russia</Country></CountryValues>
  <FeatureTypeValues><FeatureType ID="8">Birthdate</FeatureType><FeatureType ID="10">Nationality Country</FeatureType>
    <FeatureType ID="25">Location</FeatureType><FeatureType ID="26">Title</FeatureType></FeatureTypeValues>
  <IDRegDocTypeValues><IDRegDocType ID="1571">Passport</IDRegDocType><IDRegDocType ID="1596">Tax ID No.</IDRegDocType>
    <IDRegDocType ID="1626">Vessel Registration Identification</IDRegDocType></IDRegDocTypeValues>
  <NamePartTypeValues><NamePartType ID="1520">Last Name</NamePartType><NamePartType ID="1521">First Name</NamePartType>
    <NamePartType ID="1526">Vessel Name</NamePartType></NamePartTypeValues>
  <PartySubTypeValues><PartySubType ID="1" PartyTypeID="4">Vessel</PartySubType>
    <PartySubType ID="4" PartyTypeID="1">Unknown</PartySubType></PartySubTypeValues>
  <PartyTypeValues><PartyType ID="1">Individual</PartyType><PartyType ID="3">Location</PartyType>
    <PartyType ID="4">Transport</PartyType></PartyTypeValues>
</ReferenceValueSets>
<Locations>
  <Location ID="1"><LocationAreaCode AreaCodeID="11117"/></Location>
  <Location ID="2"><LocationPart><LocationPartValue><Value>Syria</Value></LocationPartValue></LocationPart></Location>
  <Location ID="3"><LocationAreaCode AreaCodeID="11291"/></Location>
</Locations>
<IDRegDocuments>
  <IDRegDocument IDRegDocTypeID="1571" IdentityID="91"><IDRegistrationNo>A123</IDRegistrationNo></IDRegDocument>
  <IDRegDocument IDRegDocTypeID="1596" IdentityID="91" IssuedBy-CountryID="11171">
    <IDRegistrationNo>7802375889</IDRegistrationNo></IDRegDocument>
  <IDRegDocument IDRegDocTypeID="1626" IdentityID="92"><IDRegistrationNo>IMO 9187629</IDRegistrationNo></IDRegDocument>
</IDRegDocuments>"""


def alias(kind, parts, more=""):
    values = "".join(
        f'<DocumentedNamePart><NamePartValue NamePartGroupID="{group}">{text}</NamePartValue></DocumentedNamePart>'
        for group, text in parts
    )
    return f'<Alias AliasTypeID="{kind}" {more}><DocumentedName>{values}</DocumentedName></Alias>'


def born(first, last):
    def point(text):
        return "".join(f"<{tag}>{part}</{tag}>" for tag, part in zip(("Year", "Month", "Day"), text, strict=True))

    period = f"<Start><From>{point(first)}</From></Start><End><To>{point(last)}</To></End>"
    return f'<Feature FeatureTypeID="8"><FeatureVersion><DatePeriod>{period}</DatePeriod></FeatureVersion></Feature>'


def place(kind, location):
    return (
        f'<Feature FeatureTypeID="{kind}"><FeatureVersion><VersionLocation LocationID="{location}"/></FeatureVersion>'
        "</Feature>"
    )


PERSON = f"""
<DistinctParty FixedRef="9639"><Profile ID="9639" PartySubTypeID="4">
  <Identity ID="91">
    {alias("1401", [("12", "SIMBA")], 'LowQuality="true"')}
    {alias("1400", [("11", "Vel"), ("10", "ROSANEK")])}
    {alias("1403", [("10", "ROZANEK"), ("11", "Velimir")], 'Primary="true"')}
    <NamePartGroups>
      <MasterNamePartGroup><NamePartGroup ID="10" NamePartTypeID="1520"/></MasterNamePartGroup>
      <MasterNamePartGroup><NamePartGroup ID="11" NamePartTypeID="1521"/></MasterNamePartGroup>
    </NamePartGroups>
  </Identity>
  {born((1962, 11, 23), (1962, 11, 23))}{born((1963, 1, 1), (1963, 12, 31))}{born((1964, 2, 1), (1964, 2, 29))}
  {born((1970, 1, 1), (1971, 12, 31))}
  {place("25", "1")}{place("10", "2")}{place("25", "3")}{place("25", "99")}
  <Feature FeatureTypeID="26"><FeatureVersion><VersionDetail>Owner</VersionDetail></FeatureVersion></Feature>
</Profile></DistinctParty>"""
SHIP = f"""
<DistinctParty FixedRef="7"><Profile ID="7" PartySubTypeID="1"><Identity ID="92">
  {alias("1403", [("20", "GRACEFUL")], 'Primary="true"')}
</Identity></Profile></DistinctParty>"""
ENTRIES = """
<SanctionsEntries>
  <SanctionsEntry ProfileID="9639"><EntryEvent><Date><Year>2017</Year><Month>7</Month><Day>31</Day></Date></EntryEvent>
    <SanctionsMeasure><Comment>SYRIA</Comment></SanctionsMeasure><SanctionsMeasure><Comment/></SanctionsMeasure>
  </SanctionsEntry>
  <SanctionsEntry ProfileID="9639"><EntryEvent><Date><Year>2014</Year><Month>1</Month><Day>2</Day></Date></EntryEvent>
    <SanctionsMeasure><Comment>SYRIA</Comment></SanctionsMeasure>
    <SanctionsMeasure><Comment>SDGT</Comment></SanctionsMeasure></SanctionsEntry>
</SanctionsEntries>"""


def read(tmp_path, *parties):
    file = tmp_path / "sdn_advanced.xml"
    body = f"{WORDS}<DistinctParties>{''.join(parties)}</DistinctParties>{ENTRIES}"
    file.write_text(f'<?xml version="1.0"?><Sanctions xmlns="https://x/ADVANCED_XML">{body}</Sanctions>')
    return source.read(file)


def test_a_person_and_a_ship(tmp_path):
    result = read(tmp_path, PERSON, SHIP)
    person, ship = result.entities
    assert (person.id, person.schema, person.countries) == ("ofac:9639", Schema.PERSON, ("sy", "lb"))
    assert [(name.text, name.kind, name.strength) for name in person.names] == [
        ("ROZANEK, Velimir", NameKind.PRIMARY, Strength.STRONG),
        ("SIMBA", NameKind.FORMER, Strength.WEAK),
        ("ROSANEK, Vel", NameKind.ALIAS, Strength.STRONG),
    ]
    assert person.births == ("1962-11-23", "1963", "1964-02", "1970", "1971")
    assert person.identifiers == (Identifier("passport", "A123"), Identifier("inn", "7802375889"))
    assert person.positions == ("Owner",)
    assert [(one.programme, one.listed_on) for one in person.listings] == [
        ("SYRIA", date(2014, 1, 2)),
        ("SDGT", date(2014, 1, 2)),
    ]
    assert (ship.id, ship.schema, ship.identifiers) == ("ofac:7", Schema.VESSEL, (Identifier("imo", "9187629"),))
    assert [(one.reference, one.programme) for one in ship.listings] == [("7", None)]
    assert result.summary.problems == ()


@pytest.mark.parametrize(
    ("party", "reason"),
    [
        pytest.param(SHIP.replace("Profile", "Perfil"), "no Profile", id="no-profile"),
        pytest.param(SHIP.replace('ID="7"', ""), "no Profile with an ID", id="no-number"),
        pytest.param(
            SHIP.replace('SubTypeID="1"', 'SubTypeID="5"').replace('"7"', '"8"'), "8: expected a type", id="type"
        ),
        pytest.param(SHIP.replace("GRACEFUL", " ").replace('"7"', '"8"'), "8: there is no name", id="no-name"),
        pytest.param(SHIP, "ofac:7", id="number-taken"),
    ],
)
def test_a_party_that_cannot_be_read_is_named_and_the_others_are_read(tmp_path, party, reason):
    result = read(tmp_path, SHIP, party)
    assert [entity.id for entity in result.entities] == ["ofac:7"]
    (problem,) = result.summary.problems
    assert "DistinctParty number 2" in problem
    assert reason in problem


def test_a_list_without_parties_is_refused(tmp_path):
    with pytest.raises(ListFormatError, match="no DistinctParty"):
        read(tmp_path)
