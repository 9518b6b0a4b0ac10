"""How fast names are found, beside exact scanners in the same run. Each first shows that it finds what is there.

    python -m bench.find [PYTHON_WITH_PEERS]        with a list and text of its own making
    BENCH_DATA=FOLDER python -m bench.find [PYTHON_WITH_PEERS]
                                    with lists/ofac/triple_2023-12-28, text/ag_news.csv.gz, text/report_de_2024.txt.gz

The scanners get names and text in lower case, beforehand and untimed; what they find is exact. Cold: texts never seen
before. Warm: after other texts of the same source; nothing is kept of a document.
"""

import gc
import os
import random
import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import ahocorasick_rs
import flashtext2

from bench.ask import ask
from bench.data import made, real, say
from watchlist import matching
from watchlist.model.documents import make_document
from watchlist.model.entities import Watchlist
from watchlist.screening.plant import natural

PLANTED = "Yesterday {} was seen again. "

Find = Callable[[str], int]


def main() -> None:
    """Print a table for each text."""
    data = os.environ.get("BENCH_DATA")
    watchlist, texts = real(Path(data)) if data else made()
    names = sorted({name.text for entity in watchlist.entities for name in entity.names})
    say(f"{len(names):,} names of {'BENCH_DATA' if data else 'a made-up list'}; one core\n")
    matcher, finders = build(watchlist, names)
    check(matcher, finders)
    # The list is here for the peers alone; a process that maps what was compiled has no such objects to collect.
    gc.freeze()
    halves: dict[str, list[str]] = {}
    for title, documents in texts.items():
        half = len(documents) // 2
        halves |= {f"{title}, cold": documents[:half], f"{title}, warm": documents[half:]}
    for title, documents in halves.items():
        measure_matcher(title, documents, matcher)
        measure(documents, finders)
    every = (name.text for entity in watchlist.entities for name in entity.names)
    name = next(text for text in every if len(text.split()) == 3 and text.replace(" ", "").isalpha())
    schemas = {name.text: entity.schema.value for entity in watchlist.entities for name in entity.names}
    question = {"names": sorted(schemas.items()), "texts": halves, "planted": [PLANTED.format(name), name]}
    if answer := ask(question, *sys.argv[1:]).get("juditha"):
        say(f"{'juditha':16} built in {answer['build']:6.2f} s")
        for title, (speed, found) in answer["speeds"].items():
            say(f"  {title:36} {speed:8.2f} MB/s  {found:6} found")
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    say(f"most memory of this process, peers included: {most:.0f} MB")


def build(watchlist: Watchlist, names: Sequence[str]) -> tuple[matching.Matcher, dict[str, Find]]:
    """The matcher and its peers, each with the time it takes to build."""
    started = time.perf_counter()
    # Packed and unpacked, as every process but the first has it.
    packed = matching.pack(matching.compile(watchlist))
    matcher = matching.unpack(memoryview(packed), matching.Policy())
    say(f"{'watchlist':16} built in {time.perf_counter() - started:6.2f} s, restricted {len(matcher.skipped):,} names")
    lower = sorted({name.lower() for name in names})
    started = time.perf_counter()
    automaton = ahocorasick_rs.AhoCorasick(lower)
    say(f"{'ahocorasick_rs':16} built in {time.perf_counter() - started:6.2f} s")
    started = time.perf_counter()
    processor = flashtext2.KeywordProcessor(case_sensitive=True)
    processor.add_keywords_from_iter(lower)
    say(f"{'flashtext2':16} built in {time.perf_counter() - started:6.2f} s\n")
    return matcher, {
        "ahocorasick_rs": lambda text: len(automaton.find_matches_as_indexes(text)),
        "flashtext2": lambda text: len(processor.extract_keywords(text)),
    }


def check(matcher: matching.Matcher, finders: dict[str, Find]) -> None:
    """Every finder finds names as listed; only the matcher is asked for a misspelt one."""
    chance = random.Random(2)  # noqa: S311
    wanted = [e for e in matcher.watchlist.entities if matcher.is_found_by_itself(e.id, e.names[0].text)]
    for entity in chance.sample(wanted, 20):
        listed, schema = entity.names[0].text, entity.schema
        assert matcher.find(make_document(PLANTED.format(natural(entity.names[0], schema)), "bench")), listed
        assert finders["ahocorasick_rs"](PLANTED.format(listed).lower()), listed
        assert finders["flashtext2"](PLANTED.format(listed).lower()), listed


def measure(documents: Sequence[str], finders: dict[str, Find]) -> None:
    """The speed of each exact finder on the same documents."""
    megabytes = sum(len(document.encode()) for document in documents) / 1e6
    lower = [document.lower() for document in documents]
    for name, find in finders.items():
        started = time.perf_counter()
        found = sum(map(find, lower))
        say(f"  {name:16} {megabytes / (time.perf_counter() - started):8.2f} MB/s  {found:6} found")


def measure_matcher(title: str, documents: Sequence[str], matcher: matching.Matcher) -> None:
    """The speed of the matcher alone, and with the weighing of what stands beside the names."""
    megabytes = sum(len(document.encode()) for document in documents) / 1e6
    say(f"\n{title}: {megabytes:.2f} MB in {len(documents)} documents")
    finding = weighing = 0.0
    count = 0
    for document in (make_document(text, "bench") for text in documents):
        started = time.perf_counter()
        mentions = matcher.find(document)
        found_at = time.perf_counter()
        matching.assess(matcher, document, mentions)
        finding, weighing = finding + found_at - started, weighing + time.perf_counter() - found_at
        count += len(mentions)
    say(f"  {'watchlist':16} {megabytes / finding:8.2f} MB/s  {count:6} found")
    say(f"  {'  and evidence':16} {megabytes / (finding + weighing):8.2f} MB/s  {weighing / finding:6.1%} more time")


if __name__ == "__main__":
    main()
