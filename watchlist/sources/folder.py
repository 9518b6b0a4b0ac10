"""Files and folders of text: what is there, and what it says."""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from watchlist.errors import DocumentError
from watchlist.model.documents import Document, make_document
from watchlist.sources.decode import decode, unpack

# What no database takes as text.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_TEXT = {".txt", ".md"}
_LINES = {".jsonl"}
# Read by a later release; until then they are named, never passed over in silence.
_LATER = {".html", ".pdf", ".docx", ".eml"}
_DOCUMENTS = _TEXT | _LINES | _LATER


@dataclass(frozen=True, slots=True)
class Found:
    """A file as it was listed. `size` in bytes, `modified` in nanoseconds since the epoch."""

    path: Path
    size: int
    modified: int


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something in a file that could not be read, and why; `line` counts from 1 where there are lines."""

    origin: str
    reason: str
    line: int | None = None


def list_files(place: Path) -> Iterator[Found | Unreadable]:
    """The document files of a folder and its subfolders, by name; of a single file, that file, whatever its ending.

    Hidden files and endings that are no document are left out. Links to folders are not followed. A folder that is
    not there or cannot be listed is named, and the others go on.
    """
    if place.is_file():
        yield from _stat(place)
        return
    if not place.is_dir():
        yield Unreadable(str(place), "there is no such file or folder")
        return
    refused: list[OSError] = []
    for folder, subfolders, files in os.walk(place, onerror=refused.append):
        subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith(".") and _ending(Path(name)) in _DOCUMENTS:
                yield from _stat(Path(folder) / name)
    for error in refused:
        yield Unreadable(name_of(Path(error.filename)), f"cannot be listed: {error.strerror}")


def _stat(path: Path) -> Iterator[Found | Unreadable]:
    try:
        stat = path.stat()
    except FileNotFoundError:  # deleted since it was listed: then it is no longer there, and that is all
        if path.is_symlink():
            yield Unreadable(name_of(path), "a link that leads nowhere")
        return
    except OSError as error:
        yield Unreadable(name_of(path), f"cannot be looked at: {error.strerror}")
        return
    yield Found(path, stat.st_size, stat.st_mtime_ns)


def name_of(path: Path) -> str:
    """How documents of a file call their origin: from the working folder where it lies inside, else in full.

    Bytes of a file name that are not UTF-8 are shown as escapes: no database takes them.
    """
    full = path.absolute()
    shown = full.relative_to(Path.cwd()) if full.is_relative_to(Path.cwd()) else full
    return os.fsencode(shown).decode("utf-8", "backslashreplace")


def key_of(path: Path) -> str:
    """What stays the same of a file, wherever it is looked at from: its full path."""
    return os.fsencode(path.absolute()).decode("utf-8", "backslashreplace")


def read_file(found: Found, most: int) -> Iterator[Document | Unreadable]:
    """The documents of one file: one for a text, one for each line of a JSON Lines file.

    Args:
        found: the file as listed.
        most: its size in bytes, and unpacked, at the most.
    """
    origin = name_of(found.path)
    try:
        text = read_text(found, most)
    except DocumentError as error:
        yield Unreadable(origin, str(error))
        return
    if _ending(found.path) in _LINES:
        yield from read_lines(text, origin, key_of(found.path))
    else:
        yield replace(make_document(text, origin), key=key_of(found.path))


def read_text(found: Found, most: int) -> str:
    """The text of one file.

    Raises:
        DocumentError: too large, gone, not permitted, of a kind that is not read yet, or no text.
    """
    if found.size > most:
        raise DocumentError(f"{found.size} bytes; sources.max_file_bytes allows {most}")
    if (ending := _ending(found.path)) in _LATER:
        raise DocumentError(f"{ending} files cannot be read yet; expected .txt, .md or .jsonl, each also .gz")
    if found.path.exists() and not found.path.is_file():
        raise DocumentError("not a regular file; a pipe or device would never end")
    try:
        with found.path.open("rb") as file:
            content = file.read(most + 1)
    except FileNotFoundError:
        raise DocumentError("gone since it was listed") from None
    except OSError as error:
        raise DocumentError(f"cannot be read: {error.strerror}") from None
    if len(content) > most:
        raise DocumentError(f"more than {most} bytes, which sources.max_file_bytes allows")
    return decode(unpack(content, most) if found.path.suffix.lower() == ".gz" else content)


def read_lines(text: str, origin: str, key: str) -> Iterator[Document | Unreadable]:
    """The documents of a JSON Lines text: `{"id", "text", "title"?, "url"?, "published_at"?}` on each line."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                yield _document(line, origin, key, number)
            except DocumentError as error:
                yield Unreadable(origin, str(error), number)


def _document(line: str, origin: str, key: str, number: int) -> Document:
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
    made = make_document(text, f"{origin}#{number}")
    return replace(
        made,
        id=own or made.id,
        title=_field(raw, "title"),
        url=_field(raw, "url"),
        published_at=_time(published) if published else None,
        # A line without an id of its own has nothing that stays: the next file may hold another text there.
        key=f"{key}#{own}" if own else None,
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


def _ending(path: Path) -> str:
    name = path.with_suffix("") if path.suffix.lower() == ".gz" else path
    return name.suffix.lower()
