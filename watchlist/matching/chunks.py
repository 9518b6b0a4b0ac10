"""The first look at a block: which of its chunks, the stretches between white space, may belong to something listed.

Words repeat, so a chunk is judged once and remembered; after a while most blocks are settled by comparing sets.
"""

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass

from watchlist.matching.blocks import Block
from watchlist.matching.lexicon import Lexicon
from watchlist.matching.policy import RARE_IN_LOWER_CASE
from watchlist.matching.sectors import SectorFinder
from watchlist.text.knowledge import knowledge
from watchlist.text.tokens import word_texts

# Chunks remembered: about 40 MB when full; then the memo starts afresh.
MEMO_CHUNKS = 300_000
# Chunks on each side of one in which a second word of its name must stand.
NEAR = 6
# Chunks on each side of a sector's word in which its country must stand.
NEAR_COUNTRY = 12
# Longer chunks hold no name that a reader would see.
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
        beside = self.chunks[max(0, at - 2) : at] + self.chunks[at + 1 : at + 3]
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
    if sum(lengths) + len(chunks) - 1 == len(text):
        return [end + at for at, end in enumerate(itertools.accumulate(lengths))]
    return [match.end() for match in _CHUNK.finditer(text)]


class ChunkMemo:
    """What each chunk may be, judged once."""

    def __init__(self, lexicon: Lexicon, is_anchor: Callable[[int], bool], sectors: SectorFinder) -> None:
        """Use a lexicon; `is_anchor` tells which listed words lead to a name."""
        self._lexicon = lexicon
        self._is_anchor = is_anchor
        self._sectors = sectors
        self._clear()

    def _clear(self) -> None:
        self._seen: set[str] = set()
        self._warm: dict[str, tuple[int, ...]] = {}
        self._anchors: dict[str, tuple[int, ...]] = {}
        self._hot: set[str] = set()
        self._hot_in_lower_case: set[str] = set()
        self._terms: set[str] = set()
        self._countries: set[str] = set()

    def find_words(self, block: Block, wanted: set[int]) -> Sight | None:
        """The places where one of these listed words may stand, whatever its case; for a second look."""
        chunks = block.text.split()
        hot = {chunk for chunk in set(chunks) if not wanted.isdisjoint(self._warm.get(chunk, ()))}
        if not hot:
            return None
        names = [at for at, chunk in enumerate(chunks) if chunk in hot]
        return Sight(block, chunks, self._warm, self._anchors, names, [])

    def look(self, block: Block) -> Sight | None:
        """Where to look closer; None when there is nothing."""
        chunks = block.text.split()
        distinct = set(chunks)
        if new := distinct - self._seen:
            self._learn(new)
        hot = distinct & self._hot
        if _is_lower_case(block.text):
            hot |= distinct & self._hot_in_lower_case
        terms = distinct & self._terms
        if terms and distinct.isdisjoint(self._countries):
            terms = set()
        if not hot and not terms:
            return None
        names = [at for at, chunk in enumerate(chunks) if chunk in hot] if hot else []
        sectors = self._find_terms(chunks, terms) if terms else []
        return Sight(block, chunks, self._warm, self._anchors, names, sectors)

    def _find_terms(self, chunks: list[str], terms: set[str]) -> list[int]:
        """The terms of sectors with a country near."""
        countries = self._countries
        return [
            at
            for at, chunk in enumerate(chunks)
            if chunk in terms and not countries.isdisjoint(chunks[max(0, at - NEAR_COUNTRY) : at + NEAR_COUNTRY + 1])
        ]

    def _learn(self, new: set[str]) -> None:
        if len(self._seen) + len(new) > MEMO_CHUNKS:
            self._clear()
        cut = {chunk: [chunk] if chunk.isalpha() else word_texts(chunk[:LONGEST_CHUNK]) for chunk in new}
        meanings = self._lexicon.learn(word for found in cut.values() for word in found)
        for chunk, found in cut.items():
            self._judge(chunk, [(word, meanings[word]) for word in found if word in meanings])
        self._seen |= new

    def _judge(self, chunk: str, found: list) -> None:  # type: ignore[type-arg]
        numbers = tuple(dict.fromkeys(number for _, meaning in found for number in meaning.numbers))
        if not found:
            return
        if self._sectors.is_term_word(meaning for _, meaning in found):
            self._terms.add(chunk)
        if self._sectors.is_country_word(meaning for _, meaning in found):
            self._countries.add(chunk)
        if not numbers:
            return
        self._warm[chunk] = numbers
        anchors = tuple(number for number in numbers if self._is_anchor(number))
        if anchors:
            self._anchors[chunk] = anchors
            is_capitalised = any(not word[0].islower() and meaning.numbers for word, meaning in found)
            is_rare = any(
                meaning.numbers and knowledge().zipf(meaning.folded) < RARE_IN_LOWER_CASE for _, meaning in found
            )
            (self._hot if is_capitalised or is_rare else self._hot_in_lower_case).add(chunk)


def _is_lower_case(text: str) -> bool:
    if not text.isascii():
        return sum(map(str.isupper, text)) < len(text) * _LOWER_CASE
    raw = text.encode("ascii")
    return len(raw) - len(raw.translate(None, _CAPITALS)) < len(raw) * _LOWER_CASE
