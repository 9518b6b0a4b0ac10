"""Records to keep: alerts as files, what was screened, and who did what."""

from watchlist.api.contract import Answer, Call, Contract
from watchlist.api.routes.shared import PRIVATE, alert_filter
from watchlist.api.shapes.records import AuditPage, AuditQuery, ExportQuery, ScreeningPage, ScreeningsQuery
from watchlist.screening import export
from watchlist.store import audit, screenings
from watchlist.store.keys import Role
from watchlist.store.screenings import ScreeningFilter


def add(contract: Contract) -> None:
    """Make them routes."""

    @contract.route(
        "GET", "/api/v1/alerts/export", "All alerts that fit, newest first, as CSV, JSON lines or FollowTheMoney.",
        gives=None, takes=ExportQuery, media=("text/csv", "application/x-ndjson"),
    )  # fmt: skip
    def export_alerts(call: Call) -> Answer:
        query: ExportQuery = call.query
        form = export.FORMS[query.format]
        rows = export.each_alert(call.service.database, alert_filter(call))
        headers = {"Content-Disposition": f'attachment; filename="alerts.{form.ending}"', **PRIVATE}
        return Answer(form.write(rows), headers=headers, media=form.media)

    @contract.route(
        "GET", "/api/v1/screenings", "The record of screenings, also of those that found nothing, the first first.",
        gives=ScreeningPage, takes=ScreeningsQuery,
    )  # fmt: skip
    def list_screenings(call: Call) -> Answer:
        query: ScreeningsQuery = call.query
        wanted = ScreeningFilter(query.document, query.since, query.until)
        with call.service.database.read() as connection:
            rows = screenings.listing(connection, wanted, query.after, query.limit + 1)
        more, shown = len(rows) > query.limit, rows[: query.limit]
        next_after = shown[-1]["number"] if shown else query.after
        return Answer({"screenings": shown, "next": next_after, "more": more}, headers=PRIVATE)

    @contract.route(
        "GET", "/api/v1/audit", "Who did what, the first first.", gives=AuditPage, takes=AuditQuery, role=Role.ADMIN
    )
    def show_audit(call: Call) -> Answer:
        query: AuditQuery = call.query
        with call.service.database.read() as connection:
            rows = audit.listing(connection, query.after, query.limit + 1)
        more, shown = len(rows) > query.limit, rows[: query.limit]
        next_after = shown[-1]["number"] if shown else query.after
        return Answer({"audit": shown, "next": next_after, "more": more}, headers=PRIVATE)
