"""Align a listed name with written words, and make its score, once, with all its parts."""

from dataclasses import dataclass

from watchlist.matching.lexicon import Reading
from watchlist.matching.policy import (
    CONTRADICTED_POINTS,
    COVERED_SHARE,
    FULL_WEIGHT_LENGTH,
    GAP_POINTS,
    GAP_WORDS,
    ORDER_POINTS,
    SHORT_WEIGHT,
)
from watchlist.model.alerts import Mention, WordMatch
from watchlist.model.entities import Entity, Name

# An initial agrees with a name, but agrees with so many: "S. Shoigu" stays below an alert.
INITIAL_LIKENESS = 40.0


@dataclass(frozen=True, slots=True)
class CompiledName:
    """A name ready to be found.

    Attributes:
        words, weights: folded words in listed order, and what each counts.
        is_designator: words stand together in this order, digits are strict (Shahed-136).
        family: the word by which a text goes on speaking of this person.
    """

    entity: Entity
    name: Name
    words: tuple[str, ...]
    weights: tuple[float, ...]
    is_designator: bool
    family: str | None


@dataclass(frozen=True, slots=True)
class Met:
    """Word `at` of the reading stands for a word of the name."""

    at: int
    likeness: float


def weigh(word: str) -> float:
    """What a word of a name counts: initials and particles less."""
    return 1.0 if len(word) >= FULL_WEIGHT_LENGTH or word.isdigit() else SHORT_WEIGHT


def find_designator(name: CompiledName, reading: Reading, at: int, position: int) -> Mention | None:
    """The name with its word `position` at word `at` of the text, all words together and in order."""
    first = at - position
    if first < 0 or first + len(name.words) > len(reading.words):
        return None
    met: dict[int, Met] = {}
    for offset, listed in enumerate(name.words):
        likeness = reading.meanings[first + offset].listed.get(listed)
        if likeness is None or (offset and not is_joined(reading, first + offset - 1)):
            return None
        met[offset] = Met(first + offset, likeness)
    return _mention(name, reading, met, "designator") if _may_be_name(name, reading, met) else None


def is_joined(reading: Reading, i: int) -> bool:
    """Whether word i and the next stand together: at most a space, hyphen, dash or quote between them."""
    gap = reading.between(i, i + 1)
    return len(gap) <= 3 and all(sign.isspace() or sign in "-‐‑‒–—−/\"'“”«»„’" for sign in gap) and "\n\n" not in gap


def find_words(name: CompiledName, reading: Reading, at: int, position: int) -> Mention | None:
    """The name around word `at`, which stands for its word `position`: any order, small gaps, one sentence."""
    met = {position: Met(at, reading.meanings[at].listed[name.words[position]])}
    for step in (1, -1):
        _grow(name, reading, met, at, step)
    if not _covers(name, met) or not _may_be_name(name, reading, met):
        return None
    return _mention(name, reading, met, "words")


def _grow(name: CompiledName, reading: Reading, met: dict[int, Met], at: int, step: int) -> None:
    gap, i = 0, at + step
    while 0 <= i < len(reading.words) and reading.sentence[i] == reading.sentence[at] and gap <= GAP_WORDS:
        taken = _meet(name, reading, met, i)
        if taken is None:
            gap += 1
        else:
            met[taken[0]] = taken[1]
            gap = 0
        i += step


def _meet(name: CompiledName, reading: Reading, met: dict[int, Met], i: int) -> tuple[int, Met] | None:
    """Which word of the name, not met yet, word i of the text stands for best."""
    meaning = reading.meanings[i]
    is_initial = len(meaning.folded) == 1 and reading.words[i].text.isupper()
    best: tuple[int, Met] | None = None
    for position, listed in enumerate(name.words):
        if position in met:
            continue
        likeness = meaning.listed.get(listed, 0.0)
        if not likeness and is_initial and listed.startswith(meaning.folded):
            likeness = INITIAL_LIKENESS
        if likeness and (best is None or likeness > best[1].likeness):
            best = position, Met(i, likeness)
    return best


def _covers(name: CompiledName, met: dict[int, Met]) -> bool:
    if len(met) < min(2, len(name.words)):
        return False
    return sum(name.weights[position] for position in met) >= COVERED_SHARE * sum(name.weights)


def _may_be_name(name: CompiledName, reading: Reading, met: dict[int, Met]) -> bool:
    """Case is evidence: names have capitals, unless the whole text does without and the words agree to the letter."""
    if len(name.words) == 1:
        likeness = met[0].likeness
        return reading.is_capitalised(met[0].at) and (likeness == 100.0 or len(name.words[0]) >= 8)
    if name.is_designator and any(word.isdigit() for word in name.words):
        return True
    if name.is_designator:
        return reading.is_capitalised(met[0].at)
    if all(reading.is_capitalised(word.at) for word in met.values()):
        return True
    return reading.is_lower_case and all(word.likeness == 100.0 for word in met.values())


def _mention(name: CompiledName, reading: Reading, met: dict[int, Met], rule: str) -> Mention:
    order = [met[position].at for position in sorted(met)]
    start, end, surface = reading.surface(min(order), max(order))
    return Mention(
        entity_id=name.entity.id,
        start=start,
        end=end,
        surface=surface,
        name=name.name.text,
        score=_score(name, reading, met),
        rule=rule,
        words=tuple(_word_match(name, reading, met, position) for position in range(len(name.words))),
    )


def _word_match(name: CompiledName, reading: Reading, met: dict[int, Met], position: int) -> WordMatch:
    if position not in met:
        return WordMatch(name.words[position], None, 0.0)
    return WordMatch(name.words[position], reading.words[met[position].at].text, met[position].likeness)


def _score(name: CompiledName, reading: Reading, met: dict[int, Met]) -> float:
    order = [met[position].at for position in sorted(met)]
    agreed = sum(name.weights[position] * word.likeness for position, word in met.items()) / sum(name.weights)
    strangers = max(order) - min(order) + 1 - len(met)
    is_contradicted = strangers > 0 and len(met) < len(name.words)
    cost = CONTRADICTED_POINTS if is_contradicted else GAP_POINTS * strangers
    if (
        order != sorted(order)
        and "," not in reading.text[reading.words[min(order)].end : reading.words[max(order)].start]
    ):
        cost += ORDER_POINTS
    return round(max(0.0, min(100.0, agreed - cost)), 1)
