"""What is read of every whole list at hand, how fast, and in how much memory; then all of them, up to a matcher.

    BENCH_DATA=FOLDER python -m bench.lists [--write]

Each list is read by a process of its own. Before a figure is told, its parties are compared with rows that are counted
without our readers. `--write` puts the table into docs/reference/lists.md.
"""

import csv
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.data import CONFIG, say
from bench.full_size import CONLIST, UN, write
from watchlist.lists import packed, source
from watchlist.matching import Policy
from watchlist.model.documents import make_document
from watchlist.model.entities import Entity, Schema, Strength
from watchlist.screening import compiled
from watchlist.screening.refresh import assemble
from watchlist.store.artefacts import Artefacts

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "lists.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
# Seconds, and for all lists together megabytes: what a refresh may take.
OFAC_SECONDS, UN_SECONDS, ALL_SECONDS, ALL_MEGABYTES = 2.0, 1.0, 15.0, 500.0
MAIN_FILES = ("sdn.csv", "cons_prim.csv")
COLUMNS = (
    "list", "rows", "entities", "names", "weak", "no country", "no birth", "no number", "no programme", "no day",
    "unread", "s", "MB",
)  # fmt: skip

Rows = Callable[[bytes], list[str]]


def in_column(column: int, head: int = 1) -> Rows:
    """The ids in a column of a table below `head` lines; what is no row, such as OFAC's end mark, has too few cells."""

    def found(content: bytes) -> list[str]:
        lines = csv.reader(io.StringIO(content.decode("latin-1"), newline=""))
        cells = [row for number, row in enumerate(lines) if number >= head]
        return [row[column].strip() for row in cells if len(row) > 1]

    return found


def marked(pattern: bytes) -> Rows:
    """The ids that a pattern captures, or, when it captures none, the places at which it stands."""

    def found(content: bytes) -> list[str]:
        matches = re.finditer(pattern, content, re.MULTILINE)
        return [match[1].decode() if match.re.groups else str(match.start()) for match in matches]

    return found


@dataclass(frozen=True)
class Whole:
    """A list at hand: where it is in the data folder, how its rows name their party, and how many of both it has.

    `kinds`: how many parties of some kinds there are. `written`: one that bench.full_size writes.
    """

    title: str
    path: str
    rows_of: Rows
    rows: int
    entities: int
    kinds: Mapping[Schema, int] = field(default_factory=dict)
    written: bool = False


_UN = marked(rb"<REFERENCE_NUMBER>\s*(.*?)\s*</REFERENCE_NUMBER>")
OFAC = "lists/ofac/triple_2023-12-28"
LISTS = (
    Whole("OFAC SDN, CSV, 2023-12-28", OFAC, in_column(0, 0), 13_821, 13_821),
    Whole("OFAC SDN, CSV, 2021-07-07", "lists/ofac/triple_2021-07-07", in_column(0, 0), 8_976, 8_976),
    Whole("OFAC SDN, sdn.csv alone, 2024-07-02", "lists/ofac/sdn_2024-07-02.csv.gz", in_column(0, 0), 15_443, 15_443),
    Whole("OFAC consolidated, CSV", "lists/ofac/cons/cons_prim.csv", in_column(0, 0), 442, 442),
    Whole(
        "OFAC consolidated, XML, 2025-03-28", "lists/ofac/cons/consolidated_2025-03-28.xml.gz",
        marked(rb"<sdnEntry>\s*<uid>(\d+)"), 443, 443,
    ),
    Whole(
        "OFAC consolidated, enhanced XML, 2025-01-10", "lists/ofac/cons/CONS_ENHANCED_2025-01-10.zip",
        marked(rb'<entity id="(\d+)"'), 443, 443,
    ),
    Whole("UN, XML, 2026-02", str(UN), _UN, 1_003, 1_003, {Schema.PERSON: 730, Schema.ORGANIZATION: 273}),
    Whole("UN, XML, 2025-04-19", "lists/un/consolidated_2025-04-19.xml.gz", _UN, 877, 877),
    Whole("UN, XML, 2020", "lists/un/consolidated_2020.xml.gz", _UN, 1_018, 1_018),
    Whole("UN, XML, 2018", "lists/un/consolidated_2018.xml.gz", _UN, 1_093, 1_093),
    Whole("OFSI consolidated, CSV, 2018-04-13", str(CONLIST), in_column(-1, 2), 9_487, 2_106),
    Whole(
        "OFSI consolidated, CSV, 2014-04-02", "lists/uk/ofsi_sanctionsconlist_2014-04-02.csv.gz",
        in_column(-1, 2), 8_950, 2_297,
    ),
    Whole("UK Sanctions List, CSV, made", "uk_sanctions_list.csv", in_column(1, 2), 7_184, 2_106, written=True),
    Whole(
        "UK Sanctions List, XML, made", "uk_sanctions_list.xml",
        marked(rb"<UniqueID>(.*?)</UniqueID>"), 2_106, 2_106, written=True,
    ),
    Whole(
        "EU, XML 1.1, made", "eu_fsf_1.1.xml", marked(rb'euReferenceNumber="(.*?)"'), 1_003, 1_003, written=True
    ),
    Whole(
        "EU, XML before 1.1, 2016-02", "lists/eu/global_2016-02_oldformat.xml.gz",
        marked(rb'<ENTITY Id="(\d+)"'), 595, 595,
    ),
    Whole(
        "EU, CSV 1.0, first rows, 2018-07-04", "lists/eu/fsf_csv_v1.0_first1000_2018-07-04_requoted.csv.gz",
        marked(rb'^"?\d\d/\d\d/\d{4};(\d+);'), 999, 93,
    ),
    Whole("Canada, XML, 2025", "lists/ca/sema_2025.xml.gz", marked(rb"<record>"), 4_759, 4_759),
    Whole(
        "US Consolidated Screening List, CSV, 2022-05-16", "lists/us_csl/consolidated_2022-05-16.csv.gz",
        in_column(0), 14_160, 14_048,
    ),
    Whole(
        "OpenSanctions, targets.simple, 2026-03-13",
        "lists/opensanctions/ua_war_sanctions_targets.simple_2026-03-13.csv.gz",
        in_column(0), 5_600, 5_600, {Schema.VESSEL: 1_340},
    ),
)  # fmt: skip
# One list of each publisher, the newest of those that are whole.
TOGETHER = (
    OFAC, "lists/ofac/cons/cons_prim.csv", str(UN), str(CONLIST), "lists/eu/global_2016-02_oldformat.xml.gz",
    "lists/ca/sema_2025.xml.gz", "lists/us_csl/consolidated_2022-05-16.csv.gz",
    "lists/opensanctions/ua_war_sanctions_targets.simple_2026-03-13.csv.gz",
)  # fmt: skip


def main() -> None:
    """Print the table and how it stands to the bars; this file runs itself for what is measured alone."""
    match sys.argv[1:]:
        case ["--read", file]:
            sys.stdout.write(json.dumps(read(Path(file))))
        case ["--serve", folder, *files]:
            sys.stdout.write(json.dumps(serve(Path(folder), list(map(Path, files)))))
        case options:
            if data := os.environ.get("BENCH_DATA"):
                told = report(Path(data))
                if "--write" in options:
                    put_into(PAGE, told)
            else:
                say("whole lists are left out: they are in the folder that BENCH_DATA names")


def report(data: Path) -> str:
    """The table and the lines below it, printed as they come."""
    lines: list[str] = []

    def tell(line: str) -> None:
        say(line)
        lines.append(line)

    with tempfile.TemporaryDirectory() as folder:
        write(data, Path(folder))
        tell(f"| {' | '.join(COLUMNS)} |")
        tell(f"|---|{'---:|' * (len(COLUMNS) - 1)}")
        seconds = {}
        for one in LISTS:
            place = (Path(folder) if one.written else data) / one.path
            figures = told_by("--read", place)
            check(one, place, figures)
            seconds[one.path] = figures["seconds"]
            tell(table_line(one, figures))
        together = told_by("--serve", folder, *(data / path for path in TOGETHER))
    assert together["found"], "the matcher of all lists finds a name of each of them"
    tell("")
    for line in bars(seconds, together):
        tell(line)
    return "\n".join(lines)


def told_by(*arguments: str | Path) -> dict[str, Any]:
    """What a process of its own measures."""
    run = [sys.executable, "-m", "bench.lists", *map(str, arguments)]
    told = subprocess.run(run, check=True, stdout=subprocess.PIPE, text=True).stdout  # noqa: S603 - ourselves
    figures: dict[str, Any] = json.loads(told)
    return figures


def read(file: Path) -> dict[str, Any]:
    """Read one list once, and count what is in it."""
    started = time.perf_counter()
    result = source.read(file)
    seconds = time.perf_counter() - started
    entities = result.entities
    return {
        "seconds": seconds,
        "memory": most_memory(),
        "entities": len(entities),
        "unread": len(result.summary.problems),
        "names": result.summary.names,
        "weak": sum(name.strength is Strength.WEAK for entity in entities for name in entity.names),
        "kinds": {schema: sum(entity.schema is schema for entity in entities) for schema in Schema},
        "empty": [empty_share(entities, is_there) for is_there in (
            lambda entity: entity.countries,
            lambda entity: entity.births or entity.schema is not Schema.PERSON,
            lambda entity: entity.identifiers,
            lambda entity: entity.programmes,
            lambda entity: any(listing.listed_on for listing in entity.listings),
        )],
    }  # fmt: skip


def empty_share(entities: Sequence[Entity], is_there: Callable[[Entity], Any]) -> float:
    """The share of entities that lack something, 0-1."""
    return sum(not is_there(entity) for entity in entities) / len(entities)


def most_memory() -> float:
    """The most that this process had in memory so far, in MB; getrusage would count what its parent had."""
    most = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(most[1]) / 1024 if most else 0.0


def check(one: Whole, place: Path, figures: Mapping[str, Any]) -> None:
    """Every row is of a party that was read, or is told as unread; the parties are as many as are known to be there."""
    ids = one.rows_of(packed.unpack(place, MAIN_FILES).content)
    assert len(ids) == one.rows, f"{one.title}: {len(ids)} rows, expected {one.rows}"
    assert figures["entities"] == one.entities, f"{one.title}: {figures['entities']}, expected {one.entities}"
    assert len(set(ids)) == one.entities + figures["unread"], f"{one.title}: {len(set(ids))} parties in its rows"
    for schema, number in one.kinds.items():
        assert figures["kinds"][schema] == number, f"{one.title}: {figures['kinds'][schema]} of {schema}"


def table_line(one: Whole, figures: Mapping[str, Any]) -> str:
    """A row of the table."""
    counts = [one.rows, *(figures[name] for name in ("entities", "names", "weak"))]
    cells = [one.title, *(f"{count:,}" for count in counts), *(f"{share:.0%}" for share in figures["empty"])]
    cells += [f"{figures['unread']:,}", f"{figures['seconds']:.2f}", f"{figures['memory']:.0f}"]
    return f"| {' | '.join(cells)} |"


def serve(folder: Path, files: Sequence[Path]) -> dict[str, Any]:
    """All lists, from their files to a matcher that is mapped and finds, as a worker makes it."""
    started = time.perf_counter()
    parts = [source.read(file) for file in [*files, *(CONFIG / name for name in ("countries.toml", "evidence.toml"))]]
    read_at = time.perf_counter()
    firsts = [part.entities[0].caption for part in parts if part.entities]
    watchlist = assemble(parts)
    del parts
    names = sum(len(entity.names) for entity in watchlist.entities)
    matcher = compiled.matcher(Artefacts(folder), watchlist.version, Policy(), lambda: watchlist)
    is_found = [bool(matcher.find(make_document(f"Yesterday {name} was seen again.", "bench"))) for name in firsts]
    return {
        "seconds": time.perf_counter() - started,
        "reading": read_at - started,
        "memory": most_memory(),
        "entities": len(watchlist.entities),
        "names": names,
        "found": all(is_found),
    }


def bars(seconds: Mapping[str, float], together: Mapping[str, Any]) -> Iterator[str]:
    """What was measured beside what may be needed."""
    time_taken = beside(together["seconds"], ALL_SECONDS, "s")
    yield from (
        f"- OFAC's CSV files, read and joined: {beside(seconds[OFAC], OFAC_SECONDS, 's')}",
        f"- the UN's list: {beside(seconds[str(UN)], UN_SECONDS, 's')}",
        f"- one list of each publisher, {together['entities']:,} parties with {together['names']:,} names, from "
        f"the files to a matcher that finds: {time_taken}, {together['reading']:.1f} s "
        f"of it reading; {beside(together['memory'], ALL_MEGABYTES, 'MB')} at most",
    )


def beside(measured: float, bar: float, unit: str) -> str:
    """A figure and its bar."""
    figure = f"{measured:.0f}" if measured >= 100 else f"{measured:.2f}"
    return f"{figure} {unit} (bar {bar:.0f} {unit}{'' if measured <= bar else ', MISSED'})"


def put_into(page: Path, told: str) -> None:
    """Put the table between the two marks of a page."""
    before, _, rest = page.read_text("utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    page.write_text(f"{before}{BEGIN}\n{told}\n{END}{after}", "utf-8")


if __name__ == "__main__":
    main()
