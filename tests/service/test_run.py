"""The whole service: a text put into the folder becomes an alert, once, and a stop is a clean one."""

import os
import shutil
import signal
import time

import pytest
import requests

from tests.conftest import PROJECT, wait_until

TEXT = "Sergei Shoigu inspected a Shahed-136."


def test_a_text_becomes_an_alert_once_whatever_happens_to_its_file(running_on_both):
    service = running_on_both().start().ready()
    (service.folder / "a.txt").write_text(TEXT)
    page = service.get("/api/v1/alerts/changes?after=0&wait=20")
    assert page["changes"], "the long poll ended without the alert"
    wait_until(lambda: len(service.changes()) == 2)
    os.utime(service.folder / "a.txt")
    shutil.copy(service.folder / "a.txt", service.folder / "b.txt")
    (service.folder / "a.txt").rename(service.folder / "c.txt")
    runs = _job(service, "scan")["runs"]
    wait_until(lambda: _job(service, "scan")["runs"] >= runs + 2)
    assert [change["seq"] for change in service.changes()] == [1, 2]
    code, seconds = service.stop()
    assert code == 0
    assert seconds < 2


def _job(service, name):
    return {job["name"]: job for job in service.get("/api/v1/jobs")["jobs"]}[name]


def test_a_refresh_in_the_worker_is_seen_by_screen_within_two_seconds(running):
    service = running().start().ready()
    entry = '\n[[entity]]\nid = "new"\nschema = "Person"\nnames = [{ text = "Anselm Newcomer", kind = "primary" }]\n'
    service.list.write_text(service.list.read_text() + entry)
    in_force = service.get("/api/v1/watchlist")["version"]
    wait_until(lambda: _job(service, "refresh")["last_result"]["version"] != in_force)
    # From here on the worker has the new list; two seconds are what we promise.
    until = time.monotonic() + 2
    while True:
        answer = requests.post(f"{service.url}/api/v1/screen", json={"text": "Anselm Newcomer came."}, timeout=5)
        if answer.json()["hits"]:
            break
        assert time.monotonic() < until
        time.sleep(0.1)


@pytest.mark.parametrize("role", ["worker", "serve"])
def test_when_a_part_ends_the_whole_ends_and_not_with_0(running, role):
    service = running().start().ready()
    service.child(role).kill()
    assert service.process.wait(10) == 128 + signal.SIGKILL


def test_when_the_parent_is_killed_its_children_end(running):
    service = running().start().ready()
    children = [service.child("worker"), service.child("serve")]
    service.process.kill()
    for child in children:
        child.wait(10)


def test_a_stop_in_the_middle_of_a_scan_is_quick_and_loses_nothing(running):
    service = running()
    for number in range(300):
        (service.folder / f"{number}.txt").write_text(f"{TEXT} It was number {number}." + " Nothing else came." * 200)
    service.start().ready()
    code, seconds = service.stop()
    assert (code, seconds < 2) == (0, True)
    service.start().ready()
    wait_until(lambda: len(service.changes()) == 600, 60)


def test_a_bad_setting_is_said_once_and_ends_with_2(running):
    service = running(WATCHLIST_API_PORT="http").start()
    assert service.process.wait(20) == 2
    assert service.log.read_text().count("api.port = 'http' (from WATCHLIST_API_PORT)") == 1


def test_a_port_that_is_taken_is_named(running, tmp_path):
    service = running().start().ready()
    (tmp_path / "other").mkdir()
    other = type(service)(tmp_path / "other", WATCHLIST_API_PORT=str(service.port)).start("serve")
    assert other.process.wait(20) == 2
    assert "another program listens there" in other.log.read_text()


def test_without_its_list_it_ends_with_3(running):
    service = running(WATCHLIST_LISTS_FILES="nowhere.toml").start()
    assert service.process.wait(20) == 3
    assert "nowhere.toml: cannot be read" in service.log.read_text()


def test_beyond_this_machine_it_makes_a_key_and_prints_it_once(running):
    service = running(WATCHLIST_API_HOST="0.0.0.0", WATCHLIST_API_CREATE_KEY="true").start().ready()
    assert requests.get(f"{service.url}/api/v1/alerts", timeout=5).status_code == 401
    key = next(word for word in service.log.read_text().split() if word.startswith("wl_"))
    bearer = {"Authorization": f"Bearer {key}"}
    assert requests.get(f"{service.url}/api/v1/alerts", headers=bearer, timeout=5).status_code == 200
    service.stop()
    service.start().ready()
    assert service.log.read_text().count("wl_") == 1
    assert requests.get(f"{service.url}/api/v1/alerts", headers=bearer, timeout=5).status_code == 200


def test_the_shipped_settings_alert_on_the_shipped_corpus(running):
    service = running(WATCHLIST_SOURCES_FOLDERS=str(PROJECT / "corpus"))
    del service.environment["WATCHLIST_LISTS_FILES"]
    service.start().ready()
    wait_until(lambda: len(service.changes()) >= 13)
    captions = {change["alert"]["entity"]["caption"] for change in service.changes()}
    assert {"Shahed-136", "Fath-360", "Iran's drone industry"} <= captions
