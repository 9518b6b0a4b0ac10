"""One list file or folder in, whatever its format: that is told from the content."""

import gzip
import hashlib
import zlib
from pathlib import Path
from typing import Protocol

from watchlist.errors import ListFormatError, ListUnavailable
from watchlist.lists import canada, eu, eu_csv, eu_old, ftm, local, ofac, ofac_xml, seco, table, uk, un
from watchlist.model.entities import ReadList

# Changes whenever a reader takes something else from the same bytes, so that they are read anew.
READERS_VERSION = "7"


class _Reader(Protocol):
    """A publisher's format: a module that recognises it and reads it."""

    def recognises(self, start: bytes, /) -> bool: ...
    def read(self, content: bytes, file: str, /) -> ReadList: ...


# Whose format a file is in shows in its first bytes; what nobody recognises is taken for our own.
_READERS: tuple[_Reader, ...] = (ftm, eu, eu_csv, eu_old, uk, un, ofac_xml, canada, seco, table)
_START = 4096
# The largest official list unpacked is some 300 MB; what is larger is no list.
MOST_BYTES = 2_000_000_000


def read(place: Path, *, is_official: bool = False) -> ReadList:
    """Read a list: ours in TOML, OFAC's in CSV (sdn.csv with alt.csv beside it, or their folder), or another's.

    Each may be gzipped; the format is told from the content.

    Args:
        is_official: what is in no official format is refused, rather than taken for a list of ours.

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
    if not start:
        raise ListFormatError([f"{place}: it is empty; expected a list"])
    if start[:100].lower().startswith((b"<!doctype html", b"<html")):
        raise ListFormatError([f"{place}: it is a web page, perhaps one to log in at; expected a list"])
    reader = next((one for one in _READERS if one.recognises(start)), None)
    if reader is None and is_official:
        raise ListFormatError([f"{place}: it is in no format of an official list; it begins with {start[:60]!r}"])
    return (reader or local).read(content, str(place))


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
    for name in ("sdn.csv", "sdn.csv.gz", "SDN.CSV", "cons_prim.csv", "cons_prim.csv.gz"):
        if (folder / name).is_file():
            return folder / name
    files = [file for file in folder.iterdir() if file.is_file() and not file.name.startswith(".")]
    if len(files) == 1:
        return files[0]
    raise ListUnavailable(
        f"{folder}: {len(files)} files, and no sdn.csv or cons_prim.csv among them; expected one list file, or OFAC's "
        "CSV files"
    )


def _beside(place: Path, part: str) -> bytes:
    """OFAC's other files, called alt.csv, sdn_comments.csv or cons_alt.csv; nothing when they are not there."""
    own = ("cons",) if place.name.startswith("cons_") else ("", "sdn")
    for name in (f"{prefix}_{part}.csv".lstrip("_") for prefix in own):
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
