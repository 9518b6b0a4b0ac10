"""How alike a listed and a written word are."""

import re

from rapidfuzz.distance import OSA

from watchlist.matching.index import (
    LEAST_FUZZY,
    LEAST_SOUNDS,
    as_misread,
    consonants_key,
    exact_key,
    father_key,
    near_keys,
)
from watchlist.matching.policy import (
    COMMON_OTHER_ZIPF,
    COMMON_ZIPF,
    CONSONANTS_LIKENESS,
    EDITS_BY_LENGTH,
    FAR_FORM_LIKENESS,
    FEW_CONSONANTS_LIKENESS,
    FORM_LIKENESS,
    KNOWN_NAME_POINTS,
    LEAST_SINGLE,
    LEAST_SKELETON,
    LONG_SINGLE,
    SINGLE_LIKENESS,
    SKELETON_AT,
    SKELETON_KNOWN_AT,
    SKELETON_LIKENESS,
    SKELETON_RARE_AT,
    SPELLING_SHARE,
    SPELLING_ZIPF,
    WELL_KNOWN_ZIPF,
)
from watchlist.text.fold import consonants, fold, form_key, skeleton
from watchlist.text.knowledge import RAREST_ZIPF, knowledge

# Edits that a listed word may differ by, for each length; longer ones as the last.
_EDITS = tuple(
    next(edits for least, edits in reversed(EDITS_BY_LENGTH) if length >= least)
    for length in range(EDITS_BY_LENGTH[-1][0] + 1)
)
_MOST_EDITS = _EDITS[-1]


# Hebrew, Arabic and Syriac letters; and the article, which is written as one word with the next.
_ABJAD = re.compile("[\u0590-\u074f\ufb1d-\ufdff\ufe70-\ufefc]")
_ARTICLE = "\u0627\u0644"
_VAV = "\u05d5"
# The first character after those of Latin scripts.
_LATIN_ENDS = "\u0370"


_NO_FORMS = frozenset[str]()


class WrittenWord:
    """A word as written, ready to be looked up and compared with listed ones."""

    __slots__ = (
        "_consonants",
        "_fathers",
        "_forms",
        "_is_common",
        "_is_fuzzy",
        "_less",
        "_misread",
        "_sounds",
        "folded",
    )

    def __init__(self, written: str) -> None:
        """Work out all that does not depend on the listed word."""
        is_ascii = written.isascii()
        is_abjad = not is_ascii and bool(_ABJAD.search(written))
        if is_abjad and written.startswith(_ARTICLE) and len(written) > len(_ARTICLE) + LEAST_SOUNDS:
            written = written[len(_ARTICLE) :]
        self.folded = self._misread = folded = fold(written)
        self._forms = self._fathers = _NO_FORMS
        self._is_common = self._is_fuzzy = False
        self._less = 0.0
        self._sounds = ""
        # Vav is mostly a vowel.
        self._consonants = consonants(fold(written[0] + written[1:].replace(_VAV, ""))) if is_abjad else ""
        # A word without a capital stands for itself alone, and so does a number.
        if written[0].islower() or not written[0].isalpha():
            return
        known = knowledge()
        is_latin = is_ascii or all(character < _LATIN_ENDS for character in written)
        self._forms = known.forms_of(folded if is_ascii else form_key(written), with_short=not is_latin)
        if len(folded) < LEAST_FUZZY or not folded.isalpha() or is_abjad:
            return
        self._is_fuzzy = True
        self._is_common = is_no_slip(folded)
        self._fathers = known.fathers(folded)
        self._less = KNOWN_NAME_POINTS if known.is_name_word(folded) else 0.0
        self._misread = as_misread(folded)
        self._sounds = skeleton(folded)

    def keys(self) -> list[int]:
        """The keys in the index of all listed words that it may stand for."""
        folded = self.folded
        keys = near_keys(folded) if self._is_fuzzy and not self._is_common else [exact_key(folded)]
        if self._misread != folded:
            keys.append(exact_key(self._misread))
        if len(self._consonants) >= LEAST_SOUNDS:
            keys.append(consonants_key(self._consonants))
        keys += map(exact_key, self._forms)
        keys += map(father_key, self._fathers)
        return keys

    def likeness(self, listed: str) -> float:
        """The likeness to a folded listed word, 0-100; 0 when they are not the same word."""
        folded = self.folded
        if listed == folded:
            return 100.0
        if not listed.isalpha():
            return 0.0
        if listed == self._misread or listed in self._forms:
            likeness = _letters_likeness(listed, folded)
            return max(
                likeness, FORM_LIKENESS if likeness >= SKELETON_RARE_AT or self._consonants else FAR_FORM_LIKENESS
            )
        if self._fathers and not self._fathers.isdisjoint(knowledge().fathers(listed)):
            return max(_letters_likeness(listed, folded), FAR_FORM_LIKENESS)
        if self._consonants:
            return self._consonants_likeness(listed)
        return self._spelling_likeness(listed) if self._is_fuzzy and not self._is_common else 0.0

    def _consonants_likeness(self, listed: str) -> float:
        if consonants(listed) != self._consonants:
            return 0.0
        return CONSONANTS_LIKENESS if len(self._consonants) >= LEAST_SKELETON else FEW_CONSONANTS_LIKENESS

    def _spelling_likeness(self, listed: str) -> float:
        """The likeness as far as slips and transliterations explain it."""
        length = len(listed)
        edits = _EDITS[length] if length < len(_EDITS) else _MOST_EDITS
        if edits and OSA.distance(listed, self.folded, score_cutoff=edits) <= edits:
            return _letters_likeness(listed, self.folded) - self._less
        if skeleton(listed) != self._sounds:
            return 0.0
        likeness = _letters_likeness(listed, self.folded)
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

    To the letter; with one slip in a long word that no language knows; or as an established or unheard-of spelling with
    the same consonants.
    """
    if listed == folded:
        return True
    is_unknown = knowledge().zipf(folded) <= RAREST_ZIPF
    if is_unknown and listed == as_misread(folded):
        return True
    if is_unknown and len(listed) >= LONG_SINGLE:
        return OSA.distance(listed, folded, score_cutoff=1) <= 1
    is_known = knowledge().is_name_word(folded) and knowledge().share(folded) < SPELLING_SHARE
    return (
        len(listed) >= LEAST_SINGLE
        and len(skeleton(listed)) >= LEAST_SKELETON
        and knowledge().zipf(folded) < (SPELLING_ZIPF if is_known else WELL_KNOWN_ZIPF)
        and OSA.normalized_similarity(listed, folded) >= SINGLE_LIKENESS
        and skeleton(listed) == skeleton(folded)
    )
