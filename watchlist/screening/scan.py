"""Scan: collect new text from the watched folders, then screen every document not yet screened."""

import logging
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from watchlist import matching
from watchlist.matching import Matcher
from watchlist.model.alerts import Hit
from watchlist.model.documents import Document
from watchlist.screening.added import only_added
from watchlist.sources import folder
from watchlist.sources.extractor import Extractor
from watchlist.sources.folder import Found
from watchlist.sources.reading import Unreadable
from watchlist.store import documents, recording
from watchlist.store.database import Database
from watchlist.store.documents import FileRead, Sighting
from watchlist.store.recording import Screening

log = logging.getLogger(__name__)

# Files read and documents screened for one transaction: a commit costs some milliseconds, whatever is in it. The
# seconds bound how long an alert waits for its batch, the bytes how much memory the texts of one take.
_BATCH = 50
_BATCH_SECONDS = 0.5
_BATCH_BYTES = 20_000_000


@dataclass(slots=True)
class ScanReport:
    """What a scan did: files looked at, texts new, unreadable, put off, screened, failed, and alerts opened."""

    files: int = 0
    added: int = 0
    unread: int = 0
    put_off: int = 0
    screened: int = 0
    failed: int = 0
    alerts: int = 0
    problems: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """For the job's row; at most 20 problems, all of them are counted in `unread`."""
        return asdict(self) | {"problems": self.problems[:20]}


@dataclass(frozen=True, slots=True)
class Watch:
    """What to watch, and how.

    Attributes:
        settle: seconds a file must rest before it is read.
        max_file_bytes: larger files are left alone.
        extractor: who reads what is not plain text.
        most_new: texts of one look; what is left is taken by the next, when these have been screened.
    """

    folders: Sequence[Path]
    settle: float
    max_file_bytes: int
    extractor: Extractor
    most_new: int = 100_000


def collect(database: Database, watch: Watch, now: Callable[[], datetime], stop: Callable[[], bool]) -> ScanReport:
    """Bring new and changed files into the store. A file that is still being written waits for the next scan."""
    report = ScanReport()
    known = documents.seen_before(database)
    fresh = []
    for found in _list_all(watch.folders, report):
        report.files += 1
        if known.get(folder.name_of(found.path)) != (found.size, found.modified):
            fresh.append(found)
    read: list[FileRead] = []
    size = 0
    for found in _settled(fresh, watch.settle, report):
        if stop() or report.added >= watch.most_new:
            break
        if (file := _read_file(found, watch, report)) is not None:
            read.append(file)
            size += found.size
        if len(read) >= _BATCH or size >= _BATCH_BYTES:
            report.added += documents.add(database, read, now())
            read, size = [], 0
    report.added += documents.add(database, read, now()) if read else 0
    return report


def _list_all(folders: Sequence[Path], report: ScanReport) -> Iterator[Found]:
    for place in folders:
        for found in folder.list_files(place):
            if isinstance(found, Found):
                yield found
            else:
                report.unread += 1
                report.problems.append(f"{found.origin}: {found.reason}")
                log.warning("not scanned: %s: %s", found.origin, found.reason)


def _settled(fresh: list[Found], settle: float, report: ScanReport) -> Iterator[Found]:
    """The files that have rested: old ones at once, young ones after one short wait for all of them."""
    age = {found: time.time() - found.modified / 1e9 for found in fresh}
    yield from (found for found in fresh if not 0 <= age[found] < settle)
    young = [found for found in fresh if 0 <= age[found] < settle]
    if young:
        time.sleep(settle)
    for found in young:
        if list(folder.list_files(found.path)) == [found]:
            yield found
        else:
            report.put_off += 1


def _read_file(found: Found, watch: Watch, report: ScanReport) -> FileRead | None:
    items = list(_read_safely(found, watch.max_file_bytes, watch.extractor))
    if not found.path.exists():
        return None  # deleted between listing and reading: then there is nothing to remember
    path = folder.name_of(found.path)
    problems = [item for item in items if isinstance(item, Unreadable)]
    reasons = [_reason(path, problem) for problem in problems]
    report.unread += len(problems)
    report.problems += [f"{path}: {reason}" for reason in reasons]
    for reason in reasons[:20]:
        log.warning("not read: %s: %s", path, reason)
    sighting = Sighting(path, found.size, found.modified, len(problems), "; ".join(reasons[:5]) or None)
    return FileRead([item for item in items if isinstance(item, Document)], sighting)


def _reason(path: str, problem: Unreadable) -> str:
    """Why, and where in the file."""
    inside = problem.origin.removeprefix(path).removeprefix("#")
    line = f"line {problem.line}" if problem.line else ""
    return ": ".join(part for part in (inside, line, problem.reason) if part)


def _read_safely(found: Found, max_bytes: int, extractor: Extractor) -> Iterator[Document | Unreadable]:
    """What is in a file; one that trips a reader must not hold up the others."""
    try:
        yield from folder.read_file(found, max_bytes, extractor)
    except Exception:  # one file that trips a reader must not hold up the others
        log.exception("not read: %s: a fault of ours", found.path)
        yield Unreadable(folder.name_of(found.path), "not read: a fault of ours, see the log")


@dataclass(frozen=True, slots=True)
class Screened:
    """A document of one story, and what was found in it."""

    document: Document
    story: str
    hits: Sequence[Hit]


def screen_pending(
    database: Database, matcher: Matcher, now: Callable[[], datetime], stop: Callable[[], bool], report: ScanReport
) -> None:
    """Screen what waits, newest first, until nothing does or it is told to stop; other workers may do so beside it.

    Some documents at a time are recorded in one transaction, whole or not at all.
    """
    failed: set[str] = set()
    while not stop() and (batch := documents.lease(database, matcher.versions, _BATCH, now(), failed)):
        left = deque(batch)
        while left and not stop():
            screened = list(_screen_some(matcher, left, stop, failed, report))
            opened = [count for count in record(database, matcher, screened, now()) if count is not None]
            report.screened += len(opened)
            report.alerts += sum(opened)
        if left:
            documents.give_back(database, [document.sha256 for document, _ in left])
    report.failed = len(failed)


def _screen_some(
    matcher: Matcher,
    left: deque[tuple[Document, str]],
    stop: Callable[[], bool],
    failed: set[str],
    report: ScanReport,
) -> Iterator[Screened]:
    """Screen documents for as long as their alerts may wait for each other."""
    until = time.monotonic() + _BATCH_SECONDS
    while left and not stop() and time.monotonic() < until:
        document, story = left.popleft()
        try:
            yield Screened(document, story, matching.screen(matcher, document))
        except Exception:  # one text that trips the matcher must not hold up the others
            log.exception("not screened: %s: a fault of ours", document.origin)
            failed.add(document.sha256)
            report.problems.append(f"{document.origin}: not screened: a fault of ours, see the log")


def record(database: Database, matcher: Matcher, screened: Sequence[Screened], now: datetime) -> list[int | None]:
    """Store some screenings and their alerts; for each the number of alerts opened, None when another was first."""
    with database.write() as connection:
        database.lock_log(connection)
        return [_record(connection, matcher, one, now) for one in screened]


def _record(connection: sa.Connection, matcher: Matcher, one: Screened, now: datetime) -> int | None:
    policy, sha256 = matcher.policy, one.document.sha256
    is_lookback = bool(one.hits) and documents.was_screened(connection, sha256, matcher.versions)
    screening = Screening(one.story, matcher.versions, now, is_lookback)
    hits = one.hits
    if hits and (before := documents.text_before(connection, one.document)) is not None:
        hits = only_added(hits, before)
    urgent = [(hit, policy.severity(hit)) for hit in hits if policy.is_alert(hit)]
    if not documents.claim(connection, sha256, screening.versions, len(urgent), screening.at):
        return None
    return recording.record(connection, urgent, screening)


def read_all(
    places: Iterable[Path], max_bytes: int, extractor: Extractor
) -> Iterator[tuple[int, int, Document | Unreadable | None]]:
    """All documents of files and folders, for a scan without a store.

    Yields the number of files read so far, how many there are, and a document, what could not be read, or None at the
    end of a file.
    """
    files: list[Found] = []
    for place in places:
        for listed in folder.list_files(place):
            if isinstance(listed, Found):
                files.append(listed)
            else:
                yield 0, 0, listed
    for number, found in enumerate(files):
        for item in _read_safely(found, max_bytes, extractor):
            yield number, len(files), item
        yield number + 1, len(files), None
