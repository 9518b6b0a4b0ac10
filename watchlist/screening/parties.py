"""The same party on several lists becomes one entity, with every name and every listing.

What shows that two entries are one party, the surest first: the same id; a reference to the other, as our own lists
give it; the same number of a kind that one party alone has; the same words of a name and the same day of birth.
Publishers tell their own entries apart, so that two of one list are never put together.
"""

import itertools
import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import TypeVar

from watchlist.model.entities import Entity, Listing, Name, NameKind, Schema, Strength
from watchlist.text.names import name_words

T = TypeVar("T")
_Links = Callable[[Entity], Iterator[Hashable]]

# Numbers that belong to one party for good. A registration is one of some country, and a ship's MMSI follows its flag.
_OWN_SCHEMES = frozenset({"imo", "inn", "ogrn", "lei", "passport"})
_LEAST_NUMBER = 6
_FULL_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_BODIES = frozenset({Schema.ORGANIZATION, Schema.COMPANY, Schema.LEGAL_ENTITY})
# Which strength wins when lists differ.
_WEIGHT = {Strength.WEAK: 0, Strength.STRONG: 1, Strength.IGNORED: 2}


@dataclass(frozen=True, slots=True)
class Earlier:
    """What parties were called before.

    Attributes:
        ids: the ids in use.
        party_of: for each other id the party to which it led.
        known: the ids that someone has seen, in an alert; the others may still change.
    """

    ids: frozenset[str] = frozenset()
    party_of: Mapping[str, str] = field(default_factory=dict)
    known: frozenset[str] = frozenset()


def earlier(entities: Iterable[Entity], known: AbstractSet[str] | None = None) -> Earlier:
    """What the parties of a watchlist are called; all of them are known, or those given."""
    party_of: dict[str, str] = {}
    ids = set()
    for entity in entities:
        ids.add(entity.id)
        party_of |= dict.fromkeys(entity.also, entity.id)
    return Earlier(frozenset(ids), party_of, frozenset(ids if known is None else ids & known))


def merge(lists: Sequence[Sequence[Entity]], before: Earlier | None = None) -> tuple[Entity, ...]:
    """One entity for each party, in the order in which the lists name them first.

    A party keeps the id by which it is known; another is called as the first list calls it. All other ids, of now and
    of before, stand in `also`.

    Args:
        lists: the entities of each list, in the order of the lists.
        before: what the parties were called until now.
    """
    entries = [_Entry(entity, number) for number, entities in enumerate(lists) for entity in entities]
    groups = _Groups(entries)
    for links in (_ids, _references, _numbers, _births):
        for group in _linked(entries, links):
            groups.join(group)
    clusters = [[entries[place].entity for place in places] for places in groups.in_order()]
    return tuple(_named(clusters, before or Earlier()))


@dataclass(frozen=True, slots=True)
class _Entry:
    entity: Entity
    list: int


def _ids(entity: Entity) -> Iterator[Hashable]:
    yield entity.id


def _references(entity: Entity) -> Iterator[Hashable]:
    """Its own id, and those by which our own lists refer to others: a listing of another publisher than the id's."""
    own = entity.id.partition(":")[0]
    yield entity.id
    yield from (f"{one.publisher}:{one.reference}" for one in entity.listings if one.publisher != own)


def _numbers(entity: Entity) -> Iterator[Hashable]:
    """A number with a wrong check digit is a slip of the pen, and may be another's."""
    for one in entity.identifiers:
        if one.scheme in _OWN_SCHEMES and len(one.value) >= _LEAST_NUMBER and one.is_valid is not False:
            yield one.scheme, one.value.upper()


def _births(entity: Entity) -> Iterator[Hashable]:
    """A full name with a day of birth; a name of one word, or a year alone, is that of many."""
    if entity.schema is not Schema.PERSON:
        return
    days = [day for day in entity.births if _FULL_DATE.fullmatch(day)]
    if days:
        names = {frozenset(name_words(name.text)) for name in entity.names if name.strength is Strength.STRONG}
        yield from itertools.product(days, (words for words in names if len(words) > 1))


def _linked(entries: Sequence[_Entry], links: _Links) -> Iterator[list[int]]:
    """The places of entries that share a link. One that two entries of the same list have tells nothing."""
    sharing: dict[Hashable, list[int]] = defaultdict(list)
    for place, entry in enumerate(entries):
        for link in set(links(entry.entity)):
            sharing[link].append(place)
    for places in sharing.values():
        if 1 < len(places) == len({entries[place].list for place in places}):
            yield places


class _Groups:
    """Entries that were put together so far, each group with at most one entry of a list."""

    def __init__(self, entries: Sequence[_Entry]) -> None:
        self._entries = entries
        self._group = [[place] for place in range(len(entries))]

    def join(self, places: Sequence[int]) -> None:
        """Put entries together, where nothing speaks against it."""
        for one, other in itertools.pairwise(sorted(places)):
            first, second = self._group[one], self._group[other]
            if first is not second and self._may_be_one(first, second):
                first += second
                for place in second:
                    self._group[place] = first

    def _may_be_one(self, first: Sequence[int], second: Sequence[int]) -> bool:
        lists = [self._entries[place].list for place in (*first, *second)]
        if len(set(lists)) < len(lists):
            return False
        one, other = self._entries[first[0]].entity, self._entries[second[0]].entity
        if one.id == other.id:
            return True
        if one.schema is not other.schema and not {one.schema, other.schema} <= _BODIES:
            return False
        # A ship is renamed more often than renumbered; all others keep a word of their names.
        return one.schema is Schema.VESSEL or bool(self._words(first) & self._words(second))

    def _words(self, places: Sequence[int]) -> set[str]:
        names = (name.text for place in places for name in self._entries[place].entity.names)
        return {word for name in names for word in name_words(name) if len(word) > 1}

    def in_order(self) -> Iterator[list[int]]:
        """Each group once, by its first entry; its entries in the order of the lists."""
        for place, group in enumerate(self._group):
            if place == min(group):
                yield sorted(group)


def _named(clusters: Sequence[Sequence[Entity]], before: Earlier) -> Iterator[Entity]:
    """Each party under its id, with the ids that lead to it."""
    live = {entity.id for cluster in clusters for entity in cluster}
    former: dict[str, list[str]] = defaultdict(list)
    for id, party in before.party_of.items():
        former[party].append(id)
    taken: set[str] = set()
    for cluster in clusters:
        own = list(dict.fromkeys(entity.id for entity in cluster))
        called = [name for id in own if (name := before.party_of.get(id, id)) in before.ids]
        kept = [name for name in called if name in before.known and name not in taken]
        id = own[0] if own[0] in kept or not kept else kept[0]
        taken.add(id)
        gone = [one for name in dict.fromkeys(called) for one in (name, *former[name]) if one not in live]
        also = tuple(dict.fromkeys(one for one in (*own, *gone) if one != id))
        if len(cluster) == 1 and not also:
            yield cluster[0]
        else:
            yield _put_together(id, also, cluster)


def _put_together(id: str, also: tuple[str, ...], cluster: Sequence[Entity]) -> Entity:
    head = cluster[0]

    def all_of(values: Iterable[tuple[T, ...]]) -> tuple[T, ...]:
        return tuple(dict.fromkeys(itertools.chain.from_iterable(values)))

    return replace(
        head,
        id=id,
        also=also,
        names=_all_names(cluster),
        countries=all_of(entity.countries for entity in cluster),
        listings=all_of(_listings(entity) for entity in cluster),
        statements=all_of(entity.statements for entity in cluster),
        births=all_of(entity.births for entity in cluster),
        identifiers=all_of(entity.identifiers for entity in cluster),
        positions=all_of(entity.positions for entity in cluster),
    )


def _listings(entity: Entity) -> tuple[Listing, ...]:
    """What an entry states, or that it stands there at all."""
    publisher, _, reference = entity.id.partition(":")
    return entity.listings or (Listing(publisher, reference),)


def _all_names(cluster: Sequence[Entity]) -> tuple[Name, ...]:
    """Every name once; the first entry's primary name stays the party's, those of the others are variants of it.

    A name that one list holds strong is strong, unless a list of ours ignores it.
    """
    strength: dict[str, Strength] = {}
    for name in (name for entity in cluster for name in entity.names):
        known = strength.get(name.text, name.strength)
        strength[name.text] = name.strength if _WEIGHT[name.strength] > _WEIGHT[known] else known
    found: dict[str, Name] = {}
    for number, entity in enumerate(cluster):
        for name in entity.names:
            kind = NameKind.VARIANT if number and name.kind is NameKind.PRIMARY else name.kind
            found.setdefault(name.text, Name(name.text, kind, strength[name.text]))
    return tuple(found.values())
