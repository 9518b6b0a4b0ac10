"""OFAC's lists in their enhanced XML, which has the names in other scripts, too.

One `entity` a party; each `name` has one translation or more, of which one is primary and the others are in other
scripts. Births, nationalities and more are features with a type and a value. (OFAC, "Sanctions List Service",
ENHANCED_XML.xsd)
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from watchlist.lists import ofac_xml, xml
from watchlist.lists.countries import code
from watchlist.lists.reading import Rows, births_in, day
from watchlist.model.entities import Entity, Listing, Name, NameKind, ReadList, Strength
from watchlist.model.identifiers import Identifier

_COUNTRIES = frozenset({"Nationality Country", "Citizenship Country", "Nationality of Registration"})


def recognises(start: bytes) -> bool:
    """Whether a file begins with the list's root element."""
    return b"<sanctionsData" in start


def read(content: bytes, file: str) -> ReadList:
    """Read the entities of a file; one that cannot be read is refused by number and reason.

    An entity's id is `ofac:` with OFAC's number, as in the CSV files.

    Raises:
        ListFormatError: the file is damaged, or has no entity.
    """
    return xml.read_records(content, file, Rows("ofac", ofac_xml.TITLE), frozenset({"entity"}), _entity)


def _entity(record: Element) -> Entity:
    number = record.get("id", "")
    if not number:
        raise ValueError("there is no id")
    schema = ofac_xml.schema_of(xml.text(record, "generalInfo/entityType"), number)
    names = tuple(_names(record))
    if not names:
        raise ValueError(f"{number}: there is no name")
    title = xml.text(record, "generalInfo/title")
    return Entity(
        id=f"ofac:{number}",
        schema=schema,
        names=names,
        countries=tuple(dict.fromkeys(found for name in _countries(record) if (found := code(name)))),
        births=tuple(dict.fromkeys(born for text in _features(record, {"Birthdate"}) for born in births_in(text))),
        identifiers=tuple(dict.fromkeys(_identifiers(record))),
        positions=(title,) if title else (),
        listings=tuple(_listings(record, number)),
    )


def _names(record: Element) -> Iterator[Name]:
    """Each name once, the primary one first, and the translations behind their own name."""
    seen: set[str] = set()
    for name in sorted(record.iterfind("names/name"), key=lambda name: not _is(name, "isPrimary")):
        strength = Strength.WEAK if _is(name, "isLowQuality") else Strength.STRONG
        kind = ofac_xml.KINDS.get(xml.text(name, "aliasType").lower(), NameKind.ALIAS)
        translations = name.iterfind("translations/translation")
        for translation in sorted(translations, key=lambda one: not _is(one, "isPrimary")):
            text = xml.text(translation, "formattedFullName")
            if text and text not in seen:
                of_primary = NameKind.VARIANT if seen else NameKind.PRIMARY
                seen.add(text)
                yield Name(text, of_primary if _is(name, "isPrimary") or len(seen) == 1 else kind, strength)


def _is(element: Element, path: str) -> bool:
    return xml.text(element, path).lower() == "true"


def _features(record: Element, types: set[str] | frozenset[str]) -> Iterator[str]:
    for feature in record.iterfind("features/feature"):
        if xml.text(feature, "type") in types and (value := xml.text(feature, "value")):
            yield value


def _countries(record: Element) -> Iterator[str]:
    yield from _features(record, _COUNTRIES)
    for country in xml.texts(record, "addresses/address/country"):
        yield country.removeprefix("Region: ")


def _identifiers(record: Element) -> Iterator[Identifier]:
    for paper in record.iterfind("identityDocuments/identityDocument"):
        kind, number = xml.text(paper, "type"), xml.text(paper, "documentNumber")
        if found := ofac_xml.identifier_of(kind, number, xml.text(paper, "issuingCountry")):
            yield found


def _listings(record: Element, number: str) -> Iterator[Listing]:
    """A listing for each programme; its day only where there is one, for days belong to lists and not to programmes."""
    programmes: list[str | None] = [*xml.texts(record, "sanctionsPrograms/sanctionsProgram")] or [None]
    days = [one.get("datePublished", "") for one in record.iterfind("sanctionsLists/sanctionsList")]
    on = day(min(filter(None, days), default="")) if len(programmes) == 1 else None
    yield from (Listing("ofac", number, programme, on) for programme in programmes)
