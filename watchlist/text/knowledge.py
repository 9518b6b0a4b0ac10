"""What is known of words and names in general: how common they are, which are forms of one name, which say little.

The tables in `data/` are derived; `data/README.md` says from what, and under which licence.
"""

import functools
import itertools
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from watchlist.text.tables import table_lines

# Logarithm of occurrences among a thousand million words (the Zipf scale) of a word that no table has.
RAREST_ZIPF = 1.0
# A word of names in fewer than about one of 100,000 names is rare.
RAREST_SHARE = 1e-5

# Shorter words are forms of too many names.
LEAST_FORM = 5


def _words(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


# The first half of Arabic names such as Abd al-Rahman.
_SERVANT = ("abd abdal abdel abdol abdul abdur abdus \u0639\u0628\u062f",)
# Legal forms of Russian, Indian and Ukrainian companies that OFAC's list does not write so.
_OTHER_FORMS = (
    "pvt", "private limited", "pvt ltd", "otkrytoe aktsionernoe obshchestvo", "zakrytoe aktsionernoe obshchestvo",
    "nepublichnoe aktsionernoe obshchestvo", "tovarystvo z obmezhenoiu vidpovidalnistiu",
)  # fmt: skip
# Forms that are everyday words, too, and are kept all the same.
_KEPT_FORMS = ("ao", "co", "inc")
_NO_FORMS = frozenset[str]()
# Russian, Ukrainian and Belarusian patronymics, folded; and what the father's name may have beyond what is left of it.
_PATRONYMIC = re.compile("(?P<base>[a-z]{2,}?)[aeioy]{0,3}(?:[vuw][iy]t?ch|(?P<daughter>[vuw]na(?:ya)?))")
_FATHER_ENDINGS = ("", "a", "ai", "ay", "ei", "ey", "i", "ii", "iy", "o", "y")

# Words that stand in names and say next to nothing: articles, prepositions, particles of Romance, Germanic and Arabic
# names. Folded.
PARTICLES = _words(
    "a al an and as at bin bint bte d da das de del della den der des di do dos du e el en et for fuer fur i ibn in la",
    "las le les lo los na o of on oglu or para por s san the to und van vd ve von vom y za zu ter ten ul ur us un ash",
    "ad ar az",
)
# Articles that make one word with the next: al-Ansari.
ARTICLES = _words("al el ul ur us ad ar az an as ash")
# Words that end a person's name: what stands behind them is another's.
BREAKS = _words("and or of for in on at the by with y e et und i to from as")
# What a number before it counts, and is then no part of a name. Folded.
MEASURES = _words(
    "minute minutes seconds hour hours day days week weeks month months year years percent per cent km kilometres",
    "kilometers miles metres metre meters meter mile kg tonnes tons dollars euros roubles rubles",
    "people soldiers degrees points goals",
)
# What follows the digits of an ordinal number, in English, Russian and Ukrainian. Folded.
_ORDINAL_ENDINGS = _words("st nd rd th ya y i oy oi aya iy go ey ei ta a")
# Words that make one name with the next: father of, mother of, servant of.
PREFIXES = _words("abu abou umm abd")
# Bodies that every state has.
OFFICES = _words("ministry department army directorate bureau committee")
# A father's name follows.
SON_OF = _words("bin ibn bint ben")
# Titles before a person's name. They are no part of it.
HONORIFICS = _words(
    "mr mrs ms miss dr prof professor sir lord lady dame hon honourable honorable his her excellency sheikh shaykh",
    "sheik shaikh haji hajji hajj mullah mawlawi maulavi mawlana maulana sayyid sayed syed sayyed seyed seyyed",
    "ayatollah imam hojatoleslam general gen colonel col major maj captain capt lieutenant lt brigadier admiral",
    "marshal commander sergeant president minister ambassador king queen prince princess emir amir qari ustad",
    "ustaz engineer",
)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The tables, read."""

    zipf_tenths: Mapping[str, int]
    shares: Mapping[str, float]
    groups: Sequence[tuple[str, ...]]
    symbols: Mapping[str, Sequence[int]]
    forms: frozenset[tuple[str, ...]]
    form_words: frozenset[str]

    def zipf(self, folded: str) -> float:
        """How common a folded word is in the languages of news, on the Zipf scale: 7 for "the", 1 for the rarest."""
        return self.zipf_tenths.get(folded, RAREST_ZIPF * 10) / 10

    def share(self, folded: str) -> float:
        """The share of listed names that have a folded word, 0-1, never less than that of a rare one."""
        return max(self.shares.get(folded, 0.0), RAREST_SHARE)

    def forms_of(self, key: str, *, with_short: bool = False) -> frozenset[str]:
        """The folded words that are forms of the same name as a word (Muhammad, Mehmood; Sergei, Siarhei).

        `key` is that of `fold.form_key`, so that a word of another script has forms, too. Short Latin words are forms
        of too much, and are left out unless asked for.
        """
        least = 1 if with_short else LEAST_FORM
        if len(key) < least:
            return _NO_FORMS
        groups = (self.groups[number] for number in self.symbols.get(key, ()))
        return frozenset(
            form for group in groups for form in group if form != key and form.isascii() and len(form) >= least
        )

    def fathers(self, folded: str) -> frozenset[str]:
        """The names that the father in a patronymic may have, as signs; none when it is no patronymic.

        Equal patronymics of any spelling have one in common (Nikolaevich, Mykolaiovych), those of sons and daughters
        none.
        """
        found = _PATRONYMIC.fullmatch(folded)
        if not found:
            return _NO_FORMS
        base, sex = found["base"], "f" if found["daughter"] else "m"
        numbers = {number for ending in _FATHER_ENDINGS for number in self.symbols.get(base + ending, ())}
        return frozenset(f"{number}{sex}" for number in numbers)

    def is_name_word(self, folded: str) -> bool:
        """Whether several listed names have this folded word."""
        return folded in self.shares

    def is_personal(self, folded: str) -> bool:
        """Whether this folded word is a form of a given or family name."""
        return folded in self.symbols

    def information(self, folded: str) -> float:
        """How much it says that this word is met, 0.2-5: the logarithm of how rare it is among names and in texts."""
        if folded in PARTICLES:
            return 0.2
        rare_among_names = -math.log10(self.share(folded))
        rare_in_texts = 8.8 - self.zipf(folded)
        size = 5.0 if len(folded) > 3 else 1.0 + 0.8 * len(folded)
        return max(0.4, min(rare_among_names, rare_in_texts, size))


def is_ordinal_ending(folded: str, before: str) -> bool:
    """Whether a word only makes an ordinal of the number before it: 76 *th*, 76-*я*."""
    return before.isdigit() and folded in _ORDINAL_ENDINGS


@functools.cache
def knowledge() -> Knowledge:
    """The tables; read once, at the first call."""
    zipf = {word: int(tenths) for word, tenths in (line.split() for line in table_lines("common-words"))}
    shares = {word: int(count) / 100_000 for word, count in (line.split() for line in table_lines("name-words"))}
    groups = [tuple(line.split()) for line in (*_SERVANT, *table_lines("name-symbols"))]
    symbols: dict[str, list[int]] = {}
    for number, group in enumerate(groups):
        for word in group:
            symbols.setdefault(word, []).append(number)
    forms = frozenset(
        tuple(spelt.split())
        for line in (*table_lines("org-forms"), *_OTHER_FORMS)
        for spelt in (line, line.replace("yu", "iu").replace("ya", "ia"))
    )
    # A form that is an everyday word in some language would take words out of names.
    kept = frozenset(form for form in forms if len(form) > 1 or zipf.get(form[0], 0) < 55 or form[0] in _KEPT_FORMS)
    return Knowledge(
        zipf,
        shares,
        groups,
        symbols,
        kept,
        frozenset(itertools.chain(*kept)),
    )
