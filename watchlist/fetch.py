"""The only HTTP client: conditional GET with bounds on time, bytes and redirects, and retries for passing troubles."""

import contextlib
import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection
from urllib3.util import Retry

from watchlist import __version__
from watchlist.errors import FetchError

# Troubles that often pass by themselves; all others are told at once.
_PASSING = (429, 500, 502, 503, 504)
# Seconds that a server may ask us to wait within one download; the next run asks again anyway.
_LONGEST_WAIT = 30
_CHUNK = 65_536


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one download may take: seconds in all, retries included, bytes when unpacked, redirects and retries."""

    seconds: float = 300.0
    bytes: int = 500_000_000
    redirects: int = 5
    retries: int = 3
    # Seconds to wait for a connection, and for the next bytes.
    patience: float = 30.0


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server said of its copy, for asking whether it has changed (RFC 9110, 13)."""

    etag: str | None = None
    last_modified: str | None = None

    def headers(self) -> dict[str, str]:
        """The headers of a conditional request; none when nothing is known."""
        given = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in given.items() if value}


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer: the content, or None when it is what the validators stood for."""

    content: bytes | None
    validators: Validators


def fetch(url: str, known: Validators | None = None, bounds: Bounds | None = None) -> Fetched:
    """GET a URL, only if it changed since it had the `known` validators.

    Raises:
        FetchError: no answer, another one than 200 or 304, one that broke off, or one beyond the bounds. Its message
            leaves the query of the URL out, as that may hold a token.
    """
    known, bounds = known or Validators(), bounds or Bounds()
    watch = _Watch(bounds.seconds)
    try:
        with (
            watch,
            _session(bounds, watch) as session,
            session.get(url, headers=known.headers(), timeout=bounds.patience, stream=True) as answer,
        ):
            fetched = _read(answer, known, bounds)
            # To who reads, headers that were cut off look like their end, and a body without length like a whole one.
            if watch.is_over:
                raise FetchError("cut off")
            return fetched
    except (requests.RequestException, OSError, ValueError, FetchError) as error:
        if watch.is_over:
            raise FetchError(f"{shown(url)}: not done within {bounds.seconds:g} seconds") from None
        raise FetchError(f"{shown(url)}: {_reason(error, url)}") from None


def _session(bounds: Bounds, watch: "_Watch") -> requests.Session:
    session = requests.Session()
    session.headers["User-Agent"] = f"watchlist/{__version__}"
    session.max_redirects = bounds.redirects
    retry = Retry(
        total=bounds.retries,
        redirect=0,
        status_forcelist=_PASSING,
        allowed_methods=("GET",),
        backoff_factor=0.5,
        backoff_jitter=0.5,
        retry_after_max=_LONGEST_WAIT,
        raise_on_status=False,
    )
    adapter = _WatchedAdapter(watch, max_retries=retry)
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    return session


def _read(answer: requests.Response, known: Validators, bounds: Bounds) -> Fetched:
    if answer.status_code == 304:
        if not known.headers():
            raise FetchError("it says that nothing changed (304), and was not asked that")
        return Fetched(None, known)
    if answer.status_code != 200:
        raise FetchError(f"it answers {answer.status_code} {answer.reason}; expected 200")
    validators = Validators(answer.headers.get("ETag"), answer.headers.get("Last-Modified"))
    return Fetched(b"".join(_pieces(answer, bounds.bytes)), validators)


def _pieces(answer: requests.Response, most: int) -> Iterator[bytes]:
    size = 0
    for piece in answer.iter_content(_CHUNK):
        size += len(piece)
        if size > most:
            raise FetchError(f"it has more than {most} bytes when unpacked; expected a smaller one")
        yield piece


def shown(url: str) -> str:
    """A URL without what may be secret: its query and password."""
    return re.sub(r"//[^/@]*@", "//", url.partition("?")[0])


def _reason(error: Exception, url: str) -> str:
    """What went wrong, without what libraries wrap around it, and without what may be secret."""
    if isinstance(error, requests.TooManyRedirects):
        return f"it redirects too often: {error}"
    cause: Any = error
    while (inner := getattr(cause, "reason", None) or next(iter(cause.args), None)) and isinstance(inner, Exception):
        cause = inner
    # urllib3 begins with the connection, as in "HTTPSConnection(host=..., port=443): Failed to resolve ...".
    told = re.sub(r"^\S+\(host=.*?port=\d+\): ", "", str(cause))
    query = url.partition("?")[2]
    return told.replace(query, "***") if query else told


class _Watch:
    """Cuts the connections when time is up: a server that sends a byte now and then never trips a time-out."""

    def __init__(self, seconds: float) -> None:
        self.is_over = False
        self._connections: list[HTTPConnection] = []
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> "_Watch":
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def add(self, connection: HTTPConnection) -> None:
        """Watch a connection from now on."""
        self._connections.append(connection)
        if self.is_over:
            raise FetchError("time is up")

    def _cut(self) -> None:
        self.is_over = True
        for connection in self._connections:
            with contextlib.suppress(OSError, AttributeError):  # it is closed already
                connection.sock.shutdown(socket.SHUT_RDWR)


class _WatchedAdapter(HTTPAdapter):
    """Shows every connection to a watch before its first request."""

    def __init__(self, watch: _Watch, max_retries: Retry) -> None:
        self._watch = watch
        super().__init__(max_retries=max_retries)

    def get_connection_with_tls_context(self, *arguments: Any, **named: Any) -> Any:
        """The pool of connections to a host, each of them watched."""
        pool: Any = super().get_connection_with_tls_context(*arguments, **named)
        pool.ConnectionCls = _watched(pool.ConnectionCls, self._watch)
        return pool


def _watched(kind: type, watch: _Watch) -> type:
    """A kind of connection that tells the watch when it connects."""
    if hasattr(kind, "watched"):
        return kind  # the pool is used again, by a redirect

    class Watched(kind):  # type: ignore[misc]
        watched = True

        def connect(self) -> None:
            watch.add(self)
            super().connect()

    return Watched
