"""Conditional GET with bounds on time, bytes, redirects and addresses, and retries for passing troubles."""

import contextlib
import re
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection
from urllib3.exceptions import HTTPError, MaxRetryError, NameResolutionError, ResponseError
from urllib3.util import Retry

from watchlist import __version__
from watchlist.errors import FetchError
from watchlist.fetch.reach import ANYWHERE, Reach

# Troubles that often pass by themselves; all others are told at once.
_PASSING = (429, 500, 502, 503, 504)
# Seconds that a server may ask us to wait within one download; who asks for more is asked again by a later one.
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
class Access:
    """How the web is reached: where to, by which proxy (else by what the environment says), trusting whom, as whom."""

    reach: Reach = ANYWHERE
    proxy: str | None = None
    ca_file: Path | None = None
    user_agent: str = f"watchlist/{__version__}"


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
    """An answer.

    Attributes:
        content: None when it is what the validators stood for.
        url: where it came from, after redirects.
        media_type: what the server called it, such as "text/html"; "" when it did not.
        charset: the encoding that the server named.
    """

    content: bytes | None
    validators: Validators
    url: str = ""
    media_type: str = ""
    charset: str | None = None


def fetch(
    url: str, known: Validators | None = None, bounds: Bounds | None = None, access: Access | None = None
) -> Fetched:
    """GET a URL, only if it changed since it had the `known` validators.

    Raises:
        FetchError: no answer, another one than 200 or 304, one that broke off, or one beyond the bounds. Its message
            leaves the query of the URL out, as that may hold a token.
    """
    known, bounds, access = known or Validators(), bounds or Bounds(), access or Access()
    watch = _Watch(bounds.seconds)
    try:
        with (
            watch,
            _session(bounds, watch, access) as session,
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
        raise _told(error, url) from None


def _session(bounds: Bounds, watch: "_Watch", access: Access) -> requests.Session:
    session = requests.Session()
    session.headers["User-Agent"] = access.user_agent
    session.max_redirects = bounds.redirects
    if access.proxy:
        session.proxies = {"http": access.proxy, "https": access.proxy}
    if access.ca_file:
        session.verify = str(access.ca_file)
    retry = _Retry(
        total=bounds.retries,
        redirect=0,
        status_forcelist=_PASSING,
        allowed_methods=("GET",),
        backoff_factor=0.5,
        backoff_jitter=0.5,
        retry_after_max=_LONGEST_WAIT,
        raise_on_status=False,
    )
    adapter = _WatchedAdapter(watch, access.reach, retry)
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    return session


class _Retry(Retry):
    """Retries, but not for who asks for a longer pause than one download can make."""

    def increment(self, *arguments: Any, **named: Any) -> Self:
        """What is left of them after an answer; nothing, and then that answer counts, when the pause is too long."""
        response = named.get("response")
        asked = _wait_asked(response.headers.get("Retry-After", "")) if response is not None else None
        if asked is not None and asked > _LONGEST_WAIT:
            raise MaxRetryError(named["_pool"], arguments[1], ResponseError("asked to stay away"))
        return super().increment(*arguments, **named)


def _read(answer: requests.Response, known: Validators, bounds: Bounds) -> Fetched:
    if answer.status_code == 304:
        if not known.headers():
            raise FetchError("it says that nothing changed (304), and was not asked that")
        return Fetched(None, known, answer.url)
    if answer.status_code != 200:
        raise FetchError(
            f"it answers {answer.status_code} {answer.reason}; expected 200",
            answer.status_code,
            _wait_asked(answer.headers.get("Retry-After", "")),
        )
    validators = Validators(answer.headers.get("ETag"), answer.headers.get("Last-Modified"))
    header = Message()
    header["Content-Type"] = answer.headers.get("Content-Type", "")
    media_type = header.get_content_type() if header["Content-Type"] else ""
    content = b"".join(_pieces(answer, bounds.bytes))
    return Fetched(content, validators, answer.url, media_type, header.get_content_charset())


def _wait_asked(value: str) -> float | None:
    """Seconds that a server asks us to stay away (RFC 9110, 10.2.3)."""
    if value.isdecimal():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except ValueError:
        return None


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


def _told(error: Exception, url: str) -> FetchError:
    """The error as callers get it: with the address, without secrets."""
    status, wait = (error.status, error.retry_after) if isinstance(error, FetchError) else (None, None)
    return FetchError(f"{shown(url)}: {_reason(error, url)}", status, wait)


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
    """Shows every connection to a watch before its first request, and lets none go beyond reach."""

    def __init__(self, watch: _Watch, reach: Reach, max_retries: Retry) -> None:
        self._watch = watch
        self._reach = reach
        super().__init__(max_retries=max_retries)

    def get_connection_with_tls_context(self, request: Any, *arguments: Any, **named: Any) -> Any:
        """The pool of connections to a host, each of them watched."""
        self._reach.check_literal(urlsplit(request.url).hostname or "")
        pool: Any = super().get_connection_with_tls_context(request, *arguments, **named)
        pool.ConnectionCls = _watched(pool.ConnectionCls, self._watch, self._reach)
        return pool


def _watched(kind: type, watch: _Watch, reach: Reach) -> type:
    """A kind of connection that tells the watch when it connects, and only to addresses within reach."""
    if hasattr(kind, "watched"):
        return kind  # the pool is used again, by a redirect

    class Watched(kind):  # type: ignore[misc]
        watched = True
        _dns_host: str

        def connect(self) -> None:
            watch.add(self)
            super().connect()

        def _new_conn(self) -> socket.socket:
            """Connect to an address that was checked, and not to what the name means a moment later."""
            if self.proxy is not None:
                made: socket.socket = super()._new_conn()
                return made
            name = self._dns_host
            failed: Exception | None = None
            for address in self._addresses(name):
                self._dns_host = address
                try:
                    made = super()._new_conn()
                except (HTTPError, OSError) as error:
                    failed = error
                else:
                    return made
                finally:
                    self._dns_host = name
            raise failed or FetchError(f"{name} has no address")

        def _addresses(self, name: str) -> list[str]:
            try:
                return reach.addresses(name, self.port)
            except OSError as error:
                raise NameResolutionError(name, self, error) from None  # type: ignore[arg-type]

    return Watched
