"""Sitemaps, and web archives."""

import gzip
from datetime import UTC, datetime

import pytest

from watchlist.errors import DocumentError
from watchlist.sources.formats import read as formats
from watchlist.sources.formats import sitemap
from watchlist.sources.formats.parts import Asked, Part

NEWS = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc> https://news.example/a#x </loc><lastmod>2024-02-24T07:00:00Z</lastmod><n:news><n:title>A visit</n:title>
<n:publication_date>2024-02-23</n:publication_date></n:news></url><url><loc>mailto:x@example.org</loc></url>
<url><loc>https://news.example/a</loc></url></urlset>"""


def test_the_pages_of_a_news_sitemap():
    (item,) = sitemap.read(NEWS.encode(), Asked()).items
    assert (item.key, item.url, item.title) == ("https://news.example/a", "https://news.example/a", None)
    first = sitemap.read(NEWS.replace("<url><loc>https://news.example/a</loc></url>", "").encode(), Asked()).items[0]
    assert (first.title, first.published_at, first.changed_at) == (
        "A visit", datetime(2024, 2, 23, tzinfo=UTC), datetime(2024, 2, 24, 7, tzinfo=UTC),
    )  # fmt: skip


def test_an_index_and_a_list_of_lines():
    index = "<sitemapindex><sitemap><loc>https://news.example/1.xml</loc></sitemap></sitemapindex>"
    assert sitemap.read(index.encode(), Asked()).sitemaps == ["https://news.example/1.xml"]
    lines = sitemap.read(b"https://news.example/a\n\nnonsense\nhttps://news.example/b\n", Asked()).items
    assert [item.key for item in lines] == ["https://news.example/a", "https://news.example/b"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param("<html/>", "expected urlset or sitemapindex, found 'html'", id="a-page"),
        pytest.param("<urlset><url>", "no sitemap that can be read", id="cut-off"),
        pytest.param("just words", "an address on each line", id="words"),
        pytest.param(
            '<!DOCTYPE a [<!ENTITY b "c">]><urlset>&b;</urlset>', "no sitemap that can be read", id="entities"
        ),
    ],
)
def test_what_is_no_sitemap_is_named(content, reason):
    with pytest.raises(DocumentError, match=reason):
        sitemap.read(content.encode(), Asked())


def record(kind, body, url=""):
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-02-23T07:00:00Z\r\n"
    head += f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body + b"\r\n\r\n"


def archive(*answers, pack=bytes):
    """A WARC file of (address, type, body, status), each record packed by itself."""
    records = [record("warcinfo", b"software: test\r\n")]
    for url, media, body, status in answers:
        head = f"HTTP/1.1 {status} OK\r\nContent-Type: {media}\r\nContent-Length: {len(body)}\r\n\r\n"
        records.append(record("response", head.encode() + body, url))
    return b"".join(map(pack, records))


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_the_pages_of_an_archive(pack):
    content = archive(
        ("https://a.example/page", "text/html; charset=windows-1251", "<p>Шойгу</p>".encode("cp1251"), 200),
        ("https://a.example/style.css", "text/css", b"p {}", 200),
        ("https://a.example/gone", "text/html", b"<p>Not found", 404),
        ("https://a.example/scan.png", "application/octet-stream", b"\x89PNG", 200),
        pack=pack,
    )
    page, refused = formats.read(content, Asked("crawl.warc"))
    assert isinstance(page, Part)
    assert (page.text, page.url, page.published_at) == (
        "Шойгу", "https://a.example/page", datetime(2024, 2, 23, 7, tzinfo=UTC),
    )  # fmt: skip
    assert refused.reason == "a picture; OCR is not done"
    assert refused.name.endswith("https://a.example/scan.png")


def test_an_archive_that_breaks_off_gives_what_is_whole():
    pages = [(f"https://a.example/{number}", "text/html", b"<p>One", 200) for number in range(2)]
    content = archive(*pages)
    parts = formats.read(content[:-40] + b"\n\nWARC/x", Asked("a.warc"))
    assert isinstance(parts[0], Part)
