"""Who may call: bearer keys from the store; without any key nobody is asked, and only loopback is served."""

from flask import Flask, g, request

from watchlist.api.contract import Contract
from watchlist.api.problems import RequestError
from watchlist.store import keys
from watchlist.wiring import Service


def guard(app: Flask, contract: Contract, service: Service) -> None:
    """Ask for a key before every route that has a role."""

    @app.before_request
    def _ask() -> None:
        needed = contract.role_of(request.endpoint)
        if needed is None or not keys.are_there(service.database):
            return
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not key:
            raise RequestError(401, "expected a header Authorization: Bearer KEY")
        holder = keys.find(service.database, key.strip())
        if holder is None:
            raise RequestError(401, "this key is not valid")
        if not holder.role.may(needed):
            raise RequestError(403, f"the key's role is {holder.role.value!r}; expected {needed.value!r}")
        g.holder = holder.name or holder.id
