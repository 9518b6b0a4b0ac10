"""What a text says an acronym of its stands for: National Police Agency (NPA)."""

import re
from collections.abc import Iterator

from watchlist.text.knowledge import PARTICLES

# Letters of an acronym that is spelt out in words; shorter ones are seldom told, longer ones are words.
LEAST, MOST = 2, 7

# What stands before an acronym that is told: a bracket, perhaps an article and a quotation mark.
_BEFORE = r"\s\(\s?(?:the )?[\"“”„'‘]?"
_TOLD = re.compile(rf"{_BEFORE}([^\W\d_]{{{LEAST},{MOST}}})[\"“”'’]?\s?\)")
_WORD = re.compile(r"[^\W\d_][\w'’.-]*")


def meanings(text: str, acronym: str) -> Iterator[str]:
    """The words before "(NPA)" whose initials spell the acronym, particles aside; one for each place that has some."""
    if not LEAST <= len(acronym) <= MOST:
        return
    for place in re.finditer(rf"{_BEFORE}{re.escape(acronym)}\b", text):
        words = list(_WORD.finditer(text, max(0, place.start() - 40 * len(acronym)), place.start()))
        left = len(acronym)
        for word in reversed(words):
            initial = word.group()[0]
            if initial.lower() == acronym[left - 1].lower() and (initial.isupper() or not _is_particle(word.group())):
                left -= 1
                if not left:
                    yield " ".join(text[word.start() : place.start()].split())
                    break
            elif not _is_particle(word.group()):
                break


def told_after(text: str, start: int, end: int) -> str | None:
    """The acronym in brackets directly after a name that it abbreviates: Islamic Revolutionary Guard Corps (IRGC)."""
    told = _TOLD.match(text, end)
    if told is None:
        return None
    name = " ".join(text[start:end].split())
    return told[1] if name in meanings(text[start : told.end()], told[1]) else None


def _is_particle(word: str) -> bool:
    return word.lower() in PARTICLES
