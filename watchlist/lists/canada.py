"""Canada's consolidated list of autonomous sanctions (SEMA, and the Magnitsky law), in its XML.

One `record` a party, known by country, schedule and item. (Global Affairs Canada, "Consolidated Canadian Autonomous
Sanctions List")
"""

import re
from collections.abc import Iterator
from datetime import date
from xml.etree.ElementTree import Element

from watchlist.lists import xml
from watchlist.lists.countries import code
from watchlist.lists.reading import Rows, births_in
from watchlist.model.entities import Entity, Listing, Name, NameKind, ReadList, Schema
from watchlist.model.identifiers import Identifier

_IMO = re.compile(r"\d{7}")


def recognises(start: bytes) -> bool:
    """Whether a file begins as this list does."""
    return b"<data-set" in start and b"<record" in start


def read(content: bytes, file: str) -> ReadList:
    """Read the records of a file; one that cannot be read is refused by number and reason.

    An entity's id is `ca:` with country, schedule and item, in lower case and joined by hyphens.

    Raises:
        ListFormatError: the file is damaged, or has no record.
    """
    return xml.read_records(
        content, file, Rows("ca", "Consolidated Canadian Autonomous Sanctions List"), frozenset({"record"}), _entity
    )


def _entity(record: Element) -> Entity:
    country, schedule, item = (xml.text(record, tag) for tag in ("Country", "Schedule", "Item"))
    if not country or not item:
        raise ValueError(f"there is no Country or Item: {country!r}, {item!r}")
    reference = "-".join(re.findall(r"\w+", f"{country.partition('/')[0]} {schedule} {item}".lower()))
    names = tuple(_names(record))
    if not names:
        raise ValueError(f"{reference}: there is no name")
    ship = _IMO.findall(xml.text(record, "ShipIMONumber"))
    is_person = bool(xml.text(record, "LastName") or xml.text(record, "GivenName"))
    on = xml.text(record, "DateOfListing")
    about = code(country.partition("/")[0].strip())
    return Entity(
        id=f"ca:{reference}",
        schema=Schema.PERSON if is_person else Schema.VESSEL if ship else Schema.ORGANIZATION,
        names=names,
        countries=(about,) if about else (),
        births=tuple(births_in(xml.text(record, "DateOfBirthOrShipBuildDate"))) if is_person else (),
        identifiers=tuple(Identifier("imo", number) for number in ship),
        listings=(Listing("ca", reference, country, date.fromisoformat(on[:10]) if on else None),),
    )


def _names(record: Element) -> Iterator[Name]:
    last, given = xml.text(record, "LastName"), xml.text(record, "GivenName")
    primary = f"{last}, {given}" if last and given else last or given or xml.text(record, "EntityOrShip")
    if primary:
        yield Name(primary)
    for alias in dict.fromkeys(re.split(r";", xml.text(record, "Aliases"))):
        if (text := alias.strip()) and text != primary:
            yield Name(text, NameKind.ALIAS)
