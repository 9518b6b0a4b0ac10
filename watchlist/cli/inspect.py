"""`watchlist explain`, `measure` and `config`: how a score came about, how good the matcher is, which settings hold."""

import json
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from watchlist import matching
from watchlist.cli import output
from watchlist.cli.alerts import find_alert, print_alert
from watchlist.cli.scan import choose_watchlist
from watchlist.config import Loaded
from watchlist.model.alerts import hit_json
from watchlist.model.documents import make_document
from watchlist.screening.measure import Measured
from watchlist.screening.measure import measure as run_measure


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
    matcher = matching.compile(choose_watchlist(loaded.settings, ()), loaded.settings.matching_policy())
    hits = matching.screen(matcher, make_document(text or "", "--text"))
    for hit in hits:
        output.print_explained(hit_json(hit))
    least = matcher.policy.alert_at
    alerts = sum(hit.score >= least for hit in hits)
    Console().print(f"{len(hits)} found, {alerts} of them at or above {least:g}, where alerts begin")


@click.command()
@click.option(
    "--labels", type=click.Path(path_type=Path), help="Labels by hand; default: labels.csv of the first watched folder."
)
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.option("--list", "lists", multiple=True, type=click.Path(path_type=Path), metavar="FILE",
              help="Measure with this list instead of the configured watchlist; repeatable.")  # fmt: skip
@click.pass_obj
def measure(loaded: Loaded, labels: Path | None, form: str, lists: tuple[Path, ...]) -> None:
    """Measure recall and false hits on texts labelled by hand, and name each miss."""
    settings = loaded.settings
    if labels is None:
        if not settings.sources.folders:
            raise click.UsageError("there is no watched folder; expected --labels FILE")
        labels = settings.sources.folders[0] / "labels.csv"
    matcher = matching.compile(choose_watchlist(settings, lists), settings.matching_policy())
    measured = run_measure(matcher, labels, settings.sources.max_file_bytes)
    _print_json(measured) if form == "json" else _print_measured(measured)


def _print_json(measured: Measured) -> None:
    click.echo(
        json.dumps({
            "listed": measured.listed,
            "found": measured.listed - len(measured.missed),
            "recall": round(measured.recall, 4),
            "lookalikes": measured.lookalikes,
            "false_hits": measured.false_hits,
            "missed": [f"{label.document}:{label.start}-{label.end} {label.surface}" for label in measured.missed],
            "mistaken": [f"{label.document}:{label.start}-{label.end} {label.surface}" for label in measured.mistaken],
            "unlabelled": measured.unlabelled,
        })
    )  # fmt: skip


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
