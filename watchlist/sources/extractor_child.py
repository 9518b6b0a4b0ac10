"""The child process of an extractor: requests in and answers out through the socket that is its standard input.

A request is a line of JSON, `{"read": ..., "size": ..., ...}`, and `size` bytes; an answer is a line of JSON, not a
pickle, for what a broken reader answers is not to be trusted. It ends when the socket closes, or with its parent.
"""

import json
import os
import resource
import select
import signal
import socket
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from types import TracebackType
from typing import Any

from watchlist.errors import DocumentError
from watchlist.sources.formats import feed, sitemap
from watchlist.sources.formats import read as formats
from watchlist.sources.formats.parts import Asked, Part, Refused

# More text than this in one document is no document.
_MOST_CHARACTERS = 20_000_000
# Memory that a document may leave behind, in KiB; after more, a new child is cheaper than keeping it.
_MOST_LEFT = 300_000
# Seconds between two looks for the parent, when nothing comes.
_LOOK_EVERY = 5.0


def _documents(content: bytes, said: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [_as_json(part) for part in formats.read(content, Asked(**said))]


def _as_json(part: Part | Refused) -> dict[str, Any]:
    if isinstance(part, Part) and len(part.text) > _MOST_CHARACTERS:
        reason = f"{len(part.text)} characters of text; {_MOST_CHARACTERS} are the most"
        return asdict(Refused(reason, part.name))
    if isinstance(part, Refused):
        return asdict(part)
    said = asdict(part)
    said["zones"] = [[zone.start, zone.end, zone.kind] for zone in part.zones]
    said["published_at"] = part.published_at and part.published_at.isoformat()
    return said


def _feed(content: bytes, said: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [item.as_json() for item in feed.read(content, Asked(**said))]


def _sitemap(content: bytes, said: Mapping[str, Any]) -> dict[str, Any]:
    listed = sitemap.read(content, Asked(**said))
    return {"items": [item.as_json() for item in listed.items], "sitemaps": listed.sitemaps}


_READERS: Mapping[str, Callable[[bytes, Mapping[str, Any]], Any]] = {
    "documents": _documents,
    "feed": _feed,
    "sitemap": _sitemap,
}


def main() -> None:
    """Answer until there is nobody to answer to."""
    # The parent decides when this ends: a stop of the whole group must not look like a document that kills its reader.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    memory = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.excepthook = _tell_of_fault(os.dup(0))
    parent, at_first = os.getppid(), _used()
    is_last = False
    with socket.socket(fileno=0) as ours, ours.makefile("rwb") as stream:
        while not is_last and _comes(ours, parent) and (line := stream.readline()):
            said = json.loads(line)
            content = stream.read(said.pop("size"))
            try:
                answer = {"answer": _READERS[said.pop("read")](content, said)}
            except DocumentError as error:
                answer = {"refused": str(error)}
            except MemoryError:
                answer = {"limit": "memory"}
            is_last = _used() - at_first > _MOST_LEFT
            stream.write(json.dumps(answer | {"is_last": is_last}).encode() + b"\n")
            stream.flush()


def _tell_of_fault(answers: int) -> Callable[..., None]:
    """What ends this process by an exception is the last answer."""

    def tell(kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        answer = {"fault": f"{kind.__name__}: {error}"[:300], "is_last": True}
        os.write(answers, json.dumps(answer).encode() + b"\n")

    return tell


def _comes(ours: socket.socket, parent: int) -> bool:
    """Whether a request comes; False when the parent is gone, and a process that it forked keeps the socket open."""
    while not select.select([ours], [], [], _LOOK_EVERY)[0]:
        if os.getppid() != parent:
            return False
    return True


def _used() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    main()
