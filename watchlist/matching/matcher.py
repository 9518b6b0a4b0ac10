"""The frozen Matcher: a document in, mentions out."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from watchlist.matching.evidence import EvidenceFinder
from watchlist.matching.lexicon import Lexicon, Reading
from watchlist.matching.policy import SUPPORT_SHARE, Policy
from watchlist.matching.scoring import CompiledName, find_designator, find_words
from watchlist.matching.sectors import SectorFinder
from watchlist.matching.spans import Covered, Taken
from watchlist.model.alerts import Mention, Versions, WordMatch
from watchlist.model.documents import Document
from watchlist.model.entities import Entity, Sector, Strength, Watchlist

SHORT_FORM = "short form"
WEAK_ALIAS = "weak alias"


@dataclass(frozen=True, slots=True)
class SkippedName:
    """A name that cannot be looked for, and why."""

    entity_id: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Compiled:
    """The parts of a matcher."""

    watchlist: Watchlist
    policy: Policy
    version: str
    lexicon: Lexicon
    names: tuple[CompiledName, ...]
    sectors: SectorFinder
    skipped: tuple[SkippedName, ...]


class Matcher:
    """Finds the names of one watchlist in any number of documents. Made by `compile`; never changes.

    Threads may share it: its one moving part is the bounded memo of words, whose entries do not depend on order.
    """

    def __init__(self, compiled: Compiled) -> None:
        """Take what `compile` has prepared."""
        self.watchlist = compiled.watchlist
        self.policy = compiled.policy
        self.versions = Versions(compiled.watchlist.version, compiled.version, compiled.policy.version())
        self.lexicon = compiled.lexicon
        self.sectors = compiled.sectors
        self.evidence = EvidenceFinder(compiled.watchlist)
        self.skipped = compiled.skipped
        self.items: dict[str, Entity | Sector] = {item.id: item for item in compiled.watchlist.items()}
        self._names = compiled.names
        self._persons: dict[tuple[str, str], list[CompiledName]] = defaultdict(list)
        for name in compiled.names:
            if name.family:
                self._persons[name.entity.id, name.name.text].append(name)
        # Each word of a name leads to it; the next engine keeps only the rare ones.
        self._postings: dict[str, list[tuple[CompiledName, int]]] = defaultdict(list)
        for name in self._names:
            for position, word in enumerate(name.words):
                self._postings[word].append((name, position))

    def find(self, document: Document) -> list[Mention]:
        """The mentions in a document, in the order of the text.

        Every mention holds `document.text[start:end] == surface`. Of two overlapping mentions of one entity the better
        stays; two entities with one name give two mentions. A weak alias is found only beside a strong name.
        """
        reading = self.lexicon.read(document.text)
        strong, weak = self._find_names(reading)
        strong = _best_apart(mention for mention in strong if mention.score >= self.policy.mention_at)
        supported = {mention.entity_id for mention in strong}
        support = [mention for mention in weak if mention.entity_id in supported]
        support += self._find_short_forms(reading, strong)
        # The "Shahed" of a Shahed-136 does not support the Shahed drones beside it.
        covered = Covered((mention.start, mention.end) for mention in strong)
        apart = [mention for mention in support if not covered.holds(mention.start, mention.end)]
        found = _best_apart([*strong, *apart]) + _best_apart(self.sectors.find(reading))
        return sorted(found, key=lambda mention: (mention.start, mention.end, mention.entity_id))

    def _find_names(self, reading: Reading) -> tuple[list[Mention], list[Mention]]:
        strong: list[Mention] = []
        weak: list[Mention] = []
        for name, mention in self._candidates(reading):
            if name.name.strength is Strength.WEAK:
                weak.append(replace(mention, rule=WEAK_ALIAS, score=round(mention.score * SUPPORT_SHARE, 1)))
            else:
                strong.append(mention)
        return strong, weak

    def _candidates(self, reading: Reading) -> Iterator[tuple[CompiledName, Mention]]:
        for at, meaning in enumerate(reading.meanings):
            for listed in meaning.listed:
                for name, position in self._postings.get(listed, ()):
                    find = find_designator if name.is_designator else find_words
                    # A name of two words and more is looked at from each of its words; one sight is enough.
                    if mention := find(name, reading, at, position):
                        yield name, mention

    def _find_short_forms(self, reading: Reading, strong: list[Mention]) -> list[Mention]:
        """Later bare family names of persons whose full name stands in the same text."""
        families: dict[str, list[CompiledName]] = defaultdict(list)
        for entity_id, written in {(mention.entity_id, mention.name) for mention in strong}:
            for name in self._persons.get((entity_id, written), ()):
                families[name.family or ""].append(name)
        found: list[Mention] = []
        for at, meaning in enumerate(reading.meanings) if families else ():
            for listed, likeness in meaning.listed.items():
                if likeness == 100.0 and reading.is_capitalised(at):
                    found += [_short_form(reading, at, name, listed) for name in families.get(listed, ())]
        return found


def _short_form(reading: Reading, at: int, name: CompiledName, listed: str) -> Mention:
    start, end, surface = reading.surface(at, at)
    words = (WordMatch(listed, surface, 100.0),)
    return Mention(name.entity.id, start, end, surface, name.name.text, 100.0 * SUPPORT_SHARE, SHORT_FORM, words)


def _best_apart(mentions: Iterable[Mention]) -> list[Mention]:
    """Of each entity's mentions those that do not overlap a better one; the longer wins a tie."""
    taken = Taken()
    ordered = sorted(mentions, key=lambda m: (-m.score, m.start - m.end, m.start, m.name))
    return [mention for mention in ordered if taken.take(mention.entity_id, mention.start, mention.end)]
