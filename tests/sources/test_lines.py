"""JSON Lines: what each line yields."""

import json
from datetime import UTC, datetime

import pytest

from watchlist.model.documents import Document
from watchlist.sources.lines import read_lines
from watchlist.sources.reading import Place


def read(text):
    return list(read_lines(text, Place("news.jsonl", "/in/news.jsonl")))


def test_json_lines():
    lines = [
        {
            "id": "a1",
            "text": "one",
            "title": "T",
            "url": "https://example.org/1",
            "published_at": "2026-01-31T12:00:00+02:00",
        },
        {"text": "two"},
        {"id": 7, "text": "three"},
    ]
    first, second, third = read("\n".join(json.dumps(line) for line in lines) + "\n\n")
    assert (first.id, first.title, first.published_at) == ("a1", "T", datetime(2026, 1, 31, 10, tzinfo=UTC))
    assert first.key == "/in/news.jsonl#a1"
    assert (second.id, second.key) == (second.sha256[:16], None)
    assert third.id == "7"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        pytest.param("{", "not JSON", id="not-json"),
        pytest.param("[1]", "expected an object", id="not-an-object"),
        pytest.param('{"id": "a"}', "text: expected some text", id="no-text"),
        pytest.param('{"text": 5}', "text: expected a string, found 5", id="text-not-a-string"),
        pytest.param('{"text": "a", "published_at": "soon"}', "published_at: expected a time", id="bad-time"),
        pytest.param('{"text": "a", "published_at": "0001-01-01T00:00:00+23:59"}', "published_at", id="before-time"),
        pytest.param("[" * 100_000, "not JSON", id="nested-too-deep"),
        pytest.param('{"text": "a\\u0000b"}', "without zero bytes", id="zero-byte"),
        pytest.param('{"text": "a", "title": "\\ud800"}', "title: expected text without", id="lone-surrogate"),
    ],
)
def test_a_bad_line_is_named_and_the_others_are_read(line, reason):
    first, bad, third = read('{"text": "one"}\n' + line + '\n{"text": "three"}\n')
    assert isinstance(first, Document)
    assert isinstance(third, Document)
    assert bad.line == 2
    assert reason in bad.reason
