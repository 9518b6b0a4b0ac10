"""The review page: the queue, an alert with all that bears on it, parties, and how lists, sources and jobs are doing.

Plain HTML that works without a script; a script adds keys and word of what changed meanwhile.
"""

from watchlist.api.page.blueprint import build

__all__ = ["build"]
