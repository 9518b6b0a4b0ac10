"""`watchlist sources`: how each source of new text is doing, and look at one now, let it rest, or go on."""

import json
import threading

import click
from rich.console import Console
from rich.table import Table

from watchlist import wiring
from watchlist.cli.beside import by_worker
from watchlist.cli.output import ago
from watchlist.config import Loaded
from watchlist.errors import ConfigError, DocumentError, FetchError
from watchlist.screening.gather import gather
from watchlist.screening.intake import SourceNow
from watchlist.store import jobs
from watchlist.store.leader import Leadership
from watchlist.wiring import Service


@click.group("sources", invoke_without_command=True)
@click.option("--format", "form", type=click.Choice(["table", "jsonl"]), help="Default: table, or jsonl when piped.")
@click.pass_context
def sources(context: click.Context, form: str | None) -> None:
    """Show each source of new text: how the last look ended, what it brought, and what waits.

    The setting sources.file says which there are.
    """
    if context.invoked_subcommand:
        return
    loaded: Loaded = context.obj
    service = wiring.build(loaded.settings)
    shown = service.sources_now()
    if (form or ("table" if Console().is_terminal else "jsonl")) == "jsonl":
        for one in shown:
            click.echo(json.dumps(one.as_json(), ensure_ascii=False))
    else:
        _print(service, shown)


@sources.command()
@click.argument("name")
@click.pass_obj
def run(loaded: Loaded, name: str) -> None:
    """Look at a source now. Where a worker runs, it does; else its texts are screened when one does."""
    service = wiring.build(loaded.settings)
    source = next((one for one in service.sources if one.name == name), None)
    if source is None:
        raise _unknown(service, name)
    leadership = Leadership(service.database)
    try:
        if leadership.take():
            stop = threading.Event()
            report = gather(service.gatherer(stop.wait), source, stop.is_set)
            for problem in report.problems:
                click.echo(problem, err=True)
        else:
            failed = by_worker(service, leadership, jobs.of_source(name))
            if failed:
                raise DocumentError(failed)
    except FetchError as error:
        raise DocumentError(str(error)) from None
    finally:
        leadership.release()
        service.extractor.close()
    (now,) = (one for one in service.sources_now() if one.source.name == name)
    click.echo(f"{now.told}; {now.state.documents if now.state else 0} texts in all, {now.tally.waiting} items wait")


@sources.command()
@click.argument("name")
@click.pass_obj
def pause(loaded: Loaded, name: str) -> None:
    """Let a source rest: it is looked at only when someone says `watchlist sources run`."""
    service = _declared(loaded, name)
    jobs.pause(service.database, jobs.of_source(name), service.now())
    click.echo(f"{name}: paused")


@sources.command()
@click.argument("name")
@click.pass_obj
def resume(loaded: Loaded, name: str) -> None:
    """Let a source that rests go on at its times."""
    service = _declared(loaded, name)
    jobs.pause(service.database, jobs.of_source(name), None)
    click.echo(f"{name}: goes on")


def _declared(loaded: Loaded, name: str) -> Service:
    """The service, with a row for the job of a source, which a worker may not have made yet."""
    service = wiring.build(loaded.settings)
    if name not in [one.name for one in service.sources]:
        raise _unknown(service, name)
    jobs.add(service.database, jobs.of_source(name))
    return service


def _unknown(service: Service, name: str) -> ConfigError:
    known = ", ".join(one.name for one in service.sources)
    expected = f"expected {known}" if known else "the setting sources.file names none"
    return ConfigError(f"there is no source {name!r}; {expected}")


def _print(service: Service, shown: list[SourceNow]) -> None:
    table = Table(header_style="bold", box=None, pad_edge=False)
    for column in ("source", "kind", "outcome", "looked", "next (UTC)"):
        table.add_column(column, no_wrap=True)
    for column in ("texts", "waiting", "unread"):
        table.add_column(column, justify="right")
    now = service.now()
    for one in shown:
        state, tally = one.state, one.tally
        looked = ago(now, state.checked_at if state else None)
        following = "paused" if one.job.get("paused_at") else (one.job.get("next_run_at") or "")[11:19]
        counts = (state.documents if state else 0, tally.waiting, tally.unread)
        table.add_row(one.source.name, one.source.kind, one.outcome, looked, following, *map(str, counts))
    console = Console()
    console.print(table)
    for one in shown:
        if not one.is_well:
            console.print(one.told, markup=False, highlight=False)
