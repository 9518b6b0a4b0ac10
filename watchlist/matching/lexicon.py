"""What a written word can mean on the watchlist, worked out once for each distinct word."""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from watchlist.matching.index import WordIndex
from watchlist.matching.likeness import WrittenWord
from watchlist.text.tokens import Sentences, Word, join_hyphened, join_misread, words

# Distinct written words remembered with their meanings: about 50 MB when full; then the memo starts afresh.
MEMO_WORDS = 200_000
# No listed word is longer, and a comparison costs the product of both lengths.
LONGEST_WORD = 64
# Words of a single name that are looked at.
LONGEST_NAME = 50
# Letters of half a word that may be a word of its own.
LEAST_HALF = 3


@dataclass(frozen=True, slots=True)
class Meaning:
    """One written word: folded, and the listed words that it may stand for with their likeness, 0-100.

    `numbers` are those of the listed words in the index, in the same order.
    """

    folded: str
    listed: Mapping[str, float]
    numbers: tuple[int, ...] = ()


_NOTHING: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Reading:
    """A passage cut into words with their meanings; `words`, `meanings` and `sentence` have one item a word.

    All positions are of the whole text. `must_meet` are words that are only guessed to be words: a name must have all.
    """

    text: str
    words: list[Word]
    meanings: list[Meaning]
    sentences: Sentences
    sentence: list[int]
    is_lower_case: bool
    must_meet: frozenset[int] = frozenset()

    def between(self, i: int, j: int) -> str:
        """The signs and spaces between word i and word j, i < j."""
        return self.text[self.words[i].end : self.words[j].start]

    def is_capitalised(self, i: int) -> bool:
        """Whether word i may be a name by its first letter; scripts without case always may."""
        first = self.words[i].text[0]
        return not first.islower()

    def surface(self, first: int, last: int) -> tuple[int, int, str]:
        """Start, end and characters from word `first` to word `last`, both included."""
        start, end = self.words[first].start, self.words[last].end
        return start, end, self.text[start:end]


class Lexicon:
    """The listed words, found again exactly, a slip or two away, as a form of the same name, or by their consonants."""

    def __init__(self, index: WordIndex, plurals: Mapping[str, tuple[int, ...]]) -> None:
        """Use an index of folded words; `plurals` leads from a folded plural to the nouns among them."""
        self.index = index
        self.plurals = plurals
        self._memo: dict[str, Meaning] = {}

    def read(self, text: str, start: int = 0, end: int | None = None) -> Reading:
        """Cut a passage of a text into words and look each up."""
        end = len(text) if end is None else end
        cut = words(text, start, end)
        if "-" in text:
            cut = join_hyphened(text, cut, self._is_listed_as_one)
        if any(digit in text for digit in "01"):
            cut = join_misread(cut, self._is_listed)
        known = self.learn(word.text for word in cut)
        meanings = [known[word.text] if len(word.text) <= LONGEST_WORD else _unknown(word.text) for word in cut]
        sentences = Sentences(text, start, end)
        # Fewer than one word in fifty with a capital: the writer does without them.
        capitals = sum(word.text[0].isalpha() and not word.text[0].islower() for word in cut)
        return Reading(
            text, cut, meanings, sentences, [sentences.number(word.start) for word in cut], capitals * 50 < len(cut)
        )

    def read_name(self, name: str) -> Iterator[Reading]:
        """The ways to read a single name: as it is written, with two words as one, and with one word as two.

        All have the name's own characters; nothing is remembered.
        """
        cut = join_hyphened(name, words(name), self._is_listed_as_one) if "-" in name else words(name)
        cut = cut[:LONGEST_NAME]
        yield self._read_as(name, cut)
        for i, (word, after) in enumerate(itertools.pairwise(cut)):
            if word.text.isalpha() and after.text.isalpha():
                yield self._read_as(
                    name, [*cut[:i], Word(word.text + after.text, word.start, after.end), *cut[i + 2 :]], i
                )
        for i, word in enumerate(cut):
            for at in self._joints(word.text):
                first, second = word.text[:at], word.text[at:].capitalize()
                halves = [Word(first, word.start, word.start + at), Word(second, word.start + at, word.end)]
                yield self._read_as(name, [*cut[:i], *halves, *cut[i + 1 :]], i, i + 1)

    def _read_as(self, name: str, cut: list[Word], *guessed: int) -> Reading:
        # A name in lower case has the capitals that it would have.
        is_lower = name == name.lower()
        written = [WrittenWord((word.text.title() if is_lower else word.text)[:LONGEST_WORD]) for word in cut]
        near = self.index.near([word.keys() for word in written])
        meanings = [self._weigh(word, numbers) for word, numbers in zip(written, near, strict=True)]
        return Reading(name, cut, meanings, Sentences(name), [0] * len(cut), is_lower, frozenset(guessed))

    def _joints(self, word: str) -> list[int]:
        """Where a written word may be two listed ones."""
        plain = word.lower()
        if not (plain.isascii() and plain.isalpha()):
            return []
        places = range(LEAST_HALF, len(plain) - LEAST_HALF + 1)
        firsts = self.index.may_have([plain[:at] for at in places])
        seconds = self.index.may_have([plain[at:] for at in places])
        return [at for at, first, second in zip(places, firsts, seconds, strict=True) if first and second]

    def _is_listed(self, written: str) -> bool:
        return len(written) <= LONGEST_WORD and 100.0 in self.meaning(written).listed.values()

    def _is_listed_as_one(self, written: str) -> bool:
        """Whether words joined by a hyphen are a listed word, and no half is one."""
        if not self._is_listed(written):
            return False
        return not any(self.meaning(half).listed for half in written.rsplit("-", 1))

    def listed(self, plain: Sequence[str]) -> list[str]:
        """Which of some words in lower-case ASCII letters are listed, or are plurals of listed nouns.

        Now and then one that is not is among them.
        """
        found = self.index.may_have(plain)
        return [word for word, is_listed in zip(plain, found, strict=True) if is_listed or word in self.plurals]

    def meaning(self, written: str) -> Meaning:
        """What a word as written may stand for; remembered."""
        if len(written) > LONGEST_WORD:
            return _unknown(written)
        return self.learn((written,))[written]

    def learn(self, written: Iterable[str]) -> Mapping[str, Meaning]:
        """Look up the words that are not remembered yet, together; a memo that has all of them."""
        memo, given = self._memo, list(written)
        new = [word for word in dict.fromkeys(given) if word not in memo and len(word) <= LONGEST_WORD]
        if not new:
            return memo
        if len(memo) + len(new) > MEMO_WORDS:
            self._memo = memo = {}
            new = [word for word in dict.fromkeys(given) if len(word) <= LONGEST_WORD]
        looked_up = [WrittenWord(word) for word in new]
        for word, found, near in zip(new, looked_up, self.index.near([one.keys() for one in looked_up]), strict=True):
            memo[word] = self._weigh(found, near)
        return memo

    def _weigh(self, written: WrittenWord, near: list[int]) -> Meaning:
        folded = written.folded
        if not near and folded not in self.plurals:
            return Meaning(folded, _NOTHING)
        listed: dict[str, float] = {}
        numbers: list[int] = []
        for number in dict.fromkeys(near):
            word = self.index.word(number)
            if likeness := written.likeness(word):
                listed[word] = likeness
                numbers.append(number)
        for number in self.plurals.get(folded, ()):
            # A slip away, too, it has been met already.
            if (word := self.index.word(number)) not in listed:
                numbers.append(number)
            listed[word] = 100.0
        return Meaning(folded, listed or _NOTHING, tuple(numbers))


def _unknown(written: str) -> Meaning:
    return Meaning(written[:LONGEST_WORD].lower(), _NOTHING)
