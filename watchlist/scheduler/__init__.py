"""When things run: the worker and its jobs."""

from watchlist.scheduler.work import CLEAN, REFRESH, SCAN, job_of
from watchlist.scheduler.worker import Worker

__all__ = ["CLEAN", "REFRESH", "SCAN", "Worker", "job_of"]
