"""The archive's inverted index: for some thousand texts at a time, which chunks they left, and which text has which."""

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from watchlist.errors import StoreError
from watchlist.store.database import Database
from watchlist.store.tables import documents, trace_blocks

# Texts of one block, and characters at the most. Fewer that wait for theirs are read again when it comes to it.
BLOCK = 2_000
_CHARACTERS = 20_000_000
# How much a block is packed: the fastest level; the others save a tenth and take three times as long.
_LEVEL = 1

Numbers = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class TraceBlock:
    """What some texts left behind.

    Attributes:
        texts: their SHA-256, in hexadecimal.
        chunks: all that they left, in order.
        starts, numbers: chunk n stands in the texts `numbers[starts[n]:starts[n + 1]]`, ascending.
    """

    texts: tuple[str, ...]
    chunks: tuple[str, ...]
    starts: Numbers
    numbers: Numbers


def lay_out(left: Mapping[str, AbstractSet[str]]) -> TraceBlock:
    """A block of what each text left, by its SHA-256."""
    chunks = sorted(set().union(*left.values()))
    place = {chunk: number for number, chunk in enumerate(chunks)}
    pairs = [place[chunk] << 32 | number for number, of_text in enumerate(left.values()) for chunk in of_text]
    ordered = np.sort(np.array(pairs, np.int64))
    counts = np.bincount(ordered >> 32, minlength=len(chunks))
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    return TraceBlock(tuple(left), tuple(chunks), starts, (ordered & 0xFFFFFFFF).astype(np.int32))


def _pack(block: TraceBlock) -> bytes:
    chunks = "\n".join(block.chunks).encode("utf-8", "surrogatepass")
    # A block has fewer texts than two bytes count.
    parts = [
        bytes.fromhex("".join(block.texts)), chunks, block.starts.tobytes(), block.numbers.astype(np.uint16).tobytes(),
    ]  # fmt: skip
    head = json.dumps([len(part) for part in parts]).encode()
    return zlib.compress(b"\n".join([head, b"".join(parts)]), _LEVEL)


def _unpack(packed: bytes) -> TraceBlock:
    try:
        head, _, rest = zlib.decompress(packed).partition(b"\n")
        ends = np.concatenate([[0], np.cumsum(json.loads(head))]).tolist()
        texts, chunks, starts, numbers = (rest[ends[i] : ends[i + 1]] for i in range(4))
    except (zlib.error, ValueError) as error:
        raise StoreError(f"an index of stored texts is damaged: {error}") from None
    return TraceBlock(
        tuple(texts[at : at + 32].hex() for at in range(0, len(texts), 32)),
        tuple(chunks.decode("utf-8", "surrogatepass").split("\n")),
        np.frombuffer(starts, np.int32),
        np.frombuffer(numbers, np.uint16).astype(np.int32),
    )


def untraced(database: Database) -> dict[str, str]:
    """The texts for the next block, by SHA-256; none while they are too few."""
    waiting = sa.select(documents.c.sha256, sa.func.length(documents.c.text).label("size"))
    waiting = waiting.where(documents.c.traced_in.is_(None)).order_by(documents.c.added_at, documents.c.sha256)
    with database.read() as connection:
        chosen: list[str] = []
        size = 0
        for row in connection.execute(waiting.limit(BLOCK)):
            chosen.append(row.sha256)
            size += row.size
            if size >= _CHARACTERS:
                break
        else:
            if len(chosen) < BLOCK:
                return {}
        rows = connection.execute(sa.select(documents.c.sha256, documents.c.text).where(documents.c.sha256.in_(chosen)))
        return {row.sha256: row.text for row in rows}


def keep(database: Database, block: TraceBlock) -> None:
    """Add a block; its texts need not be read again."""
    with database.write() as connection:
        row = connection.execute(sa.insert(trace_blocks).values(documents=len(block.texts), packed=_pack(block)))
        (number,) = row.inserted_primary_key or (0,)
        connection.execute(sa.update(documents).where(documents.c.sha256.in_(block.texts)).values(traced_in=number))


def every_block(database: Database) -> Iterator[TraceBlock]:
    """All blocks, one after another.

    Raises:
        StoreError: one is damaged.
    """
    with database.read() as connection:
        numbers: Sequence[int] = connection.scalars(sa.select(trace_blocks.c.number)).all()
    for number in numbers:
        with database.read() as connection:
            packed = connection.scalar(sa.select(trace_blocks.c.packed).where(trace_blocks.c.number == number))
        if packed is not None:
            yield _unpack(packed)


def not_in_blocks(database: Database, screened_with: str) -> list[str]:
    """The documents that were screened so and stand in no block yet."""
    query = sa.select(documents.c.sha256).where(
        documents.c.traced_in.is_(None), documents.c.screened_with == screened_with
    )
    with database.read() as connection:
        return list(connection.scalars(query))
