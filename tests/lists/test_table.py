"""Lists that are one table: OpenSanctions' simple targets, and the US Consolidated Screening List."""

from datetime import date

import pytest

from watchlist.errors import ListFormatError
from watchlist.lists import source
from watchlist.model.entities import Schema
from watchlist.model.identifiers import Identifier

TARGETS = (
    '"id","schema","name","aliases","birth_date","countries","addresses","identifiers","sanctions","phones","emails",'
    '"program_ids","dataset"\n'
    '"NK-1","Vessel","ROZALIN","Ceram Sea;""Gold; Sun""","","lr;pa","","IMO9253325","","","","UA-WS-MARE","Ukraine"\n'
    '"NK-2","Address","A street","","","","","","","","","","Ukraine"\n'
)
SCREENING = (
    "_id,source,entity_number,type,programs,name,title,start_date,alt_names,citizenships,dates_of_birth,nationalities,ids\n"
    '30746,SDN,30746,Individual,SYRIA; SDGT,"ROZANEK, Velimir",Owner,2019-01-02,"ROSANEK, Vel; VELI",,1978-03-01,'
    'GB; SY,"GB, 114671230, Passport; RU, 7802375889, Tax ID No."\n'
    '30746,SSI,30746,Individual,UKRAINE,"ROZANEK, Velimir",,,,,,,\n'
)


def read(tmp_path, text):
    file = tmp_path / "list.csv"
    file.write_text(text)
    return source.read(file)


def test_simple_targets(tmp_path):
    (ship,) = read(tmp_path, TARGETS).entities
    assert (ship.id, ship.schema, ship.countries) == ("opensanctions:NK-1", Schema.VESSEL, ("lr", "pa"))
    assert [name.text for name in ship.names] == ["ROZALIN", "Ceram Sea", "Gold; Sun"]
    assert ship.identifiers == (Identifier("imo", "9253325"),)
    assert ship.programmes == ("UA-WS-MARE",)


def test_a_party_that_stands_on_two_of_the_lists(tmp_path):
    (person,) = read(tmp_path, SCREENING).entities
    assert (person.id, person.schema, person.countries) == ("us:30746", Schema.PERSON, ("gb", "sy"))
    assert [name.text for name in person.names] == ["ROZANEK, Velimir", "ROSANEK, Vel", "VELI"]
    assert person.programmes == ("SYRIA", "SDGT", "UKRAINE")
    assert person.listings[0].listed_on == date(2019, 1, 2)
    assert person.identifiers == (Identifier("passport", "114671230"), Identifier("inn", "7802375889"))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param(TARGETS + '"NK-3","Person"\n', "as many cells", id="cut-row"),
        pytest.param(TARGETS + '"NK-3","Person","","","","","","","","","","",""\n', "no name", id="no-name"),
        pytest.param(SCREENING + "1,SDN,1,Planet,X,Mars,,,,,,,\n", "Planet", id="unknown-type"),
        pytest.param(SCREENING + "1,SDN,1,Entity,X,Mars,,1/2/2019,,,,,\n", "1/2/2019", id="date-of-another-form"),
    ],
)
def test_a_row_that_cannot_be_read_is_named_and_the_others_are_read(tmp_path, text, reason):
    result = read(tmp_path, text)
    assert len(result.entities) == 1
    (problem,) = result.summary.problems
    assert ":4:" in problem
    assert reason in problem


def test_a_header_alone_is_refused(tmp_path):
    with pytest.raises(ListFormatError, match="no row"):
        read(tmp_path, TARGETS.partition("\n")[0] + "\n")
