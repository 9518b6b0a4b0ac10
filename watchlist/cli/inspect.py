"""`watchlist explain`, `match`, `measure` and `config`: scores and how good they are, settings and whence."""

import json
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from watchlist import matching
from watchlist.cli import output
from watchlist.cli.alerts import find_alert, print_alert
from watchlist.cli.scan import choose_matcher
from watchlist.config import Loaded
from watchlist.model.alerts import entity_json, hit_json, mention_json
from watchlist.model.documents import make_document
from watchlist.screening.measure import Measured
from watchlist.screening.measure import measure as run_measure
from watchlist.screening.plant import PlantReport, plant


@click.command()
@click.argument("alert", required=False)
@click.option("--text", help="Explain what is found in this text instead.")
@click.pass_obj
def explain(loaded: Loaded, alert: str | None, text: str | None) -> None:
    """Show word by word how a score came about, of an ALERT or in a --text."""
    if (alert is None) == (text is None):
        raise click.UsageError("expected either an ALERT or --text TEXT")
    if alert is not None:
        print_alert(find_alert(loaded, alert))
        return
    matcher = choose_matcher(loaded.settings, ())
    hits = matching.screen(matcher, make_document(text or "", "--text"))
    for hit in hits:
        output.print_explained(hit_json(hit))
    alerts = sum(map(matcher.policy.is_alert, hits))
    Console().print(f"{len(hits)} found, {alerts} of them alerts, which begin at {matcher.policy.alert_at:g}")


@click.command()
@click.argument("name")
@click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True, help="Candidates at the most.")
@click.option("--min-score", type=click.FloatRange(0, 100), default=60.0, show_default=True, metavar="POINTS",
              help="Only from this score on.")  # fmt: skip
@click.option("--list", "lists", multiple=True, type=click.Path(path_type=Path), metavar="FILE",
              help="Compare with this list instead of the configured watchlist; repeatable.")  # fmt: skip
@click.option("--format", "form", type=click.Choice(["table", "jsonl"]), help="Default: table, or jsonl when piped.")
@click.pass_obj
def match(
    loaded: Loaded, name: str, limit: int, min_score: float, lists: tuple[Path, ...], form: output.Format | None
) -> None:
    """Compare one NAME, not a text, with the listed names: candidates with scores and reasons.

    The words, weights and costs are those of a scan. As the name stands by itself, words that are not listed cost, too.
    """
    if not name.strip():
        raise click.UsageError(f"expected a name, found {name!r}")
    matcher = choose_matcher(loaded.settings, lists)
    mentions = [mention for mention in matcher.match(name) if mention.score >= min_score][:limit]
    rows = [{"entity": entity_json(matcher.items[m.entity_id]), **mention_json(m)} for m in mentions]
    if (form or output.default_format()) == "jsonl":
        output.write_hits(rows, "jsonl")
    else:
        for row in rows:
            output.print_candidate(row)
        Console().print(f"{len(rows)} candidate{'' if len(rows) == 1 else 's'} from {min_score:g} on")


@click.command()
@click.option(
    "--labels",
    type=click.Path(path_type=Path),
    help="Labels by hand; default: labels.csv of the first watched folder, unless there is a --list.",
)
@click.option("--plant", "size", type=click.IntRange(0, 100_000), default=100, show_default=True, metavar="N",
              help="Changed names planted for each kind of change; 0 plants none.")  # fmt: skip
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed plants the same names.")
@click.option("--misses", type=click.IntRange(0, 1000), default=3, show_default=True, help="Shown of each kind.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.option("--list", "lists", multiple=True, type=click.Path(path_type=Path), metavar="FILE",
              help="Measure with this list instead of the configured watchlist; repeatable.")  # fmt: skip
@click.pass_obj
def measure(
    loaded: Loaded, labels: Path | None, size: int, seed: int, misses: int, form: str, lists: tuple[Path, ...]
) -> None:
    """Measure recall and false hits, on texts labelled by hand and on planted names, and name the misses."""
    settings = loaded.settings
    matcher = choose_matcher(settings, lists)
    if labels is None and not lists:
        if not settings.sources.folders:
            raise click.UsageError("there is no watched folder; expected --labels FILE")
        labels = settings.sources.folders[0] / "labels.csv"
    measured = run_measure(matcher, labels, settings.sources.max_file_bytes) if labels else None
    planted = plant(matcher, size, seed) if size else None
    if form == "json":
        click.echo(
            json.dumps((_measured_json(measured) if measured else {}) | (_planted_json(planted) if planted else {}))
        )
        return
    if measured:
        _print_measured(measured)
    if planted:
        _print_planted(planted, misses)


def _measured_json(measured: Measured) -> dict[str, Any]:
    return {
        "listed": measured.listed,
        "found": measured.listed - len(measured.missed),
        "recall": round(measured.recall, 4),
        "lookalikes": measured.lookalikes,
        "false_hits": measured.false_hits,
        "missed": [f"{label.document}:{label.start}-{label.end} {label.surface}" for label in measured.missed],
        "mistaken": [f"{label.document}:{label.start}-{label.end} {label.surface}" for label in measured.mistaken],
        "unlabelled": measured.unlabelled,
    }


def _planted_json(planted: PlantReport) -> dict[str, Any]:
    return {
        "planted": {
            kind: {"planted": one.planted, "found": one.found, "missed": [list(miss) for miss in one.missed]}
            for kind, one in planted.kinds.items()
        },
        "planted_recall": round(planted.recall, 4),
        "innocent": planted.innocent,
        "innocent_alerts": [list(alert) for alert in planted.false_hits],
        "left_out": planted.left_out,
    }


def _print_measured(measured: Measured) -> None:
    console = Console(highlight=False)
    found = measured.listed - len(measured.missed)
    console.print(f"recall      {measured.recall:.3f}  ({found} of {measured.listed} listed mentions found)")
    console.print(
        f"false hits  {measured.false_hits}      (among {measured.lookalikes} look-alikes and all other text)"
    )
    for title, labels in (("missed", measured.missed), ("look-alike hit", measured.mistaken)):
        for label in labels:
            place = f"{label.document}:{label.start}-{label.end}"
            console.print(f"{title}: {place} {label.surface!r} {label.entity} {label.note}", markup=False)
    for line in measured.unlabelled:
        console.print(f"no label: {line}", markup=False)


def _print_planted(planted: PlantReport, misses: int) -> None:
    console = Console(highlight=False)
    table = Table(header_style="bold", box=None, pad_edge=False)
    for column, justify in (("planted", "left"), ("recall", "right"), ("names", "right"), ("missed, such as", "left")):
        table.add_column(column, justify=justify, overflow="fold")  # type: ignore[arg-type]
    for kind, one in planted.kinds.items():
        missed = "; ".join(f"{written!r} for {listed!r}" for written, listed in one.missed[:misses])
        table.add_row(kind, f"{one.recall:.3f}" if one.planted else "-", str(one.planted), Text(missed))
    console.print(table)
    console.print(f"planted     {planted.recall:.3f}  of all; {planted.left_out} names that only support were left out")
    console.print(f"innocent    {len(planted.false_hits)} of {planted.innocent} sentences with names of nobody alert")
    for written, listed in planted.false_hits[:misses]:
        console.print(f"innocent name hit: {written!r} taken for {listed!r}", markup=False)


@click.command("config")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.pass_obj
def show_config(loaded: Loaded, form: str) -> None:
    """Show every setting, its value and where it came from; secrets are masked."""
    settings = list(loaded.table())
    if form == "json":
        click.echo(json.dumps({s.key: {"value": s.value, "from": s.origin, "variable": s.variable} for s in settings}))
        return
    table = Table(expand=True, header_style="bold", box=None, pad_edge=False)
    table.add_column("setting and variable", no_wrap=True)
    table.add_column("value and meaning", ratio=3, overflow="fold")
    table.add_column("from", ratio=1, overflow="fold")
    for setting in settings:
        table.add_row(
            Text.assemble(setting.key, "\n", (setting.variable, "dim")),
            Text.assemble(setting.value or "-", "\n", (setting.description, "dim")),
            Text(setting.origin),
        )
    Console().print(table)
