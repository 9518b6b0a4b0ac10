"""Turn a watchlist into a Matcher: names to weighted words, words to an index, with the names it restricts."""

from collections.abc import Iterator, Sequence

from watchlist.matching.index import build_postings, build_words
from watchlist.matching.lexicon import Lexicon
from watchlist.matching.matcher import Compiled, Matcher, SkippedName
from watchlist.matching.names import CompiledName, Role, compile_name
from watchlist.matching.policy import MISSING_FAMILY_POINTS, MOST_MISSING_POINTS, Policy
from watchlist.matching.sectors import SectorFinder
from watchlist.matching.table import Listing, NameTable, build_arrays
from watchlist.model.entities import Strength, Watchlist
from watchlist.text.fold import plural
from watchlist.text.knowledge import knowledge
from watchlist.text.names import name_words

# Changes with anything that changes a score or a span, so that stored screenings say which rules they were made by.
MATCHER_VERSION = "2"


def compile(watchlist: Watchlist, policy: Policy | None = None) -> Matcher:
    """Build the matcher of a watchlist. The same watchlist and policy give the same matcher."""
    listings: list[Listing] = []
    skipped: list[SkippedName] = []
    weak = _weak_words(watchlist)
    for number, entity in enumerate(watchlist.entities):
        for nth, name in enumerate(entity.names):
            compiled = list(compile_name(entity, name))
            reason = _restriction(compiled, weak)
            listings += [Listing(number, nth, spelling, bool(reason)) for spelling in compiled]
            if reason and name.strength is Strength.STRONG:
                skipped.append(SkippedName(entity.id, name.text, reason))
    names = [listing.name for listing in listings]
    sectors = SectorFinder(watchlist)
    nouns = {name.words[-1] for name in names if name.is_designator and name.words[-1].isalpha()} | sectors.vocabulary
    words = build_words({word for name in names for word in name.words} | sectors.vocabulary)
    number_of = {words.word(number): number for number in range(len(words))}
    plurals: dict[str, tuple[int, ...]] = {}
    for noun in sorted(nouns):
        plurals[plural(noun)] = (*plurals.get(plural(noun), ()), number_of[noun])
    leads = [
        () if listing.supports_only else [number_of[word] for word in anchors(listing.name)] for listing in listings
    ]
    table = NameTable(watchlist.entities, words, build_arrays(listings, number_of), build_postings(leads, len(words)))
    return Matcher(
        Compiled(
            watchlist, policy or Policy(), MATCHER_VERSION, Lexicon(words, plurals), table, sectors, tuple(skipped)
        )
    )


def _weak_words(watchlist: Watchlist) -> set[tuple[str, ...]]:
    """What any publisher calls a weak alias, as folded words."""
    return {
        name_words(name.text)
        for entity in watchlist.entities
        for name in entity.names
        if name.strength is Strength.WEAK
    }


def _restriction(compiled: Sequence[CompiledName], weak: set[tuple[str, ...]]) -> str:
    """Why a name is not looked for by itself; empty when it is."""
    if not compiled:
        return "no letter or digit in it can be compared"
    name = compiled[0]
    if name.is_too_short and not name.is_designator:
        return "supports only: single letters and numbers"
    if name.is_single and name.words in weak:
        return "supports only: another entry calls it a weak alias"
    if not name.supports_only:
        return ""
    return "supports only: " + ("a common word, or no organisation's" if name.is_single else "two everyday words")


def anchors(name: CompiledName) -> Sequence[str]:
    """The words of a name of which each place that can be its mention has one at least: the rarest that suffice.

    Rare is what is seldom met in texts. A mention has at least two words that say something, so all but the most common
    one do; a person's has a family name, unless that is only guessed.
    """
    said = sorted(name.said) or list(range(len(name.words)))
    if name.is_designator or len(said) < 2:
        return [name.words[i] for i in said]
    met_in_texts = {i: _frequency(name.words[i]) for i in said}
    rarest = sorted(said, key=lambda i: (met_in_texts[i], -name.information[i]))
    chosen = list(_enough(name, rarest)) if not name.is_person else rarest[:-1]
    families = [i for i in said if name.roles[i] is Role.FAMILY]
    if families and name.missing[families[0]] >= MISSING_FAMILY_POINTS:
        chosen = min((families, chosen), key=lambda some: (max(met_in_texts[i] for i in some), len(some)))
    elif families:
        # Of two words the given name may stand as an initial.
        chosen = families if len(said) == 2 else [*chosen, *families]
    return [name.words[i] for i in chosen]


def _frequency(word: str) -> float:
    """How often a word is met in texts, on the Zipf scale; numbers and single letters are everywhere."""
    return 9.0 if word.isdigit() or len(word) == 1 else knowledge().zipf(word)


def _enough(name: CompiledName, rarest: Sequence[int]) -> Iterator[int]:
    """Words until the others, were they all that is met, would leave too much missing."""
    left = 0.0
    for i in rarest[:-1]:
        yield i
        left += name.missing[i]
        if left > MOST_MISSING_POINTS:
            return
