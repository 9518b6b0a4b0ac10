"""The address by which a page is known."""

import pytest

from watchlist.sources.items import canonical


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        pytest.param("HTTP://News.Example:80", "http://news.example/", id="case-port-and-path"),
        pytest.param("https://news.example:8443/a", "https://news.example:8443/a", id="a-port-that-counts"),
        pytest.param(" https://news.example/a#part ", "https://news.example/a", id="blanks-and-fragment"),
        pytest.param("https://u:p@news.example/a", "https://news.example/a", id="who-follows-it"),
        pytest.param("https://news.example/a?b=1&a=%20x", "https://news.example/a?b=1&a=%20x", id="query-as-it-is"),
        pytest.param("https://news.example/a?id=7&utm_source=x&fbclid=y", "https://news.example/a?id=7", id="tracking"),
        pytest.param("https://news.example/a?source=rss-1", "https://news.example/a", id="from-a-feed"),
        pytest.param(
            "https://news.example/a?source=tass", "https://news.example/a?source=tass", id="a-source-that-counts"
        ),
        pytest.param("https://[2001:DB8::1]/a", "https://[2001:db8::1]/a", id="version-6"),
        pytest.param("https://новости.example/a", "https://новости.example/a", id="other-letters"),
        pytest.param("javascript:alert(1)", None, id="a-script"),
        pytest.param("/a", None, id="relative"),
        pytest.param("http://[x", None, id="broken"),
        pytest.param("https://news.example:port/", None, id="broken-port"),
        pytest.param("", None, id="nothing"),
        pytest.param(None, None, id="none"),
    ],
)
def test_canonical(url, expected):
    assert canonical(url) == expected
    assert expected is None or canonical(expected) == expected
