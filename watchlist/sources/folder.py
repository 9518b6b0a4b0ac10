"""Files and folders of text: what is there, and what it says."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from watchlist.errors import DocumentError
from watchlist.model.documents import Document
from watchlist.sources.decode import GZIP_MARK, decode, unpack
from watchlist.sources.extractor import Extractor
from watchlist.sources.formats.kinds import ENDINGS
from watchlist.sources.formats.parts import Asked
from watchlist.sources.lines import read_lines
from watchlist.sources.reading import Place, Unreadable, read_bytes

_LINES = ".jsonl"


@dataclass(frozen=True, slots=True)
class Found:
    """A file as it was listed. `size` in bytes, `modified` in nanoseconds since the epoch."""

    path: Path
    size: int
    modified: int


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
            if not name.startswith(".") and _ending(Path(name)) in ENDINGS:
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


def read_file(found: Found, most: int, extractor: Extractor) -> Iterator[Document | Unreadable]:
    """The documents of one file: one of a text or a page, one for each line of JSON Lines, file in a zip, and file
    attached to a message.

    Args:
        found: the file as listed.
        most: its size in bytes, and unpacked, at the most.
        extractor: reads what is not plain text.
    """
    place = Place(name_of(found.path), key_of(found.path))
    try:
        content = bytes_of(found, most)
        if content.startswith(GZIP_MARK):
            content = unpack(content, most)
        if _ending(found.path) == _LINES:
            yield from read_lines(decode(content), place)
        else:
            yield from read_bytes(content, Asked(_unpacked(found.path).name), place, extractor)
    except DocumentError as error:
        yield Unreadable(place.origin, str(error))


def bytes_of(found: Found, most: int) -> bytes:
    """What is in a file.

    Raises:
        DocumentError: too large, gone, not permitted, or not a regular file.
    """
    if found.size > most:
        raise DocumentError(f"{found.size} bytes; sources.max_file_bytes allows {most}")
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
    return content


def _ending(path: Path) -> str:
    return _unpacked(path).suffix.lower()


def _unpacked(path: Path) -> Path:
    return path.with_suffix("") if path.suffix.lower() == ".gz" else path
