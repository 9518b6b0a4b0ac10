"""OFAC's lists in the enhanced XML."""

from datetime import date

import pytest

from watchlist.errors import ListFormatError
from watchlist.lists import source
from watchlist.model.entities import NameKind, Schema, Strength
from watchlist.model.identifiers import Identifier


def translation(text, is_primary="true"):
    name = f"<formattedFullName>{text}</formattedFullName>"
    return f"<translation><isPrimary>{is_primary}</isPrimary>{name}</translation>"


ENTITY = f"""
<entity id="9639">
  <generalInfo><entityType>Individual</entityType><title>Owner</title></generalInfo>
  <sanctionsLists><sanctionsList datePublished="2014-10-10">Consolidated List</sanctionsList>
    <sanctionsList datePublished="2006-04-12">Non-SDN List</sanctionsList></sanctionsLists>
  <sanctionsPrograms><sanctionsProgram>NS-PLC</sanctionsProgram></sanctionsPrograms>
  <names>
    <name><isPrimary>false</isPrimary><aliasType>F.K.A.</aliasType><isLowQuality>true</isLowQuality>
      <translations>{translation("SIMBA")}</translations></name>
    <name><isPrimary>true</isPrimary><isLowQuality>false</isLowQuality>
      <translations>{translation("РОЗАНЕК, Велимир", "false")}{translation("ROZANEK, Velimir")}</translations></name>
    <name><isPrimary>false</isPrimary><aliasType>A.K.A.</aliasType><isLowQuality>false</isLowQuality>
      <translations>{translation("ROSANEK, Vel")}</translations></name>
  </names>
  <addresses><address><country>Lebanon</country></address><address/></addresses>
  <features>
    <feature><type>Birthdate</type><value>circa 1962</value></feature>
    <feature><type>Nationality Country</type><value>Palestinian</value></feature>
    <feature><type>Place of Birth</type><value>Shati 1961</value></feature>
  </features>
  <identityDocuments>
    <identityDocument><type>Passport</type><documentNumber>A123</documentNumber></identityDocument>
    <identityDocument><type>Vessel Registration Identification</type><documentNumber>IMO 9187629</documentNumber>
    </identityDocument>
    <identityDocument><type>Tax ID No.</type><documentNumber>7802375889</documentNumber>
      <issuingCountry>Russia</issuingCountry></identityDocument>
  </identityDocuments>
  <relationships><relationship><relatedEntity entityId="7">Someone</relatedEntity></relationship></relationships>
</entity>"""


def read(tmp_path, *entities):
    file = tmp_path / "enhanced.xml"
    body = f"<publicationInfo/><entities>{''.join(entities)}</entities>"
    file.write_text(f'<?xml version="1.0"?><sanctionsData xmlns="https://x/ENHANCED_XML">{body}</sanctionsData>')
    return source.read(file)


def test_a_person(tmp_path):
    result = read(tmp_path, ENTITY)
    (entity,) = result.entities
    assert (entity.id, entity.schema, entity.countries) == ("ofac:9639", Schema.PERSON, ("ps", "lb"))
    assert [(name.text, name.kind, name.strength) for name in entity.names] == [
        ("ROZANEK, Velimir", NameKind.PRIMARY, Strength.STRONG),
        ("РОЗАНЕК, Велимир", NameKind.VARIANT, Strength.STRONG),
        ("SIMBA", NameKind.FORMER, Strength.WEAK),
        ("ROSANEK, Vel", NameKind.ALIAS, Strength.STRONG),
    ]
    assert (entity.births, entity.positions) == (("1962",), ("Owner",))
    assert entity.identifiers == (
        Identifier("passport", "A123"),
        Identifier("imo", "9187629"),
        Identifier("inn", "7802375889"),
    )
    assert [(one.programme, one.listed_on) for one in entity.listings] == [("NS-PLC", date(2006, 4, 12))]
    assert result.summary.problems == ()


def test_days_belong_to_lists_and_not_to_one_of_several_programmes(tmp_path):
    more = "<sanctionsProgram>SDGT</sanctionsProgram></sanctionsPrograms>"
    (entity,) = read(tmp_path, ENTITY.replace("</sanctionsPrograms>", more)).entities
    assert [(one.programme, one.listed_on) for one in entity.listings] == [("NS-PLC", None), ("SDGT", None)]


@pytest.mark.parametrize(
    ("entity", "reason"),
    [
        pytest.param(ENTITY.replace('id="9639"', ""), "no id", id="no-number"),
        pytest.param(ENTITY.replace("Individual", "Planet").replace("9639", "1"), "Planet", id="unknown-type"),
        pytest.param(ENTITY.replace("formattedFullName", "f").replace("9639", "1"), "no name", id="no-name"),
        pytest.param(ENTITY, "ofac:9639", id="number-taken"),
    ],
)
def test_an_entity_that_cannot_be_read_is_named_and_the_others_are_read(tmp_path, entity, reason):
    result = read(tmp_path, ENTITY, entity)
    assert [entity.id for entity in result.entities] == ["ofac:9639"]
    (problem,) = result.summary.problems
    assert "entity number 2" in problem
    assert reason in problem


def test_a_list_without_entities_is_refused(tmp_path):
    with pytest.raises(ListFormatError, match="no entity"):
        read(tmp_path)
