"""Sources of text, and the worker's jobs."""

from watchlist.api.contract import Answer, Call, Contract
from watchlist.api.routes.shared import PRIVATE, storable_id
from watchlist.api.shapes.fields import LimitQuery
from watchlist.api.shapes.sources import JobList, JobShape, SourceList, UnreadItemList
from watchlist.errors import NotFound
from watchlist.store import documents, jobs, sources
from watchlist.store.keys import Role


def add(contract: Contract) -> None:
    """Make them routes."""
    _add_sources(contract)
    _add_jobs(contract)


def _add_sources(contract: Contract) -> None:
    @contract.route("GET", "/api/v1/sources", "Every source of new text, and how it is doing.", gives=SourceList)
    def list_sources(call: Call) -> Answer:
        return Answer({"sources": [one.as_json() for one in call.service.sources_now()]}, headers=PRIVATE)

    @contract.route(
        "GET", "/api/v1/sources/{name}/unread", "Items of a source that could not be read, the latest first.",
        gives=UnreadItemList, takes=LimitQuery, errors=(404,),
    )  # fmt: skip
    def list_unread(call: Call) -> Answer:
        name = call.path["name"]
        if name not in [source.name for source in call.service.sources]:
            raise NotFound(f"there is no source {name!r}")
        with call.service.database.read() as connection:
            return Answer({"items": sources.unread(connection, name, call.query.limit)}, headers=PRIVATE)


def _add_jobs(contract: Contract) -> None:
    @contract.route("GET", "/api/v1/jobs", "The worker's jobs, and the files it could not read.", gives=JobList)
    def list_jobs(call: Call) -> Answer:
        with call.service.database.read() as connection:
            unread = documents.unread_files(connection)
            return Answer({"jobs": jobs.listing(connection), "unread_files": unread}, headers=PRIVATE)

    @contract.route(
        "POST", "/api/v1/jobs/{name}/run", "Run a job now; the worker takes it on within a second.",
        gives=JobShape, role=Role.ADMIN, is_audited=True, status=202, errors=(404,),
    )  # fmt: skip
    def run_job(call: Call) -> Answer:
        name = storable_id(call, "job", "name")
        return Answer(jobs.request(call.service.database, name, call.service.now()), 202)

    @contract.route(
        "POST", "/api/v1/jobs/{name}/pause", "Let a job rest; it still runs when someone asks for it by name.",
        gives=JobShape, role=Role.ADMIN, is_audited=True, errors=(404,),
    )  # fmt: skip
    def pause_job(call: Call) -> Answer:
        name = storable_id(call, "job", "name")
        return Answer(jobs.pause(call.service.database, name, call.service.now()))

    @contract.route(
        "POST", "/api/v1/jobs/{name}/resume", "Let a job that rests go on at its times.",
        gives=JobShape, role=Role.ADMIN, is_audited=True, errors=(404,),
    )  # fmt: skip
    def resume_job(call: Call) -> Answer:
        return Answer(jobs.pause(call.service.database, storable_id(call, "job", "name"), None))
