"""The worker: refreshes first, scans on its interval, runs what is asked for, stands by for a leader."""

import os
import threading
import time
from datetime import datetime

import pytest

from tests.conftest import LIST, wait_until
from tests.web import Page
from watchlist import wiring
from watchlist.config import Settings
from watchlist.errors import ListUnavailable
from watchlist.scheduler import Worker
from watchlist.store import jobs, search, watchlists
from watchlist.store.search import AlertFilter


@pytest.fixture
def settings(tmp_path):
    (tmp_path / "in").mkdir()
    return Settings.model_validate(
        {
            "store": {"data_dir": tmp_path / "data"},
            "lists": {"files": [LIST], "refresh_every": 3600},
            "sources": {"folders": [tmp_path / "in"], "scan_every": 0.3, "settle": 0},
        }
    )


@pytest.fixture
def work(settings):
    """Run a worker in a thread of this process; it is stopped at the end."""
    started = []

    def start(files=(LIST,), sources=None, **more):
        lists = settings.lists.model_copy(update={"files": tuple(files), **more})
        texts = settings.sources.model_copy(update={"file": sources})
        fetch = settings.fetch.model_copy(update={"private_networks": ("127.0.0.0/8",), "host_interval": 0.0})
        updated = settings.model_copy(update={"lists": lists, "sources": texts, "fetch": fetch})
        service, stop = wiring.build(updated), threading.Event()
        thread = threading.Thread(target=Worker(service, stop).run)
        thread.start()
        started.append((thread, stop, service))
        return service, stop, thread

    yield start
    for thread, stop, service in started:
        stop.set()
        thread.join(10)
        service.database.close()


def job(service, name):
    with service.database.read() as connection:
        return {row["name"]: row for row in jobs.listing(connection)}.get(
            name, {"runs": 0, "failures": 0, "next_run_at": None}
        )


def count_alerts(service):
    with service.database.read() as connection:
        return len(search.page(connection, AlertFilter(), None, 100).rows)


def test_a_file_put_into_the_folder_becomes_an_alert_within_an_interval(work, tmp_path):
    service, _, _ = work()
    wait_until(lambda: job(service, "scan")["runs"] > 0)
    (tmp_path / "in" / "a.txt").write_text("Sergei Shoigu came.")
    wait_until(lambda: count_alerts(service) == 1)
    assert job(service, "scan")["last_outcome"] == "done"
    assert job(service, "scan")["next_run_at"] is not None
    assert job(service, "refresh")["next_run_at"] is not None


def test_a_job_that_is_asked_for_runs_now(work):
    service, _, _ = work()
    wait_until(lambda: job(service, "refresh")["runs"] == 1)
    jobs.request(service.database, "refresh", service.now())
    wait_until(lambda: job(service, "refresh")["runs"] == 2)


def test_a_second_worker_stands_by_and_takes_over(work):
    service, stop, thread = work()
    wait_until(lambda: job(service, "scan")["runs"] > 0)
    _, _, second = work()
    time.sleep(0.6)
    assert second.is_alive()
    stop.set()
    thread.join(10)
    runs = job(service, "scan")["runs"]
    wait_until(lambda: job(service, "scan")["runs"] > runs)


def test_without_any_list_to_put_in_force_the_worker_ends(settings):
    settings = settings.model_copy(update={"lists": settings.lists.model_copy(update={"files": (LIST / "nowhere",)})})
    service = wiring.build(settings)
    with pytest.raises(ListUnavailable):
        Worker(service, threading.Event()).run()
    assert job(service, "refresh")["last_outcome"] == "failed"
    service.database.close()


def test_a_list_that_breaks_later_stops_nothing(work, tmp_path):
    copy = tmp_path / "list.toml"
    copy.write_bytes(LIST.read_bytes())
    service, _, thread = work(files=[copy])
    wait_until(lambda: job(service, "scan")["runs"] > 0)
    copy.write_text("broken")
    jobs.request(service.database, "refresh", service.now())
    wait_until(lambda: job(service, "refresh")["failures"] == 1)
    assert "not TOML" in job(service, "refresh")["last_result"]["error"]
    runs = job(service, "scan")["runs"]
    wait_until(lambda: job(service, "scan")["runs"] > runs)
    assert thread.is_alive()
    assert watchlists.in_force(service.database).number == 1


UN = (
    b"<CONSOLIDATED_LIST><INDIVIDUALS><INDIVIDUAL><FIRST_NAME>Zubayr</FIRST_NAME><SECOND_NAME>Qarmatov</SECOND_NAME>"
    b"<REFERENCE_NUMBER>KPi.1</REFERENCE_NUMBER></INDIVIDUAL></INDIVIDUALS></CONSOLIDATED_LIST>"
)


def seconds_to_next(service, name):
    return (datetime.fromisoformat(job(service, name)["next_run_at"]) - service.now()).total_seconds()


def test_an_official_list_is_fetched_by_a_job_of_its_own_and_sooner_after_a_failure(work, web, tmp_path):
    publishers = tmp_path / "publishers.toml"
    entry = '[{0}]\ntitle = "X"\nevery = 3600\nlicence = ""\nfiles = {{ "x.xml" = "{1}/{0}" }}\n'
    publishers.write_text(entry.format("un", web.url) + entry.format("gone", web.url))
    web.pages["/un"] = Page(UN)
    service, _, _ = work(publishers=publishers, official=("un", "gone"))
    wait_until(lambda: job(service, "refresh:un")["runs"] == job(service, "refresh:gone")["runs"] == 1)
    assert "un:KPi.1" in {e.id for e in watchlists.load(service.database, 2).entities}
    assert job(service, "refresh:gone")["last_outcome"] == "failed"
    assert "404" in job(service, "refresh:gone")["last_result"]["error"]
    wait_until(lambda: seconds_to_next(service, "refresh:gone") < 100)
    assert seconds_to_next(service, "refresh:gone") > 30
    assert 3000 < seconds_to_next(service, "refresh:un") < 4000


def test_offline_nothing_is_fetched_and_what_is_dropped_is_taken(work, web, tmp_path):
    publishers = tmp_path / "publishers.toml"
    publishers.write_text(f'[un]\ntitle = "UN"\nevery = 3600\nlicence = ""\nfiles = {{ "x.xml" = "{web.url}/un" }}\n')
    service, _, _ = work(publishers=publishers, official=("un",), offline=True)
    wait_until(lambda: job(service, "scan")["runs"] > 0)
    dropped = service.lists.incoming / "un.xml"
    dropped.parent.mkdir(parents=True)
    dropped.write_bytes(UN)
    os.utime(dropped, (time.time() - 60, time.time() - 60))
    jobs.request(service.database, "refresh", service.now())
    wait_until(lambda: not dropped.exists())
    wait_until(lambda: job(service, "refresh")["runs"] == 2)
    assert "un:KPi.1" in {e.id for e in watchlists.load(service.database, 2).entities}
    assert web.requests == []


SOURCE = '[[source]]\nname = "{}"\nkind = "page"\nurls = ["{}"]\n{}\n'


@pytest.fixture
def sources(tmp_path, web):
    """A file with one source of a page."""
    web.pages["/page"] = Page(b"<html><p>Sergei Shoigu came.", headers={"Content-Type": "text/html"})

    def write(*times):
        file = tmp_path / "sources.toml"
        file.write_text("".join(SOURCE.format(name, f"{web.url}{path}", time) for name, path, time in times))
        return file

    return write


def test_what_a_source_brings_is_screened_at_once(work, sources, settings):
    service, _, _ = work(sources=sources(("page", "/page", "every = 3600")))
    wait_until(lambda: count_alerts(service) == 1)
    assert job(service, "source:page")["last_result"]["added"] == 1
    assert 3000 < seconds_to_next(service, "source:page") < 4000


def test_a_source_that_rests_is_looked_at_only_when_someone_asks(work, sources):
    service, _, _ = work(sources=sources(("page", "/page", "every = 1")))
    wait_until(lambda: job(service, "source:page")["runs"] > 0)
    jobs.pause(service.database, "source:page", service.now())
    wait_until(lambda: job(service, "source:page")["last_outcome"] == "done")
    time.sleep(0.3)
    runs = job(service, "source:page")["runs"]
    time.sleep(2.5)
    assert job(service, "source:page")["runs"] == runs
    jobs.request(service.database, "source:page", service.now())
    wait_until(lambda: job(service, "source:page")["runs"] == runs + 1)
    jobs.pause(service.database, "source:page", None)
    wait_until(lambda: job(service, "source:page")["runs"] > runs + 1)


def test_a_source_that_fails_is_looked_at_more_rarely_and_not_before_it_may(work, web, tmp_path):
    web.pages["/away"] = Page(status=429, headers={"Retry-After": "900"})
    feed = '[[source]]\nname = "{0}"\nkind = "feed"\nurls = ["{1}/{0}"]\nevery = 60\n'
    file = tmp_path / "sources.toml"
    file.write_text(feed.format("dead", web.url) + feed.format("away", web.url.replace("127.0.0.1", "localhost")))
    service, _, _ = work(sources=file)
    wait_until(lambda: job(service, "source:dead")["failures"] == 1)
    wait_until(lambda: 55 < seconds_to_next(service, "source:dead") < 70)
    for failures, least, most in ((2, 115, 130), (3, 235, 260)):
        jobs.request(service.database, "source:dead", service.now())
        wait_until(lambda failures=failures: job(service, "source:dead")["failures"] == failures)
        wait_until(lambda least=least, most=most: least < seconds_to_next(service, "source:dead") < most)
    wait_until(lambda: job(service, "source:away")["failures"] == 1)
    wait_until(lambda: 880 < seconds_to_next(service, "source:away") < 910)


def test_a_source_with_times_by_the_clock_waits_for_them(work, sources):
    service, _, _ = work(sources=sources(("page", "/page", 'cron = "0 0 1 1 *"')))
    wait_until(lambda: job(service, "scan")["runs"] > 1)
    assert job(service, "source:page")["runs"] == 0
    assert seconds_to_next(service, "source:page") > 3600


def test_what_was_looked_at_just_before_is_not_looked_at_again_at_the_start(work, sources, web):
    file = sources(("page", "/page", "every = 3600"))
    service, stop, thread = work(sources=file)
    wait_until(lambda: job(service, "source:page")["runs"] == 1)
    stop.set()
    thread.join(10)
    again, _, _ = work(sources=file)
    scans = job(service, "scan")["runs"]
    wait_until(lambda: job(again, "scan")["runs"] > scans)
    assert job(again, "source:page")["runs"] == 1
