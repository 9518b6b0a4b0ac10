"""What people decide on alerts."""

from flask import request

from watchlist.api.contract import Answer, Call, Contract
from watchlist.api.problems import RequestError
from watchlist.api.routes.shared import PRIVATE, storable_id, tag
from watchlist.api.shapes.alerts import AlertShape
from watchlist.api.shapes.decisions import DispositionBody, History
from watchlist.store import alerts, decisions
from watchlist.store.decisions import Decision
from watchlist.store.keys import Role


def add(contract: Contract) -> None:
    """Make them routes."""

    @contract.route(
        "POST", "/api/v1/alerts/{id}/disposition", "Decide on an alert; with If-Match only if it is as it was seen.",
        gives=AlertShape, body=DispositionBody, role=Role.REVIEW, errors=(404, 409, 412),
    )  # fmt: skip
    def decide(call: Call) -> Answer:
        service, body = call.service, call.body
        decision = Decision(body.disposition, call.by, body.reason, service.now())
        with service.database.write() as connection:
            service.database.lock_log(connection)
            id = storable_id(call, "alert")
            if (seen := request.headers.get("If-Match")) not in (None, "*", tag(alerts.get(connection, id))):
                raise RequestError(412, f"alert {id} has changed since it had the tag {seen!r:.80}; look at it again")
            alert = decisions.decide(connection, id, decision)
        return Answer(alert, headers={"ETag": tag(alert), **PRIVATE})

    @contract.route(
        "GET", "/api/v1/alerts/{id}/history", "Every decision on an alert, the first first.", gives=History,
        errors=(404,),
    )  # fmt: skip
    def show_history(call: Call) -> Answer:
        with call.service.database.read() as connection:
            found = decisions.history(connection, storable_id(call, "alert"))
        return Answer({"history": found}, headers=PRIVATE)
