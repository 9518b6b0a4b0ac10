"""Web pages: the main text, and around it every word that a reader sees."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.encoding import bytes_to_str, detect_encoding
from resiliparse.parse.html import DocumentNode, HTMLTree
from resiliparse.parse.lang import detect_fast

from watchlist.errors import DocumentError
from watchlist.model.documents import ZoneKind
from watchlist.sources.formats.parts import Asked, Part, iso_time, joined, left_over, one_line

# What pages call the same thing, the commonest first: Open Graph, Dublin Core, and what came before them.
_TITLES = ("og:title", "twitter:title", "dc.title")
_AUTHORS = ("author", "article:author", "dc.creator", "parsely-author")
_DATES = ("article:published_time", "datepublished", "date", "dc.date", "dc.date.issued", "parsely-pub-date", "pubdate")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?=$|[-_])")
# Names in a row of links are parted by their looks alone; in the text they need a blank.
_NEIGHBOURS = re.compile(
    r"(</(?:a|b|button|em|i|label|span|strong|time)>)(<(?:a|b|button|em|i|label|span|strong|time)\b)"
)
# Words of a page by which its language is guessed, and the distance beyond which it is no language that is known.
_LEAST_LETTERS, _FARTHEST = 100, 1000


def read(content: bytes, asked: Asked) -> Part:
    """A page.

    Raises:
        DocumentError: there is no text in it.
    """
    tree = HTMLTree.parse(_NEIGHBOURS.sub(r"\1 \2", _decode(content, asked.charset)))
    page = tree.document
    if page is None or tree.body is None:
        raise DocumentError("the page has no text")
    said = _said(page)
    title = one_line(_first(said, _TITLES)) or one_line(tree.title)
    main = extract_plain_text(tree, main_content=True, links=False)
    seen = visible(tree)
    if not seen.strip():
        raise DocumentError("the page has no text; it may be made by a script in the browser")
    # A text that a page puts into a frame of its own is no page's main text without one.
    heading = title if title and title not in seen else ""
    text, zones = joined(
        [(ZoneKind.TITLE, heading or ""), (ZoneKind.MAIN, main), (ZoneKind.REST, left_over(seen, main))]
    )
    linked = dict(_linked(page))
    author = _first(said, _AUTHORS) or linked.get("author")
    return Part(
        text,
        zones,
        title=title,
        author=None if author and author.startswith("http") else one_line(author),
        published_at=next((at for at in map(iso_time, _all(said, _DATES, linked.get("datePublished"))) if at), None),
        language=_declared(page) or language(main or seen),
        url=_canonical(page, asked.url),
    )


def plain(markup: str) -> str:
    """The words of a fragment, such as the summary of an item of a feed."""
    if "<" not in markup and "&" not in markup:
        return markup
    return str(extract_plain_text(markup, main_content=False, links=False))


def visible(tree: HTMLTree) -> str:
    """Every word of a page that a reader sees, with what stands for its pictures and in its forms."""
    seen: str = extract_plain_text(
        tree, main_content=False, alt_texts=True, links=False, form_fields=True, noscript=True, preserve_formatting=True
    )
    return seen


def _decode(content: bytes, charset: str | None) -> str:
    """The text of a page: a mark, then the header's encoding, then its own word, then what it looks like."""
    if content.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-8-sig" if content[0] == 0xEF else "utf-16", "replace")
    named = re.search(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{1,40})", content[:4096], re.IGNORECASE)
    for encoding in (charset, named and named[1].decode("ascii"), "utf-8"):
        try:
            if encoding:
                return content.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            continue
    # The declared encoding with some bytes that it does not have is likelier than another one.
    likely = charset or (named[1].decode("ascii") if named else "") or detect_encoding(content) or "cp1252"
    return str(bytes_to_str(content, likely, "replace"))


def _said(page: DocumentNode) -> dict[str, str]:
    """What the head of a page says of it, by lower-case names; the first word counts."""
    said: dict[str, str] = {}
    for meta in page.query_selector_all("meta[content], [itemprop][content]"):
        for attribute in ("property", "name", "itemprop"):
            if name := meta.getattr(attribute):
                said.setdefault(name.lower(), meta.getattr("content") or "")
    if (time := page.query_selector("time[datetime]")) is not None:
        said.setdefault("date", time.getattr("datetime") or "")
    return said


def _first(said: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((said[name] for name in names if said.get(name)), None)


def _all(said: dict[str, str], names: tuple[str, ...], also: str | None) -> Iterator[str | None]:
    yield from (said[name] for name in names if name in said)
    yield also


def _linked(page: DocumentNode) -> Iterator[tuple[str, str]]:
    """Author and day of an article as in JSON-LD (schema.org)."""
    for script in page.query_selector_all('script[type="application/ld+json"]'):
        try:
            said = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        for thing in _things(said):
            if isinstance(day := thing.get("datePublished"), str):
                yield "datePublished", day
            for author in _things(thing.get("author")):
                if isinstance(name := author.get("name"), str):
                    yield "author", name


def _things(said: Any) -> Iterator[dict[str, Any]]:
    if isinstance(said, dict):
        graph = said.get("@graph")
        yield from (one for one in graph if isinstance(one, dict)) if isinstance(graph, list) else (said,)
    elif isinstance(said, list):
        yield from (one for one in said if isinstance(one, dict))


def _declared(page: DocumentNode) -> str | None:
    html = page.query_selector("html[lang]")
    found = _LANGUAGE.match(html.getattr("lang") or "") if html is not None else None
    return found[0].lower() if found else None


def language(text: str) -> str | None:
    """The language that a text looks like; None for one that is short, or like none."""
    if len(text) < _LEAST_LETTERS:
        return None
    found, distance = detect_fast(text[:5000])
    return str(found) if distance <= _FARTHEST and found != "unknown" else None


def _canonical(page: DocumentNode, url: str | None) -> str | None:
    """The address that a page calls its own; one on another host is not believed."""
    link = page.query_selector('link[rel="canonical"][href]')
    if link is None:
        return None
    try:
        address = urljoin(url or "", (link.getattr("href") or "").strip())
        parts = urlsplit(address)
    except ValueError:
        return None
    is_ours = url is None or parts.hostname == urlsplit(url).hostname
    return address if parts.scheme in ("http", "https") and parts.hostname and is_ours else None
