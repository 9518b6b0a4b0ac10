"""The shape of names: their words, and the one that stands for a person later in a text."""

from watchlist.text.fold import fold
from watchlist.text.tokens import word_texts


def name_words(name: str) -> tuple[str, ...]:
    """The folded words of a name in written order; what folds to nothing is left out.

    >>> name_words("PUTIN, Vladimir Vladimirovich")
    ('putin', 'vladimir', 'vladimirovich')
    """
    return tuple(folded for word in word_texts(name) if (folded := fold(word)))


def spellings(name: str) -> tuple[tuple[str, ...], ...]:
    """The name's words, and the same with hyphened words written as one (Mohammad-Reza, Mohammadreza)."""
    apart, joined = name_words(name), name_words(name.replace("-", ""))
    return (apart,) if joined == apart or any(word.isdigit() for word in apart) else (apart, joined)


def family_word(name: str) -> str | None:
    """The word by which a text goes on speaking of a person: the last before a comma, else the last of all."""
    given_last, comma, _ = name.partition(",")
    found = name_words(given_last if comma else name)
    return found[-1] if len(found) > 1 or comma else None
