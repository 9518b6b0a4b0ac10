"""Alerts as files: CSV for a spreadsheet, JSON lines for a program, FollowTheMoney for an investigation."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from watchlist.store import search
from watchlist.store.database import Database
from watchlist.store.search import AlertFilter

_AT_A_TIME = 200
_COLUMNS = (
    "id", "opened_at", "changed_at", "severity", "basis", "disposition", "assignee", "score", "entity", "caption",
    "schema", "publishers", "programmes", "documents", "document", "url", "published_at", "written", "passage",
)  # fmt: skip
# A spreadsheet takes a cell that begins so for a formula, and texts come from anyone.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
# Kinds of things that FollowTheMoney has no word for, and its nearest one. A sector is no thing at all.
_SCHEMAS = {"MilitaryUnit": "Organization", "WeaponSystem": "Asset", "Sector": "Thing"}
# Those that a Mention can lead to.
_LEGAL = frozenset({"Person", "Organization", "Company", "LegalEntity", "PublicBody"})


def each_alert(database: Database, wanted: AlertFilter) -> Iterator[dict[str, Any]]:
    """Every alert that is wanted, newest first, in transactions of a page each: a slow reader holds up nobody."""
    before, more = None, True
    while more:
        with database.read() as connection:
            found = search.page(connection, wanted, before, _AT_A_TIME)
        yield from found.rows
        before, more = found.next, found.more


def as_csv(alerts: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """A line an alert, with its best hit, after a line of headings."""
    yield _line(_COLUMNS)
    for alert in alerts:
        yield _line(_cells(alert))


def as_lines(alerts: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """A JSON object a line, as the API shows an alert."""
    return (json.dumps(alert) + "\n" for alert in alerts)


def as_ftm(alerts: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Entities of FollowTheMoney, one JSON object a line: the party, its documents, a Mention for each written form.

    The words are those of its model: https://followthemoney.tech/explorer/
    """
    told: set[str] = set()
    for alert in alerts:
        for entity in _entities(alert):
            if entity["id"] not in told:
                told.add(entity["id"])
                yield json.dumps(entity) + "\n"


@dataclass(frozen=True, slots=True)
class Form:
    """A form of file: how it is written, its ending, and its media type."""

    write: Callable[[Iterable[Mapping[str, Any]]], Iterator[str]]
    ending: str
    media: str


FORMS: Mapping[str, Form] = {
    "csv": Form(as_csv, "csv", "text/csv; charset=utf-8"),
    "jsonl": Form(as_lines, "jsonl", "application/x-ndjson"),
    "ftm": Form(as_ftm, "ftm.json", "application/x-ndjson"),
}


def _line(cells: Iterable[Any]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow([_cell(cell) for cell in cells])
    return line.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(_FORMULA):
        return "'" + value
    return "" if value is None else value


def _cells(alert: Mapping[str, Any]) -> list[Any]:
    entity = alert["entity"]
    best = alert["hits"][0] if alert["hits"] else None
    document = best["document"] if best else {}
    written = "; ".join(dict.fromkeys(mention["surface"] for mention in best["mentions"])) if best else ""
    return [
        *(alert[key] for key in ("id", "opened_at", "changed_at", "severity", "basis", "disposition", "assignee")),
        alert["score"], entity["id"], entity["caption"], entity["schema"], " ".join(entity["publishers"]),
        "; ".join(entity["programmes"]), alert["hit_count"], document.get("origin"), document.get("url"),
        document.get("published_at"), written, best["context"]["text"] if best else "",
    ]  # fmt: skip


def _entities(alert: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    entity = alert["entity"]
    schema = _SCHEMAS.get(entity["schema"], entity["schema"])
    if schema != "Thing":
        topics = ["sanction"] if alert["basis"] == "designated" else []
        yield _entity(entity["id"], schema, name=[entity["caption"]], country=entity["countries"], topics=topics)
    for hit in alert["hits"]:
        document = hit["document"]
        id = f"document-{document['sha256']}"
        times = [document["published_at"]] if document["published_at"] else []
        yield _entity(
            id, "Document", title=[document["title"] or document["origin"]],
            sourceUrl=[document["url"]] if document["url"] else [], publishedAt=times,
        )  # fmt: skip
        written = dict.fromkeys(mention["surface"] for mention in hit["mentions"] if mention["surface"])
        for number, surface in enumerate(written):
            resolved = [entity["id"]] if schema in _LEGAL else []
            mention_id = f"mention-{alert['id']}-{document['sha256'][:16]}-{number}"
            yield _entity(mention_id, "Mention", document=[id], resolved=resolved, name=[surface])


def _entity(id: str, schema: str, **properties: list[str]) -> dict[str, Any]:
    return {"id": id, "schema": schema, "properties": {key: value for key, value in properties.items() if value}}
