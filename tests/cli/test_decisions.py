"""`watchlist alerts decide`, `history` and `verify`, and `watchlist keys`, as commands over a real store."""

import json
import sqlite3
import subprocess
import sys

import pytest
import requests

from tests.command import watchlist
from tests.conftest import LIST, clean_environment, free_port, wait_for
from watchlist import matching, wiring
from watchlist.config import Settings
from watchlist.model.documents import make_document
from watchlist.screening.refresh import of_files, refresh
from watchlist.screening.scan import Screened, record
from watchlist.store import documents
from watchlist.store.documents import FileRead


@pytest.fixture
def store(tmp_path):
    """A data folder with one open alert."""
    settings = {"store": {"data_dir": tmp_path / "data"}, "lists": {"files": [LIST]}}
    service = wiring.build(Settings.model_validate(settings))
    refresh(service.database, of_files([LIST]), service.now)
    document, matcher = make_document("Sergei Shoigu came.", "a.txt"), service.current.get()
    documents.add(service.database, [FileRead([document])], service.now())
    record(service.database, matcher, [Screened(document, "s", matching.screen(matcher, document))], service.now())
    service.database.close()
    return tmp_path / "data"


@pytest.fixture
def run(store, tmp_path):
    environment = {**clean_environment(), "WATCHLIST_DATA_DIR": str(store), "WATCHLIST_LISTS_FILES": str(LIST)}

    def call(*arguments, code=0):
        done = watchlist(*arguments, cwd=tmp_path, env=environment, text=True)
        assert done.returncode == code, done.stderr
        return done.stdout if code == 0 else done.stderr

    call.environment = environment
    return call


def test_an_alert_is_decided_shown_and_verified(run, store):
    (alert,) = [json.loads(line) for line in run("alerts").splitlines()]
    said = run("alerts", "decide", alert["id"], "false_positive", "--reason", "Another one.", "--by", "ada")
    assert said == f"alert {alert['id']}  false_positive  {alert['entity']['caption']}\n"
    assert "is false_positive; expected a step to open" in run(
        "alerts", "decide", alert["id"], "true_match", "--reason", "No.", code=5
    )
    assert "  ada  open -> false_positive  Another one.\n1 step\n" in run("alerts", "history", alert["id"])
    assert run("alerts", "verify") == "every decision is there, as it was made\n"
    with sqlite3.connect(store / "watchlist.sqlite3") as connection:
        connection.execute("UPDATE alert_steps SET by = 'eve'")
    connection.close()
    assert f"decision 1 on alert {alert['id']} was altered" in run("alerts", "verify", code=5)


def test_keys_are_made_listed_used_and_revoked(run):
    said = run("keys", "create", "--role", "review", "--name", "desk")
    key = next(word for word in said.split() if word.startswith("wl_"))
    (row,) = [json.loads(line) for line in run("keys").splitlines()]
    assert (row["name"], row["role"], row["revoked_at"]) == ("desk", "review", None)
    assert key not in run("keys")
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "watchlist", "serve", "--port", str(port)], env=run.environment,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        url = f"http://127.0.0.1:{port}"
        wait_for(f"{url}/readyz")
        headers = {"Authorization": f"Bearer {key}"}
        (alert,) = requests.get(f"{url}/api/v1/alerts", headers=headers, timeout=5).json()["alerts"]
        decision = {"disposition": "true_match", "reason": "It is he."}
        path = f"{url}/api/v1/alerts/{alert['id']}/disposition"
        assert requests.post(path, json=decision, headers=headers, timeout=5).status_code == 200
        (step,) = requests.get(f"{url}/api/v1/alerts/{alert['id']}/history", headers=headers, timeout=5).json()[
            "history"
        ]
        assert step["by"] == "desk"
        assert requests.post(f"{url}/api/v1/jobs/scan/run", headers=headers, timeout=5).status_code == 403
        assert run("keys", "revoke", row["id"]) == f"key {row['id']} is revoked\n"
        run("keys", "create", "--role", "read", "--name", "other")
        assert requests.get(f"{url}/api/v1/alerts", headers=headers, timeout=5).status_code == 401
    finally:
        server.terminate()
        server.wait(10)
    assert "there is no valid key 'nobody'" in run("keys", "revoke", "nobody", code=5)
