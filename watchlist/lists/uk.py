"""The United Kingdom's lists: the UK Sanctions List in CSV and XML, and the OFSI consolidated list that it replaced.

In CSV line 1 says when, line 2 is the header, and each further row is one name of a party, joined on an id. "Name 6" is
the family name or an organisation's whole name; the parts before it stand in "Name 1" to "Name 5". In XML each
`Designation` is one party, and becomes the rows that the CSV would have. (FCDO, "UK Sanctions List"; OFSI,
"Consolidated list", closed on 28 January 2026: 29 columns at first, 36 from 2022 on)
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from itertools import islice
from xml.etree.ElementTree import Element

from watchlist.errors import ListFormatError
from watchlist.lists import xml
from watchlist.lists.countries import code
from watchlist.lists.reading import Rows, births_in, counted, passports_in
from watchlist.model.entities import Entity, Listing, Name, NameKind, ReadList, Schema, Strength
from watchlist.model.identifiers import Identifier

Row = dict[str, str]

_SCHEMAS = {"individual": Schema.PERSON, "entity": Schema.ORGANIZATION, "ship": Schema.VESSEL}
_GIVEN = ("Name 1", "Name 2", "Name 3", "Name 4", "Name 5")
_DAY = re.compile(r"(\d\d)/(\d\d)/(\d{4})")
_IMO = re.compile(r"\d{7}")
# The closed list has ships as entities, and their number at the start of what else it says.
_SHIP = re.compile(r"\(?IMO(?: number)?: (\d{7})\b")
_BRACKET = re.compile(r"\([^)]*\)?")
_CITIZEN = re.compile(r"^stateless | (?:citizenship|nationality|nationalities)$", re.IGNORECASE)
_PAST = re.compile(r"\b(?:revoked|withdrawn|until|possibly|by birth)\b", re.IGNORECASE)


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

    def missing(self, header: Sequence[str]) -> list[str]:
        """The columns that a header lacks."""
        wanted = (*(getattr(self, field.name) for field in fields(self)[2:]), "Name 6", *_GIVEN, "Position")
        return [column for column in wanted if column and column not in header]


_SANCTIONS_LIST = _Format(
    "uk", "UK Sanctions List", "Unique ID", "Designation Type", "Name type", "Regime Name", "Date Designated", "D.O.B",
    "Nationality(/ies)", "Passport number", "Alias strength", "Name non-latin script",
)  # fmt: skip
_CONSOLIDATED = _Format(
    "uk-ofsi", "OFSI consolidated list", "Group ID", "Group Type", "Alias Type", "Regime", "Listed On", "DOB",
    "Nationality", "Passport Details",
)  # fmt: skip
_CONSOLIDATED_2022 = replace(
    _CONSOLIDATED, passport="Passport Number", strength="Alias Quality", script="Name Non-Latin Script"
)


# What the XML calls the columns of the CSV: those of a name, and those that stand elsewhere below a Designation.
_NAME_TAGS = {
    **{f"Name{number}": f"Name {number}" for number in range(1, 7)},
    "NameType": "Name type", "AliasStrength": "Alias strength",
}  # fmt: skip
_TAGS = {
    "RegimeName": "Regime Name", "IndividualEntityShip": "Designation Type", "DateDesignated": "Date Designated",
}  # fmt: skip
_LISTS = {
    ".//NonLatinNames/NonLatinName/NameNonLatinScript": "Name non-latin script", ".//DOBs/DOB": "D.O.B",
    ".//Nationalities/Nationality": "Nationality(/ies)", ".//Passport/PassportNumber": "Passport number",
    ".//Positions/Position": "Position", ".//IMONumbers/IMONumber": "IMO number",
}  # fmt: skip


def recognises(start: bytes) -> bool:
    """Whether a file begins with a date and then the header of one of the lists, or with the XML's root element."""
    first, _, rest = start.lstrip(b"\xef\xbb\xbf").partition(b"\n")
    if first.replace(b'"', b"").startswith((b"Report Date", b"Last Updated,")):
        return b"Name 6" in rest.partition(b"\n")[0]
    return b"<Designations" in start


def read(content: bytes, file: str) -> ReadList:
    """Read the parties of a file; a row that cannot be read is refused by line and reason, the others are read.

    A row with damaged characters is read and named, for what is left of it may still be found.

    An entity's id is `uk:` with its Unique ID, or `uk-ofsi:` with its Group ID.

    Raises:
        ListFormatError: the header is another, nobody stands below it, or the XML or CSV is damaged.
    """
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        rows = Rows(_SANCTIONS_LIST.publisher, _SANCTIONS_LIST.title)
        return xml.read_records(content, file, rows, frozenset({"Designation"}), _designation)
    lines = _lines(content, file)
    header = [column.strip() for column in next(islice(lines, 1, None), (0, []))[1]]
    form = _format(header, file)
    rows = Rows(form.publisher, form.title)
    groups = _groups(lines, header, form, rows, file)
    if not groups:
        raise ListFormatError([f"{file}: there is no row below the header"])
    for id, group in groups.items():
        try:
            rows.entities[id] = _entity(form, id, group)
        except ValueError as error:
            rows.problems.append(f"{file}: {form.id} {id}: {error}")
    return rows.done(content)


def _lines(content: bytes, file: str) -> Iterator[tuple[int, list[str]]]:
    """The number and the cells of each line."""
    lines = csv.reader(io.StringIO(_decode(content), newline=""))
    try:
        for cells in lines:
            yield lines.line_num, cells
    except csv.Error as error:
        raise ListFormatError([f"{file}:{lines.line_num}: not CSV: {error}"]) from None


def _groups(
    lines: Iterator[tuple[int, list[str]]], header: Sequence[str], form: _Format, rows: Rows, file: str
) -> dict[str, list[Row]]:
    """The rows of each party by its id."""
    groups: dict[str, list[Row]] = {}
    for number, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        row = dict(zip(header, (" ".join(cell.split()) for cell in cells), strict=False))
        if len(cells) != len(header) or not row.get(form.id):
            found = ",".join(cells)[:80]
            rows.problems.append(f"{file}:{number}: expected {len(header)} columns and a {form.id}, found {found!r}")
            continue
        if damaged := [column for column, cell in row.items() if "\ufffd" in cell]:
            rows.problems.append(f"{file}:{number}: {form.id} {row[form.id]}: damaged characters in {damaged[0]!r}")
        groups.setdefault(row[form.id], []).append(row)
    return groups


def _format(header: Sequence[str], file: str) -> _Format:
    """Which list a header belongs to; a column that was renamed would else be lost without a word."""
    own = (_SANCTIONS_LIST,) if _SANCTIONS_LIST.id in header else (_CONSOLIDATED_2022, _CONSOLIDATED)
    for form in own:
        if not form.missing(header):
            return form
    missing = ", ".join(own[-1].missing(header))
    raise ListFormatError([f"{file}:2: expected the header of a UK list; there is no column {missing}"])


def _designation(record: Element) -> Entity:
    """A party of the XML, by way of the rows that the CSV has for it."""
    id = xml.text(record, "UniqueID")
    if not id:
        raise ValueError("there is no UniqueID")
    shared = {column: xml.text(record, tag) for tag, column in _TAGS.items()}
    rows = [
        {column: xml.text(name, tag) for tag, column in _NAME_TAGS.items()} | shared
        for name in record.iterfind("Names/Name")
    ]
    blank = dict.fromkeys(_NAME_TAGS.values(), "") | shared
    rows += [{**blank, column: text} for path, column in _LISTS.items() for text in xml.texts(record, path)]
    try:
        return _entity(_SANCTIONS_LIST, id, rows or [blank])
    except ValueError as error:
        raise ValueError(f"{id}: {error}") from None


def _decode(content: bytes) -> str:
    """The list in force is in UTF-8, of which cp1252 would spoil every other script; the closed one is in cp1252."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        is_closed = content[:20].lstrip(b'"').startswith(b"Last Updated")
        return content.decode("cp1252", "replace") if is_closed else content.decode("utf-8-sig", "replace")


def _entity(form: _Format, id: str, group: Sequence[Row]) -> Entity:
    kind = group[0][form.kind]
    if kind.lower() not in _SCHEMAS:
        raise ValueError(f"{form.kind}: expected one of {', '.join(_SCHEMAS)}, found {kind!r}")
    is_person = kind.lower() == "individual"
    names = tuple(_names(form, group, is_person=is_person))
    if not names:
        raise ValueError("there is no name")
    regimes = dict.fromkeys((row[form.regime], _day(row, form)) for row in group)
    return Entity(
        id=f"{form.publisher}:{id}",
        schema=_SCHEMAS[kind.lower()],
        names=names,
        countries=tuple(dict.fromkeys(found for row in group for found in _countries(row.get(form.nationality, "")))),
        births=tuple(dict.fromkeys(born for row in group for born in births_in(row.get(form.birth, "")))),
        identifiers=tuple(dict.fromkeys(number for row in group for number in _numbers(form, row))),
        positions=tuple(dict.fromkeys(said for row in group for said in counted(row.get("Position", "")))),
        listings=tuple(Listing(form.publisher, id, regime or None, day) for regime, day in regimes),
    )


def _countries(cell: str) -> Iterator[str]:
    """The codes of nationalities; of what was taken away, or is only supposed, none."""
    for part in counted(cell):
        whole = code(part)
        if whole:
            yield whole
        elif not _PAST.search(part):
            bare = _CITIZEN.sub("", _BRACKET.sub("", part).strip())
            yield from (found for one in re.split(r" and |[;/.]", bare) if (found := code(one)))


def _names(form: _Format, group: Sequence[Row], *, is_person: bool) -> Iterator[Name]:
    """Each name once, the primary one first, and a weak one only if it stands nowhere as a strong one."""
    seen: set[str] = set()
    for row in sorted(group, key=lambda row: _rank(form, row)):
        given = " ".join(part for column in _GIVEN if (part := row.get(column, "")))
        text = (
            f"{row['Name 6']}, {given}" if is_person and given and row["Name 6"] else f"{given} {row['Name 6']}".strip()
        )
        for spelling in (text, row.get(form.script, "")):
            if spelling and spelling not in seen:
                kind = NameKind.PRIMARY if not seen else _kind(row[form.name_type], is_text=spelling == text)
                seen.add(spelling)
                yield Name(spelling, kind, Strength.WEAK if _is_weak(form, row) else Strength.STRONG)


def _rank(form: _Format, row: Row) -> tuple[int, bool]:
    kind = row[form.name_type].lower()
    return (2 if not kind.startswith("prim") else 1 if "variation" in kind else 0), _is_weak(form, row)


def _is_weak(form: _Format, row: Row) -> bool:
    return row.get(form.strength, "").lower().startswith("low")


def _kind(name_type: str, *, is_text: bool) -> NameKind:
    if not is_text or name_type.lower().startswith("prim"):
        return NameKind.VARIANT
    return NameKind.FORMER if name_type.upper() == "FKA" else NameKind.ALIAS


def _numbers(form: _Format, row: Row) -> Iterator[Identifier]:
    for number in passports_in(row.get(form.passport, "")):
        yield Identifier("passport", number)
    for number in _IMO.findall(row.get("IMO number", "")):
        yield Identifier("imo", number)
    if form.publisher == _CONSOLIDATED.publisher and (ship := _SHIP.match(row.get("Other Information", ""))):
        yield Identifier("imo", ship[1])


def _day(row: Row, form: _Format) -> date | None:
    found = _DAY.fullmatch(row.get(form.listed_on, ""))
    try:
        return date(int(found[3]), int(found[2]), int(found[1])) if found else None
    except ValueError:
        return None
