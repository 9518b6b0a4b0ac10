"""Every error raised on purpose.

WatchlistError
├── ConfigError            a setting cannot be used: names the key, the value and what would do
├── ListError              a list cannot be trusted
│   ├── ListUnavailable        it cannot be had
│   ├── ListFormatError        it can be had but not read: file, line, reason
│   └── ListShrankError        it lost more than a list loses from one day to the next
├── FetchError             nothing usable came from a web server: which address, and why
├── DocumentError          a text cannot be read; it is counted and named, the rest goes on
└── StoreError             the database or a file of ours cannot serve us
    ├── NotFound               there is no such record
    ├── ConflictError          a record is not in the state that a change starts from
    └── ArtefactError          a compiled watchlist is damaged, or of another release; it is compiled anew

An error knows no HTTP status and no exit code: `api.problems` and `cli` each keep one table.
"""


class WatchlistError(Exception):
    """Something went wrong that we can name. The message says what, which value, and what is expected."""


class ConfigError(WatchlistError):
    """A setting cannot be used."""


class ListError(WatchlistError):
    """A list cannot be trusted."""


class ListUnavailable(ListError):
    """A list cannot be had: no such file, or it cannot be opened."""


class ListFormatError(ListError):
    """A list can be had but not read; `problems` has one line for each bad entry: file, line, reason."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class ListShrankError(ListError):
    """A publisher's list lost so much that it is rather cut off than shortened."""


class FetchError(WatchlistError):
    """A web server gave nothing usable: no answer, a bad one, or one beyond the bounds.

    `status` is the code that it answered, `retry_after` the seconds that it asks us to stay away.
    """

    def __init__(self, message: str, status: int | None = None, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.retry_after = retry_after


class DocumentError(WatchlistError):
    """A text cannot be read."""


class StoreError(WatchlistError):
    """The database, or a file that we keep beside it, cannot serve us."""


class NotFound(StoreError):
    """There is no such record."""


class ConflictError(StoreError):
    """A record is not in the state that a change starts from: another was first, or the step is not allowed."""


class ArtefactError(StoreError):
    """A compiled watchlist is damaged, or of another release."""
