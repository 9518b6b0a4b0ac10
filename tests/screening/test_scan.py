"""Scanning folders: each text once, whatever happens to its file."""

import os
import shutil
import threading
import time
from email.message import EmailMessage

import pytest

from tests.sources.formats.made import docx, pdf
from watchlist.screening.scan import Watch, collect, screen_pending
from watchlist.store import documents, search
from watchlist.store.search import AlertFilter

NO_TEXT = "the PDF has no text: its pages are pictures, and would need OCR, which is not done"
TEXT = "Sergei Shoigu inspected a Shahed-136.\n"


def never():
    return False


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


@pytest.fixture
def scan(database, matcher, clock, folder, extractor):
    """One scan as the worker does it, of files that have rested long enough."""

    def run(settle=0.0):
        report = collect(database, Watch([folder], settle, 1_000_000, extractor), clock, never)
        screen_pending(database, matcher, clock, never, report)
        return report

    return run


def alert_rows(database):
    with database.read() as connection:
        return search.page(connection, AlertFilter(), None, 100).rows


def test_a_new_file_becomes_alerts(database, folder, scan):
    (folder / "a.txt").write_text(TEXT)
    report = scan()
    assert (report.files, report.added, report.screened, report.alerts) == (1, 1, 1, 2)
    assert alert_rows(database)[0]["hits"][0]["document"]["origin"] == "in/a.txt"


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda f: None, id="nothing"),
        pytest.param(lambda f: os.utime(f / "a.txt", (1, 1)), id="touched"),
        pytest.param(lambda f: (f / "a.txt").rename(f / "b.txt"), id="renamed"),
        pytest.param(lambda f: shutil.copy(f / "a.txt", f / "b.txt"), id="copied"),
        pytest.param(lambda f: (f / "a.txt").unlink(), id="deleted"),
    ],
)
def test_the_same_text_gives_nothing_new(database, folder, scan, change):
    (folder / "a.txt").write_text(TEXT)
    scan()
    before = alert_rows(database)
    change(folder)
    report = scan()
    assert (report.added, report.screened, report.alerts) == (0, 0, 0)
    assert alert_rows(database) == before


def test_a_changed_file_is_a_new_version_of_one_story(database, folder, scan):
    (folder / "a.txt").write_text(TEXT)
    scan()
    (folder / "a.txt").write_text(TEXT + "Vladimir Putin came, too.\n")
    report = scan()
    assert (report.added, report.alerts) == (1, 1)
    assert [len(row["hits"]) for row in alert_rows(database)] == [1, 1, 1], "only what was added is told"
    (folder / "a.txt").write_text(TEXT + "Vladimir Putin came, too.\nSergei Shoigu left with him.\n")
    assert scan().alerts == 0
    counts = {row["entity"]["id"]: row["hit_count"] for row in alert_rows(database)}
    assert counts == {"documents:putin": 1, "documents:shoigu": 2, "documents:shahed-136": 1}
    (shoigu,) = (row for row in alert_rows(database) if row["entity"]["id"] == "documents:shoigu")
    later = min(shoigu["hits"], key=lambda hit: len(hit["mentions"]))
    assert [mention["surface"] for mention in later["mentions"]] == ["Sergei Shoigu"]


def test_what_cannot_be_read_is_named_and_the_rest_goes_on(database, folder, scan):
    (folder / "binary.txt").write_bytes(b"\x00\x01\x02")
    (folder / "empty.txt").touch()
    (folder / "good.txt").write_text(TEXT)
    (folder / "half.txt").write_bytes("Шойгу".encode()[:-1])
    (folder / "huge.txt").touch()
    os.truncate(folder / "huge.txt", 200_000_000)
    (folder / "latin.txt").write_bytes(("Sergei Shoigu était à Téhéran, où il a été reçu. " * 5).encode("latin-1"))
    report = scan()
    assert (report.files, report.added, report.unread, report.screened) == (6, 2, 4, 2)
    with database.read() as connection:
        unread = {row["path"]: row["reason"] for row in documents.unread_files(connection)}
    assert set(unread) == {f"in/{name}.txt" for name in ("binary", "empty", "half", "huge")}
    assert "is it still being written?" in unread["in/half.txt"]


def test_each_thing_in_a_message_is_a_document_of_its_own(database, folder, scan):
    mail = EmailMessage()
    mail["Subject"] = "The lists"
    mail.set_content("See what is attached.")
    row = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Sergei Shoigu</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    mail.add_attachment(docx(row), maintype="application",
                        subtype="octet-stream", filename="annex.docx")  # fmt: skip
    mail.add_attachment(pdf(None), maintype="application", subtype="pdf", filename="scan.pdf")
    (folder / "a.eml").write_bytes(mail.as_bytes())
    report = scan()
    assert (report.added, report.unread, report.alerts) == (2, 1, 1)
    (hit,) = alert_rows(database)[0]["hits"]
    assert (hit["document"]["origin"], hit["mentions"][0]["zone"]) == ("in/a.eml#annex.docx", "table")
    assert report.problems == [f"in/a.eml: scan.pdf: {NO_TEXT}"]
    assert scan().added == 0


def test_an_unreadable_file_is_not_read_again_until_it_changes(database, folder, scan):
    (folder / "half.txt").write_bytes("Сергей Шойгу".encode()[:-1])
    assert scan().unread == 1
    assert scan().unread == 0
    (folder / "half.txt").write_text(TEXT)
    report = scan()
    assert (report.added, report.unread) == (1, 0)
    with database.read() as connection:
        assert documents.unread_files(connection) == []


def test_a_young_file_is_read_when_it_has_rested(folder, scan):
    (folder / "a.txt").write_text(TEXT)
    report = scan(settle=0.1)
    assert (report.added, report.put_off) == (1, 0)


def test_a_file_that_is_still_being_written_waits_for_the_next_scan(database, matcher, clock, folder, extractor):
    path = folder / "a.txt"
    path.write_text("Sergei Sho")
    watch = Watch([folder], 0.2, 1_000_000, extractor)
    writer = threading.Timer(0.1, lambda: path.write_text(TEXT))
    writer.start()
    report = collect(database, watch, clock, never)
    writer.join()
    assert (report.added, report.put_off) == (0, 1)
    time.sleep(0.2)
    assert collect(database, watch, clock, never).added == 1


def test_a_missing_folder_is_named_and_the_others_are_scanned(database, clock, folder, extractor):
    (folder / "a.txt").write_text(TEXT)
    report = collect(database, Watch([folder / "nowhere", folder], 0.0, 1_000_000, extractor), clock, never)
    assert report.added == 1
    assert "there is no such file or folder" in report.problems[0]


def test_being_told_to_stop_loses_nothing(database, matcher, clock, folder, extractor):
    for number in range(5):
        (folder / f"{number}.txt").write_text(f"{TEXT}{number}")
    # Five files are read; then one look before the batch, one before its first part, one before each document.
    asked = iter([False] * 5 + [False] * 4 + [True] * 10)
    watch = Watch([folder], 0.0, 1_000_000, extractor)
    report = collect(database, watch, clock, lambda: next(asked))
    screen_pending(database, matcher, clock, lambda: next(asked), report)
    assert (report.added, report.screened) == (5, 2)
    screen_pending(database, matcher, clock, never, report)
    assert report.screened == 5
    assert len(alert_rows(database)) == 10
