"""The EU's list in XML 1.1."""

from datetime import date

import pytest

from watchlist.errors import ListFormatError
from watchlist.lists import source
from watchlist.model.entities import Schema, Strength
from watchlist.model.identifiers import Identifier

HEAD = '<?xml version="1.0"?><export xmlns="http://eu.europa.ec/fpi/fsd/export" generationDate="2026-01-01">'
PERSON = """
<sanctionEntity euReferenceNumber="EU.1.2" logicalId="13">
  <regulation publicationDate="2003-07-08" numberTitle="1210/2003" programme="IRQ"/>
  <subjectType code="person" classificationCode="P"/>
  <nameAlias wholeName="Velimir  Rozanek" function="Head of ports" strong="true"/>
  <nameAlias wholeName="Abu Vel" function="" strong="false"/>
  <citizenship countryIso2Code="IQ"/><citizenship countryIso2Code="00"/>
  <birthdate birthdate="1937-04-28" year="1937"/>
  <birthdate birthdate="" monthOfYear="8" year="1938"/>
  <birthdate yearRangeFrom="1940" yearRangeTo="1941"/>
  <identification identificationTypeCode="passport" number="A 123"/>
</sanctionEntity>"""


def read(tmp_path, body):
    file = tmp_path / "eu.xml"
    file.write_text(body)
    return source.read(file)


def test_a_person(tmp_path):
    (entity,) = read(tmp_path, HEAD + PERSON + "</export>").entities
    assert (entity.id, entity.schema, entity.countries) == ("eu:EU.1.2", Schema.PERSON, ("iq",))
    assert [(name.text, name.strength) for name in entity.names] == [
        ("Velimir Rozanek", Strength.STRONG),
        ("Abu Vel", Strength.WEAK),
    ]
    assert entity.births == ("1937-04-28", "1938-08", "1940", "1941")
    assert entity.identifiers == (Identifier("passport", "A 123"),)
    assert entity.positions == ("Head of ports",)
    assert [(one.programme, one.listed_on) for one in entity.listings] == [("IRQ", date(2003, 7, 8))]


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        pytest.param(PERSON.replace('code="person"', 'code="ship"'), "subjectType", id="unknown-subject"),
        pytest.param(PERSON.replace("wholeName", "w"), "no name", id="no-name"),
        pytest.param(PERSON.replace('euReferenceNumber="EU.1.2" logicalId="13"', ""), "logicalId", id="no-number"),
        pytest.param(PERSON.replace("2003-07-08", "08/07/2003"), "08/07/2003", id="date-of-another-form"),
        pytest.param(PERSON.replace("EU.1.2", "EU.9"), "eu:EU.9", id="number-taken"),
    ],
)
def test_a_record_that_cannot_be_read_is_named_and_the_others_are_read(tmp_path, record, reason):
    result = read(tmp_path, HEAD + PERSON.replace("EU.1.2", "EU.9") + record + "</export>")
    assert [entity.id for entity in result.entities] == ["eu:EU.9"]
    (problem,) = result.summary.problems
    assert "number 2" in problem
    assert reason in problem


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param(HEAD + PERSON, "not whole XML", id="cut-off"),
        pytest.param(HEAD + "</export>", "no sanctionEntity", id="nobody"),
        pytest.param(
            HEAD.replace("<export", '<!DOCTYPE export [<!ENTITY a "b">]><export') + PERSON + "</export>",
            "refused",
            id="entity-declared",
        ),
    ],
)
def test_a_damaged_file_is_refused_whole(tmp_path, body, reason):
    with pytest.raises(ListFormatError, match=reason):
        read(tmp_path, body)
