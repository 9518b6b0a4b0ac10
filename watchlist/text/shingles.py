"""A short signature of a text, by which texts that tell the same story in the same words are found.

MinHash over runs of four words (A. Broder, "On the resemblance and containment of documents", 1997): of two texts the
share of equal numbers in their signatures is close to the share of runs that they have in common.
"""

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from rensa import RMinHash

from watchlist.text.tokens import word_texts

# Words of a run: with fewer, texts on one subject are alike; with more, an edited sentence makes a text another.
RUN = 4
# Texts with fewer words than these are alike by chance.
LEAST_WORDS = 12
# Words that are looked at: of a book the beginning says which it is.
_MOST_WORDS = 20_000
# Numbers of a signature, in bands of so many; two texts are compared when they share a band. With these, all but one in
# thirty pairs that have six tenths in common are, and one in six that have three.
BANDS = 25
_OF_A_BAND = 4
# It never changes, for signatures are kept.
_SEED = 20260131

Numbers = npt.NDArray[np.uint32]


def signature(text: str) -> bytes:
    """The signature of a text; empty for one that is too short to tell."""
    words = word_texts(text.lower())[:_MOST_WORDS]
    if len(words) < LEAST_WORDS:
        return b""
    runs = {" ".join(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}
    made = RMinHash(num_perm=BANDS * _OF_A_BAND, seed=_SEED)
    made.update(sorted(runs))
    return np.array(made.digest(), np.uint32).tobytes()


def bands(of: bytes) -> list[int]:
    """Of a signature one number for each band, from -2^63 to 2^63-1; texts that are alike mostly share one."""
    size = _OF_A_BAND * np.dtype(np.uint32).itemsize
    parts = [of[at : at + size] for at in range(0, len(of), size)]
    hashed = (hashlib.blake2b(bytes([number]) + part, digest_size=8).digest() for number, part in enumerate(parts))
    return [int.from_bytes(digest, "big", signed=True) for digest in hashed]


def resemblance(one: bytes, others: Sequence[bytes]) -> list[float]:
    """The share of runs, 0-1, that one text has in common with each of others, by their signatures."""
    own: Numbers = np.frombuffer(one, np.uint32)
    return [float(np.mean(own == np.frombuffer(other, np.uint32))) for other in others]
