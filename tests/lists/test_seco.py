"""Switzerland's list in XML."""

from datetime import date

import pytest

from watchlist.errors import ListFormatError
from watchlist.lists import source
from watchlist.model.entities import NameKind, Schema, Strength
from watchlist.model.identifiers import Identifier

PROGRAMME = """
<sanctions-program ssid="20"><program-key lang="ger">Weissrussland</program-key>
  <program-key lang="eng">Belarus</program-key>
  <sanctions-set ssid="4387" lang="eng">article 12</sanctions-set></sanctions-program>"""
LISTED = '<modification modification-type="listed" effective-date="2021-08-11"/>'
PERSON = f"""
<target ssid="5142"><sanctions-set-id>4387</sanctions-set-id>
  <individual><identity ssid="1" main="true">
    <name name-type="alias" quality="low">
      <name-part order="1" name-part-type="whole-name"><value>Vel</value></name-part></name>
    <name name-type="primary-name" quality="good">
      <name-part order="2" name-part-type="given-name"><value>Dzmitry</value></name-part>
      <name-part order="1" name-part-type="family-name"><value>Rozanek</value>
        <spelling-variant lang="RUS" script="LATN">Rosanek</spelling-variant>
        <spelling-variant lang="RUS" script="CYRL">Розанек</spelling-variant></name-part>
      <name-part order="3" name-part-type="father-name"><value>Aliaksandravich</value></name-part>
    </name>
    <day-month-year day="23" month="3" year="1980" calendar="Gregorian"/>
    <day-month-year year="1981"/><day-month-year day="31" month="2" year="1982"/>
    <day-month-year year="1358" calendar="Islamic"/>
    <nationality><country iso-code="BY">Belarus</country></nationality>
    <address place-id="77"/>
    <identification-document document-type="passport"><number>MP123</number></identification-document>
    <identification-document document-type="id-card"><number>9</number></identification-document>
  </identity><justification>Businessman.</justification></individual>
  {LISTED}
  <modification modification-type="amended" effective-date="2022-01-01"><removed>
    <target ssid="5142"><individual><identity main="true"><name><name-part><value>Old Name</value></name-part></name>
    </identity></individual></target></removed></modification>
</target>"""
SHIP = f"""
<target ssid="34461"><sanctions-set-id>99</sanctions-set-id><object object-type="vessel"><identity main="true">
  <name name-type="primary-name"><name-part><value>Hui Chon</value></name-part></name>
  <name name-type="formerly-known-as"><name-part><value>Hwang Gum</value></name-part></name></identity>
  <other-information>IMO Number: 8405270</other-information></object>{LISTED}</target>"""
PLACE = '<place ssid="77"><location>Riga</location><country iso-code="LV">Latvia</country></place>'


def read(tmp_path, *records, kind="whole-list"):
    file = tmp_path / "seco.xml"
    root = f'<swiss-sanctions-list list-type="{kind}" date="2026-08-27">'
    file.write_text(f'<?xml version="1.0"?>{root}{PROGRAMME}{"".join(records)}{PLACE}</swiss-sanctions-list>')
    return source.read(file)


def test_a_person_and_a_ship(tmp_path):
    result = read(tmp_path, PERSON, SHIP)
    person, ship = result.entities
    assert result.summary.problems == ()
    assert (person.id, person.schema, person.countries) == ("ch:5142", Schema.PERSON, ("by", "lv"))
    assert [(name.text, name.kind, name.strength) for name in person.names] == [
        ("Rozanek, Dzmitry Aliaksandravich", NameKind.PRIMARY, Strength.STRONG),
        ("Rosanek, Dzmitry Aliaksandravich", NameKind.VARIANT, Strength.STRONG),
        ("Розанек", NameKind.VARIANT, Strength.WEAK),
        ("Vel", NameKind.ALIAS, Strength.WEAK),
    ]
    assert person.births == ("1980-03-23", "1981", "1982-02")
    assert person.identifiers == (Identifier("passport", "MP123"),)
    assert [(one.programme, one.listed_on) for one in person.listings] == [("Belarus", date(2021, 8, 11))]
    assert (ship.id, ship.schema, ship.identifiers) == ("ch:34461", Schema.VESSEL, (Identifier("imo", "8405270"),))
    assert [(name.text, name.kind) for name in ship.names] == [
        ("Hui Chon", NameKind.PRIMARY),
        ("Hwang Gum", NameKind.FORMER),
    ]


def test_a_maiden_name_makes_a_name_of_its_own(tmp_path):
    maiden = '<name-part order="4" name-part-type="maiden-name"><value>Akhras</value></name-part></name>'
    record = PERSON.replace("Aliaksandravich</value></name-part>\n    </name>", f"A.</value></name-part>{maiden}")
    (entity,) = read(tmp_path, record).entities
    assert [name.text for name in entity.names][:2] == ["Rozanek, Dzmitry A.", "Akhras, Dzmitry A."]


def test_of_very_many_spellings_each_is_used_once(tmp_path):
    spellings = "".join(f'<spelling-variant script="LATN">R{number}</spelling-variant>' for number in range(40))
    record = PERSON.replace("<value>Dzmitry</value>", f"<value>Dzmitry</value>{spellings}").replace(
        "<value>Rozanek</value>", f"<value>Rozanek</value>{spellings}"
    )
    (entity,) = read(tmp_path, record).entities
    texts = [name.text for name in entity.names]
    assert "R39, Dzmitry Aliaksandravich" in texts
    assert "Rozanek, R39 Aliaksandravich" in texts
    assert len(texts) < 90


@pytest.mark.parametrize(
    ("modifications", "is_listed"),
    [
        pytest.param([("de-listed", "2016-03-01"), ("amended", "2015-11-18")], False, id="taken-off"),
        pytest.param([("listed", "2010-01-01"), ("de-listed", "2016-03-01")], False, id="taken-off-after-listing"),
        pytest.param([("listed", "2018-01-01"), ("de-listed", "2016-03-01")], True, id="listed-again"),
        pytest.param([("listed", "2016-03-01"), ("de-listed", "2016-03-01")], True, id="both-on-one-day"),
        pytest.param([("listed", "2010-01-01"), ("de-listed", "2026-12-31")], True, id="taken-off-from-a-later-day-on"),
        pytest.param([], True, id="nothing-said"),
    ],
)
def test_a_target_that_was_taken_off_is_counted_and_no_entity(tmp_path, modifications, is_listed):
    said = "".join(f'<modification modification-type="{kind}" effective-date="{on}"/>' for kind, on in modifications)
    result = read(tmp_path, SHIP, PERSON.replace(LISTED, said))
    assert ("ch:5142" in [entity.id for entity in result.entities]) is is_listed
    assert ("1 of 2 were taken off" in "".join(result.summary.problems)) is not is_listed


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        pytest.param(PERSON.replace('ssid="5142"', ""), "no ssid", id="no-number"),
        pytest.param(PERSON.replace("individual>", "planet>"), "individual, entity, object", id="unknown-kind"),
        pytest.param(SHIP.replace("vessel", "train").replace("34461", "1"), "train", id="unknown-object"),
        pytest.param(PERSON.replace("value>", "v>"), "no name", id="no-name"),
        pytest.param(SHIP, "ch:34461", id="number-taken"),
    ],
)
def test_a_target_that_cannot_be_read_is_named_and_the_others_are_read(tmp_path, record, reason):
    result = read(tmp_path, SHIP, record)
    assert [entity.id for entity in result.entities] == ["ch:34461"]
    (problem,) = result.summary.problems
    assert "target number 2" in problem
    assert reason in problem


def test_a_file_of_changes_is_told(tmp_path):
    (problem,) = read(tmp_path, SHIP, kind="amendment").summary.problems
    assert "'amendment'" in problem


def test_a_list_without_targets_is_refused(tmp_path):
    with pytest.raises(ListFormatError, match="no target"):
        read(tmp_path)
