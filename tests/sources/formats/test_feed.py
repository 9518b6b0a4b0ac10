"""Feeds of every age and kind, and what is none."""

import gzip
import json
from datetime import UTC, datetime

import pytest

from tests.conftest import DATA
from watchlist.errors import DocumentError
from watchlist.sources.extractor import Extractor, Limits
from watchlist.sources.formats import feed
from watchlist.sources.formats.parts import Asked
from watchlist.sources.items import Item

HERE = "https://news.example/a"
SEVEN = '<guid isPermaLink="false">7</guid>'
BASE = "https://news.example/feeds/all.xml"


def read(content, **said):
    return feed.read(content.encode() if isinstance(content, str) else content, Asked(url=BASE, **said))


def rss(item):
    return f'<rss version="2.0"><channel><title>News</title><language>en</language><item>{item}</item></channel></rss>'


RSS = rss(
    "<title>Sanctions &amp; ships</title><link>/2024/ships?utm_source=rss#top</link><guid>77</guid>"
    "<description>&lt;p&gt;The &lt;b&gt;Fesco Moneron&lt;/b&gt; left.&lt;/p&gt;</description><author>Jane Roe</author>"
    "<pubDate>Fri, 23 Feb 2024 10:00:00 +0300</pubDate>"
)
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><entry><id>tag:news.example,2024:77</id>
<title type="html">Sanctions &amp;amp; ships</title><link rel="alternate" href="../2024/ships"/>
<published>2024-02-23T07:00:00Z</published><updated>2024-02-24T07:00:00Z</updated><author><name>Jane Roe</name></author>
<summary>The Fesco Moneron</summary><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">The <b>Fesco
Moneron</b> left.</div></content></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel/><item rdf:about="https://news.example/2024/ships">
<title>Sanctions &amp; ships</title><link>https://news.example/2024/ships</link><dc:creator>Jane Roe</dc:creator>
<description>The Fesco Moneron left.</description><dc:date>2024-02-23T07:00:00Z</dc:date></item></rdf:RDF>"""
JSON = json.dumps({
    "version": "https://jsonfeed.org/version/1.1", "language": "en",
    "items": [{"id": "77", "url": "https://news.example/2024/ships", "title": "Sanctions & ships",
               "content_html": "<p>The <b>Fesco Moneron</b> left.</p>", "date_published": "2024-02-23T07:00:00Z",
               "authors": [{"name": "Jane Roe"}]}],
})  # fmt: skip


@pytest.mark.parametrize("content", [pytest.param(one, id=name) for name, one in
                                     {"rss": RSS, "atom": ATOM, "rdf": RDF, "json": JSON}.items()])  # fmt: skip
def test_an_item_of_each_kind(content):
    (item,) = read(content)
    assert item.key == item.url == "https://news.example/2024/ships"
    assert (item.title, item.author) == ("Sanctions & ships", "Jane Roe")
    assert " ".join(item.text.split()) == "The Fesco Moneron left."
    assert (item.published_at or item.changed_at) == datetime(2024, 2, 23, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        pytest.param(f"<link>javascript:x()</link>{SEVEN}", (f"{BASE}#7", None), id="a-script"),
        pytest.param("<title>Alone</title>", (f"{BASE}#Alone", None), id="a-title-alone"),
        pytest.param("<guid>https://news.example/a</guid>", (HERE, HERE), id="an-id-that-is-an-address"),
        pytest.param("<link>//cdn.example/a</link>", ("https://cdn.example/a",) * 2, id="no-scheme"),
        pytest.param(f"<link>http://[x</link>{SEVEN}", (f"{BASE}#7", None), id="no-address"),
    ],
)  # fmt: skip
def test_what_an_item_is_known_by(item, expected):
    (found,) = read(rss(item))
    assert (found.key, found.url) == expected


@pytest.mark.parametrize("day", ["Thu, 01 Jan 1970 00:00:00 GMT", "Thu, 01 Jan 2099 00:00:00 GMT", "yesterday", "0000"])
def test_a_day_that_cannot_be_is_left_out(day):
    (item,) = read(rss(f"<title>One</title><pubDate>{day}</pubDate>"))
    assert item.published_at is None


def test_items_that_share_a_link_stay_apart_and_doubles_are_one():
    same = "<link>https://news.example/live</link>"
    items = read(
        f'<rss version="2.0"><channel><item>{same}<title>One</title></item><item>{same}<title>Two</title></item>'
        f"<item>{same}<title>Two</title></item></channel></rss>"
    )
    assert [item.title for item in items] == ["One", "Two"]
    assert len({item.key for item in items}) == 2


def test_an_item_is_the_same_until_its_listing_says_something_else():
    (item,), (changed,) = read(RSS), read(RSS.replace("left", "came"))
    assert item.fingerprint == read(RSS)[0].fingerprint
    assert item.fingerprint != changed.fingerprint
    assert Item.from_json(json.loads(json.dumps(item.as_json()))) == item


@pytest.mark.parametrize(
    ("content", "titles"),
    [
        pytest.param(rss("<title>A & B <br> C</title>"), ["A & B C"], id="bare-ampersand"),
        pytest.param(RSS[:-16] + "<item><title>Cut</title><desc", ["Sanctions & ships", "Cut"], id="cut-off"),
        pytest.param("\n\n" + RSS, ["Sanctions & ships"], id="blank-lines-before"),
        pytest.param(rss("<title>Шойгу</title>").encode("cp1251"), ["Шойгу"], id="by-the-header"),
        pytest.param(rss("<title>Шойгу</title>").encode("utf-16"), ["Шойгу"], id="utf-16"),
        pytest.param('<?xml version="1.0" encoding="ascii"?>' + rss("<title>Шойгу</title>"), ["Шойгу"], id="wrong"),
        pytest.param(rss('<title><![CDATA[<script>x()</script>Shoigu]]></title>'), ["Shoigu"], id="a-script"),
    ],
)  # fmt: skip
def test_malformed_feeds_are_understood_as_far_as_they_can_be(content, titles):
    charset = "windows-1251" if isinstance(content, bytes) and b"\xd8" in content and b"\x00" not in content else None
    assert [item.title for item in read(content, charset=charset)] == titles


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param("<html><body>Log in", "no feed: expected RSS, Atom, RDF or JSON Feed", id="a-page"),
        pytest.param("", "no feed", id="nothing"),
        pytest.param(
            '{"version": "https://jsonfeed.org/version/1", "items": 7}', "items: expected a list", id="no-list"
        ),
        pytest.param('{"a": 1}', 'expected an object with a "version"', id="other-json"),
        pytest.param("{" * 100_000, "not a JSON Feed", id="deep-json"),
        pytest.param("<sdnList></sdnList>", "no feed", id="other-xml"),
    ],
)
def test_what_is_no_feed_is_named(content, reason):
    with pytest.raises(DocumentError, match=reason):
        read(content)


def test_entities_are_not_expanded():
    bomb = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    text = f'<!DOCTYPE rss [<!ENTITY a0 "ha"><!ENTITY file SYSTEM "file:///etc/passwd">{bomb}]>' + rss(
        "<title>One &a9; &file;</title>"
    )
    (item,) = read(text)
    assert len(item.title) < 100
    assert "root:" not in item.title


MANY = range(100_000)
MANY_IN_RSS = "".join(f"<item><link>/a/{number}</link><title>Item {number}</title></item>" for number in MANY)
MANY_IN_JSON = {
    "version": "https://jsonfeed.org/version/1.1",
    "items": [{"id": str(number), "url": f"https://news.example/a/{number}"} for number in MANY],
}


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(json.dumps(MANY_IN_JSON), id="json"),
        # The same takes a quarter of a minute there.
        pytest.param(f"<rss version='2.0'><channel>{MANY_IN_RSS}</channel></rss>", id="rss", marks=pytest.mark.soak),
    ],
)
def test_a_feed_of_100_000_items(content):
    # Seconds are no matter here: the machine may have other things to do.
    with Extractor(Limits(seconds=240)) as extractor:
        assert len(extractor.feed(content.encode(), Asked(url=BASE))) == 100_000


@pytest.mark.data
def test_all_feeds_have_the_items_that_were_counted():
    """The only one that is none has no item in the count, either."""
    root, none = DATA / "feeds", []
    for row in json.loads((root / "feed_stats.json").read_text()):
        file = root / row["file"]
        content = (
            file.read_bytes() if file.exists() else gzip.decompress(file.with_name(f"{file.name}.gz").read_bytes())
        )
        try:
            assert len(read(content)) == row["entries"], row["file"]
        except DocumentError:
            none.append((row["file"], row["entries"]))
    assert none == [("rss_parser/unrecognized.rss", 0)]
