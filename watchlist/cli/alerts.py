"""`watchlist alerts`: the alerts in the store."""

import getpass
from datetime import timedelta
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from watchlist import wiring
from watchlist.cli import output
from watchlist.config import Loaded
from watchlist.errors import NotFound, StoreError
from watchlist.model.alerts import Disposition, Occasion, Severity
from watchlist.screening import export
from watchlist.store import alerts as alerts_now
from watchlist.store import decisions, search, steps
from watchlist.store.database import Database
from watchlist.store.decisions import Decision
from watchlist.store.search import AlertFilter
from watchlist.store.steps import StepKind

_by = click.option("--by", default=getpass.getuser, metavar="NAME", help="Who; default: the user of this shell.")


@click.group(invoke_without_command=True)
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="Alerts at the most.")
@click.option("--min-score", type=click.FloatRange(0, 100), metavar="POINTS", help="Only from this score on.")
@click.option("--severity", type=click.Choice([s.value for s in Severity]), help="Only of this severity.")
@click.option("--disposition", type=click.Choice([d.value for d in Disposition]), help="Only with this decision.")
@click.option("--entity", metavar="ID", help="Only on this entity or sector.")
@click.option("--top", is_flag=True, help="Open alerts in the order to look at them: severity, score, basis, newest.")
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "jsonl"]), help="Default: table, or jsonl when piped."
)
@click.pass_context
def alerts(
    context: click.Context,
    limit: int,
    min_score: float | None,
    severity: str | None,
    disposition: str | None,
    entity: str | None,
    top: bool,
    form: output.Format | None,
) -> None:
    """List the alerts in the store, newest first or, with --top, most urgent first."""
    if context.invoked_subcommand is not None:
        return
    wanted = AlertFilter(
        min_score=min_score,
        severity=Severity(severity) if severity else None,
        disposition=Disposition(disposition) if disposition else Disposition.OPEN if top else None,
        entities=wiring.build(context.obj.settings).ids_of(entity) if entity else None,
    )
    with open_store(context.obj).read() as connection:
        if top:
            rows, _ = search.queue(connection, wanted, None, limit)
        else:
            rows = search.page(connection, wanted, None, limit).rows
    form = form or output.default_format()
    if form == "table":
        _print_table(rows)
    else:
        output.write_hits(rows, form)


@alerts.command()
@click.argument("alert_id", metavar="ALERT")
@click.pass_obj
def show(loaded: Loaded, alert_id: str) -> None:
    """Show one alert with its mentions and evidence."""
    print_alert(find_alert(loaded, alert_id))


@alerts.command()
@click.argument("alert_id", metavar="ALERT")
@click.argument("disposition", type=click.Choice([d.value for d in Disposition]))
@click.option("--reason", required=True, metavar="TEXT", help="Why; it stays on record.")
@click.option("--remember/--no-remember", default=True, show_default=True,
              help="Whether a false positive closes later alerts that rest on the same, too.")  # fmt: skip
@_by
@click.pass_obj
def decide(loaded: Loaded, alert_id: str, disposition: str, reason: str, remember: bool, by: str) -> None:
    """Decide on an alert: escalated, true_match, false_positive, or open again."""
    database, now = open_store(loaded), wiring.utc_now()
    until = now + timedelta(days=loaded.settings.review.remember_days) if remember else None
    with database.write() as connection:
        database.lock_log(connection)
        alert = decisions.decide(connection, alert_id, Decision(Disposition(disposition), by, reason, now, until))
    click.echo(f"alert {alert['id']}  {alert['disposition']}  {alert['entity']['caption']}")


@alerts.command()
@click.argument("alert_id", metavar="ALERT")
@click.argument("assignee", metavar="NAME", required=False)
@_by
@click.pass_obj
def assign(loaded: Loaded, alert_id: str, assignee: str | None, by: str) -> None:
    """Say who looks at an alert; without a NAME, nobody."""
    database = open_store(loaded)
    with database.write() as connection:
        database.lock_log(connection)
        decisions.assign(connection, alert_id, assignee, by, wiring.utc_now())
    click.echo(f"alert {alert_id} is looked at by {assignee or 'nobody'}")


@alerts.command()
@click.argument("alert_id", metavar="ALERT")
@click.argument("text")
@_by
@click.pass_obj
def note(loaded: Loaded, alert_id: str, text: str, by: str) -> None:
    """Say something on an alert; it stands in its history."""
    database = open_store(loaded)
    with database.write() as connection:
        database.lock_log(connection)
        decisions.note(connection, alert_id, text, by, wiring.utc_now())
    click.echo(f"noted on alert {alert_id}")


@alerts.command("export")
@click.option("--format", "form", type=click.Choice(list(export.FORMS)), default="jsonl", show_default=True)
@click.option("--disposition", type=click.Choice([d.value for d in Disposition]), help="Only with this decision.")
@click.pass_obj
def export_alerts(loaded: Loaded, form: str, disposition: str | None) -> None:
    """Export every alert, newest first, as CSV, JSON lines or FollowTheMoney."""
    wanted = AlertFilter(disposition=Disposition(disposition) if disposition else None)
    for piece in export.FORMS[form].write(export.each_alert(open_store(loaded), wanted)):
        click.echo(piece, nl=False)


@alerts.command()
@click.argument("alert_id", metavar="ALERT")
@click.pass_obj
def history(loaded: Loaded, alert_id: str) -> None:
    """Show what was decided on an alert, by whom, when and why."""
    with open_store(loaded).read() as connection:
        found = steps.of_alert(connection, alert_id)
    for step in found:
        click.echo(f"{step['at']}  {step['by']}  {_told(step)}")
    click.echo(f"{len(found)} step{'' if len(found) == 1 else 's'}")


def _told(step: dict[str, Any]) -> str:
    words = "(erased)" if step["reason"] is None else step["reason"]
    if step["kind"] == StepKind.ASSIGNED.value:
        return f"assigned to {step['to'] or 'nobody'}"
    return words if step["kind"] == StepKind.NOTED.value else f"{step['from']} -> {step['to']}  {words}"


@alerts.command()
@click.pass_obj
def verify(loaded: Loaded) -> None:
    """Check that no decision is missing or was altered; ends with 5 when one is."""
    with open_store(loaded).read() as connection:
        wrong = list(steps.verify(connection))
    if wrong:
        raise StoreError("\n".join(wrong))
    click.echo("every decision is there, as it was made")


def open_store(loaded: Loaded) -> Database:
    """The store, with its tables in this version."""
    database = wiring.connect(loaded.settings)
    database.migrate()
    return database


def find_alert(loaded: Loaded, alert_id: str) -> dict[str, Any]:
    """One alert by its id.

    Raises:
        NotFound: there is none.
    """
    with open_store(loaded).read() as connection:
        try:
            return alerts_now.get(connection, alert_id)
        except NotFound as error:
            raise NotFound(f"{error}; `watchlist alerts` lists them") from None


def print_alert(alert: dict[str, Any]) -> None:
    """One alert in full."""
    Console().print(
        f"alert {alert['id']}  {alert['severity']}  {alert['disposition']}  opened {alert['opened_at']}",
        highlight=False,
    )
    for line in _remarks(alert):
        Console().print(line, highlight=False)
    for hit in alert["hits"]:
        Console().print(Text(hit["document"]["origin"], style="dim"))
        output.print_explained(hit)


def _remarks(alert: dict[str, Any]) -> list[str]:
    """What sets an alert apart from one on a listed party in a new text."""
    remarks = ["new listing, old text"] if alert["occasion"] == Occasion.LOOKBACK.value else []
    return [*remarks, f"on no list since {alert['delisted_at']}"] if alert["delisted_at"] else remarks


def _print_table(rows: list[dict[str, Any]]) -> None:
    table = Table(expand=True, header_style="bold", box=None, pad_edge=False)
    table.add_column("alert", no_wrap=True)
    table.add_column("severity", no_wrap=True)
    table.add_column("score", justify="right", no_wrap=True)
    table.add_column("entity", ratio=2, overflow="fold")
    table.add_column("basis", no_wrap=True)
    table.add_column("where, and in which words", ratio=4)
    for row in rows:
        score, entity, basis, _, words = output.hit_cells(row["hits"][0])
        reasons = Text("; ").join([*map(Text, _remarks(row)), output.reasons(row["hits"][0])])
        table.add_row(row["id"], row["severity"], score, entity, basis, Text.assemble(words, "\n", reasons))
    console = Console()
    if rows:
        console.print(table)
    console.print(f"{len(rows)} alert{'' if len(rows) == 1 else 's'}")
