"""Find the terms of restricted sectors where the right country governs them.

A term alone ("aerospace", "drones") says nothing; it counts when a country of the sector governs it: a possessive
("Iran's drone industry"), an adjective ("Iranian-made drones"), or "of", "in", "from", "made in" behind it.
The mention spans the term; the country is evidence with a span of its own.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from watchlist.matching.lexicon import Meaning, Reading
from watchlist.matching.policy import GOVERNOR_POINTS, GOVERNOR_REACH, PRODUCT_POINTS, TERM_POINTS
from watchlist.matching.scoring import is_joined
from watchlist.matching.spans import Taken
from watchlist.model.alerts import Evidence, Mention, WordMatch
from watchlist.model.entities import Sector, Watchlist
from watchlist.model.vocabulary import Country
from watchlist.text.names import name_words

SECTOR_RULE = "sector"

# Words that end the reach of a country before a term: what follows them is no longer what the country owns.
_BREAKERS = frozenset(
    word
    for line in (
        "a an the to of in on at by for from with without against into over under after before between across than as",
        "is are was were be been being has have had do does did will would can could may might must should shall",
        "that which who whom whose this these those it its they them their he she his her we our you your not no nor",
        "said says say backed aligned led linked allied bound sponsored supported supplied funded trained friendly",
        "joins joined leaves left enters entered quits quit visits visited buys bought sells sold praises praised hits",
        "hit meets met sees saw seeks sought faces faced warns warned finds found wins won takes took gets got makes",
        "goes went comes came starts started begins began ends ended tells told asks asked calls called wants eyes",
        "backs urges urged launched fired flew used sent deployed downed destroyed shot burned burnt dropped",
        "forces force police troops soldiers militants officials media army navy marines rebels",
        "if because while when where but so although though since until usage use war conflict invasion",
    )
    for word in line.split()
)
_JOIN = frozenset({"and", "or"})
# Behind goods these make something else of them: a Russian oil giant, Russian gas prices.
_NO_GOODS = frozenset(
    word
    for line in (
        "giant giants major majors company companies firm firms group groups monopoly unit units producer producers",
        "billionaire billionaires tycoon tycoons magnate magnates oligarch oligarchs baron boss bosses executive",
        "minister ministry worker workers trader traders price prices market markets shares stock stocks stake field",
        "fields rich painting paintings ring rings string",
    )
    for word in line.split()
)
_MADE = frozenset(
    {"made", "built", "produced", "manufactured", "designed", "developed", "assembled", "mined", "extracted"}
)
_STOPS = frozenset(".;:!?()[]{}\n…|")


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Words that make or begin a term; `role` is terms, modifiers or products."""

    words: tuple[str, ...]
    sector: Sector
    role: str


@dataclass(frozen=True, slots=True)
class Term:
    """A stretch of words that reads as a sector's term: words `first` to `last`.

    Attributes:
        reach: the last word of the whole coordinated phrase ("aerospace and UAV *sectors*").
        is_product: only goods, so that the country must own them directly.
    """

    sector: Sector
    first: int
    last: int
    reach: int
    phrase: tuple[str, ...]
    is_product: bool


@dataclass(frozen=True, slots=True)
class _Place:
    """A country named by words `first` to `last`, as a noun, an adjective or a capital."""

    code: str
    first: int
    last: int
    form: str


class SectorFinder:
    """The sectors of one watchlist, ready to be found."""

    def __init__(self, watchlist: Watchlist) -> None:
        """Index the terms by their first word, the countries by theirs."""
        self._phrases: dict[str, list[_Phrase]] = defaultdict(list)
        self._heads: dict[str, frozenset[str]] = {}
        for sector in watchlist.sectors:
            self._heads[sector.id] = frozenset(name_words(head)[-1] for head in sector.heads)
            for role in ("terms", "modifiers", "products"):
                for words in map(name_words, getattr(sector, role)):
                    self._phrases[words[0]].append(_Phrase(words, sector, role))
        self._places = _index_places(watchlist.vocabulary.countries)
        governing = {code for sector in watchlist.sectors for code in sector.countries}
        self._governing = frozenset(
            word for word, places in self._places.items() if any(code in governing for _, code, _ in places)
        )

    @property
    def vocabulary(self) -> set[str]:
        """Every word of every term: nouns, for the lexicon."""
        terms = {word for phrases in self._phrases.values() for phrase in phrases for word in phrase.words}
        return terms.union(*self._heads.values())

    @property
    def country_words(self) -> frozenset[str]:
        """The words with which the name of a country that governs a sector may begin, folded."""
        return self._governing

    def is_term_word(self, meanings: Iterable[Meaning]) -> bool:
        """Whether a term may begin with one of these words."""
        return any(word in self._phrases for meaning in meanings for word in meaning.listed)

    def is_country_word(self, meanings: Iterable[Meaning]) -> bool:
        """Whether the name of a country that governs a sector may begin with one of these words."""
        return any(meaning.folded in self._governing for meaning in meanings)

    def find(self, reading: Reading) -> list[Mention]:
        """The governed terms of a text."""
        terms = _longest(self._terms(reading))
        if not terms:
            return []
        places = list(self._find_places(reading))
        by_last = {place.last: place for place in places}
        by_first = {place.first: place for place in places}
        ends = {term.last: term.first for term in terms}
        governed = ((term, _before(reading, term, by_last, ends) or _after(reading, term, by_first)) for term in terms)
        return [_mention(reading, term, governor) for term, governor in governed if governor is not None]

    def _terms(self, reading: Reading) -> Iterator[Term]:
        for at, meaning in enumerate(reading.meanings):
            for listed in meaning.listed:
                for phrase in self._phrases.get(listed, ()):
                    if _reads(reading, at, phrase.words):
                        yield from self._read_term(reading, phrase, at)

    def _read_term(self, reading: Reading, phrase: _Phrase, first: int) -> Iterator[Term]:
        sector, words, last = phrase.sector, phrase.words, first + len(phrase.words) - 1
        heads = self._heads[sector.id]
        if head := _listed_head(reading, last + 1, heads) if _follows(reading, last) else None:
            yield Term(sector, first, last + 1, last + 1, (*words, head), False)
        elif (shared := _shared_head(reading, last, heads)) is not None:
            yield Term(sector, first, last, shared, words, False)
        elif phrase.role != "terms" and (head_at := _head_before(reading, first, heads)) is not None:
            front = (_listed_head(reading, head_at, heads) or "", *_words_of(reading, head_at + 1, first))
            yield Term(sector, head_at, last, last, (*front, *words), False)
        elif phrase.role == "terms" or (phrase.role == "products" and not _is_other_goods(reading, last)):
            yield Term(sector, first, last, last, words, phrase.role == "products")

    def _find_places(self, reading: Reading) -> Iterator[_Place]:
        at = 0
        while at < len(reading.words):
            for phrase, code, form in self._places.get(reading.meanings[at].folded, ()):
                last = at + len(phrase) - 1
                if last < len(reading.words) and phrase == _words_of(reading, at, last + 1):
                    yield _Place(code, at, last, form)
                    at = last
                    break
            at += 1


def _index_places(countries: tuple[Country, ...]) -> dict[str, list[tuple[tuple[str, ...], str, str]]]:
    index: dict[str, list[tuple[tuple[str, ...], str, str]]] = defaultdict(list)
    for country in countries:
        for form in ("names", "adjectives", "capitals"):
            for phrase in map(name_words, getattr(country, form)):
                index[phrase[0]].append((phrase, country.code, form))
    for phrases in index.values():
        phrases.sort(key=lambda entry: -len(entry[0]))
    return index


def _words_of(reading: Reading, first: int, end: int) -> tuple[str, ...]:
    return tuple(meaning.folded for meaning in reading.meanings[first:end])


def _reads(reading: Reading, at: int, phrase: tuple[str, ...]) -> bool:
    if at + len(phrase) > len(reading.words):
        return False
    return all(
        word in reading.meanings[at + offset].listed and (not offset or is_joined(reading, at + offset - 1))
        for offset, word in enumerate(phrase)
    )


def _follows(reading: Reading, last: int) -> bool:
    return last + 1 < len(reading.words) and is_joined(reading, last)


def _is_other_goods(reading: Reading, last: int) -> bool:
    return _follows(reading, last) and reading.meanings[last + 1].folded in _NO_GOODS


def _listed_head(reading: Reading, at: int, heads: frozenset[str]) -> str | None:
    return next((listed for listed in reading.meanings[at].listed if listed in heads), None)


def _shared_head(reading: Reading, last: int, heads: frozenset[str]) -> int | None:
    """The head that a term shares with the terms coordinated to it: aerospace *and unmanned aviation* sectors."""
    at = last + 1
    if at >= len(reading.words):
        return None
    if reading.meanings[at].folded not in _JOIN and "," not in reading.between(last, at):
        return None
    for i in range(at, min(at + 6, len(reading.words))):
        folded = reading.meanings[i].folded
        if _is_stop(reading, i - 1) or folded in _BREAKERS:
            return None
        if _listed_head(reading, i, heads):
            return i
    return None


def _head_before(reading: Reading, first: int, heads: frozenset[str]) -> int | None:
    """The head in front of its modifier: *production of* (military) drones."""
    for of in (first - 1, first - 2):
        if of >= 1 and reading.meanings[of].folded == "of" and _listed_head(reading, of - 1, heads):
            return None if any(_is_stop(reading, i) for i in range(of - 1, first)) else of - 1
    return None


def _longest(terms: Iterator[Term]) -> list[Term]:
    """Of each sector's overlapping terms the longest."""
    taken = Taken()
    ordered = sorted(terms, key=lambda t: (t.first - t.last, t.first, t.is_product))
    kept = [term for term in ordered if taken.take(term.sector.id, term.first, term.last + 1)]
    return sorted(kept, key=lambda t: t.first)


def _is_stop(reading: Reading, i: int) -> bool:
    """Whether a phrase cannot go on from word i to the next."""
    return i < 0 or not _STOPS.isdisjoint(reading.between(i, i + 1))


def _before(reading: Reading, term: Term, places: dict[int, _Place], ends: dict[int, int]) -> _Place | None:
    """The country that governs the term from the left: its nearest one, or one joined to that by "and"."""
    skipped, i = 0, term.first - 1
    while i >= 0 and skipped <= GOVERNOR_REACH and not _is_stop(reading, i):
        folded = reading.meanings[i].folded
        if place := places.get(i):
            if _governs(reading, place, term.is_product) and place.code in term.sector.countries:
                return place
            if place.form != "adjectives" and not _is_possessive(reading, place):
                return None
        elif i in ends and ends[i] < i:
            i = ends[i]
        elif folded in _BREAKERS and reading.words[i].text != "IT":
            return None
        elif folded not in _JOIN and folded != "s":
            skipped += 1
        i -= 1
    return None


def _governs(reading: Reading, place: _Place, is_product: bool) -> bool:
    """Iranian ..., Iran's ..., Iran-made ...; but not Iran-backed, and not Iran alone."""
    if place.first and reading.text[reading.words[place.first].start - 1] == "-":
        # Non-Russian, anti-Iranian.
        return False
    after = place.last + 1
    follower = reading.meanings[after].folded if after < len(reading.words) else ""
    if follower and reading.between(place.last, after).strip() == "-":
        return follower in _MADE or (place.form == "adjectives" and follower not in _BREAKERS)
    return place.form == "adjectives" or _is_possessive(reading, place)


def _is_possessive(reading: Reading, place: _Place) -> bool:
    after = place.last + 1
    rest = reading.text[reading.words[place.last].end :][:2]
    is_apostrophe_s = rest[:1] in ("'", "’") and rest[1:].lower() == "s"
    return is_apostrophe_s or (rest[:1] in ("'", "’") and after < len(reading.words))


def _after(reading: Reading, term: Term, first_words: dict[int, _Place]) -> _Place | None:
    """The country behind the term: ... of Iran, in Russia, from Iran, made in Iran."""
    i = term.reach + 1
    is_made = i < len(reading.words) and reading.meanings[i].folded in _MADE
    i += is_made
    links = {"in", "by", "from"} if is_made else {"of", "from"} if term.is_product else {"of", "in", "from"}
    if i >= len(reading.words) or reading.meanings[i].folded not in links:
        return None
    i += 1
    if i < len(reading.words) and reading.meanings[i].folded == "the":
        i += 1
    place = first_words.get(i)
    if place is None or any(_is_stop(reading, j) for j in range(term.reach, i)):
        return None
    is_adjective = place.form == "adjectives" and not _is_of_economy(reading, place)
    is_owner = is_adjective or _is_possessive(reading, place) or _is_hyphened(reading, place)
    return place if not is_owner and place.code in term.sector.countries else None


def _is_of_economy(reading: Reading, place: _Place) -> bool:
    """... of the Iranian economy, which is as much as of Iran."""
    return place.last + 1 < len(reading.words) and reading.meanings[place.last + 1].folded == "economy"


def _is_hyphened(reading: Reading, place: _Place) -> bool:
    return reading.text[reading.words[place.last].end :][:1] == "-"


def _mention(reading: Reading, term: Term, governor: _Place) -> Mention:
    start, end, surface = reading.surface(term.first, term.last)
    country_start, country_end, country = reading.surface(governor.first, governor.last)
    pairs = zip(term.phrase, range(term.first, term.last + 1), strict=True)
    words = tuple(
        WordMatch(listed, reading.words[i].text, reading.meanings[i].listed.get(listed, 100.0)) for listed, i in pairs
    )
    likeness = sum(word.score for word in words) / len(words)
    points = (PRODUCT_POINTS if term.is_product else TERM_POINTS) * likeness / 100.0
    evidence = Evidence("country", country, country_start, country_end, GOVERNOR_POINTS)
    phrase = " ".join(term.phrase)
    return Mention(
        term.sector.id, start, end, surface, phrase, round(points, 1), SECTOR_RULE, words, evidence=(evidence,)
    )
