"""The command as a person or a pipeline uses it: real processes."""

import csv
import io
import json
import os
import subprocess
import sys

import pytest

from tests.command import watchlist
from tests.conftest import LIST, PROJECT, clean_environment, free_port

TEXT = "Sergei Shoigu inspected a Shahed-136.\nNobody else came.\n"


@pytest.fixture
def place(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(TEXT)
    return tmp_path


@pytest.fixture
def run(place):
    def call(*arguments, stdin=b"", **environment):
        return watchlist(
            *arguments,
            cwd=place,
            stdin=stdin,
            env={
                **clean_environment(),
                "WATCHLIST_LISTS_FILES": str(LIST),
                "WATCHLIST_SOURCES_FOLDERS": "in",
                "WATCHLIST_DATA_DIR": str(place / "data"),
                "COLUMNS": "160",
                **environment,
            },
        )

    return call


def lines(result):
    return [json.loads(line) for line in result.stdout.decode().splitlines()]


def test_scan_prints_json_lines_when_piped(run, place):
    result = run("scan")
    assert (result.returncode, result.stderr) == (0, b"")
    found = lines(result)
    assert [hit["entity"]["id"] for hit in found] == ["documents:shahed-136", "documents:shoigu"]
    shoigu = found[1]
    assert shoigu["document"]["origin"] == "in/a.txt"
    assert shoigu["score"] == 100.0
    assert TEXT[shoigu["mentions"][0]["start"] : shoigu["mentions"][0]["end"]] == "Sergei Shoigu"
    assert not (place / "data").exists(), "a scan leaves nothing behind"


def test_scan_as_csv_table_and_json(run):
    rows = list(csv.DictReader(io.StringIO(run("scan", "--format", "csv").stdout.decode())))
    assert [(row["surface"], row["start"], row["basis"]) for row in rows] == [
        ("Shahed-136", "26", "named"),
        ("Sergei Shoigu", "0", "designated"),
    ]
    assert len(json.loads(run("scan", "--format", "json").stdout)) == 2
    table = run("scan", "--format", "table").stdout.decode()
    assert "2 hits" in table
    assert "Sergei Shoigu inspected a Shahed-136." in table


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        pytest.param(["scan", "--exit-code", "9"], 9, id="a-hit-with-exit-code"),
        pytest.param(["scan", "--exit-code", "9", "clean.txt"], 0, id="no-hit"),
        pytest.param(["scan", "nowhere"], 4, id="no-such-file"),
        pytest.param(["scan", "empty.txt", "in"], 4, id="unreadable"),
        pytest.param(["scan", "empty.txt", "--allow-unreadable"], 0, id="unreadable-allowed"),
        pytest.param(["scan", "--min-score", "101"], 2, id="score-out-of-range"),
        pytest.param(["scan", "--jobs", "none"], 2, id="jobs-no-number"),
        pytest.param(["scan", "--list", "nowhere.toml"], 3, id="no-such-list"),
        pytest.param(["scan", "--list", "bad.toml"], 3, id="list-with-a-bad-entry"),
        pytest.param(["--config", "nowhere.toml", "scan"], 2, id="no-such-settings"),
        pytest.param(["nonsense"], 2, id="no-such-command"),
        pytest.param(["explain"], 2, id="explain-nothing"),
        pytest.param(["explain", "0123"], 5, id="no-such-alert"),
        pytest.param(["measure"], 4, id="no-labels"),
    ],
)
def test_exit_codes(run, place, arguments, code):
    (place / "clean.txt").write_text("Nobody came.")
    (place / "empty.txt").touch()
    (place / "bad.toml").write_text(
        '[list]\npublisher = "p"\ntitle = "t"\n[[entity]]\nid = "x"\nschema = "Person"\nnames = []\n'
    )
    assert run(*arguments).returncode == code


def test_what_cannot_be_read_is_named_and_counted(run, place):
    (place / "in" / "b.txt").touch()
    (place / "in" / "c.pdf").write_bytes(b"%PDF-1.7")
    result = run("scan")
    assert len(lines(result)) == 2
    said = result.stderr.decode()
    assert "not read: in/b.txt: empty" in said
    assert "not read: in/c.pdf: not a PDF that can be read" in said
    assert "2 could not be read" in said


def test_a_list_with_a_bad_entry_is_named_by_line_and_the_others_are_looked_for(run, place):
    (place / "bad.toml").write_text(LIST.read_text() + '\n[[entity]]\nid = "x"\nschema = "Person"\nnames = []\n')
    result = run("scan", "--list", "bad.toml")
    assert len(lines(result)) == 2
    assert f"bad.toml:{len((place / 'bad.toml').read_text().splitlines())}: entity 'x': names" in result.stderr.decode()


def test_standard_input(run):
    (hit,) = lines(run("scan", "-", stdin=b"Vladimir Putin"))
    assert (hit["document"]["origin"], hit["entity"]["id"]) == ("-", "documents:putin")


def test_the_same_hits_with_any_number_of_processes(run, place):
    for number in range(20):
        (place / "in" / f"{number}.txt").write_text(f"{number}: {TEXT}")
    one = run("scan", "--jobs", "1").stdout
    assert run("scan", "--jobs", "3").stdout == one
    assert run("scan").stdout == one


def test_a_long_list_is_compiled_once_and_a_short_one_leaves_nothing(run, place):
    run("scan", "in")
    assert not (place / "data").exists()
    persons = [
        {"id": f"p{n}", "schema": "Person", "properties": {"name": [f"Vesna{n:04} Rozanek"]}} for n in range(4_000)
    ]
    persons.append({"id": "s", "schema": "Person", "properties": {"name": ["Sergei Shoigu"]}})
    (place / "long.json").write_text("\n".join(map(json.dumps, persons)))
    first = run("scan", "in", "--list", "long.json")
    (file,) = (place / "data" / "compiled").iterdir()
    changed = file.stat().st_mtime_ns
    second = run("scan", "in", "--list", "long.json", "--jobs", "2")
    assert first.stdout == second.stdout
    assert [hit["entity"]["caption"] for hit in lines(second)] == ["Sergei Shoigu"]
    assert file.stat().st_mtime_ns == changed


def test_no_evidence_leaves_out_what_stands_beside(run):
    text = b"Russian minister Sergei Shoygu came."
    (with_evidence,) = lines(run("scan", "-", stdin=text))
    (without,) = lines(run("scan", "-", "--no-evidence", stdin=text))
    assert with_evidence["score"] == without["score"] + 2
    assert without["evidence"] == []


def test_explain_goes_word_by_word(run):
    said = run("explain", "--text", "Vladimir Putyn came").stdout.decode()
    for part in ("documents:putin", "score 90.3", "putin met Putyn (80)", "vladimir met Vladimir (100)"):
        assert part in said


def test_match_compares_a_single_name(run):
    (best, *_) = lines(run("match", "PUTYN Vladimir", "--format", "jsonl"))
    assert (best["entity"]["id"], best["rule"]) == ("documents:putin", "name")
    assert ["putin", "PUTYN", 80.0] in best["words"]
    assert run("match", "Nobody Whatever").stdout == b""
    assert run("match", " ").returncode == 2


def test_measure_plants_names(run):
    said = json.loads(run("measure", "--plant", "5", "--format", "json", "--list", str(LIST)).stdout)
    assert said["planted"]["as listed"]["missed"] == []
    assert said["planted_recall"] > 0.5
    assert "letters spaced out" in run("measure", "--plant", "5", "--list", str(LIST)).stdout.decode()


def test_measure_prints_recall_and_names_the_misses(run, place):
    (place / "in" / "labels.csv").write_text(
        "document,start,end,surface,entity,label,note\n"
        "a.txt,0,13,Sergei Shoigu,documents:shoigu,listed,\n"
        "a.txt,26,36,Shahed-136,documents:shahed-136,listed,\n"
        "a.txt,38,44,Nobody,documents:putin,listed,\n"
    )
    said = run("measure").stdout.decode()
    assert "recall      0.667  (2 of 3" in said
    assert "missed: a.txt:38-44 'Nobody' documents:putin" in said
    assert json.loads(run("measure", "--format", "json").stdout)["false_hits"] == 0


def test_config_shows_values_origins_and_masks_secrets(run):
    shown = json.loads(run("config", "--format", "json", WATCHLIST_API_KEY="a-very-secret-key-indeed").stdout)
    assert shown["api.key"] == {"value": "***", "from": "WATCHLIST_API_KEY", "variable": "WATCHLIST_API_KEY"}
    assert shown["sources.folders"]["from"] == "WATCHLIST_SOURCES_FOLDERS"
    assert shown["api.port"]["value"] == "8080"


def test_alerts_in_an_empty_store(run):
    assert "0 alerts" in run("alerts", "--format", "table").stdout.decode()
    assert run("alerts").stdout == b""


def test_healthcheck_says_when_nothing_answers(run):
    result = run("healthcheck", WATCHLIST_API_PORT=str(free_port()))
    assert result.returncode == 5
    assert b"no answer" in result.stderr


def test_a_reader_that_goes_away_is_no_fault(place):
    for number in range(200):
        (place / "in" / f"{number}.txt").write_text(f"{number}: {TEXT}")
    command = f"{sys.executable} -m watchlist scan in --list {LIST} --jobs 1 | head -1; echo ${{PIPESTATUS[0]}}"
    result = subprocess.run(
        ["bash", "-c", command], cwd=place, capture_output=True, check=False, env=clean_environment()
    )
    assert result.stdout.decode().splitlines()[-1] == "0"
    assert b"Traceback" not in result.stderr


def test_the_wheel_scans_in_an_empty_folder(tmp_path):
    """It carries config/ and corpus/ with it: no checkout is needed."""
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path / "dist", PROJECT]
    subprocess.run(list(map(str, build)), check=True, capture_output=True)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    site, empty = tmp_path / "site", tmp_path / "empty"
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", site, wheel]
    subprocess.run(list(map(str, install)), check=True, capture_output=True)
    empty.mkdir()
    result = subprocess.run(
        [sys.executable, "-m", "watchlist", "scan"],
        cwd=empty, env={"PATH": os.environ["PATH"], "PYTHONPATH": str(site)}, capture_output=True, check=False,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr.decode()
    found = lines(result)
    assert {hit["entity"]["schema"] for hit in found} == {"Person", "WeaponSystem", "Sector"}
    assert all(str(site) in hit["document"]["origin"] for hit in found)
    assert list(empty.iterdir()) == []
