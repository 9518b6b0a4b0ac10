"""The service as its user runs it: real processes, a real folder, a real port."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
import requests

from tests.conftest import LIST, clean_environment, free_port, wait_for


class Running:
    """A service over a folder and a data folder of its own; it can be killed and started again."""

    def __init__(self, place: Path, **environment: str) -> None:
        self.folder = place / "in"
        self.folder.mkdir(exist_ok=True)
        self.list = place / "list.toml"
        self.list.write_bytes(LIST.read_bytes())
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = place / "log"
        self.environment = {
            **clean_environment(),
            "WATCHLIST_DATA_DIR": str(place / "data"),
            "WATCHLIST_SOURCES_FOLDERS": str(self.folder),
            "WATCHLIST_SOURCES_SCAN_EVERY": "0.5",
            "WATCHLIST_SOURCES_SETTLE": "0",
            "WATCHLIST_LISTS_FILES": str(self.list),
            "WATCHLIST_LISTS_OFFICIAL": "",
            "WATCHLIST_LISTS_REFRESH_EVERY": "0.5",
            "WATCHLIST_API_PORT": str(self.port),
            **environment,
        }
        self.process: subprocess.Popen | None = None

    def start(self, command: str = "run") -> "Running":
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "watchlist", command], env=self.environment, stdout=log, stderr=log
            )
        return self

    def ready(self) -> "Running":
        wait_for(f"{self.url}/readyz")
        return self

    def get(self, path: str) -> dict:
        answer = requests.get(self.url + path, timeout=40)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def changes(self) -> list[dict]:
        """Every change, followed by the cursor from the start."""
        rows, after = [], 0
        while True:
            page = self.get(f"/api/v1/alerts/changes?after={after}&limit=500")
            rows += page["changes"]
            after = page["next"]
            if not page["more"]:
                return rows

    def child(self, role: str) -> psutil.Process:
        """The worker or the server of a running `run`, as soon as it is there."""
        until = time.monotonic() + 10
        while True:
            for child in psutil.Process(self.process.pid).children():
                if role in child.cmdline():
                    return child
            assert time.monotonic() < until, f"no {role} was started"
            time.sleep(0.02)

    def stop(self) -> tuple[int, float]:
        """Tell it to stop; the exit code, and the seconds it took."""
        started = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(20), time.monotonic() - started

    def close(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()


@pytest.fixture
def running(tmp_path):
    made = []

    def make(**environment):
        made.append(Running(tmp_path, **environment))
        return made[-1]

    yield make
    for service in made:
        service.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def running_on_both(request, running):
    """The same, once on each database."""
    if request.param == "sqlite":
        return running
    return lambda **environment: running(
        WATCHLIST_DATABASE_URL=request.getfixturevalue("postgresql_url"), **environment
    )
