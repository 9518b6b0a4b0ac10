"""Files and folders: what counts as a document, and what each file yields."""

import gzip
import os

import pytest

from watchlist.sources.folder import Found, list_files, read_file
from watchlist.sources.reading import Unreadable

MOST = 1_000_000


@pytest.fixture
def read(extractor):
    """Everything that is in a place."""

    def run(path, most=MOST):
        listed = list_files(path)
        return [
            item
            for found in listed
            for item in (read_file(found, most, extractor) if isinstance(found, Found) else [found])
        ]

    return run


def test_a_folder_with_its_subfolders(tmp_path, monkeypatch, read):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in" / "deeper").mkdir(parents=True)
    for name in ("b.txt", "a.md", "deeper/c.txt.gz", "d.HTML", ".hidden.txt", "labels.csv", "picture.png"):
        (tmp_path / "in" / name).write_bytes(gzip.compress(b"text") if name.endswith("gz") else b"text")
    listed = [str(found.path.relative_to(tmp_path)) for found in list_files(tmp_path / "in")]
    assert listed == ["in/a.md", "in/b.txt", "in/d.HTML", "in/deeper/c.txt.gz"]
    assert {item.origin for item in read(tmp_path / "in")} == {"in/a.md", "in/b.txt", "in/d.HTML", "in/deeper/c.txt.gz"}


def test_a_file_named_by_hand_is_read_whatever_its_ending(tmp_path, read):
    (tmp_path / "notes.log").write_text("Shahed-136")
    (document,) = read(tmp_path / "notes.log")
    assert document.text == "Shahed-136"


def test_a_missing_folder_is_named(tmp_path, read):
    assert read(tmp_path / "nowhere") == [Unreadable(str(tmp_path / "nowhere"), "there is no such file or folder")]


def test_a_pipe_among_the_files_is_named_and_not_waited_for(tmp_path, read):
    os.mkfifo(tmp_path / "pipe.txt")
    (item,) = read(tmp_path)
    assert "not a regular file" in item.reason


def test_links_that_lead_nowhere_or_in_circles_hold_nothing_up(tmp_path, read):
    (tmp_path / "broken.txt").symlink_to(tmp_path / "gone.txt")
    (tmp_path / "circle.txt").symlink_to(tmp_path / "circle.txt")
    (tmp_path / "up").symlink_to(tmp_path)
    (tmp_path / "z.txt").write_text("text")
    broken, circle, good = read(tmp_path)
    assert broken.reason == "a link that leads nowhere"
    assert "cannot be looked at" in circle.reason
    assert good.text == "text"


def test_a_file_name_that_is_not_utf_8_is_shown_with_escapes(tmp_path, read):
    (tmp_path / os.fsdecode(b"Sho\xefgu.txt")).write_text("text")
    (document,) = read(tmp_path)
    assert document.origin.endswith("Sho\\xefgu.txt")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        pytest.param("a.txt", b"\x00\x01", "not text", id="binary"),
        pytest.param("a.txt", b"", "empty", id="empty"),
        pytest.param("a.pdf", b"%PDF-1.7", "not a PDF that can be read", id="a-pdf-cut-off"),
        pytest.param("a.html.gz", gzip.compress(b"0" * 2_000_000), "more than 1000000 bytes", id="a-gzip-bomb"),
        pytest.param("a.doc", b"\xd0\xcf\x11\xe0", "save it as docx", id="a-format-that-is-not-read"),
        pytest.param("a.txt.gz", b"\x1f\x8b\x08", "breaks off", id="half-written-gzip"),
    ],
)
def test_an_unreadable_file_is_named_with_its_reason(tmp_path, name, content, reason, read):
    (tmp_path / name).write_bytes(content)
    (item,) = read(tmp_path / name)
    assert isinstance(item, Unreadable)
    assert item.origin.endswith(name)
    assert reason in item.reason


def test_a_gzip_file_by_any_case_of_its_ending(tmp_path, extractor):
    (tmp_path / "A.TXT.GZ").write_bytes(gzip.compress(b"Tehran"))
    (found,) = list_files(tmp_path)
    assert [document.text for document in read_file(found, 100, extractor)] == ["Tehran"]


def test_a_file_of_200_megabytes_is_named_and_not_read(tmp_path, read):
    path = tmp_path / "dump.txt"
    path.touch()
    os.truncate(path, 200_000_000)
    (item,) = read(path, most=20_000_000)
    assert item.reason == "200000000 bytes; sources.max_file_bytes allows 20000000"


def test_a_file_deleted_between_listing_and_reading(tmp_path, extractor):
    (item,) = read_file(Found(tmp_path / "gone.txt", 5, 0), MOST, extractor)
    assert item.reason == "gone since it was listed"


def test_what_a_page_says_of_itself_goes_with_it(tmp_path, read, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.html").write_text(
        '<html lang="fa"><title>Order 12</title><meta name="author" content="Jane"><p>Tehran'
    )
    (document,) = read(tmp_path / "a.html")
    assert (document.origin, document.key) == ("a.html", str(tmp_path / "a.html"))
    assert (document.title, document.author, document.language) == ("Order 12", "Jane", "fa")
    assert [document.text[zone.start : zone.end] for zone in document.zones] == ["Order 12", "Tehran"]
