"""The first look at a block: which of its chunks, the stretches between white space, may belong to something listed.

Words repeat, so a chunk is judged once and remembered; after a while most blocks are settled by comparing sets.
"""

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from watchlist.matching.blocks import Block
from watchlist.matching.lexicon import Lexicon, Meaning
from watchlist.matching.policy import RARE_IN_LOWER_CASE
from watchlist.matching.sectors import SectorFinder
from watchlist.text.knowledge import knowledge
from watchlist.text.tokens import hyphened_texts, word_texts

# Chunks remembered: about 40 MB when full; then the memo starts afresh.
MEMO_CHUNKS = 300_000
# Chunks on each side of one in which a second word of its name must stand.
NEAR = 6
# Chunks on each side of a sector's word in which its country must stand.
NEAR_COUNTRY = 12
# Longer chunks, such as text in scripts without spaces, are judged anew each time.
LONGEST_CHUNK = 300

_CHUNK = re.compile(r"\S+")
_CAPITALS = bytes(range(ord("A"), ord("Z") + 1))
# Below this share of capitals a block does without them; English has three in a hundred.
_LOWER_CASE = 0.004


@dataclass(slots=True)
class Sight:
    """The places of one block that are worth a closer look, as numbers of its chunks."""

    block: Block
    chunks: list[str]
    warm: dict[str, tuple[int, ...]]
    anchors: dict[str, tuple[int, ...]]
    names: list[int]
    sectors: list[int]
    _ends: list[int] | None = None
    _listed: list[tuple[int, ...] | None] | None = None

    def numbers(self, at: int) -> tuple[int, ...]:
        """The anchors that a chunk may stand for."""
        return self.anchors[self.chunks[at]]

    def near(self, at: int) -> set[int]:
        """The listed words that chunks around this one may stand for, itself included."""
        if self._listed is None:
            self._listed = [self.warm.get(chunk) for chunk in self.chunks]
        return set[int]().union(*filter(None, self._listed[max(0, at - NEAR) : at + NEAR + 1]))

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
        return start + self._ends[first] - len(self.chunks[first]), start + self._ends[last]


def _find_ends(text: str, chunks: list[str]) -> list[int]:
    """Where each chunk of a text ends. Mostly one space parts them, and then adding up their lengths is enough."""
    lengths = list(map(len, chunks))
    before = len(text) - len(text.lstrip())
    if before + sum(lengths) + len(chunks) - 1 == len(text.rstrip()):
        return [before + end + at for at, end in enumerate(itertools.accumulate(lengths))]
    return [match.end() for match in _CHUNK.finditer(text)]


@dataclass(slots=True)
class _Memo:
    """What is known of chunks. A look holds on to one memo, whatever other threads put in its place.

    Attributes:
        seen: every chunk that was judged.
        warm, anchors: the listed words, and those among them that lead to a name, that a chunk may stand for.
        hot, hot_in_lower_case: chunks that lead to a name, the latter only where all is written without capitals.
        terms, countries: chunks with which a sector's term or a country may begin.
    """

    seen: set[str] = field(default_factory=set)
    warm: dict[str, tuple[int, ...]] = field(default_factory=dict)
    anchors: dict[str, tuple[int, ...]] = field(default_factory=dict)
    hot: set[str] = field(default_factory=set)
    hot_in_lower_case: set[str] = field(default_factory=set)
    terms: set[str] = field(default_factory=set)
    countries: set[str] = field(default_factory=set)


class ChunkMemo:
    """What each chunk may be, judged once."""

    def __init__(self, lexicon: Lexicon, is_anchor: Callable[[int], bool], sectors: SectorFinder) -> None:
        """Use a lexicon; `is_anchor` tells which listed words lead to a name."""
        self._lexicon = lexicon
        self._is_anchor = is_anchor
        self._sectors = sectors
        self._memo = _Memo()

    def look(self, block: Block) -> Sight | None:
        """Where to look closer; None when there is nothing."""
        chunks = block.text.split()
        distinct = set(chunks)
        memo = self._judged(distinct)
        hot = distinct & memo.hot
        if _is_lower_case(block.text):
            hot |= distinct & memo.hot_in_lower_case
        terms = distinct & memo.terms
        if terms and distinct.isdisjoint(memo.countries):
            terms = set()
        if not hot and not terms:
            return None
        names = [at for at, chunk in enumerate(chunks) if chunk in hot] if hot else []
        sectors = _near_country(chunks, terms, memo.countries) if terms else []
        return Sight(block, chunks, memo.warm, memo.anchors, names, sectors)

    def find_words(self, block: Block, wanted: set[int]) -> Sight | None:
        """The places where one of these listed words may stand, whatever its case; for a second look."""
        chunks = block.text.split()
        distinct = set(chunks)
        memo = self._judged(distinct)
        hot = {chunk for chunk in distinct if chunk in memo.warm and not wanted.isdisjoint(memo.warm[chunk])}
        if not hot:
            return None
        names = [at for at, chunk in enumerate(chunks) if chunk in hot]
        return Sight(block, chunks, memo.warm, memo.anchors, names, [])

    def _judged(self, distinct: set[str]) -> _Memo:
        """A memo that knows all of these chunks."""
        memo = self._memo
        new = distinct - memo.seen
        if not new:
            return memo
        if len(memo.seen) + len(new) > MEMO_CHUNKS:
            memo, new = _Memo(), distinct
        cut = {chunk: [chunk] if chunk.isalpha() else [*word_texts(chunk), *hyphened_texts(chunk)] for chunk in new}
        meanings = self._lexicon.learn(word for found in cut.values() for word in found)
        for chunk, found in cut.items():
            self._judge(memo, chunk, [(word, meanings[word]) for word in found if word in meanings])
        memo.seen.update(chunk for chunk in new if len(chunk) <= LONGEST_CHUNK)
        self._memo = memo
        return memo

    def _judge(self, memo: _Memo, chunk: str, found: Sequence[tuple[str, Meaning]]) -> None:
        meanings = [meaning for _, meaning in found]
        if self._sectors.is_term_word(meanings):
            memo.terms.add(chunk)
        if self._sectors.is_country_word(meanings):
            memo.countries.add(chunk)
        numbers = tuple(dict.fromkeys(number for meaning in meanings for number in meaning.numbers))
        if not numbers:
            return
        memo.warm[chunk] = numbers
        if anchors := tuple(number for number in numbers if self._is_anchor(number)):
            memo.anchors[chunk] = anchors
            (memo.hot if _looks_like_a_name(found) else memo.hot_in_lower_case).add(chunk)


def _looks_like_a_name(found: Sequence[tuple[str, Meaning]]) -> bool:
    """Whether a listed word among these has a capital, or is so rare that it does without."""
    return any(
        meaning.numbers and (not word[0].islower() or knowledge().zipf(meaning.folded) < RARE_IN_LOWER_CASE)
        for word, meaning in found
    )


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
