"""The metrics page: what the store knows, read when it is asked for, in Prometheus' text format."""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from watchlist import __version__
from watchlist.errors import StoreError
from watchlist.screening.listing import WAITING
from watchlist.store import alerts, documents, jobs, memories, watchlists
from watchlist.store.lists import NEW, OFF, UNCHANGED
from watchlist.wiring import Service


class StoreMetrics(Collector):
    """Everything that survives a restart, from the store."""

    def __init__(self, service: Service) -> None:
        """Nothing is read before it is asked for."""
        self._service = service

    def collect(self) -> Iterator[Metric]:
        """One reading of the store."""
        info = GaugeMetricFamily("watchlist_build_info", "Always 1; the label says the version.", labels=["version"])
        info.add_metric([__version__], 1)
        yield info
        try:
            found = [*self._alerts(), *self._watchlist(), *self._jobs(), *self._sources()]
        except StoreError:
            yield GaugeMetricFamily("watchlist_store_up", "Whether the store answers.", value=0)
            return
        yield GaugeMetricFamily("watchlist_store_up", "Whether the store answers.", value=1)
        yield from found

    def _alerts(self) -> Iterator[Metric]:
        with self._service.database.read() as connection:
            totals, count = alerts.totals(connection), documents.counts(connection)
            waiting, closed = alerts.count_open(connection), memories.closed_total(connection)
        opened = CounterMetricFamily("watchlist_alerts", "Alerts ever opened, by severity.", labels=["severity"])
        for severity, total in totals.items():
            opened.add_metric([severity], total)
        yield opened
        yield CounterMetricFamily(
            "watchlist_alerts_closed_by_memory", "Alerts closed by a false positive that is remembered.", value=closed
        )
        yield GaugeMetricFamily("watchlist_alerts_open", "Alerts that wait for a decision.", value=waiting)
        yield GaugeMetricFamily("watchlist_documents", "Documents in the store.", value=count["documents"])
        yield CounterMetricFamily("watchlist_screenings", "Screenings ever made.", value=count["screenings"])
        yield GaugeMetricFamily(
            "watchlist_unread_texts", "Texts that cannot be read at present.", value=count["unread"]
        )

    def _watchlist(self) -> Iterator[Metric]:
        current = watchlists.in_force(self._service.database)
        if current is None:
            return
        matcher = self._service.current.get()
        with self._service.database.read() as connection:
            backlog = documents.count_unscreened(connection, matcher.versions)
            oldest_at = documents.backlog(connection).oldest_at
        yield GaugeMetricFamily("watchlist_backlog_documents", "Documents not yet screened.", value=backlog)
        age = max(0.0, (self._service.now() - oldest_at).total_seconds()) if oldest_at else 0.0
        yield GaugeMetricFamily(
            "watchlist_backlog_age_seconds", "How long the oldest text waits for its first screening.", value=age
        )
        yield GaugeMetricFamily(
            "watchlist_in_force_timestamp_seconds",
            "When the watchlist came into force.",
            value=current.made_at.timestamp(),
        )
        entities = GaugeMetricFamily("watchlist_entities", "Entities and sectors, by list.", labels=["publisher"])
        for summary in matcher.watchlist.lists:
            entities.add_metric([summary.publisher], summary.entities)
        yield entities
        yield from self._lists()

    def _sources(self) -> Iterator[Metric]:
        well = GaugeMetricFamily(
            "watchlist_source_up", "Whether the last look at a source ended well.", labels=["source"]
        )
        succeeded = GaugeMetricFamily(
            "watchlist_source_success_timestamp_seconds", "When a look at a source last ended well.", labels=["source"]
        )
        failures = CounterMetricFamily("watchlist_source_failures", "Looks at a source that failed.", labels=["source"])
        brought = CounterMetricFamily("watchlist_source_documents", "Texts that a source brought.", labels=["source"])
        waiting = GaugeMetricFamily("watchlist_source_waiting_items", "Items still to be read.", labels=["source"])
        unread = GaugeMetricFamily("watchlist_source_unread_items", "Items that could not be read.", labels=["source"])
        for one in self._service.sources_now():
            name = [one.source.name]
            waiting.add_metric(name, one.tally.waiting)
            unread.add_metric(name, one.tally.unread)
            if one.state is not None:
                well.add_metric(name, float(one.is_well))
                failures.add_metric(name, one.state.failures)
                brought.add_metric(name, one.state.documents)
                if one.state.succeeded_at:
                    succeeded.add_metric(name, one.state.succeeded_at.timestamp())
        yield from (well, succeeded, failures, brought, waiting, unread)

    def _lists(self) -> Iterator[Metric]:
        current = GaugeMetricFamily(
            "watchlist_list_current_timestamp_seconds",
            "When a list was last known to be as published; not there before the first time.",
            labels=["list"],
        )
        well = GaugeMetricFamily(
            "watchlist_list_up", "Whether the last look at a list ended well; a list that is off is left out.",
            labels=["list"],
        )  # fmt: skip
        failures = CounterMetricFamily(
            "watchlist_list_failures", "Looks at a list that failed or were refused.", labels=["list"]
        )
        size = GaugeMetricFamily("watchlist_list_entities", "Entities and sectors of a list.", labels=["list"])
        unread = GaugeMetricFamily("watchlist_list_unread_rows", "Rows of a list not read.", labels=["list"])
        for one in self._service.lists_now():
            if one.current_at:
                current.add_metric([one.name], one.current_at.timestamp())
            if one.outcome not in (OFF, WAITING):
                well.add_metric([one.name], float(one.outcome in (NEW, UNCHANGED)))
            failures.add_metric([one.name], one.failures)
            if one.summary:
                size.add_metric([one.name], one.summary.entities)
                unread.add_metric([one.name], len(one.summary.problems))
        yield from (current, well, failures, size, unread)

    def _jobs(self) -> Iterator[Metric]:
        runs = CounterMetricFamily("watchlist_job_runs", "Runs of a job.", labels=["job"])
        failures = CounterMetricFamily("watchlist_job_failures", "Failed runs of a job.", labels=["job"])
        skipped = CounterMetricFamily(
            "watchlist_job_skipped", "Runs left out: the one before still worked.", labels=["job"]
        )
        with self._service.database.read() as connection:
            for job in jobs.listing(connection):
                runs.add_metric([job["name"]], job["runs"])
                failures.add_metric([job["name"]], job["failures"])
                skipped.add_metric([job["name"]], job["skipped"])
        yield from (runs, failures, skipped)


def registry(service: Service) -> CollectorRegistry:
    """A registry of this process and its store."""
    made = CollectorRegistry()
    made.register(StoreMetrics(service))
    ProcessCollector(registry=made)
    return made


def page(made: CollectorRegistry) -> str:
    """The text that Prometheus reads."""
    return generate_latest(made).decode("utf-8")
