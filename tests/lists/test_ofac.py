"""OFAC's CSV files: real rows of the list of 2023-12-28 with the traps that are in them."""

import gzip

import pytest

from watchlist.errors import ListUnavailable
from watchlist.lists import source
from watchlist.model.entities import NameKind, Schema, Strength

PUTIN = (
    '35096,"PUTIN, Vladimir Vladimirovich","individual","RUSSIA-EO14024","President of the Russian Federation",-0- ,'
    '-0- ,-0- ,-0- ,-0- ,-0- ,"DOB 07 Oct 1952; nationality Russia; citizen Russia; Gender Male."\r\n'
)
BANK = '306,"BANCO NACIONAL DE CUBA",-0- ,"CUBA",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"a.k.a. \'BNC\'."\r\n'
HAMAS = (
    '3754,"ABU MARZOOK, Mousa Mohammed","individual","SDGT] [NS-PLC","Leader",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,'
    "\"DOB 09 Feb 1951; a.k.a. 'ABU-'UMAR'; f.k.a. 'THE OLD ONE'.\"\r\n"
)
YACHT = '37444,"GRACEFUL","vessel","RUSSIA-EO14024",-0- ,"UBGV8","Yacht",-0- ,"2685","Russia",-0- ,"IMO 1011551."\r\n'
END = "\x1a\r\n"


def read(folder, sdn, alt="", comments=""):
    (folder / "sdn.csv").write_bytes(sdn.encode("latin-1"))
    (folder / "alt.csv").write_bytes(alt.encode("latin-1"))
    (folder / "sdn_comments.csv").write_bytes(comments.encode("latin-1"))
    return source.read(folder)


def test_a_person_with_listing_and_country(tmp_path):
    (entity,) = read(tmp_path, PUTIN + END).entities
    assert (entity.id, entity.schema, entity.caption) == ("ofac:35096", Schema.PERSON, "PUTIN, Vladimir Vladimirovich")
    assert entity.countries == ("ru",)
    assert [(listing.publisher, listing.reference, listing.programme) for listing in entity.listings] == [
        ("ofac", "35096", "RUSSIA-EO14024")
    ]


@pytest.mark.parametrize(
    ("row", "weak"),
    [
        pytest.param(BANK, [("BNC", NameKind.ALIAS)], id="an-acronym"),
        pytest.param(HAMAS, [("ABU-'UMAR", NameKind.ALIAS), ("THE OLD ONE", NameKind.FORMER)], id="quotes-within"),
        pytest.param(PUTIN, [], id="none"),
    ],
)
def test_weak_aliases_come_out_of_the_remarks(tmp_path, row, weak):
    (entity,) = read(tmp_path, row).entities
    assert [(name.text, name.kind) for name in entity.names if name.strength is Strength.WEAK] == weak


def test_several_programmes_are_several_listings(tmp_path):
    (entity,) = read(tmp_path, HAMAS).entities
    assert entity.programmes == ("SDGT", "NS-PLC")


def test_remarks_go_on_in_the_comments(tmp_path):
    (entity,) = read(tmp_path, BANK, comments="306,\"; a.k.a. 'THE SECOND BNC'.\"\r\n").entities
    assert [name.text for name in entity.names] == ["BANCO NACIONAL DE CUBA", "BNC", "THE SECOND BNC"]


def test_aliases_join_and_orphans_are_named(tmp_path):
    result = read(tmp_path, BANK + END, '306,220,"aka","NATIONAL BANK OF CUBA",-0- \r\n9,1,"fka","NOBODY",-0- \r\n')
    assert ("NATIONAL BANK OF CUBA", NameKind.ALIAS) in [(name.text, name.kind) for name in result.entities[0].names]
    (problem,) = result.summary.problems
    assert "alt.csv" in problem
    assert ":2: name 'NOBODY' belongs to entry 9, which is not there" in problem


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        pytest.param('7,"SOMEONE"\r\n', "expected 12 columns", id="too-short"),
        pytest.param(YACHT.replace('"vessel"', '"starship"'), "unknown type 'starship'", id="unknown-type"),
        pytest.param(YACHT.replace('"GRACEFUL"', "-0- "), "there is no name", id="no-name"),
    ],
)
def test_a_bad_row_is_named_and_the_others_are_read(tmp_path, row, reason):
    result = read(tmp_path, PUTIN + row + BANK)
    assert [entity.id for entity in result.entities] == ["ofac:35096", "ofac:306"]
    (problem,) = result.summary.problems
    assert "sdn.csv:2" in problem
    assert reason in problem


def test_an_unclosed_quote_is_named(tmp_path):
    result = read(tmp_path, PUTIN + '7,"' + "x" * 140_000)
    assert [entity.id for entity in result.entities] == ["ofac:35096"]
    assert "not CSV" in result.summary.problems[0]


def test_gzipped_and_alone(tmp_path):
    file = tmp_path / "sdn.csv.gz"
    file.write_bytes(gzip.compress((YACHT + END).encode()))
    (entity,) = source.read(file).entities
    assert entity.schema is Schema.VESSEL


def test_a_folder_without_a_list_is_named(tmp_path):
    with pytest.raises(ListUnavailable, match="no sdn"):
        source.read(tmp_path)


def test_countries_of_addresses_follow_those_of_nationality(tmp_path):
    moscow = '35096,1,"Arbat 1","Moscow","Russia",-0- \r\n35096,3,-0- ,-0- ,-0- ,-0- \r\n'
    minsk = '35096,2,-0- ,"Minsk","Belarus",-0- \r\n'
    region = '306,4,-0- ,-0- ,"Region: Gaza",-0- \r\n306,5,-0- ,-0- ,"undetermined",-0- \r\n'
    (tmp_path / "add.csv").write_text(moscow + minsk + region + END)
    result = read(tmp_path, PUTIN + BANK + END)
    assert [entity.countries for entity in result.entities] == [("ru", "by"), ("ps",)]
    assert result.summary.problems == ()


def test_addresses_of_nobody_are_counted_in_one_line(tmp_path):
    (tmp_path / "add.csv").write_text(
        '9,1,-0- ,-0- ,"Cuba",-0- \r\n306,2,-0- ,-0- ,"Cuba",-0- \r\n8,3,-0- ,-0- ,-0- ,-0- \r\n'
    )
    result = read(tmp_path, BANK)
    assert result.entities[0].countries == ("cu",)
    (problem,) = result.summary.problems
    assert "add.csv beside" in problem
    assert ":1: here and below, 2 addresses belong to entries that are not there" in problem


def test_addresses_are_part_of_the_digest(tmp_path):
    before = read(tmp_path, BANK).summary.sha256
    (tmp_path / "add.csv").write_text('306,2,-0- ,-0- ,"Cuba",-0- \r\n')
    after = read(tmp_path, BANK).summary.sha256
    assert before != after == source.digest(tmp_path)


def test_a_number_that_is_taken_is_named(tmp_path):
    result = read(tmp_path, BANK + YACHT.replace("37444", "306"))
    assert [entity.caption for entity in result.entities] == ["BANCO NACIONAL DE CUBA"]
    (problem,) = result.summary.problems
    assert "sdn.csv:2: entry 306: this number is taken" in problem


def test_a_bad_row_of_the_aliases_is_named_with_its_own_file(tmp_path):
    (problem,) = read(tmp_path, BANK, '306,220,"aka"\r\n').summary.problems
    assert problem.startswith("alt.csv beside")
    assert ":1: expected 5 columns, found '306,220,aka'" in problem


def test_files_in_capitals_are_found(tmp_path):
    (tmp_path / "SDN.CSV").write_text(BANK)
    (tmp_path / "ALT.CSV").write_text('306,220,"aka","NATIONAL BANK OF CUBA",-0- \r\n')
    (entity,) = source.read(tmp_path).entities
    assert "NATIONAL BANK OF CUBA" in [name.text for name in entity.names]
