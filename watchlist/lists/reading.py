"""What every reader gives: the entities of one list, and a line for each row that it could not read."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from watchlist.model.entities import Entity, ListSummary, ReadList


@dataclass(slots=True)
class Rows:
    """Entities by id as they are read, and what was refused of the rows: each row is either in one or in the other."""

    publisher: str
    title: str
    entities: dict[str, Entity] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    sums: dict[str, int] = field(default_factory=dict)

    def done(self, *contents: bytes) -> ReadList:
        """The list as read of these bytes; an entity with characters that no database keeps is refused here."""
        for key in [key for key, entity in self.entities.items() if not _can_be_kept(entity)]:
            self.problems.append(f"{self.entities.pop(key).id!r}: there are characters in it that no text has")
            self.sums.pop(key, None)
        hashed = hashlib.sha256()
        for content in contents:
            hashed.update(content)
        names = sum(len(entity.names) for entity in self.entities.values())
        summary = ListSummary(
            self.publisher,
            self.title,
            hashed.hexdigest(),
            len(self.entities),
            names,
            tuple(self.problems),
            missing=tuple(self.missing),
        )
        return ReadList(summary, tuple(self.entities.values()), rows=self.sums)


def _can_be_kept(entity: Entity) -> bool:
    """Whether its texts have no NUL, which PostgreSQL refuses, and no half of a pair of surrogates."""
    said = [entity.id, *(name.text for name in entity.names), *entity.positions]
    said += [number.value for number in entity.identifiers]
    said += [listing.programme or "" for listing in entity.listings]
    return not any("\0" in text or _SURROGATE.search(text) for text in said)


def decode(content: bytes) -> str:
    """The text of a file in UTF-8, with U+FFFD for what is damaged; or in cp1252, when more is damaged than not."""
    text = content.decode("utf-8-sig", "replace")
    damaged = text.count("\ufffd")
    beyond = len(text) - damaged - sum(map(str.isascii, text)) if damaged else 0
    return content.decode("cp1252", "replace") if damaged > beyond else text


_SURROGATE = re.compile("[\ud800-\udfff]")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_BIRTH = re.compile(
    r"(?P<iso>(?P<iso_year>\d{4})-(?P<iso_month>\d\d)-(?P<iso_day>\d\d))"
    r"|(?P<from>\d{4})(?: ?(?:to|and|-|–) ?)(?P<to>\d{4})"
    r"|(?:(?P<day>\d{1,2})[ ./-])?(?P<month>[A-Za-z]{3,9}|\d{1,2})[ ./-](?P<year>\d{4})"
    r"|(?P<alone>\d{4})",
)
# A range of more years says too little.
_LONGEST_RANGE = 12
_FIRST, _LAST = 1850, 2030
# "(1) Russia (2) Belarus", "a) French, b) Tunisian", and the bar of the XML; not the year of "(as at December 2003)".
_MARK = re.compile(r"(?<!\w)\(?(?:\d{1,2}|[a-h])\)|\|")
# Letters may stand anywhere, as in 12CP63882, or apart before digits; twelve characters and more are identity cards.
_PASSPORT = re.compile(r"\b(?!NO\b)([A-Z]{1,2})[ /-](\d{5,9})\b|\b((?=(?:[A-Z]*\d){5})[A-Z0-9]{5,11})\b")


def births_in(text: str) -> Iterator[str]:
    """The days, months and years of birth that publishers write in so many ways, as ISO 8601.

    Of a day or month that no calendar has, what is left of it.

    >>> list(births_in("10 Dec 1948; circa 1950; 1972 to 1974; 14.12.1975; 00/00/1961; 00/08/1962"))
    ['1948-12-10', '1950', '1972', '1973', '1974', '1975-12-14', '1961', '1962-08']
    """
    for found in _BIRTH.finditer(text):
        year = found["iso_year"] or found["from"] or found["year"] or found["alone"]
        if not _FIRST <= int(year) <= _LAST:
            continue
        if found["iso"]:
            yield _day(year, found["iso_month"], found["iso_day"])
        elif found["from"] and 0 <= int(found["to"]) - int(found["from"]) <= _LONGEST_RANGE:
            yield from map(str, range(int(found["from"]), int(found["to"]) + 1))
        elif found["year"]:
            yield _day(year, found["month"], found["day"])
        elif found["alone"]:
            yield year


def counted(text: str) -> Iterator[str]:
    """The parts of a text that counts them.

    >>> list(counted("(1) Governor (2) Minister")), list(counted("a) Director of ports"))
    (['Governor', 'Minister'], ['Director of ports'])
    """
    for part in _MARK.split(text):
        if said := part.strip(" ,;"):
            yield said


def passports_in(text: str) -> Iterator[str]:
    """The numbers of passports among the words that publishers put beside them, without blanks.

    >>> list(passports_in("Afghan passport number OA 296623 (expired); (2) 05AT521433; B/002210"))
    ['OA296623', '05AT521433', 'B002210']
    """
    yield from map("".join, _PASSPORT.findall(text))


def day(text: str) -> date | None:
    """The day that begins a text, as ISO 8601; None when it is none.

    >>> day("2016-03-01T00:00:00"), day("1 March")
    (datetime.date(2016, 3, 1), None)
    """
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _day(year: str, month: str, day: str | None) -> str:
    """As much of a day as is said and can be."""
    name = month[:3].lower()
    number = int(month) if month.isdigit() else _MONTHS.index(name) + 1 if name in _MONTHS else 0
    if not 1 <= number <= len(_MONTHS):
        return year
    try:
        return date(int(year), number, int(day or 0)).isoformat()
    except ValueError:
        return f"{year}-{number:02}"
