"""The web as sources read it: politely, and no further than they may."""

import threading

import pytest

from tests.conftest import wait_until
from tests.web import Page
from watchlist.errors import FetchError
from watchlist.fetch import Access, Bounds, Reach
from watchlist.fetch.reach import networks
from watchlist.sources.web import Web

HOME = Access(Reach(networks(["127.0.0.0/8"])), user_agent="watchlist/1")
BOUNDS = Bounds(seconds=2, bytes=100_000, retries=0, patience=1.0)


class Time:
    """Seconds that pass when someone waits."""

    def __init__(self):
        self.now, self.waits = 1000.0, []

    def __call__(self):
        return self.now

    def wait(self, seconds):
        self.waits.append(round(seconds, 3))
        self.now += seconds


@pytest.fixture
def time():
    return Time()


@pytest.fixture
def polite(time):
    return Web(HOME, BOUNDS, 2.0, time, time.wait)


def paths(web):
    return [path for path, _ in web.requests]


def test_one_host_is_asked_after_its_interval_and_others_at_once(web, polite, time):
    web.pages["/a"] = Page(b"x")
    for _ in range(3):
        polite.get(f"{web.url}/a")
    polite.get(f"{web.url.replace('127.0.0.1', 'localhost')}/a")
    assert time.waits == [2.0, 2.0]


@pytest.mark.parametrize(
    ("robots", "forbidden"),
    [
        pytest.param(Page(b"User-agent: *\nDisallow: /a"), True, id="for-all"),
        pytest.param(Page(b"User-agent: watchlist\nDisallow: /\n\nUser-agent: *\nAllow: /"), True, id="for-us"),
        pytest.param(Page(b"User-agent: other\nDisallow: /"), False, id="for-others"),
        pytest.param(Page(b"User-agent: *\nDisallow: /\nAllow: /a$"), False, id="an-exception"),
        pytest.param(Page(status=404), False, id="none"),
        pytest.param(Page(b"\xff\xfe<html>"), False, id="nonsense"),
        pytest.param(Page(status=500), True, id="cannot-be-told"),
    ],
)
def test_robots_txt(web, polite, robots, forbidden):
    web.pages["/robots.txt"], web.pages["/a"] = robots, Page(b"x")
    if forbidden:
        with pytest.raises(FetchError, match=r"robots\.txt"):
            polite.get(f"{web.url}/a", heeds_robots=True)
        assert "/a" not in paths(web)
    else:
        assert polite.get(f"{web.url}/a", heeds_robots=True).content == b"x"
    assert polite.get(f"{web.url}/a").content == b"x"


def test_robots_txt_is_asked_for_once_an_hour(web, polite, time):
    web.pages["/robots.txt"], web.pages["/a"] = Page(b"User-agent: *\nCrawl-delay: 7"), Page(b"x")
    for _ in range(3):
        polite.get(f"{web.url}/a", heeds_robots=True)
    assert paths(web).count("/robots.txt") == 1
    assert time.waits == [7.0, 7.0]
    time.now += 3601
    polite.get(f"{web.url}/a", heeds_robots=True)
    assert paths(web).count("/robots.txt") == 2


def test_a_host_that_asks_us_to_stay_away_is_left_alone_for_so_long(web, polite, time):
    web.pages["/a"] = Page(b"x", statuses=[(429, {"Retry-After": "120"})])
    with pytest.raises(FetchError) as refused:
        polite.get(f"{web.url}/a")
    assert (refused.value.status, refused.value.retry_after) == (429, 120)
    with pytest.raises(FetchError, match="asked us to stay away for 120 seconds more"):
        polite.get(f"{web.url}/b")
    assert paths(web) == ["/a"]
    time.now += 121
    assert polite.get(f"{web.url}/a").content == b"x"


@pytest.mark.parametrize(
    "target",
    ["http://127.0.0.2/", "http://169.254.169.254/latest", "http://[::1]/", "http://2130706434/", "http://0x7f.2/"],
)
def test_a_redirect_does_not_lead_inside(web, time, target):
    web.pages["/a"] = Page(status=302, headers={"Location": target})
    polite = Web(Access(Reach(networks(["127.0.0.1/32"]))), BOUNDS, 0.0, time, time.wait)
    with pytest.raises(FetchError, match="inside a private network"):
        polite.get(f"{web.url}/a")


def test_a_host_that_never_answers_does_not_hold_up_another(web, time):
    polite = Web(HOME, Bounds(seconds=4, retries=0, patience=3.0), 0.0, time, time.wait)
    web.pages["/slow"], web.pages["/fast"] = Page(b"x" * 100, drip=1.0, slow_headers=True), Page(b"x")
    failed = []

    def ask():
        try:
            polite.get(f"{web.url}/slow")
        except FetchError as error:
            failed.append(str(error))

    slow = threading.Thread(target=ask)
    slow.start()
    wait_until(lambda: "/slow" in paths(web))
    assert polite.get(f"{web.url.replace('127.0.0.1', 'localhost')}/fast").content == b"x"
    assert slow.is_alive()
    slow.join()
    assert "not done within 4 seconds" in failed[0] or "timed out" in failed[0]
