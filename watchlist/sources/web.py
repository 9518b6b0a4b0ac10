"""The web as sources read it: politely, one host after its own interval, as robots.txt allows."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego

from watchlist.errors import FetchError
from watchlist.fetch import Access, Bounds, Fetched, Validators, fetch

# robots.txt is small; who sends more, or slowly, is taken at what the first bytes say or not at all.
_ROBOTS_BOUNDS = Bounds(seconds=10.0, bytes=500_000, retries=0, patience=5.0)
# Seconds for which a robots.txt holds (RFC 9309, 2.4: a day at the most), and for which one that failed does.
_ROBOTS_FOR, _ROBOTS_FAILED_FOR = 3600.0, 300.0
# Seconds between two requests that a robots.txt may ask for; longer ones would hold a source up for days.
_LONGEST_DELAY = 30.0
# Hosts that are remembered before those are forgotten that may be asked again.
_MOST_HOSTS = 10_000
# Seconds that a host may ask us to stay away.
_LONGEST_AWAY = 86_400.0


@dataclass(slots=True)
class _Host:
    """What is known of a host: when it may be asked next, what its robots.txt says, and until when that holds."""

    next_at: float = 0.0
    away_until: float = 0.0
    robots: Protego | None = None
    robots_until: float = 0.0


class Web:
    """GET for all sources together.

    Args:
        access: how the web is reached.
        bounds: what one page may take.
        interval: seconds between two requests to one host.
        clock: seconds that only grow.
        pause: waits some seconds.
    """

    def __init__(
        self,
        access: Access,
        bounds: Bounds,
        interval: float,
        clock: Callable[[], float] = time.monotonic,
        pause: Callable[[float], object] = time.sleep,
    ) -> None:
        self._access, self._bounds, self._interval = access, bounds, interval
        self._clock, self._pause = clock, pause
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()

    def get(self, url: str, known: Validators | None = None, *, heeds_robots: bool = False) -> Fetched:
        """A page, only if it changed since it had the `known` validators.

        Raises:
            FetchError: as `fetch` says; or robots.txt asks not to read it, or its host has asked us to stay away.
        """
        host = self._host(url)
        wait = self._interval
        if heeds_robots and (robots := self._robots(url, host)) is not None:
            if not robots.can_fetch(url, self._access.user_agent):
                raise FetchError(f"{url.partition('?')[0]}: robots.txt of its host asks not to read it", 403)
            wait = max(wait, min(float(robots.crawl_delay(self._access.user_agent) or 0), _LONGEST_DELAY))
        if (left := host.away_until - self._clock()) > 0:
            raise FetchError(
                f"{urlsplit(url).hostname} has asked us to stay away for {left:.0f} seconds more", 429, left
            )
        self._take_turn(host, wait)
        try:
            return fetch(url, known, self._bounds, self._access)
        except FetchError as error:
            if error.retry_after:
                host.away_until = self._clock() + min(error.retry_after, _LONGEST_AWAY)
            raise

    def _host(self, url: str) -> _Host:
        with self._lock:
            if len(self._hosts) > _MOST_HOSTS:
                now = self._clock()
                self._hosts = {name: one for name, one in self._hosts.items() if max(one.next_at, one.away_until) > now}
            return self._hosts.setdefault(urlsplit(url).netloc.lower(), _Host())

    def _take_turn(self, host: _Host, interval: float) -> None:
        with self._lock:
            now = self._clock()
            turn = max(now, host.next_at)
            host.next_at = turn + interval
        if turn > now:
            self._pause(turn - now)

    def _robots(self, url: str, host: _Host) -> Protego | None:
        """What the host allows; None when there is nothing that says so.

        Raises:
            FetchError: it cannot be told, and then nothing is allowed (RFC 9309, 2.3.1.4).
        """
        if self._clock() < host.robots_until:
            return host.robots
        parts = urlsplit(url)
        try:
            answer = fetch(f"{parts.scheme}://{parts.netloc}/robots.txt", None, _ROBOTS_BOUNDS, self._access)
        except FetchError as error:
            if error.status is None or not 400 <= error.status < 500:
                raise FetchError(
                    f"{error}; until it can be read, nothing there is", error.status, error.retry_after
                ) from None
            host.robots, lasts = None, _ROBOTS_FAILED_FOR
        else:
            host.robots, lasts = Protego.parse((answer.content or b"").decode("utf-8", "replace")), _ROBOTS_FOR
        host.robots_until = self._clock() + lasts
        return host.robots
