"""Mentions to hits: all that one document says of one entity, scored together."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from watchlist.matching.matcher import SHORT_FORM, Matcher
from watchlist.matching.policy import MOST_LOOKED_AT, PARTY_POINTS
from watchlist.matching.surroundings import Surroundings
from watchlist.model.alerts import Context, Evidence, Hit, Mention
from watchlist.model.documents import Document
from watchlist.model.entities import Entity, Sector

# Characters on each side of a mention that are shown of a long sentence.
NEAR = 300


def screen(matcher: Matcher, document: Document) -> list[Hit]:
    """Find and assess: the hits of a document, best first."""
    return assess(matcher, document, matcher.find(document))


def assess(matcher: Matcher, document: Document, mentions: list[Mention], *, with_evidence: bool = True) -> list[Hit]:
    """One hit for each entity mentioned.

    The hit's score is its best mention's plus the points of its evidence, within 0-100, to one decimal. A kind of
    evidence counts once: a text that says "Iranian" ten times is no surer than one that says it once.
    """
    if not mentions:
        return []
    by_entity: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        by_entity[mention.entity_id].append(mention)
    view = _View(matcher, document)
    parties = _Parties(matcher, mentions) if with_evidence else None
    hits = []
    for entity_id, found in by_entity.items():
        item = matcher.items[entity_id]
        best = max(found, key=lambda mention: mention.score)
        evidence = [e for mention in (best, *found) for e in mention.evidence]
        if parties is not None:
            party = list(parties.beside(item, best, view.around(best)))
            evidence += [*view.evidence(item, found, is_supported=bool(party)), *party]
        counted = _count_once(evidence)
        score = round(max(0.0, min(100.0, best.score + sum(e.points for e in counted))), 1)
        context = view.context(best)
        versions = matcher.versions
        hits.append(Hit(document, item, score, tuple(found), tuple(counted), context, versions.list, versions.matcher))
    return sorted(hits, key=lambda hit: (-hit.score, hit.entity.id))


class _View:
    """One document as it is read around its mentions: each place once, whoever is mentioned there."""

    def __init__(self, matcher: Matcher, document: Document) -> None:
        self._matcher = matcher
        self._document = document
        self._surroundings: dict[tuple[int, int], Surroundings] = {}

    def around(self, mention: Mention) -> Surroundings:
        """What stands around a mention."""
        place = mention.start, mention.end
        if place not in self._surroundings:
            self._surroundings[place] = self._matcher.evidence.around(self._document.text, mention)
        return self._surroundings[place]

    def context(self, mention: Mention) -> Context:
        """The sentence of a mention; of a very long one what is near."""
        start, end = self.around(mention).sentence
        start, end = max(start, mention.start - NEAR), min(end, mention.end + NEAR)
        return Context(start, end, self._document.text[start:end])

    def evidence(self, item: Entity | Sector, found: Sequence[Mention], *, is_supported: bool) -> list[Evidence]:
        """The evidence beside one of the mentions: the best of it, for the same entity is meant by all of them.

        Where nothing speaks for any of them, what speaks against one speaks against all. `is_supported`: another party
        stands beside.
        """
        named = [mention for mention in found if mention.rule != SHORT_FORM] or found
        ordered = sorted(named, key=lambda mention: -mention.score)[:MOST_LOOKED_AT]
        finder, written_at = self._matcher.evidence, self._document.published_at
        arounds = [(mention, self.around(mention)) for mention in ordered]
        each = [finder.of(item, *one, written_at, is_supported=is_supported) for one in arounds]
        totals = [sum(e.points for e in evidence) for evidence in each]
        return each[totals.index(max(totals) if max(totals) > 0 else min(totals))]


class _Parties:
    """The listed parties of one document, to tell which of them stand beside each other."""

    def __init__(self, matcher: Matcher, mentions: Sequence[Mention]) -> None:
        self._alert_at = matcher.policy.alert_at
        self._items = {mention.entity_id: matcher.items[mention.entity_id] for mention in mentions}
        self._sure = [
            mention
            for mention in mentions
            if mention.score >= self._alert_at and isinstance(self._items[mention.entity_id], Entity)
        ]

    def beside(self, item: Entity | Sector, best: Mention, around: Surroundings) -> Iterator[Evidence]:
        """Another party in the same sentence: any beside a sector, and beside a party one of the same programme."""
        start, end = around.sentence
        programmes = set(item.programmes)
        for other in self._sure:
            if not start <= other.start < end or (other.start < best.end and best.start < other.end):
                continue
            if isinstance(item, Sector) or not programmes.isdisjoint(self._items[other.entity_id].programmes):
                yield Evidence("party", other.surface, other.start, other.end, PARTY_POINTS)
                return


def _count_once(evidence: list[Evidence]) -> list[Evidence]:
    """Each place once; of each kind the first brings points, what repeats it brings none."""
    seen_places: set[tuple[int, int]] = set()
    seen_kinds: set[str] = set()
    counted = []
    for e in evidence:
        if (e.start, e.end) not in seen_places:
            seen_places.add((e.start, e.end))
            counted.append(replace(e, points=0.0) if e.kind in seen_kinds else e)
            seen_kinds.add(e.kind)
    return counted
