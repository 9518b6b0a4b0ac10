"""Run the `watchlist` command in a process of its own that need not import it first: that is most of a short run.

A server process imports the command once and is forked for each run, with its own folder, environment and streams.
"""

import multiprocessing
import os
import subprocess
import sys
import tempfile
from pathlib import Path

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload([f"watchlist.cli.{name}" for name in (
    "main", "scan", "service", "lists", "sources", "alerts", "keys", "records", "db", "inspect", "healthcheck",
)])  # fmt: skip
_SECONDS = 60


def watchlist(*arguments, cwd, env, stdin=b"", text=False) -> subprocess.CompletedProcess:
    """The command with these arguments; its exit code and what it said."""
    with tempfile.TemporaryDirectory() as place:
        streams = [Path(place) / name for name in ("in", "out", "err")]
        streams[0].write_bytes(stdin)
        process = _CONTEXT.Process(target=_run, args=(list(map(str, arguments)), str(cwd), dict(env), streams))
        process.start()
        process.join(_SECONDS)
        if process.exitcode is None:
            process.kill()
            raise subprocess.TimeoutExpired(list(arguments), _SECONDS)
        out, err = (stream.read_text() if text else stream.read_bytes() for stream in streams[1:])
        return subprocess.CompletedProcess(list(arguments), process.exitcode, out, err)


def _run(arguments, cwd, env, streams) -> None:
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    for number, stream in enumerate(streams):
        os.dup2(os.open(stream, os.O_RDWR | os.O_CREAT), number)
    sys.stdin, sys.stdout, sys.stderr = (open(number, mode) for number, mode in enumerate("rww"))  # noqa: SIM115, PTH123
    sys.argv = ["watchlist", *arguments]
    sys.modules["watchlist.cli.main"].main()
