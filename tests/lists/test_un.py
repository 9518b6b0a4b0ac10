"""The UN's consolidated list in XML."""

from datetime import date

import pytest

from watchlist.errors import ListFormatError
from watchlist.lists import source
from watchlist.model.entities import NameKind, Schema, Strength
from watchlist.model.identifiers import Identifier

PERSON = """
<INDIVIDUAL><FIRST_NAME>VELIMIR</FIRST_NAME><SECOND_NAME>na</SECOND_NAME><THIRD_NAME>ROZANEK</THIRD_NAME>
  <UN_LIST_TYPE>DRC</UN_LIST_TYPE><REFERENCE_NUMBER> CDi.006 </REFERENCE_NUMBER><LISTED_ON>2005-11-01</LISTED_ON>
  <NAME_ORIGINAL_SCRIPT>فليمير</NAME_ORIGINAL_SCRIPT>
  <DESIGNATION><VALUE>a) General of the ports</VALUE><VALUE>b) Governor</VALUE></DESIGNATION>
  <NATIONALITY><VALUE>Democratic Republic of the Congo</VALUE><VALUE>na</VALUE></NATIONALITY>
  <INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Vel Rozanek; V. Rosanek; na</ALIAS_NAME></INDIVIDUAL_ALIAS>
  <INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>Simba</ALIAS_NAME></INDIVIDUAL_ALIAS>
  <INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME/></INDIVIDUAL_ALIAS>
  <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1978</FROM_YEAR><TO_YEAR>1979</TO_YEAR>
  </INDIVIDUAL_DATE_OF_BIRTH>
  <INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>CB0112603</NUMBER></INDIVIDUAL_DOCUMENT>
</INDIVIDUAL>"""
ENTITY = """
<ENTITY><FIRST_NAME>NORTH PORTS</FIRST_NAME><UN_LIST_TYPE>DPRK</UN_LIST_TYPE>
  <REFERENCE_NUMBER>KPe.001</REFERENCE_NUMBER><LISTED_ON>2009-04-24</LISTED_ON>
  <ENTITY_ALIAS><QUALITY>f.k.a.</QUALITY><ALIAS_NAME>SOUTH PORTS</ALIAS_NAME></ENTITY_ALIAS></ENTITY>"""


def read(tmp_path, *records):
    file = tmp_path / "un.xml"
    body = f"<INDIVIDUALS>{''.join(records)}</INDIVIDUALS>"
    file.write_text(f'<?xml version="1.0"?><CONSOLIDATED_LIST dateGenerated="2026-02-27">{body}</CONSOLIDATED_LIST>')
    return source.read(file)


def test_an_individual_and_an_entity(tmp_path):
    person, entity = read(tmp_path, PERSON, ENTITY).entities
    assert (person.id, person.schema, person.countries) == ("un:CDi.006", Schema.PERSON, ("cd",))
    assert [(name.text, name.kind, name.strength) for name in person.names] == [
        ("VELIMIR ROZANEK", NameKind.PRIMARY, Strength.STRONG),
        ("فليمير", NameKind.VARIANT, Strength.STRONG),
        ("Vel Rozanek", NameKind.ALIAS, Strength.STRONG),
        ("V. Rosanek", NameKind.ALIAS, Strength.STRONG),
        ("Simba", NameKind.ALIAS, Strength.WEAK),
    ]
    assert person.births == ("1978", "1979")
    assert person.identifiers == (Identifier("passport", "CB0112603"),)
    assert person.positions == ("General of the ports", "Governor")
    assert [(one.programme, one.listed_on) for one in person.listings] == [("DRC", date(2005, 11, 1))]
    assert (entity.id, entity.schema) == ("un:KPe.001", Schema.ORGANIZATION)
    assert [(name.text, name.kind) for name in entity.names][1] == ("SOUTH PORTS", NameKind.FORMER)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("OB 0243318", "OB0243318"),
        ("CAR diplomatic passport no. D00000898", "D00000898"),
        ("381110042 (Expired 25 Jan. 2016)", "381110042"),
        ("British number 094629366", "094629366"),
        pytest.param("6487", "6487", id="too-short-to-tell-from-other-words"),
    ],
)
def test_a_passport_is_its_number_without_the_words_beside_it(tmp_path, written, value):
    (person,) = read(tmp_path, PERSON.replace("CB0112603", written)).entities
    assert person.identifiers == (Identifier("passport", value),)


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        pytest.param(PERSON.replace("CDi.006", ""), "REFERENCE_NUMBER", id="no-reference"),
        pytest.param("<ENTITY><REFERENCE_NUMBER>X</REFERENCE_NUMBER></ENTITY>", "no name", id="no-name"),
        pytest.param(PERSON.replace("2005-11-01", "1 Nov 2005"), "1 Nov 2005", id="date-of-another-form"),
        pytest.param(ENTITY, "un:KPe.001", id="reference-taken"),
    ],
)
def test_a_record_that_cannot_be_read_is_named_and_the_others_are_read(tmp_path, record, reason):
    result = read(tmp_path, ENTITY, record)
    assert [entity.id for entity in result.entities] == ["un:KPe.001"]
    (problem,) = result.summary.problems
    assert "number 2" in problem
    assert reason in problem


def test_a_list_with_nobody_is_refused(tmp_path):
    with pytest.raises(ListFormatError, match="no ENTITY or INDIVIDUAL"):
        read(tmp_path)
