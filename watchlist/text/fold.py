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
_CONSONANTS = (
    ("sch", "s"), ("sh", "s"), ("ch", "x"), ("kh", "x"), ("gh", "k"), ("ph", "f"), ("th", "t"), ("dh", "d"),
    ("zh", "d"), ("dj", "j"), ("q", "k"), ("g", "k"), ("c", "k"), ("v", "b"), ("p", "f"), ("z", "d"),
)  # fmt: skip
_WEAK = re.compile("[aeiouyhw]")
_VOWELS = re.compile("[aeiouyh]")
_DOUBLE = re.compile(r"(.)\1+")


@functools.lru_cache(maxsize=100_000)
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


# Scripts that anyascii turns into what a reader would write: Latin, Greek, Cyrillic, Armenian and Georgian.
_SPELT_OUT = re.compile("[A-Za-z\u00c0-\u058f\u10a0-\u10ff\u1e00-\u1fff]+")


def form_key(word: str) -> str:
    """Under what a written word stands in the table of name forms: folded, or in its own letters.

    The latter where folding leaves too little of it, as in scripts that write no vowels.
    """
    if word.isascii():
        return fold(word)
    bare = "".join(c for c in unicodedata.normalize("NFKD", _INVISIBLE.sub("", word)) if not unicodedata.combining(c))
    return fold(bare) if _SPELT_OUT.fullmatch(bare) else bare.replace("\u0640", "").lower()


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


def consonants(folded: str) -> str:
    """What scripts without vowels keep of a folded word: one sign for each group of sounds that they, or those who
    transliterate from them, do not tell apart.

    >>> consonants("yusuf") == consonants("ywsf"), consonants("Avraham".lower()) == consonants("brhm")
    (True, True)
    """
    for spelling, sound in _CONSONANTS:
        folded = folded.replace(spelling, sound)
    return _DOUBLE.sub(r"\1", _WEAK.sub("", folded))


def plural(folded: str) -> str:
    """The regular English plural of a folded noun."""
    if folded.endswith("y") and folded[-2:-1] not in "aeiou":
        return folded[:-1] + "ies"
    return folded + ("es" if folded.endswith(("s", "x", "ch", "sh")) else "s")
