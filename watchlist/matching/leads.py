"""Which listed words lead to which names, and the company a name's other words are expected to give."""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from watchlist.matching.index import Numbers, Postings, WordIndex, build_postings
from watchlist.matching.names import CompiledName, Role
from watchlist.matching.policy import MISSING_FAMILY_POINTS, MOST_MISSING_POINTS, SLOPE, Needed
from watchlist.matching.table import NameTable
from watchlist.text.knowledge import knowledge

# Words are told apart by so many bits at the first comparison.
COMPANY_BITS = 192
# Companies and leads kept as objects; beyond that the memo starts afresh.
_MEMO_WORDS = 50_000
_MEMO_LEADS = 50_000
# A company of more words than this stays in its array.
_LONG_COMPANY = 500
# So few names are looked at one by one.
_FEW_NAMES = 40


class Lead(NamedTuple):
    """A name that a word leads to, and what its other words bring when they stand near.

    Attributes:
        company: the other words that say something, by number; of a name that has none the words of its legal form.
        letters: with which they begin, where an initial may stand for them.
        missing: points that it costs when one of them is not met.
        says: how much each of them says.
        most: points that may be missing of all of them.
        needed: how much they must say together with the word itself, or `SLOPE` points are lost for each unit.
    """

    name: int
    company: frozenset[int]
    letters: frozenset[str]
    missing: dict[int, float]
    says: dict[int, float]
    said: float
    most: float
    needed: float

    def may_be(self, near: set[int], initials: set[str], least: float) -> bool:
        """Whether the name could reach a score with these words near, were they all as listed."""
        if self.company.isdisjoint(near):
            return not self.letters.isdisjoint(initials)
        there = self.company & near
        lost = self.most - sum(self.missing[word] for word in there)
        if lost > MOST_MISSING_POINTS:
            return False
        lacking = self.needed - self.said - sum(self.says[word] for word in there)
        return 100.0 - lost - max(0.0, lacking) * SLOPE >= least or len(there) == len(self.company)


def anchors(name: CompiledName) -> Sequence[int]:
    """The positions of words of which each mention of a name has one at least: the rarest that suffice.

    Rare is what is seldom met in texts. A mention has at least two words that say something, so all but the most common
    one do; a person's has a family name, unless that is only guessed.
    """
    said = sorted(name.said) or list(range(len(name.words)))
    if name.is_designator or len(said) < 2:
        return said
    met_in_texts = {i: _frequency(name.words[i]) for i in said}
    rarest = sorted(said, key=lambda i: (met_in_texts[i], -name.information[i]))
    chosen = list(_enough(name, rarest)) if not name.is_person else rarest[:-1]
    families = [i for i in said if name.roles[i] is Role.FAMILY]
    if families and name.missing[families[0]] >= MISSING_FAMILY_POINTS:
        chosen = min((families, chosen), key=lambda some: (max(met_in_texts[i] for i in some), len(some)))
    elif families:
        # Of two words the given name may stand as an initial.
        chosen = families if len(said) == 2 else [*chosen, *families]
    return chosen


def _frequency(word: str) -> float:
    """How often a word is met in texts, on the Zipf scale; numbers and single letters are everywhere."""
    return 9.0 if word.isdigit() or len(word) == 1 else knowledge().zipf(word)


def _enough(name: CompiledName, rarest: Sequence[int]) -> Iterator[int]:
    """Words until the others, were they all that is met, would leave too much missing."""
    left = 0.0
    for i in rarest[:-1]:
        yield i
        left += name.missing[i]
        if left > MOST_MISSING_POINTS:
            return


@dataclass(frozen=True, slots=True)
class LeadArrays:
    """What each word leads to.

    Attributes:
        having: all names that have the word.
        alone: the names that it leads to and that need no company.
        others: the names that it leads to and that need company.
        company: the words of that company.
        letters: of each of `others` the initials that may stand for its other words, as bits from a on.
        designators: whether it leads to weapon systems and units.
    """

    having: Postings
    alone: Postings
    others: Postings
    company: Postings
    letters: npt.NDArray[np.uint32]
    designators: npt.NDArray[np.bool_]


def build_leads(names: NameTable, index: WordIndex, anchors: Postings) -> LeadArrays:
    """Lay out what `anchors` lead to: from words to the names that are looked for by themselves."""
    arrays, size = names.arrays, len(index)
    owners, numbers = anchors.owners(), anchors.numbers
    lengths = np.diff(arrays.starts)[numbers]
    posting = np.repeat(np.arange(len(numbers)), lengths)
    first = np.repeat(np.cumsum(lengths) - lengths, lengths)
    at = arrays.starts[numbers][posting] + np.arange(len(posting)) - first
    words = arrays.words[at]
    is_single = names.flag("is_single")[numbers[posting]]
    is_company = np.where(is_single, arrays.roles[at] == _FORM, np.isin(arrays.roles[at], list(_SAYING)))
    is_other = is_company & (words != owners[posting])
    has_company = np.zeros(len(numbers), np.bool_)
    has_company[posting[is_other]] = True
    takes_initials = is_other & names.flag("is_person")[numbers[posting]]
    letters = np.zeros(len(numbers), np.uint32)
    bits = np.left_shift(np.uint32(1), index.first_letters()[words[takes_initials]])
    np.bitwise_or.at(letters, posting[takes_initials], bits)
    designators = np.zeros(size, np.bool_)
    designators[owners[names.flag("is_designator")[numbers]]] = True
    return LeadArrays(
        having=build_postings(arrays.words, np.repeat(np.arange(len(names)), np.diff(arrays.starts)), size),
        alone=anchors.only(~has_company),
        others=anchors.only(has_company),
        company=build_postings(owners[posting[is_other]], words[is_other], size),
        letters=letters[has_company],
        designators=designators,
    )


class Company(Protocol):
    """Words of which one must stand beside another."""

    def isdisjoint(self, other: Iterable[int], /) -> bool:
        """Whether none of some words is among them."""
        ...


class _LongCompany:
    """A company of so many words that a set of them would take much memory."""

    def __init__(self, words: Numbers) -> None:
        self._words = words

    def isdisjoint(self, other: Iterable[int], /) -> bool:
        wanted = np.fromiter(other, np.int32)
        at = np.searchsorted(self._words, wanted)
        at[at == len(self._words)] = 0
        return not bool((self._words[at] == wanted).any())


class LeadTable:
    """From a listed word to names."""

    def __init__(self, names: NameTable, index: WordIndex, arrays: LeadArrays) -> None:
        """Take the arrays of `build_leads`."""
        self._names = names
        self._index = index
        self.arrays = arrays
        self._leads: dict[tuple[int, int], Lead] = {}
        self._companies: dict[int, tuple[Company, int, int]] = {}

    def anchors(self, number: int) -> set[int]:
        """The words that lead to a name, also to one that is not looked for by itself."""
        words = self._names.words(number)
        return {words[i] for i in anchors(self._names.get(number))}

    def alone(self, word: int) -> list[int]:
        """The names that a word leads to and that need no company."""
        names: list[int] = self.arrays.alone.of(word).tolist()
        return names

    def needs_company(self, word: int) -> bool:
        """Whether a word leads to names in company."""
        return bool(self.arrays.others.starts[word] < self.arrays.others.starts[word + 1])

    def company(self, word: int) -> tuple[Company, int, int]:
        """The words of which one must stand beside a word that needs company; the same as bits; and the initials.

        The bits of a word are those of its number modulo `COMPANY_BITS`, so that two words may have the same; the
        initials are bits of the alphabet from a on.
        """
        known = self._companies.get(word)
        if known is None:
            if len(self._companies) >= _MEMO_WORDS:
                self._companies = {}
            known = self._companies[word] = self._company(word)
        return known

    def _company(self, word: int) -> tuple[Company, int, int]:
        words, others = self.arrays.company.of(word), self.arrays.others
        letters = self.arrays.letters[others.starts[word] : others.starts[word + 1]]
        initials = int(np.bitwise_or.reduce(letters))
        if len(words) > _LONG_COMPANY:
            return _LongCompany(words), (1 << COMPANY_BITS) - 1, initials
        company = frozenset(words.tolist())
        return company, bits_of(company), initials

    def has_designator(self, word: int) -> bool:
        """Whether a word leads to a weapon system or a unit, whose other words need no capitals."""
        return bool(self.arrays.designators[word])

    def having(self, words: Sequence[int], most: int) -> list[int]:
        """The names that have most of some words, those in which they say more first."""
        weights: dict[int, float] = defaultdict(float)
        for word in words:
            said = knowledge().information(self._index.word(word))
            for number in self.arrays.having.of(word).tolist():
                weights[number] += said
        return heapq.nsmallest(most, weights, key=lambda number: (-weights[number], number))

    def names(self, word: int, near: set[int], initials: set[str], least: float) -> Iterator[int]:
        """The names in company that could reach a score with these words near."""
        for number in self._in_company(word, near, initials):
            lead = self._leads.get((number, word))
            if lead is None:
                if len(self._leads) >= _MEMO_LEADS:
                    self._leads = {}
                lead = self._leads[number, word] = self._lead(number, word)
            if lead.may_be(near, initials, least):
                yield number

    def _in_company(self, word: int, near: set[int], initials: set[str]) -> list[int]:
        """The names that a word leads to, when they are many those that have a word near or one with an initial."""
        others = self.arrays.others
        first, end = int(others.starts[word]), int(others.starts[word + 1])
        names = others.numbers[first:end]
        if end - first <= _FEW_NAMES:
            few: list[int] = names.tolist()
            return few
        is_there = np.zeros(len(names), np.bool_)
        company, _, letters = self.company(word)
        for beside in near:
            if not company.isdisjoint((beside,)):
                is_there |= _is_in(names, self.arrays.having.of(beside))
        if bits := sum(1 << ord(letter) - ord("a") for letter in initials if "a" <= letter <= "z") & letters:
            is_there |= (self.arrays.letters[first:end] & np.uint32(bits)) != 0
        found: list[int] = names[is_there].tolist()
        return found

    def _lead(self, number: int, word: int) -> Lead:
        is_single = self._names.has_flag(number, "is_single")
        wanted = {_FORM} if is_single else _SAYING
        missing: dict[int, float] = {}
        says: dict[int, float] = {}
        own = 0.0
        for other, role, points, said in self._names.parts(number):
            if other == word:
                own = said
            elif role in wanted:
                missing[other], says[other] = points, said
        if self._names.has_flag(number, "is_designator"):
            # All of its words stand together, or it is another one.
            missing = dict.fromkeys(missing, 100.0)
            return Lead(number, frozenset(missing), frozenset(), missing, says, own, sum(missing.values()), 0.0)
        if is_single:
            # One word of its legal form is enough.
            return Lead(number, frozenset(missing), frozenset(), missing, says, own, 0.0, 0.0)
        is_person = self._names.has_flag(number, "is_person")
        letters = frozenset(self._index.word(other)[0] for other in missing) if is_person else frozenset[str]()
        return Lead(
            number, frozenset(missing), letters, missing, says, own, sum(missing.values()), Needed.of(is_person)
        )


def bits_of(words: Iterable[int]) -> int:
    """Words as bits, for a first look at whether two groups have one in common."""
    bits = 0
    for word in words:
        bits |= 1 << word % COMPANY_BITS
    return bits


def _is_in(some: Numbers, others: Numbers) -> npt.NDArray[np.bool_]:
    """Of each number whether it is among others; both ascending."""
    if not len(others):
        return np.zeros(len(some), np.bool_)
    at = np.searchsorted(others, some)
    at[at == len(others)] = 0
    return np.equal(others[at], some)


_FORM = list(Role).index(Role.FORM)
_SAYING = frozenset(number for number, role in enumerate(Role) if role.says_something)
