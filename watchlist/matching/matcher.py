"""The frozen Matcher: a document in, mentions out."""

import functools
import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from watchlist.matching.acronyms import meanings, told_after
from watchlist.matching.blocks import Block, blocks
from watchlist.matching.chunks import ChunkMemo, Known, Sight
from watchlist.matching.designators import find_designator
from watchlist.matching.evidence import EvidenceFinder
from watchlist.matching.items import Items
from watchlist.matching.leads import LeadTable
from watchlist.matching.lexicon import Lexicon, Reading
from watchlist.matching.names import CompiledName, compile_name
from watchlist.matching.policy import OTHER_ACRONYM_POINTS, SHORT_FORM_AT, SUPPORT_SHARE, Policy
from watchlist.matching.scoring import compare_name, find_words
from watchlist.matching.sectors import SectorFinder
from watchlist.matching.spans import Covered, Taken
from watchlist.matching.table import NameTable
from watchlist.matching.unspaced import UnspacedFinder, UnspacedNames
from watchlist.model.alerts import Cost, Evidence, Mention, Versions, WordMatch
from watchlist.model.documents import Document
from watchlist.model.entities import Entity, Watchlist
from watchlist.text.knowledge import PARTICLES
from watchlist.text.names import name_words
from watchlist.text.straighten import straighten

# Changes with anything that changes a score or a span, so that stored screenings say which rules they were made by, and
# with the arrangement of what is packed.
MATCHER_VERSION = "6"

SHORT_FORM = "short form"
WEAK_ALIAS = "weak alias"

# Chunks between two places that are looked at as one passage, and chunks that are read on each side of it: for names,
# and for the terms of sectors, whose country may stand further off.
JOINED, MARGIN = 8, 10
JOINED_TERMS, MARGIN_TERMS = 20, 25
# Listed names that a single name is compared with, at the most: those that have most of its words.
MOST_MATCHED = 2_000


class SkippedName(NamedTuple):
    """A name that cannot be looked for, or only in support, and why."""

    entity_id: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Compiled:
    """The parts of a matcher that a watchlist decides."""

    watchlist: Watchlist
    version: str
    lexicon: Lexicon
    names: NameTable
    leads: LeadTable
    unspaced: UnspacedNames
    sectors: SectorFinder
    items: Items
    skipped: Sequence[SkippedName]


@dataclass(slots=True)
class Found:
    """What one document has, as it is found."""

    names: list[Mention]
    sectors: list[Mention]


class Matcher:
    """Finds the names of one watchlist in any number of documents. Made by `compile`; never changes.

    Threads may share it: its moving parts are bounded memos, whose entries do not depend on order.
    """

    def __init__(self, compiled: Compiled, policy: Policy) -> None:
        """Take what `compile` has prepared."""
        self.compiled = compiled
        self.watchlist = compiled.watchlist
        self.policy = policy
        self.versions = Versions(compiled.watchlist.version, compiled.version, policy.version())
        self.lexicon = compiled.lexicon
        self.sectors = compiled.sectors
        self.evidence = EvidenceFinder(compiled.watchlist)
        self.skipped = compiled.skipped
        self.items = compiled.items
        self._names = compiled.names
        self._leads = compiled.leads
        self._unspaced = UnspacedFinder(compiled.unspaced, compiled.names)
        self._chunks = ChunkMemo(compiled.lexicon, compiled.names, compiled.leads, compiled.sectors)

    def is_found_by_itself(self, entity_id: str, name: str) -> bool:
        """Whether a name is looked for by itself, and not only in support of another."""
        return (entity_id, name) not in self._restricted

    @functools.cached_property
    def _restricted(self) -> frozenset[tuple[str, str]]:
        return frozenset((skip.entity_id, skip.name) for skip in self.skipped)

    def find(self, document: Document) -> list[Mention]:
        """The mentions in a document, in the order of the text.

        Every mention holds `document.text[start:end] == surface`. Of two overlapping mentions of one entity the better
        stays; two entities with one name give two mentions. A weak alias is found only beside a strong name.
        """
        text = straighten(document.text)
        found = Found([], [])
        for block in blocks(text):
            self._look(text, block, found)
        found.names += self._unspaced.find(text)
        names = self._doubt_acronyms(text, found.names)
        strong = _best_apart(mention for mention in names if mention.score >= self.policy.mention_at)
        support = self._find_support(text, {mention.entity_id for mention in strong})
        support += self._find_short_forms(text, strong)
        # The "Shahed" of a Shahed-136 does not support the Shahed drones beside it.
        covered = Covered((mention.start, mention.end) for mention in strong)
        apart = [mention for mention in support if not covered.holds(mention.start, mention.end)]
        mentions = _best_apart([*strong, *apart]) + _best_apart(found.sectors)
        if text is not document.text:
            mentions = [_as_written(mention, document.text) for mention in mentions]
        return sorted(mentions, key=lambda mention: (mention.start, mention.end, mention.entity_id))

    def match(self, name: str) -> list[Mention]:
        """The listed names that a single name may be, the best of each entity, best first.

        The same words, weights and score as in running text. Weak aliases and names that only support are compared,
        too: a name by itself is not there by chance.
        """
        name = straighten(name)
        best: dict[str, Mention] = {}
        for mention in itertools.chain(self._compare(name), self._unspaced.find(name)):
            known = best.get(mention.entity_id)
            best[mention.entity_id] = mention if known is None or mention.score > known.score else known
        return sorted(best.values(), key=lambda mention: (-mention.score, mention.entity_id))

    def _compare(self, name: str) -> Iterator[Mention]:
        """The comparisons of a single name with those that share its words."""
        for reading in self.lexicon.read_name(name):
            numbers = {number for meaning in reading.meanings for number in meaning.numbers}
            for number in self._leads.having(sorted(numbers), MOST_MATCHED):
                mention = compare_name(self._names.get(number), reading)
                if mention is not None:
                    yield mention

    def compare(self, name: str, entity_id: str) -> Mention | None:
        """How a single name compares with the names of one entity: the best, or None when no word agrees.

        Raises:
            KeyError: there is no such entity.
        """
        numbers = self._names.of(self.items.number(entity_id))
        readings = self.lexicon.read_name(straighten(name))
        mentions = (compare_name(self._names.get(number), reading) for reading in readings for number in numbers)
        return max((mention for mention in mentions if mention), key=lambda mention: mention.score, default=None)

    @property
    def has_unspaced_names(self) -> bool:
        """Whether names are looked for in scripts without spaces."""
        return len(self._unspaced.sought.letters) > 0

    def judge_chunks(self, bare: set[str]) -> dict[str, tuple[Known | None, tuple[int, ...]]]:
        """Of stretches between white space those that may belong to names: what for, and the names of them alone."""
        return self._chunks.judge(bare)

    def leads_to_names(self, word: int, near: set[int], initials: set[str]) -> bool:
        """Whether a listed word leads to a name of which enough is among some words and initials."""
        return next(iter(self._leads.names(word, near, initials, self.policy.mention_at)), None) is not None

    def _look(self, text: str, block: Block, found: Found) -> None:
        """Find names and sectors in one block."""
        sight = self._chunks.look(block)
        if sight is None:
            return
        candidates = {at: self._candidates(sight, at) for at in sight.names}
        plausible = [at for at, numbers in candidates.items() if numbers]
        for first, last in _stretches(plausible, JOINED):
            numbers = {number for at in plausible if first <= at <= last for number in candidates[at]}
            reading = self.lexicon.read(text, *sight.window(first, last, MARGIN))
            found.names += self._align([self._names.get(number) for number in numbers], reading)
        for first, last in _stretches(sight.sectors, JOINED_TERMS):
            found.sectors += self.sectors.find(self.lexicon.read(text, *sight.window(first, last, MARGIN_TERMS)))

    def _candidates(self, sight: Sight, at: int) -> list[int]:
        """The names that a chunk leads to and that have enough of their other words near."""
        near, initials, least = sight.near(at), sight.initials(at), self.policy.mention_at
        names = [name for word in sight.anchors(at) for name in self._leads.names(word, near, initials, least)]
        return [*sight.lone(at), *names]

    def _align(self, names: Iterable[CompiledName], reading: Reading) -> Iterator[Mention]:
        by_word: dict[str, list[tuple[CompiledName, int]]] = defaultdict(list)
        for name in names:
            for position, word in enumerate(name.words):
                if position in name.said:
                    by_word[word].append((name, position))
        # A name of several words is looked at from each of them, until it has been found there.
        found: dict[int, int] = {}
        for at, meaning in enumerate(reading.meanings):
            for listed in meaning.listed:
                for name, position in by_word.get(listed, ()):
                    if reading.words[at].start < found.get(id(name), 0):
                        continue
                    find = find_designator if name.is_designator else find_words
                    if mention := find(name, reading, at, position):
                        if mention.score == 100.0:
                            found[id(name)] = mention.end
                        yield mention

    def _doubt_acronyms(self, text: str, mentions: list[Mention]) -> Iterator[Mention]:
        """The mentions, those of acronyms at a cost where the text says that they stand for something else."""
        told: dict[str, list[str]] = {}
        other: dict[tuple[str, str], str | None] = {}
        for mention in mentions:
            if len(mention.words) != 1 or not mention.surface.isupper():
                yield mention
                continue
            acronym, entity_id = mention.surface, mention.entity_id
            if acronym not in told:
                told[acronym] = list(dict.fromkeys(meanings(text, acronym)))
            if (acronym, entity_id) not in other:
                is_told = any(self._may_be(meaning, entity_id) for meaning in told[acronym])
                other[acronym, entity_id] = None if is_told else next(iter(told[acronym]), None)
            if meaning := other[acronym, entity_id]:
                cost = Cost(f"{acronym} stands for {meaning}", OTHER_ACRONYM_POINTS)
                score = round(max(0.0, mention.score - cost.points), 1)
                mention = replace(mention, score=score, costs=(*mention.costs, cost))  # noqa: PLW2901 - the same, doubted
            yield mention

    def _may_be(self, name: str, entity_id: str) -> bool:
        """Whether a name is one of an entity's, or the beginning or middle of one."""
        item = self.items[entity_id]
        listed = item.names if isinstance(item, Entity) else ()
        words = set(name_words(name)) - PARTICLES
        if any(words.issubset(name_words(one.text)) for one in listed):
            return True
        compared = self.compare(name, entity_id)
        return compared is not None and compared.score >= self.policy.mention_at

    def _find_support(self, text: str, entity_ids: set[str]) -> list[Mention]:
        """The weak aliases of what has been found, with a lower score."""
        numbers = [number for id in entity_ids for number in self._names.support(self.items.number(id))]
        if not numbers:
            return []
        wanted = {word for number in numbers for word in self._leads.anchors(number)}
        names = [self._names.get(number) for number in numbers]
        found: list[Mention] = []
        for block in blocks(text):
            if (sight := self._chunks.find_words(block, wanted)) is not None:
                for first, last in _stretches(sight.names, JOINED):
                    found += self._align(names, self.lexicon.read(text, *sight.window(first, last, MARGIN)))
        return [
            replace(mention, rule=WEAK_ALIAS, score=round(mention.score * SUPPORT_SHARE, 1), costs=())
            for mention in found
        ]

    def _find_short_forms(self, text: str, strong: list[Mention]) -> list[Mention]:
        """The bare family names of persons whose full name stands in the same text, and acronyms that it tells."""
        forms: dict[str, dict[str, tuple[Mention, str]]] = defaultdict(dict)
        for mention in strong:
            item = self.items[mention.entity_id]
            if mention.score < SHORT_FORM_AT or not isinstance(item, Entity):
                continue
            for listed, written in _family_written(item, mention):
                for form in (written, written.upper(), written.title()):
                    forms[form][mention.entity_id] = mention, listed
            if acronym := told_after(text, mention.start, mention.end):
                forms[acronym][mention.entity_id] = mention, acronym.lower()
        if not forms:
            return []
        wanted = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(forms, key=len, reverse=True)))})(?!\w)")
        return [
            _short_form(text, match.start(), match.end(), mention, listed)
            for match in wanted.finditer(text)
            for mention, listed in forms[match.group()].values()
        ]


def _family_written(entity: Entity, mention: Mention) -> Iterator[tuple[str, str]]:
    """The family name of a person, listed and as this mention has it, when it has."""
    listed = (name for name in entity.names if name.text == mention.name)
    families = {compiled.family for name in listed for compiled in compile_name(entity, name)}
    for word in mention.words:
        if word.written and word.listed in families and len(word.written) > 2:
            yield word.listed, word.written


def _short_form(text: str, start: int, end: int, full: Mention, listed: str) -> Mention:
    words = (WordMatch(listed, text[start:end], 100.0),)
    return Mention(full.entity_id, start, end, text[start:end], full.name, 100.0 * SUPPORT_SHARE, SHORT_FORM, words)


def _as_written(mention: Mention, text: str) -> Mention:
    """The mention in the characters of the text as given; that they were straightened is evidence."""
    surface = text[mention.start : mention.end]
    if surface == mention.surface:
        return mention
    disguise = Evidence("disguise", surface, mention.start, mention.end, 0.0)
    return replace(mention, surface=surface, evidence=(*mention.evidence, disguise))


def _stretches(places: Sequence[int], reach: int) -> Iterator[tuple[int, int]]:
    """First and last of the places that lie within `reach` of each other."""
    first = last = None
    for at in places:
        if last is not None and first is not None and at - last > reach:
            yield first, last
            first = None
        first = at if first is None else first
        last = at
    if first is not None and last is not None:
        yield first, last


def _best_apart(mentions: Iterable[Mention]) -> list[Mention]:
    """Of each entity's mentions those that do not overlap a better one; the longer wins a tie."""
    taken = Taken()
    ordered = sorted(mentions, key=lambda m: (-m.score, m.start - m.end, m.start, m.name))
    return [mention for mention in ordered if taken.take(mention.entity_id, mention.start, mention.end)]
