"""When things run: the worker's jobs on their intervals, and those someone asked for now."""

import functools
import logging
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_EXECUTED, EVENT_JOB_MAX_INSTANCES, JobEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from watchlist.errors import ListFormatError, StoreError, WatchlistError
from watchlist.lists.publishers import Published
from watchlist.screening.lookback import look_back, trace_new
from watchlist.screening.official import fetch_list, take_dropped
from watchlist.screening.refresh import Refreshed, refresh
from watchlist.screening.retention import clean
from watchlist.screening.scan import collect, screen_pending
from watchlist.store import jobs, lists
from watchlist.store.leader import Leadership
from watchlist.wiring import Service

log = logging.getLogger(__name__)

REFRESH, SCAN, CLEAN = "refresh", "scan", "clean"
# Seconds between two looks for texts that are no longer kept.
_CLEAN_EVERY = 3600.0
# Seconds between two looks for requested jobs and at the leader's lock: what a person who asks "now" waits at most.
_PULSE = 0.5
# Publishers are asked at times of our own, not all on the hour: the share of the interval by which a look may be late.
_JITTER = 0.05
# Seconds until a failed look at a publisher is repeated; twice as long after each further failure, to the interval.
_FIRST_RETRY = 60.0
# Refused entries that are named; all of them are counted, and GET /api/v1/watchlist has them.
_MOST_TOLD = 20


def job_of(name: str) -> str:
    """What the job is called that fetches an official list."""
    return f"{REFRESH}:{name}"


@dataclass(frozen=True, slots=True)
class _Job:
    """What runs, each so many seconds, with the options of who asked for it; `of` is the list that it fetches."""

    run: Callable[[dict[str, Any]], dict[str, Any]]
    seconds: float
    of: Published | None = None


class Worker:
    """The scheduler and scanner: leads, or stands by until the leader is gone."""

    def __init__(self, service: Service, stop: threading.Event) -> None:
        """`stop` ends it, at the next document at the latest."""
        self._service = service
        self._stop = stop
        self._leadership = Leadership(service.database)
        self._lists = service.lists
        # One refresh at a time: two that each take another list must not lose one of them.
        self._refreshing = threading.Lock()
        self._options: dict[str, dict[str, Any]] = {}
        self._runs: dict[str, _Job] = {
            REFRESH: _Job(self._refresh, service.settings.lists.refresh_every),
            SCAN: _Job(self._scan, service.settings.sources.scan_every),
            CLEAN: _Job(self._clean, _CLEAN_EVERY),
        }
        if not service.settings.lists.offline:
            for one in self._lists.published:
                self._runs[job_of(one.name)] = _Job(functools.partial(self._fetch, one.name), one.every, one)

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
        for name, job in self._runs.items():
            scheduler.add_job(
                self._run_due,
                "interval",
                args=[name],
                id=name,
                seconds=job.seconds,
                jitter=job.seconds * _JITTER if job.of else None,
                next_run_time=self._first_run(name, job, now),
            )
        scheduler.add_listener(lambda event: self._note(scheduler, event), EVENT_JOB_EXECUTED | EVENT_JOB_ERROR)
        scheduler.add_listener(self._note_skipped, EVENT_JOB_MAX_INSTANCES)
        scheduler.start()
        for name in self._runs:
            jobs.due(self._service.database, name, scheduler.get_job(name).next_run_time)
        return scheduler

    def _first_run(self, name: str, job: _Job, now: datetime) -> datetime:
        """At once; but what was looked at just before this worker started is not looked at again."""
        if job.of is None:
            return now + timedelta(seconds=job.seconds) if name == REFRESH else now
        with self._service.database.read() as connection:
            state = lists.states(connection).get(job.of.name)
        if state is None or state["outcome"] not in (lists.NEW, lists.UNCHANGED):
            return now
        checked_at: datetime = min(state["checked_at"], now)
        return max(now, checked_at + timedelta(seconds=job.seconds))

    def _pulse(self, scheduler: BackgroundScheduler) -> None:
        database = self._service.database
        if not self._leadership.is_held():
            raise StoreError(
                "the leader's lock is lost: the connection broke, or its files were removed; the worker ends"
            )
        for name in jobs.requested(database):
            if scheduler.get_job(name) and (options := jobs.claim_request(database, name)) is not None:
                self._options[name] = options
                scheduler.modify_job(name, next_run_time=self._service.now())

    def _run_due(self, name: str) -> None:
        try:
            self._run(name)
        except WatchlistError as error:  # it stands in the job's row; the next run may do better
            log.error("%s failed: %s", name, error)

    def _run(self, name: str) -> None:
        database, now = self._service.database, self._service.now
        jobs.started(database, name, now())
        try:
            result = self._runs[name].run(self._options.pop(name, {}))
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
            self._try(lambda: self._retry_sooner(job))
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

    def _retry_sooner(self, job: Any) -> None:
        """A publisher that did not answer is asked again before its interval is over."""
        of = self._runs[job.id].of
        if of is None:
            return
        with self._service.database.read() as connection:
            state = lists.states(connection).get(of.name)
        if state is not None and (failures := state["failures_in_a_row"]):
            wait = min(of.every, _FIRST_RETRY * 2.0 ** min(failures - 1, 20)) * (1 + random.random() * _JITTER)  # noqa: S311
            job.modify(next_run_time=self._service.now() + timedelta(seconds=wait))

    def _refresh(self, options: dict[str, Any]) -> dict[str, Any]:
        database, now = self._service.database, self._service.now
        forced = frozenset(options.get("force", ()))
        with self._refreshing:
            not_taken = take_dropped(database, self._lists, now)
            result = refresh(database, self._lists.asked(), now, self._lists.limits(forced))
        told = self._tell(result)
        if refused := result.refused | not_taken:
            raise ListFormatError([f"{name}: {reason}" for name, reason in refused.items()])
        return told

    def _fetch(self, name: str, options: dict[str, Any]) -> dict[str, Any]:
        """Fetch an official list; the download itself does not hold up the others."""
        result = fetch_list(
            self._service.database,
            self._lists,
            name,
            self._service.now,
            self._refreshing,
            force=bool(options.get("force")),
        )
        return {"is_new": False} if result is None else self._tell(result)

    def _tell(self, result: Refreshed) -> dict[str, Any]:
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

    def _clean(self, options: dict[str, Any]) -> dict[str, Any]:
        service = self._service
        count = clean(service.database, service.settings.store.keep_days, service.now)
        if count:
            log.info("%d texts are no longer kept", count)
        return {"removed": count}

    def _scan(self, options: dict[str, Any]) -> dict[str, Any]:
        service = self._service
        report = collect(service.database, service.watch, service.now, self._stop.is_set)
        matcher = service.current.get()
        look_back(service.database, matcher, service.now)
        screen_pending(service.database, matcher, service.now, self._stop.is_set, report)
        trace_new(service.database, self._stop.is_set)
        if report.screened or report.unread:
            log.info(
                "scan: %d files, %d new texts, %d screened, %d alerts opened, %d unreadable",
                report.files, report.added, report.screened, report.alerts, report.unread,
            )  # fmt: skip
        return report.as_json()
