"""`watchlist sources`, alone and beside a worker that runs; real processes, a real web server."""

import json
import re
import subprocess
import sys

import pytest
import requests

from tests.command import watchlist
from tests.conftest import LIST, clean_environment, free_port, wait_for, wait_until
from tests.web import Page

PAGE = Page(b"<html><p>Sergei Shoigu came.", headers={"Content-Type": "text/html"})


@pytest.fixture
def run(tmp_path, web):
    web.pages["/page"] = PAGE
    source = '[[source]]\nname = "{0}"\nkind = "page"\nurls = ["{1}/{0}"]\nevery = 3600\n'
    (tmp_path / "sources.toml").write_text(source.format("page", web.url) + source.format("gone", web.url))
    environment = {
        **clean_environment(),
        "WATCHLIST_LISTS_FILES": str(LIST),
        "WATCHLIST_LISTS_OFFICIAL": "",
        "WATCHLIST_SOURCES_FILE": str(tmp_path / "sources.toml"),
        "WATCHLIST_FETCH_PRIVATE_NETWORKS": "127.0.0.0/8",
        "WATCHLIST_DATA_DIR": str(tmp_path / "data"),
        "WATCHLIST_API_PORT": str(free_port()),
        "COLUMNS": "160",
    }

    def call(*arguments):
        done = watchlist(*arguments, cwd=tmp_path, env=environment, text=True)
        return done.returncode, done.stdout, done.stderr

    call.environment = environment
    return call


def test_a_source_is_looked_at_shown_and_let_rest(run):
    code, said, _ = run("sources", "run", "page")
    assert (code, said) == (0, "page: new; 1 texts in all, 0 items wait\n")
    code, _, said = run("sources", "run", "gone")
    assert code == 4
    assert said.endswith("/gone: it answers 404 Not Found; expected 200\n")
    code, said, _ = run("sources")
    page, gone = [json.loads(line) for line in said.splitlines()]
    assert (page["outcome"], page["documents"], page["paused_at"]) == ("new", 1, None)
    assert (gone["outcome"], gone["unread"]) == ("failed", 1)
    assert run("sources", "pause", "page")[1] == "page: paused\n"
    code, said, _ = run("sources", "--format", "table")
    assert re.search(r"^page +page +new +\d+ s ago +paused +1 ", said, re.MULTILINE)
    assert run("sources", "resume", "page")[1] == "page: goes on\n"


def test_who_asks_for_a_source_that_is_none_is_told_those_there_are(run):
    for command in ("run", "pause", "resume"):
        code, _, said = run("sources", command, "nobody")
        assert (code, said) == (2, "watchlist: there is no source 'nobody'; expected page, gone\n")


def test_beside_a_worker_it_is_the_worker_that_does_it(run, web):
    service = subprocess.Popen(
        [sys.executable, "-m", "watchlist", "run"],
        env=run.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        url = f"http://127.0.0.1:{run.environment['WATCHLIST_API_PORT']}"
        wait_for(f"{url}/readyz")
        wait_until(lambda: requests.get(f"{url}/api/v1/sources", timeout=5).json()["sources"][0]["documents"] == 1)
        web.pages["/page"] = Page(b"<html><p>Sergei Shoigu left.", headers={"Content-Type": "text/html"})
        code, said, _ = run("sources", "run", "page")
        assert (code, said) == (0, "page: new; 2 texts in all, 0 items wait\n")
    finally:
        service.terminate()
        service.wait(10)
