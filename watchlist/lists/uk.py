"""The United Kingdom's lists in CSV: the UK Sanctions List, and the OFSI consolidated list that it replaced in 2026.

Line 1 says when, line 2 is the header, and each further row is one name of a party, joined on an id. "Name 6" is the
family name or an organisation's whole name; the parts before it stand in "Name 1" to "Name 5".
(FCDO, "UK Sanctions List"; OFSI, "Consolidated list", closed on 28 January 2026)
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from watchlist.errors import ListFormatError
from watchlist.lists.countries import code
from watchlist.lists.reading import ReadList, Rows, births_in
from watchlist.model.entities import Entity, Identifier, Listing, Name, NameKind, Schema, Strength

Row = dict[str, str]

_SCHEMAS = {"individual": Schema.PERSON, "entity": Schema.ORGANIZATION, "ship": Schema.VESSEL}
_GIVEN = ("Name 1", "Name 2", "Name 3", "Name 4", "Name 5")
_DAY = re.compile(r"(\d\d)/(\d\d)/(\d{4})")
_PASSPORT = re.compile(r"\b[A-Z]{0,3}\d{5,10}\b")
_IMO = re.compile(r"\d{7}")


@dataclass(frozen=True, slots=True)
class _Format:
    """How one of the two lists calls its columns."""

    publisher: str
    title: str
    id: str
    kind: str
    name_type: str
    regime: str
    listed_on: str
    birth: str
    nationality: str
    passport: str
    strength: str = ""
    script: str = ""


_SANCTIONS_LIST = _Format(
    "uk", "UK Sanctions List", "Unique ID", "Designation Type", "Name type", "Regime Name", "Date Designated", "D.O.B",
    "Nationality(/ies)", "Passport number", "Alias strength", "Name non-latin script",
)  # fmt: skip
_CONSOLIDATED = _Format(
    "uk-ofsi", "OFSI consolidated list", "Group ID", "Group Type", "Alias Type", "Regime", "Listed On", "DOB",
    "Nationality", "Passport Details",
)  # fmt: skip


def recognises(start: bytes) -> bool:
    """Whether a file begins with a date and then the header of one of the lists."""
    first, _, rest = start.lstrip(b"\xef\xbb\xbf").partition(b"\n")
    return first.startswith((b"Report Date", b"Last Updated,")) and b"Name 6" in rest.partition(b"\n")[0]


def read(content: bytes, file: str) -> ReadList:
    """Read the parties of a file; a row that cannot be read is refused by line and reason, the others are read.

    An entity's id is `uk:` with its Unique ID, or `uk-ofsi:` with its Group ID.

    Raises:
        ListFormatError: the header is another, or nobody stands below it.
    """
    lines = csv.reader(io.StringIO(_decode(content), newline=""))
    next(lines, None)
    header = [column.strip() for column in next(lines, [])]
    form = next((one for one in (_SANCTIONS_LIST, _CONSOLIDATED) if {one.id, one.kind, "Name 6"} <= set(header)), None)
    if form is None:
        raise ListFormatError([f"{file}:2: expected the header of a UK list, with Unique ID or Group ID, and Name 6"])
    rows = Rows(form.publisher, form.title)
    groups: dict[str, list[Row]] = {}
    for cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        row = dict(zip(header, (" ".join(cell.split()) for cell in cells), strict=False))
        if len(cells) != len(header) or not row.get(form.id):
            found = ",".join(cells)[:80]
            rows.problems.append(
                f"{file}:{lines.line_num}: expected {len(header)} columns and a {form.id}, found {found!r}"
            )
            continue
        groups.setdefault(row[form.id], []).append(row)
    for id, group in groups.items():
        try:
            rows.entities[id] = _entity(form, id, group)
        except ValueError as error:
            rows.problems.append(f"{file}: {form.id} {id}: {error}")
    if not groups:
        raise ListFormatError([f"{file}: there is no row below the header"])
    return rows.done(content)


def _decode(content: bytes) -> str:
    """The closed list is in cp1252, the one in force in UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _entity(form: _Format, id: str, group: Sequence[Row]) -> Entity:
    kind = group[0][form.kind]
    if kind.lower() not in _SCHEMAS:
        raise ValueError(f"{form.kind}: expected one of {', '.join(_SCHEMAS)}, found {kind!r}")
    is_person = kind.lower() == "individual"
    names = tuple(_names(form, group, is_person=is_person))
    if not names:
        raise ValueError("there is no name")
    regimes = dict.fromkeys(row[form.regime] for row in group)
    nationalities = (code(one) for row in group for one in re.split(r"\d\)|[|;]|\(\d\)", row.get(form.nationality, "")))
    return Entity(
        id=f"{form.publisher}:{id}",
        schema=_SCHEMAS[kind.lower()],
        names=names,
        countries=tuple(dict.fromkeys(found for found in nationalities if found)),
        births=tuple(dict.fromkeys(born for row in group for born in births_in(row.get(form.birth, "")))),
        identifiers=tuple(dict.fromkeys(number for row in group for number in _numbers(form, row))),
        positions=tuple(dict.fromkeys(row["Position"] for row in group if row.get("Position"))),
        listings=tuple(Listing(form.publisher, id, regime or None, _day(group[0], form)) for regime in regimes),
    )


def _names(form: _Format, group: Sequence[Row], *, is_person: bool) -> Iterator[Name]:
    """Each name once, the primary one first."""
    seen: set[str] = set()
    for row in sorted(group, key=lambda row: not row[form.name_type].lower().startswith("prim")):
        given = " ".join(part for column in _GIVEN if (part := row.get(column, "")))
        text = (
            f"{row['Name 6']}, {given}" if is_person and given and row["Name 6"] else f"{given} {row['Name 6']}".strip()
        )
        is_weak = row.get(form.strength, "").lower().startswith("low")
        for spelling in (text, row.get(form.script, "")):
            if spelling and spelling not in seen:
                kind = NameKind.PRIMARY if not seen else _kind(row[form.name_type], is_text=spelling == text)
                seen.add(spelling)
                yield Name(spelling, kind, Strength.WEAK if is_weak else Strength.STRONG)


def _kind(name_type: str, *, is_text: bool) -> NameKind:
    if not is_text or name_type.lower().startswith("prim"):
        return NameKind.VARIANT
    return NameKind.FORMER if name_type.upper() == "FKA" else NameKind.ALIAS


def _numbers(form: _Format, row: Row) -> Iterator[Identifier]:
    for number in _PASSPORT.findall(row.get(form.passport, "")):
        yield Identifier("passport", number)
    for number in _IMO.findall(row.get("IMO number", "")):
        yield Identifier("imo", number)


def _day(row: Row, form: _Format) -> date | None:
    found = _DAY.fullmatch(row.get(form.listed_on, ""))
    try:
        return date(int(found[3]), int(found[2]), int(found[1])) if found else None
    except ValueError:
        return None
