"""One list file or folder in, whatever its format: that is told from the content."""

import gzip
import hashlib
import zlib
from pathlib import Path
from typing import Protocol

from watchlist.errors import ListFormatError, ListUnavailable
from watchlist.lists import eu, ftm, local, ofac, table, uk, un
from watchlist.lists.reading import ReadList

# Changes whenever a reader takes something else from the same bytes, so that they are read anew.
READERS_VERSION = "4"


class _Reader(Protocol):
    """A publisher's format: a module that recognises it and reads it."""

    def recognises(self, start: bytes, /) -> bool: ...
    def read(self, content: bytes, file: str, /) -> ReadList: ...


# Whose format a file is in shows in its first bytes; what nobody recognises is taken for our own.
_READERS: tuple[_Reader, ...] = (ftm, eu, uk, un, table)
_START = 4096
# The largest official list unpacked is some 300 MB; what is larger is no list.
MOST_BYTES = 2_000_000_000


def read(place: Path) -> ReadList:
    """Read a list: our TOML, OFAC's CSV (sdn.csv with alt.csv beside it, or their folder), FollowTheMoney JSON lines.

    Each may be gzipped.

    Raises:
        ListUnavailable: there is no such file, or it cannot be opened.
        ListFormatError: it is of no format known here, or damaged as a whole.
    """
    place = _of_folder(place) if place.is_dir() else place
    content, *rest = _contents(place)
    if rest:
        alt, comments = rest
        return ofac.read(content, alt, comments, str(place))
    start = content[:_START].lstrip()
    reader = next((one for one in _READERS if one.recognises(start)), None)
    return reader.read(content, str(place)) if reader else local.read(content, str(place))


def digest(place: Path) -> str:
    """What `read` will give as the list's SHA-256, without reading entities.

    Raises:
        ListUnavailable, ListFormatError: as `read`.
    """
    place = _of_folder(place) if place.is_dir() else place
    return hashlib.sha256(b"".join(_contents(place))).hexdigest()


def _contents(place: Path) -> list[bytes]:
    """The bytes of a list: one file, or OFAC's three."""
    content = _content(place)
    if not ofac.is_sdn(content[:_START].lstrip()):
        return [content]
    return [content, _beside(place, "alt"), _beside(place, "comments")]


def _of_folder(folder: Path) -> Path:
    for name in ("sdn.csv", "sdn.csv.gz", "SDN.CSV"):
        if (folder / name).is_file():
            return folder / name
    raise ListUnavailable(f"{folder}: no sdn.csv in this folder; expected a list file, or a folder of OFAC's CSV files")


def _beside(place: Path, part: str) -> bytes:
    """OFAC's other files, called alt.csv or sdn_comments.csv and the like; nothing when they are not there."""
    for name in (f"{part}.csv", f"sdn_{part}.csv"):
        for ending in ("", ".gz"):
            if (file := place.with_name(name + ending)).is_file():
                return _content(file)
    return b""


def _content(file: Path) -> bytes:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise ListUnavailable(f"{file}: cannot be read: {error.strerror}; expected a list file") from None
    if content[:2] != b"\x1f\x8b":
        return content
    try:
        with gzip.open(file) as packed:
            content = packed.read(MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise ListFormatError([f"{file}: not a whole gzip file: {error}"]) from None
    if len(content) > MOST_BYTES:
        raise ListFormatError([f"{file}: more than {MOST_BYTES} bytes when unpacked"])
    return content
