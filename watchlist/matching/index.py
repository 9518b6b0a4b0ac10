"""The listed words and names in flat arrays: small, quick to load, and shared by all that map them.

A word is found exactly, one or two slips away, or by its consonants, through keys: a checksum of the word, of the word
without one of its letters (and the same of the written word, so that one slip on each side meets), and of its
consonants. Keys of different words may fall together; the comparison of the letters decides.
"""

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from watchlist.text.fold import skeleton

Numbers = npt.NDArray[np.int32]
Keys = npt.NDArray[np.uint32]

# Shorter folded words have too many neighbours to be found but exactly.
LEAST_FUZZY = 4
# A consonant key of fewer sounds says nothing.
LEAST_SOUNDS = 2


@dataclass(frozen=True, slots=True)
class Postings:
    """For each word the numbers of the names that it leads to: `names[starts[word]:starts[word + 1]]`."""

    starts: Numbers
    names: Numbers

    def of(self, word: int) -> Numbers:
        """The names of one word."""
        return self.names[self.starts[word] : self.starts[word + 1]]


class WordIndex:
    """The listed words by number, and the way from a written word to those it may stand for."""

    def __init__(self, text: bytes, starts: Numbers, keys: Keys, key_words: Numbers) -> None:
        """Take the arrays of `build_words`."""
        self.text = text
        self.starts = starts
        self.keys = keys
        self.key_words = key_words

    def __len__(self) -> int:
        """How many words there are."""
        return len(self.starts) - 1

    def word(self, number: int) -> str:
        """The folded word of a number."""
        return self.text[self.starts[number] : self.starts[number + 1]].decode("ascii")

    def near(self, written: Sequence[str], exact_only: Sequence[bool]) -> list[list[int]]:
        """For each folded written word the numbers of listed words that may be near; comparing them is left to do."""
        keys: list[int] = []
        ends: list[int] = []
        for word, is_exact in zip(written, exact_only, strict=True):
            keys += [_exact(word)] if is_exact else keys_of(word)
            if not is_exact and (misread := as_misread(word)) != word:
                keys.append(_exact(misread))
            ends.append(len(keys))
        wanted = np.array(keys, dtype=np.uint32)
        left = np.searchsorted(self.keys, wanted, "left")
        right = np.searchsorted(self.keys, wanted, "right")
        found: list[list[int]] = [[] for _ in written]
        if not len(wanted):
            return found
        owner = np.searchsorted(np.array(ends), np.arange(len(wanted)), "right")
        for at in np.nonzero(left < right)[0]:
            found[owner[at]] += self.key_words[left[at] : right[at]].tolist()
        return found


def build_words(words: Iterable[str]) -> WordIndex:
    """Index folded words; they get their numbers in alphabetical order."""
    ordered = sorted(set(words))
    lengths = np.fromiter((len(word) for word in ordered), np.int32, len(ordered))
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    pairs = [(key, number) for number, word in enumerate(ordered) for key in set(keys_of(word))]
    table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    order = np.argsort(table[:, 0], kind="stable")
    keys = table[order, 0].astype(np.uint32)
    return WordIndex("".join(ordered).encode("ascii"), starts, keys, table[order, 1].astype(np.int32))


def build_postings(leads: Sequence[Iterable[int]], words: int) -> Postings:
    """Turn round: for each name the words that lead to it, into for each word the names."""
    pairs = np.array([(word, name) for name, lead in enumerate(leads) for word in set(lead)], np.int64).reshape(-1, 2)
    order = np.lexsort((pairs[:, 1], pairs[:, 0]))
    counts = np.bincount(pairs[:, 0], minlength=words)
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    return Postings(starts, pairs[order, 1].astype(np.int32))


def keys_of(word: str) -> list[int]:
    """All keys under which a folded word is found."""
    keys = [_exact(word)]
    if len(word) >= LEAST_FUZZY and word.isalpha():
        raw = word.encode("ascii")
        keys += [zlib.crc32(raw[:i] + raw[i + 1 :], 1) for i in range(len(raw))]
        keys.append(zlib.crc32(raw, 1))
        sounds = skeleton(word)
        if len(sounds) >= LEAST_SOUNDS:
            keys.append(zlib.crc32(sounds.encode("ascii"), 2))
    return keys


def as_misread(word: str) -> str:
    """A folded word as it was before a scanner read two letters for one."""
    return word.replace("rn", "m").replace("cl", "d").replace("vv", "w")


def _exact(word: str) -> int:
    return zlib.crc32(word.encode("ascii"))
