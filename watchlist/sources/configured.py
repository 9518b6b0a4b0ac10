"""The sources of new text that a file such as config/sources.toml names."""

import tomllib
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self

from apscheduler.triggers.cron import CronTrigger
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from watchlist.errors import ConfigError

_Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/]+", max_length=2000)]
_Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=60)]


class SourceKind(StrEnum):
    """What a source is."""

    FEED = "feed"
    PAGE = "page"
    SITEMAP = "sitemap"
    MAILBOX = "mailbox"


def _times(text: str) -> str:
    try:
        CronTrigger.from_crontab(text, "UTC")
    except ValueError as error:
        raise ValueError(f"expected five fields as in crontab, such as '*/15 6-22 * * 1-5': {error}") from None
    return text


class Source(BaseModel):
    """One source.

    Attributes:
        name: what it is called in jobs, metrics and on the command line.
        urls: the addresses of feeds, pages or sitemaps.
        path: the folder of a mailbox.
        every: seconds between two looks; with `cron` the times of looks in UTC instead.
        priority: 0 to 9; waiting documents of a higher one are screened first.
        articles: whether the page behind each item of a feed is read, too.
        recheck: seconds after which a page behind an item is asked whether it changed.
        max_items: items of one look; more are counted and left out.
        robots: whether robots.txt is heeded for the pages.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: _Name
    kind: SourceKind
    urls: tuple[_Url, ...] = ()
    path: Path | None = None
    every: Annotated[float, Field(ge=1, le=7 * 86_400)] = 900.0
    cron: Annotated[str, AfterValidator(_times)] | None = None
    priority: Annotated[int, Field(ge=0, le=9)] = 5
    articles: bool = True
    recheck: Annotated[float, Field(ge=1, le=30 * 86_400)] = 21_600.0
    max_items: Annotated[int, Field(ge=1, le=100_000)] = 10_000
    robots: bool = True

    @model_validator(mode="after")
    def _has_a_place(self) -> Self:
        if self.kind is SourceKind.MAILBOX:
            if self.path is None or self.urls:
                raise ValueError("a mailbox has a path, and no urls")
        elif not self.urls or self.path is not None:
            raise ValueError(f"a {self.kind} has urls, one at least, and no path")
        return self


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    source: tuple[Source, ...] = ()


_SHAPE = TypeAdapter(_File)


def load(file: Path) -> list[Source]:
    """The sources of a file; a mailbox's path is meant from where the file stands.

    Raises:
        ConfigError: it cannot be read, an entry is not of the shape that its head describes, or a name stands twice.
    """
    try:
        raw = tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read: {error.strerror}; set sources.file") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: not TOML in UTF-8: {error}") from None
    try:
        sources = _SHAPE.validate_python(raw).source
    except ValidationError as error:
        lines = (f"{'.'.join(map(str, one['loc']))} = {one['input']!r:.200}: {one['msg']}" for one in error.errors())
        raise ConfigError("\n".join(f"{file}: {line}" for line in lines)) from None
    names = [source.name for source in sources]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ConfigError(f"{file}: the name {twice[0]!r} stands twice; expected another for each source")
    return [
        source.model_copy(update={"path": file.parent / source.path}) if source.path else source for source in sources
    ]
