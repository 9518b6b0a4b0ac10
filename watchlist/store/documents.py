"""Documents, each kept once by its text, and the files they were seen in."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from watchlist.errors import NotFound
from watchlist.model.alerts import Versions, time_json
from watchlist.model.documents import Document
from watchlist.store.database import Database
from watchlist.store.stories import story_of
from watchlist.store.tables import documents, screenings, sightings, trace_blocks
from watchlist.store.upsert import insert_or_ignore, insert_or_update

# Characters of text that are taken from the store at a time, unless a single document has more.
_BATCH_CHARACTERS = 20_000_000


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


def add(database: Database, files: Iterable[FileRead], now: datetime) -> int:
    """Keep the documents of some files and that the files were seen, in one step; the number of texts that are new."""
    with database.write() as connection:
        return sum(_add_file(connection, file, now) for file in files)


def _add_file(connection: sa.Connection, file: FileRead, now: datetime) -> int:
    added = sum(_add(connection, document, now) for document in file.documents)
    if file.sighting is not None:
        insert_or_update(connection, sightings, asdict(file.sighting) | {"seen_at": now}, ["path"])
    return added


def _add(connection: sa.Connection, document: Document, now: datetime) -> bool:
    if connection.scalar(sa.select(documents.c.sha256).where(documents.c.sha256 == document.sha256)):
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
    }
    return insert_or_ignore(connection, documents, values)


def unscreened(
    database: Database, versions: Versions, most: int, without: Collection[str] = ()
) -> list[tuple[Document, str]]:
    """Documents not yet screened with these versions, newest first, each with its story.

    Args:
        most: how many at the most; fewer when they are long, so that a batch fits into memory.
        without: hashes of documents to leave out.
    """
    waiting = (
        sa.select(documents.c.sha256, sa.func.length(documents.c.text).label("size"))
        .where(documents.c.screened_with.is_distinct_from(stamp(versions)), documents.c.sha256.not_in(without))
        .order_by(documents.c.added_at.desc(), documents.c.sha256)
        .limit(most)
    )
    with database.read() as connection:
        chosen: dict[str, int] = {}
        for row in connection.execute(waiting):
            if chosen and sum(chosen.values()) + row.size > _BATCH_CHARACTERS:
                break
            chosen[row.sha256] = row.size
        rows = connection.execute(sa.select(documents).where(documents.c.sha256.in_(chosen))).all()
    found = {row.sha256: (_document(row), row.story) for row in rows}
    return [found[sha256] for sha256 in chosen]


def count_unscreened(connection: sa.Connection, versions: Versions) -> int:
    """How many documents wait."""
    query = sa.select(sa.func.count()).select_from(documents)
    return connection.scalar(query.where(documents.c.screened_with.is_distinct_from(stamp(versions)))) or 0


def claim(connection: sa.Connection, sha256: str, versions: Versions, hits: int, now: datetime) -> bool:
    """Record a screening within its transaction; False when another worker was first, and then nothing was written."""
    new = stamp(versions)
    changed = connection.execute(
        sa.update(documents)
        .where(documents.c.sha256 == sha256, documents.c.screened_with.is_distinct_from(new))
        .values(screened_with=new)
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
    return {
        "document": {key: getattr(row, key) for key in shown} | {"published_at": time_json(row.published_at)},
        "story": row.story,
        "added_at": time_json(row.added_at),
        "is_screened": row.screened_with is not None,
    }


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
        published_at=row.published_at, key=row.key,
    )  # fmt: skip
