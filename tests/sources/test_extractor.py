"""Foreign bytes in a child process: what it says, what ends it, and that the next request finds another."""

import os
import signal
import subprocess
import sys
import threading
import time

import psutil
import pytest

from tests.conftest import wait_until
from tests.sources.formats.made import pdf, zipped
from watchlist.errors import DocumentError
from watchlist.sources.extractor import Extractor, Limits
from watchlist.sources.formats import read as formats
from watchlist.sources.formats.parts import Asked

MANY = b"<html>" + b"<p>word " * 3_000_000
PAGE = b"<html><title>News</title><p>Sergei Shoigu</p></html>"


def children():
    return {process.pid for process in psutil.Process().children()}


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(PAGE, id="a-page"),
        pytest.param(pdf("Shoigu", info="/Author (Jane) /CreationDate (D:20240102)"), id="a-pdf-with-a-date"),
        pytest.param(zipped({"a.html": PAGE, "b.png": b"\x89PNG", "c.txt": "Шойгу"}), id="several-and-one-refused"),
        pytest.param(pdf(None), id="refused"),
    ],
)
def test_the_answer_is_what_the_readers_say(extractor, content):
    asked = Asked("name", "text/plain", "utf-8", "https://example.org/")
    assert extractor.documents(content, asked) == formats.read(content, asked)


def test_a_child_is_used_again():
    before = children()
    with Extractor() as extractor:
        for _ in range(5):
            extractor.documents(PAGE, Asked())
        assert len(children() - before) == 1
    assert children() == before


@pytest.mark.parametrize(
    ("limits", "content", "reason"),
    [
        pytest.param(Limits(seconds=0.5), MANY, "takes more than 0.5 seconds", id="slow"),
        pytest.param(Limits(memory=300_000_000), MANY, "300000000 bytes of memory|broke down",
                     id="large"),
    ],
)  # fmt: skip
def test_what_exceeds_a_limit_is_told_and_the_next_document_is_read(limits, content, reason):
    with Extractor(limits) as extractor:
        with pytest.raises(DocumentError, match=reason):
            extractor.documents(content, Asked("a.html"))
        assert extractor.documents(pdf("Shoigu"), Asked())[0].text == "Shoigu"


@pytest.mark.parametrize("when", ["idle", "at-work"])
def test_a_child_that_is_killed_is_told_at_work_and_replaced(when):
    before = children()
    with Extractor() as extractor:
        extractor.documents(PAGE, Asked())
        (child,) = children() - before
        if when == "idle":
            os.kill(child, signal.SIGKILL)
            wait_until(lambda: psutil.Process(child).status() == psutil.STATUS_ZOMBIE)
        else:
            threading.Timer(0.3, os.kill, [child, signal.SIGKILL]).start()
            with pytest.raises(DocumentError, match="its reader broke down: signal 9"):
                extractor.documents(MANY, Asked())
        assert extractor.documents(PAGE, Asked())[0].title == "News"


def test_a_reader_that_trips_is_told_with_what_it_said():
    with Extractor() as extractor:
        with pytest.raises(DocumentError, match="its reader broke down: KeyError: 'nonsense'"):
            extractor._ask("nonsense", b"", {})
        assert extractor.documents(PAGE, Asked())[0].title == "News"


def test_a_stop_of_the_whole_group_does_not_look_like_a_bad_document():
    before = children()
    with Extractor() as extractor:
        extractor.documents(PAGE, Asked())
        (child,) = children() - before
        os.kill(child, signal.SIGTERM)
        os.kill(child, signal.SIGINT)
        time.sleep(0.05)
        assert extractor.documents(PAGE, Asked())[0].title == "News"
        assert children() - before == {child}


def test_several_threads_are_answered_each_its_own():
    with Extractor(most=2) as extractor:
        answers = {}

        def ask(number):
            answers[number] = extractor.documents(f"<html><p>page {number}".encode(), Asked())[0].text

        threads = [threading.Thread(target=ask, args=[number]) for number in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert answers == {number: f"page {number}" for number in range(20)}


def test_a_child_ends_with_its_parent():
    program = (
        "import os, sys, time; from watchlist.sources.extractor import Extractor, Asked; e = Extractor();"
        "e.documents(b'<html><p>x', Asked()); print(e._idle[0]._process.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as parent:
        child = int(parent.stdout.readline())
        parent.kill()
    wait_until(lambda: not psutil.pid_exists(child))
