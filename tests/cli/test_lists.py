"""`watchlist refresh` and `watchlist lists`, alone and beside a worker that runs; real processes, a real web server."""

import json
import subprocess
import sys

import pytest

from tests.command import watchlist
from tests.conftest import LIST, clean_environment, free_port, wait_for, wait_until
from tests.web import Page

UN = (
    '<CONSOLIDATED_LIST dateGenerated="2026-02-01T00:00:00Z"><INDIVIDUALS>{}</INDIVIDUALS><ENTITIES/>'
    "</CONSOLIDATED_LIST>"
)
PERSON = (
    "<INDIVIDUAL><FIRST_NAME>Zubayr</FIRST_NAME><SECOND_NAME>Qarmat{0}</SECOND_NAME><UN_LIST_TYPE>DPRK</UN_LIST_TYPE>"
    "<REFERENCE_NUMBER>KPi.{0}</REFERENCE_NUMBER></INDIVIDUAL>"
)


def un(*numbers):
    return UN.format("".join(map(PERSON.format, numbers))).encode()


@pytest.fixture
def environment(tmp_path, web):
    (tmp_path / "publishers.toml").write_text(
        f'[un]\ntitle = "UN"\nevery = 3600\nlicence = "free"\nfiles = {{ "un.xml" = "{web.url}/un.xml" }}\n'
    )
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("Zubayr Qarmat7 was seen.")
    web.pages["/un.xml"] = Page(un(*range(10)), etag='"1"')
    return {
        **clean_environment(),
        "WATCHLIST_LISTS_FILES": str(LIST),
        "WATCHLIST_LISTS_PUBLISHERS": str(tmp_path / "publishers.toml"),
        "WATCHLIST_LISTS_OFFICIAL": "un",
        "WATCHLIST_SOURCES_FOLDERS": str(tmp_path / "in"),
        "WATCHLIST_DATA_DIR": str(tmp_path / "data"),
        "COLUMNS": "160",
    }


@pytest.fixture
def run(environment, tmp_path):
    def call(*arguments, **more):
        done = watchlist(*arguments, cwd=tmp_path, env=environment | more, text=True)
        return done.returncode, done.stdout, done.stderr

    return call


def rows(output):
    return [json.loads(line) for line in output.splitlines()]


def test_lists_are_fetched_shown_and_scanned_with(run, web):
    assert run("refresh")[:2] == (0, "list: new\nun: new\n")
    assert run("refresh", "un")[:2] == (0, "un: unchanged\n")
    _, output, _ = run("lists")
    assert [(row["name"], row["outcome"], row["licence"]) for row in rows(output)] == [
        ("list", "new", ""),
        ("un", "unchanged", "free"),
    ]
    assert (rows(output)[1]["entities"], rows(output)[1]["unread"], rows(output)[1]["is_stale"]) == (10, 0, False)
    table = run("lists", "--format", "table")[1]
    assert "unread rows" in table
    assert "unchanged" in table
    assert "un:KPi.7" in [row["entity"]["id"] for row in rows(run("scan")[1])], "a scan takes the copy, too"


def test_what_changed_is_told_with_its_names(run, web):
    run("refresh")
    assert run("lists", "--changes")[1] == "", "a first version changes nothing"
    web.pages["/un.xml"] = Page(
        un(*range(1, 11)).replace(
            b"Zubayr</FIRST_NAME><SECOND_NAME>Qarmat5", b"Zubair</FIRST_NAME><SECOND_NAME>Qarmat5"
        )
    )
    assert run("refresh")[0] == 0
    told = rows(run("lists", "un", "--changes", "--since", "1h")[1])
    assert [(row["change"], row["entity_id"], row["caption"]) for row in told] == [
        ("removed", "un:KPi.0", "Zubayr Qarmat0"),
        ("added", "un:KPi.10", "Zubayr Qarmat10"),
        ("renamed", "un:KPi.5", "Zubair Qarmat5"),
    ]
    assert told[2]["fields"]["caption"] == {"was": "Zubayr Qarmat5", "is": "Zubair Qarmat5"}
    table = run("lists", "--changes", "--format", "table")[1]
    assert "'Zubayr Qarmat5' is now 'Zubair Qarmat5'" in table
    assert "3 changes" in table
    assert run("lists", "--changes", "--since", "2030-01-01")[1] == ""


def test_a_list_that_fails_is_told_and_the_others_are_taken(run, web):
    web.pages["/un.xml"] = Page(status=404)
    code, output, errors = run("refresh")
    assert code == 3
    assert "list: new\n" in output
    assert "404 Not Found" in errors
    assert "404" in run("lists", "--format", "table")[1]


def test_a_list_that_shrank_needs_force(run, web):
    run("refresh")
    web.pages["/un.xml"] = Page(un(1))
    code, _, errors = run("refresh")
    assert code == 3
    assert "`watchlist refresh --force un` takes it" in errors
    assert run("refresh", "--force", "un")[:2] == (0, "un: new\n")


def test_beside_a_worker_it_is_the_worker_that_does_it(run, environment, web, tmp_path):
    port = free_port()
    service = subprocess.Popen(
        [sys.executable, "-m", "watchlist", "run", "--port", str(port)],
        env=environment, cwd=tmp_path, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_for(f"http://127.0.0.1:{port}/readyz")
        code, output, _ = run("refresh", "un")
        assert (code, output) in ((0, "un: new\n"), (0, "un: unchanged\n"))
        web.pages["/un.xml"] = Page(un(1, 2))
        code, _, errors = run("refresh", "un")
        assert code == 3
        assert "2 entities, and had 10" in errors
        checks = wait_for(f"http://127.0.0.1:{port}/readyz").json()["checks"]
        assert "refused" in checks["list un"]
        assert run("refresh", "--force", "un")[:2] == (0, "un: new\n")
        metrics = f"http://127.0.0.1:{port}/metrics"
        # The API looks at what is in force once a second.
        wait_until(lambda: 'watchlist_list_entities{list="un"} 2.0' in wait_for(metrics).text)
        assert 'watchlist_list_failures_total{list="un"} 1.0' in wait_for(metrics).text
        assert 'watchlist_list_up{list="un"} 1.0' in wait_for(metrics).text
    finally:
        service.terminate()
        service.wait(10)


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        pytest.param(["refresh", "nothing"], 3, "there is no list 'nothing'; expected list, un", id="unknown-list"),
        pytest.param(["lists", "nothing"], 3, "there is no list 'nothing'", id="unknown-list-to-show"),
        pytest.param(["refresh", "--force"], 2, "expected the lists to take by --force", id="force-all"),
        pytest.param(["lists", "--since", "24h"], 2, "--since goes with --changes", id="since-alone"),
        pytest.param(["lists", "--changes", "--since", "soon"], 2, "expected a day", id="no-time"),
    ],
)
def test_wrong_usage_is_named(run, arguments, code, message):
    assert run(*arguments)[0] == code
    assert message in run(*arguments)[2]


ENTRY = '[{0}]\ntitle = "X"\nevery = {1}\nlicence = ""\nfiles = {2}\n'


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(None, "publishers.toml: cannot be read", id="no-file"),
        pytest.param("[un", "not TOML", id="not-toml"),
        pytest.param(ENTRY.format("un", 5, '{ a = "http://x" }'), "un.every = 5", id="too-often"),
        pytest.param(ENTRY.format("un", 60, '{ a = "x" }'), "un.files.a = 'x'", id="no-url"),
        pytest.param(ENTRY.format("un", 60, "{}"), "un.files = {}", id="no-files"),
        pytest.param(ENTRY.format("un", 60, '{ "../a" = "http://x" }'), "'../a'", id="a-path"),
        pytest.param(ENTRY.format("eu", 60, '{ a = "http://x" }'), "names 'un'; expected some of eu", id="unknown"),
    ],
)
def test_bad_publishers_are_named(run, tmp_path, content, message):
    file = tmp_path / "publishers.toml"
    file.write_text(content) if content else file.unlink()
    code, _, errors = run("lists")
    assert code == 2
    assert message in errors
