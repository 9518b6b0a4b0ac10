"""The HTTP service: thin routes over the store, one table of errors, one description of it all."""

from watchlist.api.app import create_app

__all__ = ["create_app"]
