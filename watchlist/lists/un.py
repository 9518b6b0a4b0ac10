"""The UN Security Council's consolidated list, in its XML.

A name comes in up to four parts, each of which may be `na`; one ALIAS_NAME may hold several spellings parted by
semicolons; a QUALITY of `Low` is a weak alias, `f.k.a.` a former name. (UN, "Consolidated list", sc-sanctions.xsd)
"""

from collections.abc import Iterator
from datetime import date
from xml.etree.ElementTree import Element

from watchlist.lists import xml
from watchlist.lists.countries import code
from watchlist.lists.reading import Rows, births_in, counted, passports_in
from watchlist.model.entities import Entity, Listing, Name, NameKind, ReadList, Schema, Strength
from watchlist.model.identifiers import Identifier

_SCHEMAS = {"INDIVIDUAL": Schema.PERSON, "ENTITY": Schema.ORGANIZATION}
_PARTS = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")


def recognises(start: bytes) -> bool:
    """Whether a file begins with the list's root element."""
    return b"<CONSOLIDATED_LIST" in start


def read(content: bytes, file: str) -> ReadList:
    """Read the individuals and entities of a file; one that cannot be read is refused by reference and reason.

    An entity's id is `un:` with its permanent reference number.

    Raises:
        ListFormatError: the file is damaged, or nobody is in it.
    """
    return xml.read_records(
        content, file, Rows("un", "UN Security Council consolidated list"), frozenset(_SCHEMAS), _entity
    )


def _entity(record: Element) -> Entity:
    reference = xml.text(record, "REFERENCE_NUMBER")
    if not reference:
        raise ValueError("there is no REFERENCE_NUMBER")
    names = tuple(_names(record))
    if not names:
        raise ValueError(f"{reference}: there is no name")
    on = xml.text(record, "LISTED_ON")[:10]
    codes = map(code, xml.texts(record, "NATIONALITY/VALUE"))
    return Entity(
        id=f"un:{reference}",
        schema=_SCHEMAS[record.tag],
        names=names,
        countries=tuple(dict.fromkeys(found for found in codes if found)),
        births=tuple(dict.fromkeys(_births(record))),
        identifiers=tuple(dict.fromkeys(_passports(record))),
        positions=tuple(
            dict.fromkeys(said for text in xml.texts(record, "DESIGNATION/VALUE") for said in counted(text))
        ),
        listings=(
            Listing("un", reference, xml.text(record, "UN_LIST_TYPE") or None, date.fromisoformat(on) if on else None),
        ),
    )


def _names(record: Element) -> Iterator[Name]:
    """The primary name, its original script, and the aliases, each once."""
    seen: set[str] = set()
    for name in _every_name(record):
        if name.text and name.text not in seen:
            seen.add(name.text)
            yield name


def _every_name(record: Element) -> Iterator[Name]:
    yield Name(" ".join(part for tag in _PARTS if (part := xml.text(record, tag)).lower() != "na" and part))
    for original in _spellings(xml.text(record, "NAME_ORIGINAL_SCRIPT")):
        yield Name(original, NameKind.VARIANT)
    for alias in record.iterfind(f"{record.tag}_ALIAS"):
        quality = xml.text(alias, "QUALITY").lower()
        kind = NameKind.FORMER if quality == "f.k.a." else NameKind.ALIAS
        for spelling in _spellings(xml.text(alias, "ALIAS_NAME")):
            yield Name(spelling, kind, Strength.WEAK if quality == "low" else Strength.STRONG)


def _spellings(text: str) -> Iterator[str]:
    for spelling in text.split(";"):
        if (said := spelling.strip()) and said.lower() != "na":
            yield said


def _births(record: Element) -> Iterator[str]:
    for birth in record.iterfind("INDIVIDUAL_DATE_OF_BIRTH"):
        first, last = xml.text(birth, "FROM_YEAR"), xml.text(birth, "TO_YEAR")
        told = xml.text(birth, "DATE") or xml.text(birth, "YEAR")
        yield from births_in(told or (f"{first} to {last}" if first and last else ""))


def _passports(record: Element) -> Iterator[Identifier]:
    for document in record.iterfind("INDIVIDUAL_DOCUMENT"):
        number, kind = xml.text(document, "NUMBER"), xml.text(document, "TYPE_OF_DOCUMENT").lower()
        if number and ("passport" in kind or "passeport" in kind or "pasaporte" in kind):
            # One with too few digits to be told from other words stays as it is written.
            for found in tuple(passports_in(number)) or (number,):
                yield Identifier("passport", found)
