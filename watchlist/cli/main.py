"""The command's frame: settings, errors to exit codes, and the subcommands."""

import importlib
import logging
import os
import sys
import traceback
from pathlib import Path
from typing import cast

import click

import watchlist
from watchlist import config
from watchlist.errors import ConfigError, DocumentError, ListError, StoreError, WatchlistError

# The first that fits counts; 70 is a fault of ours (EX_SOFTWARE of sysexits.h).
_EXIT: tuple[tuple[type[WatchlistError], int], ...] = (
    (ConfigError, 2),
    (ListError, 3),
    (DocumentError, 4),
    (StoreError, 5),
)
_FAULT = 70
# Where each subcommand stands; only the one that is asked for is imported, for a one-off scan needs no database.
_COMMANDS = {
    "scan": "scan.scan",
    "run": "service.run",
    "serve": "service.serve",
    "worker": "service.worker",
    "refresh": "lists.refresh",
    "lists": "lists.show_lists",
    "sources": "sources.sources",
    "alerts": "alerts.alerts",
    "keys": "keys.keys",
    "screenings": "records.show_screenings",
    "audit": "records.show_audit",
    "erase": "records.erase",
    "db": "db.db",
    "explain": "inspect.explain",
    "match": "inspect.match",
    "measure": "inspect.measure",
    "config": "inspect.show_config",
    "healthcheck": "healthcheck.healthcheck",
}


class _Commands(click.Group):
    """The subcommands, by name."""

    def list_commands(self, context: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        module, _, attribute = _COMMANDS[name].partition(".")
        return cast("click.Command", getattr(importlib.import_module(f"watchlist.cli.{module}"), attribute))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(watchlist.__version__, prog_name="watchlist")
@click.option("--config", "file", type=click.Path(path_type=Path), help="Settings file; see `watchlist config`.")
@click.pass_context
def command(context: click.Context, file: Path | None) -> None:
    """Find sanctioned parties and restricted sectors in text, once or as a service.

    Exit codes: 0 done, 2 usage or settings, 3 a list, 4 a document could not be read, 5 the store, 70 a fault of ours.
    """
    context.obj = config.load(os.environ, file, shipped=config.shipped_folder(Path(watchlist.__file__).parent))
    level = context.obj.settings.log.level.upper()
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    # Alembic tells of every step; what APScheduler warns of, a run left out, the worker says in its own words.
    for chatty, least in (("alembic", "WARNING"), ("waitress", "WARNING"), ("apscheduler", "ERROR")):
        logging.getLogger(chatty).setLevel(least)


def main() -> None:
    """Run the command and end the process with the exit code of its outcome."""
    try:
        code = command.main(standalone_mode=False) or 0
    except WatchlistError as error:
        click.echo(f"watchlist: {error}", err=True)
        code = next((code for kind, code in _EXIT if isinstance(error, kind)), _FAULT)
    except click.ClickException as error:
        error.show()
        code = 2
    except (click.Abort, KeyboardInterrupt):
        code = 130
    except Exception:  # noqa: BLE001 - the last handler: what comes here is a fault of ours
        traceback.print_exc()
        click.echo("watchlist: a fault of ours; please report it with the lines above", err=True)
        code = _FAULT
    sys.exit(code)
