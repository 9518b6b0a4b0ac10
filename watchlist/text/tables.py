"""The tables in `data`, one entry a line; its README says what each holds and where it comes from."""

import gzip
from collections.abc import Iterator
from importlib import resources


def table_lines(table: str) -> Iterator[str]:
    """The lines of a table."""
    packed = resources.files("watchlist.text").joinpath("data", f"{table}.txt.gz").read_bytes()
    return iter(gzip.decompress(packed).decode("utf-8").splitlines())
