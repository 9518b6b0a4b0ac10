"""Stories: documents that tell the same news in much the same words, across sources and for some days."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from watchlist.model.documents import Document
from watchlist.store.tables import documents, signatures, story_bands
from watchlist.text.shingles import bands, resemblance, signature

# Share of runs of words that texts of one story have in common. Agency copies keep nine tenths, an update of a running
# story a half and more; reports of two papers on one event a tenth.
ALIKE = 0.5
# Copies come within hours; the same words a month later are an anniversary.
_LASTS = timedelta(days=14)
# Texts that are compared with a new one; of a story with thousands of copies a few tell which it is.
_MOST_COMPARED = 50
# Statements that every text needs are put together once: that takes longer than they do.
_OF_KEY = (
    sa.select(documents.c.story)
    .where(documents.c.key == sa.bindparam("key"))
    .order_by(documents.c.added_at.desc())
    .limit(1)
)
_CLOSEST = (
    sa.select(story_bands.c.signature)
    .where(story_bands.c.band.in_(sa.bindparam("bands", expanding=True)))
    .group_by(story_bands.c.signature)
    .order_by(sa.func.count().desc(), story_bands.c.signature.desc())
    .limit(_MOST_COMPARED)
)
_CANDIDATES = (
    sa.select(signatures.c.story, signatures.c.numbers)
    .where(signatures.c.number.in_(_CLOSEST), signatures.c.added_at >= sa.bindparam("since"))
    .order_by(signatures.c.number)
)
_ADD_SIGNATURE = sa.insert(signatures)
_ADD_BANDS = sa.insert(story_bands)


def story_of(connection: sa.Connection, document: Document, now: datetime) -> str:
    """The story of a new document: that of its earlier version, of a text much like it, or one of its own."""
    known = connection.scalar(_OF_KEY, {"key": document.key}) if document.key else None
    made = signature(document.main_text)
    story = known or (_alike(connection, made, now) if made else None) or document.sha256[:16]
    if made:
        _keep(connection, document.sha256, story, made, now)
    return story


def _alike(connection: sa.Connection, made: bytes, now: datetime) -> str | None:
    """The story of the text that is most like one with this signature."""
    rows = connection.execute(_CANDIDATES, {"bands": bands(made), "since": now - _LASTS}).all()
    likeness = resemblance(made, [row.numbers for row in rows])
    best = max(range(len(rows)), key=likeness.__getitem__, default=None)
    return rows[best].story if best is not None and likeness[best] >= ALIKE else None


def _keep(connection: sa.Connection, sha256: str, story: str, made: bytes, now: datetime) -> None:
    values = {"sha256": sha256, "story": story, "numbers": made, "added_at": now}
    row = connection.execute(_ADD_SIGNATURE, values)
    (number,) = row.inserted_primary_key or (0,)
    found = [{"band": band, "signature": number} for band in bands(made)]
    connection.execute(_ADD_BANDS, found)


def forget(connection: sa.Connection, before: datetime) -> None:
    """Let go of signatures that no new text is compared with any more."""
    old = sa.select(signatures.c.number).where(signatures.c.added_at < before - _LASTS)
    connection.execute(sa.delete(story_bands).where(story_bands.c.signature.in_(old)))
    connection.execute(sa.delete(signatures).where(signatures.c.added_at < before - _LASTS))
