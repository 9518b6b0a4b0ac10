"""Mentions to hits: all that one document says of one entity, scored together."""

from collections import defaultdict
from dataclasses import replace

from watchlist.matching.lexicon import Reading
from watchlist.matching.matcher import Matcher
from watchlist.model.alerts import Context, Evidence, Hit, Mention
from watchlist.model.documents import Document

# Characters on each side of a mention that are shown of a long sentence.
NEAR = 300
# Characters on each side of a mention in which evidence is looked for.
AROUND = 1_000


def screen(matcher: Matcher, document: Document) -> list[Hit]:
    """Find and assess: the hits of a document, best first."""
    return assess(matcher, document, matcher.find(document))


def assess(matcher: Matcher, document: Document, mentions: list[Mention], *, with_evidence: bool = True) -> list[Hit]:
    """One hit for each entity mentioned.

    The hit's score is its best mention's plus the points of its evidence, within 0-100, to one decimal. A kind of
    evidence counts once: a text that says "Iranian" ten times is no surer than one that says it once.
    """
    by_entity: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        by_entity[mention.entity_id].append(mention)
    if not mentions:
        return []
    hits = []
    for entity_id, found in by_entity.items():
        item = matcher.items[entity_id]
        best = max(found, key=lambda mention: mention.score)
        reading = _read_around(matcher, document, best)
        evidence = [e for mention in (best, *found) for e in mention.evidence]
        if with_evidence:
            evidence += matcher.evidence.beside(item, best, reading)
        counted = _count_once(evidence)
        score = round(min(100.0, best.score + sum(e.points for e in counted)), 1)
        context = _context(reading, best)
        versions = matcher.versions
        hits.append(Hit(document, item, score, tuple(found), tuple(counted), context, versions.list, versions.matcher))
    return sorted(hits, key=lambda hit: (-hit.score, hit.entity.id))


def _read_around(matcher: Matcher, document: Document, mention: Mention) -> Reading:
    """The mention with what stands near it; its sentence is in it unless that is very long."""
    text = document.text
    start, end = max(0, mention.start - AROUND), min(len(text), mention.end + AROUND)
    # Not from the middle of a word.
    while start and not text[start - 1].isspace() and start < mention.start:
        start += 1
    return matcher.lexicon.read(text, start, end)


def _context(reading: Reading, mention: Mention) -> Context:
    """The sentence of a mention; of a very long one what is near."""
    start, end = reading.sentences.around(mention.start, mention.end)
    start, end = max(start, mention.start - NEAR), min(end, mention.end + NEAR)
    return Context(start, end, reading.text[start:end])


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
