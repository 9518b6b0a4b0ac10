"""A request that changes something: its effect, its line in the audit and its answer are one transaction."""

import json
from dataclasses import replace

from flask import request

from watchlist.api.contract import Answer, Call, Route
from watchlist.api.problems import RequestError
from watchlist.store import audit, replies
from watchlist.store.replies import Asked, Reply

HEADER = "Idempotency-Key"
_LONGEST = 200
# What people write may name persons; the audit says who did what, and no more.
_UNTOLD = frozenset({"reason", "text"})


def perform(route: Route, call: Call) -> Answer:
    """Do what a route does; a request repeated under its Idempotency-Key does nothing, and is answered as it was.

    Raises:
        RequestError: 422 for a key that is too long, 409 for one that was used for another request.
    """
    if not route.writes:
        answer = route.handler(call)
        if route.is_audited:
            with call.service.database.write() as connection:
                _note(replace(call, connection=connection), route)
        return answer
    service, asked = call.service, _asked(call)
    with service.database.write() as connection:
        service.database.lock_log(connection)
        if asked is not None and (reply := replies.find(connection, asked, service.now())) is not None:
            return _repeat(asked, reply)
        within = replace(call, connection=connection)
        answer = route.handler(within)
        if asked is not None:
            replies.keep(connection, asked, Reply(answer.status, answer.headers, answer.body), service.now())
        _note(within, route)
    return answer


def _asked(call: Call) -> Asked | None:
    key = request.headers.get(HEADER)
    if key is None:
        return None
    if not 0 < len(key) <= _LONGEST:
        raise RequestError(422, f"{HEADER} has {len(key)} characters; expected 1 to {_LONGEST}")
    match = request.headers.get("If-Match", "")
    return replies.asked(call.by, key, request.method, request.path, match, request.get_data(as_text=True))


def _repeat(asked: Asked, reply: Reply) -> Answer:
    if reply.asked_sha256 != asked.sha256:
        raise RequestError(409, f"{HEADER} {asked.key!r} was used for another request within the last day")
    return Answer(reply.body, reply.status, {**reply.headers, "Idempotency-Replayed": "true"})


def _note(call: Call, route: Route) -> None:
    told = call.body.model_dump(mode="json", exclude=_UNTOLD, exclude_none=True) if call.body is not None else {}
    detail = json.dumps(told, ensure_ascii=False) if told else ""
    audit.add(call.written, call.by, route.name, " ".join(call.path.values()), detail[:1000], call.service.now())
