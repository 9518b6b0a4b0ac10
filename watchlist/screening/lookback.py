"""Look back: when parties are listed or their names change, the texts already screened are looked at for just those."""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime

from watchlist import matching
from watchlist.errors import StoreError
from watchlist.matching import Matcher, Policy
from watchlist.matching.index import Postings
from watchlist.matching.items import pack_entities
from watchlist.matching.traces import TraceReader, traces
from watchlist.model.entities import Entity, Watchlist
from watchlist.screening import compiled
from watchlist.store import documents, lookbacks, watchlists
from watchlist.store import traces as archive
from watchlist.store.artefacts import Artefacts
from watchlist.store.database import Database
from watchlist.store.lookbacks import Lookback

log = logging.getLogger(__name__)

# With more than these it is no quicker to choose the texts than to screen them all.
_MOST_CHANGED = 3_000


def trace_new(database: Database, stop: Callable[[], bool]) -> None:
    """Add what new texts left behind to the archive's index, when they are enough for a block."""
    while not stop() and (texts := archive.untraced(database)):
        archive.keep(database, archive.lay_out({sha256: traces(text) for sha256, text in texts.items()}))


def look_back(database: Database, matcher: Matcher, now: Callable[[], datetime]) -> list[Lookback]:
    """Choose, of the documents screened with earlier watchlists, those that may have something of what changed.

    They wait for the scan; the others are known to have nothing new, which is on record. Where that cannot be told, as
    after a change of the matcher, the policy, sectors or the words of evidence, all wait for the scan.
    """
    done = []
    for screened_with in documents.earlier_stamps(database, matcher.versions):
        started = now()
        changed = _changed(database, screened_with, matcher)
        if changed is not None:
            try:
                chosen = list(_choose(database, screened_with, changed, matcher))
            except StoreError as error:
                log.error("%s; all stored texts are screened again", error)
                continue
            looked = Lookback(started, screened_with, documents.stamp(matcher.versions), len(changed))
            done.append(lookbacks.record(database, looked, chosen, now))
    for one in done:
        log.info(
            "lookback: %d parties are new or changed; of %d texts %d are screened again",
            one.entities, one.documents, one.chosen,
        )  # fmt: skip
    return done


def _changed(database: Database, screened_with: str, matcher: Matcher) -> tuple[Entity, ...] | None:
    """The parties that are new or otherwise listed since documents were screened; None when all texts must be again."""
    try:
        before = _watchlist(database, documents.list_of(screened_with))
    except StoreError:
        return None  # of another release, or no longer kept
    after = matcher.watchlist
    if before.sectors != after.sectors or before.vocabulary != after.vocabulary:
        return None
    # As they are packed, they are compared without being read.
    known = set(pack_entities(before.entities))
    changed = [number for number, packed in enumerate(pack_entities(after.entities)) if packed not in known]
    return tuple(after.entities[number] for number in changed) if len(changed) <= _MOST_CHANGED else None


def _watchlist(database: Database, version: str) -> Watchlist:
    """A watchlist of before: from its compiled file where that is still there, else from the store.

    Raises:
        StoreError: it is not kept.
    """
    mapped = compiled.mapped(Artefacts(database.data_dir), version, Policy())
    return mapped.watchlist if mapped else watchlists.find(database, version)


def _choose(database: Database, screened_with: str, changed: tuple[Entity, ...], matcher: Matcher) -> Iterator[str]:
    """The documents, by SHA-256, that may have a name of the parties that changed; and those not in the index yet."""
    if not changed:
        return
    yield from archive.not_in_blocks(database, screened_with)
    just_those = Watchlist("just those", (), changed, vocabulary=matcher.watchlist.vocabulary)
    reader = TraceReader(matching.compile(just_those, matcher.policy))
    for block in archive.every_block(database):
        for number in reader.texts(block.chunks, Postings(block.starts, block.numbers)):
            yield block.texts[number]
