"""What is kept whole in one column: a value of ours as compressed JSON."""

import zlib
from typing import Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from watchlist.errors import StoreError

T = TypeVar("T")


class Packing(Generic[T]):
    """The way of one kind of value into bytes and back."""

    def __init__(self, kind: type[T], noun: str) -> None:
        """`noun` is what errors call it."""
        self._shape: TypeAdapter[T] = TypeAdapter(kind)
        self._noun = noun

    def pack(self, value: T) -> bytes:
        """The value in bytes."""
        return zlib.compress(self._shape.dump_json(value))

    def unpack(self, packed: bytes) -> T:
        """The value that `pack` made these bytes of.

        Raises:
            StoreError: they are not of this release's shape, or damaged.
        """
        try:
            return self._shape.validate_json(zlib.decompress(packed))
        except (zlib.error, ValidationError) as error:
            raise StoreError(
                f"the stored {self._noun} is of another release; the next refresh writes it anew: {error}"
            ) from None
