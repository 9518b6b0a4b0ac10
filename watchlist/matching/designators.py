"""Align the name of a weapon system or a unit: words and numbers that stand together and in order, digits strict."""

from collections.abc import Iterator

from watchlist.matching.lexicon import Reading
from watchlist.matching.names import CompiledName
from watchlist.matching.policy import LETTERS_APART_POINTS, SHORT_DESIGNATOR
from watchlist.matching.scoring import Meeting, Met, is_joined, make_mention, word_costs
from watchlist.model.alerts import Cost, Mention
from watchlist.model.entities import Schema, Strength
from watchlist.text.knowledge import MEASURES, is_ordinal_ending


def find_designator(name: CompiledName, reading: Reading, at: int, position: int) -> Mention | None:
    """The name with its word `position` at word `at` of the text, all words together and in order.

    Endings of ordinal numbers count for nothing: 76th, 76-я.
    """
    places = _together(reading, at, position, len(name.words) - position - 1)
    if places is None:
        return None
    met: Meeting = {}
    for offset, (listed, place) in enumerate(zip(name.words, places, strict=True)):
        likeness = reading.meanings[place].listed.get(listed)
        if likeness is None:
            return None
        met[offset] = Met(place, likeness)
    if _goes_on(name, reading, places[-1]):
        return None
    if len(places) == 1 and met[0].likeness < 100.0:
        # One word without a number tells too little to be misspelt.
        return None
    if not _has_capital(reading, places, name) and not _needs_no_capital(name, reading, places):
        return None
    return make_mention(
        name, reading, met, [*word_costs(name, met), *_apart_letters(name, reading, places)], "designator"
    )


def _has_capital(reading: Reading, places: list[int], name: CompiledName) -> bool:
    """Whether a designator begins with a capital; of one without a number any word may have it."""
    if any(word.isdigit() for word in name.words):
        return reading.is_capitalised(places[0])
    return any(map(reading.is_capitalised, places))


def _apart_letters(name: CompiledName, reading: Reading, places: list[int]) -> Iterator[Cost]:
    """One or two letters and a number with a space between them stand for much else: a Mercedes S 300."""
    is_short = len(places) > 1 and len(name.words[0]) < SHORT_DESIGNATOR and name.words[1].isdigit()
    if is_short and reading.between(places[0], places[1]).isspace():
        yield Cost("its letters stand apart from its number", LETTERS_APART_POINTS)


def _needs_no_capital(name: CompiledName, reading: Reading, places: list[int]) -> bool:
    """Whether a designator is told by its number: su-34 and shahed 136 are, s 400 is not; or none there has one."""
    is_long = len(name.words[0]) > SHORT_DESIGNATOR
    if name.name.text[0].islower() or (is_long and reading.is_lower_case):
        return True
    if not any(word.isdigit() for word in name.words):
        return False
    return is_long or reading.between(places[0], places[0] + 1) in ("", "-")


def _goes_on(name: CompiledName, reading: Reading, last: int) -> bool:
    """Whether the end of a designator is only the beginning of another: 400,000, unit 07264B, T-90 minutes, Tor-M2."""
    if last + 1 == len(reading.words):
        return False
    gap, after = reading.between(last, last + 1), reading.meanings[last + 1].folded
    if not reading.meanings[last].folded.isdigit():
        # Iskander-E, Tor-M2: another model of the family. Shahed University: something else that is called so.
        is_model = gap == "-" and (len(after) == 1 or after.isdigit())
        is_other = gap == " " and name.name.strength is Strength.WEAK and reading.words[last + 1].text[0].isupper()
        return is_other or (is_model and len(name.words) == 1)
    if gap in (".", ",") and after.isdigit():
        return True
    if not gap and name.entity.schema is Schema.MILITARY_UNIT:
        return not is_ordinal_ending(after, reading.meanings[last].folded)
    return gap in (" ", "-") and after in MEASURES


def _together(reading: Reading, at: int, before: int, after: int) -> list[int] | None:
    """So many words before and after one, all standing together, without the endings of ordinal numbers."""
    places = [at]
    # Backwards first: after that the last place is the word itself again.
    for step, wanted in ((-1, before), (1, after)):
        for _ in range(wanted):
            beside = _next_said(reading, places[-1], step)
            if beside is None:
                return None
            places.append(beside)
        places.sort()
    return places


def _next_said(reading: Reading, i: int, step: int) -> int | None:
    for _ in range(2):
        beside = i + step
        if not 0 <= beside < len(reading.words) or not is_joined(reading, min(i, beside)):
            return None
        i = beside
        if not is_ordinal_ending(reading.meanings[i].folded, reading.meanings[i - 1].folded if i else ""):
            return i
    return None
