"""The only HTTP client: conditional GET with bounds on time, bytes, redirects and addresses."""

from watchlist.fetch.client import Access, Bounds, Fetched, Validators, fetch, shown
from watchlist.fetch.reach import ANYWHERE, OUTSIDE, Reach

__all__ = ["ANYWHERE", "OUTSIDE", "Access", "Bounds", "Fetched", "Reach", "Validators", "fetch", "shown"]
