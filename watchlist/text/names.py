"""The shape of names: their words."""

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
    apart = name_words(name)
    if "-" not in name or any(word.isdigit() for word in apart):
        return (apart,)
    joined = name_words(name.replace("-", ""))
    return (apart,) if joined == apart else (apart, joined)
