"""Our own lists as a table: a CSV file that a spreadsheet writes, one party a row."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import PurePath
from typing import Any

from pydantic import ValidationError

from watchlist.errors import ListFormatError
from watchlist.lists.local import EntityEntry, entity_of, reasons
from watchlist.lists.reading import Rows
from watchlist.model.entities import ReadList

_REQUIRED = ("id", "name")
# Cells that hold several, with semicolons between them, and what they are in the format of TOML.
_NAMES: Mapping[str, Mapping[str, str]] = {
    "name": {"kind": "primary"},
    "variants": {"kind": "variant"},
    "aliases": {"kind": "alias"},
    "weak_aliases": {"kind": "alias", "strength": "weak"},
    "former_names": {"kind": "former"},
}
_SEVERAL = ("countries", "births", "positions")
_ALONE = ("source",)
_LISTING = ("publisher", "reference", "programme", "listed_on")
_COLUMNS = ("id", "schema", *_NAMES, *_SEVERAL, "identifiers", *_ALONE, *_LISTING)
# What spreadsheets put between cells, by country and setting.
_DELIMITERS = ",;\t"


def recognises(start: bytes) -> bool:
    """Whether a file begins with a header that has the columns every party needs."""
    return _delimiter(start.partition(b"\n")[0].decode("utf-8", "replace")) is not None


def read(content: bytes, file: str) -> ReadList:
    """Read the rows of a table; one that cannot be read is refused by line and reason.

    The publisher, and the first part of every id, is the file's name without its endings.

    Raises:
        ListFormatError: it is not UTF-8 or not CSV, or it has a column that is not known.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ListFormatError([f"{file}: byte {error.start} is not UTF-8; save the table as CSV in UTF-8"]) from None
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text.partition("\n")[0]) or ",")
    rows = Rows(_publisher(file), PurePath(file).name)
    try:
        columns = _columns(next(reader), file)
        for cells in reader:
            if any(cell.strip() for cell in cells):
                _take(columns, cells, rows, f"{file}:{reader.line_num}")
    except csv.Error as error:
        raise ListFormatError([f"{file}:{reader.line_num}: not CSV: {error}"]) from None
    return rows.done(content)


def _delimiter(header: str) -> str | None:
    return next((one for one in _DELIMITERS if set(_REQUIRED) <= set(_titles(header.split(one)))), None)


def _titles(cells: list[str]) -> list[str]:
    return [cell.strip().strip('\ufeff"').strip().lower() for cell in cells]


def _columns(header: list[str], file: str) -> list[str]:
    columns = _titles(header)
    for column in columns:
        if column not in _COLUMNS:
            raise ListFormatError([f"{file}:1: there is no column {column!r}; expected some of {', '.join(_COLUMNS)}"])
        if columns.count(column) > 1:
            raise ListFormatError([f"{file}:1: the column {column!r} stands twice"])
    return columns


def _publisher(file: str) -> str:
    """The name of a file as the name of a publisher."""
    stem = PurePath(file).name.partition(".")[0].lower()
    return re.sub(r"[^a-z0-9_-]+", "-", stem).strip("-_") or "table"


def _take(columns: list[str], cells: list[str], rows: Rows, where: str) -> None:
    if len(cells) != len(columns):
        rows.problems.append(f"{where}: expected {len(columns)} cells as in the header, found {len(cells)}")
        return
    row = {column: cell.strip() for column, cell in zip(columns, cells, strict=True) if cell.strip()}
    if lacking := [column for column in _REQUIRED if column not in row]:
        rows.problems.append(f"{where}: {lacking[0]}: expected a value, found an empty cell")
        return
    try:
        entry = EntityEntry.model_validate(dict(_fields(row, rows.publisher)))
    except ValidationError as error:
        rows.problems += [f"{where}: {reason}" for reason in reasons(error)]
        return
    entity = entity_of(rows.publisher, entry)
    if entity.id in rows.entities:
        rows.problems.append(f"{where}: id: {entry.id!r} is taken by an earlier row")
    else:
        rows.entities[entity.id] = entity


def _fields(row: Mapping[str, str], publisher: str) -> Iterator[tuple[str, Any]]:
    """A row in the shape of an entry of TOML."""
    yield "id", row["id"].lower()
    yield "schema", row.get("schema", "LegalEntity")
    # A name may hold a semicolon only when it is the one to show.
    names = [{"text": row["name"], **_NAMES["name"]}]
    for column, said in list(_NAMES.items())[1:]:
        names += [{"text": text, **said} for text in _parts(row.get(column, ""))]
    yield "names", names
    for column in _SEVERAL:
        yield column, _parts(row.get(column, ""))
    yield "identifiers", [_identifier(text) for text in _parts(row.get("identifiers", ""))]
    for column in _ALONE:
        yield column, row.get(column)
    if any(column in row for column in _LISTING):
        yield "listing", [{"publisher": publisher, "reference": row.get("id"), **_listing(row)}]


def _listing(row: Mapping[str, str]) -> dict[str, Any]:
    listing: dict[str, Any] = {column: row[column] for column in _LISTING if column in row}
    try:
        return listing | {"listed_on": date.fromisoformat(row["listed_on"])} if "listed_on" in row else listing
    except ValueError:
        return listing


def _identifier(text: str) -> dict[str, str]:
    """A number after its kind, as in "imo 8412467"."""
    scheme, _, value = text.replace(":", " ", 1).partition(" ")
    return {"scheme": scheme.lower(), "value": value.strip()}


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in re.split(r"[;\n]", cell) if part.strip()]
