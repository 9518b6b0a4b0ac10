"""Our own list as a table."""

from datetime import date

import pytest

from watchlist.errors import ListFormatError
from watchlist.lists import source
from watchlist.model.entities import Listing, NameKind, Schema, Strength
from watchlist.model.identifiers import Identifier

HEADER = "id,name,schema,variants,aliases,weak_aliases,former_names,countries,births,positions,identifiers,source\n"
ROW = "bank,Rossiya Savings,Company,Rosiya Savings,RSB; Savings,Ros,Old Savings,ru;cy,1990,,inn 7831000122,A decree\n"


def read(tmp_path, text, name="mine.csv", encoding="utf-8"):
    file = tmp_path / name
    file.write_bytes(text.encode(encoding))
    return source.read(file)


def test_a_row_is_a_party(tmp_path):
    (entity,) = read(tmp_path, HEADER + ROW).entities
    assert (entity.id, entity.schema, entity.countries) == ("mine:bank", Schema.COMPANY, ("ru", "cy"))
    assert (entity.births, entity.positions, entity.source) == (("1990",), (), "A decree")
    assert entity.identifiers == (Identifier("inn", "7831000122"),)
    assert not entity.listings
    assert [(name.text, name.kind, name.strength) for name in entity.names] == [
        ("Rossiya Savings", NameKind.PRIMARY, Strength.STRONG),
        ("Rosiya Savings", NameKind.VARIANT, Strength.STRONG),
        ("RSB", NameKind.ALIAS, Strength.STRONG),
        ("Savings", NameKind.ALIAS, Strength.STRONG),
        ("Ros", NameKind.ALIAS, Strength.WEAK),
        ("Old Savings", NameKind.FORMER, Strength.STRONG),
    ]


@pytest.mark.parametrize(
    ("header", "row", "listing"),
    [
        pytest.param("reference", "RU-1", Listing("mine", "RU-1"), id="its-number-there"),
        pytest.param("programme", "DPRK", Listing("mine", "7", "DPRK"), id="a-programme"),
        pytest.param("publisher,listed_on", "un,2014-03-20", Listing("un", "7", None, date(2014, 3, 20)), id="a-day"),
    ],
)
def test_a_listing_says_what_its_columns_say(tmp_path, header, row, listing):
    (entity,) = read(tmp_path, f"id,name,{header}\n7,Northwind Trading,{row}\n").entities
    assert (entity.schema, entity.listings) == (Schema.LEGAL_ENTITY, (listing,))


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        pytest.param("id,name\r\nb,Иван Петров\r\n", "utf-8-sig", id="saved-with-a-mark"),
        pytest.param("id;name\nb;Иван Петров\n", "utf-8", id="semicolons"),
        pytest.param("Name\tID\nИван Петров\tB\n", "utf-8", id="tabs-any-order-any-case"),
        pytest.param('"id","name"\n"b","Иван Петров"\n\n,\n', "utf-8", id="quoted-with-blank-rows"),
    ],
)
def test_what_spreadsheets_save(tmp_path, text, encoding):
    result = read(tmp_path, text, "My list (2).csv", encoding)
    assert [(entity.id, entity.names[0].text) for entity in result.entities] == [("my-list-2:b", "Иван Петров")]
    assert not result.summary.problems


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        pytest.param("b,Petrov", "expected 12 cells as in the header, found 2", id="a-cell-less"),
        pytest.param("b,Petrov,Person,,,,,,,,,,", "expected 12 cells as in the header, found 13", id="a-cell-more"),
        pytest.param("b,,Person,,,,,,,,,", "name: expected a value, found an empty cell", id="no-name"),
        pytest.param(",Petrov,Person,,,,,,,,,", "id: expected a value, found an empty cell", id="no-id"),
        pytest.param("b,Petrov,Human,,,,,,,,,", "schema: input should be 'Person'", id="unknown-schema"),
        pytest.param("b,Petrov,Person,,,,,Russia,,,,", "countries.0: ", id="a-country-by-its-name"),
        pytest.param("b,Petrov,Person,,,,,,4 March 1961,,,", "births.0: ", id="a-day-by-its-name"),
        pytest.param("b,Petrov,Person,,,,,,,,7831000122,", "identifiers.0.value: ", id="a-number-without-a-kind"),
        pytest.param("bank,Petrov,Person,,,,,,,,,", "id: 'bank' is taken by an earlier row", id="an-id-twice"),
    ],
)
def test_a_bad_row_is_named_and_the_others_are_read(tmp_path, row, reason):
    result = read(tmp_path, HEADER + ROW + row + "\n")
    assert [entity.id for entity in result.entities] == ["mine:bank"]
    (problem,) = result.summary.problems
    assert f"mine.csv:3: {reason}" in problem


def test_a_day_that_no_list_writes_so_is_named(tmp_path):
    result = read(tmp_path, "id,name,listed_on\na,Ivanov,2014-03-20\nb,Petrov,20.3.2014\n")
    (problem,) = result.summary.problems
    assert "mine.csv:3: listing.0.listed_on: " in problem
    assert "found '20.3.2014'" in problem


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param(
            "id,name,colour\nb,Petrov,red\n", "1: there is no column 'colour'; expected some of id", id="unknown"
        ),
        pytest.param("id,name,name\nb,Petrov,Petrov\n", "1: the column 'name' stands twice", id="twice"),
        pytest.param('id,name\nb,"Pet' + "x" * 200_000, "2: not CSV: field larger than", id="a-quote-never-closed"),
    ],
)
def test_a_table_that_is_not_understood_is_refused_whole(tmp_path, text, reason):
    with pytest.raises(ListFormatError, match=reason):
        read(tmp_path, text)


def test_what_is_not_in_utf_8_is_refused_by_its_byte(tmp_path):
    with pytest.raises(ListFormatError, match="byte 10 is not UTF-8; save the table as CSV in UTF-8"):
        read(tmp_path, "id,name\nb,Иван\n", encoding="cp1251")
