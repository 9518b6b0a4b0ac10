"""Read the lists, check them, and put them in force; the last good version of each serves until then."""

import functools
import hashlib
import itertools
import operator
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from watchlist.errors import ListError, ListFormatError, ListShrankError, StoreError
from watchlist.lists import source
from watchlist.matching import Policy
from watchlist.model.entities import Adjustment, Entity, ListSummary, ReadList, Watchlist
from watchlist.model.vocabulary import NO_WORDS
from watchlist.screening import compiled, parties
from watchlist.screening.adjust import adjust
from watchlist.screening.history import compare
from watchlist.screening.parties import Earlier, earlier
from watchlist.store import alerts, lists, own_names, recording, watchlists
from watchlist.store.artefacts import Artefacts
from watchlist.store.database import Database
from watchlist.store.lists import Taken, Version
from watchlist.store.watchlists import InForce

# Between nine of OFAC's lists of 2021 to 2024 the number of entries never fell by more than one in a thousand; a list
# without its file of aliases loses half of its names.
MAX_SHRINK = 0.2


@dataclass(frozen=True, slots=True)
class AskedList:
    """A list that is asked for: its name, and the file or folder that holds it.

    `is_fetched`: a copy of what is published elsewhere, which may not have come yet.
    """

    name: str
    path: Path
    is_fetched: bool = False


def of_files(files: Sequence[Path]) -> list[AskedList]:
    """Lists that stand in files here; each is called as its file, without ending, where that tells them apart."""
    stems = [file.name.partition(".")[0] for file in files]
    return [
        AskedList(stem if stems.count(stem) == 1 else str(file), file) for stem, file in zip(stems, files, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a refresh takes without being told.

    Attributes:
        max_shrink: the share of its entities or names, 0-1, that a publisher's list may lose at once.
        forced: lists that may lose any.
    """

    max_shrink: float = MAX_SHRINK
    forced: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh found.

    Attributes:
        version: what is in force now, and `is_new` whether it was not before.
        problems: the entries that were refused.
        outcomes: how the look at each list ended, with a reason where it was not taken.
    """

    version: str
    is_new: bool
    entities: int
    problems: tuple[str, ...]
    outcomes: Mapping[str, tuple[str, str | None]] = field(default_factory=dict)

    @property
    def refused(self) -> dict[str, str]:
        """The lists that were not taken, with the reason."""
        return {name: reason for name, (_, reason) in self.outcomes.items() if reason is not None}


def read_lists(files: Sequence[Path]) -> Watchlist:
    """The watchlist of these files. Bad entries are refused in the summaries; the others are in it.

    Raises:
        ListUnavailable: a file cannot be opened.
        ListFormatError: a file as a whole cannot be read, or two lists of ours have one id.
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


def assemble(parts: Sequence[ReadList], before: Earlier | None = None, own: Sequence[Adjustment] = ()) -> Watchlist:
    """One watchlist of several lists, with one entity for each party.

    Its version is a hash of the lists' bytes, in their order, and of how they are read; parties that keep an id of
    before add to it.

    Args:
        before: what the parties were called until now.
        own: names that reviewers added or left alone.

    Raises:
        ListFormatError: two lists of ours have an entity or sector with the same id.
    """
    _refuse_twins(parts)
    adjustments = [*(adjustment for part in parts for adjustment in part.adjustments), *own]
    adjusted, loose_ends = adjust([entity for part in parts for entity in part.entities], adjustments)
    ends = list(itertools.accumulate(len(part.entities) for part in parts))
    by_list = [adjusted[end - len(part.entities) : end] for part, end in zip(parts, ends, strict=True)]
    entities = parties.merge(by_list, before)
    return Watchlist(
        version=_version([*(part.summary.sha256 for part in parts), *own_names.digests(own)])
        + _kept_names(entities, by_list, before),
        lists=tuple(_with_loose_ends(part, loose_ends) for part in parts),
        entities=entities,
        sectors=tuple(sector for part in parts for sector in part.sectors),
        vocabulary=functools.reduce(operator.add, (part.vocabulary for part in parts), NO_WORDS),
    )


def _refuse_twins(parts: Sequence[ReadList]) -> None:
    """The same id in two lists of publishers is the same party; in two of ours it is a slip of the pen."""
    seen: set[str] = set()
    for item in (item for part in parts if part.summary.curated for item in (*part.entities, *part.sectors)):
        if item.id in seen:
            raise ListFormatError([f"{item.id!r} stands in two lists; an id belongs to one entity"])
        seen.add(item.id)


def _kept_names(entities: Sequence[Entity], by_list: Sequence[Sequence[Entity]], before: Earlier | None) -> str:
    """What sets a watchlist apart whose parties keep their ids of before; empty when they would be called so anyway."""
    if before is None:
        return ""
    now = {(entity.id, entity.also) for entity in entities if entity.also}
    kept = now - {(entity.id, entity.also) for entity in parties.merge(by_list)}
    return "-" + hashlib.sha256(repr(sorted(kept)).encode()).hexdigest()[:8] if kept else ""


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
    database: Database,
    asked: Sequence[AskedList],
    now: Callable[[], datetime],
    limits: Limits | None = None,
    look_at: Collection[str] | None = None,
) -> Refreshed:
    """Look at the lists, and put the good ones in force, compiled, when one of them changed.

    A list that cannot be trusted keeps its last good version; the others go on.

    Args:
        look_at: names of the lists to look at; the others stay as they were taken last. None looks at all files here,
            and at copies that this release has not read yet.

    Raises:
        ListError: a list cannot be had or read, and was never taken before; nothing was changed.
        ListFormatError: two lists of ours have the same id, or the lists cannot be compiled; nothing was changed.
    """
    look = _Look(database, limits or Limits())
    for one in asked:
        if one.name in look_at if look_at is not None else look.is_due(one):
            look.at(one)
    there = [one.name for one in asked if look.has(one.name)]
    current = watchlists.in_force(database)
    own = own_names.adjustments(database)
    version = _version([*(look.sha256(name) for name in there), *own_names.digests(own)])
    at = now()
    if current is not None and current.lists == version and watchlists.is_whole(database, current.number):
        lists.note(database, look.outcomes, at)
        return Refreshed(current.version, False, sum(map(look.size, there)), (), look.outcomes)
    try:
        watchlist = assemble([look.content(name) for name in there], _earlier_names(database, current), own)
        _compile(database, watchlist)
    except ListError as error:
        refused = {name: (lists.REFUSED, str(error)) for name in look.fresh}
        lists.note(database, look.outcomes | refused, at)
        raise
    with database.write() as connection:
        for fresh in look.fresh.values():
            lists.keep(connection, fresh, at)
        watchlists.put_in_force(connection, watchlist, at)
        database.lock_log(connection)
        recording.mark_listed(connection, {id for item in watchlist.items() for id in item.ids}.__contains__, at)
    lists.note(database, look.outcomes, at)
    return Refreshed(watchlist.version, True, sum(map(look.size, there)), problems(watchlist), look.outcomes)


def _earlier_names(database: Database, current: InForce | None) -> Earlier | None:
    """What the parties are called until now, and which of them alerts know."""
    if current is None:
        return None
    with database.read() as connection:
        known = alerts.parties(connection)
    try:
        return earlier(watchlists.load(database, current.number).entities, known)
    except StoreError:
        return None  # of another release, or damaged


class _Look:
    """One look at the lists: what was taken before, what is fresh, and how each look ended."""

    def __init__(self, database: Database, limits: Limits) -> None:
        self._database = database
        self._limits = limits
        self.taken = lists.newest(database)
        self.fresh: dict[str, Version] = {}
        self.outcomes: dict[str, tuple[str, str | None]] = {}

    def is_due(self, one: AskedList) -> bool:
        """Whether a list may have something new without having been fetched."""
        if not one.is_fetched:
            return True
        before = self.taken.get(one.name)
        return one.path.exists() and (before is None or before.readers != source.READERS_VERSION)

    def at(self, one: AskedList) -> None:
        """Look at one list, and read it when it changed.

        Raises:
            ListError: it was never taken before, and cannot be taken now.
        """
        try:
            version = self._read_if_changed(one)
        except ListError as error:
            if one.name not in self.taken and not one.is_fetched:
                raise
            # Of a copy the place says nothing: it is ours, and often gone when someone reads this.
            told = str(error).replace(f"{one.path.parent}/", "") if one.is_fetched else str(error)
            self.outcomes[one.name] = (lists.REFUSED, told)
            return
        if version is not None:
            self.fresh[one.name] = version
        self.outcomes[one.name] = (lists.UNCHANGED if version is None else lists.NEW, None)

    def _read_if_changed(self, one: AskedList) -> Version | None:
        before = self.taken.get(one.name)
        if before and before.readers == source.READERS_VERSION and before.sha256 == source.digest(one.path):
            return None
        read = source.read(one.path, is_official=one.is_fetched)
        content = replace(read, summary=replace(read.summary, name=one.name))
        earlier = self._earlier(before)
        if earlier is not None and one.name not in self._limits.forced:
            _refuse_worse(one.name, earlier, content, self._limits.max_shrink)
        changes = None if earlier is None else compare(earlier, content)
        return Version(one.name, source.READERS_VERSION, content, changes)

    def _earlier(self, before: Taken | None) -> ReadList | None:
        """What was taken last; None when nothing was, or when this release cannot read it."""
        try:
            return None if before is None else lists.load(self._database, before.number)
        except StoreError:
            return None

    def has(self, name: str) -> bool:
        """Whether there is any version of a list."""
        return name in self.fresh or name in self.taken

    def sha256(self, name: str) -> str:
        """Of the version to put in force."""
        fresh = self.fresh.get(name)
        return fresh.content.summary.sha256 if fresh else self.taken[name].sha256

    def size(self, name: str) -> int:
        """How many entities and sectors the version to put in force has."""
        fresh = self.fresh.get(name)
        return fresh.content.summary.entities if fresh else self.taken[name].entities

    def content(self, name: str) -> ReadList:
        """The version to put in force.

        Raises:
            StoreError: it was taken before, and is damaged.
        """
        fresh = self.fresh.get(name)
        return fresh.content if fresh else lists.load(self._database, self.taken[name].number)


def _refuse_worse(name: str, before: ReadList, after: ReadList, max_shrink: float) -> None:
    """Whoever curates a list may shorten it; a publisher's that lost much was cut off, or lacks one of its files.

    Raises:
        ListFormatError: an entry of a curated list is bad; a slip of the pen must not take a party off the watchlist.
        ListShrankError: a publisher's list lost a file, or more than a list loses at once.
    """
    if after.summary.curated:
        if after.summary.problems:
            raise ListFormatError([*after.summary.problems, "the watchlist in force stays"])
        return
    for file in after.summary.missing:
        if file not in before.summary.missing:
            raise ListShrankError(
                f"the list {name} comes without {file}, which it had; what that holds is unknown rather than removed. "
                f"The last good version stays; `watchlist refresh --force {name}` takes it as it is"
            )
    for what in ("entities", "names"):
        had, has = getattr(before.summary, what), getattr(after.summary, what)
        if has < had * (1 - max_shrink):
            raise ListShrankError(
                f"the list {name} has {has} {what}, and had {had}: more than {max_shrink:.0%} less. The last good "
                f"version stays; if it is right, `watchlist refresh --force {name}` takes it, or raise lists.max_shrink"
            )


def _compile(database: Database, watchlist: Watchlist) -> None:
    """Compile for all processes; a watchlist that cannot be compiled would leave every one of them without."""
    try:
        compiled.matcher(Artefacts(database.data_dir), watchlist.version, Policy(), lambda: watchlist)
    except Exception as error:  # whatever trips the compiler, the watchlist in force must stay
        raise ListFormatError([f"the lists cannot be compiled, and nothing was changed: {error!r}"]) from error
