"""Switzerland's list of sanctioned individuals, entities and objects, in the XML of SECO.

A `sanctions-program` has sets of measures, a `target` names the sets it falls under, and a `place` after the targets
is what their addresses point to. A target has one or more identities, a name has ordered parts, and a part has
spellings in other languages and scripts. Targets that were taken off stay in the file, with a `modification` that says
so, and within a modification stand pieces of targets as they were. (SECO, "Consolidated list", XSD)
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from xml.etree.ElementTree import Element

from watchlist.lists import xml
from watchlist.lists.reading import Rows, births_in, day
from watchlist.model.entities import Entity, Listing, Name, NameKind, ReadList, Schema, Strength
from watchlist.model.identifiers import Identifier

_KINDS = {"individual": Schema.PERSON, "entity": Schema.ORGANIZATION}
_OBJECTS = {"vessel": Schema.VESSEL, "aircraft": Schema.AIRPLANE, "other": Schema.LEGAL_ENTITY}
_NAME_KINDS = {"primary-name": NameKind.VARIANT, "formerly-known-as": NameKind.FORMER}
_NOT_NAMES = frozenset({"title", "suffix"})
_PASSPORTS = frozenset({"passport", "diplomatic-passport"})
_IMO = re.compile(r"\bIMO\b\D{0,20}(\d{7})\b")
_START = re.compile(rb"<swiss-sanctions-list\b[^>]*>")
# Beyond so many ways to put spellings of parts together, each spelling is used once.
_MOST_WAYS = 64


def recognises(start: bytes) -> bool:
    """Whether a file begins with the list's root element."""
    return b"<swiss-sanctions-list" in start


def read(content: bytes, file: str) -> ReadList:
    """Read the targets of a file that are in force; one that cannot be read is refused by number and reason.

    Those that were taken off are counted in one line of the problems. An entity's id is `ch:` with the target's ssid.

    Raises:
        ListFormatError: the file is damaged, or has no target.
    """
    root = _START.search(content)
    reader = _Reader(_attribute(root[0] if root else b"", b"date"))
    for shared in xml.records(content, frozenset({"sanctions-program", "place"}), file):
        reader.learn(shared)
    rows = Rows("ch", "SECO consolidated list")
    if root and (kind := _attribute(root[0], b"list-type")) not in ("", "whole-list"):
        rows.problems.append(
            f"{file}: its list-type is {kind!r}, which is not all that is listed; expected 'whole-list'"
        )
    return xml.read_records(content, file, rows, frozenset({"target"}), reader.entity)


def _attribute(tag: bytes, name: bytes) -> str:
    found = re.search(rb"\b" + name + rb'\s*=\s*["\']([^"\']*)', tag)
    return found[1].decode("ascii", "replace") if found else ""


@dataclass(slots=True)
class _Reader:
    """Makes entities of targets, once it has learnt what they point to.

    Attributes:
        on: the day of the list, as ISO 8601.
        programmes: the programme of each set of measures, both by ssid.
        places: the country of each place, by ssid.
    """

    on: str
    programmes: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)

    def learn(self, shared: Element) -> None:
        if shared.tag == "place":
            country = shared.find("country")
            self.places[shared.get("ssid", "")] = country.get("iso-code", "") if country is not None else ""
            return
        key = xml.text(shared, "program-key[@lang='eng']") or xml.text(shared, "program-key")
        for measures in shared.iterfind("sanctions-set"):
            self.programmes[measures.get("ssid", "")] = key

    def entity(self, target: Element) -> Entity | None:
        """The entity of a target; None for one that was taken off."""
        if self._is_delisted(target):
            return None
        reference = target.get("ssid", "")
        if not reference:
            raise ValueError("there is no ssid")
        party, schema = _party(target, reference)
        names = tuple(_names(party, is_person=schema is Schema.PERSON))
        if not names:
            raise ValueError(f"{reference}: there is no name")
        keys = [self.programmes.get(measures) for measures in xml.texts(target, "sanctions-set-id")]
        on = day(max(_days(target, "listed"), default=""))
        return Entity(
            id=f"ch:{reference}",
            schema=schema,
            names=names,
            countries=tuple(dict.fromkeys(code.lower() for code in self._countries(party) if len(code) == 2)),
            births=tuple(dict.fromkeys(_births(party))) if schema is Schema.PERSON else (),
            identifiers=tuple(dict.fromkeys(_identifiers(party, schema))),
            listings=tuple(Listing("ch", reference, key or None, on) for key in dict.fromkeys(keys or [None])),
        )

    def _is_delisted(self, target: Element) -> bool:
        """Whether the last word on a target is that it is taken off; a day later than the list's is not yet."""
        gone = [on for on in _days(target, "de-listed") if not self.on or on <= self.on]
        listed = _days(target, "listed")
        return bool(gone) and (not listed or max(gone) > max(listed))

    def _countries(self, party: Element) -> Iterator[str]:
        for country in party.iterfind("identity/nationality/country"):
            yield country.get("iso-code", "")
        for address in party.iterfind("identity/address"):
            country_of = address.find("country")
            own = country_of.get("iso-code", "") if country_of is not None else ""
            yield own or self.places.get(address.get("place-id", ""), "")


def _days(target: Element, kind: str) -> list[str]:
    """When modifications of a kind took effect, as ISO 8601; the empty text for one without a day."""
    return [
        one.get("effective-date") or one.get("publication-date") or one.get("enactment-date") or ""
        for one in target.iterfind("modification")
        if one.get("modification-type") == kind
    ]


def _party(target: Element, reference: str) -> tuple[Element, Schema]:
    for tag, schema in _KINDS.items():
        if (party := target.find(tag)) is not None:
            return party, schema
    if (thing := target.find("object")) is None:
        raise ValueError(f"{reference}: expected one of {', '.join(_KINDS)}, object")
    kind = thing.get("object-type", "")
    if kind not in _OBJECTS:
        raise ValueError(f"{reference}: expected an object-type of {', '.join(_OBJECTS)}, found {kind!r}")
    return thing, _OBJECTS[kind]


def _names(party: Element, *, is_person: bool) -> Iterator[Name]:
    """Each name once: those of the main identity first, the strong ones before the weak ones."""
    seen: set[str] = set()
    identities = sorted(party.iterfind("identity"), key=lambda identity: identity.get("main") != "true")
    found = [name for identity in identities for name in identity.iterfind("name")]
    for name in sorted(found, key=lambda name: (name.get("quality") == "low", name.get("name-type") != "primary-name")):
        for text, is_whole in _spellings(name, is_person=is_person):
            if text and text not in seen:
                kind = _NAME_KINDS.get(name.get("name-type", ""), NameKind.ALIAS) if seen else NameKind.PRIMARY
                seen.add(text)
                is_weak = name.get("quality") == "low" or not is_whole
                yield Name(text, kind, Strength.WEAK if is_weak else Strength.STRONG)


def _spellings(name: Element, *, is_person: bool) -> Iterator[tuple[str, bool]]:
    """A name, then its spellings script by script; and whether a spelling has every part of the name."""
    parts = [part for part in sorted(name.iterfind("name-part"), key=_order) if _value(part)]
    parts = [part for part in parts if part.get("name-part-type") not in _NOT_NAMES] or parts
    types = [part.get("name-part-type", "") for part in parts]
    yield from _texts(types, [_value(part) for part in parts], is_person=is_person)
    scripts = dict.fromkeys(one.get("script", "") for part in parts for one in part.iterfind("spelling-variant"))
    for script in scripts:
        ways = [_ways(part, script) for part in parts]
        for values in _put_together(ways):
            yield from _texts(types, values, is_person=is_person)


def _ways(part: Element, script: str) -> list[str]:
    """How a part is spelled in a script. In Latin the part itself will do; in another script one may be lacking."""
    own = [_value(part)] if script in ("", "LATN") else []
    variants = [one for one in part.iterfind("spelling-variant") if one.get("script", "") == script]
    return [*own, *(said for one in variants if (said := " ".join((one.text or "").split())))] or [""]


def _put_together(ways: Sequence[Sequence[str]]) -> Iterator[Sequence[str]]:
    count = 1
    for one in ways:
        count *= len(one)
    if count <= _MOST_WAYS:
        yield from product(*ways)
        return
    first = [one[0] for one in ways]
    for place, one in enumerate(ways):
        for spelling in one:
            yield [*first[:place], spelling, *first[place + 1 :]]


def _texts(types: Sequence[str], values: Sequence[str], *, is_person: bool) -> Iterator[tuple[str, bool]]:
    """The text of these parts, and another with the maiden name; and whether each of the parts is in it."""
    pairs = list(zip(types, values, strict=True))
    rest = [value for kind, value in pairs if kind not in ("family-name", "maiden-name") and value]
    families = [[value for kind, value in pairs if kind == one] for one in ("family-name", "maiden-name")]
    if not is_person or not any(map(any, families)):
        yield " ".join(value for value in values if value), all(values)
        return
    for family in families:
        if any(family):
            yield ", ".join(filter(None, (" ".join(filter(None, family)), " ".join(rest)))), all(values)


def _order(part: Element) -> int:
    order = part.get("order", "")
    return int(order) if order.isdecimal() else 0


def _value(part: Element) -> str:
    said = xml.text(part, "value")
    return "" if said == "-" else said


def _births(party: Element) -> Iterator[str]:
    for born in party.iterfind("identity/day-month-year"):
        if born.get("calendar", "Gregorian") == "Gregorian":
            month = born.get("month", "")
            parts = (born.get("day", "") if month else "", month, born.get("year", ""))
            yield from births_in("/".join(filter(None, parts)))


def _identifiers(party: Element, schema: Schema) -> Iterator[Identifier]:
    for paper in party.iterfind("identity/identification-document"):
        number = xml.text(paper, "number")
        if number and paper.get("document-type") in _PASSPORTS:
            yield Identifier("passport", number)
    if schema is Schema.VESSEL:
        for said in xml.texts(party, "other-information"):
            yield from (Identifier("imo", number) for number in _IMO.findall(said))
