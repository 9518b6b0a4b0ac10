"""Plant listed names, changed in some twenty ways, into sentences, and count which are found."""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from watchlist import matching
from watchlist.matching import Matcher
from watchlist.matching.names import is_syllable
from watchlist.model.documents import make_document
from watchlist.model.entities import Entity, Name, NameKind, Schema, Strength
from watchlist.text.fold import fold, skeleton
from watchlist.text.knowledge import HONORIFICS, PREFIXES, knowledge

# Sentences that a name may stand in; none of them bears on anything listed.
CARRIERS = (
    "The report of last Tuesday says that {} was present at the meeting, together with several guests.",
    "According to the annual accounts, payments to {} rose by a fifth over the year before.",
    "A letter signed by {} reached the newspaper late in the evening.",
    "Two witnesses told the court that they had never spoken with {} about the contract.",
    "In the spring {} opened an office near the old harbour.",
)

Change = Callable[[str, "random.Random"], str | None]


def natural(name: Name, schema: Schema) -> str:
    """A name as texts write it: given names first, capitals at the beginnings of words alone."""
    text = re.sub(r"\s*\([^)]*\)", "", name.text).strip(" .,;")
    before, comma, after = text.partition(",")
    if comma and schema is Schema.PERSON:
        text = f"{after.strip()} {before.strip()}"
    if text.isupper() or schema is Schema.PERSON:
        # Short words of an organisation's name are mostly acronyms, which keep their capitals.
        least = 2 if schema is Schema.PERSON else 5
        text = re.sub(rf"[^\W\d_]{{{least},}}", lambda word: word.group().capitalize(), text)
    return text


def _same(text: str, chance: random.Random) -> str:
    return text


def _turned(text: str, chance: random.Random) -> str | None:
    words = text.split()
    return " ".join([words[-1], *words[:-1]]) if len(words) > 1 else None


def _turned_with_comma(text: str, chance: random.Random) -> str | None:
    words = text.split()
    return f"{words[-1]}, {' '.join(words[:-1])}" if len(words) > 1 else None


def _honorific(text: str, chance: random.Random) -> str:
    return f"{chance.choice(('Mr', 'Dr', 'General', 'President', 'Minister'))} {text}"


def _possessive(text: str, chance: random.Random) -> str:
    return text + chance.choice(("'s", "’s"))


def _line_break(text: str, chance: random.Random) -> str | None:
    words = text.split()
    at = chance.randrange(1, len(words)) if len(words) > 1 else 0
    return " ".join(words[:at]) + "\n" + " ".join(words[at:]) if at else None


def _long_words(text: str) -> list[str]:
    return [word for word in re.findall(r"[^\W\d_]+", text) if len(word) > 5]


def _slip(kind: str) -> Change:
    def change(text: str, chance: random.Random) -> str | None:
        words = _long_words(text)
        if not words:
            return None
        word = chance.choice(words)
        return text.replace(word, _misspell(word, kind, chance), 1)

    return change


def _misspell(word: str, kind: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word) - 1)
    letter = chance.choice("aeiourtnslm")
    if kind == "substituted":
        return word[:at] + (letter if letter != word[at] else "y") + word[at + 1 :]
    if kind == "dropped":
        return word[:at] + word[at + 1 :]
    if kind == "doubled":
        return word[:at] + word[at] + word[at:]
    if kind == "added":
        return word[:at] + letter + word[at:]
    at = min(at, len(word) - 2)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _two_slips(text: str, chance: random.Random) -> str | None:
    words = _long_words(text)
    if len(words) < 2:
        return None
    for word in chance.sample(words, 2):
        text = text.replace(word, _misspell(word, "substituted", chance), 1)
    return text


def _without_middle(text: str, chance: random.Random) -> str | None:
    words = text.split()
    return f"{words[0]} {words[-1]}" if _has_middle_name(words) else None


def _middle_initial(text: str, chance: random.Random) -> str | None:
    words = text.split()
    return f"{words[0]} {words[1][0]}. {words[2]}" if _has_middle_name(words) and words[1][0].isalpha() else None


def _has_middle_name(words: Sequence[str]) -> bool:
    """Behind a title or the first half of a name (Abu, Abd) stands no middle name; nor is half of Jin-Wei one."""
    return len(words) == 3 and fold(words[0]) not in _NO_GIVEN_NAMES and not all(map(is_syllable, map(fold, words)))


def _hyphened(text: str, chance: random.Random) -> str | None:
    words = text.split()
    return f"{words[0]}-{' '.join(words[1:])}" if len(words) > 2 else None


_NO_GIVEN_NAMES = HONORIFICS | PREFIXES
# Words from this frequency on, on the Zipf scale, are spelt in one way.
_EVERYDAY_ZIPF = 3.0
_EXCHANGES = (
    ("kh", "h"), ("iy", "y"), ("ei", "ey"), ("ou", "u"), ("oo", "u"), ("y", "i"), ("q", "k"), ("ee", "i"), ("w", "v"),
)  # fmt: skip


def _respelt(text: str, chance: random.Random) -> str | None:
    """Another transliteration: the usual exchanges of letters, in a word that is not of everyday language."""
    words = text.split(" ")
    rare = [i for i, word in enumerate(words) if knowledge().zipf(fold(word)) < _EVERYDAY_ZIPF]
    fit = [(i, old, new) for i in rare for old, new in _EXCHANGES if old in words[i]]
    if not fit:
        return None
    i, old, new = chance.choice(fit)
    words[i] = words[i].replace(old, new, 1)
    return " ".join(words)


_CYRILLIC_GROUPS = {"shch": "щ", "sh": "ш", "ch": "ч", "kh": "х", "zh": "ж", "ts": "ц", "ya": "я", "yu": "ю"}
_CYRILLIC = dict(zip("abvgdeziklmnoprstufyj", "абвгдезиклмнопрстуфый", strict=True))
_HOMOGLYPHS = {"a": "а", "e": "е", "o": "о", "c": "с", "p": "р", "x": "х", "i": "і"}
_READ_WRONG = (("m", "rn"), ("l", "1"), ("o", "0"), ("rn", "m"), ("cl", "d"))


def _in_cyrillic(text: str, chance: random.Random) -> str | None:
    for latin, other in _CYRILLIC_GROUPS.items():
        text = text.replace(latin, other).replace(latin.capitalize(), other.upper())
    written = "".join(
        _CYRILLIC[c] if c in _CYRILLIC else _CYRILLIC[c.lower()].upper() if c.lower() in _CYRILLIC else c for c in text
    )
    return None if re.search(r"[A-Za-z]", written) else written


def _homoglyphs(text: str, chance: random.Random) -> str | None:
    written = "".join(_HOMOGLYPHS.get(c, c) if chance.random() < 0.5 else c for c in text)
    return written if written != text else None


def _invisible(sign: str) -> Change:
    def change(text: str, chance: random.Random) -> str | None:
        words = _long_words(text)
        if not words:
            return None
        word = chance.choice(words)
        at = chance.randrange(1, len(word))
        return text.replace(word, word[:at] + sign + word[at:], 1)

    return change


def _spaced_out(text: str, chance: random.Random) -> str | None:
    words = _long_words(text)
    word = chance.choice(words) if words else ""
    return text.replace(word, " ".join(word), 1) if word else None


def _read_wrong(text: str, chance: random.Random) -> str | None:
    fit = [(old, new) for old, new in _READ_WRONG if old in text[1:]]
    if not fit:
        return None
    old, new = chance.choice(fit)
    return text[0] + text[1:].replace(old, new, 1)


CHANGES: dict[str, Change] = {
    "as listed": _same,
    "another order": _turned,
    "last, first": _turned_with_comma,
    "with a title": _honorific,
    "possessive": _possessive,
    "broken over two lines": _line_break,
    "all capitals": lambda text, _: text.upper(),
    "all lower case": lambda text, _: text.lower(),
    "letter substituted": _slip("substituted"),
    "letter dropped": _slip("dropped"),
    "letter doubled": _slip("doubled"),
    "letter added": _slip("added"),
    "letters swapped": _slip("swapped"),
    "two slips": _two_slips,
    "other transliteration": _respelt,
    "in Cyrillic": _in_cyrillic,
    "without the middle name": _without_middle,
    "middle initial": _middle_initial,
    "hyphen for a space": _hyphened,
    "misread letters": _read_wrong,
    "hyphenated at the line's end": _invisible("-\n"),
    "homoglyphs": _homoglyphs,
    "zero-width space": _invisible("\u200b"),
    "soft hyphen": _invisible("\u00ad"),
    "letters spaced out": _spaced_out,
}

# These are done to persons' names alone.
_PERSONS = {"another order", "last, first", "with a title", "without the middle name", "middle initial"}
# These make a text of their own without capitals, so the sentence goes without, too.
_LOWER = {"all lower case"}


@dataclass(slots=True)
class Planted:
    """How many names of one kind of change were planted and found, and those that were not: (written, listed)."""

    planted: int = 0
    found: int = 0
    missed: list[tuple[str, str]] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """Share of the planted names that were found, 0-1; 1 when there are none."""
        return self.found / self.planted if self.planted else 1.0

    def count(self, written: str, listed: str, *, is_found: bool) -> None:
        """One more."""
        self.planted += 1
        self.found += is_found
        if not is_found:
            self.missed.append((written, listed))


@dataclass(slots=True)
class PlantReport:
    """Recall for each kind of change, and how many sentences with other people's names alert."""

    kinds: dict[str, Planted]
    innocent: int
    false_hits: list[tuple[str, str]]
    left_out: int

    @property
    def recall(self) -> float:
        """Share of all planted names that were found, 0-1; 1 when there are none."""
        planted = sum(one.planted for one in self.kinds.values())
        return sum(one.found for one in self.kinds.values()) / planted if planted else 1.0


def plant(matcher: Matcher, size: int, seed: int) -> PlantReport:
    """Plant names of the matcher's watchlist.

    Args:
        size: names for each kind of change, at the most.
        seed: the same seed plants the same names.

    Names that only support a hit are left out; they are not to be found by themselves.
    """
    chance = random.Random(seed)  # noqa: S311 - a sample, no secret
    names = [(entity, name) for entity in matcher.watchlist.entities for name in entity.names if _is_plantable(name)]
    by_itself = [(entity, name) for entity, name in names if matcher.is_found_by_itself(entity.id, name.text)]
    kinds = {kind: Planted() for kind in CHANGES}
    for kind, change in CHANGES.items():
        for entity, name in chance.sample(by_itself, min(len(by_itself), size * 3)):
            if kind in _PERSONS and not _has_one_family_name(entity, name):
                continue
            if kinds[kind].planted < size and (written := change(natural(name, entity.schema), chance)):
                text = chance.choice(CARRIERS).format(written)
                is_found = _is_found(matcher, entity, text.lower() if kind in _LOWER else text)
                kinds[kind].count(written, name.text, is_found=is_found)
    false_hits, innocent = _screen_innocents(matcher, [entity for entity, _ in by_itself], size * 5, chance)
    return PlantReport(kinds, innocent, false_hits, len(names) - len(by_itself))


def _has_one_family_name(entity: Entity, name: Name) -> bool:
    """Of two family names texts may leave out the second, but not the first; lists do not say which is which."""
    before, comma, _ = name.text.partition(",")
    return entity.schema is Schema.PERSON and bool(comma) and len(before.split()) == 1


def _is_plantable(name: Name) -> bool:
    return name.strength is Strength.STRONG and name.text.isascii()


def _is_found(matcher: Matcher, entity: Entity, text: str) -> bool:
    return any(hit.entity.id == entity.id for hit in _alerts(matcher, text))


def _alerts(matcher: Matcher, text: str) -> list[matching.Hit]:
    hits = matching.screen(matcher, make_document(text, "planted"))
    return [hit for hit in hits if matcher.policy.is_alert(hit)]


def _screen_innocents(
    matcher: Matcher, entities: Sequence[Entity], size: int, chance: random.Random
) -> tuple[list[tuple[str, str]], int]:
    """Sentences with names of nobody: the given name of one listed person and the family name of another."""
    persons = [entity for entity in entities if entity.schema is Schema.PERSON]
    false_hits: list[tuple[str, str]] = []
    count = 0
    for written in _nobodies(persons, size, chance) if len(persons) > 1 else ():
        count += 1
        false_hits += [
            (written, hit.mentions[0].name) for hit in _alerts(matcher, chance.choice(CARRIERS).format(written))[:1]
        ]
    return false_hits, count


def _nobodies(persons: Sequence[Entity], size: int, chance: random.Random) -> Iterator[str]:
    listed = {frozenset(map(_sound, natural(name, Schema.PERSON).split())) for p in persons for name in p.names}
    for _ in range(size):
        given, family = (natural(_primary(entity), Schema.PERSON).split() for entity in chance.sample(persons, 2))
        written = f"{given[0]} {family[-1]}"
        words = frozenset(map(_sound, written.split()))
        # A shortened name of somebody listed, in whatever spelling, is no innocent one.
        if not any(words <= name for name in listed):
            yield written


def _sound(word: str) -> str:
    """What the spellings of one name have in common: the consonants of the first of its forms."""
    folded = fold(word)
    return skeleton(min((folded, *knowledge().forms_of(folded))))


def _primary(entity: Entity) -> Name:
    return next((name for name in entity.names if name.kind is NameKind.PRIMARY), entity.names[0])
