"""The service with feeds that change: many looks at short intervals at a real server, with every trouble in it."""

import time

import pytest
import requests

from tests.conftest import wait_until
from tests.web import Page

FILLER = "Line {0} of report {1} tells what the ministers of {1} countries said about harvest number {1} in week {0}."
SOURCES = """
[[source]]
name = "agency"
kind = "feed"
urls = ["{url}/agency"]
every = 1
recheck = 2

[[source]]
name = "paper"
kind = "feed"
urls = ["{url}/paper"]
every = 1
recheck = 3600

[[source]]
name = "wobbly"
kind = "feed"
urls = ["{url}/wobbly"]
every = 1
articles = false
"""


def feed(paths):
    entries = "".join(f"<item><link>{path}</link><title>Report {path}</title></item>" for path in paths)
    return Page(f'<rss version="2.0"><channel><title>News</title>{entries}</channel></rss>'.encode())


def article(number, more="", by=""):
    """A report that is like no other; a party stands in its middle."""
    lines = [FILLER.format(line, number) for line in range(12)]
    lines.insert(6, f"On day {number} Sergei Shoigu came to town {number}.")
    body = "".join(f"<p>{line}</p>" for line in [*lines, more, by])
    return Page(f"<html><title>Report</title><body><article>{body}</article></body></html>".encode(),
                headers={"Content-Type": "text/html; charset=utf-8"}, etag=f'"{number}{len(body)}"')  # fmt: skip


class Newsroom:
    """Two papers over one agency, on a real web server."""

    def __init__(self, web):
        self.web = web
        self.agency, self.paper = [], []
        self.publish()

    def publish(self):
        self.web.pages["/agency"], self.web.pages["/paper"] = feed(self.agency), feed(self.paper)

    def report(self, number):
        self.web.pages[f"/a/{number}"] = article(number)
        self.agency.insert(0, f"/a/{number}")

    def copy(self, number):
        self.web.pages[f"/p/{number}"] = article(number, by="Reported by the agency, printed by the paper.")
        self.paper.insert(0, f"/p/{number}")

    def edit(self, number):
        self.web.pages[f"/a/{number}"] = article(number, more="Later in the day a Shahed-136 was shown there.")


@pytest.mark.parametrize("rounds", [4, pytest.param(60, marks=pytest.mark.soak)])
def test_each_item_alerts_once_each_copy_joins_and_a_dead_feed_recovers(running, web, tmp_path, rounds):
    newsroom = Newsroom(web)
    web.pages["/wobbly"] = feed([])
    (tmp_path / "sources.toml").write_text(SOURCES.format(url=web.url))
    service = running(
        WATCHLIST_SOURCES_FILE=str(tmp_path / "sources.toml"),
        WATCHLIST_FETCH_PRIVATE_NETWORKS="127.0.0.0/8",
        WATCHLIST_FETCH_HOST_INTERVAL="0",
    ).start().ready()  # fmt: skip

    def source(name):
        return {one["name"]: one for one in service.get("/api/v1/sources")["sources"]}[name]

    def alerts(entity):
        found, before = [], ""
        while True:
            page = service.get(f"/api/v1/alerts?entity=documents:{entity}&limit=100{before}")
            found += page["alerts"]
            if not page["more"]:
                return found
            before = f"&before={page['next']}"

    for number in range(rounds):
        newsroom.report(number)
        newsroom.publish()
        wait_until(lambda number=number: len(alerts("shoigu")) == number + 1)
        if number % 2:
            newsroom.copy(number)
            newsroom.publish()
            wait_until(lambda number=number: len(alerts("shoigu")) == number + 1
                       and alerts("shoigu")[0]["hit_count"] == 2)  # fmt: skip
        if number % 4 == 2:
            newsroom.edit(number)
            wait_until(lambda number=number: len(alerts("shahed-136")) == number // 4 + 1)
        if number == 1:
            web.pages["/wobbly"] = Page(status=500)
        if number == 3:
            wait_until(lambda: source("wobbly")["outcome"] == "failed")
            assert "source wobbly" in service.get("/readyz")["checks"]
            assert 'watchlist_source_up{source="wobbly"} 0.0' in requests.get(f"{service.url}/metrics", timeout=5).text
            web.pages["/wobbly"] = feed([])
    wait_until(lambda: source("wobbly")["outcome"] == "unchanged", 60)
    assert source("wobbly")["failures_in_a_row"] == 0
    # Some more looks at the same: nothing new comes of them.
    looks, changes = source("agency")["checked_at"], len(service.changes())
    time.sleep(3)
    assert source("agency")["checked_at"] > looks
    assert len(service.changes()) == changes
    found = alerts("shoigu")
    assert len({alert["story"] for alert in found}) == len(found) == rounds
    assert sorted(alert["hit_count"] for alert in found) == sorted([1, 2] * (rounds // 2))
    copies = service.get(f"/api/v1/alerts/{found[0]['id']}/documents")["documents"]
    assert [copy["document"]["url"] for copy in copies] == [
        f"{web.url}/a/{rounds - 1}", f"{web.url}/p/{rounds - 1}",
    ]  # fmt: skip
    # What was added to an edited page is an alert of its own, in the story of the page.
    assert {alert["story"] for alert in alerts("shahed-136")} <= {alert["story"] for alert in found}
    assert service.stop()[0] == 0
