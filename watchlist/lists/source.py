"""One list file or folder in, whatever its format: that is told from the content."""

import codecs
import hashlib
import re
from pathlib import Path
from typing import Protocol

from watchlist.errors import ListFormatError
from watchlist.lists import (
    canada,
    eu,
    eu_csv,
    eu_old,
    ftm,
    local,
    local_table,
    ofac,
    ofac_advanced,
    ofac_enhanced,
    ofac_xml,
    packed,
    seco,
    table,
    uk,
    un,
)
from watchlist.model.entities import ReadList

# Changes whenever a reader takes something else from the same bytes, so that they are read anew.
READERS_VERSION = "9"


class _Reader(Protocol):
    """A publisher's format: a module that recognises it and reads it."""

    def recognises(self, start: bytes, /) -> bool: ...
    def read(self, content: bytes, file: str, /) -> ReadList: ...


# Whose format a file is in shows in its first bytes; what nobody recognises is taken for our own.
_READERS: tuple[_Reader, ...] = (
    ftm,
    eu,
    eu_csv,
    eu_old,
    uk,
    un,
    ofac_xml,
    ofac_enhanced,
    ofac_advanced,
    canada,
    seco,
    table,
    local_table,
)
_START = 4096
_OTHER_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)
# Of a list in which nobody can be read, so many reasons are enough.
_FIRST = 5
# What the list is called in a folder or zip of several files.
_MAIN = ("sdn.csv", "cons_prim.csv", "entities.ftm.json")
# Changes to an OpenSanctions list, read after it when they lie beside it.
_DELTA = "entities.delta.json"
# How TOML may begin: a table, a comment, a key.
_TOML = re.compile(rb"[\[#]|[\w.\"'-]+[ \t]*=")


def read(place: Path, *, is_official: bool = False, most_bytes: int = packed.MOST_BYTES) -> ReadList:
    """Read a list: ours in TOML or CSV, OFAC's in CSV (sdn.csv with alt.csv beside it, or their folder), or another's.

    Each may be gzipped or alone in a zip, and OFAC's may be together in one; the format is told from the content.

    Args:
        is_official: what is in no official format is refused, rather than taken for a list of ours.
        most_bytes: how large a file may be when it is unpacked.

    Raises:
        ListUnavailable: there is no such file, or it cannot be opened.
        ListFormatError: it is of no format known here, or damaged as a whole, or a file of several lists.
    """
    file, content, parts = _contents(place, most_bytes)
    result = (
        ofac.read(content, parts, str(file))
        if parts is not None
        else _read(content, str(file), is_official=is_official)
    )
    if not (result.entities or result.summary.curated):
        first = result.summary.problems[:_FIRST]
        raise ListFormatError([f"{file}: nobody in it can be read; a list has one party at least", *first])
    return result


def _read(content: bytes, file: str, *, is_official: bool) -> ReadList:
    """Read a list that is one file, in whatever format."""
    if content.startswith(_OTHER_MARKS) or b"\0" in content[:4]:
        raise ListFormatError([f"{file}: it is in UTF-16 or UTF-32, or no text at all; expected UTF-8"])
    start = _start(content)
    if not start:
        raise ListFormatError([f"{file}: it is empty; expected a list"])
    if start[:100].lower().startswith((b"<!doctype html", b"<html")):
        raise ListFormatError([f"{file}: it is a web page, perhaps one to log in at; expected a list"])
    reader = next((one for one in _READERS if one.recognises(start)), None)
    # Of a file that is called TOML, what keeps it from being so is the better thing to say.
    is_toml = file.endswith(".toml") or _TOML.match(start)
    if reader is None and (is_official or not is_toml):
        begins = start[:60].decode(errors="replace")
        others = "" if is_official else ", nor TOML, nor a table with the columns id and name"
        raise ListFormatError([f"{file}: it is in no format of an official list{others}; it begins with {begins!r}"])
    return (reader or local).read(content, file)


def _start(content: bytes) -> bytes:
    """The first bytes that say something."""
    return content[:_START].removeprefix(codecs.BOM_UTF8).lstrip()


def digest(place: Path) -> str:
    """What `read` will give as the list's SHA-256, without reading entities.

    Raises:
        ListUnavailable, ListFormatError: as `read`.
    """
    _, content, parts = _contents(place, packed.MOST_BYTES)
    return hashlib.sha256(b"".join([content, *(parts or ())])).hexdigest()


def _contents(place: Path, most: int) -> tuple[Path, bytes, ofac.Parts | None]:
    """The file of a list and its bytes; and those of the files beside it, when they are OFAC's."""
    file, name, content, beside = packed.unpack(place, _MAIN, most)
    if name.startswith(_MAIN[-1]) and (changes := beside(_DELTA)):
        return file, content.rstrip() + b"\n" + changes, None
    if not ofac.is_sdn(_start(content)):
        return file, content, None
    prefixes = ("cons_",) if name.startswith("cons_") else ("", "sdn_")
    found = {part: [beside(f"{prefix}{part}.csv") for prefix in prefixes] for part in ofac.Parts._fields}
    return file, content, ofac.Parts(**{part: next(filter(None, contents), b"") for part, contents in found.items()})
