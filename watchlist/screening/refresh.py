"""Read the lists, check them, and put them in force; the last good watchlist serves until then."""

import functools
import hashlib
import operator
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from watchlist.errors import ListFormatError, ListShrankError, StoreError
from watchlist.lists import source
from watchlist.lists.reading import ReadList
from watchlist.matching import Policy
from watchlist.model.entities import ListSummary, Watchlist
from watchlist.model.vocabulary import NO_WORDS
from watchlist.screening import compiled
from watchlist.screening.adjust import adjust
from watchlist.store import watchlists
from watchlist.store.artefacts import Artefacts
from watchlist.store.database import Database

# Between nine of OFAC's lists of 2021 to 2024 the number of entries never fell by more than one in a thousand; a list
# without its file of aliases loses half of its names.
MAX_SHRINK = 0.2


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh found: the version in force, whether it is new, and the entries that were refused."""

    version: str
    is_new: bool
    entities: int
    problems: tuple[str, ...]


def read_lists(files: Sequence[Path]) -> Watchlist:
    """The watchlist of these files. Bad entries are refused in the summaries; the others are in it.

    Raises:
        ListUnavailable: a file cannot be opened.
        ListFormatError: a file as a whole cannot be read, or two files list one id.
    """
    return assemble([source.read(file) for file in files])


def read_version(files: Sequence[Path]) -> str:
    """The version of the watchlist of these files, without reading entities.

    Raises:
        ListUnavailable, ListFormatError: a file cannot be opened, or is damaged as a whole.
    """
    return _version([source.digest(file) for file in files])


def _version(digests: Sequence[str]) -> str:
    return hashlib.sha256(" ".join([source.READERS_VERSION, *digests]).encode()).hexdigest()[:16]


def assemble(parts: Sequence[ReadList]) -> Watchlist:
    """One watchlist of several lists; its version is a hash of their bytes, in their order, and of how they are read.

    Raises:
        ListFormatError: two lists have an entity or sector with the same id.
    """
    entities, loose_ends = adjust(
        [entity for part in parts for entity in part.entities],
        [adjustment for part in parts for adjustment in part.adjustments],
    )
    watchlist = Watchlist(
        version=_version([part.summary.sha256 for part in parts]),
        lists=tuple(_with_loose_ends(part, loose_ends) for part in parts),
        entities=entities,
        sectors=tuple(sector for part in parts for sector in part.sectors),
        vocabulary=functools.reduce(operator.add, (part.vocabulary for part in parts), NO_WORDS),
    )
    seen: set[str] = set()
    for item in watchlist.items():
        if item.id in seen:
            raise ListFormatError([f"{item.id!r} stands in two lists; an id belongs to one entity"])
        seen.add(item.id)
    return watchlist


def _with_loose_ends(part: ReadList, loose_ends: Sequence[str]) -> ListSummary:
    places = {adjustment.where for adjustment in part.adjustments}
    own = tuple(line for line in loose_ends if any(line.startswith(place) for place in places))
    return replace(part.summary, loose_ends=own) if own else part.summary


def problems(watchlist: Watchlist) -> tuple[str, ...]:
    """All refused entries of all lists, by file, line and reason, and the adjustments that fit nothing."""
    return tuple(problem for summary in watchlist.lists for problem in (*summary.problems, *summary.loose_ends))


def slips(watchlist: Watchlist) -> tuple[str, ...]:
    """The refused entries of lists that people write."""
    return tuple(problem for summary in watchlist.lists if summary.curated for problem in summary.problems)


def refresh(
    database: Database, files: Sequence[Path], now: Callable[[], datetime], max_shrink: float = MAX_SHRINK
) -> Refreshed:
    """Read the lists and put them in force, compiled, when they changed.

    Args:
        max_shrink: the share of its entities or names, 0-1, that a publisher's list may lose at once.

    Raises:
        ListShrankError: one lost more; nothing was changed.
        ListUnavailable, ListFormatError: nothing was changed. That includes a curated list with a bad entry when a
            watchlist is in force already: a slip of the pen must not take a party off it.
    """
    current = watchlists.in_force(database)
    watchlist = read_lists(files)
    is_new = current is None or current.version != watchlist.version or not _is_whole(database, current.number)
    if is_new:
        if current is not None and (wrong := slips(watchlist)):
            raise ListFormatError([*wrong, "the watchlist in force stays"])
        if current is not None:
            _refuse_shrunk(_lists_in_force(database, current.number), watchlist.lists, max_shrink)
        _compile(database, watchlist)
        watchlists.put_in_force(database, watchlist, now())
    return Refreshed(watchlist.version, is_new, sum(1 for _ in watchlist.items()), problems(watchlist))


def _lists_in_force(database: Database, number: int) -> Sequence[ListSummary]:
    """The lists of a version; none when this release cannot read it."""
    try:
        return watchlists.load(database, number).lists
    except StoreError:
        return ()


def _refuse_shrunk(before: Sequence[ListSummary], after: Sequence[ListSummary], max_shrink: float) -> None:
    """Whoever curates a list may shorten it; a publisher's that lost much was cut off, or lacks one of its files."""
    old, new = _sizes(before), _sizes(after)
    # A publisher that is no longer asked for is the operator's decision.
    for (publisher, what), has in new.items():
        had = old[publisher, what]
        if has < had * (1 - max_shrink):
            raise ListShrankError(
                f"the list of {publisher} has {has} {what}, and had {had}: more than {max_shrink:.0%} less; the "
                "watchlist in force stays. If it is right, raise lists.max_shrink until it has been taken"
            )


def _sizes(summaries: Sequence[ListSummary]) -> Counter[tuple[str, str]]:
    """How much each publisher lists, over all of its files."""
    sizes: Counter[tuple[str, str]] = Counter()
    for summary in summaries:
        if not summary.curated:
            sizes[summary.publisher, "entities"] += summary.entities
            sizes[summary.publisher, "names"] += summary.names
    return sizes


def _compile(database: Database, watchlist: Watchlist) -> None:
    """Compile for all processes; a watchlist that cannot be compiled would leave every one of them without."""
    try:
        compiled.matcher(Artefacts(database.data_dir), watchlist.version, Policy(), lambda: watchlist)
    except Exception as error:  # whatever trips the compiler, the watchlist in force must stay
        raise ListFormatError([f"the lists cannot be compiled, and nothing was changed: {error!r}"]) from error


def _is_whole(database: Database, number: int) -> bool:
    """Whether the stored watchlist can be used by this release; one that cannot is written anew."""
    try:
        watchlists.load(database, number)
    except StoreError:
        return False
    return True
