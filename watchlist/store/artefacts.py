"""Compiled watchlists as files, which every process maps into memory instead of compiling anew."""

import logging
import mmap
import tempfile
from pathlib import Path

_log = logging.getLogger(__name__)

_FOLDER = "compiled"
_ENDING = ".compiled"
# Files kept, the newest: the one in force, the one before, and what one-off scans with other lists have left.
_KEPT = 6


class Artefacts:
    """A folder of files, one for each key. It is a cache: what cannot be read or written is done without."""

    def __init__(self, data_dir: Path) -> None:
        """Keep them below the data folder, which is made when the first is written."""
        self._folder = data_dir / _FOLDER

    def map(self, key: str) -> memoryview | None:
        """The bytes under a key, mapped; None when there are none."""
        try:
            with self._file(key).open("rb") as file:
                return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        except (OSError, ValueError):
            # No such file, or an empty one.
            return None

    def write(self, key: str, content: bytes) -> None:
        """Put bytes under a key, whole or not at all. Who has mapped the bytes before keeps them."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self._folder, delete=False) as file:
                unfinished = Path(file.name)
                try:
                    file.write(content)
                    file.flush()
                    unfinished.replace(self._file(key))
                except OSError:
                    unfinished.unlink(missing_ok=True)
                    raise
            self._prune()
        except OSError as error:
            _log.info("%s: the compiled watchlist cannot be kept: %s", self._folder, error.strerror)

    def drop(self, key: str) -> None:
        """Forget what is under a key."""
        try:
            self._file(key).unlink(missing_ok=True)
        except OSError as error:
            _log.info("%s: a compiled watchlist cannot be removed: %s", self._folder, error.strerror)

    def _file(self, key: str) -> Path:
        return self._folder / (key + _ENDING)

    def _prune(self) -> None:
        files = sorted(self._folder.glob(f"*{_ENDING}"), key=lambda file: file.stat().st_mtime, reverse=True)
        for file in files[_KEPT:]:
            file.unlink(missing_ok=True)
