"""Official lists: fetched from their publishers or dropped in a folder, checked, and kept as a copy."""

import json
import logging
import shutil
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from watchlist.errors import FetchError, ListError, ListFormatError, ListUnavailable
from watchlist.fetch import Access, Bounds, Fetched, Validators, fetch
from watchlist.lists.publishers import Published
from watchlist.screening.refresh import AskedList, Limits, Refreshed, of_files, refresh
from watchlist.store import lists
from watchlist.store.database import Database

log = logging.getLogger(__name__)

# Beside the files of a copy: what their servers said of them, so that they are fetched only when they changed.
_VALIDATORS = ".validators.json"
# Where a dropped list goes that was not taken.
_REFUSED = "refused"
# Seconds for which what was dropped must rest before it is read.
_SETTLE = 2.0


@dataclass(frozen=True, slots=True)
class ListSources:
    """Every way in which lists come: files here, official ones, and the folder in which they may be dropped.

    Attributes:
        copies: the folder with a folder for each official list.
        token: what the EU asks for.
        max_shrink: the share of its entities or names, 0-1, that a publisher's list may lose at once.
    """

    files: Sequence[Path]
    published: Sequence[Published]
    copies: Path
    incoming: Path
    token: str | None
    bounds: Bounds
    max_shrink: float
    access: Access | None = None

    def asked(self, instead: Mapping[str, Path] | None = None) -> list[AskedList]:
        """All lists that are asked for; `instead` names other places for some."""
        places = instead or {}
        official = (
            AskedList(one.name, places.get(one.name, self.copies / one.name), is_fetched=True) for one in self.published
        )
        return [*of_files(self.files), *official]

    def at_hand(self) -> list[Path]:
        """The files here and the copies that are there, for a scan without a store."""
        copies = (self.copies / one.name for one in self.published)
        return [*self.files, *(copy for copy in copies if copy.is_dir())]

    def limits(self, forced: frozenset[str] = frozenset()) -> Limits:
        """What a refresh takes without being told."""
        return Limits(self.max_shrink, forced)

    def find(self, name: str) -> Published:
        """The official list of a name.

        Raises:
            ListUnavailable: there is none.
        """
        for one in self.published:
            if one.name == name:
                return one
        known = ", ".join(one.name for one in self.published) or "none"
        raise ListUnavailable(f"{name!r} is no official list that is asked for; lists.official has {known}")


def fetch_list(  # noqa: PLR0913 - what, where from, where to, and how
    database: Database,
    sources: ListSources,
    name: str,
    now: Callable[[], datetime],
    taking: AbstractContextManager[Any],
    *,
    force: bool = False,
) -> Refreshed | None:
    """Fetch one official list and put it in force when it changed; None when it did not.

    Args:
        taking: held while it is put in force, which is for one list at a time; the download is not.
        force: take it also when it shrank more than the policy allows.

    Raises:
        ListError: it cannot be had, or was refused; the last good version serves on. The list's state says so.
    """
    one = sources.find(name)
    if one.needs_token and not sources.token:
        lists.note(database, {name: (lists.OFF, "lists.eu_token is not set")}, now())
        return None
    with _room_beside(sources.copies) as room:
        try:
            candidate = _download(one, sources, room)
        except FetchError as error:
            lists.note(database, {name: (lists.FAILED, str(error))}, now())
            raise ListUnavailable(f"the list {name}: {error}") from None
        if candidate is None:
            lists.note(database, {name: (lists.UNCHANGED, None)}, now())
            return None
        with taking:
            return _take(database, sources, name, candidate, now, force=force)


def _download(one: Published, sources: ListSources, room: Path) -> Path | None:
    """All files of a list in a folder of their own; None when none of them changed.

    Raises:
        FetchError: one of them cannot be had.
    """
    copy = sources.copies / one.name
    known = _known_validators(copy)
    fetched: dict[str, Fetched] = {}
    for file, url in one.urls(sources.token).items():
        fetched[file] = fetch(url, known.get(file), sources.bounds, sources.access)
    if all(answer.content is None for answer in fetched.values()):
        return None
    candidate = room / one.name
    candidate.mkdir()
    for file, answer in fetched.items():
        content = (copy / file).read_bytes() if answer.content is None else answer.content
        (candidate / file).write_bytes(content)
    validators = {file: asdict(answer.validators) for file, answer in fetched.items()}
    (candidate / _VALIDATORS).write_text(json.dumps(validators), "utf-8")
    return candidate


def _known_validators(copy: Path) -> dict[str, Validators]:
    """What the servers said of the files that are there; a file that is gone is fetched anew."""
    try:
        raw = json.loads((copy / _VALIDATORS).read_text("utf-8"))
        return {file: Validators(**said) for file, said in raw.items() if (copy / file).is_file()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _take(  # noqa: PLR0913 - what comes in, from where, and how
    database: Database, sources: ListSources, name: str, candidate: Path, now: Callable[[], datetime], *, force: bool
) -> Refreshed:
    """Check a list and put it in force; when it is good it becomes the copy.

    Raises:
        ListError: it was refused.
    """
    forced = frozenset({name} if force else ())
    result = refresh(database, sources.asked({name: candidate}), now, sources.limits(forced), look_at={name})
    if name in result.refused:
        raise ListFormatError([f"the list {name} was refused: {result.refused[name]}"])
    _replace(sources.copies / name, candidate)
    return result


def _replace(copy: Path, candidate: Path) -> None:
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(copy, ignore_errors=True)
    candidate.rename(copy)


@contextmanager
def _room_beside(copies: Path) -> Iterator[Path]:
    """A folder on the same disk, so that what is good is moved by its name alone; it is gone afterwards."""
    try:
        copies.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".coming-", dir=copies, ignore_cleanup_errors=True) as room:
            yield Path(room)
    except OSError as error:
        raise ListUnavailable(f"{copies}: cannot be written: {error.strerror}") from None


def take_dropped(database: Database, sources: ListSources, now: Callable[[], datetime]) -> dict[str, str]:
    """Take the lists that were dropped in the folder: files as published, folders named as the list, zips of either.

    What is taken leaves the folder; what is not goes to `refused` in it.

    Returns:
        for each that was not taken the reason.
    """
    refused = {}
    for drop in _drops(sources.incoming):
        try:
            with _room_beside(sources.copies) as room:
                for name, candidate in _sort(drop.files(sources.bounds.bytes, room), sources.published, room).items():
                    _take(database, sources, name, candidate, now, force=False)
            log.info("taken: %s", drop)
            drop.remove()
        except ListError as error:
            refused[str(drop)] = str(error)
            log.error("not taken: %s: %s", drop, error)
            drop.put_aside()
    return refused


class _Drop:
    """What was dropped together: a folder, a zip, or the files that lie loose."""

    def __init__(self, places: Sequence[Path]) -> None:
        self._places = places

    def __str__(self) -> str:
        return ", ".join(map(str, self._places))

    def files(self, most: int, room: Path) -> dict[Path, Path]:
        """The files in it by the names they were given; those of a zip are unpacked into the room.

        Raises:
            ListFormatError: a zip is damaged, or has more than `most` bytes when unpacked.
        """
        found: dict[Path, Path] = {}
        for place in self._places:
            if place.is_dir():
                found |= {file.relative_to(place.parent): file for file in sorted(place.rglob("*")) if file.is_file()}
            elif _is_zip(place):
                found |= _unzip(place, most, room)
            else:
                found[Path(place.name)] = place
        return found

    def remove(self) -> None:
        """It has been taken."""
        for place in self._places:
            if place.is_dir():
                shutil.rmtree(place, ignore_errors=True)
            else:
                place.unlink(missing_ok=True)

    def put_aside(self) -> None:
        """Where a person finds it, and the next look does not try it again."""
        for place in self._places:
            aside = place.parent / _REFUSED / place.name
            try:
                aside.parent.mkdir(exist_ok=True)
                if aside.is_dir():
                    shutil.rmtree(aside)
                place.replace(aside)
            except OSError as error:
                log.error("%s: cannot be put aside: %s", place, error.strerror)


def _drops(incoming: Path) -> list[_Drop]:
    """What lies in the folder and has rested: a copy that is still being written is left for the next look."""
    try:
        places = [place for place in sorted(incoming.iterdir()) if place.name != _REFUSED and place.name[0] != "."]
        alone = [place for place in places if place.is_dir() or _is_zip(place)]
        loose = [place for place in places if place not in alone]
        drops = [[place] for place in alone if _has_rested(place)]
        if loose and all(map(_has_rested, loose)):
            drops.append(loose)
    except OSError:
        return []
    return [_Drop(places) for places in drops]


def _is_zip(place: Path) -> bool:
    with place.open("rb") as file:
        return file.read(4) == b"PK\x03\x04"


def _has_rested(place: Path) -> bool:
    files = [place, *place.rglob("*")] if place.is_dir() else [place]
    return all(time.time() - file.stat().st_mtime >= _SETTLE for file in files)


def _sort(files: Mapping[Path, Path], published: Sequence[Published], room: Path) -> dict[str, Path]:
    """The lists that files belong to, each as a folder of them.

    Raises:
        ListFormatError: a file belongs to no list that is asked for, or there is none.
    """
    found: dict[str, Path] = {}
    for shown, file in files.items():
        name, called = _whose(shown, published)
        found[name] = room / name
        found[name].mkdir(exist_ok=True)
        shutil.copyfile(file, found[name] / called)
    if not found:
        raise ListFormatError(["there is no file in it; expected a list"])
    return found


def _whose(shown: Path, published: Sequence[Published]) -> tuple[str, str]:
    """The list that a file belongs to, and what it is called there.

    Raises:
        ListFormatError: to none.
    """
    plain = shown.name.lower().removesuffix(".gz")
    for one in published:
        names = {file.lower(): file for file in one.files}
        names |= {url.partition("?")[0].rpartition("/")[2].lower(): file for file, url in one.files.items()}
        if plain in names:
            return one.name, names[plain]
        if one.name in (*shown.parts[:-1], plain.partition(".")[0]) and len(one.files) == 1:
            return one.name, next(iter(one.files))
    expected = ", ".join(file for one in published for file in one.files)
    raise ListFormatError(
        [f"{shown}: belongs to no list that is asked for; expected one of {expected}, or a folder named as its list"]
    )


def _unzip(dropped: Path, most: int, room: Path) -> dict[Path, Path]:
    unpacked = {}
    left = most
    try:
        with zipfile.ZipFile(dropped) as bundle:
            for number, member in enumerate(one for one in bundle.infolist() if not one.is_dir()):
                with bundle.open(member) as packed:
                    content = packed.read(left + 1)
                left -= len(content)
                if left < 0:
                    raise ListFormatError([f"{dropped}: more than {most} bytes when unpacked"])
                # Their own names may lead anywhere; these do not.
                file = room / f".{number}"
                file.write_bytes(content)
                unpacked[Path(member.filename)] = file
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise ListFormatError([f"{dropped}: not a whole zip file: {error}"]) from None
    return unpacked
