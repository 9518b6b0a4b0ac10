"""Undo what is done to hide words from machines, or happens to them on paper, without moving a single character.

The straightened text is as long as the given one, so that every position means the same in both.
"""

import re

# Joins two letters into one word, and is folded away.
_JOINER = "\u2060"
_LINE_HYPHEN = re.compile(r"(?<=[^\W\d_])[-‐\u00ad]\r?\n(?=[^\W\d_])")
# Four single letters and more, one space between each two: "S h o i g u", "Al-S h e b a n i".
_SPACED_OUT = re.compile(r"(?<!\w)(?:[^\W\d_] ){3,}[^\W\d_](?![^\W\d_])")
_SINGLE_LETTERS = re.compile(r" [^\W\d_] [^\W\d_] [^\W\d_](?!\w)")
# A digit between letters, or after two of them, that a scanner or a hider has put for a letter.
_DIGIT = re.compile(r"[0135](?<=[^\W\d_].)(?=[^\W\d_])")
_LETTER_FOR = {"0": "o", "1": "l", "3": "e", "5": "s"}
# Letters of alphabets that look like Latin; and a word with letters of two alphabets.
_OTHER = re.compile("[\u0370-\u04ff]")
_MIXED = re.compile(r"[^\W\d_]*(?:[A-Za-z][\u0370-\u04ff]|[\u0370-\u04ff][A-Za-z])[^\W\d_]*")
# Cyrillic and Greek letters that look like Latin ones; and the Cyrillic ones the other way round.
_CYRILLIC, _LATIN = "асеорхуіјѕһԁӏАВЕКМНОРСТХУІЈЅ", "aceopxyijshdlABEKMHOPCTXYIJS"
_LOOKALIKES = str.maketrans(_CYRILLIC + "αεικνορτυχΑΒΕΗΙΚΜΝΟΡΤΥΧΖ", _LATIN + "aeikvoptuxABEHIKMNOPTYXZ")
_CYRILLIC_FOR = str.maketrans(_LATIN, _CYRILLIC)
_ONLY_CYRILLIC = re.compile(f"(?![{_CYRILLIC}])[\u0400-\u04ff]")


def straighten(text: str) -> str:
    """The text with words put together and letters put back; the text itself when there is nothing to do.

    >>> straighten("S h o i g u")[::2], straighten("Ант" + "on").isascii()
    ('Shoigu', False)
    """
    if "-\n" in text or "\u00ad\n" in text or "-\r\n" in text or "‐\n" in text:
        text = _LINE_HYPHEN.sub(lambda found: _JOINER * len(found.group()), text)
    if _SINGLE_LETTERS.search(text):
        text = _SPACED_OUT.sub(lambda found: found.group().replace(" ", _JOINER), text)
    if not text.isascii() and _OTHER.search(text):
        text = _MIXED.sub(lambda found: _in_one_alphabet(found.group()), text)
    return _DIGIT.sub(lambda found: _LETTER_FOR[found.group()], text)


def _in_one_alphabet(word: str) -> str:
    """A word of two alphabets in that to which its other letters belong: Юрiй is Cyrillic, Рutin is Latin."""
    return word.translate(_CYRILLIC_FOR if _ONLY_CYRILLIC.search(word) else _LOOKALIKES)
