"""Every route, one noun a file: check, call one function, answer."""

from prometheus_client import CollectorRegistry

from watchlist.api.contract import Contract
from watchlist.api.routes import alerts, decisions, documents, entities, probes, records, sources, watchlist
from watchlist.api.routes.alerts import Waiters


def build(waiters: Waiters, registry: CollectorRegistry) -> Contract:
    """The whole contract, in the order of its description."""
    contract = Contract()
    probes.add(contract, registry)
    alerts.add(contract, waiters)
    decisions.add(contract)
    records.add(contract)
    documents.add(contract)
    watchlist.add(contract)
    entities.add(contract)
    sources.add(contract)
    return contract
