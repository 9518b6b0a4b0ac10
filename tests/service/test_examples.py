"""The clients of the documentation, run as they stand there: they print each change once, also when they are killed."""

import subprocess
import sys
import time

import pytest

from tests.conftest import PROJECT, wait_until

PAGE = (PROJECT / "docs" / "how-to" / "poll-alerts.md").read_text()


def example(first: str) -> str:
    """The example that starts with a line."""
    blocks = (block.partition("\n")[2] for block in PAGE.split("```")[1::2])
    return next(code for code in blocks if code.startswith(first))


@pytest.mark.parametrize(
    ("start", "code"),
    [
        pytest.param([sys.executable, "-u", "-c"], example("import pathlib"), id="python"),
        pytest.param(["bash", "-c"], example("after="), id="curl"),
    ],
)
def test_a_client_prints_each_change_once(running, tmp_path, start, code):
    service = running().start().ready()
    code = code.replace("localhost:8080", f"127.0.0.1:{service.port}").replace("sleep 1", "sleep 0.1")
    out = tmp_path / "said"

    def client():
        with out.open("ab") as said:
            return subprocess.Popen([*start, code], cwd=tmp_path, stdout=said, stderr=subprocess.DEVNULL)

    def said():
        return out.read_text().splitlines()

    process = client()
    (service.folder / "a.txt").write_text("Sergei Shoigu came.")
    wait_until(lambda: len(said()) == 1)
    if "cursor" in code:
        time.sleep(0.3)  # it has written its cursor down
        process.kill()
        process.wait()
        process = client()
    (service.folder / "b.txt").write_text("Vladimir Putin left, and nobody knows where he went.")
    wait_until(lambda: len(said()) == 2)
    process.kill()
    process.wait()
    assert [line.split()[0] for line in said()] == ["1", "2"]
    assert "Shoigu" in said()[0]
    assert "Putin" in said()[1]
