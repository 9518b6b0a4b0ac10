"""List files as they lie on disk, plain, gzipped or in a zip: unpacked up to a limit, with the files beside them."""

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, NamedTuple

from watchlist.errors import ListFormatError, ListUnavailable

# The largest official list unpacked is some 300 MB; what is larger is no list.
MOST_BYTES = 2_000_000_000
# The second is how a zip with nothing in it begins.
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_GZIP = b"\x1f\x8b"


class Unpacked(NamedTuple):
    """A list file, and a way to what stands in the same folder or zip.

    Attributes:
        file: what it was read from.
        name: what it is called, in lower case.
        beside: gives the bytes of another file, by its name in lower case; nothing when there is none.
    """

    file: Path
    name: str
    content: bytes
    beside: Callable[[str], bytes]


def unpack(place: Path, main: Sequence[str], most: int = MOST_BYTES) -> Unpacked:
    """Open a file, or what is called so in a folder or zip of several.

    Args:
        main: names of the file to read among several, in lower case, the likeliest first.
        most: how many bytes a file may have when it is unpacked.

    Raises:
        ListUnavailable: there is no such file, or it cannot be opened.
        ListFormatError: it is damaged or too large, or it is not clear which of several files is the list.
    """
    file = _in_folder(place, main) if place.is_dir() else place
    content = _content(file, most)
    if content.startswith(_ZIP):
        return _unzip(file, content, main, most)
    return Unpacked(file, file.name.lower(), content, partial(_beside, file.parent, most))


def _files(folder: Path) -> dict[str, Path]:
    """The files of a folder by their names in lower case, for some copies of them are called in capitals."""
    try:
        return {file.name.lower(): file for file in sorted(folder.iterdir())}
    except OSError as error:
        raise ListUnavailable(f"{folder}: cannot be read: {error.strerror}; expected a folder with a list") from None


def _in_folder(folder: Path, main: Sequence[str]) -> Path:
    files = _files(folder)
    for name in main:
        if file := files.get(name) or files.get(f"{name}.gz"):
            return file
    alone = [file for file in files.values() if file.is_file() and not file.name.startswith(".")]
    if len(alone) == 1:
        return alone[0]
    raise ListUnavailable(
        f"{folder}: {len(alone)} files, and no {' or '.join(main)} among them; expected one list file, or OFAC's "
        "CSV files"
    )


def _beside(folder: Path, most: int, name: str) -> bytes:
    files = _files(folder)
    file = files.get(name) or files.get(f"{name}.gz")
    return _content(file, most) if file else b""


def _content(file: Path, most: int) -> bytes:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise ListUnavailable(f"{file}: cannot be read: {error.strerror}; expected a list file") from None
    if not content.startswith(_GZIP):
        return content
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as packed:
            return _read(packed, most, str(file))
    except (OSError, EOFError, zlib.error) as error:
        raise ListFormatError([f"{file}: not a whole gzip file: {error}"]) from None


def _unzip(file: Path, content: bytes, main: Sequence[str], most: int) -> Unpacked:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise ListFormatError([f"{file}: not a whole zip file: {error}"]) from None
    packed = [one for one in archive.infolist() if not one.is_dir() and not one.filename.startswith("__MACOSX/")]
    members = {PurePosixPath(one.filename).name.lower(): one for one in packed}
    called = [name for name in main if name in members] if len(packed) > 1 else [*members]
    if len(called) != 1 or len(members) != len(packed):
        found = f"{len(packed)} files: {', '.join(one.filename for one in packed[:5])}" if packed else "none"
        raise ListFormatError([f"{file}: expected one list file in the zip, or {' or '.join(main)}; found {found}"])
    name = called[0]
    member = partial(_member, archive, members, most, str(file))
    return Unpacked(file, name, member(name), member)


def _member(
    archive: zipfile.ZipFile, members: Mapping[str, zipfile.ZipInfo], most: int, where: str, name: str
) -> bytes:
    if name not in members:
        return b""
    where = f"{where}: {members[name].filename}"
    try:
        with archive.open(members[name]) as packed:
            return _read(packed, most, where)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError) as error:
        raise ListFormatError([f"{where}: cannot be unpacked: {error}"]) from None


def _read(packed: IO[bytes] | gzip.GzipFile, most: int, where: str) -> bytes:
    """All of a packed file; what it says of its own size is not believed."""
    content = packed.read(most + 1)
    if len(content) > most:
        raise ListFormatError([f"{where}: more than {most} bytes when unpacked"])
    return content
