"""What the worker's jobs do, and when each is due."""

import functools
import logging
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from watchlist.errors import ListFormatError
from watchlist.lists.publishers import Published
from watchlist.screening.gather import gather
from watchlist.screening.lookback import look_back, trace_new
from watchlist.screening.official import fetch_list, take_dropped
from watchlist.screening.refresh import Refreshed, refresh
from watchlist.screening.retention import clean
from watchlist.screening.scan import collect, screen_pending
from watchlist.sources.configured import Source
from watchlist.store import jobs, lists, sources
from watchlist.wiring import Service

log = logging.getLogger(__name__)

REFRESH, SCAN, CLEAN = "refresh", "scan", "clean"
# Where jobs run: those that wait for the web have threads of their own, so that none of them holds up a scan.
OURS, WEB = "default", "web"
# Seconds between two looks for texts that are no longer kept.
_CLEAN_EVERY = 3600.0
# Publishers are asked at times of our own, not all on the hour: the share of the interval by which a look may be late.
_JITTER = 0.05
# Seconds by which a look that has its times by the clock may be late.
_CRON_JITTER = 30.0
# Seconds until a failed look at a list is repeated; twice as long after each further failure, to the interval.
_FIRST_RETRY = 60.0
# A source that fails is looked at less often, twice as rarely after each failure, to an hour or its own interval.
_RAREST = 3600.0
# Refused entries that are named; all of them are counted, and GET /api/v1/watchlist has them.
_MOST_TOLD = 20


def job_of(name: str) -> str:
    """What the job is called that fetches an official list."""
    return f"{REFRESH}:{name}"


@dataclass(frozen=True, slots=True)
class Job:
    """What runs, with the options of who asked for it, and when.

    Attributes:
        trigger: its regular times.
        first: its first time, given the time now; None for the trigger's.
        again: after a run, another time than the regular one; None for that.
        place: the threads that it runs in.
    """

    run: Callable[[dict[str, Any]], dict[str, Any]]
    trigger: BaseTrigger
    first: Callable[[datetime], datetime | None] = lambda now: now
    again: Callable[[datetime], datetime | None] = lambda _now: None
    place: str = OURS


class Work:
    """Every job of a worker, by name."""

    def __init__(self, service: Service, stop: threading.Event) -> None:
        """`stop` ends what they do, at the next document at the latest."""
        self._service, self._stop = service, stop
        self._lists = service.lists
        self._gatherer = service.gatherer(stop.wait)
        # One refresh at a time: two that each take another list must not lose one of them.
        self._refreshing = threading.Lock()
        settings = service.settings
        every = settings.lists.refresh_every
        self.jobs: dict[str, Job] = {
            # The worker has made the first refresh before it schedules anything.
            REFRESH: Job(self._refresh, _each(every), lambda now: now + timedelta(seconds=every)),
            SCAN: Job(self._scan, _each(settings.sources.scan_every)),
            CLEAN: Job(self._clean, _each(_CLEAN_EVERY)),
        }
        for one in self._lists.published if not settings.lists.offline else ():
            self.jobs[job_of(one.name)] = self._job_of_list(one)
        for source in service.sources:
            self.jobs[jobs.of_source(source.name)] = self._job_of_source(source)

    # Lists

    def _job_of_list(self, one: Published) -> Job:
        return Job(
            functools.partial(self._fetch, one.name),
            _each(one.every, one.every * _JITTER),
            functools.partial(self._first_look_at_list, one),
            functools.partial(self._list_again, one),
            WEB,
        )

    def _first_look_at_list(self, one: Published, now: datetime) -> datetime:
        """At once; but what was looked at just before this worker started is not looked at again."""
        with self._service.database.read() as connection:
            state = lists.states(connection).get(one.name)
        if state is None or state["outcome"] not in (lists.NEW, lists.UNCHANGED):
            return now
        return _after(state["checked_at"], one.every, now)

    def _list_again(self, one: Published, now: datetime) -> datetime | None:
        """A publisher that did not answer is asked again before its interval is over."""
        with self._service.database.read() as connection:
            state = lists.states(connection).get(one.name)
        if state is None or not (failures := state["failures_in_a_row"]):
            return None
        return _later(now, min(one.every, _FIRST_RETRY * 2.0 ** min(failures - 1, 20)))

    def _refresh(self, options: dict[str, Any]) -> dict[str, Any]:
        database, now = self._service.database, self._service.now
        forced = frozenset(options.get("force", ()))
        with self._refreshing:
            not_taken = take_dropped(database, self._lists, now)
            result = refresh(database, self._lists.asked(), now, self._lists.limits(forced))
        told = _tell(result)
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
        return {"is_new": False} if result is None else _tell(result)

    # Sources

    def _job_of_source(self, source: Source) -> Job:
        if source.cron:
            trigger = CronTrigger.from_crontab(source.cron, "UTC")
            trigger.jitter = _CRON_JITTER
        else:
            trigger = _each(source.every, source.every * _JITTER)
        return Job(
            functools.partial(self._gather, source),
            trigger,
            functools.partial(self._first_look_at_source, source),
            functools.partial(self._source_again, source),
            WEB,
        )

    def _first_look_at_source(self, source: Source, now: datetime) -> datetime | None:
        if source.cron:
            return None
        with self._service.database.read() as connection:
            state = sources.states(connection).get(source.name)
        return now if state is None else _after(state.checked_at, source.every, now)

    def _source_again(self, source: Source, now: datetime) -> datetime | None:
        """A source that fails is looked at more rarely, and not while its server asks us to stay away."""
        with self._service.database.read() as connection:
            state = sources.states(connection).get(source.name)
        if state is None or not (failures := state.failures_in_a_row):
            return None
        every = 60.0 if source.cron else source.every
        at = _later(now, min(every * 2.0 ** min(failures - 1, 20), max(every, _RAREST)))
        return max(at, state.away_until) if state.away_until else at

    def _gather(self, source: Source, options: dict[str, Any]) -> dict[str, Any]:
        report = gather(self._gatherer, source, self._stop.is_set)
        if report.added:
            # Its texts are screened now, and not at the next regular scan.
            jobs.request(self._service.database, SCAN, self._service.now())
        for problem in report.problems[:_MOST_TOLD]:
            log.warning("source %s: %s", source.name, problem)
        if report.added or report.unread:
            log.info("source %s: %d new texts, %d not readable", source.name, report.added, report.unread)
        return report.as_json()

    # Texts

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

    def _clean(self, options: dict[str, Any]) -> dict[str, Any]:
        service = self._service
        count = clean(service.database, service.settings.store.keep_days, service.now)
        if count:
            log.info("%d texts are no longer kept", count)
        return {"removed": count}


def _each(seconds: float, jitter: float | None = None) -> IntervalTrigger:
    return IntervalTrigger(seconds=seconds, jitter=jitter, timezone="UTC")


def _after(checked_at: datetime, seconds: float, now: datetime) -> datetime:
    """An interval after a look; a clock that was set back makes none wait longer."""
    return max(now, min(checked_at, now) + timedelta(seconds=seconds))


def _later(now: datetime, seconds: float) -> datetime:
    return now + timedelta(seconds=seconds * (1 + random.random() * _JITTER))  # noqa: S311


def _tell(result: Refreshed) -> dict[str, Any]:
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
