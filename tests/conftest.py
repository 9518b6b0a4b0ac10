"""What tests of several rooms need: a small watchlist, real databases, and the rule that nothing is skipped in CI.

No code of ours is patched. Clocks are arguments; the databases, processes and sockets are real.
"""

import getpass
import os
import shutil
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
import requests

from tests.web import Web, serving
from watchlist import matching
from watchlist.matching import Matcher
from watchlist.model.entities import Watchlist
from watchlist.screening.refresh import read_lists
from watchlist.sources.extractor import Extractor
from watchlist.store.database import Database

PROJECT = Path(__file__).parent.parent
LIST = Path(__file__).parent / "data" / "list.toml"
# The folder that the benchmarks use, too: whole lists, which are too large, or not ours, to stand here.
DATA = Path(os.environ["BENCH_DATA"]).resolve() if os.environ.get("BENCH_DATA") else None
FORBID_SKIPS = os.environ.get("TESTS_FORBID_SKIPS") == "1"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """In CI a skipped test is a failed one: what it needs must be installed there."""
    report = yield
    if FORBID_SKIPS and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped where skips are forbidden: {report.longrepr}"
    return report


def pytest_collection_modifyitems(config, items):
    """The soak runs only when it is asked for by its mark; what needs whole lists, only where they are."""
    left_out = [] if DATA else [item for item in items if item.get_closest_marker("data")]
    if not config.getoption("-m"):
        left_out += [item for item in items if item.get_closest_marker("soak")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session")
def real_lists() -> Path:
    """The folder of whole official lists, for tests with the mark `data`."""
    return DATA / "lists"


@dataclass
class Clock:
    """A clock that goes one second further each time it is asked."""

    at: datetime = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def watchlist() -> Watchlist:
    return read_lists([LIST])


@pytest.fixture(scope="session")
def matcher(watchlist) -> Matcher:
    return matching.compile(watchlist)


@pytest.fixture(scope="session")
def extractor() -> Iterator[Extractor]:
    with Extractor() as one:
        yield one


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL of a real PostgreSQL server, started for this session on a free port of this machine."""
    binaries = _postgresql_binaries()
    if binaries is None:
        pytest.skip("PostgreSQL is not installed here (Debian: apt-get install postgresql)")
    # Not below pytest's own folder: that is closed to the user who runs the server.
    place = Path(tempfile.mkdtemp(prefix="watchlist-postgresql-"))
    owner = _give_away(place)
    data, port = place / "data", free_port()
    _run_as(owner, [binaries / "initdb", "-D", data, "-U", "watchlist", "-A", "trust", "-E", "UTF8", "--no-sync"])
    options = f"-h 127.0.0.1 -p {port} -k {place} -c fsync=off"
    _run_as(owner, [binaries / "pg_ctl", "-D", data, "-w", "-l", place / "log", "-o", options, "start"])
    yield f"postgresql://watchlist@127.0.0.1:{port}"
    _run_as(owner, [binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop"])
    shutil.rmtree(place)


def _postgresql_binaries() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


def _give_away(place: Path) -> str:
    """PostgreSQL refuses to run as root; then its own user runs it, in a folder that it owns."""
    user = getpass.getuser()
    if user != "root":
        return user
    shutil.chown(place, "postgres")
    return "postgres"


def _run_as(user: str, command: list) -> None:
    prefix = [] if user == getpass.getuser() else ["runuser", "-u", user, "--"]
    subprocess.run([*prefix, *map(str, command)], check=True, cwd="/", stdout=subprocess.DEVNULL)


@pytest.fixture
def make_postgresql_url(postgresql) -> Iterator[Callable[[], str]]:
    """Empty databases of a test's own."""
    names = []

    def make() -> str:
        names.append(f"test_{uuid.uuid4().hex}")
        with psycopg.connect(f"{postgresql}/postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {names[-1]}")
        return f"{postgresql}/{names[-1]}"

    yield make
    with psycopg.connect(f"{postgresql}/postgres", autocommit=True) as connection:
        for name in names:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgresql_url(make_postgresql_url) -> str:
    """An empty database of its own."""
    return make_postgresql_url()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path) -> Iterator[Database]:
    """An empty, migrated database: every test that takes it runs on both."""
    url = request.getfixturevalue("postgresql_url") if request.param == "postgresql" else None
    opened = Database(tmp_path / "data", url)
    opened.migrate()
    yield opened
    opened.close()


@pytest.fixture
def sqlite(tmp_path) -> Iterator[Database]:
    """An empty, migrated SQLite database, for what does not depend on which it is."""
    opened = Database(tmp_path / "data")
    opened.migrate()
    yield opened
    opened.close()


def clean_environment() -> dict[str, str]:
    """The environment without settings of ours, so that a developer's own do not change a test."""
    return {key: value for key, value in os.environ.items() if not key.startswith("WATCHLIST_")}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(condition, seconds: float = 20.0):
    """What a condition says, once it says something."""
    until = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < until, "it did not come about in time"
        time.sleep(0.02)
    return value


def wait_for(url: str, seconds: float = 20.0) -> requests.Response:
    """The first answer 200 of a server that is starting."""
    until = time.monotonic() + seconds
    while True:
        try:
            answer = requests.get(url, timeout=5)
        except requests.ConnectionError:
            answer = None
        if answer is not None and answer.status_code == 200:
            return answer
        assert time.monotonic() < until, f"{url} did not answer in time: {answer and answer.text}"
        time.sleep(0.05)


@pytest.fixture
def web() -> Iterator[Web]:
    """A web server of this test's own."""
    with serving() as made:
        yield made
