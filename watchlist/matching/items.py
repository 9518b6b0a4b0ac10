"""What hits can be about, by id: made into objects when they are asked for."""

import bisect
from collections.abc import Iterator, Mapping, Sequence
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


class Items(Mapping[str, Entity | Sector]):
    """Entities and sectors by id, in the order of their ids."""

    def __init__(
        self, entities: Sequence[Entity], sectors: Sequence[Sector], ids: Texts, numbers: npt.NDArray[np.int32]
    ) -> None:
        """`ids` are in order; `numbers` leads from each to its place among entities, and then sectors."""
        self.ids = ids
        self.numbers = numbers
        self._entities = entities
        self._sectors = sectors

    def __len__(self) -> int:
        """How many."""
        return len(self.ids)

    def __iter__(self) -> Iterator[str]:
        """The ids in order."""
        return iter(self.ids)

    def __getitem__(self, id: str) -> Entity | Sector:
        """The entity or sector of an id."""
        number = self.number(id)
        return self._entities[number] if number < len(self._entities) else self._sectors[number - len(self._entities)]

    def number(self, id: str) -> int:
        """The place of an id among entities, and then sectors.

        Raises:
            KeyError: nothing here has it.
        """
        at = bisect.bisect_left(self.ids, id)
        if at == len(self.ids) or self.ids[at] != id:
            raise KeyError(id)
        return int(self.numbers[at])

    def after(self, id: str) -> Iterator[Entity | Sector]:
        """Those whose ids come after a text, in order."""
        for at in range(bisect.bisect_right(self.ids, id), len(self.ids)):
            yield self[self.ids[at]]


def index_items(entities: Sequence[Entity], sectors: Sequence[Sector]) -> Items:
    """Put all of them in the order of their ids."""
    ids = [item.id for item in (*entities, *sectors)]
    order = sorted(range(len(ids)), key=ids.__getitem__)
    return Items(entities, sectors, lay_out([ids[number] for number in order]), np.array(order, np.int32))
