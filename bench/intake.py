"""From raw bytes to screened documents: how many a second, what takes the time, and what pollers and memory feel of it.

    BENCH_DATA=FOLDER python -m bench.intake [DOCUMENTS]      default: 100000

First the stages one by one, for each format, in this process and one child. Then the whole service over a folder into
which the documents are put at once, while a poller asks for alerts and for changes ten times a second. Before any time
is told, the planted names must have been found.
"""

import contextlib
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import psutil
import requests

from bench.data import CONFIG, made, real, say
from tests.sources.formats.made import pdf
from watchlist import matching
from watchlist.matching import Matcher
from watchlist.model.documents import Document, make_document
from watchlist.screening.scan import Screened, record
from watchlist.sources.extractor import Extractor
from watchlist.sources.formats.parts import Asked
from watchlist.sources.reading import Place, read_bytes
from watchlist.store import documents
from watchlist.store.database import Database
from watchlist.store.documents import FileRead

OF_A_FORMAT = 1_000
NAME = "Sergei Kuzhugetovich Shoigu"
_BATCH = 50


def main() -> None:
    """Print both parts."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    data = os.environ.get("BENCH_DATA")
    watchlist, texts = real(Path(data)) if data else made()
    news = [text for some in texts.values() for text in some]
    name = watchlist.entities[len(watchlist.entities) // 2].names[0].text if not data else NAME
    matcher = matching.compile(watchlist)
    say(
        f"{'format':<10}{'documents/s':>12}{'extraction':>12}{'screening':>11}{'store':>8}"
        f"   against {len(watchlist.entities):,} parties"
    )
    for kind, making in FORMATS.items():
        stages(kind, [making(text) for text in articles(news, name, OF_A_FORMAT)], matcher)
    items = list(articles(news, name, OF_A_FORMAT))
    stages("feed", [as_feed(items[at : at + 50]) for at in range(0, OF_A_FORMAT, 50)], matcher)
    with tempfile.TemporaryDirectory() as folder:
        service(Path(folder), Path(data) if data else None, news, count)


def articles(news: Sequence[str], name: str, count: int) -> Iterator[str]:
    """Texts that are stories of their own, of about 2,500 characters; a name stands in every hundredth."""
    chance = random.Random(5)  # noqa: S311 - a sample, no secret
    lines = [line for text in news for line in text.splitlines() if line.strip()]
    for number in range(count):
        body = [lines[chance.randrange(len(lines))] for _ in range(9)]
        planted = f"In place {number} {name} was seen." if number % 100 == 0 else f"Nobody was seen in place {number}."
        yield "\n".join([*body, planted])[:2500] + f"\n{planted}"


def as_page(text: str) -> tuple[bytes, Asked]:
    """An article with the usual things around it."""
    around = "".join(f"<li><a href='/{n}'>Section {n}</a></li>" for n in range(60))
    body = "".join(f"<p>{line}</p>" for line in text.splitlines())
    markup = (
        f"<!doctype html><html lang=en><head><title>News</title><style>p {{ margin: 0 }}</style></head><body>"
        f"<nav><ul>{around}</ul></nav><main><article><h1>News</h1>{body}</article></main><footer><ul>{around}</ul></footer></body></html>"
    )
    return markup.encode(), Asked("a.html", "text/html", "utf-8")


def as_pdf(text: str) -> tuple[bytes, Asked]:
    """Two pages or so of lines."""
    plain = text.encode("ascii", "replace").decode().replace("\\", " ").replace("(", " ").replace(")", " ")
    lines = [line for part in plain.splitlines() for line in textwrap.wrap(part, 100)]
    pages = ["\n".join(lines[at : at + 60]) for at in range(0, len(lines), 60)]
    return pdf(*pages), Asked("a.pdf", "application/pdf")


def as_text(text: str) -> tuple[bytes, Asked]:
    """The text itself."""
    return text.encode(), Asked("a.txt")


def as_feed(texts: Sequence[str]) -> tuple[bytes, Asked]:
    """A feed whose items say the whole text."""
    entries = "".join(
        f"<item><guid isPermaLink='false'>{number}</guid><description>{escape(text)}</description></item>"
        for number, text in enumerate(texts)
    )
    return f"<rss version='2.0'><channel>{entries}</channel></rss>".encode(), Asked("feed.xml", "application/rss+xml")


FORMATS: dict[str, Callable[[str], tuple[bytes, Asked]]] = {"text": as_text, "html": as_page, "pdf": as_pdf}


@dataclass
class Watch:
    """Seconds of some work."""

    seconds: float = 0.0

    @contextlib.contextmanager
    def on(self) -> Iterator[None]:
        """Count what happens inside."""
        started = time.perf_counter()
        yield
        self.seconds += time.perf_counter() - started


def stages(kind: str, raw: Sequence[tuple[bytes, Asked]], matcher: Matcher) -> None:
    """Read, keep, screen and record, one stage after the other, in batches as the worker makes them."""
    reading, screening, storing = Watch(), Watch(), Watch()
    now = datetime(2026, 1, 31, tzinfo=UTC)
    found = count = 0
    with tempfile.TemporaryDirectory() as folder, Extractor() as extractor:
        extractor.documents(*as_page("warm up"))
        database = Database(Path(folder))
        database.migrate()
        for start in range(0, len(raw), _BATCH):
            with reading.on():
                read: list[Document] = []
                for number, (content, asked) in enumerate(raw[start : start + _BATCH], start):
                    if kind == "feed":
                        read += [make_document(item.text, item.key) for item in extractor.feed(content, asked)]
                        continue
                    items = read_bytes(content, asked, Place(f"{number}"), extractor)
                    read += [item for item in items if isinstance(item, Document)]
            count += len(read)
            with storing.on():
                documents.add(database, [FileRead(read)], now)
            with screening.on():
                screened = [Screened(one, one.sha256[:16], matching.screen(matcher, one)) for one in read]
            with storing.on():
                found += sum(count or 0 for count in record(database, matcher, screened, now))
        database.close()
    assert found >= count // 100, f"{kind}: {found} of {count // 100} names were found"
    stages_of = [reading.seconds, screening.seconds, storing.seconds]
    total = sum(stages_of)
    shares = [f"{seconds / total:.0%}" for seconds in stages_of]
    say(f"{kind:<10}{count / total:>12.0f}{shares[0]:>12}{shares[1]:>11}{shares[2]:>8}")


def service(place: Path, data: Path | None, news: Sequence[str], count: int) -> None:
    """The whole service over a folder, with a poller."""
    (place / "in").mkdir()
    port = free_port()
    lists = [data / "lists" / "ofac" / "triple_2023-12-28"] if data else []
    files = [*lists, CONFIG / "entities.toml", CONFIG / "countries.toml", CONFIG / "evidence.toml"]
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("WATCHLIST_")},
        "WATCHLIST_DATA_DIR": str(place / "data"),
        "WATCHLIST_LISTS_FILES": ",".join(map(str, files)),
        "WATCHLIST_LISTS_OFFICIAL": "",
        "WATCHLIST_SOURCES_FOLDERS": str(place / "in"),
        "WATCHLIST_SOURCES_SCAN_EVERY": "1",
        "WATCHLIST_API_PORT": str(port),
        "WATCHLIST_LOG_LEVEL": "error",
    }
    texts = articles(news, NAME, count)
    for number, start in enumerate(range(0, count, 5_000)):
        lines = [json.dumps({"id": str(start + at), "text": next(texts)}) for at in range(min(5_000, count - start))]
        (place / "in" / f"{number}.jsonl").write_text("\n".join(lines))
    process = subprocess.Popen([sys.executable, "-m", "watchlist", "run"], env=environment)
    try:
        watch_service(f"http://127.0.0.1:{port}", process, count)
    finally:
        process.terminate()
        process.wait(20)


def watch_service(url: str, process: subprocess.Popen[Any], count: int) -> None:
    """Poll until everything is screened; then tell what it was like."""
    until_ready(url)
    worker = next(one for one in psutil.Process(process.pid).children() if "worker" in one.cmdline())
    took: list[float] = []
    done = threading.Event()
    poller = threading.Thread(target=poll, args=[url, took, done])
    started = time.perf_counter()
    poller.start()
    memory: dict[int, float] = {}
    screened = 0
    while screened < count:
        time.sleep(1)
        page = requests.get(f"{url}/metrics", timeout=60).text
        screened = next(
            int(float(line.split()[1])) for line in page.splitlines() if line.startswith("watchlist_screenings_total")
        )
        memory[screened * 10 // count] = worker.memory_info().rss / 1e6
    seconds = time.perf_counter() - started
    done.set()
    poller.join()
    changes = requests.get(f"{url}/api/v1/alerts/changes?limit=500", timeout=60).json()["changes"]
    assert len(changes) >= min(500, count // 100), "the planted names were found"
    milliseconds = sorted(1000 * one for one in took)
    centiles = statistics.quantiles(milliseconds, n=100)
    say(f"service    {count:,} documents in {seconds:.0f} s, {count / seconds:.0f} a second, with a poller beside them")
    p50, p99, longest = centiles[49], centiles[98], milliseconds[-1]
    say(f"polling    {len(took):,} answers: p50 {p50:.1f} ms, p99 {p99:.1f} ms, longest {longest:.0f} ms")
    say("worker     " + ", ".join(f"{tenth * 10} % {used:.0f} MB" for tenth, used in sorted(memory.items())))


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
    return port


def until_ready(url: str) -> None:
    """Wait until the service answers."""
    while True:
        with contextlib.suppress(requests.ConnectionError):
            if requests.get(f"{url}/readyz", timeout=60).status_code == 200:
                return
        time.sleep(0.1)


def poll(url: str, took: list[float], done: threading.Event) -> None:
    """Ask for alerts and for changes, ten times a second."""
    session, after = requests.Session(), 0
    while not done.is_set():
        for path in (f"/api/v1/alerts/changes?after={after}&limit=100", "/api/v1/alerts?limit=100"):
            started = time.perf_counter()
            answer = session.get(url + path, timeout=60)
            took.append(time.perf_counter() - started)
            assert answer.status_code == 200, answer.text
            after = max(after, answer.json().get("next") or 0) if "changes?" in path else after
        done.wait(0.1)


if __name__ == "__main__":
    main()
