"""Every way to look for every name, in flat arrays; made into an object when it is looked at."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from watchlist.matching.index import Numbers, WordIndex
from watchlist.matching.names import CompiledName, Role, said_positions
from watchlist.model.entities import Entity

# Names kept as objects; beyond that the memo of names starts afresh.
_MEMO_NAMES = 50_000
_ROLES = list(Role)
_FLAGS = ("is_designator", "is_single", "is_too_short", "is_acronym", "is_descriptive", "is_person", "is_office")
_NO_FAMILY = -1


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

    def __init__(self, entities: Sequence[Entity], index: WordIndex, arrays: NameArrays) -> None:
        """Take the arrays of `build_arrays`."""
        self.arrays = arrays
        self._entities = entities
        self._index = index
        self._memo: dict[int, CompiledName] = {}

    def __len__(self) -> int:
        """How many ways there are."""
        return len(self.arrays.entity)

    def get(self, number: int) -> CompiledName:
        """One of them."""
        name = self._memo.get(number)
        if name is None:
            if len(self._memo) >= _MEMO_NAMES:
                self._memo = {}
            name = self._memo[number] = self._make(number)
        return name

    def _make(self, number: int) -> CompiledName:
        arrays = self.arrays
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

    def words(self, number: int) -> list[int]:
        """The words of a name by number."""
        words: list[int] = self.arrays.words[self.arrays.starts[number] : self.arrays.starts[number + 1]].tolist()
        return words

    def of(self, entity: int) -> range:
        """The names of an entity, by its number."""
        first, end = np.searchsorted(self.arrays.entity, [entity, entity + 1])
        return range(int(first), int(end))

    def support(self, entity: int) -> list[int]:
        """Those of them that are looked for only when the entity has been found."""
        return [number for number in self.of(entity) if self.arrays.supports_only[number]]

    def flag(self, flag: str) -> npt.NDArray[np.bool_]:
        """A flag of every name."""
        return (self.arrays.flags >> _FLAGS.index(flag) & 1).astype(np.bool_)

    def has_flag(self, number: int, flag: str) -> bool:
        """A flag of one name."""
        return bool(int(self.arrays.flags[number]) >> _FLAGS.index(flag) & 1)

    def parts(self, number: int) -> Iterator[tuple[int, int, float, float]]:
        """Of each word of a name its number, its role by number, what it costs when it is missing, what it says."""
        arrays = self.arrays
        start, end = int(arrays.starts[number]), int(arrays.starts[number + 1])
        parts = (arrays.words, arrays.roles, arrays.missing, arrays.information)
        return zip(*(part[start:end].tolist() for part in parts), strict=True)
