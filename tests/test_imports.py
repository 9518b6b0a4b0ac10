"""Importing a module starts nothing: no thread, no socket, no process, no file but code."""

import subprocess
import sys

from tests.conftest import clean_environment

PROGRAM = """
import importlib, pkgutil, sys, threading
import watchlist

modules = [m.name for m in pkgutil.walk_packages(watchlist.__path__, "watchlist.") if "migrations" not in m.name
           and not m.name.endswith("__main__")]
# This brings in everything of others, which may do at import what it likes.
for name in modules:
    importlib.import_module(name)
for name in [name for name in sys.modules if name == "watchlist" or name.startswith("watchlist.")]:
    del sys.modules[name]

seen = []
def hook(event, arguments):
    if event in ("socket.__new__", "socket.connect", "subprocess.Popen", "os.mkdir", "sqlite3.connect"):
        seen.append((event, str(arguments)))
    if event == "open" and not str(arguments[0]).endswith((".py", ".pyc")):
        seen.append((event, str(arguments)))
sys.addaudithook(hook)
for name in modules:
    importlib.import_module(name)
assert len(modules) > 40, modules
assert threading.active_count() == 1, threading.enumerate()
assert not seen, seen
"""


def test_importing_starts_nothing():
    result = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, env=clean_environment(), check=False
    )
    assert result.returncode == 0, result.stderr
