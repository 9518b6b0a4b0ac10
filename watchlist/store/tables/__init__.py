"""Every table, in the order in which the data pass through them."""

from watchlist.store.tables.alerts import alert_changes, alert_steps, alerts, hits, memories
from watchlist.store.tables.base import metadata
from watchlist.store.tables.lists import list_changes, list_states, list_versions, watchlist_versions
from watchlist.store.tables.service import api_keys, audit, jobs, own_names, replies, sessions, tallies
from watchlist.store.tables.texts import (
    document_places,
    documents,
    erased_texts,
    lookbacks,
    screenings,
    sightings,
    signatures,
    source_items,
    source_states,
    story_bands,
    trace_blocks,
)

__all__ = [
    "alert_changes",
    "alert_steps",
    "alerts",
    "api_keys",
    "audit",
    "document_places",
    "documents",
    "erased_texts",
    "hits",
    "jobs",
    "list_changes",
    "list_states",
    "list_versions",
    "lookbacks",
    "memories",
    "metadata",
    "own_names",
    "replies",
    "screenings",
    "sessions",
    "sightings",
    "signatures",
    "source_items",
    "source_states",
    "story_bands",
    "tallies",
    "trace_blocks",
    "watchlist_versions",
]
