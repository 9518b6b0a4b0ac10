"""What a reviewer does on the page: decide and go to the next, undo, take an alert on, say something."""

from datetime import timedelta

from flask import Blueprint, g, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from watchlist.api.page.alert import show
from watchlist.api.page.filters import Queue, queue_of_request
from watchlist.api.page.queue import of_page
from watchlist.api.problems import RequestError
from watchlist.errors import ConflictError
from watchlist.model.alerts import Disposition
from watchlist.store import audit, decisions, search, steps
from watchlist.store.alerts import known
from watchlist.store.decisions import Decision
from watchlist.store.steps import StepKind
from watchlist.wiring import Service

_LONGEST = 2000
# For so long a decision can be undone by who took it; after that it is opened again, with a reason.
_UNDO = timedelta(minutes=10)


def add(page: Blueprint, service: Service) -> None:
    """Make them pages."""

    @page.post("/review/alerts/<id>/decide")
    def decide(id: str) -> AnyResponse | tuple[str, int]:
        queue = queue_of_request()
        try:
            after = _decide(service, id)
        except ConflictError as error:
            # What was written stays in the form; the alert is shown as it is now.
            kept = {"refused": str(error), "reason": request.form.get("reason", "")}
            page = {**of_page(service, queue), **show(service, id), **kept}
            return render_template("queue.html", queue=queue, chosen=True, **page), 409
        return redirect(_next(service, queue, id, after), 303)

    @page.post("/review/alerts/<id>/undo")
    def undo(id: str) -> AnyResponse:
        _undo(service, id)
        return redirect(queue_of_request().address(f"/review/alerts/{id}"), 303)

    @page.post("/review/alerts/<id>/assign")
    def assign(id: str) -> AnyResponse:
        to = request.form.get("assignee", "").strip()[:100] or None
        with service.database.write() as connection:
            service.database.lock_log(connection)
            decisions.assign(connection, id, to, _who(), service.now())
            audit.add(connection, _who(), "assign", id, to or "nobody", service.now())
        return redirect(queue_of_request().address(f"/review/alerts/{id}"), 303)

    @page.post("/review/alerts/<id>/note")
    def note(id: str) -> AnyResponse:
        text = _words("text")
        with service.database.write() as connection:
            service.database.lock_log(connection)
            decisions.note(connection, id, text, _who(), service.now())
            audit.add(connection, _who(), "note", id, "", service.now())
        return redirect(queue_of_request().address(f"/review/alerts/{id}"), 303)


def _who() -> str:
    return str(g.holder.name or g.holder.id)


def _words(name: str) -> str:
    text = request.form.get(name, "").strip().replace("\x00", "")
    if not 0 < len(text) <= _LONGEST:
        raise RequestError(422, f"{name}: {len(text)} characters; expected 1 to {_LONGEST}")
    return text


def _decide(service: Service, id: str) -> tuple[int, int]:
    """Take the step of the form; the place of the alert in the queue.

    Raises:
        ConflictError: nothing was chosen, no reason was given, or the alert has changed since it was shown.
    """
    to, now = request.form.get("disposition", ""), service.now()
    if to not in list(Disposition):
        raise ConflictError("nothing was decided: choose one of the decisions")
    reason = request.form.get("reason", "").strip().replace("\x00", "")
    if not 0 < len(reason) <= _LONGEST:
        raise ConflictError(f"a reason of 1 to {_LONGEST} characters is needed; this one has {len(reason)}")
    remembers = request.form.get("remember") == "1"
    until = now + timedelta(days=service.settings.review.remember_days) if remembers else None
    with service.database.write() as connection:
        service.database.lock_log(connection)
        alert = known(connection, id)
        if request.form.get("seq") != str(alert["seq"]):
            raise ConflictError("this alert has changed since it was shown; this is how it is now")
        decisions.decide(connection, id, Decision(Disposition(to), _who(), reason, now, until))
        audit.add(connection, _who(), "decide", id, to, now)
        return alert["rank"], alert["opened_seq"]


def _undo(service: Service, id: str) -> None:
    """Open an alert again that its decider decided on a moment ago.

    Raises:
        ConflictError: somebody else did something with it since, or it is too long ago.
    """
    now = service.now()
    with service.database.write() as connection:
        service.database.lock_log(connection)
        alert = known(connection, id)
        taken = [step for step in steps.of_alert(connection, id) if step["kind"] == StepKind.DECIDED.value]
        if not taken or taken[-1]["by"] != _who() or alert["changed_at"] < now - _UNDO:
            raise ConflictError("it cannot be undone any more; it can be opened again, with a reason")
        before = Disposition(taken[-1]["from"])
        decisions.decide(connection, id, Decision(Disposition.OPEN, _who(), "Undone.", now))
        if before is Disposition.ESCALATED:
            decisions.decide(connection, id, Decision(before, _who(), "As it was before.", now))
        audit.add(connection, _who(), "undo", id, "", now)


def _next(service: Service, queue: Queue, id: str, after: tuple[int, int]) -> str:
    """The address of what is next in the queue, which also says what was just decided."""
    with service.database.read() as connection:
        rows, _ = search.queue(connection, queue.wanted(service), after, 1)
        if not rows:
            rows, _ = search.queue(connection, queue.wanted(service), None, 1)
    path = f"/review/alerts/{rows[0]['id']}" if rows else "/review"
    address = queue.address(path, **({} if rows else {"from": None}))
    return f"{address}{'&' if '?' in address else '?'}decided={id}"
