"""`watchlist keys`: make, list and revoke the keys of the API."""

import getpass
import json

import click
from rich.console import Console
from rich.table import Table

from watchlist import wiring
from watchlist.cli.alerts import open_store
from watchlist.config import Loaded
from watchlist.store import keys as store
from watchlist.store.keys import Role


@click.group("keys", invoke_without_command=True)
@click.option("--format", "form", type=click.Choice(["table", "jsonl"]), help="Default: table, or jsonl when piped.")
@click.pass_context
def keys(context: click.Context, form: str | None) -> None:
    """List the keys of the API: whose each is, its role, and whether it was revoked."""
    if context.invoked_subcommand:
        return
    with open_store(context.obj).read() as connection:
        rows = store.listing(connection)
    if (form or ("table" if Console().is_terminal else "jsonl")) == "jsonl":
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
        return
    table = Table(header_style="bold", box=None, pad_edge=False)
    for column in ("key", "name", "role", "made", "revoked"):
        table.add_column(column, no_wrap=True)
    for row in rows:
        table.add_row(row["id"], row["name"], row["role"], row["created_at"], row["revoked_at"] or "")
    Console().print(table)


@keys.command()
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True, help="What it may do.")
@click.option("--name", required=True, help="Whose it is; it stands beside what is decided with it.")
@click.pass_obj
def create(loaded: Loaded, role: str, name: str) -> None:
    """Make a key, and print it this once: the store keeps its hash alone."""
    key = store.create(open_store(loaded), Role(role), name, getpass.getuser(), wiring.utc_now())
    click.echo(f"{key}\n\nIt is shown this once, so keep it.")


@keys.command()
@click.argument("key_id", metavar="KEY")
@click.pass_obj
def revoke(loaded: Loaded, key_id: str) -> None:
    """Make a key invalid, by its id: from now on nobody gets in with it."""
    store.revoke(open_store(loaded), key_id, getpass.getuser(), wiring.utc_now())
    click.echo(f"key {key_id} is revoked")
