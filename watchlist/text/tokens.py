"""Cut a text into words and sentences without losing where they stand."""

import bisect
import re
from collections.abc import Callable
from typing import NamedTuple

# A combining mark is part of its word (`\w` alone would cut Devanagari and pointed Arabic into letters), and so
# is an invisible character between two letters. Letters and digits part, so that Shahed136 is Shahed 136.
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u0900-\u0903\u093a-\u094f\u0e31-\u0e4e"
)
_JOINERS = "\u00ad\u200b-\u200d\u2060\ufeff"
# An apostrophe inside a word belongs to it (Da'esh, O'Neill), but not the one of a possessive or of l'Iran.
_APOSTROPHE = r"(?:(?<=[^\W\d_]{2})|(?<=\b[oOaA]))['’ʼʻ‘`](?=[^\W\d_]{2})"
_WORD = re.compile(rf"[^\W\d_](?:[{_JOINERS}]*[^\W\d_{_JOINERS}]|[{_MARKS}]|{_APOSTROPHE})*|\d+")

# Signs that may part two words of one phrase.
_CLOSE = "№#-‐‑‒–—−/\"'“”«»„’"
_HYPHENED = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)+")

# Letters that a scanner takes for a digit at the end of a word of so many letters and more before it.
LEAST_MISREAD = 3
_LETTERS = {"1": "l", "0": "o"}
_MISREAD = re.compile(rf"([^\W\d_]{{{LEAST_MISREAD},}})([01])(?!\w)")

# A sentence ends at a full stop after a word of more than one letter (not an initial), or at a blank line. Every
# repetition has a bound, or a text of full stops and digits would be read over and over.
_SENTENCE_END = re.compile(
    r"(?<=[^\W_]{2})[.!?…]{1,9}[”’\"»)\]]{0,9}\s{1,99}(?=[\W\d]{0,20}[^\W\d_a-z])|\n[^\S\n]*\n\s*"
)
_ABBREVIATION = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Lt|Maj|Capt|Adm|Sgt|Sen|Rep|Gov|St|No|vs|Inc|Ltd|Co|Corp)$")


class Word(NamedTuple):
    """One word as written: `text == document[start:end]`."""

    text: str
    start: int
    end: int


def words(text: str, start: int = 0, end: int | None = None) -> list[Word]:
    """The words of a text, or of its characters `start` to `end`, in order.

    Punctuation, signs and spaces are what lies between them.
    """
    stretch = _WORD.finditer(text, start, len(text) if end is None else end)
    return [Word(match.group(), match.start(), match.end()) for match in stretch]


def word_texts(text: str) -> list[str]:
    """The words of a text as written, without their places."""
    return _WORD.findall(text)


def hyphened_texts(text: str) -> list[str]:
    """Words that hyphens join, as one."""
    return _HYPHENED.findall(text) if "-" in text else []


def join_hyphened(text: str, cut: list[Word], is_one: Callable[[str], bool]) -> list[Word]:
    """The words of a text with those put together that hyphens join and that `is_one` takes for one (North-Wind)."""
    joined: list[Word] = []
    for word in cut:
        before = joined[-1] if joined else None
        if before is not None and text[before.end : word.start] == "-" and is_one(text[before.start : word.end]):
            joined[-1] = Word(text[before.start : word.end], before.start, word.end)
        else:
            joined.append(word)
    return joined


def is_close(gap: str) -> bool:
    """Whether what lies between two words lets them stand together: at most a space, hyphen, dash or quote."""
    return len(gap) <= 3 and all(sign.isspace() or sign in _CLOSE for sign in gap) and "\n\n" not in gap


def misread_texts(text: str) -> list[str]:
    """Words that end in a digit, with the letter that was meant: Abdul for Abdu1, Francisco for Francisc0."""
    return [letters + _LETTERS[digit] for letters, digit in _MISREAD.findall(text)]


def join_misread(cut: list[Word], is_one: Callable[[str], bool]) -> list[Word]:
    """The same words, a digit at the end of one taken for a letter where `is_one` knows the word."""
    joined: list[Word] = []
    for word in cut:
        before = joined[-1] if joined else None
        if (
            before is not None
            and before.end == word.start
            and word.text in _LETTERS
            and len(before.text) >= LEAST_MISREAD
        ):
            whole = before.text + _LETTERS[word.text]
            if is_one(whole):
                joined[-1] = Word(whole, before.start, word.end)
                continue
        joined.append(word)
    return joined


def _may_be_misread(letters: Word, digit: Word) -> bool:
    return digit.text in _LETTERS and len(letters.text) >= LEAST_MISREAD and letters.text.isalpha()


class Sentences:
    """Where the sentences of one text, or of a stretch of it, stand, found once."""

    def __init__(self, text: str, start: int = 0, end: int | None = None) -> None:
        """Find the sentence ends of `text` between `start` and `end`."""
        self._text = text
        self._end = len(text) if end is None else end
        self._starts = [start]
        for match in _SENTENCE_END.finditer(text, start, self._end):
            if not _ABBREVIATION.search(text, max(0, match.start() - 8), match.start()):
                self._starts.append(match.end())

    def around(self, start: int, end: int) -> tuple[int, int]:
        """The span from the beginning of the sentence of `start` to the end of the sentence of `end`, trimmed."""
        first = self._starts[bisect.bisect_right(self._starts, start) - 1]
        after = bisect.bisect_left(self._starts, max(end, start + 1))
        last = self._starts[after] if after < len(self._starts) else self._end
        return first, max(end, first + len(self._text[first:last].rstrip()))

    def number(self, position: int) -> int:
        """Which sentence, counted from 0, a character belongs to."""
        return bisect.bisect_right(self._starts, position) - 1
