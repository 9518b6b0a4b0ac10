"""What a source lists now: the items of its feeds, the pages of its sitemaps, the messages of its mailbox."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from watchlist.errors import DocumentError, FetchError
from watchlist.fetch import Validators
from watchlist.sources.configured import Source, SourceKind
from watchlist.sources.decode import GZIP_MARK, unpack
from watchlist.sources.extractor import Extractor
from watchlist.sources.formats.parts import Asked
from watchlist.sources.items import Item, canonical
from watchlist.sources.mailbox import list_messages
from watchlist.sources.web import Web

# Sitemaps of one index that are looked into, and how deep indexes may lead.
_MOST_SITEMAPS, _DEEPEST = 50, 2


@dataclass(frozen=True, slots=True)
class Listed:
    """What a source lists.

    Attributes:
        items: each once; none of those listings that did not change.
        validators: what servers said of their copies, by address, for the next look.
        errors: of the addresses that could not be had or read; the others are there.
    """

    items: dict[str, Item] = field(default_factory=dict)
    validators: dict[str, Any] = field(default_factory=dict)
    errors: list[FetchError | DocumentError] = field(default_factory=list)


def list_items(source: Source, web: Web, extractor: Extractor, known: Mapping[str, Any], most: int) -> Listed:
    """Look at the listing of a source.

    Args:
        source: what to look at.
        web: how listings are had.
        extractor: who reads them.
        known: the validators of the last look.
        most: bytes of a listing, also when unpacked.
    """
    listed = Listed()
    lister = _Lister(source.kind, web, extractor, known, most, listed)
    if source.kind is SourceKind.PAGE:
        listed.items.update((canonical(url) or url, Item(canonical(url) or url, url)) for url in source.urls)
        return listed
    for place in source.urls or (str(source.path),):
        try:
            for item in list_messages(source.path) if source.path else lister.look(place):
                # Of two addresses that list the same item the first counts.
                listed.items.setdefault(item.key, item)
        except (FetchError, DocumentError) as error:
            listed.errors.append(error)
    return listed


@dataclass(slots=True)
class _Lister:
    """One look at the addresses of a source."""

    kind: SourceKind
    web: Web
    extractor: Extractor
    known: Mapping[str, Any]
    most: int
    listed: Listed
    sitemaps: int = 0

    def look(self, url: str, depth: int = 0) -> Iterator[Item]:
        answer = self.web.get(url, Validators(**self.known.get(url, {})))
        self.listed.validators[url] = asdict(answer.validators)
        if answer.content is None:
            return
        asked = Asked(url, answer.media_type, answer.charset, answer.url)
        sitemaps: list[str] = []
        try:
            content = unpack(answer.content, self.most) if answer.content.startswith(GZIP_MARK) else answer.content
            if self.kind is SourceKind.FEED:
                yield from self.extractor.feed(content, asked)
            else:
                items, sitemaps = self.extractor.sitemap(content, asked)
                yield from items
        except DocumentError as error:
            # What could not be read may not count as known: the next look must get it again.
            del self.listed.validators[url]
            raise DocumentError(f"{url.partition('?')[0]}: {error}") from None

        if sitemaps:
            # An index stays the same while its sitemaps change.
            del self.listed.validators[url]
            yield from self._deeper(sitemaps, depth)

    def _deeper(self, sitemaps: list[str], depth: int) -> Iterator[Item]:
        if depth >= _DEEPEST:
            raise DocumentError(f"an index in an index in an index; {_DEEPEST} are looked into")
        for one in sitemaps:
            self.sitemaps += 1
            if self.sitemaps > _MOST_SITEMAPS:
                raise DocumentError(f"more than {_MOST_SITEMAPS} sitemaps; no more are looked into")
            yield from self.look(one, depth + 1)
