"""What a name is in scripts that part words by nothing, or write into one word what belongs to its neighbour."""

import functools
import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from watchlist.text.tables import table_lines

_THAI = "\u0e01-\u0e4e\u0e80-\u0ecf\u1000-\u109f\u1780-\u17d3"
_KATAKANA = "\u30a1-\u30fa\u30fc-\u30ff\uff66-\uff9f"
_HANGUL = "\uac00-\ud7a3"
_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
_LETTERS = f"{_THAI}\u3041-\u309f{_KATAKANA}{_HANGUL}{_HAN}"
# Signs that are written inside a name or left out: spaces, middle dots, hyphens, brackets.
_FILLING = r"\s\u200b-\u200d\u2060\ufeff\u00b7\u2022\u30fb\uff65\u2027.\uff0e\-\u2010\u30a0=\uff1d()\uff08\uff09"
_STRETCH = re.compile(f"[{_LETTERS}](?:[{_FILLING}]{{0,2}}[{_LETTERS}])*")
_ANY = re.compile(f"[{_LETTERS}]")
_IS_HANGUL = re.compile(f"[{_HANGUL}]")
_IS_KATAKANA = re.compile(f"[{_KATAKANA}]")
# What Korean puts behind a name without a space: "Mr", "the side of", and the particles of its case.
_KOREAN_ENDING = re.compile(
    "(?:씨|님|측|군|양|들)?(?:은|는|이|가|을|를|의|에|에게|에서|에게서|와|과|랑|이랑|도|만|로|으로|까지|부터|보다|처럼|께서|께|"
    "이나|나|이며|며|이고|고|이라는|라는|이라고|라고|이란|란|이다|다|인|였다|이었다)?"
)

# Legal forms, longest first.
_FORMS = (
    "股份有限公司", "有限责任公司", "集团有限公司", "有限公司", "株式会社", "有限会社", "合同会社",
    "주식회사", "유한회사", "บริษัท", "จำกัด", "มหาชน", "会社", "公司", "集团", "회사",
)  # fmt: skip


class Stretch(NamedTuple):
    """Letters that stand together in a text, and where each of them stands there; both have one item a letter."""

    letters: str
    places: list[int]


def has_unspaced(text: str) -> bool:
    """Whether a text has letters of these scripts."""
    return not text.isascii() and _ANY.search(text) is not None


def stretches(text: str) -> Iterator[Stretch]:
    """The stretches of such letters in a text, in one spelling each: full width, simplified, without filling signs."""
    for found in _STRETCH.finditer(text):
        letters: list[str] = []
        places: list[int] = []
        for at, sign in enumerate(found.group(), found.start()):
            if _ANY.match(sign):
                for one in unicodedata.normalize("NFKC", sign):
                    letters.append(one)
                    places.append(at)
        yield Stretch("".join(letters).translate(_simplified()), places)


def name_letters(name: str) -> str:
    """The longest such stretch of a name, as it would be found in a text; empty when there is none.

    >>> name_letters("Jin Tiesan (金鐵三)")
    '金铁三'
    """
    return max((stretch.letters for stretch in stretches(name)), key=len, default="")


def without_form(letters: str) -> str:
    """A name without the legal form at its beginning or end.

    >>> without_form("华信船务香港有限公司")
    '华信船务香港'
    """
    for form in _FORMS:
        if letters.endswith(form):
            return letters.removesuffix(form)
        if letters.startswith(form):
            return letters.removeprefix(form)
    return letters


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether the characters from `start` to `end` may be a word of their own, by what stands beside them.

    A Korean name begins a word and ends it but for particles, one in Katakana is not part of a longer word, and in
    scripts of South East Asia no mark is cut off. Chinese characters tell nothing.
    """
    before, after = text[start - 1 : start], text[end : end + 1]
    if after and unicodedata.category(after).startswith("M"):
        return False
    if _IS_KATAKANA.match(text[start]) and _IS_KATAKANA.match(before):
        return False
    if _IS_KATAKANA.match(text[end - 1]) and _IS_KATAKANA.match(after):
        return False
    if _IS_HANGUL.match(text[start]) and _IS_HANGUL.match(before):
        return False
    if _IS_HANGUL.match(text[end - 1]):
        ending = re.compile(f"[{_HANGUL}]*").match(text, end)
        return ending is None or _KOREAN_ENDING.fullmatch(ending.group()) is not None
    return True


def is_hangul(letters: str) -> bool:
    """Whether all letters are Korean ones."""
    return all(map(_IS_HANGUL.match, letters))


@functools.cache
def _simplified() -> dict[int, str]:
    """Each traditional Chinese character with the simplified one."""
    return {ord(line[0]): line[1] for line in table_lines("simplified-characters")}
