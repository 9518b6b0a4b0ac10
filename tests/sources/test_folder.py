"""Files and folders: what counts as a document, and what each file yields."""

import gzip
import json
import os
from datetime import UTC, datetime

import pytest

from watchlist.model.documents import Document
from watchlist.sources.folder import Found, Unreadable, list_files, read_file

MOST = 1_000_000


def read(path, most=MOST):
    return [
        item for found in list_files(path) for item in (read_file(found, most) if isinstance(found, Found) else [found])
    ]


def test_a_folder_with_its_subfolders(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in" / "deeper").mkdir(parents=True)
    for name in ("b.txt", "a.md", "deeper/c.txt.gz", ".hidden.txt", "labels.csv", "picture.png"):
        (tmp_path / "in" / name).write_bytes(gzip.compress(b"text") if name.endswith("gz") else b"text")
    listed = [str(found.path.relative_to(tmp_path)) for found in list_files(tmp_path / "in")]
    assert listed == ["in/a.md", "in/b.txt", "in/deeper/c.txt.gz"]
    assert {item.origin for item in read(tmp_path / "in")} == {"in/a.md", "in/b.txt", "in/deeper/c.txt.gz"}


def test_a_file_named_by_hand_is_read_whatever_its_ending(tmp_path):
    (tmp_path / "notes.log").write_text("Shahed-136")
    (document,) = read(tmp_path / "notes.log")
    assert document.text == "Shahed-136"


def test_a_missing_folder_is_named(tmp_path):
    assert read(tmp_path / "nowhere") == [Unreadable(str(tmp_path / "nowhere"), "there is no such file or folder")]


def test_a_pipe_among_the_files_is_named_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    (item,) = read(tmp_path)
    assert "not a regular file" in item.reason


def test_links_that_lead_nowhere_or_in_circles_hold_nothing_up(tmp_path):
    (tmp_path / "broken.txt").symlink_to(tmp_path / "gone.txt")
    (tmp_path / "circle.txt").symlink_to(tmp_path / "circle.txt")
    (tmp_path / "up").symlink_to(tmp_path)
    (tmp_path / "z.txt").write_text("text")
    broken, circle, good = read(tmp_path)
    assert broken.reason == "a link that leads nowhere"
    assert "cannot be looked at" in circle.reason
    assert good.text == "text"


def test_a_file_name_that_is_not_utf_8_is_shown_with_escapes(tmp_path):
    (tmp_path / os.fsdecode(b"Sho\xefgu.txt")).write_text("text")
    (document,) = read(tmp_path)
    assert document.origin.endswith("Sho\\xefgu.txt")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        pytest.param("a.txt", b"\x00\x01", "not text", id="binary"),
        pytest.param("a.txt", b"", "empty", id="empty"),
        pytest.param("a.pdf", b"%PDF-1.7", "cannot be read yet; expected .txt, .md or .jsonl", id="of-a-later-release"),
        pytest.param("a.txt.gz", b"\x1f\x8b\x08", "breaks off", id="half-written-gzip"),
    ],
)
def test_an_unreadable_file_is_named_with_its_reason(tmp_path, name, content, reason):
    (tmp_path / name).write_bytes(content)
    (item,) = read(tmp_path / name)
    assert isinstance(item, Unreadable)
    assert item.origin.endswith(name)
    assert reason in item.reason


def test_a_gzip_file_by_any_case_of_its_ending(tmp_path):
    (tmp_path / "A.TXT.GZ").write_bytes(gzip.compress(b"Tehran"))
    (found,) = list_files(tmp_path)
    assert [document.text for document in read_file(found, 100)] == ["Tehran"]


def test_a_file_of_200_megabytes_is_named_and_not_read(tmp_path):
    path = tmp_path / "dump.txt"
    path.touch()
    os.truncate(path, 200_000_000)
    (item,) = read(path, most=20_000_000)
    assert item.reason == "200000000 bytes; sources.max_file_bytes allows 20000000"


def test_a_file_deleted_between_listing_and_reading(tmp_path):
    (item,) = read_file(Found(tmp_path / "gone.txt", 5, 0), MOST)
    assert item.reason == "gone since it was listed"


def test_json_lines(tmp_path):
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
    path = tmp_path / "news.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines) + "\n\n")
    first, second, third = read(path)
    assert (first.id, first.title, first.published_at) == ("a1", "T", datetime(2026, 1, 31, 10, tzinfo=UTC))
    assert first.key.endswith("news.jsonl#a1")
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
def test_a_bad_line_is_named_and_the_others_are_read(tmp_path, line, reason):
    path = tmp_path / "news.jsonl"
    path.write_text('{"text": "one"}\n' + line + '\n{"text": "three"}\n')
    first, bad, third = read(path)
    assert isinstance(first, Document)
    assert isinstance(third, Document)
    assert bad.line == 2
    assert reason in bad.reason
