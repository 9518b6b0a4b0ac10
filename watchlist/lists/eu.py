"""The EU's consolidated list of financial sanctions, in its XML 1.1; what its other forms share with it.

One `sanctionEntity` a party, with `nameAlias` for every name: `strong="false"` marks a weak one. Dates and codes are
attributes; each `regulation` carries its programme. (European Commission, "Financial sanctions files", XSD 1.1)
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from xml.etree.ElementTree import Element

from watchlist.lists import xml
from watchlist.lists.reading import Rows, births_in
from watchlist.model.entities import Entity, Listing, Name, NameKind, ReadList, Schema, Strength
from watchlist.model.identifiers import Identifier

TITLE = "EU consolidated list of financial sanctions"
_SCHEMAS = {"person": Schema.PERSON, "enterprise": Schema.ORGANIZATION}
# Other forms of the list write one letter.
_LETTERS = {"p": "person", "e": "enterprise"}
# What the list calls papers and numbers, and what we call them.
_SCHEMES = {"passport": "passport", "imo": "imo", "fiscalcode": "tax", "regnumber": "registration", "swiftbic": "bic"}
# Other forms write number and kind into one: "AD001095 (passport-National passport) ((passport))".
_NUMBER = re.compile(r"(?P<number>.+?) \((?P<kind>[a-z]+)-")


def recognises(start: bytes) -> bool:
    """Whether a file begins with the list's root element."""
    return b"<export" in start and b"eu.europa.ec/fpi/fsd" in start


def read(content: bytes, file: str) -> ReadList:
    """Read the parties of a file; one that cannot be read is refused by number and reason.

    An entity's id is `eu:` with the EU's reference number, or `eu:logical-` with the file's own number without one.

    Raises:
        ListFormatError: the file is damaged, or has no party.
    """
    return xml.read_records(content, file, Rows("eu", TITLE), frozenset({"sanctionEntity"}), _entity)


def reference_of(reference: str, number: str) -> str:
    """What a party is known by: the EU's reference number, or the file's own number; empty without either."""
    return reference or (f"logical-{number}" if number else "")


def schema_of(subject: str, reference: str) -> Schema:
    """What the list calls a person or an enterprise, or P or E, as a schema.

    Raises:
        ValueError: it calls it something else.
    """
    schema = _SCHEMAS.get(_LETTERS.get(subject.lower(), subject.lower()))
    if schema is None:
        raise ValueError(f"{reference}: expected a subjectType of {', '.join(_SCHEMAS)}, found {subject!r}")
    return schema


def plain_names(texts: Iterable[str]) -> tuple[Name, ...]:
    """Each name once, the first as the primary one, of a form that knows no weak ones."""
    kept = dict.fromkeys(text for text in texts if text)
    return tuple(Name(text, NameKind.ALIAS if place else NameKind.PRIMARY) for place, text in enumerate(kept))


def identifier_of(number: str, kind: str = "") -> Identifier | None:
    """A number and the list's code of its kind, or both in one text; None for a kind that one party alone has not."""
    if not kind and (found := _NUMBER.match(number)):
        number, kind = found["number"], found["kind"]
    scheme = _SCHEMES.get(kind)
    return Identifier(scheme, number.strip()) if scheme and number.strip() else None


def _entity(record: Element) -> Entity:
    reference = reference_of(record.get("euReferenceNumber", ""), record.get("logicalId", ""))
    if not reference:
        raise ValueError("neither euReferenceNumber nor logicalId is given")
    schema = schema_of(_attribute(record, "subjectType", "code"), reference)
    names = tuple(_names(record))
    if not names:
        raise ValueError(f"{reference}: there is no name")
    return Entity(
        id=f"eu:{reference}",
        schema=schema,
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
        # Only whole days have a birthdate.
        month, year = birth.get("monthOfYear"), birth.get("year") or ""
        told = birth.get("birthdate") or (f"{month}/{year}" if month and year else year)
        first, last = birth.get("yearRangeFrom"), birth.get("yearRangeTo")
        yield from births_in(told or (f"{first} to {last}" if first and last else ""))


def _identifiers(record: Element) -> Iterator[Identifier]:
    for paper in record.iterfind("identification"):
        if found := identifier_of(paper.get("number", ""), paper.get("identificationTypeCode", "")):
            yield found


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
