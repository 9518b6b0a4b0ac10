"""Gather: one look at one source, which brings what is new in it into the store."""

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from watchlist.errors import DocumentError, FetchError
from watchlist.fetch import Validators
from watchlist.model.documents import Document, Zone, ZoneKind, make_document
from watchlist.sources.configured import Source, SourceKind
from watchlist.sources.extractor import Extractor
from watchlist.sources.formats.parts import Asked, joined, left_over
from watchlist.sources.items import Item, canonical
from watchlist.sources.listing import Listed, list_items
from watchlist.sources.mailbox import read_message
from watchlist.sources.reading import Place, Unreadable, read_bytes
from watchlist.sources.web import Web
from watchlist.store import documents
from watchlist.store import sources as store
from watchlist.store.database import Database
from watchlist.store.documents import Sender
from watchlist.store.sources import ItemRow, SourceState

# Items that are kept in one transaction.
_BATCH = 50
# A page that could not be read is tried again after a minute, then after twice as long each time, to a day; in the end
# it is left alone until its listing says something new of it.
_FIRST_RETRY, _LONGEST_RETRY, _MOST_TRIES = 60.0, 86_400.0, 10
# Failures of one host after which it is left alone for some seconds, so that it does not hold up the others.
_MOST_OF_A_HOST, _REST_OF_A_HOST = 3, 300.0
# Pages change in their first days, and are asked about while their listing has had them in the last.
_YOUNG, _LISTED_LATELY = timedelta(days=30), timedelta(days=7)
# Items that stay listed are noted once in this time, and not at each look.
_NOTED_EVERY = timedelta(days=1)
# What says that a page is gone: the text that was read stays, and nothing is tried again.
_GONE = (404, 410)


@dataclass(frozen=True, slots=True)
class Gatherer:
    """What every look at a source needs.

    Attributes:
        max_bytes: of a file or page.
        max_backlog: texts that may wait for their first screening; while there are more, nothing is gathered.
        seconds: what one look may take; what is left then is done by the next.
    """

    database: Database
    extractor: Extractor
    web: Web
    now: Callable[[], datetime]
    max_bytes: int
    max_backlog: int
    seconds: float


@dataclass(slots=True)
class GatherReport:
    """What a look did: items listed, new or changed, read and not readable, those beyond the most, and new texts."""

    listed: int = 0
    fresh: int = 0
    read: int = 0
    unread: int = 0
    left_out: int = 0
    added: int = 0
    is_held: bool = False
    problems: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """For the job's row; at most 20 problems, all of them are counted."""
        return asdict(self) | {"problems": self.problems[:20]}


def gather(gatherer: Gatherer, source: Source, stop: Callable[[], bool]) -> GatherReport:
    """Look at a source once: what it lists, then the pages behind the items.

    Raises:
        FetchError: a listing, or a page that is the source itself, cannot be had; what could be had was taken. The
            source's state says so.
        DocumentError: it cannot be read; the same.
    """
    run = _Run(gatherer, source, stop)
    with gatherer.database.read() as connection:
        before = store.states(connection).get(source.name)
        waiting = documents.backlog(connection).documents
    state = before or SourceState(gatherer.now(), store.UNCHANGED)
    if waiting >= gatherer.max_backlog:
        run.report.is_held = True
        error = f"{waiting} texts wait to be screened; it goes on when there are fewer than {gatherer.max_backlog}"
        store.note(gatherer.database, source.name, replace(
            state, checked_at=gatherer.now(), outcome=store.HELD, error=error
        ))  # fmt: skip
        return run.report
    # Before any text is kept there is a row that counts them.
    store.note(gatherer.database, source.name, state)
    listed = list_items(source, gatherer.web, gatherer.extractor, state.validators or {}, gatherer.max_bytes)
    run.take(listed)
    run.read_due()
    run.tell_own_texts()
    errors = [*listed.errors, *run.errors]
    store.note(gatherer.database, source.name, run.ended(state, listed, errors))
    if errors:
        raise errors[0]
    return run.report


class _Run:
    """One look at one source."""

    def __init__(self, gatherer: Gatherer, source: Source, stop: Callable[[], bool]) -> None:
        self._g, self._source, self._stop = gatherer, source, stop
        self._sender = Sender(source.name, source.priority)
        self._until = time.monotonic() + gatherer.seconds
        self._failures_of: dict[str, int] = {}
        self.report = GatherReport()
        # Of pages that are themselves what the source is, and cannot be had or read.
        self.errors: list[FetchError | DocumentError] = []

    def take(self, listed: Listed) -> None:
        """Take note of what is listed, and keep what needs no page of its own."""
        found = list(listed.items.values())
        self.report.listed = len(found)
        self.report.left_out = max(0, len(found) - self._source.max_items)
        self.report.problems += [str(error) for error in listed.errors]
        if self.report.left_out:
            self.report.problems.append(f"{self.report.left_out} items beyond max_items are left out")
        found = found[: self._source.max_items]
        with self._g.database.read() as connection:
            known = store.items(connection, self._source.name, [item.key for item in found])
        for start in range(0, len(found), _BATCH):
            now = self._g.now()
            taken = [self._taken(item, known.get(item.key), now) for item in found[start : start + _BATCH]]
            rows = [row for row in taken if row is not None]
            self._keep([self._without_page(row, now) for row in rows])

    def _taken(self, item: Item, row: ItemRow | None, now: datetime) -> ItemRow | None:
        """The row of a listed item; None when there is nothing to note."""
        said = item.as_json()
        if row is None:
            self.report.fresh += 1
            return ItemRow(item.key, item.fingerprint, said, first_seen_at=now, listed_at=now, due_at=now)
        is_noted = row.listed_at > now - _NOTED_EVERY and row.item == said
        row = replace(row, item=said, listed_at=now)
        if row.fingerprint != item.fingerprint:
            self.report.fresh += 1
            # What changed is read at once, also when it had been given up.
            return replace(row, fingerprint=item.fingerprint, due_at=now, tries=0, validators=None)
        if self._source.kind is SourceKind.PAGE:
            # A page is asked each time whether it changed.
            return replace(row, due_at=now)
        return None if is_noted else row

    def _without_page(self, row: ItemRow, now: datetime) -> tuple[ItemRow, list[Document]]:
        """An item whose listing says all there is of it."""
        item = Item.from_json(row.item)
        if row.due_at != now or self._has_page(item):
            return row, []
        self.report.read += 1
        done = replace(row, document_key=row.key, checked_at=now, due_at=None)
        return done, _own_text(item, row.key)

    def _has_page(self, item: Item) -> bool:
        if self._source.kind is SourceKind.FEED:
            return self._source.articles and item.url is not None
        return True

    def read_due(self) -> None:
        """Read what is due, until nothing is, or the time is over."""
        while not self._is_over() and (rows := self._due()):
            kept: list[tuple[ItemRow, list[Document]]] = []
            for row in rows:
                if self._is_over():
                    break
                kept.append(self._read(row))
            self._keep(kept)

    def tell_own_texts(self) -> None:
        """Of items whose page could not be read yet, keep what the listing says, so that no name waits for a page."""
        while not self._stop() and (rows := self._due(is_untold=True)):
            told = []
            for row in rows:
                made = _own_text(Item.from_json(row.item), row.key)
                told.append((replace(row, document_key=row.key), made))
            self._keep(told)

    def _due(self, *, is_untold: bool = False) -> list[ItemRow]:
        with self._g.database.read() as connection:
            name = self._source.name
            return (
                store.untold(connection, name, _BATCH)
                if is_untold
                else store.due(connection, name, self._g.now(), _BATCH)
            )

    def _is_over(self) -> bool:
        return self._stop() or time.monotonic() > self._until

    def _keep(self, kept: Sequence[tuple[ItemRow, list[Document]]]) -> None:
        if kept:
            made = [document for _, several in kept for document in several]
            rows = [row for row, _ in kept]
            self.report.added += store.keep(self._g.database, self._sender, rows, made, self._g.now())

    # A page or message

    def _read(self, row: ItemRow) -> tuple[ItemRow, list[Document]]:
        item = Item.from_json(row.item)
        host = urlsplit(item.url or "").netloc
        now = self._g.now()
        if self._failures_of.get(host, 0) >= _MOST_OF_A_HOST:
            return replace(row, due_at=now + timedelta(seconds=_REST_OF_A_HOST)), []
        try:
            found, validators = self._fetch(item, row) if item.url else (self._message(item, row), None)
        except FetchError as error:
            if error.status not in (403, *_GONE):
                self._failures_of[host] = self._failures_of.get(host, 0) + 1
            return self._failed(row, str(error), error)
        except DocumentError as error:
            return self._failed(row, f"{item.url or item.file}: {error}", None)
        self._failures_of.pop(host, None)
        made = [one for one in found if isinstance(one, Document)]
        reasons = [f"{one.origin}: {one.reason}" for one in found if isinstance(one, Unreadable)]
        if reasons and not made:
            return self._failed(row, "; ".join(reasons[:5]), None)
        self.report.read += 1
        self._tell(reasons)
        return replace(
            row,
            document_key=made[0].key if made else row.document_key,
            validators=asdict(validators) if validators else None,
            checked_at=now,
            due_at=self._next_check(row, now),
            tries=0,
            reason="; ".join(reasons[:5]) or None,
        ), made

    def _next_check(self, row: ItemRow, now: datetime) -> datetime | None:
        """When a page is asked whether it changed; the pages of a source are when it is looked at."""
        is_watched = self._source.kind in (SourceKind.FEED, SourceKind.SITEMAP)
        is_young = row.first_seen_at > now - _YOUNG and row.listed_at > now - _LISTED_LATELY
        return now + timedelta(seconds=self._source.recheck) if is_watched and is_young else None

    def _failed(self, row: ItemRow, reason: str, error: FetchError | None) -> tuple[ItemRow, list[Document]]:
        now = self._g.now()
        if error is not None and error.status in _GONE and row.checked_at is not None and row.tries == 0:
            # A page that vanished after it was read takes nothing with it.
            return replace(row, checked_at=now, due_at=None), []
        self._tell([reason])
        tries = row.tries + 1
        wait = min(_FIRST_RETRY * 2.0 ** (tries - 1), _LONGEST_RETRY)
        if error is not None and error.retry_after:
            wait = max(wait, min(error.retry_after, _LONGEST_RETRY))
        if self._source.kind is SourceKind.PAGE:
            self.errors.append(error or DocumentError(reason))
        is_hopeless = error is None or error.status in _GONE or tries >= _MOST_TRIES
        due_at = None if is_hopeless else now + timedelta(seconds=wait)
        failed = replace(row, checked_at=now, due_at=due_at, tries=tries, reason=reason)
        if row.document_key is not None:
            return failed, []
        return replace(failed, document_key=row.key), _own_text(Item.from_json(row.item), row.key)

    def _tell(self, reasons: Sequence[str]) -> None:
        self.report.unread += len(reasons)
        self.report.problems += reasons

    def _fetch(self, item: Item, row: ItemRow) -> tuple[list[Document | Unreadable], Validators]:
        url = item.url or ""
        known = Validators(**(row.validators or {}))
        answer = self._g.web.get(url, known, heeds_robots=self._source.robots)
        if answer.content is None:
            return [], known
        own = canonical(answer.url) or url
        name = unquote(PurePosixPath(urlsplit(answer.url).path).name)
        asked = Asked(name, answer.media_type, answer.charset, answer.url)
        found = list(read_bytes(answer.content, asked, Place(own, own), self._g.extractor))
        if found and isinstance(page := found[0], Document):
            found[0] = _with_item(page, item, row.document_key)
        return found, answer.validators

    def _message(self, item: Item, row: ItemRow) -> list[Document | Unreadable]:
        return list(read_message(Path(item.file or ""), row.key, self._g.max_bytes, self._g.extractor))

    def ended(self, before: SourceState, listed: Listed, errors: Sequence[FetchError | DocumentError]) -> SourceState:
        """How the source is doing after this look."""
        now = self._g.now()
        outcome = store.NEW if self.report.added else store.UNCHANGED
        # A listing that did not change keeps what its server said of it.
        validators = {**(before.validators or {}), **listed.validators}
        state = replace(
            before,
            checked_at=now,
            outcome=outcome,
            left_out=self.report.left_out,
            validators=validators,
            away_until=None,
        )
        if not errors:
            return replace(state, succeeded_at=now, error=None, failures_in_a_row=0)
        error = errors[0]
        wait = error.retry_after if isinstance(error, FetchError) else None
        return replace(
            state,
            outcome=store.FAILED,
            error=str(error),
            away_until=now + timedelta(seconds=min(wait, _LONGEST_RETRY)) if wait else None,
            failures_in_a_row=before.failures_in_a_row + 1,
            failures=before.failures + 1,
        )


def _own_text(item: Item, key: str) -> list[Document]:
    """What the listing itself says of an item, as a document; none when that is nothing."""
    text, zones = joined([(ZoneKind.TITLE, item.title or ""), (ZoneKind.MAIN, item.text)])
    if not text:
        return []
    document = make_document(text, item.url or key)
    return [
        replace(
            document,
            key=key,
            title=item.title,
            author=item.author,
            url=item.url,
            published_at=item.published_at or item.changed_at,
            language=item.language,
            zones=zones,
        )
    ]


def _with_item(page: Document, item: Item, known_as: str | None) -> Document:
    """A page with what its listing says of it, and its text with what that says beyond the page's own."""
    url, seen = canonical(page.url) or page.key, " ".join(page.text.split())
    beyond = "\n".join(line for line in (item.title or "", item.text) if " ".join(line.split()) not in seen)
    if beyond := left_over(beyond, page.text).strip():
        start = len(page.text) + 2
        text = f"{page.text}\n\n{beyond}"
        zones = (*(page.zones or (Zone(0, len(page.text), ZoneKind.MAIN),)), Zone(start, len(text), ZoneKind.REST))
        page = replace(make_document(text, page.origin), title=page.title, author=page.author, zones=zones,
                       published_at=page.published_at, language=page.language)  # fmt: skip
    return replace(
        page,
        key=known_as or url,
        url=url,
        title=page.title or item.title,
        author=page.author or item.author,
        published_at=page.published_at or item.published_at or item.changed_at,
        language=page.language or item.language,
    )
