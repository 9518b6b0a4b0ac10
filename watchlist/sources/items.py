"""What a feed, sitemap or mailbox lists: items, each known by an address that stays."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

# What links carry to tell who followed them; the page is the same without.
_TRACKING = re.compile(
    r"(?:utm_\w+|at_(?:medium|campaign|custom\d|link_\w+)|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id"
    r"|_hs(?:enc|mi)|ocid|cmpid|icid|ncid|wt\.mc_id|rss)=.*|source=rss.*",
    re.IGNORECASE,
)
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a listing.

    Attributes:
        key: what it is known by: its canonical address, or what the listing calls it.
        url: where it leads; None when that is no web address.
        text: what the listing itself says of it, without markup.
        version: what tells one state of it from another, where the listing says nothing else of it.
        file: where it lies on this machine, for a message in a mailbox; it may be moved, and is the same.
    """

    key: str
    url: str | None = None
    title: str | None = None
    author: str | None = None
    text: str = ""
    published_at: datetime | None = None
    changed_at: datetime | None = None
    language: str | None = None
    version: str = ""
    file: str | None = None

    @property
    def fingerprint(self) -> str:
        """A hash that is another one when the listing says something else of it."""
        said = (self.url, self.title, self.text, self.published_at, self.changed_at, self.version)
        return hashlib.sha256(repr(said).encode("utf-8", "surrogatepass")).hexdigest()[:32]

    def as_json(self) -> dict[str, Any]:
        """As `from_json` reads it."""
        times = {name: at.isoformat() for name in ("published_at", "changed_at") if (at := getattr(self, name))}
        return {name: value for name, value in (asdict(self) | times).items() if value}

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Self:
        """The item that was said."""
        times = {name: datetime.fromisoformat(said[name]) for name in ("published_at", "changed_at") if said.get(name)}
        return cls(**{**said, **times})


def canonical(url: str | None) -> str | None:
    """The address by which a page is known, whoever links to it; None for what is no web address.

    >>> canonical("HTTPS://News.Example:443/a?id=7&utm_source=feed#top")
    'https://news.example/a?id=7'
    """
    try:
        parts = urlsplit((url or "").strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not host:
        return None
    if ":" in host:
        host = f"[{host}]"
    place = host if port in (None, _PORTS[parts.scheme]) else f"{host}:{port}"
    told = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in told if not _TRACKING.fullmatch(f"{name}={value}")]
    # What is not touched is not written anew: servers may mind how a query is quoted.
    query = parts.query if len(kept) == len(told) else urlencode(kept)
    return urlunsplit((parts.scheme, place, parts.path or "/", query, ""))
