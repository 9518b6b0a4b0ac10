"""How it is going: alerts by day, what waits, the age of the lists, sources and jobs."""

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from watchlist.api.page.charts import Chart, bars
from watchlist.api.problems import RequestError
from watchlist.store import alerts, documents, jobs, lists
from watchlist.store.keys import Role
from watchlist.wiring import Service

_DAYS = 14
# Publishers with a colour of their own; the others are one.
_COLOURS = 4


def add(page: Blueprint, service: Service) -> None:
    """Make them pages."""

    @page.get("/review/status")
    def show_status() -> str:
        now = service.now()
        with service.database.read() as connection:
            waiting, unread = documents.backlog(connection), documents.unread_files(connection)
            every_job = jobs.listing(connection)
            newest = {row["list"]: row for row in reversed(lists.versions(connection, None, None, 200))}
            by_day = _alerts_by_day(alerts.by_day(connection, _midnight(now) - timedelta(days=_DAYS - 1)), now)
        return render_template(
            "status.html",
            now=now,
            by_day=by_day,
            ages=_ages(service, now),
            waiting=waiting,
            lists=service.lists_now(),
            newest=newest,
            sources=[one.as_json() for one in service.sources_now()],
            jobs=every_job,
            unread=unread[:50],
        )

    @page.post("/review/jobs/<path:name>")
    def command_job(name: str) -> AnyResponse:
        wanted = request.form.get("do", "")
        _admins_only()
        steps = {
            "run": lambda: jobs.request(service.database, name, service.now()),
            "pause": lambda: jobs.pause(service.database, name, service.now()),
            "resume": lambda: jobs.pause(service.database, name, None),
        }
        if wanted not in steps:
            raise RequestError(422, f"do: {wanted!r}; expected run, pause or resume")
        steps[wanted]()
        return redirect(url_for("page.show_status"), 303)


def _admins_only() -> None:
    if not g.holder.role.may(Role.ADMIN):
        raise RequestError(403, f"the key's role is {g.holder.role.value!r}; expected 'admin'")


def _midnight(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


def _alerts_by_day(rows: list[tuple[str, str, int]], now: datetime) -> Chart:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for day, publishers, count in rows:
        for publisher in publishers.split():
            counts[day][publisher] += count
    total = sum(counts.values(), Counter())
    named = [publisher for publisher, _ in total.most_common(_COLOURS)]
    days = [(_midnight(now) - timedelta(days=back)).date().isoformat() for back in reversed(range(_DAYS))]
    series = {name: [counts[day][name] for day in days] for name in named}
    if rest := set(total) - set(named):
        series["others"] = [sum(counts[day][name] for name in rest) for day in days]
    return bars(days, series)


def _ages(service: Service, now: datetime) -> list[dict[str, Any]]:
    """The age of each list as a share of that from which it is called stale."""
    stale = service.settings.lists.stale_after
    found = []
    for one in service.lists_now():
        if one.current_at is not None:
            age = (now - one.current_at).total_seconds()
            found.append({"name": one.name, "hours": age / 3600, "share": min(1.0, age / stale), "stale": one.is_stale})
    return found
