"""The listed words and names in flat arrays: small, quick to load, and shared by all that map them.

A word is found exactly, one or two slips away, or by its consonants, through keys: a checksum of the word, of the word
without one of its letters (and the same of the written word, so that one slip on each side meets), and of its
consonants. Keys of different words may fall together; the comparison of the letters decides.
"""

import itertools
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from watchlist.text.fold import consonants, skeleton
from watchlist.text.knowledge import knowledge

Numbers = npt.NDArray[np.int32]
Keys = npt.NDArray[np.uint32]

# Shorter folded words have too many neighbours to be found but exactly.
LEAST_FUZZY = 4
# A consonant key of fewer sounds says nothing.
LEAST_SOUNDS = 2


@dataclass(frozen=True, slots=True)
class Postings:
    """For each word the numbers that it leads to: `numbers[starts[word]:starts[word + 1]]`, ascending."""

    starts: Numbers
    numbers: Numbers

    def of(self, word: int) -> Numbers:
        """The numbers of one word."""
        return self.numbers[self.starts[word] : self.starts[word + 1]]

    def owners(self) -> Numbers:
        """The word of each number."""
        return np.repeat(np.arange(len(self.starts) - 1, dtype=np.int32), np.diff(self.starts))

    def only(self, wanted: npt.NDArray[np.bool_]) -> "Postings":
        """The same words with some of their numbers."""
        kept = np.concatenate([[0], np.cumsum(wanted)])
        return Postings(kept[self.starts].astype(np.int32), self.numbers[wanted])


class WordIndex:
    """The listed words by number, and the way from a written word to those it may stand for."""

    def __init__(self, text: bytes | memoryview, starts: Numbers, keys: Keys, key_words: Numbers) -> None:
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
        return str(self.text[self.starts[number] : self.starts[number + 1]], "ascii")

    def first_letters(self) -> npt.NDArray[np.uint32]:
        """Of each word the first letter, 0 for a to 25 for z; 31 for what is none."""
        first = np.frombuffer(self.text, np.uint8)[self.starts[:-1]].astype(np.int32) - ord("a")
        return np.where((first >= 0) & (first < 26), first, 31).astype(np.uint32)

    def may_have(self, folded: Sequence[str]) -> npt.NDArray[np.bool_]:
        """Whether each folded word is among these; by its key, and so now and then one that is not."""
        keys = np.fromiter(map(zlib.crc32, map(str.encode, folded)), np.uint32, len(folded))
        at = np.searchsorted(self.keys, keys)
        at[at == len(self.keys)] = 0
        return self.keys[at] == keys if len(self.keys) else np.zeros(len(folded), np.bool_)

    def near(self, keys_of_each: Sequence[Sequence[int]]) -> list[list[int]]:
        """For each written word, given by its keys, the listed words that may be near; comparing them is left to do."""
        keys = [key for keys in keys_of_each for key in keys]
        ends = list(itertools.accumulate(map(len, keys_of_each)))
        wanted = np.array(keys, dtype=np.uint32)
        left = np.searchsorted(self.keys, wanted, "left")
        right = np.searchsorted(self.keys, wanted, "right")
        found: list[list[int]] = [[] for _ in keys_of_each]
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


def build_postings(words: npt.ArrayLike, numbers: npt.ArrayLike, size: int) -> Postings:
    """Postings of `size` words from pairs of a word and a number; a pair counts once."""
    pairs = np.asarray(words, np.int64) << 32 | np.asarray(numbers, np.int64)
    pairs = np.unique(pairs)
    counts = np.bincount(pairs >> 32, minlength=size)
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    return Postings(starts, (pairs & 0xFFFFFFFF).astype(np.int32))


def keys_of(word: str) -> list[int]:
    """All keys under which a folded listed word is found."""
    keys = near_keys(word)
    if len(word) >= LEAST_FUZZY and word.isalpha():
        if len(sounds := consonants(word)) >= LEAST_SOUNDS:
            keys.append(consonants_key(sounds))
        keys += map(father_key, knowledge().fathers(word))
    return keys


def near_keys(word: str) -> list[int]:
    """The keys under which a folded word meets itself, its slips and its other transliterations."""
    keys = [exact_key(word)]
    if len(word) >= LEAST_FUZZY and word.isalpha():
        raw = word.encode("ascii")
        keys += [zlib.crc32(raw[:i] + raw[i + 1 :], 1) for i in range(len(raw))]
        keys.append(zlib.crc32(raw, 1))
        sounds = skeleton(word)
        if len(sounds) >= LEAST_SOUNDS:
            keys.append(zlib.crc32(sounds.encode("ascii"), 2))
    return keys


def exact_key(word: str) -> int:
    """The key of a folded word to the letter."""
    return zlib.crc32(word.encode("ascii"))


def consonants_key(sounds: str) -> int:
    """The key of what is left of a word in scripts that write no vowels."""
    return zlib.crc32(sounds.encode("ascii"), 3)


def father_key(father: str) -> int:
    """The key of a patronymic by the father's name."""
    return zlib.crc32(father.encode("ascii"), 4)


def as_misread(word: str) -> str:
    """A folded word as it was before a scanner read two letters for one."""
    return word.replace("rn", "m").replace("cl", "d").replace("vv", "w")
