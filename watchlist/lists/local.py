"""Our own list format: TOML files that people curate, with entities, sectors, countries and words of action."""

import hashlib
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from watchlist.errors import ListFormatError
from watchlist.model.entities import (
    Adjustment,
    Basis,
    Entity,
    Listing,
    ListSummary,
    Name,
    NameKind,
    ReadList,
    Schema,
    Sector,
    Statement,
    Strength,
)
from watchlist.model.identifiers import Identifier
from watchlist.model.vocabulary import Action, Country, Cue, Effect, Programme, Vocabulary
from watchlist.text.names import name_words

_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]


def _comparable(text: str) -> str:
    if not name_words(text):
        raise ValueError("expected a letter or digit that can be compared")
    return text


_Words = Annotated[_Text, AfterValidator(_comparable)]
_Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]*$", max_length=200)]
_CountryCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
_Birth = Annotated[str, StringConstraints(pattern=r"^\d{4}(-\d\d(-\d\d)?)?$")]
_E = TypeVar("_E", bound=BaseModel)


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _NameEntry(_Shape):
    text: _Text
    kind: NameKind = NameKind.VARIANT
    strength: Literal[Strength.STRONG, Strength.WEAK] = Strength.STRONG


class _ListingEntry(_Shape):
    publisher: _Slug
    reference: _Text
    programme: _Text | None = None
    listed_on: date | None = None


def _forward(passage: tuple[int, int]) -> tuple[int, int]:
    if not 0 <= passage[0] < passage[1]:
        raise ValueError("a passage is [start, end] with 0 <= start < end")
    return passage


class _StatementEntry(_Shape):
    document: _Slug
    basis: Basis
    passage: Annotated[tuple[int, int], AfterValidator(_forward)]
    by: tuple[_Text, ...] = ()
    when: str = ""
    note: str = ""


class _IdentifierEntry(_Shape):
    scheme: _Slug
    value: _Words


class EntityEntry(_Shape):
    """A party or thing as people write it down."""

    id: _Slug
    schema_: Schema = Field(alias="schema")
    names: tuple[_NameEntry, ...] = Field(min_length=1)
    countries: tuple[_CountryCode, ...] = ()
    births: tuple[_Birth, ...] = ()
    identifiers: tuple[_IdentifierEntry, ...] = ()
    positions: tuple[_Words, ...] = ()
    source: _Text | None = None
    listing: tuple[_ListingEntry, ...] = ()
    statement: tuple[_StatementEntry, ...] = ()


class _SectorEntry(_Shape):
    id: _Slug
    caption: _Text
    countries: tuple[_CountryCode, ...] = Field(min_length=1)
    terms: tuple[_Words, ...] = ()
    modifiers: tuple[_Words, ...] = ()
    heads: tuple[_Words, ...] = ()
    products: tuple[_Words, ...] = ()
    source: _Text | None = None
    listing: tuple[_ListingEntry, ...] = ()
    statement: tuple[_StatementEntry, ...] = ()


class _CountryEntry(_Shape):
    code: _CountryCode
    names: tuple[_Words, ...] = Field(min_length=1)
    adjectives: tuple[_Words, ...] = ()
    capitals: tuple[_Words, ...] = ()


class _ActionEntry(_Shape):
    kind: _Slug
    words: tuple[_Words, ...] = Field(min_length=1)


class _ProgrammeEntry(_Shape):
    title: _Text
    prefixes: tuple[_Text, ...] = Field(min_length=1)
    countries: tuple[_CountryCode, ...] = Field(min_length=1)


class _CueEntry(_Shape):
    kind: _Slug
    effect: Effect
    words: tuple[_Words, ...] = Field(min_length=1)
    supporting: tuple[_Words, ...] = ()
    reach: Annotated[int, Field(ge=0, le=20)] | None = None


def _full(id: str) -> str:
    if not all(id.partition(":")):
        raise ValueError("expected a full id, publisher:reference")
    return id


def _named(entry: Any) -> Any:
    """A name may be written as a text alone."""
    return {"text": entry} if isinstance(entry, str) else entry


class _AdjustEntry(_Shape):
    entity: Annotated[_Text, AfterValidator(_full)]
    reason: _Text
    add: tuple[Annotated[_NameEntry, BeforeValidator(_named)], ...] = ()
    ignore: tuple[_Text, ...] = ()


class _Head(_Shape):
    publisher: _Slug
    title: _Text


def read(content: bytes, file: str) -> ReadList:
    """Read one file.

    Args:
        content: its bytes: TOML 1.0 in UTF-8.
        file: how to call it in messages.

    Raises:
        ListFormatError: the file as a whole cannot be read. A single bad entry is refused in the summary's
            problems instead, and the others are taken.
    """
    raw = _parse(content, file)
    reader = _Reader(file, content.decode("utf-8"), raw)
    head = reader.head()
    entities = tuple(entity_of(head.publisher, entry) for entry in reader.entries("entity", EntityEntry))
    sectors = tuple(_sector(head.publisher, entry) for entry in reader.entries("sector", _SectorEntry))
    vocabulary = Vocabulary(
        tuple(Country(**entry.model_dump()) for entry in reader.entries("country", _CountryEntry)),
        tuple(Action(**entry.model_dump()) for entry in reader.entries("action", _ActionEntry)),
        tuple(Programme(**entry.model_dump()) for entry in reader.entries("programme", _ProgrammeEntry)),
        tuple(Cue(**entry.model_dump()) for entry in reader.entries("cue", _CueEntry)),
    )
    adjustments = tuple(_adjustment(file, entry) for entry in reader.entries("adjust", _AdjustEntry))
    names = sum(len(entity.names) for entity in entities)
    sha256 = hashlib.sha256(content).hexdigest()
    summary = ListSummary(
        head.publisher, head.title, sha256, len(entities) + len(sectors), names, tuple(reader.problems), curated=True
    )
    return ReadList(summary, entities, sectors, vocabulary, adjustments)


def _parse(content: bytes, file: str) -> dict[str, Any]:
    try:
        raw = tomllib.loads(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ListFormatError([f"{file}: byte {error.start} is not UTF-8; a list file is TOML in UTF-8"]) from None
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"\(at line (\d+), column \d+\)", str(error))
        where = f"{file}:{place[1]}" if place else file
        raise ListFormatError([f"{where}: not TOML: {error}"]) from None
    except (ValueError, RecursionError) as error:
        raise ListFormatError([f"{file}: not TOML that can be read: {error}"]) from None
    known = {"list", "entity", "sector", "country", "action", "programme", "cue", "adjust"}
    if unknown := sorted(set(raw) - known):
        raise ListFormatError(
            [f"{file}: {unknown[0]!r} is not a part of a list file; expected one of {', '.join(sorted(known))}"]
        )
    return raw


class _Reader:
    """Validates the entries of one file and knows the lines they stand on."""

    def __init__(self, file: str, text: str, raw: dict[str, Any]) -> None:
        self._file = file
        self._lines = text.splitlines()
        self._raw = raw
        self._ids: set[str] = set()
        self.problems: list[str] = []

    def head(self) -> _Head:
        try:
            return _Head.model_validate(self._raw.get("list"))
        except ValidationError as error:
            reason = "; ".join(reasons(error))
            raise ListFormatError([f"{self._file}:1: [list] with publisher and title: {reason}"]) from None

    def entries(self, table: str, shape: type[_E]) -> Iterator[_E]:
        raw = self._raw.get(table, [])
        if not isinstance(raw, list):
            raise ListFormatError([f"{self._file}: {table!r} must be written [[{table}]], once for each entry"])
        starts = self._starts(table)
        for number, entry in enumerate(raw):
            start = starts[number] if len(starts) == len(raw) else 0
            end = starts[number + 1] if start and number + 1 < len(starts) else len(self._lines) + 1
            name = _called(entry) if isinstance(entry, dict) else None
            called = f"{table} {name!r}" if name else f"{table} number {number + 1}"
            try:
                valid = shape.model_validate(entry)
            except ValidationError as error:
                for problem in _innermost(error):
                    line = self._line(problem, start, end)
                    self.problems.append(f"{self._file}:{line}: {called}: {_reason(problem)}")
                continue
            if name and f"{table} {name}" in self._ids:
                self.problems.append(f"{self._file}:{start}: {called}: this id is taken by an earlier entry")
                continue
            self._ids.add(f"{table} {name}")
            yield valid

    def _starts(self, table: str) -> list[int]:
        """The lines, counted from 1, of a table's headers."""
        header = re.compile(rf"\s*\[\[\s*{table}\s*\]\]")
        return [number for number, line in enumerate(self._lines, 1) if header.match(line)]

    def _line(self, problem: Any, start: int, end: int) -> int:
        """The line of the bad value within its entry; the entry's first line when it cannot be told."""
        block = list(enumerate(self._lines[start - 1 : end - 1], start)) if start else []
        value = problem["input"]
        if isinstance(value, str) and value:
            for number, line in block:
                if f'"{value}"' in line or f"'{value}'" in line:
                    return number
        keys = [part for part in problem["loc"] if isinstance(part, str)]
        for key in reversed(keys):
            for number, line in block:
                if re.match(rf"\s*{re.escape(key)}\s*=|\s*\[\[\w+\.{re.escape(key)}\]\]", line):
                    return number
        return start


def _called(entry: dict[str, Any]) -> Any:
    """What tells an entry from others of its table."""
    return next((entry[key] for key in ("id", "code", "kind", "entity", "title") if entry.get(key)), None)


def _innermost(error: ValidationError) -> list[Any]:
    """The problems without those that only repeat what is wrong inside: names are too few because one is blank."""
    problems = error.errors()
    places = [problem["loc"] for problem in problems]
    return [p for p in problems if not any(len(q) > len(p["loc"]) and q[: len(p["loc"])] == p["loc"] for q in places)]


def reasons(error: ValidationError) -> list[str]:
    """What is wrong with an entry, one line a value."""
    return [_reason(problem) for problem in _innermost(error)]


def _reason(problem: Any) -> str:
    where = ".".join(str(part) for part in problem["loc"]) or "entry"
    value = "" if problem["type"] == "missing" else f", found {problem['input']!r:.80}"
    return f"{where}: {problem['msg'][:1].lower()}{problem['msg'][1:]}{value}"


def entity_of(publisher: str, entry: EntityEntry) -> Entity:
    """The entity that an entry describes."""
    return Entity(
        id=f"{publisher}:{entry.id}",
        schema=entry.schema_,
        names=tuple(Name(**name.model_dump()) for name in entry.names),
        countries=entry.countries,
        births=entry.births,
        identifiers=tuple(Identifier(one.scheme, one.value) for one in entry.identifiers),
        positions=entry.positions,
        listings=tuple(Listing(**listing.model_dump()) for listing in entry.listing),
        statements=_statements(entry.statement),
        source=entry.source or "",
    )


def _adjustment(file: str, entry: _AdjustEntry) -> Adjustment:
    add = tuple(Name(**name.model_dump()) for name in entry.add)
    return Adjustment(entry.entity, entry.reason, add, entry.ignore, f"{file}: adjust {entry.entity!r}")


def _sector(publisher: str, entry: _SectorEntry) -> Sector:
    return Sector(
        id=f"{publisher}:{entry.id}",
        countries=entry.countries,
        listings=tuple(Listing(**listing.model_dump()) for listing in entry.listing),
        statements=_statements(entry.statement),
        source=entry.source or "",
        caption=entry.caption,
        terms=entry.terms,
        modifiers=entry.modifiers,
        heads=entry.heads,
        products=entry.products,
    )


def _statements(entries: tuple[_StatementEntry, ...]) -> tuple[Statement, ...]:
    return tuple(
        Statement(entry.document, entry.basis, *entry.passage, entry.by, entry.when, entry.note) for entry in entries
    )
