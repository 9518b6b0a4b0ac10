"""Two servers and two workers over one store, killed at random while people decide, texts come and pollers follow.

Every poller sees every change once and in the same order; what was answered is there, once; the chain verifies.
"""

import itertools
import random
import signal
import threading
import time

import pytest
import requests

from tests.command import watchlist
from tests.conftest import wait_until
from tests.service.conftest import Running

NAMES = ("Sergei Shoigu", "Vladimir Putin", "Mohammad-Reza Gharaei Ashtiani", "Sergej Shoigu", "Wladimir Putin")


class Fleet:
    """Servers and workers, each of which may be killed and comes back."""

    def __init__(self, place, environment) -> None:
        self.members = []
        for name in ("serve", "serve", "worker", "worker"):
            self.members.append((name, Running(place, **environment)))
        for name, member in self.members:
            member.start(name)
        for server in self.servers:
            server.ready()

    @property
    def servers(self) -> list[Running]:
        return [member for name, member in self.members if name == "serve"]

    def kill_one(self, chance: random.Random) -> None:
        name, member = chance.choice(self.members)
        member.process.send_signal(signal.SIGKILL)
        member.process.wait(20)
        member.start(name)

    def close(self) -> None:
        for _, member in self.members:
            member.close()


class Poller(threading.Thread):
    """Follows the log by its cursor, at whichever server answers."""

    def __init__(self, fleet, stop) -> None:
        super().__init__()
        self.fleet, self.done, self.seqs, self.cursor = fleet, stop, [], 0

    def run(self) -> None:
        for server in itertools.cycle(self.fleet.servers):
            if self.done.is_set():
                return
            try:
                answer = requests.get(f"{server.url}/api/v1/alerts/changes?after={self.cursor}&wait=1", timeout=10)
                page = answer.json()
            except requests.RequestException:
                time.sleep(0.1)
                continue
            if answer.status_code == 200:
                self.seqs += [change["seq"] for change in page["changes"]]
                self.cursor = page["next"]


class Writer(threading.Thread):
    """Posts texts and notes on the alerts they open, each until it is answered."""

    def __init__(self, fleet, stop, number) -> None:
        super().__init__()
        self.fleet, self.done, self.number = fleet, stop, number
        self.notes: dict[str, set[str]] = {}
        self.texts = 0

    def run(self) -> None:
        for count in itertools.count():
            if self.done.is_set():
                return
            name, tag = NAMES[count % len(NAMES)], f"{self.number}-{count}"
            rest = " ".join(f"Line {tag}.{line} tells nothing." for line in range(60))
            found = self._post("/api/v1/documents", {"text": f"Report {tag}: {name} came. {rest}"}, None)
            self.texts += 1
            for alert in found["alerts"]:
                note = f"note {tag}"
                self._post(f"/api/v1/alerts/{alert['id']}/notes", {"text": note}, note)
                self.notes.setdefault(alert["id"], set()).add(note)

    def _post(self, path, body, key):
        """Asked again until it is answered, as who did not hear an answer may."""
        headers = {"Idempotency-Key": key} if key else {}
        for server in itertools.cycle(self.fleet.servers):
            try:
                answer = requests.post(server.url + path, json=body, headers=headers, timeout=20)
            except requests.RequestException:
                time.sleep(0.05)
                continue
            if answer.status_code < 300:
                return answer.json()
            assert answer.status_code == 503, answer.text
            time.sleep(0.05)
        return None


def run_fleet(place, environment, *, seconds, kills, pollers=8, writers=4):
    """Let it all go on for some seconds, with as many kills; the numbers of the whole log."""
    chance, fleet, stop, over = random.Random(3), Fleet(place, environment), threading.Event(), threading.Event()
    try:
        followers = [Poller(fleet, over) for _ in range(pollers)]
        authors = [Writer(fleet, stop, number) for number in range(writers)]
        for thread in (*followers, *authors):
            thread.start()
        for _ in range(kills):
            time.sleep(seconds / kills)
            fleet.kill_one(chance)
        stop.set()
        for author in authors:
            author.join(60)
        server = fleet.servers[0]
        server.ready()
        wait_until(lambda: not requests.get(f"{server.url}/readyz", timeout=10).json()["checks"].get("backlog"), 60)
        changes = server.changes()
        wait_until(lambda: all(follower.cursor >= changes[-1]["seq"] for follower in followers), 60)
        over.set()
        for follower in followers:
            follower.join(30)
            assert follower.seqs == [change["seq"] for change in changes]
        check_notes(server, authors)
        said = watchlist("alerts", "verify", cwd=place, env=server.environment, text=True)
        assert said.stdout == "every decision is there, as it was made\n", said.stderr
        opened = [change["alert"]["id"] for change in changes if change["change"] == "opened"]
        assert len(opened) == len(set(opened)) >= sum(author.texts for author in authors)
        return changes
    finally:
        stop.set()
        over.set()
        fleet.close()


def check_notes(server, authors):
    """Every note that was answered stands there once, and no step is missing."""
    for author in authors:
        for alert, notes in author.notes.items():
            said = [step["reason"] for step in server.get(f"/api/v1/alerts/{alert}/history")["history"]]
            assert len(said) == len(set(said))
            assert notes <= set(said)


@pytest.fixture(params=["sqlite", "postgresql"])
def store_of_fleet(request):
    if request.param == "sqlite":
        return {}
    return {"WATCHLIST_DATABASE_URL": request.getfixturevalue("postgresql_url")}


def test_a_few_kills(tmp_path, store_of_fleet):
    assert run_fleet(tmp_path, store_of_fleet, seconds=6, kills=4, pollers=4, writers=2)


@pytest.mark.soak
def test_ten_minutes_of_kills(tmp_path, store_of_fleet):
    assert run_fleet(tmp_path, store_of_fleet, seconds=600, kills=120)
