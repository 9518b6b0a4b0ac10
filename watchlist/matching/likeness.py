"""How alike a listed and a written word are."""

from rapidfuzz.distance import OSA

from watchlist.matching.index import LEAST_FUZZY, as_misread
from watchlist.matching.policy import (
    COMMON_OTHER_ZIPF,
    COMMON_ZIPF,
    CONSONANTS_LIKENESS,
    EDITS_BY_LENGTH,
    FORM_LIKENESS,
    KNOWN_NAME_POINTS,
    LEAST_SINGLE,
    LEAST_SKELETON,
    SINGLE_LIKENESS,
    SKELETON_AT,
    SKELETON_KNOWN_AT,
    SKELETON_LIKENESS,
    SKELETON_RARE_AT,
    SPELLING_SHARE,
    SPELLING_ZIPF,
    WELL_KNOWN_ZIPF,
)
from watchlist.text.fold import skeleton
from watchlist.text.knowledge import knowledge

# Edits that a listed word may differ by, for each length; longer ones as the last.
_EDITS = tuple(
    next(edits for least, edits in reversed(EDITS_BY_LENGTH) if length >= least)
    for length in range(EDITS_BY_LENGTH[-1][0] + 1)
)
_MOST_EDITS = _EDITS[-1]


class WrittenWord:
    """A folded word as written, ready to be compared with listed ones.

    Without `has_vowels`, as Arabic and Hebrew are written, the consonants are all there is to compare.
    """

    __slots__ = ("_folded", "_has_vowels", "_is_common", "_is_fuzzy", "_less", "_misread", "_sounds")

    def __init__(self, folded: str, *, has_vowels: bool = True) -> None:
        """Work out all that does not depend on the listed word."""
        self._folded = folded
        self._has_vowels = has_vowels
        self._is_fuzzy = len(folded) >= LEAST_FUZZY and folded.isalpha()
        self._is_common = is_no_slip(folded)
        self._less = KNOWN_NAME_POINTS if knowledge().is_name_word(folded) else 0.0
        self._misread = as_misread(folded)
        self._sounds = skeleton(folded)

    def likeness(self, listed: str) -> float:
        """The likeness to a folded listed word, 0-100; 0 when they are not the same word."""
        folded = self._folded
        if listed == folded:
            return 100.0
        if not listed.isalpha():
            return 0.0
        if not self._has_vowels and skeleton(listed) == self._sounds:
            return CONSONANTS_LIKENESS
        if not self._is_fuzzy:
            return 0.0
        if listed == self._misread or knowledge().are_forms(listed, folded):
            return max(_letters_likeness(listed, folded), FORM_LIKENESS)
        return 0.0 if self._is_common else self._spelling_likeness(listed)

    def _spelling_likeness(self, listed: str) -> float:
        """The likeness as far as slips and transliterations explain it."""
        length = len(listed)
        edits = _EDITS[length] if length < len(_EDITS) else _MOST_EDITS
        if edits and OSA.distance(listed, self._folded, score_cutoff=edits) <= edits:
            return _letters_likeness(listed, self._folded) - self._less
        if skeleton(listed) != self._sounds:
            return 0.0
        likeness = _letters_likeness(listed, self._folded)
        if self._less:
            return likeness - self._less if likeness >= SKELETON_KNOWN_AT else 0.0
        if len(self._sounds) >= LEAST_SKELETON and likeness >= SKELETON_RARE_AT:
            return max(likeness, SKELETON_LIKENESS)
        return likeness if likeness >= SKELETON_AT else 0.0


def is_no_slip(folded: str) -> bool:
    """Whether a written word is so well known that it is not a misspelt one."""
    zipf = knowledge().zipf(folded)
    return zipf >= (COMMON_ZIPF if knowledge().is_name_word(folded) else COMMON_OTHER_ZIPF)


def _letters_likeness(listed: str, folded: str) -> float:
    return round(OSA.normalized_similarity(listed, folded) * 100.0, 1)


def is_spelling_of(listed: str, folded: str) -> bool:
    """Whether a written word may stand for a listed one that is a whole name, both folded.

    To the letter, or as an established or unheard-of spelling with the same consonants.
    """
    if listed == folded:
        return True
    is_known = knowledge().is_name_word(folded) and knowledge().share(folded) < SPELLING_SHARE
    return (
        len(listed) >= LEAST_SINGLE
        and len(skeleton(listed)) >= LEAST_SKELETON
        and knowledge().zipf(folded) < (SPELLING_ZIPF if is_known else WELL_KNOWN_ZIPF)
        and OSA.normalized_similarity(listed, folded) >= SINGLE_LIKENESS
        and skeleton(listed) == skeleton(folded)
    )
