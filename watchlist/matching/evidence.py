"""What stands beside a mention and bears on who is meant, for and against, and on how urgent it is."""

import functools
import itertools
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from watchlist.matching.policy import (
    ACTION_POINTS,
    AGE_POINTS,
    BIRTH_CLOSE,
    BIRTH_FAR,
    BIRTH_POINTS,
    CERTAIN_INFORMATION,
    CERTAIN_SHARE,
    CERTAIN_WORDS,
    COMMON_INFORMATION,
    COUNTRY_POINTS,
    FIELD_WORDS,
    IDENTIFIER_POINTS,
    OLDEST_TEXT,
    OTHER_BIRTH_POINTS,
    OTHER_COUNTRY_PLACES,
    OTHER_COUNTRY_POINTS,
    OTHER_FIELD_POINTS,
    OTHER_IDENTIFIER_POINTS,
    ROLE_POINTS,
    SANCTION_POINTS,
    UNSUPPORTED_BELOW,
    UNSUPPORTED_COMMON_POINTS,
    UNSUPPORTED_POINTS,
)
from watchlist.matching.surroundings import Said, Surroundings, SurroundingsFinder
from watchlist.model.alerts import Evidence, Mention
from watchlist.model.entities import Entity, Schema, Sector, Watchlist
from watchlist.model.vocabulary import Cue, Effect
from watchlist.text.knowledge import PARTICLES, knowledge
from watchlist.text.names import name_words

# The cue that is asked of persons alone.
OBITUARY = "obituary"
# A word of a role that says something has so many letters, and is no more common than this on the Zipf scale.
_ROLE_LETTERS = 4
_ROLE_ZIPF = 6.0
# Kinds of things that move between countries, or are told by their number alone.
_COUNTRYLESS = frozenset({Schema.WEAPON_SYSTEM, Schema.MILITARY_UNIT, Schema.VESSEL, Schema.AIRPLANE})


class EvidenceFinder:
    """The evidence for and against the entities of one watchlist."""

    def __init__(self, watchlist: Watchlist) -> None:
        """Index the vocabulary."""
        vocabulary = watchlist.vocabulary
        self._surroundings = SurroundingsFinder(vocabulary)
        self._programmes = [
            (prefix, programme.countries) for programme in vocabulary.programmes for prefix in programme.prefixes
        ]
        self._country_words = frozenset(
            word for country in vocabulary.countries for one in country.names for word in name_words(one)
        )
        self._actions = {
            word: action.kind
            for action in vocabulary.actions
            for written in action.words
            for word in name_words(written)
        }

    def around(self, text: str, mention: Mention) -> Surroundings:
        """What stands around a mention in its text."""
        return self._surroundings.around(text, mention.start, mention.end)

    def of(
        self,
        item: Entity | Sector,
        mention: Mention,
        around: Surroundings,
        written_at: datetime | None,
        *,
        is_supported: bool,
    ) -> list[Evidence]:
        """The evidence for and against a mention being of this item, and the cues.

        `is_supported`: something else speaks for it already, so that what is missing does not speak against it.
        """
        if isinstance(item, Sector):
            return [*self._acts(around), *_urgency(item, around)]
        country = list(self._country(item, around))
        found = [*_birth(item, around, written_at), *_numbers(item, around), *self._role(item, around)]
        found += [*_sanctions(around), *_urgency(item, around)]
        if not is_supported and all(e.points <= 0 for e in found):
            # Sportsmen, too, have a country.
            against = list(_other_field(item, mention, around))
            if not country and not self._is_near(item, around):
                against += self._other_country(item, mention, around)
                against = against or _unsupported(item, mention, around)
            found += against
        return [*country, *found]

    def countries(self, item: Entity) -> frozenset[str]:
        """The countries of an entity: those that its lists give, and those that its programmes are about."""
        return frozenset(item.countries) | self._of_programmes((item.id, *item.programmes))

    def _is_bound(self, item: Entity) -> bool:
        """Whether all that an entity is listed for is about countries; who is listed for terror may be anywhere."""
        return all(self._of_programmes((code,)) for code in item.programmes or (item.id,))

    @functools.lru_cache(maxsize=50_000)  # noqa: B019 - lives and dies with the matcher
    def _of_programmes(self, codes: tuple[str, ...]) -> frozenset[str]:
        return frozenset(
            country
            for prefix, countries in self._programmes
            if any(code.startswith(prefix) for code in codes)
            for country in countries
        )

    def _acts(self, around: Surroundings) -> Iterator[Evidence]:
        """The actions that the sentence speaks of, each kind once."""
        seen: set[str] = set()
        for word, said in around.words_outside():
            kind = self._actions.get(word)
            if kind and kind not in seen:
                seen.add(kind)
                yield _evidence(kind, said, ACTION_POINTS)

    def _country(self, item: Entity, around: Surroundings) -> Iterator[Evidence]:
        own = self.countries(item)
        yield from (_evidence("country", said, COUNTRY_POINTS) for said in around.near if said.value in own)

    def _role(self, item: Entity, around: Surroundings) -> Iterator[Evidence]:
        """A word of what the list says that the person is; countries and everyday words aside."""
        wanted = {word for position in item.positions for word in name_words(position) if self._is_role(word)}
        if wanted:
            found = (said for word, said in around.words_outside() if word in wanted)
            yield from (_evidence("role", said, ROLE_POINTS) for said in itertools.islice(found, 1))

    def _is_role(self, word: str) -> bool:
        is_said = len(word) >= _ROLE_LETTERS and word not in PARTICLES and word not in self._country_words
        return is_said and knowledge().zipf(word) < _ROLE_ZIPF

    def _is_near(self, item: Entity, around: Surroundings) -> bool:
        own = self.countries(item)
        return bool(own) and any(said.value in own for said in around.wide)

    def _other_country(self, item: Entity, mention: Mention, around: Surroundings) -> Iterator[Evidence]:
        """The text speaks of other countries again and again; or has only one word of a name that needs a country."""
        if item.schema in _COUNTRYLESS or not self._is_bound(item):
            return
        if len(around.wide) >= OTHER_COUNTRY_PLACES:
            yield _evidence("other country", around.wide[0], _doubt(mention, OTHER_COUNTRY_POINTS))
        elif len(_met(mention)) == 1 and around.is_long:
            yield Evidence("no country", mention.surface, mention.start, mention.end, OTHER_COUNTRY_POINTS)


def _evidence(kind: str, said: Said, points: float) -> Evidence:
    return Evidence(kind, said.text, said.start, said.end, points)


def _doubt(mention: Mention, points: float) -> float:
    """Points against; fewer where the words that agree say so much that hardly anyone else is meant."""
    met = _met(mention)
    is_rare = len(met) > 1 and max(map(knowledge().information, met)) >= CERTAIN_INFORMATION
    return round(points * (CERTAIN_SHARE if is_rare or len(met) >= CERTAIN_WORDS else 1.0), 1)


def _met(mention: Mention) -> list[str]:
    """The listed words that were met, particles aside."""
    return [word.listed for word in mention.words if word.written is not None and word.listed not in PARTICLES]


def _birth(item: Entity, around: Surroundings, written_at: datetime | None) -> Iterator[Evidence]:
    """A birth year that is told, or follows from an age, against those that are listed."""
    listed = {int(born[:4]) for born in item.births}
    if not listed:
        return
    for said in around.births:
        year = int(said.value)
        distance = min(abs(year - one) for one in listed)
        if distance <= BIRTH_CLOSE:
            yield _evidence("birth", said, BIRTH_POINTS)
        elif distance >= BIRTH_FAR:
            yield _evidence("other birth", said, OTHER_BIRTH_POINTS)
    for said in around.ages:
        age = int(said.value)
        if written_at is None:
            # The latest year in which one who is listed was of this age lies before all texts.
            if max(listed) + age + 1 < OLDEST_TEXT:
                yield _evidence("other age", said, OTHER_BIRTH_POINTS)
            continue
        distance = min(abs(written_at.year - age - one) for one in listed)
        if distance <= BIRTH_CLOSE:
            yield _evidence("age", said, AGE_POINTS)
        elif distance >= BIRTH_FAR:
            yield _evidence("other age", said, OTHER_BIRTH_POINTS)


def _numbers(item: Entity, around: Surroundings) -> Iterator[Evidence]:
    """Identifiers in the sentence against those that are listed."""
    if not item.identifiers:
        return
    listed = {(one.scheme, one.value.upper()) for one in item.identifiers}
    schemes = {scheme for scheme, _ in listed}
    same = [(scheme, said) for scheme, said in around.numbers if (scheme, said.value.upper()) in listed]
    if same:
        yield from (_evidence(scheme, said, IDENTIFIER_POINTS) for scheme, said in same)
        return
    for scheme, said in around.numbers:
        if scheme in schemes:
            yield _evidence(f"other {scheme}", said, OTHER_IDENTIFIER_POINTS)
            return


def _sanctions(around: Surroundings) -> Iterator[Evidence]:
    for cue, said in around.cues:
        if cue.effect is Effect.RAISES:
            yield _evidence(cue.kind, said, SANCTION_POINTS)


def _urgency(item: Entity | Sector, around: Surroundings) -> Iterator[Evidence]:
    for cue, said in around.cues:
        # Others die where weapons are spoken of.
        if cue.effect is Effect.URGENCY and (cue.kind != OBITUARY or item.schema is Schema.PERSON):
            yield _evidence(cue.kind, said, 0.0)


def _unsupported(item: Entity, mention: Mention, around: Surroundings) -> list[Evidence]:
    """A long passage has something that speaks for the one it is about; where the name is doubtful, that counts."""
    if not around.is_long:
        return []
    is_common = item.schema is Schema.PERSON and sum(map(knowledge().information, _met(mention))) < COMMON_INFORMATION
    if not is_common and mention.score >= UNSUPPORTED_BELOW:
        return []
    points = UNSUPPORTED_COMMON_POINTS if is_common else UNSUPPORTED_POINTS
    return [Evidence("nothing speaks for it", mention.surface, mention.start, mention.end, points)]


def _other_field(item: Entity, mention: Mention, around: Surroundings) -> Iterator[Evidence]:
    """The sentence and those beside it speak, in several words, of what sanctioned parties are not known for."""
    if item.schema in _COUNTRYLESS:
        return
    by_cue: dict[Cue, list[Said]] = defaultdict(list)
    for cue, said in around.wider_cues:
        if cue.effect is Effect.OTHER_FIELD:
            by_cue[cue].append(said)
    for cue, found in by_cue.items():
        different = {name_words(said.text): said for said in found}
        sure = [said for words, said in different.items() if words not in _phrases(cue.supporting)]
        if sure and len(different) >= FIELD_WORDS:
            yield _evidence(cue.kind, sure[0], _doubt(mention, OTHER_FIELD_POINTS))
            return


@functools.cache
def _phrases(words: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    return frozenset(map(name_words, words))
