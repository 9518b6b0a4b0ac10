"""Align a listed name with written words, and make its score, once, with all its parts.

A score begins at 100, which is the full name as listed, and each thing that differs costs points: a listed word that
is missing, one that is written otherwise, a stranger in between, another order, and how little the words that agree
say.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from watchlist.matching.lexicon import Reading
from watchlist.matching.likeness import is_spelling_of
from watchlist.matching.names import CompiledName, Role
from watchlist.matching.policy import (
    ACRONYM_LENGTH,
    CERTAIN_WORDS,
    COMMON_SINGLE_POINTS,
    COMPOUND_ZIPF,
    CONTRADICTED_POINTS,
    DESCRIPTIVE_APART_POINTS,
    DESCRIPTIVE_POINTS,
    DESCRIPTIVE_POINTS_LONG,
    FAMILY_INITIAL_SHARE,
    FORM_POINTS,
    GAP_POINTS,
    GAP_WORDS,
    HALF_OF_COMPOUND_POINTS,
    INITIAL_INFORMATION,
    INITIAL_POINTS,
    INITIAL_SHARE,
    LEAST_LOWER_SINGLE,
    LONG_DESCRIPTION,
    LONGER_POINTS,
    LONGER_POINTS_LONG,
    LONGER_POINTS_SINGLE,
    LONGER_ZIPF,
    LONGEST_UNKNOWN,
    LOWER_GAP_POINTS,
    LOWER_SINGLE_ZIPF,
    MOST_FOR_WHOLE,
    MOST_UNLIKE,
    MOST_UNLIKE_SINGLE,
    NO_GIVEN_POINTS,
    NUMBER_APART_POINTS,
    ONLY_INITIAL_POINTS,
    ORDER_POINTS,
    ORDER_POINTS_PARTIAL,
    ORDINARY_SINGLE_ZIPF,
    SINGLE_KINDS,
    SINGLE_POINTS,
    SINGLE_ZIPF,
    SLOPE,
    SON_OF_POINTS,
    UNKNOWN_ZIPF,
    UNLIKE_AT,
    UNLIKE_SHARE,
    UNLIKE_SHARE_BELOW,
    UNLISTED_FIRST_POINTS,
    UNLISTED_NUMBER_POINTS,
    UNLISTED_POINTS,
    UNLISTED_POINTS_OTHER,
    WITHOUT_FORM_POINTS,
    Needed,
)
from watchlist.model.alerts import Cost, Mention, WordMatch
from watchlist.text.knowledge import (
    ARTICLES,
    BREAKS,
    HONORIFICS,
    PARTICLES,
    SON_OF,
    knowledge,
)
from watchlist.text.tokens import is_close

# An initial is met, but says next to nothing by itself.
INITIAL_LIKENESS = 40.0


@dataclass(frozen=True, slots=True)
class Met:
    """Word `at` of the reading stands for a word of the name."""

    at: int
    likeness: float


Meeting = dict[int, Met]

# Signs that part one person's name from another's.
_PARTS = frozenset("();:|/")
# What stands between the words of one name.
_JOINTS = frozenset([" ", "-", "\n"])


def is_joined(reading: Reading, i: int) -> bool:
    """Whether word i and the next stand together, also with the full stop of a German ordinal: 76. Division."""
    gap = reading.between(i, i + 1)
    return is_close(gap) or (gap == ". " and reading.meanings[i].folded.isdigit())


def find_words(name: CompiledName, reading: Reading, at: int, position: int) -> Mention | None:
    """The name around word `at`, which stands for its word `position`: any order, small gaps, one sentence."""
    met = {position: Met(at, reading.meanings[at].listed[name.words[position]])}
    for step in (1, -1):
        _grow(name, reading, met, at, step)
    if not _is_enough(name, met) or not _may_be_name(name, reading, met):
        return None
    return make_mention(name, reading, met, list(_costs(name, reading, met)), "words")


def compare_name(name: CompiledName, reading: Reading) -> Mention | None:
    """The name against a reading that is a single name: all its words count, and none stands there by chance."""
    met: Meeting = {}
    for i in range(len(reading.words)):
        taken = _meet(name, reading, met, i)
        if taken is not None:
            met[taken[0]] = taken[1]
    if not name.said.intersection(met) and not (met and not name.said):
        return None
    if not reading.must_meet.issubset(word.at for word in met.values()):
        return None
    costs = [*word_costs(name, met), *_order_costs(name, reading, met), *_unlisted_costs(name, reading, met)]
    costs += [*_compound_costs(reading, met), *_chance_costs(name, met), *_description_costs(name, met)]
    return make_mention(name, reading, met, costs, "name")


def _unlisted_costs(name: CompiledName, reading: Reading, met: Meeting) -> Iterator[Cost]:
    """What is written and not listed makes it another name, as far as it says something."""
    stood = {word.at for word in met.values()}
    strangers: list[int] = []
    for i, meaning in enumerate(reading.meanings):
        if i in stood or _is_free(name, reading, i):
            continue
        folded = meaning.folded
        if folded.isdigit() or (len(folded) == 1 and not name.is_person):
            yield Cost(f"{folded} is not listed", UNLISTED_NUMBER_POINTS)
        elif folded in knowledge().form_words and not name.is_person:
            yield Cost(f"{folded} is not listed", FORM_POINTS)
        elif len(folded) > 1:
            strangers.append(i)
            points = UNLISTED_POINTS if name.is_person else UNLISTED_POINTS_OTHER
            yield Cost(f"{folded} is not listed", round(points * knowledge().information(folded) / 5.0, 1))
        elif any(name.roles[p] is Role.GIVEN for p in name.said.difference(met)):
            yield Cost(f"{folded} is no initial of a listed name", CONTRADICTED_POINTS)
    if name.is_person:
        yield from _stranger_costs(name, reading, met, strangers)


def _is_free(name: CompiledName, reading: Reading, i: int) -> bool:
    """Whether a word that is not listed makes no other name: a title, a particle that is no initial and no number."""
    folded = reading.meanings[i].folded
    if name.is_person and folded in HONORIFICS:
        return True
    is_letter = len(folded) == 1 and reading.words[i].text.isupper()
    return folded in PARTICLES and not (is_letter and (name.is_person or i == len(reading.meanings) - 1))


def _stranger_costs(name: CompiledName, reading: Reading, met: Meeting, strangers: list[int]) -> Iterator[Cost]:
    """In a person's name: words where others are listed, and a given name before all that is listed."""
    missing = len(name.said.difference(met))
    for i in strangers[:missing]:
        yield Cost(f"{reading.words[i].text} stands where another word is listed", CONTRADICTED_POINTS)
    if strangers and not missing and strangers[0] < min(word.at for word in met.values()):
        yield Cost("another given name goes before", UNLISTED_FIRST_POINTS)


def _grow(name: CompiledName, reading: Reading, met: Meeting, at: int, step: int) -> None:
    gap, i = 0, at + step
    while 0 <= i < len(reading.words) and reading.sentence[i] == reading.sentence[at] and gap <= GAP_WORDS:
        if name.is_person and not _PARTS.isdisjoint(reading.between(min(i, i - step), max(i, i - step))):
            return
        taken = _meet(name, reading, met, i)
        if taken is not None:
            met[taken[0]] = taken[1]
            gap = 0
        elif name.is_person and reading.meanings[i].folded in BREAKS:
            return
        elif reading.meanings[i].folded not in PARTICLES:
            gap += 1
        i += step


def _meet(name: CompiledName, reading: Reading, met: Meeting, i: int) -> tuple[int, Met] | None:
    """Which word of the name, not met yet, word i of the text stands for best."""
    meaning = reading.meanings[i]
    is_initial = len(meaning.folded) == 1 and reading.words[i].text.isupper()
    best: tuple[int, Met] | None = None
    for position, listed in enumerate(name.words):
        if position in met:
            continue
        likeness = meaning.listed.get(listed, 0.0)
        if not likeness and is_initial and name.is_person and listed.startswith(meaning.folded):
            likeness = INITIAL_LIKENESS
        if likeness and (best is None or likeness > best[1].likeness):
            best = position, Met(i, likeness)
    return best


def _is_enough(name: CompiledName, met: Meeting) -> bool:
    """Two words that say something, or the only one that the name has."""
    content = name.said.intersection(met)
    if content != name.said and not name.is_person:
        # Letters alone are met everywhere.
        content = frozenset(position for position in content if len(name.words[position]) > 1)
    return len(content) >= min(2, len(name.said)) and bool(content)


def _may_be_name(name: CompiledName, reading: Reading, met: Meeting) -> bool:
    """Case is evidence: names have capitals, unless the passage does without and the words agree to the letter."""
    content = [word for position, word in met.items() if position in name.said]
    if name.is_single:
        return _may_be_single(name, reading, met, content[0])
    if all(reading.is_capitalised(word.at) for word in content):
        return True
    return reading.is_lower_case and all(word.likeness == 100.0 for word in met.values())


def _may_be_single(name: CompiledName, reading: Reading, met: Meeting, word: Met) -> bool:
    """A name of one word is found to the letter, or as an established or unheard-of spelling with its consonants."""
    listed = next(name.words[position] for position, one in met.items() if one is word)
    written = reading.words[word.at].text
    if not reading.is_capitalised(word.at):
        is_rare = len(listed) >= LEAST_LOWER_SINGLE and knowledge().zipf(listed) < LOWER_SINGLE_ZIPF
        return reading.is_lower_case and word.likeness == 100.0 and is_rare
    if name.is_acronym and len(listed) <= ACRONYM_LENGTH and not written.isupper():
        return False
    if word.likeness == 100.0:
        return True
    return is_spelling_of(listed, reading.meanings[word.at].folded)


def _costs(name: CompiledName, reading: Reading, met: Meeting) -> Iterator[Cost]:
    order = [met[position].at for position in sorted(met)]
    yield from word_costs(name, met)
    inside = [i for i in range(min(order), max(order)) if i not in order]
    strangers = [i for i in inside if reading.meanings[i].folded not in PARTICLES]
    if name.is_person and SON_OF.intersection(reading.meanings[i].folded for i in inside).difference(name.words):
        yield Cost("a father's name is written", SON_OF_POINTS)
    is_contradicted = bool(strangers) and not name.said.issubset(met)
    for i in strangers:
        word = reading.words[i].text
        if is_contradicted:
            yield Cost(f"{word} stands where another word is listed", CONTRADICTED_POINTS)
        else:
            is_lower = word[0].islower() and not reading.is_lower_case and len(met) < CERTAIN_WORDS
            yield Cost(f"{word} stands in between", LOWER_GAP_POINTS if is_lower else GAP_POINTS)
    yield from _order_costs(name, reading, met)
    yield from _apart_costs(name, reading, met, strangers)
    if (name.is_person or name.is_single) and (
        more := _longer_name(reading, min(order), max(order), is_ordinary=_is_ordinary(name))
    ):
        is_long = len(name.said.intersection(met)) >= CERTAIN_WORDS
        points = LONGER_POINTS_SINGLE if name.is_single else LONGER_POINTS_LONG if is_long else LONGER_POINTS
        yield Cost(f"{more} belongs to the name, too", points)
    yield from _rarity_costs(name, met)


def _apart_costs(name: CompiledName, reading: Reading, met: Meeting, strangers: list[int]) -> Iterator[Cost]:
    """What does not stand together although it belongs together."""
    if name.is_person:
        yield from _compound_costs(reading, met)
        return
    order = [met[position].at for position in sorted(met)]
    if not strangers and order == sorted(order):
        return
    if any(name.words[position].isdigit() for position in met):
        yield Cost("its number stands elsewhere", NUMBER_APART_POINTS)
    elif name.is_descriptive:
        yield Cost("everyday words apart", DESCRIPTIVE_APART_POINTS)


def _compound_costs(reading: Reading, met: Meeting) -> Iterator[Cost]:
    stood = {word.at for word in met.values()}
    first, last = min(stood), max(stood)
    if last - first == 1 and reading.between(first, last) == "-" and reading.words[last].text[0].isupper():
        yield Cost("one name that a hyphen joins", HALF_OF_COMPOUND_POINTS)
        return
    for at in sorted(stood):
        for beside in (at - 1, at + 1):
            if 0 <= beside < len(reading.words) and beside not in stood and _is_compound(reading, at, beside):
                yield Cost(f"{reading.words[at].text} is half of a name", HALF_OF_COMPOUND_POINTS)
                return


def _is_compound(reading: Reading, at: int, beside: int) -> bool:
    """Whether a hyphen joins two words to one name (Jin-Wei); a particle before it does not (al-Ghazali)."""
    first, last = min(at, beside), max(at, beside)
    folded = reading.meanings[beside].folded
    return (
        reading.between(first, last) == "-"
        and folded not in PARTICLES
        and len(folded) > 1
        and (reading.is_capitalised(beside) or knowledge().zipf(folded) < COMPOUND_ZIPF)
    )


def _order_costs(name: CompiledName, reading: Reading, met: Meeting) -> Iterator[Cost]:
    # A list that writes `SURNAME, Given` means that texts write the given name first.
    is_turned = name.is_person and "," in name.name.text
    # Articles and particles are met wherever they stand first.
    said = name.said.intersection(met) or met
    natural = sorted(said, key=lambda p: (is_turned and name.roles[p] is Role.FAMILY, p))
    order = [met[position].at for position in natural]
    between = reading.text[reading.words[min(order)].end : reading.words[max(order)].start]
    if order != sorted(order) and "," not in between:
        is_as_listed = len(met) == len(name.words) and all(word.likeness == 100.0 for word in met.values())
        yield Cost("another order", ORDER_POINTS if is_as_listed else ORDER_POINTS_PARTIAL)


def _is_ordinary(name: CompiledName) -> bool:
    """Whether the only word of a name is one of everyday language, and no acronym."""
    word = name.words[name.content]
    return name.is_single and len(word) > ACRONYM_LENGTH and knowledge().zipf(word) >= ORDINARY_SINGLE_ZIPF


def _longer_name(reading: Reading, first: int, last: int, *, is_ordinary: bool) -> str | None:
    """The word that stands directly before or after and looks like more of the name.

    Beside an ordinary word (Cantonese Opera) any word with a capital that does not begin a sentence does.
    """
    starts = {i for i in range(len(reading.words)) if not i or reading.sentence[i] != reading.sentence[i - 1]}
    for at in (_beside(reading, first, -1), _beside(reading, last, 1)):
        if at is None:
            continue
        word, folded = reading.words[at].text, reading.meanings[at].folded
        if not reading.is_capitalised(at) or len(folded) < 3 or folded in HONORIFICS or word.isupper():
            continue
        if is_ordinary and not word[0].isdigit() and folded not in knowledge().form_words and at not in starts:
            return word
        if knowledge().is_personal(folded) and knowledge().zipf(folded) < LONGER_ZIPF:
            return word
        # Before a name stand titles, of which no table has all: long in German, with a capital where a sentence begins.
        may_be_title = at < first and (at in starts or len(word) > LONGEST_UNKNOWN)
        if not may_be_title and knowledge().zipf(folded) < UNKNOWN_ZIPF and word.isalpha():
            return word
    return None


def _beside(reading: Reading, at: int, step: int) -> int | None:
    """The word directly before or after, an article that belongs to it aside (Abu Omar al-Ansari)."""
    for _ in range(2):
        beside = at + step
        if not 0 <= beside < len(reading.words) or reading.between(min(at, beside), max(at, beside)) not in _JOINTS:
            return None
        if reading.meanings[beside].folded not in ARTICLES:
            return beside
        at = beside
    return None


def word_costs(name: CompiledName, met: Meeting) -> Iterator[Cost]:
    """What each word costs that is missing or written otherwise."""
    for position, word in enumerate(name.words):
        if position not in met:
            if name.missing[position]:
                yield Cost(f"{word} is missing", name.missing[position])
        elif met[position].likeness == INITIAL_LIKENESS:
            yield Cost(f"{word} by its initial", _initial_points(name, met, position))
        elif met[position].likeness < 100.0:
            # A single word has passed a stricter comparison already.
            most = MOST_UNLIKE_SINGLE if name.is_single else MOST_UNLIKE
            yield Cost(f"{word} is written otherwise", round(min(most, _unlike(met[position].likeness)), 1))


def _initial_points(name: CompiledName, met: Meeting, position: int) -> float:
    if not name.is_person:
        return INITIAL_POINTS
    if name.roles[position] is Role.FAMILY:
        return max(INITIAL_POINTS, round(name.missing[position] * FAMILY_INITIAL_SHARE, 1))
    given = [p for p, role in enumerate(name.roles) if role is Role.GIVEN]
    if not any(p in met and met[p].likeness > INITIAL_LIKENESS for p in given):
        return ONLY_INITIAL_POINTS
    return min(INITIAL_POINTS, round(name.missing[position] * INITIAL_SHARE, 1))


def _unlike(likeness: float) -> float:
    return (100.0 - likeness) * (UNLIKE_SHARE if likeness >= UNLIKE_AT else UNLIKE_SHARE_BELOW)


def _rarity_costs(name: CompiledName, met: Meeting) -> Iterator[Cost]:
    """How little the words that agree say: common words agree by chance."""
    forms = {position for position, role in enumerate(name.roles) if role is Role.FORM}
    if name.is_single:
        if name.entity.schema not in SINGLE_KINDS:
            yield Cost("one word, and no organisation", SINGLE_POINTS)
        word = name.words[name.content]
        if knowledge().zipf(word) > SINGLE_ZIPF:
            yield Cost(f"{word} is a common word", COMMON_SINGLE_POINTS)
        if forms and forms.isdisjoint(met):
            yield Cost("one word without its legal form", WITHOUT_FORM_POINTS)
        return
    yield from _chance_costs(name, met)
    yield from _description_costs(name, met)


def _description_costs(name: CompiledName, met: Meeting) -> Iterator[Cost]:
    forms = {position for position, role in enumerate(name.roles) if role is Role.FORM}
    if name.is_descriptive and forms.isdisjoint(met):
        is_long = name.said.issubset(met) and len(name.said) >= LONG_DESCRIPTION and not name.is_office
        yield Cost("everyday words alone", DESCRIPTIVE_POINTS_LONG if is_long else DESCRIPTIVE_POINTS)


def _chance_costs(name: CompiledName, met: Meeting) -> Iterator[Cost]:
    """How likely the words that agree are to meet by chance."""
    if name.is_person and not any(name.roles[p] is Role.GIVEN for p in met) and Role.GIVEN in name.roles:
        yield Cost("no given name", NO_GIVEN_POINTS)
    says = sum(
        INITIAL_INFORMATION if word.likeness == INITIAL_LIKENESS else name.information[p] * word.likeness / 100.0
        for p, word in met.items()
    )
    is_whole = name.said.issubset(met)
    otherwise = sum(INITIAL_LIKENESS < word.likeness < 100.0 for word in met.values())
    needed = Needed.of(name.is_person) + _needed_more(name, met) + otherwise * Needed.OTHERWISE
    if says < needed:
        points = (needed - says) * SLOPE
        # The full name as listed is a mention, however many bear it; a reviewer decides.
        if is_whole and not otherwise:
            points = min(points, MOST_FOR_WHOLE)
        yield Cost("common words", round(points, 1))


def _needed_more(name: CompiledName, met: Meeting) -> float:
    missed = {name.roles[position] for position in name.said if position not in met}
    if not missed:
        return 0.0
    return Needed.PARTIAL_GIVEN if Role.FAMILY not in missed and name.is_person else Needed.PARTIAL


def make_mention(name: CompiledName, reading: Reading, met: Meeting, costs: list[Cost], rule: str) -> Mention:
    """The mention of a name at the words that met, at these costs."""
    order = [met[position].at for position in sorted(met)]
    start, end, surface = reading.surface(min(order), max(order))
    return Mention(
        entity_id=name.entity.id,
        start=start,
        end=end,
        surface=surface,
        name=name.name.text,
        score=round(max(0.0, 100.0 - sum(cost.points for cost in costs)), 1),
        rule=rule,
        words=tuple(_word_match(name, reading, met, position) for position in range(len(name.words))),
        costs=tuple(costs),
    )


def _word_match(name: CompiledName, reading: Reading, met: Meeting, position: int) -> WordMatch:
    if position not in met:
        return WordMatch(name.words[position], None, 0.0)
    return WordMatch(name.words[position], reading.words[met[position].at].text, met[position].likeness)
