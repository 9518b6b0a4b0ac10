"""Names in scripts without spaces between words, found as a run of characters.

Where nothing parts the words there is no word to look up. Every such name is searched for at once, in one pass, and
only in the stretches of a text that have such characters.
"""

import functools
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from watchlist.matching.index import Numbers
from watchlist.matching.items import Texts
from watchlist.matching.names import CompiledName
from watchlist.matching.policy import FORM_POINTS, SHORT_UNSPACED_POINTS
from watchlist.matching.table import NameTable
from watchlist.model.alerts import Cost, Mention, WordMatch
from watchlist.text.unspaced import has_unspaced, name_letters, stands_alone, stretches, without_form

# Shorter names stand by chance in longer words; a core without its legal form must be longer.
LEAST_LETTERS = 3
LEAST_CORE = 4
RULE = "characters"


class _Sought(NamedTuple):
    """A run of characters for which a name is looked for: all of it, or all but its legal form."""

    number: int
    is_whole: bool


class UnspacedNames(NamedTuple):
    """The names that are found so: their characters, and their numbers in the table of names."""

    letters: Texts
    numbers: Numbers


def sought_letters(name: CompiledName) -> str:
    """What a name is looked for by in these scripts; empty when it has none, or too little."""
    letters = name_letters(name.name.text) if has_unspaced(name.name.text) else ""
    return letters if len(letters) >= LEAST_LETTERS else ""


class UnspacedFinder:
    """Finds such names in a text."""

    def __init__(self, sought: UnspacedNames, names: NameTable) -> None:
        """Look for these, numbered as in the table."""
        self.sought = sought
        self._names = names

    def find(self, text: str) -> list[Mention]:
        """The mentions in a text, each with exact places; names of one spelling give one each."""
        if not len(self.sought.letters) or not has_unspaced(text):
            return []
        return list(self._find(text))

    def _find(self, text: str) -> Iterator[Mention]:
        automaton, patterns = self._automaton
        for stretch in stretches(text):
            if len(stretch.letters) < LEAST_LETTERS:
                continue
            for pattern, first, end in automaton.find_matches_as_indexes(stretch.letters, overlapping=True):
                start, after = stretch.places[first], stretch.places[end - 1] + 1
                if stands_alone(text, start, after):
                    for number, is_whole in patterns[pattern]:
                        yield self._mention(self._names.get(number), text, start, after, is_whole=is_whole)

    def _mention(self, name: CompiledName, text: str, start: int, end: int, *, is_whole: bool) -> Mention:
        letters, surface = name_letters(name.name.text), text[start:end]
        costs: list[Cost] = []
        if not is_whole:
            costs.append(Cost("its legal form is missing", FORM_POINTS))
        if len(letters) == LEAST_LETTERS:
            costs.append(Cost("three characters are a short name", SHORT_UNSPACED_POINTS))
        score = round(100.0 - sum(cost.points for cost in costs), 1)
        words = (WordMatch(letters, surface, 100.0),)
        return Mention(name.entity.id, start, end, surface, name.name.text, score, RULE, words, tuple(costs))

    @functools.cached_property
    def _automaton(self) -> tuple[AhoCorasick, list[list[_Sought]]]:
        """Built at the first text that needs it; and for each of its patterns whom it stands for."""
        by_letters: dict[str, list[_Sought]] = defaultdict(list)
        for letters, number in _pairs(self.sought):
            by_letters[letters].append(_Sought(number, True))
            core = without_form(letters)
            if core != letters and len(core) >= LEAST_CORE:
                by_letters[core].append(_Sought(number, False))
        return AhoCorasick(list(by_letters)), list(by_letters.values())


def _pairs(sought: UnspacedNames) -> Iterable[tuple[str, int]]:
    return zip(sought.letters, sought.numbers.tolist(), strict=True)
