"""Lists that are one table with a header: OpenSanctions' targets.simple.csv and the US Consolidated Screening List."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from watchlist.errors import ListFormatError
from watchlist.lists.reading import Rows, births_in
from watchlist.model.entities import Entity, Listing, Name, NameKind, ReadList, Schema
from watchlist.model.identifiers import Identifier

Row = dict[str, str]

_TARGETS = ("id", "schema", "name", "aliases")
_SCREENING = ("_id", "source", "entity_number", "type", "programs", "name")
_SCHEMAS = {
    "Person": Schema.PERSON, "Organization": Schema.ORGANIZATION, "PublicBody": Schema.ORGANIZATION,
    "Company": Schema.COMPANY, "LegalEntity": Schema.LEGAL_ENTITY, "Vessel": Schema.VESSEL, "Airplane": Schema.AIRPLANE,
}  # fmt: skip
_TYPES = {
    "Individual": Schema.PERSON, "Entity": Schema.ORGANIZATION, "Vessel": Schema.VESSEL, "Aircraft": Schema.AIRPLANE,
    "": Schema.LEGAL_ENTITY,
}  # fmt: skip


def recognises(start: bytes) -> bool:
    """Whether a file begins with the header of one of these tables."""
    return _kind(start.partition(b"\n")[0]) is not None


def read(content: bytes, file: str) -> ReadList:
    """Read the rows of a table; one that cannot be read is refused by line and reason.

    Ids are `opensanctions:` with the row's id, and `us:` with the row's.

    Raises:
        ListFormatError: it is not UTF-8 or not CSV, a column is missing, or no row follows the header.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ListFormatError([f"{file}: byte {error.start} is not UTF-8"]) from None
    kind = _kind(content.partition(b"\n")[0])
    if kind is None:
        raise ListFormatError([f"{file}:1: expected the header of a table of parties"])
    rows = Rows(kind.publisher, kind.title)
    reader = csv.DictReader(io.StringIO(text, newline=""))
    if missing := [column for column in kind.columns if column not in (reader.fieldnames or ())]:
        raise ListFormatError([f"{file}:1: expected the header of {kind.title}; there is no column {missing[0]}"])
    try:
        for row in reader:
            _take(row, kind, rows, f"{file}:{reader.line_num}")
    except csv.Error as error:
        raise ListFormatError([f"{file}:{reader.line_num}: not CSV: {error}"]) from None
    if reader.line_num < 2:
        raise ListFormatError([f"{file}: there is no row below the header"])
    return rows.done(content)


def _take(row: Row, kind: "_Kind", rows: Rows, where: str) -> None:
    try:
        entity = kind.make(_whole(row))
    except ValueError as error:
        rows.problems.append(f"{where}: {error}")
        return
    if entity is not None:
        known = rows.entities.get(entity.id)
        rows.entities[entity.id] = _joined(known, entity) if known else entity


def _whole(row: Row) -> Row:
    if None in row or None in row.values():
        raise ValueError(f"expected as many cells as the header has, found {len([v for v in row.values() if v])}")
    return {key: value.strip() for key, value in row.items()}


def _target(row: Row) -> Entity | None:
    """A row of targets.simple.csv; None for what is no party or thing of its own."""
    if row["schema"] not in _SCHEMAS:
        return None
    programmes: Sequence[str | None] = _parts(row.get("program_ids", "")) or (None,)
    return Entity(
        id=f"opensanctions:{row['id']}",
        schema=_SCHEMAS[row["schema"]],
        names=_names(row["name"], _parts(row["aliases"])),
        countries=tuple(code.lower() for code in _parts(row["countries"])),
        births=tuple(born for text in _parts(row["birth_date"]) for born in births_in(text)),
        identifiers=tuple(_numbers(_parts(row["identifiers"]))),
        listings=tuple(Listing("opensanctions", row["id"], programme) for programme in programmes),
    )


def _screened(row: Row) -> Entity | None:
    """A row of the Consolidated Screening List."""
    if row["type"] not in _TYPES:
        raise ValueError(f"type: expected one of {', '.join(filter(None, _TYPES))}, found {row['type']!r}")
    number = row["entity_number"] or row["_id"]
    on = row.get("start_date", "")
    programmes: Sequence[str | None] = _parts(row["programs"]) or (None,)
    countries = (*_parts(row.get("nationalities", "")), *_parts(row.get("citizenships", "")))
    return Entity(
        id=f"us:{row['_id']}",
        schema=_TYPES[row["type"]],
        names=_names(row["name"], _parts(row.get("alt_names", ""))),
        countries=tuple(dict.fromkeys(code.lower() for code in countries if len(code) == 2)),
        births=tuple(born for text in _parts(row.get("dates_of_birth", "")) for born in births_in(text)),
        identifiers=tuple(_papers(row.get("ids", ""))),
        positions=(row["title"],) if row.get("title") else (),
        listings=tuple(Listing("us", number, one, date.fromisoformat(on) if on else None) for one in programmes),
    )


def _joined(first: Entity, second: Entity) -> Entity:
    """A party that has a row for each of the lists that it stands on."""
    seen = {name.text for name in first.names}
    more = tuple(replace(name, kind=NameKind.ALIAS) for name in second.names if name.text not in seen)
    return replace(first, names=(*first.names, *more), listings=(*first.listings, *second.listings))


def _names(primary: str, aliases: Sequence[str]) -> tuple[Name, ...]:
    if not primary:
        raise ValueError("there is no name")
    others = (Name(alias, NameKind.ALIAS) for alias in dict.fromkeys(aliases) if alias != primary)
    return (Name(primary), *others)


def _numbers(values: Sequence[str]) -> Iterator[Identifier]:
    """OpenSanctions writes all numbers into one cell; a ship's begins with IMO."""
    for value in values:
        if value.startswith("IMO"):
            yield Identifier("imo", value.removeprefix("IMO").strip())


def _papers(cell: str) -> Iterator[Identifier]:
    """The numbers of a screened party: `RU, 510123456, Passport; IMO 9187629, Vessel Registration Identification`."""
    for part in _parts(cell):
        *_, number, kind = ["", *(piece.strip() for piece in part.split(","))]
        if "Passport" in kind:
            yield Identifier("passport", number)
        elif number.startswith("IMO"):
            yield Identifier("imo", number.removeprefix("IMO").strip())
        elif kind == "Tax ID No." and part.startswith("RU,"):
            yield Identifier("inn", number)


def _parts(cell: str) -> tuple[str, ...]:
    """The parts of a cell between semicolons; one that holds a semicolon itself is quoted."""
    if ";" not in cell and '"' not in cell:
        return (cell,) if cell else ()
    # A line break would be the end of a row.
    (parts,) = csv.reader([" ".join(cell.split())], delimiter=";", skipinitialspace=True)
    return tuple(part.strip() for part in parts if part.strip())


class _Kind(NamedTuple):
    """One of the tables: the columns that its rows must have, what makes an entity of a row, and who publishes it."""

    columns: tuple[str, ...]
    make: Callable[[Row], Entity | None]
    publisher: str
    title: str


_KINDS: tuple[tuple[tuple[str, ...], _Kind], ...] = (
    (
        _TARGETS,
        _Kind(
            (*_TARGETS, "birth_date", "countries", "identifiers"),
            _target,
            "opensanctions",
            "OpenSanctions, simple targets",
        ),
    ),
    (_SCREENING, _Kind(_SCREENING, _screened, "us", "US Consolidated Screening List")),
)


def _kind(header: bytes) -> _Kind | None:
    columns = header.decode("utf-8", "replace").lstrip("\ufeff").replace('"', "").split(",")
    for wanted, kind in _KINDS:
        if tuple(columns[: len(wanted)]) == wanted:
            return kind
    return None
