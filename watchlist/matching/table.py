"""Every way to look for every name, in flat arrays; made into an object when it is looked at."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from watchlist.matching.index import Numbers, Postings, WordIndex
from watchlist.matching.names import CompiledName, Role, said_positions
from watchlist.matching.policy import MOST_MISSING_POINTS, SLOPE, Needed
from watchlist.model.entities import Entity, Schema

# Names kept as objects; beyond that the memo of names starts afresh.
_MEMO_NAMES = 50_000
_ROLES = list(Role)
_FLAGS = ("is_designator", "is_single", "is_too_short", "is_acronym", "is_descriptive")
_NO_FAMILY = -1


class Lead(NamedTuple):
    """A name that a word leads to, and what its other words bring when they stand near.

    Attributes:
        company: the other words that say something, by number.
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


class Leads(NamedTuple):
    """All that a word leads to: names that need no company, and the others with all their companies and letters."""

    alone: tuple[int, ...]
    others: tuple[Lead, ...]
    company: frozenset[int]
    letters: frozenset[str]

    def names(self, near: set[int], initials: set[str], least: float) -> Iterator[int]:
        """The names that could reach a score with these words near."""
        yield from self.alone
        # Mostly no company is near, and that is settled for all of them at once.
        if not self.company.isdisjoint(near) or (initials and not self.letters.isdisjoint(initials)):
            yield from (lead.name for lead in self.others if lead.may_be(near, initials, least))


@dataclass(frozen=True, slots=True)
class NameArrays:
    """One item a name: entity, place among its names, flags, whether it only supports; and one item a word of a name.

    The words of name n are at `starts[n]` to `starts[n + 1]`.
    """

    entity: Numbers
    nth: Numbers
    flags: npt.NDArray[np.uint8]
    supports_only: npt.NDArray[np.bool_]
    family: Numbers
    starts: Numbers
    words: Numbers
    roles: npt.NDArray[np.uint8]
    information: npt.NDArray[np.float32]
    missing: npt.NDArray[np.float32]


class Listing(NamedTuple):
    """A name on its way into the arrays: by number of entity and name, and whether it only supports."""

    entity: int
    nth: int
    name: CompiledName
    supports_only: bool


def build_arrays(listings: Sequence[Listing], number_of: Mapping[str, int]) -> NameArrays:
    """Lay out names."""
    names = [listing.name for listing in listings]
    lengths = [len(name.words) for name in names]
    return NameArrays(
        entity=np.array([listing.entity for listing in listings], np.int32),
        nth=np.array([listing.nth for listing in listings], np.int32),
        flags=np.array([_pack_flags(name) for name in names], np.uint8),
        supports_only=np.array([listing.supports_only for listing in listings], np.bool_),
        family=np.array([number_of[name.family] if name.family else _NO_FAMILY for name in names], np.int32),
        starts=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32),
        words=np.array([number_of[word] for name in names for word in name.words], np.int32),
        roles=np.array([_ROLES.index(role) for name in names for role in name.roles], np.uint8),
        information=np.array([said for name in names for said in name.information], np.float32),
        missing=np.array([points for name in names for points in name.missing], np.float32),
    )


def _pack_flags(name: CompiledName) -> int:
    return sum(getattr(name, flag) << bit for bit, flag in enumerate(_FLAGS))


class NameTable:
    """The names of one watchlist."""

    def __init__(self, entities: Sequence[Entity], index: WordIndex, arrays: NameArrays, anchors: Postings) -> None:
        """`anchors` lead from words to the names that are looked for by themselves."""
        self._entities = entities
        self._index = index
        self._arrays = arrays
        self._anchors = anchors
        self._is_anchor = np.diff(anchors.starts) > 0
        self._memo: dict[int, CompiledName] = {}
        self._leads: dict[int, Leads] = {}
        self._support: dict[str, list[int]] = defaultdict(list)
        for number in np.nonzero(arrays.supports_only)[0].tolist():
            self._support[entities[arrays.entity[number]].id].append(number)

    def __len__(self) -> int:
        """How many ways there are."""
        return len(self._arrays.entity)

    def get(self, number: int) -> CompiledName:
        """One of them."""
        name = self._memo.get(number)
        if name is None:
            if len(self._memo) >= _MEMO_NAMES:
                self._memo = {}
            name = self._memo[number] = self._make(number)
        return name

    def _make(self, number: int) -> CompiledName:
        arrays = self._arrays
        entity = self._entities[arrays.entity[number]]
        start, end = int(arrays.starts[number]), int(arrays.starts[number + 1])
        flags, family = int(arrays.flags[number]), int(arrays.family[number])
        roles = tuple(_ROLES[role] for role in arrays.roles[start:end].tolist())
        return CompiledName(
            entity=entity,
            name=entity.names[arrays.nth[number]],
            words=tuple(self._index.word(word) for word in arrays.words[start:end].tolist()),
            roles=roles,
            information=tuple(round(said, 3) for said in arrays.information[start:end].tolist()),
            said=said_positions(roles),
            missing=tuple(round(points, 1) for points in arrays.missing[start:end].tolist()),
            family=None if family == _NO_FAMILY else self._index.word(family),
            **{flag: bool(flags >> bit & 1) for bit, flag in enumerate(_FLAGS)},
        )

    def having(self, words: Sequence[int], most: int) -> list[int]:
        """The names that have most of these words, those that have more of them first."""
        arrays = self._arrays
        at = np.nonzero(np.isin(arrays.words, np.array(words, np.int32)))[0]
        owners = np.searchsorted(arrays.starts, at, "right") - 1
        weights = np.bincount(owners, arrays.information[at], minlength=len(self)) if len(at) else np.zeros(0)
        found: list[int] = np.argsort(-weights, kind="stable")[:most].tolist()
        return [number for number in found if weights[number] > 0.0]

    def words(self, number: int) -> list[int]:
        """The words of a name by number."""
        words: list[int] = self._arrays.words[self._arrays.starts[number] : self._arrays.starts[number + 1]].tolist()
        return words

    def support(self, entity_id: str) -> list[int]:
        """The names of an entity that are looked for only when it has been found."""
        return self._support.get(entity_id, [])

    def is_anchor(self, word: int) -> bool:
        """Whether a word leads to a name."""
        return bool(self._is_anchor[word])

    def leads(self, word: int) -> Leads:
        """The names that a word leads to."""
        known = self._leads.get(word)
        if known is None:
            if len(self._leads) >= _MEMO_NAMES:
                self._leads = {}
            leads = [self._lead(number, word) for number in self._anchors.of(word).tolist()]
            others = tuple(lead for lead in leads if lead.company)
            known = self._leads[word] = Leads(
                tuple(lead.name for lead in leads if not lead.company),
                others,
                frozenset[int]().union(*(lead.company for lead in others)),
                frozenset[str]().union(*(lead.letters for lead in others)),
            )
        return known

    def _lead(self, number: int, word: int) -> Lead:
        arrays = self._arrays
        start, end = int(arrays.starts[number]), int(arrays.starts[number + 1])
        flags = int(arrays.flags[number])
        is_single, is_designator = (flags >> _FLAGS.index(flag) & 1 for flag in ("is_single", "is_designator"))
        wanted = _FORMS if is_single else _SAYING
        missing: dict[int, float] = {}
        says: dict[int, float] = {}
        own = 0.0
        parts = (arrays.words, arrays.roles, arrays.missing, arrays.information)
        for other, role, points, said in zip(*(part[start:end].tolist() for part in parts), strict=True):
            if other == word:
                own = said
            elif role in wanted:
                missing[other], says[other] = points, said
        if is_single or is_designator:
            return Lead(number, frozenset(missing), frozenset(), missing, says, own, 0.0, 0.0)
        is_person = self._entities[arrays.entity[number]].schema is Schema.PERSON
        letters = frozenset(self._index.word(other)[0] for other in missing) if is_person else frozenset[str]()
        most = sum(missing.values())
        return Lead(number, frozenset(missing), letters, missing, says, own, most, Needed.of(is_person))


_FORMS = frozenset({_ROLES.index(Role.FORM)})
_SAYING = frozenset(number for number, role in enumerate(_ROLES) if role.says_something)
