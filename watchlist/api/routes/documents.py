"""Texts that come in: screened in passing, or kept."""

from dataclasses import asdict, replace
from typing import Any

from flask import request

from watchlist import matching
from watchlist.api.contract import Answer, Call, Contract
from watchlist.api.problems import RequestError
from watchlist.api.routes.shared import PRIVATE, storable_id
from watchlist.api.shapes.documents import (
    DocumentBody,
    DocumentStatus,
    MatchBody,
    MatchResult,
    ScreenBody,
    ScreenResult,
)
from watchlist.errors import ConflictError
from watchlist.model.alerts import entity_json, hit_json, mention_json
from watchlist.model.documents import Document, make_document
from watchlist.screening.scan import Screened, record
from watchlist.sources.items import canonical
from watchlist.store import alerts, documents
from watchlist.store.documents import FileRead
from watchlist.store.keys import Role
from watchlist.wiring import Service

# Characters that are screened within a request: some seconds for a text full of names. Longer ones wait for the worker.
_MOST_AT_ONCE = 1_000_000


def add(contract: Contract) -> None:
    """Make them routes."""
    _add_screening(contract)
    _add_match(contract)
    _add_documents(contract)


def _add_screening(contract: Contract) -> None:
    @contract.route("POST", "/api/v1/screen", "Screen a text; nothing is stored.", gives=ScreenResult, body=ScreenBody)
    def screen(call: Call) -> Answer:
        body: ScreenBody = call.body
        matcher = call.service.current.get()
        if not body.text.strip():
            raise RequestError(422, "body text: expected some text, found white space only")
        if len(body.text) > _MOST_AT_ONCE:
            raise RequestError(413, f"body text: {len(body.text)} characters; {_MOST_AT_ONCE} are screened at once")
        hits = matching.screen(matcher, replace(make_document(body.text, "screen"), title=body.title))
        policy, least = matcher.policy, body.min_score
        shown = [hit_json(hit) for hit in hits if (policy.is_alert(hit) if least is None else hit.score >= least)]
        return Answer({"hits": shown, "versions": asdict(matcher.versions)})


def _add_match(contract: Contract) -> None:
    @contract.route(
        "POST", "/api/v1/match", "Compare names, not texts, with the watchlist: the candidates for each, best first.",
        gives=MatchResult, body=MatchBody,
    )  # fmt: skip
    def match(call: Call) -> Answer:
        body: MatchBody = call.body
        matcher = call.service.current.get()
        least = matcher.policy.mention_at if body.min_score is None else body.min_score
        results = []
        for name in body.names:
            found = [mention for mention in matcher.match(name) if mention.score >= least][: body.limit]
            shown = [{"entity": entity_json(matcher.items[one.entity_id]), **mention_json(one)} for one in found]
            results.append({"name": name, "candidates": shown})
        return Answer({"results": results, "versions": asdict(matcher.versions)})


def _add_documents(contract: Contract) -> None:
    @contract.route(
        "POST", "/api/v1/documents", "Keep a text and screen it.", gives=DocumentStatus,
        body=DocumentBody, role=Role.REVIEW, status=201, also=(200, 202), errors=(409, 503),
    )  # fmt: skip
    def add_document(call: Call) -> Answer:
        service, body = call.service, call.body
        if not body.text.strip():
            raise RequestError(422, "body text: expected some text, found white space only")
        document = _document(body)
        waits = "respond-async" in request.headers.get("Prefer", "") or len(body.text) > _MOST_AT_ONCE
        if waits:
            _refuse_when_full(service)
        is_new = documents.add(service.database, [FileRead([document])], service.now())
        if not is_new:
            _refuse_when_erased(service, document.sha256)
        if is_new and not waits:
            matcher = service.current.get()
            with service.database.read() as connection:
                story = documents.status(connection, document.sha256)["story"]
            screened = Screened(document, story, matching.screen(matcher, document))
            record(service.database, matcher, [screened], service.now())
        found = _status(service, document.sha256)
        headers = {"Location": f"/api/v1/documents/{document.sha256}"}
        return Answer(found, 202 if not found["is_screened"] else 201 if is_new else 200, headers)

    @contract.route(
        "GET", "/api/v1/documents/{id}", "A document by the SHA-256 of its text: whether it is screened, its alerts.",
        gives=DocumentStatus, errors=(404,),
    )  # fmt: skip
    def show_document(call: Call) -> Answer:
        return Answer(_status(call.service, storable_id(call, "document")), headers=PRIVATE)


def _refuse_when_full(service: Service) -> None:
    with service.database.read() as connection:
        waiting = documents.backlog(connection).documents
    if waiting >= service.settings.sources.max_backlog:
        most = service.settings.sources.max_backlog
        raise RequestError(503, f"{waiting} texts wait to be screened, and sources.max_backlog is {most}; try later")


def _refuse_when_erased(service: Service, sha256: str) -> None:
    with service.database.read() as connection:
        if documents.was_erased(connection, sha256):
            raise ConflictError(f"the text {sha256} was erased on request, and is not kept again")


def _document(body: DocumentBody) -> Document:
    key = canonical(body.url) or body.url or (f"api:{body.id}" if body.id else None)
    made = make_document(body.text, body.url or "api")
    return replace(made, id=body.id or made.id, title=body.title, url=body.url, published_at=body.published_at, key=key)


def _status(service: Service, sha256: str) -> dict[str, Any]:
    with service.database.read() as connection:
        return documents.status(connection, sha256) | {"alerts": alerts.of_document(connection, sha256)}
