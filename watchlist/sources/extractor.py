"""Foreign bytes to text, in child processes that are kept, with limits on their time and memory."""

import contextlib
import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from watchlist.errors import DocumentError
from watchlist.model.documents import Zone, ZoneKind
from watchlist.sources.formats.parts import Asked, Part, Refused
from watchlist.sources.items import Item

_CHILD = "watchlist.sources.extractor_child"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost: seconds, and bytes of address space."""

    seconds: float = 30.0
    memory: int = 2_000_000_000


class Extractor:
    """Reads foreign bytes elsewhere: what breaks, hangs or swallows memory ends a child, and is told by its limit.

    Children are started when they are needed and used again; any thread may ask, and at most `most` of them are
    answered at the same time. To be closed, or used in a `with`.
    """

    def __init__(self, limits: Limits | None = None, most: int = 2) -> None:
        self._limits = limits or Limits()
        self._turns = threading.BoundedSemaphore(most)
        self._idle: list[_Child] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the children."""
        while self._idle:
            self._idle.pop().end()

    def documents(self, content: bytes, asked: Asked) -> list[Part | Refused]:
        """Every document in some bytes, and what in them could not be read.

        Raises:
            DocumentError: reading them took too long, needed too much memory, or broke the reader.
        """
        return [_part(said) for said in self._ask("documents", content, asdict(asked))]

    def feed(self, content: bytes, asked: Asked) -> list[Item]:
        """The items of a feed, in its order.

        Raises:
            DocumentError: as for documents; or it is no feed.
        """
        return [Item.from_json(said) for said in self._ask("feed", content, asdict(asked))]

    def sitemap(self, content: bytes, asked: Asked) -> tuple[list[Item], list[str]]:
        """The pages of a sitemap, and the addresses of other sitemaps.

        Raises:
            DocumentError: as for documents; or it is no sitemap.
        """
        said = self._ask("sitemap", content, asdict(asked))
        return [Item.from_json(one) for one in said["items"]], said["sitemaps"]

    def _ask(self, read: str, content: bytes, said: Mapping[str, Any]) -> Any:
        with self._turns, self._child() as child:
            return child.ask({"read": read, "size": len(content), **said}, content)

    @contextlib.contextmanager
    def _child(self) -> Iterator["_Child"]:
        child = None
        while child is None:
            child = self._idle.pop() if self._idle else _Child(self._limits)
            if not child.is_alive():
                child.end()
                child = None
        try:
            yield child
        finally:
            if child.is_spent:
                child.end()
            else:
                self._idle.append(child)


class _Child:
    """One process that reads, one request after another."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self.is_spent = False
        ours, theirs = socket.socketpair()
        with ours, theirs:
            self._stream = ours.makefile("rwb")
            self._process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-P", "-m", _CHILD, str(limits.memory)],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, request: Mapping[str, Any], content: bytes) -> Any:
        """Its answer.

        Raises:
            DocumentError: there was none; then it is no longer alive.
        """
        is_late = threading.Event()
        timer = threading.Timer(self._limits.seconds, self._kill, [is_late])
        timer.start()
        # Spent until it has answered, whatever ends this.
        self.is_spent = True
        try:
            line = self._exchange(json.dumps(request).encode() + b"\n", content)
        finally:
            timer.cancel()
        if not line.endswith(b"\n"):
            raise DocumentError(self._limit() if is_late.is_set() else self._fault())
        said = json.loads(line)
        self.is_spent = said["is_last"]
        if "fault" in said:
            raise DocumentError(f"its reader broke down: {said['fault']}")
        if "refused" in said:
            raise DocumentError(said["refused"])
        if "limit" in said:
            raise DocumentError(f"reading it takes more than {self._limits.memory} bytes of memory; no more is allowed")
        return said["answer"]

    def _kill(self, is_late: threading.Event) -> None:
        is_late.set()
        self._process.kill()

    def _exchange(self, request: bytes, content: bytes) -> bytes:
        try:
            self._stream.write(request + content)
            self._stream.flush()
            return self._stream.readline()
        except (BrokenPipeError, ConnectionResetError):
            return b""

    def _limit(self) -> str:
        return f"reading it takes more than {self._limits.seconds:g} seconds; no more is allowed"

    def _fault(self) -> str:
        code = self._process.wait()
        return f"its reader broke down: {f'signal {-code}' if code < 0 else f'exit code {code}'}"

    def end(self) -> None:
        """Let go of it, dead or alive."""
        self._process.kill()
        self._process.wait()
        with contextlib.suppress(BrokenPipeError):
            self._stream.close()


def _part(said: Mapping[str, Any]) -> Part | Refused:
    if "reason" in said:
        return Refused(**said)
    at = said["published_at"]
    zones = tuple(Zone(start, end, ZoneKind(kind)) for start, end, kind in said["zones"])
    return Part(**{**said, "zones": zones, "published_at": datetime.fromisoformat(at) if at else None})
