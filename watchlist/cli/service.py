"""`watchlist run`, `serve` and `worker`: the service and its two halves."""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType

import click

from watchlist import wiring
from watchlist.api import create_app
from watchlist.api.server import prepare_keys
from watchlist.api.server import serve as serve_app
from watchlist.config import Loaded
from watchlist.scheduler import Worker

log = logging.getLogger(__name__)

# Seconds a worker may take to leave its document when it is told to stop. What it leaves half done is done again:
# a document's screening is one transaction.
_GRACE = 1.0
# Seconds the parent waits for its children before it kills them.
_PATIENCE = 1.7

_host = click.option("--host", metavar="ADDRESS", help="Address to listen on; default: the setting api.host.")
_port = click.option("--port", type=click.IntRange(0, 65_535), help="Port; default: the setting api.port.")
# Set by `run` for its children: they end when their standard input does, that is, when the parent is gone.
_tied = click.option("--tied", is_flag=True, hidden=True)


@click.command()
@_host
@_port
@click.pass_context
def run(context: click.Context, host: str | None, port: int | None) -> None:
    """Run the whole service: the API and the worker; it ends when either ends."""
    # What is wrong with the settings is said once, here, and not by both children.
    loaded: Loaded = context.obj.override(api={"host": host, "port": port})
    wiring.build(loaded.settings).database.close()
    shared = _repeat_options(context, loaded)
    given = [*(["--host", host] if host else []), *(["--port", str(port)] if port is not None else [])]
    family = Family([[*shared, "worker", "--tied"], [*shared, "serve", "--tied", *given]])
    signal.signal(signal.SIGTERM, family.stop_on_signal)
    signal.signal(signal.SIGINT, family.stop_on_signal)
    sys.exit(family.run())


def _repeat_options(context: click.Context, loaded: Loaded) -> list[str]:
    return [sys.executable, "-m", "watchlist", "--config", str(loaded.file)]


class Family:
    """A parent and its child processes: they start together, and end when any of them does."""

    def __init__(self, commands: list[list[str]]) -> None:
        """Nothing is started yet."""
        self._commands = commands
        self._children: list[subprocess.Popen[bytes]] = []
        self._is_stopping = False

    def run(self) -> int:
        """Start the children and wait; the exit code of the one that failed, 0 when all were told to stop."""
        for line in self._commands:
            if not self._is_stopping:
                self._children.append(subprocess.Popen(line, stdin=subprocess.PIPE))  # noqa: S603
        while not self._is_stopping and all(child.poll() is None for child in self._children):
            time.sleep(0.05)
        codes = [child.poll() for child in self._children]
        failed = next((code for code in codes if code is not None), None)
        self._end_all()
        if self._is_stopping:
            return 0
        log.error("a part of the service ended by itself with exit code %s; the rest was stopped", failed)
        # A child that ends unasked has failed, whatever it says; a negative code is the signal that killed it.
        return 70 if failed is None or failed == 0 else failed if failed > 0 else 128 - failed

    def _end_all(self) -> None:
        for child in self._children:
            child.terminate()
        until = time.monotonic() + _PATIENCE
        for child in self._children:
            try:
                child.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()

    def stop_on_signal(self, number: int, frame: FrameType | None) -> None:
        """End in order."""
        self._is_stopping = True


@click.command()
@_host
@_port
@_tied
@click.pass_obj
def serve(loaded: Loaded, host: str | None, port: int | None, tied: bool) -> None:
    """Run the HTTP service alone."""
    loaded = loaded.override(api={"host": host, "port": port})
    stop = threading.Event()
    _stop_on_signals(stop, then=_leave)
    service = wiring.build(loaded.settings)
    prepare_keys(service, lambda text: click.echo(text, err=True))
    if tied:
        _end_with_parent()
    app = create_app(service, stop)
    serve_app(app, service, stop, lambda url: _announce(url, service.settings.sources.folders))


def _announce(url: str, folders: Sequence[Path]) -> None:
    watched = ", ".join(str(folder) for folder in folders) or "no folder"
    click.echo(f"watchlist serves {url}/api/v1/alerts and watches {watched}", err=True)


@click.command()
@_tied
@click.pass_obj
def worker(loaded: Loaded, tied: bool) -> None:
    """Run the scheduler and scanner alone."""
    stop = threading.Event()
    _stop_on_signals(stop)
    service = wiring.build(loaded.settings)
    if tied:
        _end_with_parent()
    Worker(service, stop).run()
    # A text that takes long to screen must not hold up the end; its transaction has not begun, so nothing is lost.
    threading.Thread(target=_end_at_last, daemon=True).start()


def _stop_on_signals(stop: threading.Event, then: Callable[[], None] | None = None) -> None:
    def handle(number: int, frame: FrameType | None) -> None:
        stop.set()
        if then:
            then()

    signal.signal(signal.SIGTERM, handle)
    signal.signal(signal.SIGINT, handle)


def _leave() -> None:
    """Waitress ends its loop on this, and then waits for the requests it works on."""
    raise SystemExit(0)


def _end_at_last() -> None:
    time.sleep(_GRACE)
    logging.shutdown()
    os._exit(0)


def _end_with_parent() -> None:
    """End when standard input does: the parent holds its other end, so this hears of a kill -9, too."""

    def listen() -> None:
        while os.read(0, 1):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=listen, daemon=True).start()
