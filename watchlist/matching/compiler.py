"""Turn a watchlist into a Matcher: names to weighted words, words to an index, with the names it had to skip."""

from collections.abc import Iterator

from watchlist.matching.lexicon import Lexicon
from watchlist.matching.matcher import Compiled, Matcher, SkippedName
from watchlist.matching.policy import Policy
from watchlist.matching.scoring import CompiledName, weigh
from watchlist.matching.sectors import SectorFinder
from watchlist.model.entities import Entity, Name, Schema, Watchlist
from watchlist.text.names import family_word, spellings

# Changes with anything that changes a score or a span, so that stored screenings say which rules they were made by.
MATCHER_VERSION = "1"

_DESIGNATED_BY_NUMBER = {Schema.WEAPON_SYSTEM, Schema.MILITARY_UNIT}


def compile(watchlist: Watchlist, policy: Policy | None = None) -> Matcher:
    """Build the matcher of a watchlist. The same watchlist and policy give the same matcher."""
    names: list[CompiledName] = []
    skipped: list[SkippedName] = []
    for entity in watchlist.entities:
        for name in entity.names:
            compiled = list(_compile_name(entity, name))
            names += compiled
            if not compiled:
                skipped.append(SkippedName(entity.id, name.text, "no letter or digit in it can be compared"))
    sectors = SectorFinder(watchlist)
    nouns = {name.words[-1] for name in names if name.is_designator and name.words[-1].isalpha()}
    listed = {word for name in names for word in name.words} | sectors.vocabulary
    lexicon = Lexicon(listed, nouns | sectors.vocabulary)
    return Matcher(
        Compiled(watchlist, policy or Policy(), MATCHER_VERSION, lexicon, tuple(names), sectors, tuple(skipped))
    )


def _compile_name(entity: Entity, name: Name) -> Iterator[CompiledName]:
    for words in spellings(name.text):
        if words:
            yield CompiledName(
                entity=entity,
                name=name,
                words=words,
                weights=tuple(weigh(word) for word in words),
                is_designator=entity.schema in _DESIGNATED_BY_NUMBER,
                family=family_word(name.text) if entity.schema is Schema.PERSON else None,
            )
