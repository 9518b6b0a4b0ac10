"""Hits become alerts in one transaction, and every change of an alert is a numbered row."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from watchlist.model.alerts import Disposition, Hit, Occasion, Severity, Versions, entity_json, hit_json
from watchlist.store import decisions, memories
from watchlist.store.alerts import ALERTS_TOTAL, rank_of
from watchlist.store.decisions import BY_ITSELF, Decision
from watchlist.store.log import keep_snapshot, next_seq
from watchlist.store.tables import alerts, hits, tallies
from watchlist.store.upsert import add_to

_URGENCY = list(Severity)


@dataclass(frozen=True, slots=True)
class Screening:
    """On what occasion hits were found: the document's story, the versions they were made with, and when.

    `is_lookback`: the document had been screened before; what is new is the listing, the matcher or the policy.
    """

    story: str
    versions: Versions
    at: datetime
    is_lookback: bool = False


def alert_id(entity_id: str, story: str) -> str:
    """The id of the alert on a party and story: the same wherever and whenever it is made."""
    return hashlib.sha256(f"{entity_id}\n{story}".encode()).hexdigest()[:16]


def record(connection: sa.Connection, found: Sequence[tuple[Hit, Severity]], screening: Screening) -> int:
    """Turn the hits of one document into alerts, within the caller's transaction; the number of alerts opened.

    The same hit again changes nothing. A hit of another document of the story, or with another score, joins the alert
    on its party and story, and is a change in the log. The caller holds `Database.lock_log`.
    """
    return sum(_record(connection, hit, severity, screening) for hit, severity in found)


def _record(connection: sa.Connection, hit: Hit, severity: Severity, screening: Screening) -> int:
    body = hit_json(hit)
    known_hit = _known_hit(connection, hit)
    if known_hit is not None and _says(known_hit.body) == _says(body):
        return 0
    alert = _alert_of(connection, hit, screening.story) if known_hit is None else _row(connection, known_hit.alert_id)
    change = _change(alert, known_hit, hit)
    id, entity_id = (alert_id(hit.entity.id, screening.story), hit.entity.id) if alert is None else (
        alert["id"], alert["entity_id"]
    )  # fmt: skip
    seq = next_seq(connection, id, entity_id, change, _fixed(hit), screening.at)
    if alert is None:
        _open(connection, seq, hit, severity, screening)
    _put_hit(connection, id, hit, body, known_hit, screening.at)
    if alert is not None:
        _touch(connection, alert, seq, hit, severity, screening)
    recalled = memories.recall(connection, hit, screening.at) if alert is None else None
    if recalled is not None:
        connection.execute(sa.update(alerts).where(alerts.c.id == id).values(memory=recalled.as_json()))
    keep_snapshot(connection, seq, id)
    if recalled is not None and recalled.why_not is None:
        reason = f"as {recalled.by} decided on {recalled.at:%Y-%m-%d} (decision {recalled.step}): {recalled.reason}"
        decisions.decide(connection, id, Decision(Disposition.FALSE_POSITIVE, BY_ITSELF, reason, screening.at))
        memories.count_use(connection, recalled)
    if alert is not None and alert["disposition"] == Disposition.FALSE_POSITIVE.value and hit.score > alert["score"]:
        # What was decided rested on less; who decided it must look again.
        reason = f"{hit.document.origin} has {hit.score:g} points, and {alert['score']:g} were the most before"
        decisions.decide(connection, id, Decision(Disposition.OPEN, BY_ITSELF, reason, screening.at))
    return int(alert is None)


def mark_listed(connection: sa.Connection, listed: Callable[[str], bool], now: datetime) -> int:
    """Mark the alerts under review whose party is no longer listed, and those whose party is again; how many.

    Nothing is closed: whether an old dealing with a delisted party matters is for a person to say. The caller holds
    `Database.lock_log`.
    """
    under_review = alerts.c.disposition.in_([Disposition.OPEN.value, Disposition.ESCALATED.value])
    columns = (alerts.c.entity_id, alerts.c.delisted_at.is_(None).label("was_listed"))
    parties = connection.execute(sa.select(*columns).where(under_review).distinct()).all()
    turned = {row.entity_id for row in parties if listed(row.entity_id) != bool(row.was_listed)}
    count = 0
    for entity_id in sorted(turned):
        is_listed = listed(entity_id)
        here = alerts.c.delisted_at.is_not(None) if is_listed else alerts.c.delisted_at.is_(None)
        query = sa.select(alerts).where(alerts.c.entity_id == entity_id, under_review, here)
        for row in connection.execute(query.order_by(alerts.c.opened_seq)).mappings().all():
            fixed = {key: row[key] for key in ("schema", "publishers")}
            seq = next_seq(connection, row["id"], entity_id, "relisted" if is_listed else "delisted", fixed, now)
            values = {"seq": seq, "changed_at": now, "delisted_at": None if is_listed else now}
            connection.execute(sa.update(alerts).where(alerts.c.id == row["id"]).values(**values))
            keep_snapshot(connection, seq, row["id"])
            count += 1
    return count


def _change(alert: sa.RowMapping | None, known_hit: Any, hit: Hit) -> str:
    """What a hit does to its alert: another document that says no more is a copy, and asks nobody to look again."""
    if alert is None:
        return "opened"
    if known_hit is not None:
        return "hit_changed"
    return "hit_added" if hit.score > alert["score"] else "copy_added"


def _known_hit(connection: sa.Connection, hit: Hit) -> Any:
    """The hit of this party in this document, also under an id that it had before."""
    own = hits.c.entity_id == hit.entity.id
    query = sa.select(hits.c.number, hits.c.alert_id, hits.c.body).where(
        hits.c.sha256 == hit.document.sha256, hits.c.entity_id.in_(hit.entity.ids)
    )
    return connection.execute(query.order_by(sa.case((own, 0), else_=1), hits.c.number)).first()


def _alert_of(connection: sa.Connection, hit: Hit, story: str) -> sa.RowMapping | None:
    """The alert on this party and story, also under an id that the party had before."""
    own = alerts.c.entity_id == hit.entity.id
    query = sa.select(alerts).where(alerts.c.story == story, alerts.c.entity_id.in_(hit.entity.ids))
    return connection.execute(query.order_by(sa.case((own, 0), else_=1), alerts.c.opened_seq)).mappings().first()


def _row(connection: sa.Connection, id: str) -> sa.RowMapping | None:
    return connection.execute(sa.select(alerts).where(alerts.c.id == id)).mappings().first()


def _says(body: dict[str, Any]) -> dict[str, Any]:
    """What a hit says, whoever made it when; that its party came under sanctions is news, too."""
    return {key: body.get(key) for key in ("score", "mentions", "mention_count", "evidence", "entity")}


def _fixed(hit: Hit) -> dict[str, Any]:
    """What the log may be filtered by beside the party; the publishers can change, and a row has those of its time."""
    return {
        "schema": hit.entity.schema.value,
        "publishers": f" {' '.join(hit.entity.publishers)} ",
    }


def _open(connection: sa.Connection, seq: int, hit: Hit, severity: Severity, screening: Screening) -> None:
    values = {
        "id": alert_id(hit.entity.id, screening.story),
        "opened_seq": seq,
        "opened_at": screening.at,
        "disposition": Disposition.OPEN.value,
        "occasion": (Occasion.LOOKBACK if screening.is_lookback else Occasion.NEW_TEXT).value,
        "entity_id": hit.entity.id,
        "story": screening.story,
        "severity": severity.value,
        "score": hit.score,
        "words": _words(hit),
        "rank": rank_of(severity, hit.score, hit.entity.basis),
        **_latest(seq, hit, screening),
        **_fixed(hit),
    }
    connection.execute(sa.insert(alerts).values(**values))
    add_to(connection, tallies, {"name": ALERTS_TOTAL, "label": severity.value}, "value", 1)


def _touch(  # noqa: PLR0913 - six nouns meet here
    connection: sa.Connection, alert: sa.RowMapping, seq: int, hit: Hit, severity: Severity, screening: Screening
) -> None:
    best = connection.scalar(sa.select(sa.func.max(hits.c.score)).where(hits.c.alert_id == alert["id"]))
    words = "\n".join(dict.fromkeys(f"{alert['words']}\n{_words(hit)}".split("\n")))
    # Of several hits the most urgent counts; but once the basis is another, what was said before no longer holds.
    is_same = alert["basis"] == hit.entity.basis.value
    worst = max(Severity(alert["severity"]), severity, key=_URGENCY.index) if is_same else severity
    rank = rank_of(worst, best or 0.0, hit.entity.basis)
    values = {"severity": worst.value, "score": best, "rank": rank, "words": words, **_fixed(hit)}
    values |= _latest(seq, hit, screening)
    connection.execute(sa.update(alerts).where(alerts.c.id == alert["id"]).values(**values))


def _latest(seq: int, hit: Hit, screening: Screening) -> dict[str, Any]:
    """What the newest screening says, whether it opens an alert or adds to it."""
    return {
        "seq": seq,
        "changed_at": screening.at,
        "basis": hit.entity.basis.value,
        "entity": entity_json(hit.entity),
        "listed": memories.particulars(hit),
        "versions": asdict(screening.versions),
    }


def _words(hit: Hit) -> str:
    return "\n".join(dict.fromkeys([hit.entity.caption.lower(), *(m.surface.lower() for m in hit.mentions)]))


def _put_hit(  # noqa: PLR0913 - a row of hits has six columns
    connection: sa.Connection, id: str, hit: Hit, body: dict[str, Any], known: Any, at: datetime
) -> None:
    values = {"score": hit.score, "body": body}
    if known is None:
        place = {"alert_id": id, "sha256": hit.document.sha256, "entity_id": hit.entity.id, "found_at": at}
        connection.execute(sa.insert(hits).values(**values, **place))
    else:
        connection.execute(sa.update(hits).where(hits.c.number == known.number).values(**values))
