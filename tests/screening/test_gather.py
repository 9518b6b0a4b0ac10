"""Sources end to end: a real web server, real stores, and what becomes of each item."""

from datetime import timedelta

import pytest

from tests.sources.formats.made import pdf
from tests.web import Page
from watchlist.errors import DocumentError, FetchError
from watchlist.fetch import Access, Bounds, Reach
from watchlist.fetch.reach import networks
from watchlist.screening.gather import Gatherer, gather
from watchlist.screening.retention import clean
from watchlist.screening.scan import ScanReport, screen_pending
from watchlist.sources.configured import Source
from watchlist.sources.web import Web as Polite
from watchlist.store import documents, search, sources
from watchlist.store.search import AlertFilter

SHOIGU, SHAHED = "documents:shoigu", "documents:shahed-136"
HOME = Reach(networks(["127.0.0.0/8"]))


def feed(*items):
    """An RSS feed of (path, title, text) or (path, title)."""
    entries = "".join(
        f"<item><link>{path}</link><title>{title}</title><description>{''.join(text)}</description></item>"
        for path, title, *text in items
    )
    return f'<rss version="2.0"><channel><title>News</title>{entries}</channel></rss>'.encode()


def page(text, title="News"):
    return f"<html><title>{title}</title><body><article><p>{text}</p></article></body></html>".encode()


def html(text, **said):
    return Page(page(text), headers={"Content-Type": "text/html; charset=utf-8"}, **said)


@pytest.fixture
def polite():
    return Polite(Access(reach=HOME), Bounds(seconds=2, bytes=1_000_000, retries=0, patience=1.5), 0.0)


@pytest.fixture
def look(database, matcher, extractor, clock, polite):
    """One look at a source, and the screening of what it brought."""

    def run(source, max_backlog=1000, seconds=20.0):
        gatherer = Gatherer(database, extractor, polite, clock, 1_000_000, max_backlog, seconds)
        try:
            return gather(gatherer, source, lambda: False)
        finally:
            screen_pending(database, matcher, clock, lambda: False, ScanReport())

    return run


@pytest.fixture
def news(web):
    return Source(name="news", kind="feed", urls=[f"{web.url}/feed"], recheck=60)


def found(database):
    """Id, number of hits, and title of the best one, of every alert, the oldest first."""
    with database.read() as connection:
        rows = search.page(connection, AlertFilter(), None, 100).rows
    return [(row["entity"]["id"], row["hit_count"], row["hits"][0]["document"]["title"]) for row in reversed(rows)]


def state(database, name="news"):
    with database.read() as connection:
        return sources.states(connection)[name]


def test_the_page_behind_an_item_is_read_once(web, database, look, news):
    web.pages["/feed"] = Page(feed(("/a", "A visit", "The minister came.")), etag='"1"')
    web.pages["/a"] = html("Sergei Shoigu met the generals of the army in the morning.", etag='"a"')
    first = look(news)
    assert (first.listed, first.fresh, first.read, first.added) == (1, 1, 1, 1)
    assert found(database) == [(SHOIGU, 1, "News")]
    second = look(news)
    assert (second.listed, second.read, second.added) == (0, 0, 0)
    assert [path for path, _ in web.requests] == ["/feed", "/robots.txt", "/a", "/feed"]
    assert state(database).outcome == "unchanged"


def test_what_the_listing_says_is_kept_beside_the_page(web, database, look, news):
    web.pages["/feed"] = Page(feed(("/a", "A visit", "Read how Sergei Shoigu came.")))
    web.pages["/a"] = html("For subscribers only.")
    look(news)
    assert found(database) == [(SHOIGU, 1, "News")]


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(Page(status=500), id="500"),
        pytest.param(Page(status=404), id="404"),
        pytest.param(html("x", drip=1.0), id="a-byte-a-second"),
        pytest.param(Page(b"", headers={"Content-Type": "text/html"}), id="empty"),
        pytest.param(Page(b"\x89PNG"), id="a-picture"),
        pytest.param(Page(b"x" * 2_000_000), id="too-large"),
        pytest.param(Page(status=302, headers={"Location": "http://169.254.169.254/meta"}), id="into-the-cloud"),
        pytest.param(Page(status=302, headers={"Location": "/a"}), id="a-circle"),
        pytest.param(Page(b"<html><script>x()</script>", headers={"Content-Type": "text/html"}), id="made-by-script"),
    ],
)
def test_a_page_that_cannot_be_read_is_named_and_its_item_still_counts(web, database, look, news, broken):
    web.pages["/feed"] = Page(feed(("/a", "Sergei Shoigu in Tehran"), ("/b", "Weather")))
    web.pages["/a"], web.pages["/b"] = broken, html("Sun over Aviador, says the office for weather.")
    report = look(news)
    assert (report.unread, report.added) == (1, 2)
    assert "/a" in report.problems[0]
    assert found(database) == [(SHOIGU, 1, "Sergei Shoigu in Tehran")]
    with database.read() as connection:
        assert sources.tallies(connection)["news"].unread == 1
        assert sources.unread(connection, "news", 10)[0]["key"] == f"{web.url}/a"


def test_a_page_that_failed_is_tried_again_and_alerts_for_what_its_item_did_not_say(web, database, look, news, clock):
    web.pages["/feed"] = Page(feed(("/a", "Sergei Shoigu in Tehran")), etag='"1"')
    web.pages["/a"] = html("Sergei Shoigu in Tehran looked at a Shahed-136 there.", statuses=[(503, {})])
    look(news)
    assert found(database) == [(SHOIGU, 1, "Sergei Shoigu in Tehran")]
    assert look(news).read == 0
    clock.at += timedelta(seconds=60)
    assert look(news).read == 1
    assert [id for id, *_ in found(database)] == [SHOIGU, SHAHED]
    with database.read() as connection:
        assert sources.tallies(connection)["news"].unread == 0


def test_an_edited_page_alerts_for_what_was_added_alone(web, database, look, news, clock):
    web.pages["/feed"] = Page(feed(("/a", "A visit")), etag='"1"')
    web.pages["/a"] = html("Sergei Shoigu met the generals of the army in the morning, and left.", etag='"a"')
    look(news)
    clock.at += timedelta(seconds=60)
    assert look(news).added == 0
    web.pages["/a"] = html(
        "Sergei Shoigu met the generals of the army in the morning, and left. He saw a Shahed-136.", etag='"b"'
    )
    clock.at += timedelta(seconds=60)
    assert look(news).added == 1
    assert [(id, count) for id, count, _ in found(database)] == [(SHOIGU, 1), (SHAHED, 1)]


def test_a_page_that_vanishes_changes_nothing(web, database, look, news, clock):
    web.pages["/feed"] = Page(feed(("/a", "A visit")), etag='"1"')
    web.pages["/a"] = html("Sergei Shoigu met the generals of the army in the morning.")
    look(news)
    web.pages["/a"] = Page(status=410)
    clock.at += timedelta(seconds=60)
    report = look(news)
    assert (report.unread, report.added) == (0, 0)
    assert len(found(database)) == 1


def test_a_copy_in_another_source_joins_the_story(web, database, look, news):
    text = "Sergei Shoigu met the generals of the army in the morning, and then he left for a visit to the coast."
    web.pages["/feed"] = Page(feed(("/a", "A visit")))
    web.pages["/a"] = html(text)
    web.pages["/other"] = Page(feed(("/b", "A copy")))
    web.pages["/b"] = Page(page(text + " More follows.", "Copied"), headers={"Content-Type": "text/html"})
    look(news)
    look(news.model_copy(update={"name": "other", "urls": (f"{web.url}/other",)}))
    assert [(id, count) for id, count, _ in found(database)] == [(SHOIGU, 2)]


def test_the_same_words_elsewhere_are_one_text_seen_in_two_places(web, database, look, news):
    text = "Sergei Shoigu met the generals of the army in the morning, and then he left for a visit to the coast."
    plain = news.model_copy(update={"articles": False})
    web.pages["/feed"] = Page(feed(("/a", "A visit", text), ("/b", "A visit", text)))
    assert look(plain).added == 1
    with database.read() as connection:
        (sha256,) = connection.scalars(documents.sa.select(documents.documents.c.sha256))
        assert [place["url"] for place in documents.status(connection, sha256)["also_seen"]] == [f"{web.url}/b"]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        pytest.param(Page(status=500), FetchError, id="500"),
        pytest.param(Page(b"<html>Please log in"), DocumentError, id="no-feed"),
        pytest.param(Page(b"<rss><channel>" + b"x" * 2_000_000), FetchError, id="too-large"),
        pytest.param(Page(b"<rss/>", drip=1.0), FetchError, id="never-ends"),
    ],
)
def test_a_feed_that_fails_is_recorded_and_recovers_by_itself(web, database, look, news, answer, error):
    web.pages["/feed"] = answer
    for failures in (1, 2):
        with pytest.raises(error):
            look(news)
        assert (state(database).outcome, state(database).failures_in_a_row) == ("failed", failures)
    assert state(database).succeeded_at is None
    web.pages["/feed"] = Page(feed(("/a", "Sergei Shoigu in Tehran")))
    web.pages["/a"] = html("No more is known.")
    look(news)
    recovered = state(database)
    assert (recovered.outcome, recovered.failures_in_a_row, recovered.failures) == ("new", 0, 2)
    assert (recovered.error, recovered.documents) == (None, 1)


def test_one_feed_that_fails_does_not_hold_up_the_others_of_its_source(web, database, look, news):
    web.pages["/good"] = Page(feed(("/a", "Sergei Shoigu in Tehran")))
    web.pages["/a"] = html("No more is known.")
    both = news.model_copy(update={"urls": (f"{web.url}/dead", f"{web.url}/good")})
    with pytest.raises(FetchError, match="/dead"):
        look(both)
    assert len(found(database)) == 1
    assert state(database).outcome == "failed"


def test_what_robots_txt_forbids_is_not_read(web, database, look, news):
    web.pages["/robots.txt"] = Page(b"User-agent: *\nDisallow: /private/\n")
    web.pages["/feed"] = Page(feed(("/private/a", "Sergei Shoigu in Tehran"), ("/b", "Weather")))
    web.pages["/b"] = html("Sun.")
    report = look(news)
    assert report.unread == 1
    assert "robots.txt of its host asks not to read it" in report.problems[0]
    assert "/private/a" not in [path for path, _ in web.requests]
    assert len(found(database)) == 1


def test_links_that_lead_nowhere_leave_the_text_of_their_items(web, database, look, news):
    web.pages["/feed"] = Page(
        feed(("javascript:alert(1)", "One", "Sergei Shoigu spoke."), ("data:text/html,x", "Two", "A Shahed-136 flew."))
    )
    assert look(news).added == 2
    assert sorted(id for id, *_ in found(database)) == [SHAHED, SHOIGU]
    assert [path for path, _ in web.requests] == ["/feed"]


def test_more_than_one_run_can_read_waits_for_the_next_with_its_own_text_told(web, database, look, news):
    web.pages["/feed"] = Page(
        feed(*((f"/{number}", f"Sergei Shoigu, part {number}") for number in range(5))), etag='"1"'
    )
    for number in range(5):
        web.pages[f"/{number}"] = html(f"A long report on part {number}, with a Shahed-136.")
    report = look(news, seconds=0.0)
    assert (report.read, report.added) == (0, 5)
    with database.read() as connection:
        assert sources.tallies(connection)["news"].waiting == 5
    assert look(news).read == 5
    with database.read() as connection:
        assert sources.tallies(connection)["news"].waiting == 0


def test_items_beyond_the_most_are_left_out_and_said_to_be(web, database, look, news):
    web.pages["/feed"] = Page(feed(*((f"javascript:{number}", f"Part {number}") for number in range(5))))
    report = look(news.model_copy(update={"max_items": 3}))
    assert (report.left_out, report.added, state(database).left_out) == (2, 3, 2)
    assert report.problems == ["2 items beyond max_items are left out"]


def test_nothing_is_gathered_while_the_backlog_is_full(web, database, look, news):
    web.pages["/feed"] = Page(feed(("javascript:1", "Sergei Shoigu in Tehran")))
    assert look(news, max_backlog=0).is_held
    assert (state(database).outcome, web.requests) == ("held", [])
    look(news)
    assert (state(database).outcome, len(found(database))) == ("new", 1)


def test_pages_are_asked_each_time_whether_they_changed(web, database, look):
    web.pages["/a"] = html("Sergei Shoigu met the generals of the army in the morning, and left.", etag='"a"')
    web.pages["/b.pdf"] = Page(pdf("A Shahed-136 flew."), headers={"Content-Type": "application/pdf"})
    pages = Source(name="pages", kind="page", urls=[f"{web.url}/a", f"{web.url}/b.pdf"])
    assert look(pages).added == 2
    assert look(pages).added == 0
    web.pages["/a"] = html(
        "Sergei Shoigu met the generals of the army in the morning, and left. They saw a Shahed-136.", etag='"b"'
    )
    assert look(pages).added == 1
    assert sorted((id, count) for id, count, _ in found(database)) == [
        (SHAHED, 1), (SHAHED, 1), (SHOIGU, 1),
    ]  # fmt: skip


def test_a_page_that_cannot_be_had_is_a_source_that_fails_until_it_can(web, database, look):
    web.pages["/a"] = html("Sergei Shoigu met the generals.")
    pages = Source(name="pages", kind="page", urls=[f"{web.url}/a", f"{web.url}/gone"])
    for failures in (1, 2):
        with pytest.raises(FetchError, match="/gone: it answers 404"):
            look(pages)
        assert (state(database, "pages").outcome, state(database, "pages").failures_in_a_row) == ("failed", failures)
    assert [id for id, *_ in found(database)] == [SHOIGU]
    web.pages["/gone"] = html("A Shahed-136 flew.")
    assert look(pages).added == 1
    assert state(database, "pages").outcome == "new"


def test_a_sitemap_and_those_in_its_index(web, database, look):
    def entry(path, day):
        return f"<url><loc>{web.url}{path}</loc><lastmod>{day}</lastmod></url>"

    index = f"<sitemapindex><sitemap><loc>{web.url}/map.xml</loc></sitemap></sitemapindex>"
    web.pages["/index.xml"] = Page(index.encode(), etag='"i"')
    web.pages["/map.xml"] = Page(f"<urlset>{entry('/a', '2026-01-01')}</urlset>".encode())
    web.pages["/a"] = html("Sergei Shoigu met the generals of the army in the morning.")
    web.pages["/b"] = html("A Shahed-136 flew.")
    site = Source(name="site", kind="sitemap", urls=[f"{web.url}/index.xml"])
    assert look(site).added == 1
    web.pages["/map.xml"] = Page(f"<urlset>{entry('/a', '2026-01-01')}{entry('/b', '2026-01-02')}</urlset>".encode())
    report = look(site)
    assert (report.fresh, report.added) == (1, 1)


def test_items_that_no_listing_has_had_for_half_a_year_are_forgotten(web, database, look, news, clock):
    web.pages["/feed"] = Page(feed(("javascript:1", "Sergei Shoigu in Tehran")))
    look(news)
    clock.at += timedelta(days=100)
    web.pages["/feed"] = Page(feed(("javascript:2", "Weather")))
    look(news)
    clock.at += timedelta(days=100)
    clean(database, None, clock)
    with database.read() as connection:
        assert sources.tallies(connection)["news"].items == 1
    web.pages["/feed"] = Page(feed(("javascript:1", "Sergei Shoigu in Tehran")))
    assert look(news).added == 0
    assert len(found(database)) == 1


MESSAGE = b"From: p@example.org\nSubject: A visit\nDate: Fri, 23 Feb 2024 10:00:00 +0300\n\nSergei Shoigu came.\n"


def test_a_mailbox_whose_messages_are_moved_and_marked(database, look, tmp_path):
    for folder in ("cur", "new", "tmp"):
        (tmp_path / "mail" / folder).mkdir(parents=True)
    (tmp_path / "mail" / "new" / "1.host").write_bytes(MESSAGE)
    (tmp_path / "mail" / "tmp" / "2.host").write_bytes(MESSAGE)
    box = Source(name="box", kind="mailbox", path=tmp_path / "mail")
    assert look(box).added == 1
    (tmp_path / "mail" / "new" / "1.host").rename(tmp_path / "mail" / "cur" / "1.host:2,S")
    report = look(box)
    assert (report.listed, report.fresh, report.read) == (1, 0, 0)
    (tmp_path / "mail" / "cur" / "3.host:2,").write_bytes(b"Subject: \n\n")
    report = look(box)
    assert (report.fresh, report.unread) == (1, 1)
    assert found(database) == [(SHOIGU, 1, "A visit")]


def test_a_mailbox_that_is_not_there_is_named(database, look, tmp_path):
    with pytest.raises(DocumentError, match="there is no such folder; expected a maildir"):
        look(Source(name="box", kind="mailbox", path=tmp_path / "nowhere"))
    assert state(database, "box").outcome == "failed"
