"""Erase what the store holds of a person on request: texts, quoted passages, reasons and notes; the record stays.

What is left says that a text with this hash was screened, that an alert on a listed party was opened and decided on,
when and by whom. The chain of steps hashes digests, and still verifies.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from watchlist.store import documents as texts
from watchlist.store.alerts import get, known
from watchlist.store.log import keep_snapshot, next_seq
from watchlist.store.tables import (
    alert_changes,
    alert_steps,
    alerts,
    document_places,
    documents,
    erased_texts,
    hits,
    memories,
    signatures,
    source_items,
)
from watchlist.store.upsert import insert_or_ignore


def erase_text(connection: sa.Connection, sha256: str, now: datetime) -> list[str]:
    """Erase a text and all that alerts quote of it, within the caller's transaction, which holds `Database.lock_log`.

    Should the same text come again, it is not kept again.

    Returns:
        The alerts that quoted it.

    Raises:
        NotFound: there is no such text.
    """
    quoted = list(connection.scalars(sa.select(hits.c.alert_id).where(hits.c.sha256 == sha256).distinct()))
    if not quoted:
        texts.status(connection, sha256)
    _forget_text(connection, sha256, now)
    for id in quoted:
        _erase_quotes(connection, id, {sha256}, now)
    return quoted


def erase_alert(connection: sa.Connection, id: str, now: datetime) -> list[str]:
    """Erase all that an alert says of a person: its texts, what it quotes of them, reasons, notes and memories.

    Returns:
        The hashes of the texts.

    Raises:
        NotFound: there is no such alert.
    """
    known(connection, id)
    sha256s = list(connection.scalars(sa.select(hits.c.sha256).where(hits.c.alert_id == id)))
    for sha256 in sha256s:
        erase_text(connection, sha256, now)
    connection.execute(sa.update(alert_steps).where(alert_steps.c.alert_id == id).values(words=None))
    own = memories.c.alert_id == id
    ended = {"ended_at": sa.func.coalesce(memories.c.ended_at, now), "ended_because": "it was erased"}
    connection.execute(sa.update(memories).where(own).values(forms=[], names=[], raised_by=[], lowered_by=[], **ended))
    return sha256s


def _forget_text(connection: sa.Connection, sha256: str, now: datetime) -> None:
    key = connection.scalar(sa.select(documents.c.key).where(documents.c.sha256 == sha256))
    if key is not None:
        connection.execute(sa.delete(source_items).where(source_items.c.document_key == key))
    for table in (documents, document_places, signatures):
        connection.execute(sa.delete(table).where(table.c.sha256 == sha256))
    insert_or_ignore(connection, erased_texts, {"sha256": sha256, "erased_at": now})


def _erase_quotes(connection: sa.Connection, id: str, sha256s: set[str], now: datetime) -> None:
    """Take the passages of some texts out of an alert, as it is and as it was in the log."""
    for row in connection.execute(sa.select(hits.c.number, hits.c.body).where(hits.c.alert_id == id)).all():
        if row.body["document"]["sha256"] in sha256s:
            body = _without_words(row.body)
            connection.execute(sa.update(hits).where(hits.c.number == row.number).values(body=body))
    before = sa.select(alert_changes.c.seq, alert_changes.c.alert).where(alert_changes.c.alert_id == id)
    for change in connection.execute(before).all():
        shown = change.alert | {
            "hits": [
                _without_words(hit) if hit["document"]["sha256"] in sha256s else hit
                for hit in change.alert.get("hits", [])
            ]
        }
        connection.execute(sa.update(alert_changes).where(alert_changes.c.seq == change.seq).values(alert=shown))
    alert = known(connection, id)
    left = [alert["entity"]["caption"].lower()]
    left += [mention["surface"].lower() for hit in get(connection, id)["hits"] for mention in hit["mentions"]]
    words = "\n".join(dict.fromkeys(word for word in left if word))
    fixed = {key: alert[key] for key in ("schema", "publishers")}
    seq = next_seq(connection, id, alert["entity_id"], "erased", fixed, now)
    connection.execute(sa.update(alerts).where(alerts.c.id == id).values(words=words, seq=seq, changed_at=now))
    keep_snapshot(connection, seq, id)


def _without_words(hit: dict[str, Any]) -> dict[str, Any]:
    """A hit without a word of its text; where it stood and what it scored is left."""
    document = hit["document"] | {"id": hit["document"]["sha256"], "origin": "erased", "title": None, "url": None}
    mentions = [mention | {"surface": "", "words": [], "costs": []} for mention in hit["mentions"]]
    evidence = [one | {"text": ""} for one in hit["evidence"]]
    context = hit["context"] | {"text": ""}
    return hit | {"document": document, "mentions": mentions, "evidence": evidence, "context": context}
