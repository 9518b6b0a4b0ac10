"""The database goes away and comes back, the disk is full, the clock is set back: a clear answer, and nothing lost."""

import resource
import subprocess
import sys
from contextlib import contextmanager
from datetime import timedelta

import psutil
import psycopg
import pytest
import requests

from tests.api.conftest import TEXT, screen
from tests.conftest import LIST, Clock, clean_environment, free_port, wait_for
from watchlist import wiring
from watchlist.api import create_app
from watchlist.config import Settings
from watchlist.screening.refresh import of_files, refresh
from watchlist.store import steps

DECISION = {"disposition": "true_match", "reason": "It is he."}


def make(place, now=wiring.utc_now, **store):
    settings = {"store": {"data_dir": place, **store}, "lists": {"files": [LIST]}}
    service = wiring.build(Settings.model_validate(settings), now)
    refresh(service.database, of_files([LIST]), service.now)
    screen(service, TEXT)
    return service


@contextmanager
def away(postgresql, url):
    """The database refuses everyone, also those who were connected."""
    name = url.rpartition("/")[2]
    with psycopg.connect(f"{postgresql}/postgres", autocommit=True) as admin:
        admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        yield
        admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


def test_a_database_that_goes_away_and_comes_back(postgresql, postgresql_url, tmp_path):
    service = make(tmp_path, database_url=postgresql_url)
    client = create_app(service).test_client()
    (alert, *_) = client.get("/api/v1/alerts").get_json()["alerts"]
    path, header = f"/api/v1/alerts/{alert['id']}/disposition", {"Idempotency-Key": "once"}
    with away(postgresql, postgresql_url):
        for answer in (
            client.get("/api/v1/alerts"), client.get("/api/v1/alerts/changes"), client.get("/readyz"),
            client.post(path, json=DECISION, headers=header), client.get("/review"),
        ):  # fmt: skip
            assert answer.status_code == 503
        assert client.get("/healthz").status_code == 200
        assert "watchlist_store_up 0.0" in client.get("/metrics").text
    assert client.post(path, json=DECISION, headers=header).status_code == 200
    assert client.post(path, json=DECISION, headers=header).headers["Idempotency-Replayed"] == "true"
    assert [row["change"] for row in client.get("/api/v1/alerts/changes").get_json()["changes"]] == [
        "opened", "opened", "opened", "decided",
    ]  # fmt: skip
    service.database.close()


def test_a_full_disk_refuses_and_loses_nothing(tmp_path):
    service, port = make(tmp_path), free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "watchlist", "serve", "--port", str(port)],
        env={**clean_environment(), "WATCHLIST_DATA_DIR": str(tmp_path)}, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        url = f"http://127.0.0.1:{port}"
        wait_for(f"{url}/readyz")
        (alert, *_) = requests.get(f"{url}/api/v1/alerts", timeout=5).json()["alerts"]
        path = f"{url}/api/v1/alerts/{alert['id']}/disposition"
        # No file of this process may grow any more; for a program that is what a full disk is.
        psutil.Process(server.pid).rlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
        full = requests.post(path, json=DECISION, timeout=30)
        assert (full.status_code, full.headers["Content-Type"]) == (503, "application/problem+json")
        assert requests.get(f"{url}/api/v1/alerts/{alert['id']}", timeout=5).json()["disposition"] == "open"
        psutil.Process(server.pid).rlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        assert requests.post(path, json=DECISION, timeout=30).status_code == 200
    finally:
        server.terminate()
        server.wait(10)
    with service.database.read() as connection:
        assert list(steps.verify(connection)) == []
    service.database.close()


def test_a_clock_that_is_set_back_an_hour(tmp_path):
    clock = Clock()
    service = make(tmp_path, clock)
    client = create_app(service).test_client()
    first, second, _ = client.get("/api/v1/alerts").get_json()["alerts"]
    assert client.post(f"/api/v1/alerts/{first['id']}/disposition", json=DECISION).status_code == 200
    after = client.get("/api/v1/alerts/changes").get_json()["next"]
    clock.at -= timedelta(hours=1)
    header = {"Idempotency-Key": "once"}
    for _ in range(2):
        answer = client.post(f"/api/v1/alerts/{second['id']}/disposition", json=DECISION, headers=header)
        assert answer.status_code == 200
    screen(service, "Vladimir Putin came in the night in which clocks go back.")
    rows = client.get(f"/api/v1/alerts/changes?after={after}").get_json()["changes"]
    assert [row["change"] for row in rows] == ["decided", "opened"]
    with service.database.read() as connection:
        assert list(steps.verify(connection)) == []
    service.database.close()


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("after=-1", 400),
        ("after=9223372036854775807", 200),
        ("after=9223372036854775808", 400),
        ("after=1e3", 400),
        ("entity=" + "x" * 10_000, 400),
        ("publisher=" + "x" * 10_000, 400),
    ],
)
def test_cursors_and_filters_beyond_reason(client, query, status):
    answer = client.get(f"/api/v1/alerts/changes?{query}")
    assert answer.status_code == status
    if status == 200:
        assert answer.get_json() == {"changes": [], "next": 9223372036854775807, "more": False}
