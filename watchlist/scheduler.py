"""When things run: the worker's jobs on their intervals, and those someone asked for now."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_EXECUTED, EVENT_JOB_MAX_INSTANCES, JobEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from watchlist.errors import StoreError, WatchlistError
from watchlist.screening.refresh import refresh
from watchlist.screening.scan import collect, screen_pending
from watchlist.store import jobs
from watchlist.store.leader import Leadership
from watchlist.wiring import Service

log = logging.getLogger(__name__)

REFRESH, SCAN = "refresh", "scan"
# Seconds between two looks for requested jobs and at the leader's lock: what a person who asks "now" waits at most.
_PULSE = 0.5
# Refused entries that are named; all of them are counted, and GET /api/v1/watchlist has them.
_MOST_TOLD = 20


class Worker:
    """The scheduler and scanner: leads, or stands by until the leader is gone."""

    def __init__(self, service: Service, stop: threading.Event) -> None:
        """`stop` ends it, at the next document at the latest."""
        self._service = service
        self._stop = stop
        self._leadership = Leadership(service.database)
        self._runs: dict[str, tuple[Callable[[], dict[str, Any]], float]] = {
            REFRESH: (self._refresh, service.settings.lists.refresh_every),
            SCAN: (self._scan, service.settings.sources.scan_every),
        }

    def run(self) -> None:
        """Work until stopped.

        Raises:
            ListError: there is no watchlist in force, and the first refresh could not bring one.
            StoreError: the store is lost while this worker leads.
        """
        try:
            if self._lead():
                self._work()
        finally:
            self._leadership.release()

    def _work(self) -> None:
        jobs.declare(self._service.database, list(self._runs))
        self._first_refresh()
        scheduler = self._schedule()
        try:
            while not self._stop.wait(_PULSE):
                self._pulse(scheduler)
        finally:
            self._stop.set()
            scheduler.shutdown(wait=False)

    def _lead(self) -> bool:
        told = False
        while not self._leadership.take():
            if not told:
                log.info("another worker leads this store; standing by")
                told = True
            if self._stop.wait(_PULSE):
                return False
        log.info("this worker leads")
        return True

    def _first_refresh(self) -> None:
        try:
            self._run(REFRESH)
        except WatchlistError as error:
            # With a watchlist in force a list that cannot be read is not the end; without one there is nothing to do.
            try:
                self._service.current.get()
            except StoreError:
                raise error from None
            log.error("%s", error)

    def _schedule(self) -> BackgroundScheduler:
        scheduler = BackgroundScheduler(
            executors={"default": ThreadPoolExecutor(len(self._runs))},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
            timezone="UTC",
        )
        now = self._service.now()
        for name, (_, seconds) in self._runs.items():
            first = now + timedelta(seconds=seconds) if name == REFRESH else now
            scheduler.add_job(
                self._run_due, "interval", args=[name], id=name, seconds=seconds, next_run_time=first, max_instances=1
            )
        scheduler.add_listener(lambda event: self._note(scheduler, event), EVENT_JOB_EXECUTED | EVENT_JOB_ERROR)
        scheduler.add_listener(self._note_skipped, EVENT_JOB_MAX_INSTANCES)
        scheduler.start()
        for name in self._runs:
            jobs.due(self._service.database, name, scheduler.get_job(name).next_run_time)
        return scheduler

    def _pulse(self, scheduler: BackgroundScheduler) -> None:
        database = self._service.database
        if not self._leadership.is_held():
            raise StoreError(
                "the leader's lock is lost: the connection broke, or its files were removed; the worker ends"
            )
        for name in jobs.requested(database):
            if scheduler.get_job(name) and jobs.claim_request(database, name):
                scheduler.modify_job(name, next_run_time=self._service.now())

    def _run_due(self, name: str) -> None:
        try:
            self._run(name)
        except WatchlistError as error:  # it stands in the job's row; the next run may do better
            log.error("%s failed: %s", name, error)

    def _run(self, name: str) -> None:
        database, now = self._service.database, self._service.now
        run, _ = self._runs[name]
        jobs.started(database, name, now())
        try:
            result = run()
        except WatchlistError as error:
            jobs.ended(database, name, now(), "failed", {"error": str(error)})
            raise
        jobs.ended(database, name, now(), "done", result)

    def _note(self, scheduler: BackgroundScheduler, event: JobEvent) -> None:
        """After each run: say when it is due again, and name a fault."""
        exception = getattr(event, "exception", None)
        if exception is not None:
            self._try(lambda: jobs.ended(
                self._service.database, event.job_id, self._service.now(), "failed", {"error": repr(exception)}
            ))  # fmt: skip
        if job := scheduler.get_job(event.job_id):
            next_run: datetime | None = job.next_run_time
            self._try(lambda: jobs.due(self._service.database, event.job_id, next_run))

    def _note_skipped(self, event: JobEvent) -> None:
        log.warning("%s is due while its last run still works; skipped", event.job_id)
        self._try(lambda: jobs.skipped(self._service.database, event.job_id))

    def _try(self, step: Callable[[], None]) -> None:
        """Book-keeping must not end the scheduler when the store is away for a moment."""
        try:
            step()
        except StoreError as error:
            log.error("%s", error)

    def _refresh(self) -> dict[str, Any]:
        lists = self._service.settings.lists
        result = refresh(self._service.database, lists.files, self._service.now, lists.max_shrink)
        if result.is_new:
            for problem in result.problems[:_MOST_TOLD]:
                log.warning("list entry refused: %s", problem)
            if len(result.problems) > _MOST_TOLD:
                log.warning("%d list entries refused in all", len(result.problems))
            log.info("watchlist %s in force: %d entities and sectors", result.version, result.entities)
        return {
            "version": result.version,
            "is_new": result.is_new,
            "entities": result.entities,
            "problems": list(result.problems[:_MOST_TOLD]),
        }

    def _scan(self) -> dict[str, Any]:
        service = self._service
        report = collect(service.database, service.watch, service.now, self._stop.is_set)
        screen_pending(service.database, service.current.get(), service.now, self._stop.is_set, report)
        if report.screened or report.unread:
            log.info(
                "scan: %d files, %d new texts, %d screened, %d alerts opened, %d unreadable",
                report.files, report.added, report.screened, report.alerts, report.unread,
            )  # fmt: skip
        return report.as_json()
