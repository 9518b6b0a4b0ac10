"""The matcher in force in this process, at most two seconds behind the store."""

import functools
import threading
from collections.abc import Callable

from watchlist.errors import StoreError
from watchlist.matching import Matcher, Policy
from watchlist.screening import compiled
from watchlist.store import watchlists
from watchlist.store.artefacts import Artefacts
from watchlist.store.database import Database

# Seconds between two looks at the version in force: half of what we promise, so that compiling has its time, too.
_LOOK_EVERY = 1.0


class CurrentMatcher:
    """Looks at the version in force now and then, and swaps the matcher by one assignment."""

    def __init__(self, database: Database, policy: Policy, clock: Callable[[], float]) -> None:
        """`clock` gives seconds that only grow; nothing is loaded before it is asked for."""
        self._database = database
        self._artefacts = Artefacts(database.data_dir)
        self._policy = policy
        self._clock = clock
        self._lock = threading.Lock()
        self._looked_at = float("-inf")
        self._number = 0
        self._matcher: Matcher | None = None

    def get(self) -> Matcher:
        """The matcher of the watchlist in force.

        Raises:
            StoreError: no watchlist is in force yet, or it cannot be read.
        """
        with self._lock:
            if self._matcher is None or self._clock() - self._looked_at >= _LOOK_EVERY:
                self._look()
            if self._matcher is None:
                raise StoreError("no watchlist is in force yet; the worker's first refresh brings one")
            return self._matcher

    def _look(self) -> None:
        row = watchlists.in_force(self._database)
        if row is not None and row.number != self._number:
            number = row.number
            load = functools.partial(watchlists.load, self._database, number)
            self._matcher = compiled.matcher(self._artefacts, row.version, self._policy, load)
            self._number = number
        self._looked_at = self._clock()
