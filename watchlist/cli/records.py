"""`watchlist screenings`, `audit` and `erase`: what is on record, and what is taken from it on request."""

import csv
import getpass
import json
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

import click

from watchlist import wiring
from watchlist.cli.alerts import open_store
from watchlist.config import Loaded
from watchlist.store import audit as store_audit
from watchlist.store import erasure, screenings
from watchlist.store.screenings import ScreeningFilter

_AT_A_TIME = 1000
_Day = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S%z"])


@click.command("screenings")
@click.option("--document", metavar="SHA256", help="Only of the text with this hash.")
@click.option("--since", type=_Day, metavar="DAY", help="Only at this time or later.")
@click.option("--until", type=_Day, metavar="DAY", help="Only before this time.")
@click.option("--lookbacks", is_flag=True, help="The looks back of that time instead.")
@click.option("--format", "form", type=click.Choice(["jsonl", "csv"]), default="jsonl", show_default=True)
@click.pass_obj
def show_screenings(
    loaded: Loaded, document: str | None, since: datetime | None, until: datetime | None, lookbacks: bool, form: str
) -> None:
    """Export the record of screenings: which text, when, with which versions, and what was found, also nothing.

    A text that stands there with an earlier list was not screened again after a look back that did not choose it: it is
    known to have had nothing new. --lookbacks exports these.
    """
    wanted = ScreeningFilter(document, _utc(since), _utc(until))
    with open_store(loaded).read() as connection:
        rows = screenings.lookbacks_at(connection, wanted) if lookbacks else screenings.each(connection, wanted)
        _write(rows, form)


@click.command("audit")
@click.option("--format", "form", type=click.Choice(["jsonl", "csv"]), default="jsonl", show_default=True)
@click.pass_obj
def show_audit(loaded: Loaded, form: str) -> None:
    """Export who did what through the API, the page and the command, the first first."""
    with open_store(loaded).read() as connection:
        _write(_every_row(connection), form)


def _every_row(connection: Any) -> Iterator[dict[str, Any]]:
    after = 0
    while rows := store_audit.listing(connection, after, _AT_A_TIME):
        yield from rows
        after = rows[-1]["number"]


@click.group()
def erase() -> None:
    """Erase what the store holds of a person, on request; that it was screened and decided on stays on record."""


@erase.command("text")
@click.argument("sha256", metavar="SHA256")
@click.option("--by", default=getpass.getuser, metavar="NAME", help="Who; default: the user of this shell.")
@click.confirmation_option(prompt="Erase this text and all that alerts quote of it? This cannot be undone.")
@click.pass_obj
def erase_text(loaded: Loaded, sha256: str, by: str) -> None:
    """Erase a text, and all that alerts quote of it. Should it come again, it is not kept."""
    database, now = open_store(loaded), wiring.utc_now()
    with database.write() as connection:
        database.lock_log(connection)
        quoted = erasure.erase_text(connection, sha256, now)
        store_audit.add(connection, by, "erase_text", sha256, "", now)
    click.echo(f"the text is erased; {len(quoted)} alerts quoted it")


@erase.command("alert")
@click.argument("alert_id", metavar="ALERT")
@click.option("--by", default=getpass.getuser, metavar="NAME", help="Who; default: the user of this shell.")
@click.confirmation_option(prompt="Erase the texts, reasons and notes of this alert? This cannot be undone.")
@click.pass_obj
def erase_alert(loaded: Loaded, alert_id: str, by: str) -> None:
    """Erase the texts of an alert, what it quotes of them, its reasons and its notes."""
    database, now = open_store(loaded), wiring.utc_now()
    with database.write() as connection:
        database.lock_log(connection)
        texts = erasure.erase_alert(connection, alert_id, now)
        store_audit.add(connection, by, "erase_alert", alert_id, "", now)
    click.echo(f"alert {alert_id} names the listed party alone now; {len(texts)} texts are erased")


def _utc(day: datetime | None) -> datetime | None:
    return day.replace(tzinfo=UTC) if day is not None and day.tzinfo is None else day


def _write(rows: Iterable[dict[str, Any]], form: str) -> None:
    if form == "jsonl":
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
        return
    writer: csv.DictWriter[str] | None = None
    for row in rows:
        if writer is None:
            writer = csv.DictWriter(sys.stdout, list(row), lineterminator="\n")
            writer.writeheader()
        writer.writerow(row)
