"""Which listed words lead to which names, and the company a name's other words are expected to give."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from watchlist.matching.index import Postings, WordIndex, build_postings
from watchlist.matching.names import CompiledName, Role
from watchlist.matching.policy import MISSING_FAMILY_POINTS, MOST_MISSING_POINTS, SLOPE, Needed
from watchlist.matching.table import NameTable
from watchlist.text.knowledge import knowledge

# Words kept with all that they lead to; beyond that the memo starts afresh.
_MEMO_WORDS = 50_000
_NOTHING = frozenset[int]()


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
    """By word: the names that it leads to and that need no company, those that do, their companies' words and letters.

    The letters are bits, of the alphabet from a on; `designators` tells which words lead to weapon systems and units.
    """

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
    letters = np.zeros(size, np.uint32)
    bits = np.left_shift(np.uint32(1), index.first_letters()[words[takes_initials]])
    np.bitwise_or.at(letters, owners[posting[takes_initials]], bits)
    designators = np.zeros(size, np.bool_)
    designators[owners[names.flag("is_designator")[numbers]]] = True
    return LeadArrays(
        build_postings(owners[~has_company], numbers[~has_company], size),
        build_postings(owners[has_company], numbers[has_company], size),
        build_postings(owners[posting[is_other]], words[is_other], size),
        letters,
        designators,
    )


class LeadTable:
    """From a listed word to names."""

    def __init__(self, names: NameTable, index: WordIndex, arrays: LeadArrays) -> None:
        """Take the arrays of `build_leads`."""
        self._names = names
        self._index = index
        self.arrays = arrays
        self._leads: dict[int, tuple[Lead, ...]] = {}
        self._companies: dict[int, frozenset[int]] = {}

    def anchors(self, number: int) -> set[int]:
        """The words that lead to a name, also to one that is not looked for by itself."""
        words = self._names.words(number)
        return {words[i] for i in anchors(self._names.get(number))}

    def alone(self, word: int) -> list[int]:
        """The names that a word leads to and that need no company."""
        names: list[int] = self.arrays.alone.of(word).tolist()
        return names

    def company(self, word: int) -> frozenset[int]:
        """The words of which one must stand beside this word, or it leads to no name that needs company."""
        known = self._companies.get(word)
        if known is None:
            if len(self._companies) >= _MEMO_WORDS:
                self._companies = {}
            company = self.arrays.company.of(word)
            known = self._companies[word] = frozenset(company.tolist()) if len(company) else _NOTHING
        return known

    def has_designator(self, word: int) -> bool:
        """Whether a word leads to a weapon system or a unit, whose other words need no capitals."""
        return bool(self.arrays.designators[word])

    def letters(self, word: int) -> int:
        """The letters that may stand for one of those words, as bits."""
        return int(self.arrays.letters[word])

    def names(self, word: int, near: set[int], initials: set[str], least: float) -> Iterator[int]:
        """The names in company that could reach a score with these words near."""
        known = self._leads.get(word)
        if known is None:
            if len(self._leads) >= _MEMO_WORDS:
                self._leads = {}
            numbers = self.arrays.others.of(word).tolist()
            known = self._leads[word] = tuple(self._lead(number, word) for number in numbers)
        return (lead.name for lead in known if lead.may_be(near, initials, least))

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


_FORM = list(Role).index(Role.FORM)
_SAYING = frozenset(number for number, role in enumerate(Role) if role.says_something)
