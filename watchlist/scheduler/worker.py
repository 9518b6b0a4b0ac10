"""The worker: runs each job at its times and when someone asks for it; or screens beside the worker that does."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_EXECUTED, EVENT_JOB_MAX_INSTANCES, JobEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from watchlist.errors import StoreError, WatchlistError
from watchlist.scheduler.work import OURS, REFRESH, WEB, Work
from watchlist.screening.scan import ScanReport, screen_pending
from watchlist.store import documents, jobs
from watchlist.store.leader import Leadership
from watchlist.wiring import Service

log = logging.getLogger(__name__)

# Seconds between two looks for requested jobs and at the leader's lock: what a person who asks "now" waits at most.
_PULSE = 0.5
# Seconds for which a worker that does not lead screens before it looks whether it should.
_HELP_SECONDS = 1.0
# Jobs that wait for the web at the same time.
_MOST_ON_THE_WEB = 8


class Worker:
    """The scheduler and scanner: leads, or screens beside the leader until that is gone."""

    def __init__(self, service: Service, stop: threading.Event) -> None:
        """`stop` ends it, at the next document at the latest."""
        self._service = service
        self._stop = stop
        self._leadership = Leadership(service.database)
        self._jobs = Work(service, stop).jobs
        self._options: dict[str, dict[str, Any]] = {}
        self._running: set[str] = set()

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
            self._service.extractor.close()

    def _work(self) -> None:
        jobs.declare(self._service.database, list(self._jobs))
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
                log.info("another worker leads this store; this one screens beside it")
                told = True
            self._try(self._help)
            if self._stop.wait(_PULSE):
                return False
        log.info("this worker leads")
        # What a worker held that is gone waits for nobody.
        documents.give_back(self._service.database)
        return True

    def _help(self) -> None:
        """Screen what waits beside the worker that leads, and look for the lead again every now and then."""
        until = time.monotonic() + _HELP_SECONDS
        service = self._service
        matcher = service.current.get()
        report = ScanReport()
        screen_pending(
            service.database, matcher, service.now, lambda: self._stop.is_set() or time.monotonic() > until, report
        )
        if report.screened:
            log.info("beside: %d screened, %d alerts opened", report.screened, report.alerts)

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
        places = {place: [name for name, job in self._jobs.items() if job.place == place] for place in (OURS, WEB)}
        scheduler = BackgroundScheduler(
            executors={
                OURS: ThreadPoolExecutor(len(places[OURS])),
                WEB: ThreadPoolExecutor(max(1, min(_MOST_ON_THE_WEB, len(places[WEB])))),
            },
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
            timezone="UTC",
        )
        now = self._service.now()
        for name, job in self._jobs.items():
            first = job.first(now)
            times = {"next_run_time": first} if first else {}
            scheduler.add_job(self._run_due, job.trigger, args=[name], id=name, executor=job.place, **times)
        scheduler.add_listener(lambda event: self._note(scheduler, event), EVENT_JOB_EXECUTED | EVENT_JOB_ERROR)
        scheduler.add_listener(self._note_skipped, EVENT_JOB_MAX_INSTANCES)
        scheduler.start()
        for name in self._jobs:
            jobs.due(self._service.database, name, scheduler.get_job(name).next_run_time)
        return scheduler

    def _pulse(self, scheduler: BackgroundScheduler) -> None:
        database = self._service.database
        if not self._leadership.is_held():
            raise StoreError(
                "the leader's lock is lost: the connection broke, or its files were removed; the worker ends"
            )
        for name in jobs.requested(database):
            # What runs now is asked again when it has ended: it may have been past what the request is about.
            if name in self._running or not scheduler.get_job(name):
                continue
            if (options := jobs.claim_request(database, name)) is not None:
                self._options[name] = options
                scheduler.modify_job(name, next_run_time=self._service.now())

    def _run_due(self, name: str) -> None:
        try:
            # Who asks for a paused job by its name means it.
            if name in self._options or not jobs.is_paused(self._service.database, name):
                self._run(name)
        except WatchlistError as error:  # it stands in the job's row; the next run may do better
            log.error("%s failed: %s", name, error)

    def _run(self, name: str) -> None:
        database, now = self._service.database, self._service.now
        self._running.add(name)
        try:
            jobs.started(database, name, now())
            result = self._jobs[name].run(self._options.pop(name, {}))
        except WatchlistError as error:
            jobs.ended(database, name, now(), "failed", {"error": str(error)})
            raise
        finally:
            self._running.discard(name)
        jobs.ended(database, name, now(), "done", result)

    def _note(self, scheduler: BackgroundScheduler, event: JobEvent) -> None:
        """After each run: say when it is due again, and name a fault."""
        exception = getattr(event, "exception", None)
        if exception is not None:
            self._try(lambda: jobs.ended(
                self._service.database, event.job_id, self._service.now(), "failed", {"error": repr(exception)}
            ))  # fmt: skip
        if job := scheduler.get_job(event.job_id):
            self._try(lambda: self._run_again(job))
            next_run: datetime | None = job.next_run_time
            self._try(lambda: jobs.due(self._service.database, event.job_id, next_run))

    def _run_again(self, job: Any) -> None:
        if (at := self._jobs[job.id].again(self._service.now())) is not None:
            job.modify(next_run_time=at)

    def _note_skipped(self, event: JobEvent) -> None:
        log.warning("%s is due while its last run still works; skipped", event.job_id)
        self._try(lambda: jobs.skipped(self._service.database, event.job_id))

    def _try(self, step: Callable[[], None]) -> None:
        """Book-keeping must not end the scheduler when the store is away for a moment."""
        try:
            step()
        except StoreError as error:
            log.error("%s", error)
