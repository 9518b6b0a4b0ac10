"""Official lists are fetched, dropped and kept; whatever goes wrong, the last good version serves on."""

import contextlib
import dataclasses
import os
import shutil
import time
import zipfile

import pytest
import requests

from tests.web import Page
from watchlist.errors import ListError, ListUnavailable
from watchlist.fetch import Bounds
from watchlist.lists.publishers import Published
from watchlist.screening.listing import lists_now
from watchlist.screening.official import ListSources, fetch_list, take_dropped
from watchlist.screening.refresh import refresh
from watchlist.store import lists, watchlists

UN = (
    '<CONSOLIDATED_LIST dateGenerated="2026-02-01T00:00:00Z"><INDIVIDUALS>{}</INDIVIDUALS><ENTITIES/>'
    "</CONSOLIDATED_LIST>"
)
PERSON = (
    "<INDIVIDUAL><DATAID>{0}</DATAID><FIRST_NAME>Some</FIRST_NAME><SECOND_NAME>Body{0}</SECOND_NAME>"
    "<UN_LIST_TYPE>DPRK</UN_LIST_TYPE><REFERENCE_NUMBER>KPi.{0}</REFERENCE_NUMBER></INDIVIDUAL>"
)
SDN = '{0},"PERSON, Some{0}","individual","SDGT",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n'
ALT = '{0},{0},"aka","OTHER, Some{0}",-0- \r\n'


def un(count):
    return UN.format("".join(PERSON.format(number) for number in range(100, 100 + count))).encode()


def sdn(count):
    return "".join(SDN.format(number) for number in range(100, 100 + count)).encode() + b"\x1a"


def alt(count):
    return "".join(ALT.format(number) for number in range(100, 100 + count)).encode() + b"\x1a"


@pytest.fixture
def sources(web, tmp_path):
    published = [
        Published("un", "UN", 3600, "free", {"consolidated.xml": f"{web.url}/un.xml"}),
        Published("ofac_sdn", "OFAC", 3600, "", {"sdn.csv": f"{web.url}/SDN.CSV", "alt.csv": f"{web.url}/ALT.CSV"}),
        Published("eu", "EU", 3600, "", {"eu.xml": f"{web.url}/eu?token={{token}}"}),
    ]
    bounds = Bounds(seconds=2, bytes=1_000_000, retries=0, patience=1.5)
    web.pages |= {
        "/un.xml": Page(un(10), etag='"u1"'),
        "/SDN.CSV": Page(sdn(10), etag='"s1"'),
        "/ALT.CSV": Page(alt(10), etag='"a1"'),
    }
    return ListSources([], published, tmp_path / "copies", tmp_path / "incoming", None, bounds, 0.2)


@pytest.fixture
def fetch(database, sources, clock):
    def fetch(name, **options):
        return fetch_list(database, sources, name, clock, contextlib.nullcontext(), **options)

    return fetch


@pytest.fixture
def state(database, sources, clock):
    def state(name):
        with database.read() as connection:
            return {one.name: one for one in lists_now(connection, sources, (), clock(), 3600)}[name]

    return state


def in_force(database):
    current = watchlists.in_force(database)
    return sorted(entity.id for entity in watchlists.load(database, current.number).entities) if current else []


def test_a_list_is_fetched_once_and_then_only_when_it_changed(database, fetch, state, web):
    assert fetch("un").is_new
    assert len(in_force(database)) == 10
    assert fetch("un") is None
    assert state("un").outcome == lists.UNCHANGED
    assert web.requests[-1][1]["If-None-Match"] == '"u1"'
    web.pages["/un.xml"] = Page(un(11), etag='"u2"')
    assert fetch("un").is_new
    assert len(in_force(database)) == 11


def test_of_several_files_those_that_changed_are_fetched(database, fetch, web):
    fetch("ofac_sdn")
    web.pages["/SDN.CSV"] = Page(sdn(11), etag='"s2"')
    assert fetch("ofac_sdn").is_new
    names = {e.id: len(e.names) for e in watchlists.load(database, watchlists.in_force(database).number).entities}
    assert names["ofac:100"] == 2, "the aliases of the copy are still there"
    assert names["ofac:110"] == 1


def test_lists_that_come_one_after_another_are_all_in_force(database, fetch):
    fetch("un")
    fetch("ofac_sdn")
    assert len(in_force(database)) == 20


BROKEN = {
    "nothing": (Page(b""), "it is empty"),
    "login-page": (Page(b"<!DOCTYPE html><html><body>Log in</body></html>"), "web page"),
    "cut-in-an-element": (Page(un(10)[:-300]), "consolidated.xml"),
    "shrunk": (Page(un(7)), "7 entities, and had 10"),
    "no-entity": (Page(un(0)), "there is no ENTITY or INDIVIDUAL"),
    "cut-on-the-way": (Page(un(10), promised=10**5), "bytes"),
    "gone": (Page(status=404), "404"),
    "a-byte-a-second": (Page(un(10), drip=1.0), "not done within 2 seconds"),
    "304-for-nothing": (Page(always_304=True), None),
    "xml-bomb": (
        Page(b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + un(10)),
        "declares what no list declares",
    ),
    "external-entity": (
        Page(b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + un(10)),
        "declares what no list declares",
    ),
}


@pytest.mark.parametrize(("page", "reason"), BROKEN.values(), ids=BROKEN)
def test_what_cannot_be_trusted_leaves_the_last_good_version(database, fetch, state, web, page, reason):
    fetch("un")
    before = in_force(database)
    web.pages["/un.xml"] = page
    if reason is None:
        assert fetch("un") is None
    else:
        with pytest.raises(ListError, match=reason):
            fetch("un")
        now = state("un")
        assert now.failures_in_a_row == 1
        assert not now.is_well
        assert now.error in now.told
    assert in_force(database) == before
    web.pages["/un.xml"] = Page(un(11))
    assert fetch("un").is_new, "it recovers by itself"
    assert state("un").is_well
    assert len(in_force(database)) == 11


def test_a_first_list_that_cannot_be_had_is_no_end(database, fetch, state, web, tmp_path):
    web.pages["/un.xml"] = Page(status=500)
    with pytest.raises(ListUnavailable):
        fetch("un")
    assert (state("un").outcome, state("un").is_stale) == (lists.FAILED, True)
    assert fetch("ofac_sdn").is_new


def test_a_304_without_a_copy_is_an_error(fetch, web, sources, state):
    fetch("un")
    (sources.copies / "un" / "consolidated.xml").unlink()
    web.pages["/un.xml"] = Page(always_304=True)
    with pytest.raises(ListUnavailable, match="was not asked that"):
        fetch("un")


def test_a_list_without_its_aliases_is_not_taken_for_one_whose_aliases_were_removed(database, fetch, web, state):
    fetch("ofac_sdn")
    web.pages["/ALT.CSV"] = Page(b"")
    web.pages["/SDN.CSV"] = Page(sdn(30))
    with pytest.raises(ListError, match=r"without alt.csv, which it had; what that holds is unknown"):
        fetch("ofac_sdn")
    assert fetch("ofac_sdn", force=True).is_new
    with database.read() as connection:
        changes = lists.changes(connection, lists.ChangeFilter(list="ofac_sdn"), 0, 100)
    assert {row["change"] for row in changes} == {"added"}, "no alias is told as removed"


def test_a_list_that_shrank_is_taken_when_someone_says_so(database, fetch, web):
    fetch("un")
    web.pages["/un.xml"] = Page(un(2))
    assert fetch("un", force=True).is_new
    assert in_force(database) == ["un:KPi.100", "un:KPi.101"]


def test_the_token_is_asked_for_and_told_to_nobody_else(database, sources, clock, state, web):
    assert fetch_list(database, sources, "eu", clock, contextlib.nullcontext()) is None
    assert (state("eu").outcome, state("eu").error) == (lists.OFF, "lists.eu_token is not set")
    assert state("eu").is_well
    with_token = dataclasses.replace(sources, token="a secret/one")
    with pytest.raises(ListUnavailable) as error:
        fetch_list(database, with_token, "eu", clock, contextlib.nullcontext())
    assert web.requests[-1][0] == "/eu?token=a%20secret%2Fone"
    assert "secret" not in str(error.value)


def test_a_new_place_serves_what_was_taken_before(database, fetch, sources, clock):
    """Another machine leads the same store, and has no copies yet."""
    fetch("un")
    shutil.rmtree(sources.copies)
    assert not refresh(database, sources.asked(), clock).is_new
    assert len(in_force(database)) == 10


def drop(sources, files, folder=""):
    place = sources.incoming / folder
    place.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (place / name).write_bytes(content)
        os.utime(place / name, (time.time() - 10, time.time() - 10))
    os.utime(place, (time.time() - 10, time.time() - 10))


DROPS = {
    "as-published": ("", {"un.xml": un(3)}, ["un:KPi.100", "un:KPi.101", "un:KPi.102"]),
    "as-its-list": ("un", {"whatever.xml": un(1)}, ["un:KPi.100"]),
    "two-files-of-one-list": ("", {"SDN.CSV": sdn(1), "alt.csv": alt(1)}, ["ofac:100"]),
    "two-lists": ("", {"sdn.csv": sdn(1), "alt.csv": alt(1), "consolidated.xml": un(1)}, ["ofac:100", "un:KPi.100"]),
}


@pytest.mark.parametrize(("folder", "files", "ids"), DROPS.values(), ids=DROPS)
def test_a_dropped_list_is_read_like_a_download(database, sources, clock, state, folder, files, ids):
    drop(sources, files, folder)
    assert take_dropped(database, sources, clock) == {}
    assert in_force(database) == ids
    assert list(sources.incoming.iterdir()) == []
    assert state(next(iter({"un"} if "un" in ids[0] else {"ofac_sdn"}))).is_well


def test_a_zip_of_lists_is_read_like_downloads(database, sources, clock):
    sources.incoming.mkdir()
    bundle = sources.incoming / "lists.zip"
    with zipfile.ZipFile(bundle, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("../../etc/un/list.xml", un(2))
        file.writestr("ofac/sdn.csv", sdn(1))
        file.writestr("ofac/alt.csv", alt(1))
    os.utime(bundle, (time.time() - 10, time.time() - 10))
    assert take_dropped(database, sources, clock) == {}
    assert in_force(database) == ["ofac:100", "un:KPi.100", "un:KPi.101"]


def test_what_is_still_written_waits(database, sources, clock):
    drop(sources, {"un.xml": un(3)})
    os.utime(sources.incoming / "un.xml")
    assert take_dropped(database, sources, clock) == {}
    assert in_force(database) == []
    assert (sources.incoming / "un.xml").exists()


BAD_DROPS = {
    "of-no-list": ("readme.txt", b"hello", "belongs to no list that is asked for"),
    "empty": ("un.xml", b"", "it is empty"),
    "shrunk": ("un.xml", un(1), "had 10"),
    "zip-bomb": ("un.zip", None, "more than 1000000 bytes"),
    "cut-zip": ("un.zip", b"PK\x03\x04 not whole", "not a whole zip"),
}


@pytest.mark.parametrize(("name", "content", "reason"), BAD_DROPS.values(), ids=BAD_DROPS)
def test_a_bad_drop_is_put_aside_and_named(database, fetch, sources, clock, name, content, reason):
    fetch("un")
    drop(sources, {name: content or b""})
    if content is None:
        with zipfile.ZipFile(sources.incoming / name, "w", zipfile.ZIP_DEFLATED) as bundle:
            bundle.writestr("un.xml", b" " * 2_000_000)
        os.utime(sources.incoming / name, (time.time() - 10, time.time() - 10))
    (told,) = take_dropped(database, sources, clock).values()
    assert reason in told
    assert (sources.incoming / "refused" / name).exists()
    assert len(in_force(database)) == 10
    assert take_dropped(database, sources, clock) == {}, "it is not tried again"


def test_the_web_server_of_these_tests_drips(web):
    """What the bounds are tried with must be what it says."""
    web.pages["/x"] = Page(b"abc", drip=0.1)
    started = time.monotonic()
    assert requests.get(f"{web.url}/x", timeout=5).content == b"abc"
    assert time.monotonic() - started >= 0.2
