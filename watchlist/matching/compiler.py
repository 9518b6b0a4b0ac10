"""Turn a watchlist into a Matcher: names to weighted words, words to an index, with the names it restricts."""

import contextlib
import gc
from collections.abc import Iterator, Sequence

import numpy as np

from watchlist.matching.index import build_postings, build_words
from watchlist.matching.items import index_items, lay_out
from watchlist.matching.leads import LeadTable, anchors, build_leads
from watchlist.matching.lexicon import Lexicon
from watchlist.matching.matcher import MATCHER_VERSION, Compiled, Matcher, SkippedName
from watchlist.matching.names import CompiledName, compile_name
from watchlist.matching.policy import Policy
from watchlist.matching.sectors import SectorFinder
from watchlist.matching.table import Listing, NameTable, build_arrays
from watchlist.matching.unspaced import UnspacedNames, sought_letters
from watchlist.model.entities import Strength, Watchlist
from watchlist.text.fold import plural
from watchlist.text.names import name_words


def compile(watchlist: Watchlist, policy: Policy | None = None) -> Matcher:
    """Build the matcher of a watchlist. The same watchlist and policy give the same matcher."""
    with _without_collector():
        return Matcher(_compile(watchlist), policy or Policy())


@contextlib.contextmanager
def _without_collector() -> Iterator[None]:
    """Without the garbage collector: compiling makes many objects and no cycles, and it would visit them in vain."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _compile(watchlist: Watchlist) -> Compiled:
    listings: list[Listing] = []
    skipped: list[SkippedName] = []
    unspaced: list[tuple[str, int]] = []
    weak = _weak_words(watchlist)
    for number, entity in enumerate(watchlist.entities):
        for nth, name in enumerate(entity.names):
            if name.strength is Strength.IGNORED:
                skipped.append(SkippedName(entity.id, name.text, "ignored, as a list of ours asks"))
                continue
            compiled = list(compile_name(entity, name))
            reason = _restriction(compiled, weak)
            first = len(listings)
            listings += [Listing(number, nth, spelling, bool(reason)) for spelling in compiled]
            is_sought = bool(compiled and name.strength is Strength.STRONG and sought_letters(compiled[0]))
            if is_sought:
                unspaced.append((sought_letters(compiled[0]), first))
            elif reason and name.strength is Strength.STRONG:
                skipped.append(SkippedName(entity.id, name.text, reason))
    names = [listing.name for listing in listings]
    sectors = SectorFinder(watchlist)
    nouns = {name.words[-1] for name in names if name.is_designator and name.words[-1].isalpha()} | sectors.vocabulary
    words = build_words({word for name in names for word in name.words} | sectors.vocabulary)
    number_of = {words.word(number): number for number in range(len(words))}
    plurals: dict[str, tuple[int, ...]] = {}
    for noun in sorted(nouns):
        plurals[plural(noun)] = (*plurals.get(plural(noun), ()), number_of[noun])
    table = NameTable(watchlist.entities, words, build_arrays(listings, number_of))
    found_alone = [(number, listing.name) for number, listing in enumerate(listings) if not listing.supports_only]
    pairs = [(number_of[name.words[i]], number) for number, name in found_alone for i in anchors(name)]
    columns = np.array(pairs, np.int64).reshape(-1, 2)
    postings = build_postings(columns[:, 0], columns[:, 1], len(words))
    leads = LeadTable(table, words, build_leads(table, words, postings))
    lexicon = Lexicon(words, plurals)
    items = index_items(watchlist.entities, watchlist.sectors)
    in_characters = UnspacedNames(
        lay_out([letters for letters, _ in unspaced]), np.array([number for _, number in unspaced], np.int32)
    )
    return Compiled(watchlist, MATCHER_VERSION, lexicon, table, leads, in_characters, sectors, items, tuple(skipped))


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
