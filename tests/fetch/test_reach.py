"""No link, redirect or name leads into a private network, unless the settings permit it."""

import socket

import pytest

from tests.web import Page
from watchlist.errors import FetchError
from watchlist.fetch import ANYWHERE, OUTSIDE, Access, Bounds, Reach, fetch
from watchlist.fetch.reach import networks

QUICK = Bounds(seconds=2, retries=0, patience=1)
# What stands for the public internet in these tests.
HERE = Access(Reach(networks(["127.0.0.1"])))


@pytest.mark.parametrize(
    ("address", "is_permitted"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("127.0.0.1", False),
        ("127.8.8.8", False),
        ("0.0.0.0", False),
        ("10.1.2.3", False),
        ("172.31.255.255", False),
        ("192.168.0.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:169.254.169.254", False),
        ("64:ff9b::a9fe:a9fe", False),
        ("2002:7f00:1::", False),
        ("no address", False),
    ],
)
def test_what_is_outside(address, is_permitted):
    assert OUTSIDE.permits(address) == is_permitted
    assert ANYWHERE.permits(address) == (address != "no address")


def test_a_network_of_our_own_may_be_permitted():
    reach = Reach(networks(["10.0.0.0/8", "fd00::/8"]))
    assert [reach.permits(address) for address in ("10.1.2.3", "fd00::1", "::ffff:10.1.2.3", "192.168.0.1")] == [
        True, True, True, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.2/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://[::ffff:169.254.169.254]/",
        "http://0.0.0.0/",
        "http://127.2/",
        "http://2130706434/",
        "http://0x7f.0.0.2/",
        "http://localhost.localdomain.invalid@127.0.0.2/",
    ],
)
def test_a_redirect_into_a_private_network_is_not_followed(web, target):
    web.pages["/item"] = Page(status=302, headers={"Location": target})
    with pytest.raises(FetchError, match="inside a private network"):
        fetch(f"{web.url}/item", None, QUICK, HERE)


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://example.org/", "gopher://127.0.0.1/"])
def test_a_redirect_to_another_scheme_is_not_followed(web, target):
    web.pages["/item"] = Page(status=302, headers={"Location": target})
    with pytest.raises(FetchError, match="No connection adapters"):
        fetch(f"{web.url}/item", None, QUICK, HERE)


def test_a_name_that_changes_its_address_is_checked_each_time(web, monkeypatch):
    told = []
    resolve = socket.getaddrinfo

    def changing(host, port, *arguments, **named):
        if host != "rebind.example":
            return resolve(host, port, *arguments, **named)
        told.append("127.0.0.1" if not told else "127.0.0.2")
        return resolve(told[-1], port, *arguments, **named)

    monkeypatch.setattr(socket, "getaddrinfo", changing)
    url = web.url.replace("127.0.0.1", "rebind.example")
    web.pages["/item"] = Page(b"content")
    # One look-up: what was checked is what is connected to.
    assert fetch(f"{url}/item", None, QUICK, HERE).content == b"content"
    assert told == ["127.0.0.1"]
    with pytest.raises(FetchError, match=r"rebind\.example is 127\.0\.0\.2, inside a private network"):
        fetch(f"{url}/item", None, QUICK, HERE)


def test_of_several_addresses_those_outside_are_used(web, monkeypatch):
    resolve = socket.getaddrinfo

    def both(host, port, *arguments, **named):
        addresses = ["127.0.0.2", "127.0.0.1"] if host == "both.example" else [host]
        return [found for one in addresses for found in resolve(one, port, *arguments, **named)]

    monkeypatch.setattr(socket, "getaddrinfo", both)
    web.pages["/item"] = Page(b"content")
    assert fetch(f"{web.url.replace('127.0.0.1', 'both.example')}/item", None, QUICK, HERE).content == b"content"


def test_a_proxy_is_asked_and_literal_addresses_are_checked_before(web):
    """The proxy of these tests is the web server itself: it is asked for a whole URL."""
    through = Access(OUTSIDE, proxy=web.url)
    web.pages["http://news.example/item"] = Page(b"content")
    assert fetch("http://news.example/item", None, QUICK, through).content == b"content"
    with pytest.raises(FetchError, match=r"169\.254\.169\.254 is inside a private network"):
        fetch("http://169.254.169.254/latest", None, QUICK, through)


def test_an_answer_says_where_it_came_from_and_what_it_is(web):
    web.pages["/old"] = Page(status=301, headers={"Location": "/new"})
    web.pages["/new"] = Page(b"<p>", headers={"Content-Type": 'Text/HTML; charset="Windows-1251"'})
    fetched = fetch(f"{web.url}/old", None, QUICK, Access(user_agent="monitor (+mailto:desk@example.org)"))
    assert (fetched.url, fetched.media_type, fetched.charset) == (f"{web.url}/new", "text/html", "windows-1251")
    assert web.requests[-1][1]["User-Agent"] == "monitor (+mailto:desk@example.org)"


@pytest.mark.parametrize(("value", "seconds"), [("120", 120.0), ("Sat, 01 Jan 2000 00:00:00 GMT", 0.0), ("soon", None)])
def test_what_a_server_asks_is_told(web, value, seconds):
    web.pages["/item"] = Page(status=503, headers={"Retry-After": value})
    with pytest.raises(FetchError) as error:
        fetch(f"{web.url}/item", None, Bounds(seconds=2, retries=0))
    assert (error.value.status, error.value.retry_after) == (503, seconds)
