"""Sitemaps (sitemaps.org) and their indexes, with what news sitemaps add; also lists of addresses, one a line."""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree
from defusedxml import DefusedXmlException

from watchlist.errors import DocumentError
from watchlist.sources.decode import decode
from watchlist.sources.formats.parts import Asked, iso_time, one_line
from watchlist.sources.formats.zipped import local, words_of
from watchlist.sources.items import Item, canonical


@dataclass(frozen=True, slots=True)
class Listed:
    """Pages, and other sitemaps to look into."""

    items: list[Item]
    sitemaps: list[str]


def read(content: bytes, _asked: Asked) -> Listed:
    """A sitemap or an index of sitemaps.

    Raises:
        DocumentError: it is neither.
    """
    if not content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        addresses = (canonical(line) for line in decode(content).splitlines())
        items = [Item(key=one, url=one) for one in addresses if one]
        if not items:
            raise DocumentError("no sitemap: expected XML, or an address on each line")
        return Listed(items, [])
    try:
        tree = defusedxml.ElementTree.fromstring(content)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise DocumentError(f"no sitemap that can be read: {str(error)[:200]}") from None
    if local(tree) == "sitemapindex":
        return Listed([], [one for child in tree if (one := canonical(words_of(child, "loc")))])
    if local(tree) != "urlset":
        raise DocumentError(f"no sitemap: expected urlset or sitemapindex, found {local(tree)!r}")
    return Listed(list({item.key: item for child in tree for item in _item(child)}.values()), [])


def _item(child: Element) -> Iterator[Item]:
    if (url := canonical(words_of(child, "loc"))) is not None:
        yield Item(
            key=url,
            url=url,
            title=one_line(words_of(child, "title")),
            published_at=iso_time(words_of(child, "publication_date")),
            changed_at=iso_time(words_of(child, "lastmod")),
            language=words_of(child, "language"),
        )
