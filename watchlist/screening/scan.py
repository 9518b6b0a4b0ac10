"""Scan: collect new text from the watched folders, then screen every document not yet screened."""

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from watchlist import matching
from watchlist.matching import Matcher
from watchlist.model.alerts import Hit
from watchlist.model.documents import Document
from watchlist.sources import folder
from watchlist.sources.folder import Found, Unreadable
from watchlist.store import alerts, documents
from watchlist.store.alerts import Screening
from watchlist.store.database import Database
from watchlist.store.documents import Sighting

log = logging.getLogger(__name__)

# Documents fetched from the store at a time: enough to keep the screening busy, little to lose when it ends.
_BATCH = 50


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
    """What to watch: folders, the seconds a file must rest before it is read, and its size in bytes at the most."""

    folders: Sequence[Path]
    settle: float
    max_file_bytes: int


def collect(database: Database, watch: Watch, now: Callable[[], datetime], stop: Callable[[], bool]) -> ScanReport:
    """Bring new and changed files into the store. A file that is still being written waits for the next scan."""
    report = ScanReport()
    known = documents.seen_before(database)
    fresh = []
    for found in _list_all(watch.folders, report):
        report.files += 1
        if known.get(folder.name_of(found.path)) != (found.size, found.modified):
            fresh.append(found)
    for found in _settled(fresh, watch.settle, report):
        if stop():
            break
        _collect_file(database, found, watch.max_file_bytes, now, report)
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


def _collect_file(
    database: Database, found: Found, max_bytes: int, now: Callable[[], datetime], report: ScanReport
) -> None:
    texts: list[Document] = []
    problems: list[Unreadable] = []
    for item in folder.read_file(found, max_bytes):
        (problems if isinstance(item, Unreadable) else texts).append(item)  # type: ignore[arg-type]
    if not found.path.exists():
        return  # deleted between listing and reading: then there is nothing to remember
    reasons = [f"line {p.line}: {p.reason}" if p.line else p.reason for p in problems]
    sighting = Sighting(
        folder.name_of(found.path), found.size, found.modified, len(problems), "; ".join(reasons[:5]) or None
    )
    report.added += documents.add(database, texts, sighting, now())
    report.unread += len(problems)
    report.problems += [f"{sighting.path}: {reason}" for reason in reasons]
    for reason in reasons[:20]:
        log.warning("not read: %s: %s", sighting.path, reason)


def screen_pending(
    database: Database, matcher: Matcher, now: Callable[[], datetime], stop: Callable[[], bool], report: ScanReport
) -> None:
    """Screen what waits, newest first, until nothing does. Each document is one transaction: whole or not at all."""
    failed: set[str] = set()
    while batch := _pending(database, matcher, failed):
        for document, story in batch:
            if stop():
                return
            try:
                hits = matching.screen(matcher, document)
            except Exception:  # one text that trips the matcher must not hold up the others
                log.exception("not screened: %s: a fault of ours", document.origin)
                failed.add(document.sha256)
                report.problems.append(f"{document.origin}: not screened: a fault of ours, see the log")
                continue
            opened = record(database, matcher, document, hits, Screening(story, matcher.versions, now()))
            if opened is not None:
                report.screened += 1
                report.alerts += opened
    report.failed = len(failed)


def _pending(database: Database, matcher: Matcher, failed: set[str]) -> list[tuple[Document, str]]:
    waiting = documents.unscreened(database, matcher.versions, _BATCH + len(failed))
    return [(document, story) for document, story in waiting if document.sha256 not in failed]


def record(
    database: Database, matcher: Matcher, document: Document, hits: Sequence[Hit], screening: Screening
) -> int | None:
    """Store one screening and its alerts; the number of alerts opened, None when another worker was first."""
    policy = matcher.policy
    urgent = [(hit, policy.severity(hit.score, hit.entity.basis)) for hit in hits if hit.score >= policy.alert_at]
    with database.write() as connection:
        if not documents.claim(connection, document.sha256, screening.versions, len(urgent), screening.at):
            return None
        return alerts.record(database, connection, urgent, screening)


def read_all(places: Iterable[Path], max_bytes: int) -> Iterator[tuple[int, int, Document | Unreadable | None]]:
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
        for item in folder.read_file(found, max_bytes):
            yield number, len(files), item
        yield number + 1, len(files), None
