"""Feeds: RSS, RDF and Atom of every age, malformed ones as far as they can be understood, and JSON Feed."""

import codecs
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from time import struct_time
from typing import Any
from urllib.parse import urljoin

import feedparser

from watchlist.errors import DocumentError
from watchlist.sources.formats.html import plain
from watchlist.sources.formats.parts import Asked, iso_time, one_line, plausible, tidy
from watchlist.sources.items import Item, canonical

_MARKED = ("text/html", "application/xhtml+xml", "application/xml")


def read(content: bytes, asked: Asked) -> list[Item]:
    """The items of a feed, in its order, each with a key of its own.

    Raises:
        DocumentError: it is no feed.
    """
    found: dict[str, Item] = {}
    for item in _of_json(content, asked) if content.lstrip()[:1] == b"{" else _of_xml(content, asked):
        # Some feeds let every item lead to the same page.
        own = replace(item, key=f"{item.key}#{item.fingerprint[:8]}") if item.key in found else item
        if own.key not in found and item != found.get(item.key):
            found[own.key] = own
    return list(found.values())


def _of_xml(content: bytes, asked: Asked) -> Iterator[Item]:
    charset = asked.charset
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        content, charset = content.decode("utf-16", "replace").encode(), "utf-8"
    named = f"; charset={charset}" if charset else ""
    headers = {"content-type": f"{asked.media_type or 'application/xml'}{named}", "content-location": asked.url or ""}
    parsed = feedparser.parse(content, response_headers=headers, sanitize_html=False, resolve_relative_uris=False)
    if not parsed.get("version") and not parsed.entries:
        begins = content[:60].decode(errors="replace")
        raise DocumentError(f"no feed: expected RSS, Atom, RDF or JSON Feed; it begins with {begins!r}")
    language = parsed.feed.get("language")
    for entry in parsed.entries:
        contents = [*entry.get("content", ()), *([entry.summary_detail] if "summary_detail" in entry else ())]
        yield _made(
            asked,
            id=entry.get("id"),
            url=entry.get("link"),
            title=_words(entry.get("title_detail") or {"value": entry.get("title", "")}),
            author=entry.get("author"),
            texts=[_words(one) for one in contents],
            published_at=_time(entry.get("published_parsed") or entry.get("created_parsed")),
            # The library's own `get` takes the day of publication where there is none.
            changed_at=_time(dict.get(entry, "updated_parsed")),
            language=language,
        )


def _of_json(content: bytes, asked: Asked) -> Iterator[Item]:
    try:
        said = json.loads(content, strict=False)
        if not isinstance(said, dict) or "jsonfeed.org" not in str(said.get("version")):
            raise ValueError('expected an object with a "version" of jsonfeed.org')
        entries = said["items"]
        if not isinstance(entries, list):
            raise TypeError(f"items: expected a list, found {entries!r:.80}")
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise DocumentError(f"no feed: not a JSON Feed: {error}") from None
    for entry in entries:
        if not isinstance(entry, dict):
            continue
        people = [*_list(entry.get("authors")), entry.get("author")]
        texts = [_text(entry.get("content_text")), plain(_text(entry.get("content_html"))), _text(entry.get("summary"))]
        yield _made(
            asked,
            id=_text(entry.get("id")),
            url=_text(entry.get("url")) or _text(entry.get("external_url")),
            title=_text(entry.get("title")),
            author=next((_text(one.get("name")) for one in people if isinstance(one, dict)), None),
            texts=texts,
            published_at=iso_time(_text(entry.get("date_published"))),
            changed_at=iso_time(_text(entry.get("date_modified"))),
            language=_text(entry.get("language")) or _text(said.get("language")) or None,
        )


def _made(asked: Asked, *, texts: list[str], **said: Any) -> Item:
    title = one_line(said.pop("title"))
    text = _joined(texts)
    address = canonical(_absolute(said.pop("url"), asked.url))
    id = one_line(said.pop("id")) or title or text[:200]
    said["author"] = one_line(said["author"])
    # A number is an id only within its feed.
    return Item(key=address or canonical(id) or f"{asked.url or ''}#{id}", url=address, title=title, text=text, **said)


def _joined(texts: list[str]) -> str:
    """Everything that is said, each thing once: the summary is often the beginning of the content."""
    kept: list[str] = []
    for text in sorted({tidy(text) for text in texts}, key=len, reverse=True):
        if text and not any(" ".join(text.split()) in " ".join(other.split()) for other in kept):
            kept.append(text)
    return "\n\n".join(kept)


def _absolute(url: str | None, base: str | None) -> str | None:
    try:
        return urljoin(base or "", (url or "").strip()) if url else None
    except ValueError:
        return None


def _words(said: Mapping[str, Any]) -> str:
    value = _text(said.get("value"))
    # Many feeds call text what is markup, and escape it twice.
    return plain(value) if said.get("type") in _MARKED or "<" in value or "&" in value else value


def _time(at: struct_time | None) -> datetime | None:
    try:
        return plausible(datetime(*at[:6], tzinfo=UTC)) if at else None
    except (ValueError, OverflowError):
        return None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else str(value) if isinstance(value, int) else ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
