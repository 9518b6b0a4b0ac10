"""The words that bear on what is listed: countries, actions, programmes, and cues of what a passage is about."""

from dataclasses import dataclass, fields
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Country:
    """How text speaks of a country. `code` is ISO 3166 alpha-2, lower case; `capitals` stand for the state."""

    code: str
    names: tuple[str, ...]
    adjectives: tuple[str, ...] = ()
    capitals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Action:
    """Words that say what was done: supply, produce, sanction."""

    kind: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Programme:
    """The countries that a publisher's measures are about.

    Attributes:
        prefixes: what a programme or an entity's id begins with: RUSSIA-EO14024, eu:32014R0833.
        countries: ISO 3166 alpha-2, lower case.
    """

    title: str
    prefixes: tuple[str, ...]
    countries: tuple[str, ...]


class Effect(StrEnum):
    """What a cue does: raise the score, lower it as it speaks of another field, or only tell how urgent it is."""

    RAISES = "raises"
    OTHER_FIELD = "other field"
    URGENCY = "urgency"


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that tell what a passage is about.

    Attributes:
        kind: shown as the kind of evidence: sanctions, sport, delisting.
        words: single words and phrases; a phrase's words stand together.
        supporting: words that count only beside one of `words`.
        reach: words between the cue and the name at the most; None for anywhere in the sentence.
    """

    kind: str
    effect: Effect
    words: tuple[str, ...]
    supporting: tuple[str, ...] = ()
    reach: int | None = None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All of them."""

    countries: tuple[Country, ...] = ()
    actions: tuple[Action, ...] = ()
    programmes: tuple[Programme, ...] = ()
    cues: tuple[Cue, ...] = ()

    def __add__(self, other: "Vocabulary") -> "Vocabulary":
        """The words of both."""
        return Vocabulary(*(getattr(self, part.name) + getattr(other, part.name) for part in fields(self)))

    def or_else(self, other: "Vocabulary") -> "Vocabulary":
        """These words; of each kind that has none here, the other's."""
        return Vocabulary(*(getattr(self, part.name) or getattr(other, part.name) for part in fields(self)))


NO_WORDS = Vocabulary()
