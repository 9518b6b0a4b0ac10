"""Fold a word for comparison: one spelling for all its guises of case, accent, width and script."""

import functools
import re
import unicodedata

from anyascii import anyascii

_INVISIBLE = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_NOT_KEPT = re.compile("[^a-z0-9]")

# Spellings that transliterations use for one sound, longest first. The skeleton has no vowels, so that
# Hezbollah and Hizbollah, Shoigu and Schoigu, Ghassem and Qassim fall together.
_SOUNDS = (
    ("sch", "s"), ("tch", "c"), ("sh", "s"), ("ch", "c"), ("kh", "h"), ("gh", "k"), ("ph", "f"), ("th", "t"),
    ("zh", "z"), ("dj", "j"), ("ts", "c"), ("tz", "c"), ("ck", "k"), ("ks", "x"), ("q", "k"), ("w", "v"),
)  # fmt: skip
_VOWELS = re.compile("[aeiouyh]")
_DOUBLE = re.compile(r"(.)\1+")


def fold(word: str) -> str:
    """The word in lower-case ASCII letters and digits; empty when nothing of it can be said so.

    >>> fold("Шойгу"), fold("Gérân"), fold("۱۳۶")
    ('shoigu', 'geran', '136')
    """
    if word.isascii():
        return _NOT_KEPT.sub("", word.lower())
    decomposed = unicodedata.normalize("NFKD", _INVISIBLE.sub("", word))
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _NOT_KEPT.sub("", anyascii(bare).lower())


@functools.lru_cache(maxsize=100_000)
def skeleton(folded: str) -> str:
    """The consonants of a folded word, one sign a sound: a key under which transliterations meet.

    >>> skeleton("shoigu") == skeleton("schoygou")
    True
    """
    for spelling, sound in _SOUNDS:
        folded = folded.replace(spelling, sound)
    folded = _DOUBLE.sub(r"\1", folded)
    return folded[:1] + _VOWELS.sub("", folded[1:])


def plural(folded: str) -> str:
    """The regular English plural of a folded noun."""
    if folded.endswith("y") and folded[-2:-1] not in "aeiou":
        return folded[:-1] + "ies"
    return folded + ("es" if folded.endswith(("s", "x", "ch", "sh")) else "s")
