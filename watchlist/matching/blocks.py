"""A text in blocks of a few thousand characters: small enough that most have nothing to look at."""

from collections.abc import Iterator
from dataclasses import dataclass

# Characters. Large blocks amortise the work that each costs, small ones more often have nothing in them.
BLOCK = 4_000
# Characters of the block before that are looked at again, so that no name is cut in two.
OVERLAP = 160
# A word longer than this may be cut: it is no name.
LONGEST = 1_000


@dataclass(frozen=True, slots=True)
class Block:
    """Characters `start` to `end` of a text."""

    text: str
    start: int
    end: int


def blocks(text: str) -> Iterator[Block]:
    """The blocks of a text, cut at white space."""
    start, size = 0, len(text)
    while start < size:
        # A short rest goes with the last block.
        end = size if size - start < 2 * BLOCK else _cut(text, start + BLOCK)
        yield Block(text[start:end], start, end)
        if end == size:
            return
        start = max(start + 1, _cut(text, end - OVERLAP, least=start + BLOCK // 2))


def _cut(text: str, at: int, least: int = 0) -> int:
    """The first white space at or after a place, or the place itself when there is none near."""
    at = max(at, least)
    for i in range(at, min(len(text), at + LONGEST)):
        if text[i].isspace():
            return i
    return at
