"""What stands around one mention: countries, ages and births, numbers, cues. Found once, whoever the mention may be."""

import functools
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from watchlist.matching.policy import LONG_PASSAGE
from watchlist.model.vocabulary import Cue, Effect, Vocabulary
from watchlist.text.fold import fold
from watchlist.text.names import name_words
from watchlist.text.tokens import Sentences, Word, is_close, words

# Characters before and after a mention: in which its age or birth is told, its sentence lies, a country is near.
BESIDE = 80
SENTENCE = 500
WIDE = 1_000

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


class _Country(NamedTuple):
    phrase: tuple[str, ...]
    code: str
    is_acronym: bool


class Passage:
    """Words of a stretch of text, and what they fold to."""

    def __init__(self, text: str, cut: Sequence[Word]) -> None:
        """Take words of a text."""
        self.text = text
        self.words = cut
        self.folded = [fold(word.text) for word in cut]

    def has(self, at: int, phrase: Sequence[str]) -> bool:
        """Whether a phrase stands from word `at` on, its words together."""
        if at + len(phrase) > len(self.words):
            return False
        return all(
            self.folded[at + offset] == word and (not offset or is_close(self._gap(at + offset)))
            for offset, word in enumerate(phrase)
        )

    def said(self, value: str, first: int, last: int) -> Said:
        """Words `first` to `last`, as they stand for something."""
        start, end = self.words[first].start, self.words[last].end
        return Said(value, self.text[start:end], start, end)

    def _gap(self, at: int) -> str:
        return self.text[self.words[at - 1].end : self.words[at].start]


class SurroundingsFinder:
    """Finds what stands around mentions, by the words of one watchlist."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Index the words by the first of each phrase."""
        self._countries: dict[str, list[_Country]] = defaultdict(list)
        for country in vocabulary.countries:
            for written in (*country.names, *country.adjectives, *country.capitals):
                phrase = name_words(written)
                self._countries[phrase[0]].append(_Country(phrase, country.code, written.isupper()))
        for countries in self._countries.values():
            countries.sort(key=lambda country: -len(country.phrase))
        self._cues: dict[str, list[tuple[tuple[str, ...], Cue]]] = defaultdict(list)
        for cue in vocabulary.cues:
            for written in (*cue.words, *cue.supporting):
                phrase = name_words(written)
                self._cues[phrase[0]].append((phrase, cue))
        fields = [cue for cue in vocabulary.cues if cue.effect is Effect.OTHER_FIELD]
        told = sorted({r"\W+".join(name_words(written)) for cue in fields for written in cue.words})
        self._other_fields = re.compile(rf"\b(?:{'|'.join(told)})s?\b", re.IGNORECASE) if told else None

    def around(self, text: str, start: int, end: int) -> "Surroundings":
        """What stands around the characters `start` to `end`."""
        return Surroundings(self, text, start, end)

    def countries(self, passage: Passage) -> Iterator[Said]:
        """The countries that a passage names, by code. They have capitals, and "us" is not the US."""
        is_lower = not any(word.text[0].isupper() for word in passage.words)
        after = 0
        for at, folded in enumerate(passage.folded):
            for phrase, code, is_acronym in self._countries.get(folded, ()):
                written = passage.words[at].text
                is_name = written.isupper() if is_acronym else is_lower or not written[0].islower()
                if at >= after and is_name and passage.has(at, phrase):
                    after = at + len(phrase)
                    yield passage.said(code, at, after - 1)
                    break

    def cues(self, passage: Passage, first: int, last: int) -> Iterator[tuple[Cue, Said]]:
        """The cues of a passage that has the mention at words `first` to `last`."""
        for at, folded in enumerate(passage.folded):
            if first <= at <= last:
                continue
            for phrase, cue in self._cues_with(folded):
                end = at + len(phrase) - 1
                is_whole = len(phrase) == 1 or passage.has(at, phrase)
                if is_whole and (cue.reach is None or max(first - end, at - last) <= cue.reach + 1):
                    yield cue, passage.said(cue.kind, at, end)

    def may_be_other_field(self, text: str) -> bool:
        """Whether words of another field are in a text; a quick look."""
        return self._other_fields is not None and self._other_fields.search(text) is not None

    def _cues_with(self, folded: str) -> list[tuple[tuple[str, ...], Cue]]:
        """The cues that begin with a word; single nouns also in the plural."""
        found = self._cues.get(folded)
        if found is None and folded.endswith("s"):
            found = [entry for entry in self._cues.get(folded[:-1], ()) if len(entry[0]) == 1]
        return found or []


class Surroundings:
    """What is said around a mention, in its sentence unless it is said otherwise; each thing when it is asked for."""

    def __init__(self, finder: SurroundingsFinder, text: str, start: int, end: int) -> None:
        """Look around the characters `start` to `end`."""
        self._finder = finder
        self._text, self._start, self._end = text, start, end
        first, last = _stretch(text, start, end, SENTENCE)
        self.sentences = Sentences(text, first, last)

    @functools.cached_property
    def sentence(self) -> tuple[int, int]:
        """Start and end of the sentence, or of those in which the mention stands."""
        return self.sentences.around(self._start, self._end)

    @functools.cached_property
    def passage(self) -> Passage:
        """The words of the sentence."""
        return Passage(self._text, words(self._text, *self.sentence))

    @functools.cached_property
    def is_long(self) -> bool:
        """Whether there is text enough that something should speak for the one whom it is about."""
        first, last = _stretch(self._text, self._start, self._end, WIDE)
        return last - first >= LONG_PASSAGE

    @functools.cached_property
    def near(self) -> list[Said]:
        """Countries by code, nearest first."""
        return self._by_distance(self._finder.countries(self.passage))

    @functools.cached_property
    def wide(self) -> list[Said]:
        """Countries in this sentence and others, nearest first."""
        cut = words(self._text, *_stretch(self._text, self._start, self._end, WIDE))
        return self._by_distance(self._finder.countries(Passage(self._text, cut)))

    def _by_distance(self, places: Iterator[Said]) -> list[Said]:
        outside = (place for place in places if not self._start <= place.start < self._end)
        return sorted(outside, key=lambda place: abs(place.start - self._start))

    @functools.cached_property
    def cues(self) -> list[tuple[Cue, Said]]:
        """Every cue, as often as it stands there."""
        return list(self._finder.cues(self.passage, *self._inside(self.passage)))

    @functools.cached_property
    def wider_cues(self) -> list[tuple[Cue, Said]]:
        """The same of this sentence and those beside it; none where no word of another field is among them."""
        first, last = self.sentence
        start = min(first, self.sentences.around(max(0, first - 1), first)[0])
        end = max(last, self.sentences.around(last, last + 1)[1])
        if not self._finder.may_be_other_field(self._text[start:end]):
            return []
        passage = Passage(self._text, words(self._text, start, end))
        return list(self._finder.cues(passage, *self._inside(passage)))

    def _inside(self, passage: Passage) -> tuple[int, int]:
        """The first and the last word of the mention."""
        inside = [i for i, word in enumerate(passage.words) if self._start <= word.start < self._end]
        return (inside[0], inside[-1]) if inside else (0, -1)

    def words_outside(self) -> Iterator[tuple[str, Said]]:
        """The folded words of the sentence that are not the mention's."""
        passage = self.passage
        for i, folded in enumerate(passage.folded):
            if not self._start <= passage.words[i].start < self._end:
                yield folded, passage.said(folded, i, i)

    @functools.cached_property
    def ages(self) -> list[Said]:
        """Ages of the one who is mentioned, in years."""
        return list(_ages(self._text, self._start, self._end))

    @functools.cached_property
    def births(self) -> list[Said]:
        """Birth years of the one who is mentioned."""
        return list(_births(self._text, self._end))

    @functools.cached_property
    def numbers(self) -> list[tuple[str, Said]]:
        """Identifiers with their schemes."""
        return [
            (scheme, Said(found[1], found[1], found.start(1), found.end(1)))
            for scheme, pattern in _NUMBERS.items()
            for found in pattern.finditer(self._text, *self.sentence)
        ]


def _stretch(text: str, start: int, end: int, reach: int) -> tuple[int, int]:
    """So many characters on both sides, but not from the middle of a word."""
    first, last = max(0, start - reach), min(len(text), end + reach)
    while first and not text[first - 1].isspace() and first < start:
        first += 1
    return first, last


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
