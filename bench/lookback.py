"""A look back over stored texts beside screening all of them again, in one run.

    BENCH_DATA=FOLDER python -m bench.lookback [TEXTS]      default: 100000

Two thirds of the texts have new words in every sentence, so that the vocabulary grows as it does in a real archive. The
same parties are listed in both ways, and both must open the same alerts before a time is told.
"""

import dataclasses
import os
import random
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from bench.data import made, real, say
from watchlist.matching import Matcher, Policy
from watchlist.model.documents import make_document
from watchlist.model.entities import Watchlist
from watchlist.screening import compiled
from watchlist.screening.lookback import look_back, trace_new
from watchlist.screening.scan import ScanReport, screen_pending
from watchlist.store import documents, search, watchlists
from watchlist.store.artefacts import Artefacts
from watchlist.store.database import Database
from watchlist.store.documents import FileRead
from watchlist.store.search import AlertFilter

LISTED_LATER = 100


def main() -> None:
    """Store texts, list a hundred parties, look back; then the same by screening all."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    data = os.environ.get("BENCH_DATA")
    watchlist, texts = real(Path(data)) if data else made()
    chance = random.Random(1)  # noqa: S311 - a sample, no secret
    later = {entity.id for entity in chance.sample(list(watchlist.entities), LISTED_LATER)}
    kept = tuple(entity for entity in watchlist.entities if entity.id not in later)
    before = dataclasses.replace(watchlist, version="before", entities=kept)
    after = dataclasses.replace(watchlist, version="after")
    new = [entity.caption for entity in watchlist.entities if entity.id in later]
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder))
        database.migrate()
        characters = store(database, texts, new, count)
        run(database, before)
        started = time.perf_counter()
        trace_new(database, lambda: False)
        indexed = time.perf_counter() - started
        looked_back, chosen = run(database, after)
        found = alerts_on(database, later)
        again, _ = run(database, dataclasses.replace(after, version="after"), again=True)
        assert found == alerts_on(database, later), "the look back found what screening all finds"
        assert len(found) >= LISTED_LATER // 2, "some names are in the texts"
        size = sum(file.stat().st_size for file in Path(folder).glob("watchlist.sqlite3*")) / 1e6
    say(f"{count:,} texts of {characters / count:.0f} characters, {len(later)} parties listed later in {len(found)}")
    say(f"index      {indexed:7.1f} s to make, once; the whole store is {size:.0f} MB")
    say(f"look back  {looked_back:7.1f} s, {chosen:,} texts screened again")
    say(f"all again  {again:7.1f} s")


def store(database: Database, texts: dict[str, list[str]], new: list[str], count: int) -> int:
    """Fill the archive: sentences of real text in new orders, and here and there a name that is listed later."""
    chance = random.Random(2)  # noqa: S311 - a sample, no secret
    lines = [line for some in texts.values() for text in some for line in text.splitlines() if line.strip()]
    made_of = [lines[chance.randrange(len(lines))] for _ in range(count * 4)]
    characters = 0
    for start in range(0, count, 1000):
        read = []
        for number in range(start, min(start + 1000, count)):
            body = "\n".join(made_of[number * 4 : number * 4 + 4])
            body += f"\n{strange(chance)} spoke in {strange(chance)}, text {number}."
            if number % 500 == 0:
                body += f"\nBeside them stood {chance.choice(new)}."
            characters += len(body)
            read.append(FileRead([make_document(body, f"{number}.txt")]))
        documents.add(database, read, now())
    return characters


def strange(chance: random.Random) -> str:
    """A word that no other text has."""
    return "".join(chance.choices("bdfgklmnprstvz", k=4)).title() + "".join(chance.choices("aeiou", k=3))


def run(database: Database, watchlist: Watchlist, *, again: bool = False) -> tuple[float, int]:
    """Put a watchlist in force and do what the worker does; the seconds it takes, and the texts that were chosen."""
    matcher = matcher_of(database, watchlist, Policy(lower_for=("negation",)) if again else Policy())
    with database.write() as connection:
        watchlists.put_in_force(connection, watchlist, now())
    report = ScanReport()
    started = time.perf_counter()
    looked = look_back(database, matcher, now)
    screen_pending(database, matcher, now, lambda: False, report)
    return time.perf_counter() - started, sum(one.chosen for one in looked)


def matcher_of(database: Database, watchlist: Watchlist, policy: Policy) -> Matcher:
    """Compiled beforehand, as it is in the service."""
    artefacts = Artefacts(database.data_dir)
    return compiled.matcher(artefacts, watchlist.version, policy, lambda: watchlist)


def alerts_on(database: Database, ids: set[str]) -> set[tuple[str, str]]:
    """The alerts on some parties, by party and story."""
    with database.read() as connection:
        rows = search.page(connection, AlertFilter(entities=sorted(ids)), None, 100_000).rows
    return {(row["entity"]["id"], row["story"]) for row in rows}


def now() -> datetime:
    """The time in UTC."""
    return datetime.now(UTC)


if __name__ == "__main__":
    main()
