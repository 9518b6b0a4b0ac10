"""OFAC's lists in XML."""

import pytest

from watchlist.errors import ListFormatError
from watchlist.lists import source
from watchlist.model.entities import NameKind, Schema, Strength
from watchlist.model.identifiers import Identifier

ENTRY = """
<sdnEntry><uid>9639</uid><firstName>Velimir</firstName><lastName>ROZANEK</lastName><title>Owner</title>
  <sdnType>Individual</sdnType><programList><program>SYRIA</program><program>SDGT</program></programList>
  <akaList>
    <aka><uid>1</uid><type>a.k.a.</type><category>strong</category><lastName>ROSANEK</lastName><firstName>Vel</firstName></aka>
    <aka><uid>2</uid><type>f.k.a.</type><category>weak</category><lastName>SIMBA</lastName></aka>
  </akaList>
  <idList>
    <id><uid>3</uid><idType>Passport</idType><idNumber>A123</idNumber><idCountry>Syria</idCountry></id>
    <id><uid>4</uid><idType>Tax ID No.</idType><idNumber>7802375889</idNumber><idCountry>Russia</idCountry></id>
  </idList>
  <dateOfBirthList><dateOfBirthItem><dateOfBirth>10 Dec 1948</dateOfBirth></dateOfBirthItem></dateOfBirthList>
  <nationalityList><nationality><country>Syria</country></nationality></nationalityList>
  <addressList><address><city>Beirut</city><country>Lebanon</country></address></addressList>
</sdnEntry>"""


def read(tmp_path, *entries):
    file = tmp_path / "sdn.xml"
    file.write_text(f'<?xml version="1.0"?><sdnList xmlns="https://x/XML">{"".join(entries)}</sdnList>')
    return source.read(file)


def test_a_person(tmp_path):
    (entity,) = read(tmp_path, ENTRY).entities
    assert (entity.id, entity.schema, entity.countries) == ("ofac:9639", Schema.PERSON, ("sy", "lb"))
    assert [(name.text, name.kind, name.strength) for name in entity.names] == [
        ("ROZANEK, Velimir", NameKind.PRIMARY, Strength.STRONG),
        ("ROSANEK, Vel", NameKind.ALIAS, Strength.STRONG),
        ("SIMBA", NameKind.FORMER, Strength.WEAK),
    ]
    assert (entity.births, entity.positions, entity.programmes) == (("1948-12-10",), ("Owner",), ("SYRIA", "SDGT"))
    assert entity.identifiers == (Identifier("passport", "A123"), Identifier("inn", "7802375889"))


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        pytest.param(ENTRY.replace("<uid>9639</uid>", ""), "no uid", id="no-number"),
        pytest.param(ENTRY.replace("Individual", "Planet").replace("9639", "1"), "Planet", id="unknown-type"),
        pytest.param(ENTRY.replace("<lastName>ROZANEK</lastName>", "").replace("9639", "1"), "lastName", id="no-name"),
        pytest.param(ENTRY, "ofac:9639", id="number-taken"),
    ],
)
def test_an_entry_that_cannot_be_read_is_named_and_the_others_are_read(tmp_path, entry, reason):
    result = read(tmp_path, ENTRY, entry)
    assert [entity.id for entity in result.entities] == ["ofac:9639"]
    (problem,) = result.summary.problems
    assert "sdnEntry number 2" in problem
    assert reason in problem


def test_a_list_without_entries_is_refused(tmp_path):
    with pytest.raises(ListFormatError, match="no sdnEntry"):
        read(tmp_path)
