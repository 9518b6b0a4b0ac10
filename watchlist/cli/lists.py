"""`watchlist refresh` and `watchlist lists`: bring the lists up to date, and say how they are."""

import contextlib
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from watchlist import wiring
from watchlist.cli.beside import by_worker
from watchlist.cli.output import ago
from watchlist.config import Loaded
from watchlist.errors import ListError, ListUnavailable
from watchlist.model.alerts import time_json
from watchlist.scheduler import REFRESH, job_of
from watchlist.screening.listing import ListNow
from watchlist.screening.official import fetch_list, take_dropped
from watchlist.screening.refresh import refresh as refresh_files
from watchlist.store.leader import Leadership
from watchlist.store.lists import ChangeFilter, changes
from watchlist.wiring import Service

# Changes that are shown; --format jsonl gives all.
_MOST_SHOWN = 200
_PAGE = 1000


@click.command()
@click.argument("names", nargs=-1, metavar="[LIST ...]")
@click.option("--force", is_flag=True, help="Take a list also when it shrank more than lists.max_shrink allows.")
@click.pass_obj
def refresh(loaded: Loaded, names: tuple[str, ...], force: bool) -> None:
    """Bring the lists up to date now: files here, what was dropped, and the official lists, or those named.

    Where a worker runs, it does the work. A list that fails keeps its last good version, and the command ends with 3.
    """
    if force and not names:
        raise click.UsageError("expected the lists to take by --force, as in: watchlist refresh --force un")
    service = wiring.build(loaded.settings)
    steps = _steps(service, names)
    leadership = Leadership(service.database)
    alone = leadership.take()
    failed = []
    try:
        for name in steps:
            problem = (
                _here(service, name, force=force)
                if alone
                else by_worker(service, leadership, name, {"force": True} if force else None)
            )
            if problem:
                failed.append(problem)
    finally:
        leadership.release()
    for one in _now(service):
        if not names or one.name in names:
            click.echo(one.told)
    if failed:
        raise ListUnavailable("\n".join(failed))


def _steps(service: Service, names: Sequence[str]) -> list[str]:
    """What to do, by the names of jobs: the files first, as they need no network."""
    asked = service.lists.asked()
    for name in names:
        if name not in [one.name for one in asked]:
            raise ListUnavailable(f"there is no list {name!r}; expected {', '.join(one.name for one in asked)}")
    wanted = [one for one in asked if one.is_fetched and (not names or one.name in names)]
    if service.settings.lists.offline:
        wanted = []
    is_file = any(not one.is_fetched and one.name in names for one in asked)
    files = [REFRESH] if is_file or not names or service.settings.lists.offline else []
    return [*files, *(job_of(one.name) for one in wanted)]


def _here(service: Service, job: str, *, force: bool) -> str | None:
    """Do a step in this process; what went wrong."""
    try:
        if job == REFRESH:
            refused = take_dropped(service.database, service.lists, service.now)
            result = refresh_files(service.database, service.lists.asked(), service.now, service.lists.limits())
            return "\n".join(f"{name}: {reason}" for name, reason in (refused | result.refused).items()) or None
        name = job.partition(":")[2]
        fetch_list(service.database, service.lists, name, service.now, contextlib.nullcontext(), force=force)
    except ListError as error:
        return str(error)
    return None


def _now(service: Service) -> list[ListNow]:
    return service.lists_now()


class Since(click.ParamType[datetime]):
    """A day, a time, or how long ago: 2026-01-31, 2026-01-31T12:00, 24h, 7d."""

    name = "TIME"

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> datetime:
        """Check what was typed."""
        text = str(value)
        if text[:-1].isdigit() and text[-1] in "hd":
            with contextlib.suppress(OverflowError):
                return datetime.now(UTC) - timedelta(**{"hours" if text[-1] == "h" else "days": int(text[:-1])})
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            self.fail(f"expected a day such as 2026-01-31, or 24h, or 7d, found {text!r}", param, context)
        return at if at.tzinfo else at.replace(tzinfo=UTC)


@click.command("lists")
@click.argument("name", required=False, metavar="[LIST]")
@click.option("--changes", "show_changes", is_flag=True, help="What versions of the lists changed, and in which names.")
@click.option("--since", type=Since(), help="With --changes: from this time on (2026-01-31, 24h, 7d).")
@click.option("--format", "form", type=click.Choice(["table", "jsonl"]), help="Default: table, or jsonl when piped.")
@click.pass_obj
def show_lists(loaded: Loaded, name: str | None, show_changes: bool, since: datetime | None, form: str | None) -> None:
    """Show each list: how the last look ended, age, entities, names, unread rows; or what changed."""
    if since and not show_changes:
        raise click.UsageError("--since goes with --changes")
    service = wiring.build(loaded.settings)
    if name and name not in [one.name for one in service.lists.asked()]:
        raise ListUnavailable(f"there is no list {name!r}; `watchlist lists` names them")
    as_lines = (form or ("table" if Console().is_terminal else "jsonl")) == "jsonl"
    if show_changes:
        _show_changes(service, ChangeFilter(list=name, since=since), as_lines=as_lines)
        return
    shown = [one for one in _now(service) if name in (None, one.name)]
    if as_lines:
        for one in shown:
            click.echo(json.dumps(list_json(one), ensure_ascii=False))
    else:
        _print_lists(shown, service.now)


def list_json(one: ListNow) -> dict[str, Any]:
    """A list as a line of JSON."""
    summary = one.summary
    return {
        "name": one.name,
        "outcome": one.outcome,
        "error": one.error,
        "is_stale": one.is_stale,
        "current_at": time_json(one.current_at),
        "taken_at": time_json(one.taken_at),
        "entities": summary.entities if summary else 0,
        "names": summary.names if summary else 0,
        "unread": len(summary.problems) if summary else 0,
        "missing": list(summary.missing) if summary else [],
        "licence": one.licence,
    }


def _print_lists(shown: Sequence[ListNow], now: Callable[[], datetime]) -> None:
    table = Table(header_style="bold", box=None, pad_edge=False)
    for column in ("list", "last look", "current", "changed"):
        table.add_column(column, no_wrap=column == "list")
    for column in ("entities", "names", "unread rows"):
        table.add_column(column, justify="right")
    at = now()
    for one in shown:
        summary = one.summary
        counts = (summary.entities, summary.names, len(summary.problems)) if summary else (0, 0, 0)
        outcome = one.outcome + (", stale" if one.is_stale else "")
        table.add_row(one.name, outcome, ago(at, one.current_at), ago(at, one.taken_at), *map(str, counts))
    console = Console()
    console.print(table)
    for one in shown:
        if one.error or (one.summary and one.summary.missing):
            missing = f"without {', '.join(one.summary.missing)}" if one.summary and one.summary.missing else ""
            console.print(f"{one.name}: {one.error or missing}", markup=False, highlight=False)


def _show_changes(service: Service, wanted: ChangeFilter, *, as_lines: bool) -> None:
    console = Console(highlight=False)
    after = count = 0
    while True:
        with service.database.read() as connection:
            rows = changes(connection, wanted, after, _PAGE)
        for row in rows:
            count += 1
            if as_lines:
                click.echo(json.dumps(row, ensure_ascii=False))
            elif count <= _MOST_SHOWN:
                console.print(_change_line(row), markup=False, soft_wrap=True)
        if len(rows) < _PAGE:
            break
        after = rows[-1]["number"]
    if not as_lines:
        more = f"; the first {_MOST_SHOWN} are shown, --format jsonl gives all" if count > _MOST_SHOWN else ""
        console.print(f"{count} changes{more}")


def _change_line(row: dict[str, Any]) -> str:
    parts = []
    for field, value in row["fields"].items():
        if isinstance(value, list):
            parts.append("; ".join(value))
        elif "was" in value:
            parts.append(f"{field}: {value['was']!r} is now {value['is']!r}")
        else:
            parts += [f"{field}: {sign}{one}" for sign, key in (("-", "removed"), ("+", "added"))
                      for one in value.get(key, ())] or [f"{field} differ"]  # fmt: skip
    return (
        f"{row['at'][:16]}  {row['list']}  {row['change']:8}  {row['entity_id']}  {row['caption']}  {' | '.join(parts)}"
    )
