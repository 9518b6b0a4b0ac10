"""A listed name ready to be found: its words, what each of them is, and what it costs when one is missing."""

import functools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from watchlist.matching.policy import (
    DESCRIPTIVE_ZIPF,
    FORM_POINTS,
    LONG_DESCRIPTION,
    MISSING_FAMILY_POINTS,
    MISSING_GIVEN_POINTS,
    MISSING_GUESSED_FAMILY_POINTS,
    MISSING_NUMBER_POINTS,
    MISSING_OTHER_POINTS,
    MISSING_SYLLABLE_POINTS,
    ORGANISATION_POINTS,
    SINGLE_KINDS,
    SINGLE_ZIPF,
    TITLE_SHARE,
)
from watchlist.model.entities import Entity, Name, Schema, Strength
from watchlist.text.fold import fold
from watchlist.text.knowledge import HONORIFICS, OFFICES, PARTICLES, PREFIXES, is_ordinal_ending, knowledge
from watchlist.text.names import spellings
from watchlist.text.tokens import word_texts

# A romanised syllable of Chinese, Korean or Vietnamese: one group of vowels between customary consonants.
_SYLLABLE = re.compile(
    "(?:zh|ch|sh|ng|ph|kw|gw|hw|hs|ts|tr|th|kh|[bcdfghjklmnpqrstvwxyz])?[aeiouwy]{1,4}(?:ng|nh|ch|rk|[chklmnprt])?"
)

_DESIGNATED_BY_NUMBER = {Schema.WEAPON_SYSTEM, Schema.MILITARY_UNIT}


_TITLES = HONORIFICS | PREFIXES
_ROMAN = frozenset(["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"])


class Role(Enum):
    """What a word is in its name."""

    FAMILY = "family"
    GIVEN = "given"
    WORD = "word"
    PARTICLE = "particle"
    INITIAL = "initial"
    FORM = "form"
    TITLE = "title"

    def __init__(self, value: str) -> None:
        """`says_something`: whether the word can tell this name from others."""
        self.says_something = value in ("family", "given", "word")


@dataclass(frozen=True, slots=True)
class CompiledName:
    """A name ready to be found; `words`, `roles`, `information` and `missing` have one item a word, in listed order.

    Attributes:
        information: how much it says that the word is met, 0.2-5.
        missing: points that it costs when the word is not met.
        said: the positions of the words that say something.
        is_designator: words stand together in this order, digits are strict (Shahed-136).
        family: the word by which a text goes on speaking of this person.
        is_single: only one of its words says something.
        is_too_short: of letters and numbers alone (A1, E.U.), which stand everywhere; only its family of names tells.
        is_acronym: listed in capitals alone, and short.
        is_office: a body that every state has.
        is_descriptive: everyday words alone (Ministry of the Interior), which many bear.
    """

    entity: Entity
    name: Name
    words: tuple[str, ...]
    roles: tuple[Role, ...]
    information: tuple[float, ...]
    missing: tuple[float, ...]
    said: frozenset[int]
    is_designator: bool
    family: str | None
    is_single: bool
    is_too_short: bool
    is_acronym: bool
    is_descriptive: bool
    is_office: bool
    is_person: bool

    @property
    def supports_only(self) -> bool:
        """Whether the name, however well it is met, is too little to be taken for its entity by itself."""
        if self.name.strength is Strength.WEAK or (self.is_too_short and not self.is_designator):
            return True
        if self.is_designator or not self.is_single:
            return self.is_descriptive and not self.is_designator and self._is_short_description
        return self.entity.schema not in SINGLE_KINDS or knowledge().zipf(self.words[self.content]) > SINGLE_ZIPF

    @property
    def _is_short_description(self) -> bool:
        """Two everyday words without a legal form."""
        return Role.FORM not in self.roles and len(self.said) < LONG_DESCRIPTION

    @property
    def content(self) -> int:
        """The position of the word that says most."""
        return max(sorted(self.said) or range(len(self.words)), key=lambda i: self.information[i])


def compile_name(entity: Entity, name: Name) -> Iterator[CompiledName]:
    """The ways to look for one name; none when nothing of it can be compared."""
    for spelt in spellings(name.text):
        words = _without_endings(spelt) if entity.schema is Schema.MILITARY_UNIT else spelt
        if words:
            yield _compile(entity, name, words)


def _without_endings(words: Sequence[str]) -> tuple[str, ...]:
    """The words of a unit's name without the endings of its ordinal number."""
    return tuple(word for before, word in zip(("", *words), words, strict=False) if not is_ordinal_ending(word, before))


def _compile(entity: Entity, name: Name, words: tuple[str, ...]) -> CompiledName:
    is_person = entity.schema is Schema.PERSON
    families, is_guess = _family_words(name.text, words) if is_person else (frozenset(), False)
    roles = tuple(_roles(words, families, is_person=is_person))
    information = tuple(
        _information(word, is_person=is_person) if role.says_something else 0.2
        for word, role in zip(words, roles, strict=True)
    )
    positions = said_positions(roles)
    said = [words[i] for i in sorted(positions)]
    missing = _person_costs(words, roles, is_guess=is_guess) if is_person else _other_costs(words, roles, information)
    return CompiledName(
        entity=entity,
        name=name,
        words=words,
        roles=roles,
        information=information,
        missing=missing,
        said=positions,
        is_designator=entity.schema in _DESIGNATED_BY_NUMBER,
        family=_family(words, roles) if is_person and len(said) > 1 else None,
        is_single=len(said) <= 1,
        is_acronym=name.text.isupper() and len(said) == 1,
        is_too_short=_is_too_short(words, said),
        is_office=not is_person and words[0] in OFFICES,
        is_descriptive=not is_person and len(said) > 1 and _is_descriptive(said),
        is_person=is_person,
    )


def is_syllable(word: str) -> bool:
    """Whether a folded word reads as one syllable of a Chinese, Korean or Vietnamese name."""
    return _SYLLABLE.fullmatch(word) is not None


def said_positions(roles: Sequence[Role]) -> frozenset[int]:
    """The positions of the words that say something."""
    return frozenset(i for i, role in enumerate(roles) if role.says_something)


@functools.lru_cache(maxsize=100_000)
def _information(word: str, *, is_person: bool) -> float:
    said = knowledge().information(word)
    return said * TITLE_SHARE if is_person and word in _TITLES else said


def _family_words(text: str, words: Sequence[str]) -> tuple[frozenset[str], bool]:
    """The folded words of the family name, and whether they are only guessed to be.

    Lists write `SURNAME, Given` or `Given SURNAME`; else the last word is taken.
    """
    before, comma, _ = text.partition(",")
    if comma:
        return _folded(before, lambda word: True), False
    capitals = _folded(text, lambda word: len(word) > 1 and word.isupper())
    if capitals and not capitals.issuperset(words):
        return capitals, False
    return frozenset(words[-1:]), True


def _folded(text: str, is_wanted: Callable[[str], bool]) -> frozenset[str]:
    """The wanted words, also those that a hyphen joins."""
    found = word_texts(text)
    if "-" in text:
        found += word_texts(text.replace("-", ""))
    return frozenset(fold(word) for word in found if is_wanted(word))


def _roles(words: Sequence[str], families: frozenset[str], *, is_person: bool) -> Iterator[Role]:
    formal = frozenset() if is_person else frozenset(i for i in _form_positions(words) if not _is_number(words, i))
    content = [i for i, word in enumerate(words) if word not in PARTICLES and i not in formal]
    named = [i for i in content if words[i] not in PREFIXES]
    for i, word in enumerate(words):
        if i in formal and content:
            yield Role.FORM
        elif (word in PARTICLES and content) or (is_person and word in PREFIXES and len(named) > 1):
            yield Role.PARTICLE
        elif is_person and len(word) == 1 and any(len(words[j]) > 1 for j in content):
            yield Role.INITIAL
        elif not is_person:
            yield Role.WORD
        elif word in HONORIFICS and len(content) > 2 and i < len(words) - 1:
            yield Role.TITLE
        else:
            yield Role.FAMILY if word in families else Role.GIVEN


def _form_positions(words: Sequence[str]) -> frozenset[int]:
    """Where the legal forms stand, at the beginning and at the end of a name."""
    found: set[int] = set()
    forms = knowledge().forms
    longest = 6
    changed = True
    first, last = 0, len(words)
    while changed and first < last:
        changed = False
        for size in range(min(longest, last - first), 0, -1):
            if tuple(words[last - size : last]) in forms:
                found.update(range(last - size, last))
                last -= size
                changed = True
                break
            if tuple(words[first : first + size]) in forms:
                found.update(range(first, first + size))
                first += size
                changed = True
                break
    return frozenset(found)


def _person_costs(words: Sequence[str], roles: Sequence[Role], *, is_guess: bool) -> tuple[float, ...]:
    """Without the family name it is another name; the second given name is mostly left out."""
    said = sum(role.says_something for role in roles)
    family = MISSING_GUESSED_FAMILY_POINTS if is_guess else MISSING_FAMILY_POINTS
    given = [word for word, role in zip(words, roles, strict=True) if role is Role.GIVEN]
    families = [word for word, role in zip(words, roles, strict=True) if role is Role.FAMILY]
    is_syllables = len(given) > 1 and all(map(is_syllable, (*given, *families)))
    costs: list[float] = []
    seen: set[Role] = set()
    for role in roles:
        first = role not in seen
        seen.add(role)
        if role is Role.FAMILY:
            costs.append(family if first else MISSING_OTHER_POINTS)
        elif role is Role.GIVEN:
            other = MISSING_SYLLABLE_POINTS if is_syllables else MISSING_OTHER_POINTS
            costs.append(MISSING_GIVEN_POINTS if first else other)
        else:
            costs.append(0.0 if role is Role.TITLE else FORM_POINTS)
    # Long names are seldom written in full, and what is written of them says enough.
    return tuple(cost / 1.5 for cost in costs) if said >= 5 else tuple(costs)


def _other_costs(words: Sequence[str], roles: Sequence[Role], information: Sequence[float]) -> tuple[float, ...]:
    """Each word costs its share of what they say together; a number tells one unit from another."""
    total = sum(said for role, said in zip(roles, information, strict=True) if role.says_something) or 1.0
    return tuple(
        FORM_POINTS
        if not role.says_something
        else MISSING_NUMBER_POINTS
        if word.isdigit() or _is_number(words, i)
        else round(ORGANISATION_POINTS * said / total, 1)
        for i, (word, role, said) in enumerate(zip(words, roles, information, strict=True))
    )


def _is_number(words: Sequence[str], i: int) -> bool:
    """Whether a word numbers ships or firms of one name, as Roman numbers at the end do: Centurion I."""
    return words[i] in _ROMAN and i == len(words) - 1 and i > 0 and len(words[i - 1]) > 1


def _family(words: Sequence[str], roles: Sequence[Role]) -> str | None:
    return next((word for word, role in zip(words, roles, strict=True) if role is Role.FAMILY), None)


def _is_too_short(words: Sequence[str], said: Sequence[str]) -> bool:
    return all(len(word) < 3 or word.isdigit() for word in said or words)


def _is_descriptive(said: Sequence[str]) -> bool:
    return all(knowledge().zipf(word) >= DESCRIPTIVE_ZIPF for word in said)
