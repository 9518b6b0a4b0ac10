"""Mailboxes as folders: maildir, or messages as .eml files."""

import os
from collections.abc import Iterator
from pathlib import Path

from watchlist.errors import DocumentError
from watchlist.model.documents import Document
from watchlist.sources.extractor import Extractor
from watchlist.sources.folder import Found, bytes_of, key_of, name_of
from watchlist.sources.formats.parts import Asked
from watchlist.sources.items import Item
from watchlist.sources.reading import Place, Unreadable, read_bytes

_MAILDIR = ("cur", "new")
_MESSAGE = "message/rfc822"


def list_messages(place: Path) -> Iterator[Item]:
    """The messages of a mailbox and its subfolders, by name.

    In a maildir one is known by its unique name, which stays when it is moved from `new` to `cur` or marked as read.

    Raises:
        DocumentError: there is no such folder, or it cannot be listed.
    """
    if not place.is_dir():
        raise DocumentError(f"{place}: there is no such folder; expected a maildir, or a folder of .eml files")
    refused: list[OSError] = []
    for folder, subfolders, files in os.walk(place, onerror=refused.append):
        subfolders[:] = sorted(name for name in subfolders if name != "tmp")
        for name in sorted(files):
            if not name.startswith("."):
                yield from _message(Path(folder), name)
    if refused:
        raise DocumentError(f"{name_of(Path(refused[0].filename))}: cannot be listed: {refused[0].strerror}")


def _message(folder: Path, name: str) -> Iterator[Item]:
    is_maildir = folder.name in _MAILDIR
    if not is_maildir and not name.lower().endswith(".eml"):
        return
    file = folder / name
    key = key_of(folder.parent / name.partition(":")[0] if is_maildir else file)
    try:
        yield Item(key, version=str(file.stat().st_size), file=str(file))
    except FileNotFoundError:  # moved or deleted since it was listed; the next look finds it where it is
        return
    except OSError as error:
        raise DocumentError(f"{name_of(file)}: cannot be looked at: {error.strerror}") from None


def read_message(file: Path, key: str, most: int, extractor: Extractor) -> Iterator[Document | Unreadable]:
    """The message in a file, and what is attached to it.

    Raises:
        DocumentError: it cannot be read.
    """
    try:
        stat = file.stat()
    except OSError as error:
        raise DocumentError(f"{name_of(file)}: cannot be looked at: {error.strerror}") from None
    content = bytes_of(Found(file, stat.st_size, stat.st_mtime_ns), most)
    yield from read_bytes(content, Asked(file.name, _MESSAGE), Place(name_of(file), key), extractor)
