"""What stands around one mention: countries, ages and births, numbers, cues. Found once, whoever the mention may be."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from watchlist.matching.lexicon import Reading
from watchlist.matching.scoring import is_joined
from watchlist.model.vocabulary import Cue, Vocabulary
from watchlist.text.names import name_words

# Characters after and before a mention in which its age or birth is told.
BESIDE = 80

_AGE_AFTER = re.compile(
    r"\s{0,2}(?:,|\()\s{0,2}(?:aged |age )?(\d{1,3})(?=\s{0,2}[,);.]|,? (?:years|yrs))|,? aged (\d{1,3})\b"
)
_AGE_BEFORE = re.compile(r"\b(\d{1,3})-year-old\b[^.;:!?()]{0,40}$")
_BIRTH = re.compile(
    r"\b(?:born|DOB|date of birth|b\.)(?: on| in| circa|:)?\s"
    r"(?:[^\d.;()]{0,12}\d{1,2}(?!\d)[^\d;()]{0,12}|[^\d.;()]{0,12})(\d{4})\b|^\s?\((\d{4})\s?[-–]"
)
_NUMBERS = {
    "imo": re.compile(r"\bIMO(?: (?:number|no\.?))?:? ?(\d{7})\b", re.IGNORECASE),
    "mmsi": re.compile(r"\bMMSI(?: (?:number|no\.?))?:? ?(\d{9})\b", re.IGNORECASE),
    "inn": re.compile(r"\b(?:INN|ИНН)(?: (?:number|no\.?))?:? ?(\d{12}|\d{10})\b"),
    "lei": re.compile(r"\bLEI(?: (?:code|number|no\.?))?:? ?([A-Z0-9]{18}\d{2})\b"),
    "passport": re.compile(r"\bpassport(?: (?:number|no\.?|nr\.?))?:? ?([A-Z]{0,3}\d{5,10})\b", re.IGNORECASE),
    "registration": re.compile(r"\b(?:registration|company|OGRN|ОГРН)(?: (?:number|no\.?))?:? ?(\d{6,15})\b", re.I),
}


class Said(NamedTuple):
    """Something that is said, and where: `text` stands at `start` to `end`."""

    value: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is said around a mention, in its sentence unless it is said otherwise.

    Attributes:
        near: countries by code, in its sentence, nearest first.
        nearest: the country that is named nearest, in any sentence.
        wide: all countries, in the order of the text, as often as they are named.
        ages, births: of the one who is mentioned, in years, and years.
        numbers: identifiers by scheme, in the sentence.
        cues, field_cues: as often as each stands there; the latter in the sentences beside, too.
        words: of the sentence, folded, without those of the mention.
    """

    near: tuple[Said, ...]
    nearest: tuple[Said, ...]
    wide: tuple[str, ...]
    ages: tuple[Said, ...]
    births: tuple[Said, ...]
    numbers: tuple[tuple[str, Said], ...]
    cues: tuple[tuple[Cue, Said], ...]
    field_cues: tuple[tuple[Cue, Said], ...]
    words: dict[str, int]
    reading: Reading


class _Place(NamedTuple):
    code: str
    first: int
    last: int


class SurroundingsFinder:
    """Finds what stands around mentions, by the words of one watchlist."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Index the words by the first of each phrase."""
        self._countries: dict[str, list[tuple[tuple[str, ...], str, bool]]] = defaultdict(list)
        for country in vocabulary.countries:
            for written in (*country.names, *country.adjectives, *country.capitals):
                phrase = name_words(written)
                self._countries[phrase[0]].append((phrase, country.code, written.isupper()))
        self._cues: dict[str, list[tuple[tuple[str, ...], Cue]]] = defaultdict(list)
        for cue in vocabulary.cues:
            for written in (*cue.words, *cue.supporting):
                phrase = name_words(written)
                self._cues[phrase[0]].append((phrase, cue))
        for phrases in self._countries.values():
            phrases.sort(key=lambda entry: -len(entry[0]))

    def around(self, reading: Reading, start: int, end: int) -> Surroundings:
        """What stands around the characters `start` to `end`, which lie in the reading."""
        inside = [i for i, word in enumerate(reading.words) if start <= word.start < end]
        number = reading.sentences.number(start)
        same = [i for i, sentence in enumerate(reading.sentence) if sentence == number and i not in inside]
        beside = [i for i, one in enumerate(reading.sentence) if abs(one - number) <= 1 and i not in inside]
        places = [place for place in self._places(reading) if not start <= reading.words[place.first].start < end]
        by_distance = sorted(places, key=lambda place: abs(reading.words[place.first].start - start))
        sentence = set(same)
        return Surroundings(
            near=tuple(
                Said(place.code, *_span(reading, place.first, place.last))
                for place in by_distance
                if place.first in sentence
            ),
            nearest=tuple(Said(place.code, *_span(reading, place.first, place.last)) for place in by_distance[:1]),
            wide=tuple(place.code for place in places),
            ages=tuple(_ages(reading.text, start, end)),
            births=tuple(_births(reading.text, end)),
            numbers=tuple(_numbers(reading, same)),
            cues=tuple(self._cues_near(reading, same, inside)),
            field_cues=tuple(self._cues_near(reading, beside, inside)),
            words={reading.meanings[i].folded: i for i in same},
            reading=reading,
        )

    def _places(self, reading: Reading) -> Iterator[_Place]:
        at = 0
        while at < len(reading.words):
            for phrase, code, is_acronym in self._countries.get(reading.meanings[at].folded, ()):
                last = at + len(phrase) - 1
                if _reads(reading, at, phrase) and _is_written_so(reading, at, is_acronym=is_acronym):
                    yield _Place(code, at, last)
                    at = last
                    break
            at += 1

    def _cues_near(self, reading: Reading, same: list[int], inside: list[int]) -> Iterator[tuple[Cue, Said]]:
        sentence = set(same)
        for i in same:
            for phrase, cue in self._cues_with(reading.meanings[i].folded):
                last = i + len(phrase) - 1
                is_whole = len(phrase) == 1 or (last in sentence and _reads(reading, i, phrase))
                if is_whole and _is_in_reach(cue, i, last, inside):
                    yield cue, Said(cue.kind, *_span(reading, i, last))

    def _cues_with(self, folded: str) -> list[tuple[tuple[str, ...], Cue]]:
        """The cues that begin with a word; single nouns also in the plural."""
        found = self._cues.get(folded)
        if found is None and folded.endswith("s"):
            found = [entry for entry in self._cues.get(folded[:-1], ()) if len(entry[0]) == 1]
        return found or []


def _reads(reading: Reading, at: int, phrase: tuple[str, ...]) -> bool:
    if at + len(phrase) > len(reading.words):
        return False
    return all(
        reading.meanings[at + offset].folded == word and (not offset or is_joined(reading, at + offset - 1))
        for offset, word in enumerate(phrase)
    )


def _is_written_so(reading: Reading, at: int, *, is_acronym: bool) -> bool:
    """Countries have capitals, and "us" is not the US."""
    written = reading.words[at].text
    if is_acronym:
        return written.isupper()
    return not written[0].islower() or reading.is_lower_case


def _is_in_reach(cue: Cue, first: int, last: int, inside: list[int]) -> bool:
    if cue.reach is None or not inside:
        return True
    return min(abs(inside[0] - last), abs(first - inside[-1])) <= cue.reach + 1


def _span(reading: Reading, first: int, last: int) -> tuple[str, int, int]:
    start, end, surface = reading.surface(first, last)
    return surface, start, end


def _ages(text: str, start: int, end: int) -> Iterator[Said]:
    if after := _AGE_AFTER.match(text, end, end + BESIDE):
        group = 1 if after[1] else 2
        yield Said(after[group], after[group], after.start(group), after.end(group))
    first = max(0, start - BESIDE)
    if before := _AGE_BEFORE.search(text[first:start]):
        yield Said(before[1], before[1], first + before.start(1), first + before.end(1))


def _births(text: str, end: int) -> Iterator[Said]:
    after = text[end : end + BESIDE]
    if found := _BIRTH.search(after):
        group = 1 if found[1] else 2
        yield Said(found[group], found[group], end + found.start(group), end + found.end(group))


def _numbers(reading: Reading, same: list[int]) -> Iterator[tuple[str, Said]]:
    if not same:
        return
    start, end = reading.words[same[0]].start, reading.words[same[-1]].end
    for scheme, pattern in _NUMBERS.items():
        for found in pattern.finditer(reading.text, start, end):
            yield scheme, Said(found[1], found[1], found.start(1), found.end(1))
