"""Where official lists are published, how often they are asked for, and on what terms their content may be used."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from watchlist.errors import ConfigError

_TOKEN = "{token}"  # noqa: S105 - where a token goes, not a token
_FileName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]*$")]
_Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/]+")]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    title: str
    every: Annotated[float, Field(ge=60, le=7 * 86_400)]
    licence: str
    files: Annotated[dict[_FileName, _Url], Field(min_length=1)]


_SHAPE: TypeAdapter[dict[_FileName, _Entry]] = TypeAdapter(dict[_FileName, _Entry])


@dataclass(frozen=True, slots=True)
class Published:
    """An official list: the addresses of its files by their names, and the seconds between two looks at them."""

    name: str
    title: str
    every: float
    licence: str
    files: Mapping[str, str]

    @property
    def needs_token(self) -> bool:
        """Whether it is given only to who has a token."""
        return any(_TOKEN in url for url in self.files.values())

    def urls(self, token: str | None) -> dict[str, str]:
        """The address of each file, with the token where one is asked for."""
        return {file: url.replace(_TOKEN, quote(token or "", safe="")) for file, url in self.files.items()}


def load(file: Path) -> dict[str, Published]:
    """The official lists of a file such as config/publishers.toml, by name.

    Raises:
        ConfigError: it cannot be read, or an entry is not of the shape that its head describes.
    """
    try:
        raw = tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read: {error.strerror}; set lists.publishers") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: not TOML in UTF-8: {error}") from None
    try:
        entries = _SHAPE.validate_python(raw)
    except ValidationError as error:
        lines = (f"{'.'.join(map(str, one['loc']))} = {one['input']!r}: {one['msg']}" for one in error.errors())
        raise ConfigError("\n".join(f"{file}: {line}" for line in lines)) from None
    return {name: Published(name, one.title, one.every, one.licence, one.files) for name, one in entries.items()}


def choose(published: Mapping[str, Published], names: tuple[str, ...]) -> list[Published]:
    """The lists of these names, in their order.

    Raises:
        ConfigError: there is none of a name.
    """
    for name in names:
        if name not in published:
            raise ConfigError(f"lists.official names {name!r}; expected some of {', '.join(published)}")
    return [published[name] for name in names]
