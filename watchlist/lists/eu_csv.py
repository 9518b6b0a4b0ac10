"""The EU's consolidated list of financial sanctions in its CSV 1.0 and 1.1.

Cells are parted by semicolons. Each row is one name, address, birth, paper or citizenship of a party, or one of its
regulations, and repeats what the party is known by. Version 1.0 has countries in codes of three letters, and number and
kind of a paper in one cell. Neither marks weak names: the XML 1.1 does. (European Commission, "Financial sanctions
files", CSV)
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

from watchlist.errors import ListFormatError
from watchlist.lists import eu
from watchlist.lists.countries import short
from watchlist.lists.reading import Rows, births_in, day, decode
from watchlist.model.entities import Entity, Listing, ReadList
from watchlist.model.identifiers import Identifier

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class _Format:
    """How a version calls its columns; empty for one that it has not."""

    id: str
    reference: str
    kind: str
    programme: str
    published: str
    name: str
    function: str
    birth: str
    paper: str
    citizenship: str
    year: str = ""
    first_year: str = ""
    last_year: str = ""
    paper_kind: str = ""


_FORMATS = (
    _Format(
        "Entity_logical_id", "EU_ref_num", "Subject_type", "Programme", "Leba_publication_date", "Naal_wholename",
        "Naal_function", "Birt_date", "Iden_number", "Citi_country",
    ),
    _Format(
        "Entity_LogicalId", "Entity_EU_ReferenceNumber", "Entity_SubjectType", "Entity_Regulation_Programme",
        "Entity_Regulation_PublicationDate", "NameAlias_WholeName", "NameAlias_Function", "BirthDate_BirthDate",
        "Identification_Number", "Citizenship_CountryIso2Code", "BirthDate_Year", "BirthDate_YearRangeFrom",
        "BirthDate_YearRangeTo", "Identification_TypeCode",
    ),
)  # fmt: skip


def recognises(start: bytes) -> bool:
    """Whether a file begins with the header of one of the versions."""
    header = start.partition(b"\n")[0]
    return any(f";{form.id};".encode() in header and form.name.encode() in header for form in _FORMATS)


def read(content: bytes, file: str) -> ReadList:
    """Read the parties of a file; a row or party that cannot be read is refused by line or number, and reason.

    A row with damaged characters is read and named, for what is left of it may still be found. Ids are those of the
    XML 1.1.

    Raises:
        ListFormatError: a column is missing, nobody stands below the header, or it is not CSV.
    """
    lines = _lines(content, file)
    header = next(lines, (1, []))[1]
    form = _format(header, file)
    rows = Rows("eu", eu.TITLE)
    groups = _groups(lines, header, form, rows, file)
    if not groups:
        raise ListFormatError([f"{file}: there is no row below the header; expected {eu.TITLE}"])
    for number, group in groups.items():
        try:
            entity = _entity(form, group)
        except ValueError as error:
            rows.problems.append(f"{file}: {form.id} {number}: {error}")
            continue
        if entity.id in rows.entities:
            rows.problems.append(f"{file}: {form.id} {number}: the id {entity.id!r} is taken by an earlier one")
        else:
            rows.entities[entity.id] = entity
    return rows.done(content)


def _lines(content: bytes, file: str) -> Iterator[tuple[int, list[str]]]:
    """The number and the cells of each line."""
    lines = csv.reader(io.StringIO(decode(content), newline=""), delimiter=";")
    try:
        for cells in lines:
            # A spreadsheet that takes the file for one of commas saves each line as one cell, and parts it by tabs.
            whole = cells[0].rstrip("\t").replace("\t", ",") if len(cells) == 1 else ""
            yield lines.line_num, next(csv.reader([whole], delimiter=";")) if ";" in whole else cells
    except csv.Error as error:
        raise ListFormatError([f"{file}:{lines.line_num}: not CSV: {error}"]) from None


def _format(header: Sequence[str], file: str) -> _Format:
    """Which version a header belongs to; a column that was renamed would else be lost without a word."""
    form = next((form for form in _FORMATS if form.id in header), _FORMATS[-1])
    wanted = [getattr(form, field.name) for field in fields(form)]
    if missing := [column for column in wanted if column and column not in header]:
        raise ListFormatError([f"{file}:1: expected the header of {eu.TITLE}; there is no column {', '.join(missing)}"])
    return form


def _groups(
    lines: Iterator[tuple[int, list[str]]], header: Sequence[str], form: _Format, rows: Rows, file: str
) -> dict[str, list[Row]]:
    """The rows of each party by its number."""
    groups: dict[str, list[Row]] = {}
    # Version 1.0 repeats a column before each group of them: the first is the party's own.
    columns = [column if column not in header[:place] else "" for place, column in enumerate(header)]
    for number, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        row = dict(zip(columns, (" ".join(cell.split()) for cell in cells), strict=False))
        if len(cells) != len(header) or not row[form.id]:
            found = ";".join(cells)[:80]
            rows.problems.append(f"{file}:{number}: expected {len(header)} columns and {form.id}, found {found!r}")
            continue
        if damaged := [column for column, cell in row.items() if "\ufffd" in cell]:
            rows.problems.append(f"{file}:{number}: {form.id} {row[form.id]}: damaged characters in {damaged[0]!r}")
        groups.setdefault(row[form.id], []).append(row)
    return groups


def _entity(form: _Format, group: Sequence[Row]) -> Entity:
    reference = eu.reference_of(group[0][form.reference], group[0][form.id])
    schema = eu.schema_of(group[0][form.kind], reference)
    names = eu.plain_names(row[form.name] for row in group)
    if not names:
        raise ValueError("there is no name")
    measures = dict.fromkeys((row[form.programme], day(row[form.published])) for row in group)
    return Entity(
        id=f"eu:{reference}",
        schema=schema,
        names=names,
        countries=tuple(dict.fromkeys(code for row in group if (code := _country(row[form.citizenship])))),
        births=tuple(dict.fromkeys(born for row in group for born in _births(form, row))),
        identifiers=tuple(dict.fromkeys(paper for row in group if (paper := _paper(form, row)))),
        positions=tuple(dict.fromkeys(row[form.function] for row in group if row[form.function])),
        listings=tuple(Listing("eu", reference, programme or None, on) for programme, on in measures),
    )


def _country(code: str) -> str | None:
    """A code of two or of three letters; `00` stands for none."""
    return code.lower() if len(code) == 2 and code.isalpha() else short(code)


def _births(form: _Format, row: Row) -> Iterator[str]:
    told = row[form.birth] or (row[form.year] if form.year else "")
    if not told and form.first_year and row[form.first_year] and row[form.last_year]:
        told = f"{row[form.first_year]} to {row[form.last_year]}"
    yield from births_in(told)


def _paper(form: _Format, row: Row) -> Identifier | None:
    return eu.identifier_of(row[form.paper], row[form.paper_kind] if form.paper_kind else "")
