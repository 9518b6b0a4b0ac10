"""A store with a million alerts: how long its pages take, and how many polls the service answers beside a scan.

    python -m bench.alerts [ALERTS] [URL]      default: 1000000 in SQLite; URL is an empty PostgreSQL database

The alerts are made up: 20,000 parties of five publishers, most of them decided, as a service has them after some years.
Each answer is checked before its time is told. The polls come from `wrk` where it is installed, else from threads here.
"""

import contextlib
import gc
import http.client
import os
import random
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import requests
import sqlalchemy as sa

from bench.data import say
from watchlist.model.alerts import Disposition, Severity
from watchlist.model.entities import Basis
from watchlist.store import log, search
from watchlist.store.alerts import rank_of
from watchlist.store.database import Database
from watchlist.store.search import AlertFilter
from watchlist.store.tables import alert_changes, alerts, hits

PARTIES, ROUNDS, STEP = 20_000, 200, 5_000
PORT = 8077
START = datetime(2024, 1, 1, tzinfo=UTC)
PUBLISHERS = ["ofac", "uk", "eu", "un", "seco"]
_SYLLABLES = ["ba", "ko", "mir", "len", "sha", "dov", "tir", "gan", "pel", "ruz", "vin", "hol"]


def main() -> None:
    """Fill a store, time its pages, then poll the service over it."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    url = sys.argv[2] if len(sys.argv) > 2 else None
    with tempfile.TemporaryDirectory() as place:
        database = Database(Path(place), url)
        database.migrate()
        seconds = timed(lambda: fill(database, count))
        say(f"{count} alerts put into {'SQLite' if url is None else 'PostgreSQL'} in {seconds:.0f} s")
        gc.collect()
        gc.freeze()  # as the service does when it starts
        for name, ask, most in pages(count):
            report(database, name, ask, most)
        database.close()
        poll(Path(place), url)


def timed(step: Callable[[], Any]) -> float:
    """Seconds that a step takes."""
    started = time.perf_counter()
    step()
    return time.perf_counter() - started


def fill(database: Database, count: int) -> None:
    """Alerts, each with a hit and a change; one in fifty is open."""
    chance = random.Random(1)  # noqa: S311 - a sample, no secret
    names = names_of_parties()
    for start in range(0, count, STEP):
        rows = [made(number, names, chance) for number in range(start + 1, min(start + STEP, count) + 1)]
        with database.write() as connection:
            connection.execute(sa.insert(alerts), [row[0] for row in rows])
            connection.execute(sa.insert(hits), [row[1] for row in rows])
            connection.execute(sa.insert(alert_changes), [row[2] for row in rows])
    with database.write() as connection:
        # As the databases do by themselves from time to time.
        connection.exec_driver_sql("ANALYZE")


def names_of_parties() -> list[str]:
    """A name for each party, by its number."""
    chance = random.Random(3)  # noqa: S311 - a sample, no secret
    return [" ".join("".join(chance.choices(_SYLLABLES, k=3)).title() for _ in range(2)) for _ in range(PARTIES)]


def lists_of_parties(folder: Path) -> list[Path]:
    """The parties as lists of their publishers, so that none of them counts as delisted."""
    files = {publisher: folder / f"{publisher}.csv" for publisher in PUBLISHERS}
    lines = {publisher: ["id,name,schema"] for publisher in PUBLISHERS}
    for number, name in enumerate(names_of_parties()):
        lines[PUBLISHERS[number % 5]].append(f"{number},{name},Person")
    for publisher, file in files.items():
        file.write_text("\n".join(lines[publisher]) + "\n")
    return list(files.values())


def made(number: int, names: list[str], chance: random.Random) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """The rows of one alert."""
    party = chance.randrange(PARTIES)
    severity, basis = chance.choice(list(Severity)), chance.choice(list(Basis))
    score, at = round(chance.uniform(75, 100), 1), START + timedelta(seconds=number * 60)
    disposition = Disposition.OPEN if number % 50 == 0 else chance.choice(list(Disposition)[1:])
    publisher, name = PUBLISHERS[party % 5], names[party]
    entity = {
        "id": f"{publisher}:{party}", "also": [], "caption": name, "schema": "Person", "publishers": [publisher],
        "programmes": ["TEST"], "countries": ["ru"], "basis": basis.value,
    }  # fmt: skip
    id, sha256 = f"{number:016x}", f"{number:064x}"
    text = f"On that day {name} was seen in the harbour, with two others who are not known."
    document = {
        "id": id, "origin": f"in/{number}.txt", "title": None, "url": None, "published_at": None,
        "sha256": sha256,
    }  # fmt: skip
    mention = {
        "start": 12, "end": 12 + len(name), "surface": name, "name": name, "score": score, "rule": "words",
        "words": [[word.lower(), word, 100.0] for word in name.split()], "costs": [], "zone": "main",
    }  # fmt: skip
    body = {
        "document": document, "entity": entity, "score": score, "mentions": [mention], "mention_count": 1,
        "evidence": [], "context": {"start": 0, "end": len(text), "text": text}, "watchlist_version": "1",
        "matcher_version": "1",
    }  # fmt: skip
    versions = {"list": "1", "matcher": "1", "policy": "1"}
    fixed = {"schema": "Person", "publishers": f" {publisher} "}
    alert = {
        "id": id, "opened_seq": number, "seq": number, "opened_at": at, "changed_at": at, "severity": severity.value,
        "basis": basis.value, "disposition": disposition.value, "score": score, "entity_id": entity["id"],
        "story": id, "words": name.lower(), "entity": entity, "versions": versions, "occasion": "new_text",
        "rank": rank_of(severity, score, basis), **fixed,
    }  # fmt: skip
    hit = {
        "alert_id": id, "sha256": sha256, "entity_id": entity["id"], "score": score, "found_at": at, "body": body,
    }  # fmt: skip
    told = ("id", "seq", "severity", "basis", "disposition", "score", "entity")
    shown = {**{key: alert[key] for key in told}, "hits": [body]}
    change = {"seq": number, "alert_id": id, "at": at, "change": "opened", "entity_id": entity["id"], "alert": shown}
    return alert, hit, change | fixed


_Ask = Callable[[sa.Connection, random.Random], Any]


def pages(count: int) -> Iterator[tuple[str, _Ask, float]]:
    """Each page with its bound in milliseconds."""

    def feed(connection: sa.Connection, chance: random.Random) -> None:
        after = chance.randrange(count - 100)
        rows = log.changes(connection, AlertFilter(), after, 100).rows
        assert [row["seq"] for row in rows] == list(range(after + 1, after + 101))

    def newest(connection: sa.Connection, chance: random.Random) -> None:
        assert search.page(connection, AlertFilter(), None, 100).rows[0]["seq"] == count

    yield "feed page of 100", feed, 20
    yield "newest 100", newest, 50
    for name, wanted in filters():
        yield f"filtered: {name}", _filtered(wanted), 50
    yield "queue page of 50", _queue, 200
    yield "queue with a filter", _queue_of_a_publisher, 200


def filters() -> Iterator[tuple[str, AlertFilter]]:
    """What people filter by, common and rare."""
    yield "open", AlertFilter(disposition=Disposition.OPEN)
    yield "critical", AlertFilter(severity=Severity.CRITICAL)
    yield "a party", AlertFilter(entities=["ofac:100"])
    yield "a publisher", AlertFilter(publisher="seco")
    yield "a publisher there is not", AlertFilter(publisher="nobody")
    yield "letters that many have", AlertFilter(q="sha")
    yield "a name", AlertFilter(q="bakomir")
    yield "letters that none has", AlertFilter(q="xyzzy")
    yield "score 99.9 and more", AlertFilter(min_score=99.9)
    yield (
        "open, critical, a publisher",
        AlertFilter(disposition=Disposition.OPEN, severity=Severity.CRITICAL, publisher="uk"),
    )


def _filtered(wanted: AlertFilter) -> _Ask:
    def ask(connection: sa.Connection, chance: random.Random) -> None:
        rows = search.page(connection, wanted, None, 100).rows
        for row in rows:
            assert wanted.disposition is None or row["disposition"] == wanted.disposition.value
            assert wanted.publisher is None or wanted.publisher in row["entity"]["publishers"]
            assert wanted.q is None or wanted.q in row["entity"]["caption"].lower()
        assert rows or wanted.publisher == "nobody" or wanted.q in ("xyzzy", "bakomir")

    return ask


def _queue(connection: sa.Connection, chance: random.Random) -> None:
    rows, end = search.queue(connection, AlertFilter(disposition=Disposition.OPEN), None, 50)
    assert len(rows) == 50
    after, _ = search.queue(connection, AlertFilter(disposition=Disposition.OPEN), end, 50)
    assert rows[-1]["severity"] == "critical"
    assert {row["id"] for row in rows}.isdisjoint(row["id"] for row in after)


def _queue_of_a_publisher(connection: sa.Connection, chance: random.Random) -> None:
    rows, _ = search.queue(connection, AlertFilter(disposition=Disposition.OPEN, publisher="eu"), None, 50)
    assert all(row["entity"]["publishers"] == ["eu"] for row in rows)


def report(database: Database, name: str, ask: _Ask, most: float) -> None:
    """The median and the 99th of a hundred of one page, in milliseconds."""
    chance = random.Random(2)  # noqa: S311 - a sample, no secret
    taken = []
    for _ in range(ROUNDS):
        with database.read() as connection:
            taken.append(1000 * timed(lambda: ask(connection, chance)))
            if sum(taken) > 20_000:
                break
    taken.sort()
    p99 = taken[min(len(taken) - 1, int(len(taken) * 0.99))]
    verdict = "" if p99 < most else f"  OVER {most:g}"
    say(f"  {name:32} p50 {statistics.median(taken):7.1f} ms   p99 {p99:7.1f} ms   (< {most:g}){verdict}")


def poll(place: Path, url: str | None) -> None:
    """Polls a second that a real service answers, with a scan at work in its worker."""
    folder = place / "in"
    folder.mkdir()
    files = ",".join(map(str, lists_of_parties(place)))
    environment = {
        **os.environ, "WATCHLIST_LISTS_FILES": files, "WATCHLIST_DATA_DIR": str(place),
        "WATCHLIST_SOURCES_FOLDERS": str(folder),
        "WATCHLIST_SOURCES_SCAN_EVERY": "1", "WATCHLIST_LISTS_OFFICIAL": "", "WATCHLIST_API_PORT": str(PORT),
        "WATCHLIST_API_REQUESTS_PER_MINUTE": "10000000", **({"WATCHLIST_DATABASE_URL": url} if url else {}),
    }  # fmt: skip
    service = subprocess.Popen([sys.executable, "-m", "watchlist", "run"], env=environment, stderr=subprocess.DEVNULL)
    stop = threading.Event()
    try:
        address = f"http://127.0.0.1:{PORT}"
        _wait(f"{address}/readyz")
        writer = threading.Thread(target=_write, args=[folder, stop])
        writer.start()
        time.sleep(2)
        path = "/api/v1/alerts?limit=20&disposition=escalated"
        tag = requests.get(address + path, timeout=10).headers["ETag"]
        _ask(address + path, None, 200, 300)
        _ask(f"{address}/api/v1/alerts/changes?after=1000&limit=20", None, 200, 300)
        _ask(address + path, tag, 304, 1000)
        jobs = requests.get(f"{address}/api/v1/jobs", timeout=10).json()["jobs"]
        say(f"  meanwhile the worker screened: {[job['last_result'] for job in jobs if job['name'] == 'scan']}")
    finally:
        stop.set()
        service.send_signal(signal.SIGTERM)
        service.wait(20)


def _write(folder: Path, stop: threading.Event) -> None:
    """Texts without a name, for the worker to be busy with while no alert changes the answer."""
    number = 0
    while not stop.wait(0.05):
        number += 1
        (folder / f"{number}.txt").write_text(f"Report {number}. " + f"Nothing happened in town {number}. " * 120)


def _wait(url: str) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with contextlib.suppress(requests.RequestException):
            if requests.get(url, timeout=5).status_code == 200:
                return
        time.sleep(0.2)
    raise TimeoutError(url)


def _ask(url: str, tag: str | None, status: int, least: int) -> None:
    headers = {"If-None-Match": tag} if tag else {}
    answer = requests.get(url, headers=headers, timeout=10)
    if answer.status_code != status:
        say(f"  {url}: {answer.status_code}, and not {status}: an alert was opened meanwhile")
    rate = _wrk(url, headers) if shutil.which("wrk") else _threads(url, headers)
    verdict = "" if rate >= least else "  UNDER"
    page = url.partition("?")[0].rpartition("/")[2]
    say(f"  {page + ' answered with ' + str(status):32} {rate:8.0f} polls/s   (>= {least}){verdict}")


def _wrk(url: str, headers: dict[str, str]) -> float:
    given = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    said = subprocess.run(  # noqa: S603 - a load of our own
        [shutil.which("wrk") or "wrk", "-t1", "-c8", "-d10s", *given, url], capture_output=True, text=True, check=True
    ).stdout
    return float(next(line.split()[1] for line in said.splitlines() if line.startswith("Requests/sec")))


def _threads(url: str, headers: dict[str, str]) -> float:
    until, counts = time.monotonic() + 10, []

    def ask() -> None:
        connection, count = http.client.HTTPConnection("127.0.0.1", PORT), 0
        while time.monotonic() < until:
            connection.request("GET", url.partition(str(PORT))[2], headers=headers)
            connection.getresponse().read()
            count += 1
        counts.append(count)

    callers = [threading.Thread(target=ask) for _ in range(8)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    return sum(counts) / 10


if __name__ == "__main__":
    main()
