"""JSON Lines: a document on each line."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from watchlist.errors import DocumentError
from watchlist.model.documents import Document, make_document
from watchlist.sources.reading import Place, Unreadable

# What no database takes as text.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def read_lines(text: str, place: Place) -> Iterator[Document | Unreadable]:
    """The documents of a JSON Lines text: `{"id", "text", "title"?, "url"?, "published_at"?}` on each line."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                yield _document(line, place, number)
            except DocumentError as error:
                yield Unreadable(place.origin, str(error), number)


def _document(line: str, place: Place, number: int) -> Document:
    try:
        raw = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise DocumentError(f"not JSON: {error}") from None
    if not isinstance(raw, dict):
        raise DocumentError(f'expected an object {{"id", "text", ...}}, found {type(raw).__name__}')
    text = _field(raw, "text")
    if not text or not text.strip():
        raise DocumentError("text: expected some text, found none")
    published = _field(raw, "published_at")
    own = _field(raw, "id")
    made = make_document(text, f"{place.origin}#{number}")
    return replace(
        made,
        id=own or made.id,
        title=_field(raw, "title"),
        url=_field(raw, "url"),
        published_at=_time(published) if published else None,
        # A line without an id of its own has nothing that stays: the next file may hold another text there.
        key=f"{place.key}#{own}" if own and place.key else None,
    )


def _field(raw: dict[str, Any], key: str) -> str | None:
    value = raw.get(key)
    if key == "id" and isinstance(value, int):
        return str(value)
    if value is not None and not isinstance(value, str):
        raise DocumentError(f"{key}: expected a string, found {value!r:.80}")
    if value and _UNSTORABLE.search(value):
        raise DocumentError(f"{key}: expected text without zero bytes and lone surrogates")
    return value


def _time(value: str) -> datetime:
    try:
        at = datetime.fromisoformat(value)
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise DocumentError(
            f"published_at: expected a time such as 2026-01-31T12:00:00Z, found {value!r:.80}"
        ) from None
