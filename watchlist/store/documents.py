"""Documents, each kept once by its text, and the files they were seen in."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from watchlist.errors import NotFound
from watchlist.model.alerts import Versions, time_json
from watchlist.model.documents import Document, Zone, ZoneKind
from watchlist.store.database import Database
from watchlist.store.stories import story_of
from watchlist.store.tables import document_places, documents, erased_texts, screenings, sightings, trace_blocks
from watchlist.store.upsert import insert_or_ignore, insert_or_update

# Characters of text that a worker takes at a time, unless a single document has more; and for how long nobody else is
# given them: a batch is screened in a few seconds. What takes longer may be screened twice, and is recorded once.
_BATCH_CHARACTERS = 2_000_000
LEASE = timedelta(seconds=30)
# Documents that are kept in one transaction.
_STEP = 100
# Put together once, for every text needs it.
_KNOWN = sa.select(documents.c.origin).where(documents.c.sha256 == sa.bindparam("sha256"))
_ERASED = sa.select(erased_texts.c.sha256).where(erased_texts.c.sha256 == sa.bindparam("sha256"))


@dataclass(frozen=True, slots=True)
class Sighting:
    """How a file looked when it was last read; `unread` counts what in it could not be, `reason` says why."""

    path: str
    size: int
    modified: int
    unread: int
    reason: str | None


def seen_before(database: Database) -> dict[str, tuple[int, int]]:
    """Size and modification time of every file that was read, by path."""
    with database.read() as connection:
        rows = connection.execute(sa.select(sightings.c.path, sightings.c.size, sightings.c.modified))
        return {row.path: (row.size, row.modified) for row in rows}


@dataclass(frozen=True, slots=True)
class FileRead:
    """What was read of one file; `sighting` is None for documents that come from no file."""

    documents: Sequence[Document]
    sighting: Sighting | None = None


@dataclass(frozen=True, slots=True)
class Sender:
    """Which source a document comes from, and its priority, 0 to 9: of a higher one it is screened earlier."""

    source: str | None = None
    priority: int = 5


def add(database: Database, files: Iterable[FileRead], now: datetime) -> int:
    """Keep the documents of some files, and then that the files were seen; the number of texts that are new.

    A file of many documents takes several steps, for who else writes must not wait long. One that was broken off is
    read again, and what is kept of it already is known.
    """
    added = 0
    step: list[FileRead] = []
    size = 0
    for part in (part for file in files for part in _parts(file)):
        step.append(part)
        size += len(part.documents)
        if size >= _STEP:
            added += _add(database, step, now)
            step, size = [], 0
    return added + (_add(database, step, now) if step else 0)


def _parts(file: FileRead) -> Iterator[FileRead]:
    for start in range(0, max(1, len(file.documents)), _STEP):
        is_last = start + _STEP >= len(file.documents)
        yield FileRead(file.documents[start : start + _STEP], file.sighting if is_last else None)


def _add(database: Database, files: Sequence[FileRead], now: datetime) -> int:
    with database.write() as connection:
        return sum(_add_file(connection, file, now) for file in files)


def _add_file(connection: sa.Connection, file: FileRead, now: datetime) -> int:
    added = sum(put(connection, document, now) for document in file.documents)
    if file.sighting is not None:
        insert_or_update(connection, sightings, asdict(file.sighting) | {"seen_at": now}, ["path"])
    return added


def put(connection: sa.Connection, document: Document, now: datetime, sender: Sender | None = None) -> bool:
    """Keep a document within the caller's transaction; of a text that is known, only that it was seen here, too."""
    if (origin := connection.scalar(_KNOWN, {"sha256": document.sha256})) is not None:
        if origin != document.origin:
            place = {"origin": document.origin, "title": document.title, "url": document.url, "seen_at": now}
            insert_or_ignore(connection, document_places, {"sha256": document.sha256, **place})
        return False
    if was_erased(connection, document.sha256):
        return False
    values = {
        "sha256": document.sha256,
        "id": document.id,
        "key": document.key,
        "story": story_of(connection, document, now),
        "origin": document.origin,
        "title": document.title,
        "url": document.url,
        "published_at": document.published_at,
        "text": document.text,
        "added_at": now,
        "author": document.author,
        "language": document.language,
        "zones": [[zone.start, zone.end, zone.kind.value] for zone in document.zones] or None,
        **asdict(sender or Sender()),
    }
    return insert_or_ignore(connection, documents, values)


def was_erased(connection: sa.Connection, sha256: str) -> bool:
    """Whether a text was erased on request."""
    return connection.scalar(_ERASED, {"sha256": sha256}) is not None


def lease(
    database: Database, versions: Versions, most: int, now: datetime, without: Collection[str] = ()
) -> list[tuple[Document, str]]:
    """Take documents not yet screened with these versions, by priority and the newest first, each with its story.

    For some time no other worker is given them; should this one end before it has screened them, the next gets them.
    Those that were never screened come before those that were with other versions.

    Args:
        most: how many at the most; fewer when they are long, so that a batch fits into memory.
        now: the time of this worker; a lease that ends later than one taken now is of a clock that was set back.
        without: hashes of documents to leave out.
    """
    until = now + LEASE
    is_free = sa.or_(
        documents.c.leased_until.is_(None), documents.c.leased_until <= now, documents.c.leased_until > until
    )
    in_turn = (
        sa.select(documents.c.sha256, sa.func.length(documents.c.text).label("size"))
        .where(documents.c.sha256.not_in(without), is_free)
        .order_by(documents.c.priority.desc(), documents.c.added_at.desc(), documents.c.sha256)
        .limit(most)
    )
    with database.read() as connection:
        kinds = documents.c.screened_with.is_(None), _otherwise(versions)
        waiting = next((kind for kind in kinds if connection.execute(in_turn.where(kind).limit(1)).first()), None)
    if waiting is None:
        return []  # a look that finds nothing takes no lock
    with database.write() as connection:
        # What another worker is about to take is not waited for.
        rows = connection.execute(in_turn.where(waiting).with_for_update(skip_locked=True)).all()
        chosen: dict[str, int] = {}
        for row in rows:
            if chosen and sum(chosen.values()) + row.size > _BATCH_CHARACTERS:
                break
            chosen[row.sha256] = row.size
        taken = documents.c.sha256.in_(chosen)
        connection.execute(sa.update(documents).where(taken).values(leased_until=until))
        whole = connection.execute(sa.select(documents).where(taken)).all()
    found = {row.sha256: (_document(row), row.story) for row in whole}
    return [found[sha256] for sha256 in chosen]


def give_back(database: Database, sha256s: Collection[str] | None = None) -> None:
    """Let other workers have documents that were taken and not screened; all of them, where the taker is gone."""
    own = documents.c.sha256.in_(sha256s) if sha256s is not None else documents.c.leased_until.is_not(None)
    with database.write() as connection:
        connection.execute(sa.update(documents).where(own).values(leased_until=None))


def count_unscreened(connection: sa.Connection, versions: Versions) -> int:
    """How many documents wait."""
    query = sa.select(sa.func.count()).select_from(documents)
    never = connection.scalar(query.where(documents.c.screened_with.is_(None))) or 0
    return never + (connection.scalar(query.where(_otherwise(versions))) or 0)


def _otherwise(versions: Versions) -> sa.ColumnElement[bool]:
    """Documents that were screened with other versions; as two ranges, which an index answers, and not as one "not"."""
    column, new = documents.c.screened_with, stamp(versions)
    return sa.or_(column < new, column > new)


@dataclass(frozen=True, slots=True)
class Backlog:
    """Texts that were never screened: how many, and since when the oldest waits."""

    documents: int
    oldest_at: datetime | None


def backlog(connection: sa.Connection) -> Backlog:
    """What waits for its first screening."""
    never = documents.c.screened_with.is_(None)
    row = connection.execute(sa.select(sa.func.count(), sa.func.min(documents.c.added_at)).where(never)).one()
    return Backlog(*row)


def claim(connection: sa.Connection, sha256: str, versions: Versions, hits: int, now: datetime) -> bool:
    """Record a screening within its transaction; False when another worker was first, and then nothing was written."""
    new = stamp(versions)
    changed = connection.execute(
        sa.update(documents)
        .where(documents.c.sha256 == sha256, documents.c.screened_with.is_distinct_from(new))
        .values(screened_with=new, leased_until=None)
    )
    if changed.rowcount != 1:
        return False
    values = {
        "sha256": sha256,
        "list_version": versions.list,
        "matcher_version": versions.matcher,
        "policy_version": versions.policy,
        "screened_at": now,
        "hits": hits,
    }
    insert_or_ignore(connection, screenings, values)
    return True


def stamp(versions: Versions) -> str:
    """The versions of a screening in one word."""
    return f"{versions.list}/{versions.matcher}/{versions.policy}"


def list_of(stamp: str) -> str:
    """The version of the watchlist in a stamp."""
    return stamp.rsplit("/", 2)[0]


def earlier_stamps(database: Database, versions: Versions) -> list[str]:
    """The stamps of documents that were screened with another watchlist, but with this matcher and policy."""
    column = documents.c.screened_with
    with database.read() as connection:
        found = connection.scalars(sa.select(column).where(column.is_not(None)).distinct())
        own = stamp(versions).rsplit("/", 2)[1:]
        return sorted(one for one in found if one.rsplit("/", 2)[1:] == own and one != stamp(versions))


def status(connection: sa.Connection, sha256: str) -> dict[str, Any]:
    """A document without its text, its story, when it came, and whether it has been screened.

    Raises:
        NotFound: there is no such document.
    """
    columns = [column for column in documents.columns if column.name != "text"]
    row = connection.execute(sa.select(*columns).where(documents.c.sha256 == sha256)).first()
    if row is None:
        raise NotFound(f"there is no document {sha256!r}")
    shown = ("id", "origin", "title", "url", "sha256")
    seen = sa.select(document_places).where(document_places.c.sha256 == sha256).order_by(document_places.c.seen_at)
    return {
        "document": {key: getattr(row, key) for key in shown} | {"published_at": time_json(row.published_at)},
        "story": row.story,
        "added_at": time_json(row.added_at),
        "is_screened": row.screened_with is not None,
        "source": row.source,
        "author": row.author,
        "language": row.language,
        "also_seen": [_place(one) for one in connection.execute(seen)],
    }


def text_of(connection: sa.Connection, sha256: str) -> str | None:
    """The text with a hash; None when it is no longer kept."""
    return connection.scalar(sa.select(documents.c.text).where(documents.c.sha256 == sha256))


def places(connection: sa.Connection, sha256s: Collection[str]) -> dict[str, list[dict[str, Any]]]:
    """The other places in which texts were seen word for word, by their hashes."""
    query = sa.select(document_places).where(document_places.c.sha256.in_(sha256s))
    found: dict[str, list[dict[str, Any]]] = {sha256: [] for sha256 in sha256s}
    for row in connection.execute(query.order_by(document_places.c.seen_at, document_places.c.origin)):
        found[row.sha256].append(_place(row))
    return found


def _place(row: Any) -> dict[str, Any]:
    return {"origin": row.origin, "title": row.title, "url": row.url, "seen_at": time_json(row.seen_at)}


def text_before(connection: sa.Connection, document: Document) -> str | None:
    """The text of the version of a document before this one; None when there is none."""
    if document.key is None:
        return None
    own = sa.select(documents.c.added_at).where(documents.c.sha256 == document.sha256).scalar_subquery()
    earlier = sa.select(documents.c.text).where(
        documents.c.key == document.key, documents.c.sha256 != document.sha256, documents.c.added_at < own
    )
    return connection.scalar(earlier.order_by(documents.c.added_at.desc()).limit(1))


def was_screened(connection: sa.Connection, sha256: str, versions: Versions) -> bool:
    """Whether a document was screened before, with other versions than these."""
    column = screenings.c
    is_same = sa.and_(
        column.list_version == versions.list,
        column.matcher_version == versions.matcher,
        column.policy_version == versions.policy,
    )
    query = sa.select(column.number).where(column.sha256 == sha256, sa.not_(is_same)).limit(1)
    return connection.scalar(query) is not None


def forget(connection: sa.Connection, before: datetime) -> int:
    """Remove the texts that came in before a time and were screened; how many."""
    old = sa.and_(documents.c.added_at < before, documents.c.screened_with.is_not(None))
    gone = sa.select(documents.c.sha256).where(old)
    connection.execute(sa.delete(document_places).where(document_places.c.sha256.in_(gone)))
    count = connection.execute(sa.delete(documents).where(old)).rowcount
    used = sa.select(documents.c.traced_in).where(documents.c.traced_in == trace_blocks.c.number)
    connection.execute(sa.delete(trace_blocks).where(~used.exists()))
    return count


def unread_files(connection: sa.Connection) -> list[dict[str, Any]]:
    """Files in which something could not be read, with the reason."""
    query = sa.select(sightings).where(sightings.c.unread > 0).order_by(sightings.c.path)
    return [{"path": row.path, "unread": row.unread, "reason": row.reason} for row in connection.execute(query)]


def counts(connection: sa.Connection) -> dict[str, int]:
    """Documents, screenings and unreadable texts, all told."""
    return {
        "documents": connection.scalar(sa.select(sa.func.count()).select_from(documents)) or 0,
        "screenings": connection.scalar(sa.select(sa.func.count()).select_from(screenings)) or 0,
        "unread": int(connection.scalar(sa.select(sa.func.sum(sightings.c.unread))) or 0),
    }


def _document(row: Any) -> Document:
    return Document(
        id=row.id, text=row.text, origin=row.origin, sha256=row.sha256, title=row.title, url=row.url,
        published_at=row.published_at, key=row.key, author=row.author, language=row.language,
        zones=tuple(Zone(start, end, ZoneKind(kind)) for start, end, kind in row.zones or ()),
    )  # fmt: skip
