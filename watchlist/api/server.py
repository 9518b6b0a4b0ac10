"""Serve the application with waitress until told to stop."""

import errno
import gc
import ipaddress
import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from flask import Flask
from waitress.server import create_server

from watchlist.errors import ConfigError
from watchlist.store import keys
from watchlist.store.keys import Role
from watchlist.wiring import Service

log = logging.getLogger(__name__)

# Seconds to wait for a port that a service killed a moment ago still holds.
_PORT_WAIT = 5.0


def prepare_keys(service: Service, show: Callable[[str], None]) -> None:
    """Put the key of the settings in force, make a first one where that is asked for, and refuse to serve without one
    beyond this machine.

    Args:
        show: gets the text with a new key, once.

    Raises:
        ConfigError: no key, and an address that others can reach; or a key that is too short to be safe.
    """
    settings, now = service.settings.api, service.now()
    key = settings.key.get_secret_value() if settings.key else None
    if key is not None and len(key) < 16:
        raise ConfigError(f"api.key has {len(key)} characters; expected 16 at least")
    keys.put_from_settings(service.database, key, now)
    if settings.create_key and (made := keys.create_first(service.database, Role.ADMIN, now)):
        show(f"A key was made for you. It is shown this once, so keep it:\n\n    {made}\n")
    if not is_loopback(settings.host) and not keys.are_there(service.database):
        raise ConfigError(
            f"api.host = {settings.host!r} can be reached from other machines, and there is no key; "
            "expected WATCHLIST_API_KEY, or WATCHLIST_API_CREATE_KEY=true to make one, or the host 127.0.0.1"
        )


def is_loopback(host: str) -> bool:
    """Whether an address to listen on is this machine's own."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def serve(app: Flask, service: Service, stop: threading.Event, announce: Callable[[str], None]) -> None:
    """Listen and answer until the process is told to stop, which `stop` hears first.

    Raises:
        ConfigError: the address cannot be listened on.
    """
    settings = service.settings.api
    server = _bind(app, settings.host, settings.port, settings.threads, stop)
    announce(f"http://{_printable(settings.host)}:{server.effective_port}")
    # What is there by now stays; left to the collector, it makes one answer in a hundred wait for 50 ms.
    gc.collect()
    gc.freeze()
    try:
        server.run()
    finally:
        stop.set()
        server.close()


def _bind(app: Flask, host: str, port: int, threads: int, stop: threading.Event) -> Any:
    until = time.monotonic() + _PORT_WAIT
    while True:
        try:
            return create_server(
                app, host=host, port=port, threads=threads, ident=None, clear_untrusted_proxy_headers=True
            )
        except (OSError, ValueError) as error:
            is_taken = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
            if not is_taken or time.monotonic() > until or stop.wait(0.1):
                reason = "another program listens there" if is_taken else str(error)
                raise ConfigError(f"api.host:api.port = {host}:{port} cannot be listened on: {reason}") from None


def _printable(host: str) -> str:
    host = "localhost" if host in ("0.0.0.0", "::", "127.0.0.1") else host  # noqa: S104
    return f"[{host}]" if ":" in host else host
