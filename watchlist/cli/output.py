"""Hits and alerts for people and programs: a table, JSON, JSON lines, CSV."""

import csv
import json
import os
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Literal

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

Format = Literal["table", "json", "jsonl", "csv"]
FORMATS: Sequence[Format] = ("table", "json", "jsonl", "csv")

_CSV = (
    "document", "start", "end", "surface", "entity", "caption", "schema", "basis", "score", "rule", "name",
    "publishers", "programmes",
)  # fmt: skip
_BASIS_STYLE = {"designated": "bold red", "named": "yellow"}


def default_format() -> Format:
    """A table on a terminal, JSON lines when piped."""
    return "table" if sys.stdout.isatty() else "jsonl"


def write_hits(hits: Iterable[dict[str, Any]], form: Format) -> None:
    """Print hits; JSON lines come one by one as they are found.

    A reader that goes away (`watchlist scan | head`) ends the printing, and that is no error.
    """
    try:
        _write(hits, form)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _write(hits: Iterable[dict[str, Any]], form: Format) -> None:
    if form == "jsonl":
        for hit in hits:
            print_json_line(hit)
    elif form == "json":
        json.dump(list(hits), sys.stdout, indent=1)
        sys.stdout.write("\n")
    elif form == "csv":
        _write_csv(hits)
    else:
        print_table(hits)


def print_json_line(value: dict[str, Any]) -> None:
    """One JSON object on one line, at once; lone surrogates as escapes."""
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def _write_csv(hits: Iterable[dict[str, Any]]) -> None:
    """One row a mention."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(_CSV)
    for hit in hits:
        entity = hit["entity"]
        for mention in hit["mentions"]:
            row = [
                hit["document"]["origin"], mention["start"], mention["end"], mention["surface"], entity["id"],
                entity["caption"], entity["schema"], entity["basis"], hit["score"], mention["rule"], mention["name"],
                " ".join(entity["publishers"]), " ".join(entity["programmes"]),
            ]  # fmt: skip
            writer.writerow([_harmless(cell) for cell in row])


def _harmless(cell: Any) -> Any:
    """A cell that a spreadsheet takes for text: a leading = + - @ would be run as a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def print_table(hits: Iterable[dict[str, Any]]) -> None:
    """A table that shows each hit's best mention in its sentence."""
    table = Table(show_lines=False, expand=True, header_style="bold", box=None, pad_edge=False)
    table.add_column("score", justify="right", no_wrap=True)
    table.add_column("entity", ratio=2, overflow="fold")
    table.add_column("basis", no_wrap=True)
    table.add_column("mentions", justify="right", no_wrap=True)
    table.add_column("where, and in which words", ratio=5)
    count = 0
    for hit in hits:
        count += 1
        table.add_row(*hit_cells(hit))
    console = Console()
    if count:
        console.print(table)
    console.print(f"{count} hit{'' if count == 1 else 's'}")


def hit_cells(hit: dict[str, Any]) -> tuple[str | Text, ...]:
    """The cells of one hit."""
    entity = hit["entity"]
    where = Text(f"{hit['document']['origin']}\n", style="dim")
    return (
        f"{hit['score']:.1f}",
        Text.assemble(f"{entity['caption']}\n", (entity["id"], "dim")),
        Text(entity["basis"], style=_BASIS_STYLE.get(entity["basis"], "")),
        str(hit["mention_count"]),
        where.append_text(in_sentence(hit)),
    )


def reasons(hit: dict[str, Any]) -> Text:
    """What bears on a hit in one line: what differs from the name as listed, and what stands beside it."""
    best = max(hit["mentions"], key=lambda mention: float(mention["score"]))
    costs = [f"{reason} {-points:+.0f}" for reason, points in best.get("costs", ())]
    first = {evidence["kind"]: evidence for evidence in reversed(hit["evidence"])}
    beside = [
        f"{evidence['kind']} “{evidence['text']}” {evidence['points']:+.0f}"
        for evidence in hit["evidence"]
        if evidence is first[evidence["kind"]]
    ]
    return Text("; ".join((*costs, *beside)), style="italic dim")


def in_sentence(hit: dict[str, Any]) -> Text:
    """The sentence of the best mention, the mentions in it and the evidence marked."""
    start, text = hit["context"]["start"], hit["context"]["text"]
    sentence = Text(text)
    for evidence in hit["evidence"]:
        sentence.stylize("underline", *_inside(evidence, start, text))
    for mention in hit["mentions"]:
        sentence.stylize("bold reverse", *_inside(mention, start, text))
    return Text(" ").join(sentence.split("\n"))


def _inside(span: dict[str, Any], start: int, text: str) -> tuple[int, int]:
    """A span counted from the start of the context; empty when it lies outside."""
    first, last = max(0, span["start"] - start), min(len(text), span["end"] - start)
    return (first, last) if first < last else (0, 0)


def print_explained(hit: dict[str, Any]) -> None:
    """Word by word how a hit's score came about."""
    console = Console()
    _print_entity(console, hit["entity"], hit["score"])
    console.print(in_sentence(hit))
    for mention in hit["mentions"]:
        console.print(
            f"  [bold]{escape(mention['surface'])}[/] at {mention['start']}-{mention['end']}: "
            f"{mention['score']:.1f} by rule {mention['rule']!r}, listed as {escape(mention['name'])}"
        )
        _print_words(console, mention)
    for evidence in hit["evidence"]:
        console.print(
            f"  {evidence['kind']}: {escape(evidence['text'])} at {evidence['start']}-{evidence['end']}: "
            f"{evidence['points']:+.1f}"
        )


def print_candidate(row: dict[str, Any]) -> None:
    """One listed name that a single name may be, word by word."""
    console = Console()
    _print_entity(console, row["entity"], row["score"])
    console.print(f"  listed as {escape(row['name'])}")
    _print_words(console, row)


def _print_entity(console: Console, entity: dict[str, Any], score: float) -> None:
    console.print(f"[bold]{escape(entity['caption'])}[/] {escape(entity['id'])}  {entity['basis']}  score {score:.1f}")


def _print_words(console: Console, mention: dict[str, Any]) -> None:
    """What met what, and what differs."""
    for listed, written, likeness in mention["words"]:
        met = f"met {escape(written)} ({likeness:.0f})" if written is not None else "was not met"
        console.print(f"      {escape(listed)} {met}")
    for reason, points in mention.get("costs", ()):  # alerts of earlier releases have none
        console.print(f"      {escape(reason)}: {-points:+.1f}")


def ago(now: datetime, at: datetime | None) -> str:
    """How long ago a time was, in the unit that suits it."""
    if at is None:
        return "never"
    seconds = max(0.0, (now - at).total_seconds())
    for unit, length in (("d", 86_400), ("h", 3600), ("min", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {unit} ago"
    return f"{seconds:.0f} s ago"
