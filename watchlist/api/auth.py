"""Who may call: bearer keys from the store, or a session of the page; without any key nobody is asked, and only
loopback is served. How often one may call is bounded."""

from flask import Flask, g, request
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter, RateLimiter

from watchlist.api.contract import Contract
from watchlist.api.problems import RequestError
from watchlist.store import keys
from watchlist.store.keys import Holder
from watchlist.wiring import Service

# Wrong keys that one address may try in a minute.
_MOST_WRONG = RateLimitItemPerMinute(30)


class Gate:
    """Lets requests in by their keys."""

    def __init__(self, service: Service) -> None:
        """Nobody was let in yet."""
        self._service = service
        self._limiter: RateLimiter = MovingWindowRateLimiter(MemoryStorage())
        self._most = RateLimitItemPerMinute(service.settings.api.requests_per_minute)

    @property
    def is_open(self) -> bool:
        """Whether nobody is asked, for there is no key at all."""
        return not keys.are_there(self._service.database)

    def admit(self, key: str) -> Holder:
        """Who holds a key.

        Raises:
            RequestError: 401 for a key that is not valid, 429 for who asks too often.
        """
        address = request.remote_addr or ""
        if not self._limiter.test(_MOST_WRONG, address):
            raise RequestError(429, f"{_MOST_WRONG.amount} wrong keys in a minute from {address}; try later")
        holder = keys.find(self._service.database, key)
        if holder is None:
            self._limiter.hit(_MOST_WRONG, address)
            raise RequestError(401, "this key is not valid")
        self.count(holder)
        return holder

    def count(self, holder: Holder) -> None:
        """One more request of someone.

        Raises:
            RequestError: 429, it is one too many.
        """
        if not self._limiter.hit(self._most, holder.id):
            most = self._most.amount
            raise RequestError(429, f"the key {holder.id} made {most} requests in a minute; expected no more")


def guard(app: Flask, contract: Contract, gate: Gate) -> None:
    """Ask for a key before every route of the API that has a role."""

    @app.before_request
    def _ask() -> None:
        if request.blueprint is not None:
            return  # the page asks by itself, and leads to where one signs in
        needed = contract.role_of(request.endpoint)
        if needed is None or gate.is_open:
            return
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not key:
            raise RequestError(401, "expected a header Authorization: Bearer KEY")
        holder = gate.admit(key.strip())
        if not holder.role.may(needed):
            raise RequestError(403, f"the key's role is {holder.role.value!r}; expected {needed.value!r}")
        g.holder = holder.name or holder.id
