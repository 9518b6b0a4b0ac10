"""OFAC's lists in their advanced XML, in which everything is told once and pointed to by number.

`ReferenceValueSets` holds the words, `Locations` and `IDRegDocuments` what parties have, `DistinctParties` the parties
with their names and features, and `SanctionsEntries` behind them the programmes. A name comes in parts, each of a group
whose type says what it is. (OFAC, "Sanctions List Service", ADVANCED_XML.xsd)
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from watchlist.lists import ofac_xml, xml
from watchlist.lists.countries import code
from watchlist.lists.reading import Rows, births_in, day
from watchlist.model.entities import Entity, Listing, Name, NameKind, ReadList, Strength
from watchlist.model.identifiers import Identifier

_ROOT = re.compile(rb"<(?:\w+:)?Sanctions[\s>]")
_PARTY = "DistinctParty"
# Words of ReferenceValueSets, each with its number.
_WORDS = frozenset(
    {"AliasType", "AreaCode", "Country", "FeatureType", "IDRegDocType", "NamePartType", "PartySubType", "PartyType"}
)
_LEARNT = _WORDS | {"Location", "IDRegDocument", "SanctionsEntry"}
_COUNTRIES = ("Nationality Country", "Citizenship Country", "Nationality of Registration", "Location")
_TYPES = {"Vessel": "vessel", "Aircraft": "aircraft"}


def recognises(start: bytes) -> bool:
    """Whether a file begins with the list's root element."""
    return bool(_ROOT.search(start))


def read(content: bytes, file: str) -> ReadList:
    """Read the parties of a file; one that cannot be read is refused by number and reason.

    An entity's id is `ofac:` with OFAC's number, as in the CSV files.

    Raises:
        ListFormatError: the file is damaged, or has no party.
    """
    reader = _Reader()
    for element in xml.records(content, _LEARNT, file):
        reader.learn(element)
    return xml.read_records(content, file, Rows("ofac", ofac_xml.TITLE), frozenset({_PARTY}), reader.entity)


@dataclass(slots=True)
class _Reader:
    """Makes entities of parties, once it has learnt what they point to.

    Attributes:
        words: what a number means, by what it numbers: `words["AliasType", "1400"]` is `A.K.A.`.
        places: countries by the number of a location.
        papers: identifiers by the number of the identity that has them.
        programmes: each with the first day on one of OFAC's lists, as ISO 8601, by the number of a profile.
    """

    words: dict[tuple[str, str], str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    papers: dict[str, list[Identifier]] = field(default_factory=lambda: defaultdict(list))
    programmes: dict[str, dict[str | None, str]] = field(default_factory=lambda: defaultdict(dict))

    def learn(self, element: Element) -> None:
        number = element.get("ID", "")
        if element.tag in _WORDS:
            self.words[element.tag, number] = _word(element)
        elif element.tag == "Location":
            self.places[number] = self._country(element)
        elif element.tag == "IDRegDocument":
            kind = self.words.get(("IDRegDocType", element.get("IDRegDocTypeID", "")), "")
            country = self.words.get(("Country", element.get("IssuedBy-CountryID", "")), "")
            if found := ofac_xml.identifier_of(kind, xml.text(element, "IDRegistrationNo"), country):
                self.papers[element.get("IdentityID", "")].append(found)
        else:
            self._learn_programmes(element)

    def _country(self, location: Element) -> str:
        """The country of a location, which may stand in it as a number or be all that it says."""
        for path, kind in (("LocationCountry", "Country"), ("LocationAreaCode", "AreaCode")):
            for pointer in location.iterfind(path):
                if word := self.words.get((kind, pointer.get(f"{kind}ID", "")), ""):
                    return word
        return next(xml.texts(location, "LocationPart/LocationPartValue/Value"), "")

    def _learn_programmes(self, entry: Element) -> None:
        programmes = self.programmes[entry.get("ProfileID", "")]
        dates = [_date(one) for one in entry.iterfind("EntryEvent/Date")]
        for programme in xml.texts(entry, "SanctionsMeasure/Comment"):
            programmes[programme] = min(filter(None, [programmes.get(programme, ""), *dates]), default="")

    def entity(self, party: Element) -> Entity:
        profile = party.find("Profile")
        number = profile.get("ID", "") if profile is not None else ""
        if profile is None or not number:
            raise ValueError("there is no Profile with an ID")
        schema = ofac_xml.schema_of(self._type(profile), number)
        names = tuple(self._names(profile))
        if not names:
            raise ValueError(f"{number}: there is no name")
        programmes = self.programmes.get(number) or {None: ""}
        identities = [identity.get("ID", "") for identity in profile.iterfind("Identity")]
        return Entity(
            id=f"ofac:{number}",
            schema=schema,
            names=names,
            countries=tuple(dict.fromkeys(self._countries(profile))),
            births=tuple(dict.fromkeys(born for one in self._features(profile, "Birthdate") for born in _births(one))),
            identifiers=tuple(dict.fromkeys(paper for one in identities for paper in self.papers.get(one, ()))),
            positions=tuple(dict.fromkeys(self._titles(profile))),
            listings=tuple(Listing("ofac", number, programme, day(on)) for programme, on in programmes.items()),
        )

    def _type(self, profile: Element) -> str:
        """Individual, Entity, Vessel or Aircraft: of the last two OFAC says so in the subtype alone."""
        subtype, _, type_number = self.words.get(("PartySubType", profile.get("PartySubTypeID", "")), "").partition("|")
        return _TYPES.get(subtype) or self.words.get(("PartyType", type_number), "")

    def _names(self, profile: Element) -> Iterator[Name]:
        """Each name once, the primary one first, and its other scripts behind it."""
        seen: set[str] = set()
        for identity in profile.iterfind("Identity"):
            types = {
                group.get("ID", ""): self.words.get(("NamePartType", group.get("NamePartTypeID", "")), "")
                for group in identity.iterfind("NamePartGroups/MasterNamePartGroup/NamePartGroup")
            }
            for alias in sorted(identity.iterfind("Alias"), key=lambda alias: alias.get("Primary") != "true"):
                strength = Strength.WEAK if alias.get("LowQuality") == "true" else Strength.STRONG
                word = self.words.get(("AliasType", alias.get("AliasTypeID", "")), "").lower()
                for spelled in alias.iterfind("DocumentedName"):
                    text = _text(spelled, types)
                    if text and text not in seen:
                        kind = ofac_xml.KINDS.get(word, NameKind.VARIANT) if seen else NameKind.PRIMARY
                        seen.add(text)
                        yield Name(text, kind, strength)

    def _features(self, profile: Element, kind: str) -> Iterator[Element]:
        for feature in profile.iterfind("Feature"):
            if self.words.get(("FeatureType", feature.get("FeatureTypeID", ""))) == kind:
                yield from feature.iterfind("FeatureVersion")

    def _countries(self, profile: Element) -> Iterator[str]:
        for kind in _COUNTRIES:
            for version in self._features(profile, kind):
                for pointer in version.iterfind("VersionLocation"):
                    name = self.places.get(pointer.get("LocationID", ""), "")
                    if found := code(name.removeprefix("Region: ")):
                        yield found

    def _titles(self, profile: Element) -> Iterator[str]:
        for version in self._features(profile, "Title"):
            yield from xml.texts(version, "VersionDetail")


def _word(element: Element) -> str:
    """What a word of the reference values says: of an area its country, of a subtype also the number of its type."""
    said = " ".join((element.text or "").split())
    if element.tag == "AreaCode":
        return element.get("Description", "")
    return f"{said}|{element.get('PartyTypeID', '')}" if element.tag == "PartySubType" else said


def _text(spelled: Element, types: dict[str, str]) -> str:
    """A name of its parts: a person's family name, a comma, and the others; another's parts as they stand."""
    family: list[str] = []
    others: list[str] = []
    for part in spelled.iterfind("DocumentedNamePart/NamePartValue"):
        if said := " ".join((part.text or "").split()):
            is_family = types.get(part.get("NamePartGroupID", "")) == "Last Name"
            (family if is_family else others).append(said)
    return ", ".join(filter(None, (" ".join(family), " ".join(others))))


def _date(element: Element | None) -> str:
    """A date as ISO 8601, as much of it as is said; empty without a year."""
    if element is None:
        return ""
    year, *rest = (xml.text(element, tag) for tag in ("Year", "Month", "Day"))
    return "-".join([year.zfill(4), *(part.zfill(2) for part in rest if part)]) if year else ""


def _births(version: Element) -> Iterator[str]:
    """A period of birth as a day, a month or years, which are written from their first to their last day."""
    for period in version.iterfind("DatePeriod"):
        first = _date(period.find("Start/From"))
        last = _date(period.find("End/To")) or _date(period.find("Start/To")) or first
        if first == last:
            yield from births_in(first)
        elif first[:7] == last[:7] and len(first) > 7:
            yield from births_in(f"{first[5:7]}/{first[:4]}")
        elif first[:4] == last[:4]:
            yield from births_in(first[:4])
        else:
            yield from births_in(f"{first[:4]} to {last[:4]}")
