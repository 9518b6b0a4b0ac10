"""What hits can be about, by id: made into objects when they are asked for."""

import bisect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np
import numpy.typing as npt
from pydantic import TypeAdapter

from watchlist.model.entities import Entity, Sector

Offsets = npt.NDArray[np.int64]

# Entities kept as objects; beyond that the memo starts afresh.
_MEMO_ENTITIES = 50_000
_SHAPE: TypeAdapter[Entity] = TypeAdapter(Entity)


class Texts(Sequence[str]):
    """Texts in one buffer: number n stands at bytes `starts[n]` to `starts[n + 1]`."""

    def __init__(self, buffer: memoryview, starts: Offsets) -> None:
        """Take the parts of `lay_out`."""
        self.buffer = buffer
        self.starts = starts

    def __len__(self) -> int:
        """How many."""
        return len(self.starts) - 1

    @overload
    def __getitem__(self, number: int) -> str: ...
    @overload
    def __getitem__(self, number: slice) -> list[str]: ...
    def __getitem__(self, number: int | slice) -> str | list[str]:
        """One, or some, of them."""
        if isinstance(number, slice):
            return [self[n] for n in range(*number.indices(len(self)))]
        return str(self.buffer[self.starts[number] : self.starts[number + 1]], "utf-8")


def lay_out(texts: Sequence[str]) -> Texts:
    """Put texts into one buffer."""
    encoded = [text.encode("utf-8") for text in texts]
    starts = np.concatenate([[0], np.cumsum([len(text) for text in encoded], dtype=np.int64)]).astype(np.int64)
    return Texts(memoryview(b"".join(encoded)), starts)


class PackedEntities(Sequence[Entity]):
    """Entities as JSON, each read when it is asked for."""

    def __init__(self, packed: Texts) -> None:
        """Take what `pack_entities` made."""
        self.packed = packed
        self._memo: dict[int, Entity] = {}

    def __len__(self) -> int:
        """How many."""
        return len(self.packed)

    @overload
    def __getitem__(self, number: int) -> Entity: ...
    @overload
    def __getitem__(self, number: slice) -> list[Entity]: ...
    def __getitem__(self, number: int | slice) -> Entity | list[Entity]:
        """One, or some, of them."""
        if isinstance(number, slice):
            return [self[n] for n in range(*number.indices(len(self)))]
        if not 0 <= number < len(self):
            raise IndexError(number)
        entity = self._memo.get(number)
        if entity is None:
            if len(self._memo) >= _MEMO_ENTITIES:
                self._memo = {}
            entity = self._memo[number] = _SHAPE.validate_json(self.packed[number])
        return entity


def pack_entities(entities: Sequence[Entity]) -> Texts:
    """Entities as JSON."""
    if isinstance(entities, PackedEntities):
        return entities.packed
    return lay_out([_SHAPE.dump_json(entity).decode() for entity in entities])


@dataclass(frozen=True, slots=True)
class Ids:
    """Ids in order, and for each the place of what it leads to."""

    texts: Texts
    numbers: npt.NDArray[np.int32]

    def find(self, id: str) -> int | None:
        """The place to which an id leads."""
        at = bisect.bisect_left(self.texts, id)
        return int(self.numbers[at]) if at < len(self.texts) and self.texts[at] == id else None


class Items(Mapping[str, Entity | Sector]):
    """Entities and sectors by id, in the order of their ids; the other ids of a party lead to it, too."""

    def __init__(self, entities: Sequence[Entity], sectors: Sequence[Sector], own: Ids, also: Ids) -> None:
        """Their own ids, and the other ids that lead to them."""
        self.own = own
        self.also = also
        self._entities = entities
        self._sectors = sectors

    def __len__(self) -> int:
        """How many."""
        return len(self.own.texts)

    def __iter__(self) -> Iterator[str]:
        """Their own ids in order."""
        return iter(self.own.texts)

    def __getitem__(self, id: str) -> Entity | Sector:
        """The entity or sector of an id."""
        number = self.number(id)
        return self._entities[number] if number < len(self._entities) else self._sectors[number - len(self._entities)]

    def number(self, id: str) -> int:
        """The place of an id among entities, and then sectors.

        Raises:
            KeyError: nothing here has it.
        """
        number = self.own.find(id)
        if number is None:
            number = self.also.find(id)
        if number is None:
            raise KeyError(id)
        return number

    def after(self, id: str) -> Iterator[Entity | Sector]:
        """Those whose ids come after a text, in order."""
        ids = self.own.texts
        for at in range(bisect.bisect_right(ids, id), len(ids)):
            yield self[ids[at]]


def index_items(entities: Sequence[Entity], sectors: Sequence[Sector]) -> Items:
    """Put all of them in the order of their ids."""
    own = [(item.id, number) for number, item in enumerate((*entities, *sectors))]
    also = [(id, number) for number, entity in enumerate(entities) for id in entity.also]
    return Items(entities, sectors, _in_order(own), _in_order(also))


def _in_order(pairs: list[tuple[str, int]]) -> Ids:
    pairs.sort()
    return Ids(lay_out([id for id, _ in pairs]), np.array([number for _, number in pairs], np.int32))
