"""How long lists fare: names made of real parts, compiled, packed, and mapped by a process of its own that finds.

    BENCH_DATA=FOLDER python -m bench.size [NAMES ...]      default: 34303 (as OFAC's), 100000, 1000000

The parts are the words of the names of OFAC's list, so that rare and common ones are as rare and common as there.
"""

import json
import mmap
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.data import made, real, say
from watchlist import matching
from watchlist.matching import Policy
from watchlist.model.documents import make_document
from watchlist.model.entities import Entity, Name, Schema, Watchlist

SIZES = (34_303, 100_000, 1_000_000)


def main() -> None:
    """Print a line for each size; this file runs itself for the part that is measured alone."""
    if len(sys.argv) == 3 and sys.argv[1] == "--map":
        find(Path(sys.argv[2]))
        return
    data = os.environ.get("BENCH_DATA")
    watchlist, texts = real(Path(data)) if data else made()
    title, documents = next(iter(texts.items()))
    say(f"names made of the parts of {'OFAC' if data else 'a made-up list'}; text {title}; one core")
    columns = ("build s", "file MB", "load s", "cold MB/s", "warm MB/s", "memory MB", "found")
    say(f"{'names':>10} " + " ".join(f"{column:>9}" for column in columns))
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "texts.json").write_text(json.dumps(documents))
        for size in [int(argument) for argument in sys.argv[1:]] or SIZES:
            say(line(watchlist, size, Path(folder)))


def line(watchlist: Watchlist, size: int, folder: Path) -> str:
    """Build here, then let a process of its own load and find."""
    many = multiply(watchlist, size)
    started = time.perf_counter()
    packed = matching.pack(matching.compile(many))
    built = time.perf_counter() - started
    (folder / "packed").write_bytes(packed)
    run = [sys.executable, "-m", "bench.size", "--map", str(folder)]
    told = json.loads(subprocess.run(run, check=True, capture_output=True, text=True).stdout)  # noqa: S603 - ourselves
    megabytes = len(packed) / 1e6
    return (
        f"{size:10,} {built:9.1f} {megabytes:9.1f} {told['load']:9.2f} {told['cold']:9.2f} {told['warm']:9.2f} "
        f"{told['memory']:9.0f} {told['found']:9}"
    )


def multiply(watchlist: Watchlist, size: int) -> Watchlist:
    """A list of this many names: each takes the words of real ones in turn, a first half here and a last half there."""
    chance = random.Random(size)  # noqa: S311 - a sample, no secret
    kinds: dict[Schema, list[list[str]]] = {}
    for entity in watchlist.entities:
        kinds.setdefault(entity.schema, []).extend(name.text.split() for name in entity.names)
    schemas = list(kinds)
    weights = [len(kinds[schema]) for schema in schemas]
    entities = []
    for number, schema in enumerate(chance.choices(schemas, weights, k=size)):
        first, last = chance.choice(kinds[schema]), chance.choice(kinds[schema])
        words = first[: (len(first) + 1) // 2] + last[len(last) // 2 :]
        entities.append(Entity(f"made:{number}", schema=schema, names=(Name(" ".join(words)),)))
    return Watchlist(f"made of {size}", (), tuple(entities))


def find(folder: Path) -> None:
    """Map, find in the first half of the texts and then in the other, and tell on standard output."""
    documents = [make_document(text, "bench") for text in json.loads((folder / "texts.json").read_text())]
    started = time.perf_counter()
    with (folder / "packed").open("rb") as file:
        mapped = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    matcher = matching.unpack(mapped, Policy())
    told = {"load": time.perf_counter() - started}
    half, found = len(documents) // 2, 0
    for title, some in (("cold", documents[:half]), ("warm", documents[half:])):
        started = time.perf_counter()
        found += sum(len(matcher.find(document)) for document in some)
        told[title] = sum(len(document.text) for document in some) / 1e6 / (time.perf_counter() - started)
    # getrusage would count what the parent had when it started this process.
    most = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    told |= {"memory": int(most[1]) / 1024 if most else 0.0, "found": found}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
