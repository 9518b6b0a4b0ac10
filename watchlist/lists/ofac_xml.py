"""OFAC's lists in their XML (sdn.xml and consolidated.xml), which tells strong names from weak ones.

What OFAC's other XML shares with it stands here, too.

Persons have a first and a last name, and get the form of the CSV files, `SURNAME, Given`.
(OFAC, "SDN data formats", XML)
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from watchlist.lists import xml
from watchlist.lists.countries import code
from watchlist.lists.reading import Rows, births_in
from watchlist.model.entities import Entity, Listing, Name, NameKind, ReadList, Schema, Strength
from watchlist.model.identifiers import Identifier

TITLE = "OFAC Specially Designated Nationals"
_SCHEMAS = {
    "individual": Schema.PERSON, "entity": Schema.ORGANIZATION, "vessel": Schema.VESSEL, "aircraft": Schema.AIRPLANE,
}  # fmt: skip
_SCHEMES = {
    "Passport": "passport", "Vessel Registration Identification": "imo", "MMSI": "mmsi",
    "Registration Number": "registration",
}  # fmt: skip
KINDS = {"a.k.a.": NameKind.ALIAS, "f.k.a.": NameKind.FORMER, "n.k.a.": NameKind.ALIAS}


def recognises(start: bytes) -> bool:
    """Whether a file begins with the list's root element."""
    return b"<sdnList" in start


def read(content: bytes, file: str) -> ReadList:
    """Read the entries of a file; one that cannot be read is refused by number and reason.

    An entity's id is `ofac:` with OFAC's number, as in the CSV files.

    Raises:
        ListFormatError: the file is damaged, or has no entry.
    """
    return xml.read_records(content, file, Rows("ofac", TITLE), frozenset({"sdnEntry"}), _entity)


def schema_of(kind: str, number: str) -> Schema:
    """What OFAC calls an individual, an entity, a vessel or an aircraft, as a schema.

    Raises:
        ValueError: it calls it something else.
    """
    schema = _SCHEMAS.get(kind.lower())
    if schema is None:
        raise ValueError(f"{number}: expected a type of {', '.join(_SCHEMAS)}, found {kind!r}")
    return schema


def identifier_of(kind: str, number: str, country: str) -> Identifier | None:
    """A number of a kind and country, in OFAC's words; None for a kind that one party alone has not."""
    if kind == "Tax ID No." and country == "Russia":
        return Identifier("inn", number)
    scheme = _SCHEMES.get(kind)
    return Identifier(scheme, number.removeprefix("IMO").strip()) if scheme and number else None


def _entity(record: Element) -> Entity:
    number = xml.text(record, "uid")
    if not number:
        raise ValueError("there is no uid")
    schema = schema_of(xml.text(record, "sdnType"), number)
    if not xml.text(record, "lastName"):
        raise ValueError(f"{number}: there is no lastName")
    programmes: list[str | None] = [*xml.texts(record, "programList/program")] or [None]
    countries = [code(name) for tag in ("nationality", "citizenship") for name in _items(record, tag, "country")]
    countries += [code(name.removeprefix("Region: ")) for name in xml.texts(record, "addressList/address/country")]
    title = xml.text(record, "title")
    return Entity(
        id=f"ofac:{number}",
        schema=schema,
        names=tuple(_names(record)),
        countries=tuple(dict.fromkeys(found for found in countries if found)),
        births=tuple(dict.fromkeys(born for text in _items(record, "dateOfBirth") for born in births_in(text))),
        identifiers=tuple(dict.fromkeys(_identifiers(record))),
        positions=(title,) if title else (),
        listings=tuple(Listing("ofac", number, programme) for programme in programmes),
    )


def _names(record: Element) -> Iterator[Name]:
    yield Name(_full(record), NameKind.PRIMARY)
    for alias in record.iterfind("akaList/aka"):
        if text := _full(alias):
            kind = KINDS.get(xml.text(alias, "type").lower(), NameKind.ALIAS)
            yield Name(text, kind, Strength.WEAK if xml.text(alias, "category") == "weak" else Strength.STRONG)


def _full(element: Element) -> str:
    return ", ".join(part for part in (xml.text(element, "lastName"), xml.text(element, "firstName")) if part)


def _items(record: Element, name: str, value: str = "") -> Iterator[str]:
    """The values of a list: `nationalityList/nationality/country`, `dateOfBirthList/dateOfBirthItem/dateOfBirth`."""
    item = name if value else f"{name}Item"
    yield from xml.texts(record, f"{name}List/{item}/{value or name}")


def _identifiers(record: Element) -> Iterator[Identifier]:
    for paper in record.iterfind("idList/id"):
        kind, number = xml.text(paper, "idType"), xml.text(paper, "idNumber")
        if found := identifier_of(kind, number, xml.text(paper, "idCountry")):
            yield found
