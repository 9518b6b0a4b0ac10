"""The EU's consolidated list of financial sanctions, in its XML 1.1.

One `sanctionEntity` a party, with `nameAlias` for every name: `strong="false"` marks a weak one. Dates and codes are
attributes; each `regulation` carries its programme. (European Commission, "Financial sanctions files", XSD 1.1)
"""

from collections.abc import Iterator
from datetime import date
from xml.etree.ElementTree import Element

from watchlist.lists import xml
from watchlist.lists.reading import Rows, births_in
from watchlist.model.entities import Entity, Identifier, Listing, Name, NameKind, ReadList, Schema, Strength

_SCHEMAS = {"person": Schema.PERSON, "enterprise": Schema.ORGANIZATION}
# What the list calls papers and numbers, and what we call them.
_SCHEMES = {"passport": "passport", "imo": "imo", "fiscalcode": "tax", "regnumber": "registration", "swiftbic": "bic"}


def recognises(start: bytes) -> bool:
    """Whether a file begins with the list's root element."""
    return b"<export" in start and b"eu.europa.ec/fpi/fsd" in start


def read(content: bytes, file: str) -> ReadList:
    """Read the parties of a file; one that cannot be read is refused by number and reason.

    An entity's id is `eu:` with the EU's reference number, or `eu:logical-` with the file's own number without one.

    Raises:
        ListFormatError: the file is damaged, or has no party.
    """
    return xml.read_records(
        content, file, Rows("eu", "EU consolidated list of financial sanctions"), frozenset({"sanctionEntity"}), _entity
    )


def _entity(record: Element) -> Entity:
    number = record.get("logicalId", "")
    reference = record.get("euReferenceNumber") or (f"logical-{number}" if number else "")
    if not reference:
        raise ValueError("neither euReferenceNumber nor logicalId is given")
    subject = _attribute(record, "subjectType", "code")
    if subject not in _SCHEMAS:
        raise ValueError(f"{reference}: expected a subjectType of {', '.join(_SCHEMAS)}, found {subject!r}")
    names = tuple(_names(record))
    if not names:
        raise ValueError(f"{reference}: there is no name")
    return Entity(
        id=f"eu:{reference}",
        schema=_SCHEMAS[subject],
        names=names,
        countries=tuple(dict.fromkeys(_countries(record))),
        births=tuple(dict.fromkeys(_births(record))),
        identifiers=tuple(dict.fromkeys(_identifiers(record))),
        positions=tuple(dict.fromkeys(_attributes(record, "nameAlias", "function"))),
        listings=tuple(_listings(record, reference)),
    )


def _names(record: Element) -> Iterator[Name]:
    seen: set[str] = set()
    for alias in record.iterfind("nameAlias"):
        text = " ".join((alias.get("wholeName") or "").split())
        if not text or text in seen:
            continue
        is_weak = alias.get("strong") == "false"
        kind = NameKind.ALIAS if is_weak or seen else NameKind.PRIMARY
        seen.add(text)
        yield Name(text, kind, Strength.WEAK if is_weak else Strength.STRONG)


def _countries(record: Element) -> Iterator[str]:
    for code in _attributes(record, "citizenship", "countryIso2Code"):
        if code.isalpha():
            yield code.lower()


def _births(record: Element) -> Iterator[str]:
    for birth in record.iterfind("birthdate"):
        told = birth.get("birthdate") or birth.get("year") or ""
        first, last = birth.get("yearRangeFrom"), birth.get("yearRangeTo")
        yield from births_in(told or (f"{first} to {last}" if first and last else ""))


def _identifiers(record: Element) -> Iterator[Identifier]:
    for paper in record.iterfind("identification"):
        scheme, value = _SCHEMES.get(paper.get("identificationTypeCode", "")), paper.get("number", "").strip()
        if scheme and value:
            yield Identifier(scheme, value)


def _listings(record: Element, reference: str) -> Iterator[Listing]:
    for regulation in record.iterfind("regulation"):
        on = regulation.get("publicationDate", "")
        yield Listing("eu", reference, regulation.get("programme") or None, date.fromisoformat(on) if on else None)


def _attribute(record: Element, tag: str, name: str) -> str:
    found = record.find(tag)
    return found.get(name, "") if found is not None else ""


def _attributes(record: Element, tag: str, name: str) -> Iterator[str]:
    for found in record.iterfind(tag):
        if value := " ".join((found.get(name) or "").split()):
            yield value
