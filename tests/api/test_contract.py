"""The description of the API is true: it is committed, it is valid, and schemathesis finds nothing against it."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.api.conftest import TEXT, screen
from tests.conftest import LIST, PROJECT, clean_environment, free_port, wait_for
from watchlist.screening.refresh import of_files, refresh
from watchlist.store import jobs

COMMITTED = PROJECT / "docs" / "reference" / "openapi.json"
KEY = "a-key-of-sixteen-characters"


def test_the_committed_description_is_the_one_that_is_served(client):
    """After a change: curl -s localhost:8080/openapi.json | python -m json.tool > docs/reference/openapi.json"""
    assert json.loads(COMMITTED.read_text()) == client.get("/openapi.json").get_json()


@pytest.fixture
def served(make_service):
    """The URL of a real server in a process of its own, over a store that has alerts."""
    port = free_port()
    service = make_service(port=port, key=KEY)
    refresh(service.database, of_files([LIST]), service.now)
    jobs.declare(service.database, ["refresh", "scan"])
    screen(service, TEXT)
    environment = {
        **clean_environment(),
        "WATCHLIST_DATA_DIR": str(service.settings.store.data_dir),
        "WATCHLIST_API_PORT": str(port),
        "WATCHLIST_API_KEY": KEY,
        "WATCHLIST_API_MAX_WAIT": "0.2",
    }
    server = subprocess.Popen([sys.executable, "-m", "watchlist", "serve"], env=environment, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(url + "/readyz")
        yield url
    finally:
        server.terminate()
        assert server.wait(10) == 0


def test_schemathesis_finds_nothing(served, tmp_path):
    tool = shutil.which("schemathesis", path=Path(sys.executable).parent)
    command = [
        tool, "run", f"{served}/openapi.json", "--header", f"Authorization: Bearer {KEY}", "--checks", "all",
        "--max-examples", "40", "--seed", "1", "--no-color",
    ]  # fmt: skip
    result = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert result.returncode == 0, result.stdout[-6000:] + result.stderr[-2000:]
