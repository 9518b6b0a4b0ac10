"""What people do with alerts: decide, assign, say something; and what they did."""

from datetime import datetime, timedelta

from flask import request

from watchlist.api.contract import Answer, Call, Contract
from watchlist.api.problems import RequestError
from watchlist.api.routes.shared import PRIVATE, storable_id, tag
from watchlist.api.shapes.alerts import AlertShape
from watchlist.api.shapes.decisions import (
    AssignmentBody,
    DispositionBody,
    DispositionsBody,
    DispositionsResult,
    History,
    NoteBody,
)
from watchlist.store import alerts, decisions, memories, steps
from watchlist.store.decisions import Decision
from watchlist.store.keys import Role
from watchlist.wiring import Service


def add(contract: Contract) -> None:
    """Make them routes."""
    _add_steps(contract)

    @contract.route(
        "POST", "/api/v1/dispositions", "The same decision on many alerts; those that do not allow it are named.",
        gives=DispositionsResult, body=DispositionsBody, role=Role.REVIEW, writes=True,
    )  # fmt: skip
    def decide_many(call: Call) -> Answer:
        decided, refused = decisions.decide_many(
            call.written, call.body.alerts, decision(call.service, call.body, call.by)
        )
        return Answer({"decided": decided, "refused": refused})

    @contract.route(
        "GET", "/api/v1/alerts/{id}/history", "Every step that was taken with an alert, the first first.",
        gives=History, errors=(404,),
    )  # fmt: skip
    def show_history(call: Call) -> Answer:
        id = storable_id(call, "alert")
        with call.service.database.read() as connection:
            found = steps.of_alert(connection, id)
            return Answer({"history": found, "memories": memories.of_alert(connection, id)}, headers=PRIVATE)


def _add_steps(contract: Contract) -> None:
    @contract.route(
        "POST", "/api/v1/alerts/{id}/disposition", "Decide on an alert; with If-Match only if it is as it was seen.",
        gives=AlertShape, body=DispositionBody, role=Role.REVIEW, errors=(404, 409, 412), writes=True,
    )  # fmt: skip
    def decide(call: Call) -> Answer:
        id = _unchanged(call)
        return _answer(decisions.decide(call.written, id, decision(call.service, call.body, call.by)))

    @contract.route(
        "POST", "/api/v1/alerts/{id}/assignment", "Say who looks at an alert; null is nobody.",
        gives=AlertShape, body=AssignmentBody, role=Role.REVIEW, errors=(404, 412), writes=True,
    )  # fmt: skip
    def assign(call: Call) -> Answer:
        id, to = _unchanged(call), call.body.assignee
        return _answer(decisions.assign(call.written, id, to, call.by, call.service.now()))

    @contract.route(
        "POST", "/api/v1/alerts/{id}/notes", "Say something on an alert; it stands in its history.",
        gives=AlertShape, body=NoteBody, role=Role.REVIEW, errors=(404,), writes=True, status=201,
    )  # fmt: skip
    def note(call: Call) -> Answer:
        id = storable_id(call, "alert")
        alert = decisions.note(call.written, id, call.body.text, call.by, call.service.now())
        return Answer(alert, 201, headers={"ETag": tag(alert), **PRIVATE})


def decision(service: Service, body: DispositionBody | DispositionsBody, by: str) -> Decision:
    """What a body decides; a false positive is remembered for as long as the settings say, unless it says otherwise."""
    now: datetime = service.now()
    until = now + timedelta(days=service.settings.review.remember_days) if body.remember else None
    return Decision(body.disposition, by, body.reason, now, until)


def _unchanged(call: Call) -> str:
    """The id of the alert, which is as it was when it had the tag in If-Match, if there is one."""
    id = storable_id(call, "alert")
    if (seen := request.headers.get("If-Match")) not in (None, "*", tag(alerts.get(call.written, id))):
        raise RequestError(412, f"alert {id} has changed since it had the tag {seen!r:.80}; look at it again")
    return id


def _answer(alert: dict[str, object]) -> Answer:
    return Answer(alert, headers={"ETag": tag(alert), **PRIVATE})
