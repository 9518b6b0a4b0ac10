"""Downloads end well, or with a clear error within their bounds, whatever the server does."""

import gzip
import time

import pytest

from tests.conftest import free_port
from tests.web import Page
from watchlist.errors import FetchError
from watchlist.fetch import Bounds, Validators, fetch, shown

QUICK = Bounds(seconds=3, bytes=10_000, redirects=3, retries=2, patience=1.4)
PACKED = {"Content-Encoding": "gzip"}


def test_a_page_comes_with_what_its_server_said_of_it(web):
    web.pages["/list"] = Page(b"content", etag='"v1"', headers={"Last-Modified": "Sat, 31 Jan 2026 12:00:00 GMT"})
    fetched = fetch(f"{web.url}/list", None, QUICK)
    assert fetched.content == b"content"
    assert fetched.validators == Validators('"v1"', "Sat, 31 Jan 2026 12:00:00 GMT")
    assert fetch(f"{web.url}/list", fetched.validators, QUICK).content is None
    assert web.requests[-1][1]["If-None-Match"] == '"v1"'
    assert web.requests[-1][1]["User-Agent"].startswith("watchlist/")


def test_what_is_packed_on_the_way_is_unpacked(web):
    web.pages["/list"] = Page(gzip.compress(b"content"), headers=PACKED)
    assert fetch(f"{web.url}/list", None, QUICK).content == b"content"


def test_a_passing_trouble_is_tried_again(web):
    web.pages["/list"] = Page(b"content", statuses=[(503, {"Retry-After": "0"}), (429, {"Retry-After": "0"})])
    assert fetch(f"{web.url}/list", None, QUICK).content == b"content"
    assert len(web.requests) == 3


def test_a_redirect_is_followed(web):
    web.pages["/old"] = Page(status=302, headers={"Location": "/list"})
    web.pages["/list"] = Page(b"content")
    assert fetch(f"{web.url}/old", None, QUICK).content == b"content"


@pytest.mark.parametrize(
    ("page", "message"),
    [
        pytest.param(Page(status=404), "it answers 404 Not Found; expected 200", id="not-there"),
        pytest.param(Page(status=403), "it answers 403 Forbidden; expected 200", id="forbidden"),
        pytest.param(Page(status=429, headers={"Retry-After": "900"}), "it answers 429", id="asks-to-stay-away"),
        pytest.param(Page(status=500, headers={"Retry-After": "0"}), "it answers 500", id="keeps-failing"),
        pytest.param(Page(status=302, headers={"Location": "/list"}), "redirects too often", id="redirect-loop"),
        pytest.param(Page(always_304=True), "nothing changed .304., and was not asked that", id="304-for-nothing"),
        pytest.param(Page(b"x" * 10_001), "more than 10000 bytes", id="too-long"),
        pytest.param(Page(gzip.compress(b"x" * 1_000_000), headers=PACKED), "more than 10000 bytes", id="gzip-bomb"),
        pytest.param(Page(b"half", promised=100), "bytes", id="cut-off"),
        pytest.param(Page(b"no gzip", headers=PACKED), "gzip", id="not-packed-as-announced"),
        pytest.param(Page(b"x" * 1000, drip=0.2), "not done within 3 seconds", id="a-byte-now-and-then"),
        pytest.param(Page(slow_headers=True, drip=0.2), "not done within 3 seconds", id="headers-now-and-then"),
        pytest.param(Page(b"xx", drip=30), "3 seconds|timed out", id="never-ends"),
    ],
)
def test_a_bad_answer_is_told_within_the_bounds(web, page, message):
    web.pages["/list"] = page
    started = time.monotonic()
    with pytest.raises(FetchError, match=message) as error:
        fetch(f"{web.url}/list?token=secret", None, QUICK)
    assert time.monotonic() - started < 10
    assert str(error.value).startswith(f"{web.url}/list: ")
    assert "secret" not in str(error.value)


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("http://127.0.0.1:{port}/x?token=secret", id="nobody-listens"),
        pytest.param("http://no.such.host.invalid/x?token=secret", id="no-such-host"),
        pytest.param("ftp://127.0.0.1/x?token=secret", id="another-scheme"),
        pytest.param("http://[::1/x?token=secret", id="no-url"),
    ],
)
def test_no_answer_is_told(url):
    with pytest.raises(FetchError) as error:
        fetch(url.format(port=free_port()), None, Bounds(seconds=2, retries=0, patience=1))
    assert "secret" not in str(error.value)


def test_an_address_is_shown_without_what_may_be_secret():
    assert shown("https://user:pass@example.org/list.xml?token=abc") == "https://example.org/list.xml"
