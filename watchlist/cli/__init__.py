"""The `watchlist` command."""

from watchlist.cli.main import main

__all__ = ["main"]
