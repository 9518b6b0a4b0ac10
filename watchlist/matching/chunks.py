"""The first look at a block: which of its chunks, the stretches between white space, may belong to something listed.

Words repeat, so a chunk is judged once and remembered; after a while most blocks are settled by comparing sets. Where
a chunk leads to names of several words, one of those words, or an initial for it, must stand beside it.
"""

import bisect
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from watchlist.matching.blocks import Block
from watchlist.matching.leads import COMPANY_BITS, Company, LeadTable, bits_of
from watchlist.matching.lexicon import Lexicon, Meaning
from watchlist.matching.likeness import is_spelling_of
from watchlist.matching.policy import (
    ACRONYM_LENGTH,
    GAP_WORDS,
    LEAST_LOWER_SINGLE,
    LOWER_SINGLE_ZIPF,
    RARE_IN_LOWER_CASE,
)
from watchlist.matching.sectors import SectorFinder
from watchlist.matching.table import NameTable
from watchlist.text.knowledge import PARTICLES, knowledge
from watchlist.text.tokens import hyphened_texts, misread_texts, word_texts

# Characters of all chunks remembered: about 60 MB when full; then the memo starts afresh.
MEMO_CHARACTERS = 3_000_000
# Stripped off a chunk before it is judged.
_SIGNS = ".,;:!?…\"'()[]{}<>«»“”„‘’"
# Chunks on each side of one in which the words of its name are counted.
NEAR = 10
# Chunks from one word of a name to the next, particles between them included.
BESIDE = 5
# Chunks on each side of a sector's word in which its country must stand.
NEAR_COUNTRY = 12


_CAPITALS = bytes(range(ord("A"), ord("Z") + 1))
# Below this share of capitals a block does without them; English has three in a hundred.
_LOWER_CASE = 0.004


class Known(NamedTuple):
    """What a chunk may stand for.

    Attributes:
        listed: the listed words, by number.
        anchors: those among them that lead to names in company.
        companies: for each of them the words of which one must stand beside it.
        letters: the initials that may stand for those words, as bits.
        initial: the letter that the chunk is, as a bit; 0 when it is more than a letter.
        gives, takes: bits of the listed words and of the company that it takes; without one in common, two chunks
            have nothing to do with each other.
    """

    listed: tuple[int, ...]
    anchors: tuple[int, ...]
    companies: tuple[Company, ...]
    letters: int
    initial: int
    gives: int
    takes: int

    def is_led_on_by(self, other: "Known") -> bool:
        """Whether the other may be company of a name that this one leads to."""
        return bool(self.letters & other.initial) or any(
            not company.isdisjoint(other.listed) for company in self.companies
        )


class _Judgement(NamedTuple):
    """What is known of a chunk without the signs around it.

    Attributes:
        known: what it may stand for, if anything.
        lone: names that it leads to without company.
        sets: the sets of the memo that it belongs to, by name.
    """

    known: Known | None
    lone: tuple[int, ...]
    sets: tuple[str, ...]


_NOTHING = _Judgement(None, (), ())


@dataclass(slots=True)
class _Memo:
    """What is known of chunks. A look holds on to one memo, whatever other threads put in its place.

    Attributes:
        seen: every chunk that was judged.
        characters: of all of them together.
        judged: the judgement of each chunk without the signs around it.
        known: those that may stand for listed words.
        lone: names that a chunk leads to without company.
        capitals: chunks that may stand for listed words and look like names.
        rare: chunks that lead to names and do without a capital where all else does.
        designators: capitals and rare ones that lead to names of which the other words need no capital.
        joined: chunks of several words of which one is another's company.
        free: chunks that do not part the words of a name: particles, and signs alone.
        terms, countries: chunks with which a sector's term or a country may begin.
    """

    seen: set[str] = field(default_factory=set)
    characters: int = 0
    judged: dict[str, _Judgement] = field(default_factory=dict)
    known: dict[str, Known] = field(default_factory=dict)
    lone: dict[str, tuple[int, ...]] = field(default_factory=dict)
    capitals: set[str] = field(default_factory=set)
    rare: set[str] = field(default_factory=set)
    designators: set[str] = field(default_factory=set)
    joined: set[str] = field(default_factory=set)
    free: set[str] = field(default_factory=set)
    terms: set[str] = field(default_factory=set)
    countries: set[str] = field(default_factory=set)

    def add(self, chunk: str, judgement: _Judgement) -> None:
        """Remember what a chunk is."""
        if judgement.known is not None:
            self.known[chunk] = judgement.known
        if judgement.lone:
            self.lone[chunk] = judgement.lone
        for name in judgement.sets:
            getattr(self, name).add(chunk)


@dataclass(slots=True)
class Sight:
    """The places of one block that are worth a closer look, as numbers of its chunks.

    Attributes:
        places: all chunks that may belong to names.
        names: those that lead to a name whose company is there.
        sectors: those that begin a sector's term with a country near.
    """

    block: Block
    chunks: list[str]
    memo: _Memo
    places: list[int]
    names: list[int]
    sectors: list[int]
    _ends: Callable[[int], int] | None = None

    def anchors(self, at: int) -> tuple[int, ...]:
        """The listed words by which a chunk leads to names in company."""
        return self.memo.known[self.chunks[at]].anchors

    def lone(self, at: int) -> tuple[int, ...]:
        """The names that a chunk leads to without company."""
        return self.memo.lone.get(self.chunks[at], ())

    def near(self, at: int) -> set[int]:
        """The listed words that chunks around this one may stand for, itself included."""
        first, end = bisect.bisect_left(self.places, at - NEAR), bisect.bisect_right(self.places, at + NEAR)
        known, chunks = self.memo.known, self.chunks
        return set(itertools.chain.from_iterable(known[chunks[place]].listed for place in self.places[first:end]))

    def initials(self, at: int) -> set[str]:
        """The single capital letters directly before and after a chunk."""
        beside = self.chunks[max(0, at - 2) : at + 3]
        return {chunk[0].lower() for chunk in beside if len(chunk) <= 2 and chunk[0].isupper()}

    def window(self, first: int, last: int, margin: int) -> tuple[int, int]:
        """Start and end, in the whole text, of the chunks from `first` to `last` with some more on both sides."""
        if self._ends is None:
            self._ends = _find_ends(self.block.text, self.chunks)
        first, last = max(0, first - margin), min(len(self.chunks) - 1, last + margin)
        start = self.block.start
        return start + self._ends(first) - len(self.chunks[first]), start + self._ends(last)


def _find_ends(text: str, chunks: list[str]) -> Callable[[int], int]:
    """Where a chunk of a text ends. Mostly one space parts them, and then adding up their lengths is enough."""
    lengths = list(itertools.accumulate(map(len, chunks)))
    before = len(text) - len(text.lstrip())
    if before + lengths[-1] + len(chunks) - 1 == len(text.rstrip()):
        return lambda at: before + lengths[at] + at
    return lambda at: len(text) - len(text.split(None, at)[-1]) + len(chunks[at])


class ChunkMemo:
    """What each chunk may be, judged once."""

    def __init__(self, lexicon: Lexicon, names: NameTable, leads: LeadTable, sectors: SectorFinder) -> None:
        """Judge by these."""
        self._lexicon = lexicon
        self._names = names
        self._leads = leads
        self._sectors = sectors
        # Plain words that mean something although no name has them.
        self._everyday = PARTICLES | sectors.country_words
        self._memo = _Memo()

    def look(self, block: Block) -> Sight | None:
        """Where to look closer; None when there is nothing."""
        chunks = block.text.split()
        distinct = set(chunks)
        memo = self._judged(distinct)
        terms = distinct & memo.terms
        sectors = _near_country(chunks, terms, memo.countries) if terms else []
        places = _places(chunks, distinct, memo, is_lower_case=_is_lower_case(block.text))
        names = _in_company(chunks, places, memo)
        return Sight(block, chunks, memo, places, names, sectors) if names or sectors else None

    def find_words(self, block: Block, wanted: set[int]) -> Sight | None:
        """The places where one of these listed words may stand; for a second look."""
        chunks = block.text.split()
        distinct = set(chunks)
        memo = self._judged(distinct)
        may_be = distinct if _is_lower_case(block.text) else distinct & memo.capitals
        found = {chunk for chunk in may_be if chunk in memo.known and not wanted.isdisjoint(memo.known[chunk].listed)}
        if not found:
            return None
        names = [at for at, chunk in enumerate(chunks) if chunk in found]
        return Sight(block, chunks, memo, names, names, [])

    def judge(self, bare: set[str]) -> dict[str, tuple[Known | None, tuple[int, ...]]]:
        """Of chunks without signs around them, those that may belong to names: what for, and the names of them alone.

        Nothing of it is remembered.
        """
        judged: dict[str, _Judgement] = {}
        self._judge(judged, bare)
        return {chunk: (one.known, one.lone) for chunk, one in judged.items() if one.known is not None or one.lone}

    def _judged(self, distinct: set[str]) -> _Memo:
        """A memo that knows all of these chunks."""
        memo = self._memo
        new = distinct - memo.seen
        if not new:
            return memo
        characters = sum(map(len, new))
        if memo.characters + characters > MEMO_CHARACTERS:
            memo, new = _Memo(), distinct
            characters = sum(map(len, new))
        bare = {chunk: chunk.strip(_SIGNS) for chunk in new}
        judged = memo.judged
        self._judge(judged, {word for word in bare.values() if word not in judged})
        for chunk, word in bare.items():
            if (judgement := judged[word]) is not _NOTHING:
                memo.add(chunk, judgement)
        memo.seen |= new
        memo.characters += characters
        self._memo = memo
        return memo

    def _judge(self, judged: dict[str, _Judgement], new: set[str]) -> None:
        """Judge chunks that have no signs around them."""
        plain = [chunk for chunk in new if chunk.isalpha() and chunk.islower() and chunk.isascii()]
        judged.update(dict.fromkeys(plain, _NOTHING))
        harder = new.difference(plain).union(self._lexicon.listed(plain), self._everyday.intersection(plain))
        cut = {chunk: [chunk] if chunk.isalpha() else _every_word(chunk) for chunk in harder}
        meanings = self._lexicon.learn(word for found in cut.values() for word in found)
        for chunk, written in cut.items():
            found = [(word, meanings[word]) for word in written if word in meanings]
            is_nothing = all(not m.numbers and len(w) > 1 and m.folded not in self._everyday for w, m in found)
            judged[chunk] = _NOTHING if is_nothing and found else self._judgement(found)

    def _judgement(self, found: Sequence[tuple[str, Meaning]]) -> _Judgement:
        meanings = [meaning for _, meaning in found]
        sets: list[str] = []
        if self._sectors.is_term_word(meanings):
            sets.append("terms")
        if self._sectors.is_country_word(meanings):
            sets.append("countries")
        if all(meaning.folded in PARTICLES for meaning in meanings):
            sets.append("free")
        initial = _initial(found)
        listed = tuple(dict.fromkeys(number for meaning in meanings for number in meaning.numbers))
        if not listed and not initial:
            return _Judgement(None, (), tuple(sets)) if sets else _NOTHING
        anchors = [number for number in listed if self._leads.needs_company(number)]
        companies = [self._leads.company(number) for number in anchors]
        if initial or any(meaning.numbers and not word[0].islower() for word, meaning in found):
            sets.append("capitals")
        if anchors and any(self._is_rare(word, meaning) for word, meaning in found):
            sets.append("rare")
        if sets[-1:] in (["capitals"], ["rare"]) and any(map(self._leads.has_designator, anchors)):
            sets.append("designators")
        if len(found) > 1 and any(not company.isdisjoint(listed) for company, _, _ in companies):
            sets.append("joined")
        takes = letters = 0
        for _, bits, initials in companies:
            takes |= bits
            letters |= initials
        known = Known(
            listed,
            tuple(anchors),
            tuple(company for company, _, _ in companies),
            letters,
            initial,
            bits_of(listed) | initial << COMPANY_BITS,
            takes | letters << COMPANY_BITS,
        )
        lone = dict.fromkeys(itertools.chain.from_iterable(self._lone(word, meaning) for word, meaning in found))
        return _Judgement(known, tuple(lone), tuple(sets))

    def _is_rare(self, word: str, meaning: Meaning) -> bool:
        """Whether a listed word is so rare that it leads to a name without a capital."""
        return bool(meaning.numbers) and word[0].islower() and knowledge().zipf(meaning.folded) < RARE_IN_LOWER_CASE

    def _lone(self, word: str, meaning: Meaning) -> Iterator[int]:
        """The names that a written word may be without company."""
        for (listed, likeness), number in zip(meaning.listed.items(), meaning.numbers, strict=True):
            names = self._leads.alone(number)
            if not names:
                continue
            if word[0].islower():
                is_spelling = (
                    likeness == 100.0
                    and len(listed) >= LEAST_LOWER_SINGLE
                    and knowledge().zipf(listed) < LOWER_SINGLE_ZIPF
                )
            else:
                is_spelling = likeness == 100.0 or is_spelling_of(listed, meaning.folded)
            is_no_acronym = len(listed) <= ACRONYM_LENGTH and not word.isupper()
            for name in names:
                if self._names.has_flag(name, "is_designator") or (
                    is_spelling and not (is_no_acronym and self._names.has_flag(name, "is_acronym"))
                ):
                    yield name


def bare_chunks(chunks: Iterable[str]) -> set[str]:
    """Chunks without the signs around them, each once."""
    return {bare for chunk in set(chunks) if (bare := chunk.strip(_SIGNS))}


def _every_word(chunk: str) -> list[str]:
    """The words of a chunk, those that hyphens join as one, and those whose last letter was misread."""
    return [*word_texts(chunk), *hyphened_texts(chunk), *misread_texts(chunk)]


def _initial(found: Sequence[tuple[str, Meaning]]) -> int:
    """The bit of the letter that a chunk is; 0 when it is more, or no capital."""
    if len(found) != 1 or len(found[0][0]) != 1 or not found[0][0].isupper():
        return 0
    letter = found[0][1].folded[:1]
    return 1 << ord(letter) - ord("a") if "a" <= letter <= "z" else 0


def _places(chunks: list[str], distinct: set[str], memo: _Memo, *, is_lower_case: bool) -> list[int]:
    """The chunks that may belong to names."""
    if is_lower_case:
        return [at for at, chunk in enumerate(chunks) if chunk in memo.known]
    wanted = distinct & memo.capitals
    rare, designators = distinct & memo.rare, distinct & memo.designators
    places = [at for at, chunk in enumerate(chunks) if chunk in wanted]
    if not rare and not designators:
        return places
    around = set(places)
    for at, chunk in enumerate(chunks):
        if chunk in rare or chunk in designators:
            first, end = max(0, at - BESIDE), min(len(chunks), at + BESIDE + 1)
            if chunk in designators or " ".join(chunks[first:end]).islower():
                around.update(beside for beside in range(first, end) if chunks[beside] in memo.known)
    return sorted(around)


def _in_company(chunks: list[str], places: list[int], memo: _Memo) -> list[int]:
    """The places that lead to a name alone, or with the word before or after them that may belong to one."""
    found = {at for at in places if chunks[at] in memo.lone or chunks[at] in memo.joined}
    known = [memo.known[chunks[at]] for at in places]
    gives = [one.gives for one in known]
    takes = [one.takes for one in known]
    for later in range(1, len(places)):
        at, given, taken = places[later], gives[later], takes[later]
        for earlier in range(later - 1, max(-1, later - 1 - BESIDE), -1):
            before = places[earlier]
            if at - before > BESIDE:
                break
            if (taken & gives[earlier] or takes[earlier] & given) and _are_beside(chunks, before, at, memo.free):
                one, other = known[later], known[earlier]
                if one.is_led_on_by(other):
                    found.add(at)
                if other.is_led_on_by(one):
                    found.add(before)
    return sorted(found)


def _are_beside(chunks: list[str], first: int, last: int, free: set[str]) -> bool:
    """Whether no more words part two chunks than may stand between words of a name."""
    return last - first <= 1 + GAP_WORDS or sum(c not in free for c in chunks[first + 1 : last]) <= GAP_WORDS


def _near_country(chunks: list[str], terms: set[str], countries: set[str]) -> list[int]:
    """The terms of sectors with a country near."""
    return [
        at
        for at, chunk in enumerate(chunks)
        if chunk in terms and not countries.isdisjoint(chunks[max(0, at - NEAR_COUNTRY) : at + NEAR_COUNTRY + 1])
    ]


def _is_lower_case(text: str) -> bool:
    if not text.isascii():
        return sum(map(str.isupper, text)) < len(text) * _LOWER_CASE
    raw = text.encode("ascii")
    return len(raw) - len(raw.translate(None, _CAPITALS)) < len(raw) * _LOWER_CASE
