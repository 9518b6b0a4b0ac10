"""The EU's consolidated list of financial sanctions in the XML that the XML 1.1 replaced.

One `ENTITY` a party, of Type P or E, with its regulation in attributes, and in it NAME, BIRTH, CITIZEN and PASSPORT.
Countries have codes of three letters. No name is marked as weak, and the EU's reference numbers are not in it.
(European Commission, "Financial sanctions database", global.xml)
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from watchlist.lists import eu, xml
from watchlist.lists.countries import short
from watchlist.lists.reading import Rows, births_in, day
from watchlist.model.entities import Entity, Listing, ReadList

_PARTS = ("FIRSTNAME", "MIDDLENAME", "LASTNAME")


def recognises(start: bytes) -> bool:
    """Whether a file begins with the list's root element."""
    return b"<WHOLE" in start


def read(content: bytes, file: str) -> ReadList:
    """Read the parties of a file; one that cannot be read is refused by number and reason.

    An entity's id is `eu:logical-` with the file's number.

    Raises:
        ListFormatError: the file is damaged, or has no party.
    """
    return xml.read_records(content, file, Rows("eu", eu.TITLE), frozenset({"ENTITY"}), _entity)


def _entity(record: Element) -> Entity:
    reference = eu.reference_of("", record.get("Id", ""))
    if not reference:
        raise ValueError("there is no Id")
    schema = eu.schema_of(record.get("Type", ""), reference)
    names = eu.plain_names(_names(record))
    if not names:
        raise ValueError(f"{reference}: there is no name")
    codes = map(short, xml.texts(record, "CITIZEN/COUNTRY"))
    papers = map(eu.identifier_of, xml.texts(record, "PASSPORT/NUMBER"))
    return Entity(
        id=f"eu:{reference}",
        schema=schema,
        names=names,
        countries=tuple(dict.fromkeys(found for found in codes if found)),
        births=tuple(dict.fromkeys(born for text in xml.texts(record, "BIRTH/DATE") for born in births_in(text))),
        identifiers=tuple(dict.fromkeys(found for found in papers if found)),
        positions=tuple(dict.fromkeys(xml.texts(record, "NAME/FUNCTION"))),
        listings=(Listing("eu", reference, record.get("programme") or None, day(record.get("reg_date", ""))),),
    )


def _names(record: Element) -> Iterator[str]:
    for name in record.iterfind("NAME"):
        yield xml.text(name, "WHOLENAME") or " ".join(part for tag in _PARTS if (part := xml.text(name, tag)))
