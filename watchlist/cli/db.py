"""`watchlist db`: the store as a whole: upgrade, backup, restore, and the way to PostgreSQL."""

from pathlib import Path

import click

from watchlist.cli.alerts import open_store
from watchlist.config import Loaded
from watchlist.store import copying
from watchlist.store.database import Database


@click.group()
def db() -> None:
    """Upgrade, back up, restore or move the store."""


@db.command()
@click.pass_obj
def upgrade(loaded: Loaded) -> None:
    """Bring the store's tables to this version; every process does so when it starts, too."""
    database = open_store(loaded)
    click.echo(f"{database.name} is at version {database.version()}")


@db.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def backup(loaded: Loaded, file: Path) -> None:
    """Write all of the store into a new FILE, as it is at one moment, also while the service runs."""
    count = copying.back_up(open_store(loaded), file)
    click.echo(f"{count} rows are in {file}")


@db.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def restore(loaded: Loaded, file: Path) -> None:
    """Put a backup into the store, which must be empty."""
    database = open_store(loaded)
    count = copying.restore(file, database)
    click.echo(f"{count} rows are in {database.name}")


@db.command("copy")
@click.argument("url")
@click.pass_obj
def copy_to(loaded: Loaded, url: str) -> None:
    """Copy all of the store to the PostgreSQL database at URL, which must be empty. Stop the service before."""
    source = open_store(loaded)
    target = Database(loaded.settings.store.data_dir, url)
    target.migrate()
    count = copying.copy(source, target, lambda table, rows: click.echo(f"{table}: {rows}", err=True))
    click.echo(f"{count} rows are in {target.name}")
