"""OFAC's Specially Designated Nationals list in its CSV files: sdn.csv, alt.csv, sdn_comments.csv, add.csv.

The files have no header. Null is `-0- `, the last record is the single byte 0x1A, several programmes stand as `A] [B`,
persons are `SURNAME, Given Patronymic`, and weak aliases stand in the remarks alone, as `a.k.a. 'X'`. Remarks are cut
at 1,000 characters and go on in the comments file. Of the addresses in add.csv the countries count. (OFAC, "SDN data
formats")
"""

import csv
import io
import re
import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from watchlist.lists.countries import code
from watchlist.lists.reading import Rows, births_in
from watchlist.model.entities import Entity, Listing, Name, NameKind, ReadList, Schema, Strength
from watchlist.model.identifiers import Identifier

_COLUMNS = {"sdn": 12, "alt": 5, "comments": 2, "add": 6}
_SCHEMAS = {"individual": Schema.PERSON, "vessel": Schema.VESSEL, "aircraft": Schema.AIRPLANE, "": Schema.ORGANIZATION}
_KINDS = {"aka": NameKind.ALIAS, "fka": NameKind.FORMER, "nka": NameKind.ALIAS}
# The closing quote is the last before a semicolon or the end, for names hold quotes themselves: 'ABU-'UMAR'.
_WEAK = re.compile(r"\b([anf])\.k\.a\. '(.+?)'(?=[;.]|$)")
_COUNTRY = re.compile(r"\b(?:nationality|citizen) ([A-Z][A-Za-z, ]+?)(?=;|\.|$)")
_START = re.compile(rb'\d{1,9},"')

# Numbers in the remarks: "Vessel Registration Identification IMO 9187629", "Passport A123 (Iran)".
_BORN = re.compile(r"\b(?:alt\. )?DOB ([^;.]+)")
_IDENTIFIERS = {
    "imo": re.compile(r"\bIMO (\d{7})\b"),
    "mmsi": re.compile(r"\bMMSI\)? (\d{9})\b"),
    "passport": re.compile(r"\bPassport ([A-Z0-9]{5,15})\b"),
    "inn": re.compile(r"\bTax ID No\. (\d{10}|\d{12}) \(Russia\)"),
    "registration": re.compile(r"\bRegistration Number (\w{5,20})\b"),
}


class Parts(NamedTuple):
    """The bytes of the files beside sdn.csv, by how they are called; empty for one that is not there."""

    alt: bytes = b""
    comments: bytes = b""
    add: bytes = b""


def is_sdn(start: bytes) -> bool:
    """Whether a file begins as sdn.csv does: a number, then a quoted name."""
    return bool(_START.match(start)) and start.split(b"\n", 1)[0].count(b",") >= _COLUMNS["sdn"] - 1


def read(sdn: bytes, parts: Parts, file: str) -> ReadList:
    """Read the list. A row that cannot be read is refused by file, line and reason; addresses of nobody in one line."""
    rows = Rows("ofac", "OFAC Specially Designated Nationals")
    if not parts.alt:
        rows.missing.append("alt.csv")
    more: dict[str, str] = defaultdict(str)
    for _, row in _records(parts.comments, "comments", file, rows):
        more[row[0]] += row[1]
    for line, row in _records(sdn, "sdn", file, rows):
        where = f"{file}:{line}: entry {row[0]}"
        if (schema := _SCHEMAS.get(row[2].lower())) is None:
            rows.problems.append(f"{where}: unknown type {row[2]!r}")
        elif not row[1]:
            rows.problems.append(f"{where}: there is no name")
        elif f"ofac:{row[0]}" in rows.entities:
            rows.problems.append(f"{where}: this number is taken by an earlier entry")
        else:
            rows.entities[f"ofac:{row[0]}"] = _entity(row, schema, row[11] + more[row[0]])
            rows.sums[f"ofac:{row[0]}"] = zlib.crc32("\x1f".join(row).encode())
    _add_aliases(parts.alt, file, rows)
    _add_countries(parts.add, file, rows)
    return rows.done(sdn, *parts)


def _add_aliases(alt: bytes, file: str, rows: Rows) -> None:
    for line, row in _records(alt, "alt", file, rows):
        if (entity := rows.entities.get(f"ofac:{row[0]}")) is None:
            where = _called("alt", file, line)
            rows.problems.append(f"{where}: name {row[3]!r} belongs to entry {row[0]}, which is not there")
        elif (name := Name(row[3], _KINDS.get(row[2].lower(), NameKind.ALIAS))).text:
            rows.entities[entity.id] = replace(entity, names=(*entity.names, name))


def _add_countries(add: bytes, file: str, rows: Rows) -> None:
    """The countries of addresses, behind those of nationality."""
    orphans: list[str] = []
    for line, row in _records(add, "add", file, rows):
        if (entity := rows.entities.get(f"ofac:{row[0]}")) is None:
            orphans.append(_called("add", file, line))
        elif (found := code(row[4].removeprefix("Region: "))) and found not in entity.countries:
            rows.entities[entity.id] = replace(entity, countries=(*entity.countries, found))
    if orphans:
        rows.problems.append(
            f"{orphans[0]}: here and below, {len(orphans)} addresses belong to entries that are not there"
        )


def _called(part: str, file: str, line: int) -> str:
    """A line of one of the files, which are all known by the place of sdn.csv."""
    return f"{file}:{line}" if part == "sdn" else f"{part}.csv beside {file}:{line}"


def _records(content: bytes, part: str, file: str, rows: Rows) -> Iterator[tuple[int, list[str]]]:
    """The rows of one file, with null as the empty text; the end mark 0x1A is no row."""
    text = content.decode("utf-8-sig", "replace") if b"\xef\xbf\xbd" in content else _decode(content)
    reader = csv.reader(io.StringIO(text, newline=""))
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            rows.problems.append(f"{_called(part, file, reader.line_num)}: not CSV: {error}")
            continue
        if row and row[0].strip("\x1a \r\n"):
            if len(row) != _COLUMNS[part] or not row[0].strip().isdigit():
                found = ",".join(row)[:80]
                where = _called(part, file, reader.line_num)
                rows.problems.append(f"{where}: expected {_COLUMNS[part]} columns, found {found!r}")
                continue
            yield reader.line_num, ["" if cell.strip() == "-0-" else cell.strip() for cell in row]


def _decode(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _identifiers(remarks: str) -> Iterator[Identifier]:
    for scheme, pattern in _IDENTIFIERS.items():
        for value in dict.fromkeys(pattern.findall(remarks)):
            yield Identifier(scheme, value)


def _entity(row: list[str], schema: Schema, remarks: str) -> Entity:
    programmes = re.split(r"\] \[", row[3].strip("[] "))
    names = [Name(row[1], NameKind.PRIMARY)]
    for kind, text in _WEAK.findall(remarks):
        names.append(Name(text, NameKind.FORMER if kind == "f" else NameKind.ALIAS, Strength.WEAK))
    codes = map(code, _COUNTRY.findall(remarks))
    return Entity(
        id=f"ofac:{row[0]}",
        schema=schema,
        names=tuple(names),
        countries=tuple(dict.fromkeys(code for code in codes if code)),
        births=tuple(dict.fromkeys(born for text in _BORN.findall(remarks) for born in births_in(text))),
        identifiers=tuple(_identifiers(remarks)),
        positions=(row[4],) if row[4] else (),
        listings=tuple(Listing("ofac", row[0], programme or None) for programme in programmes),
    )
