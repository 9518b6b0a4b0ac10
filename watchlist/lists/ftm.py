"""FollowTheMoney JSON lines, as OpenSanctions publishes them: one entity on each line."""

import json
from collections.abc import Iterator
from typing import Any

from watchlist.lists.reading import Rows, births_in
from watchlist.model.entities import Entity, Listing, Name, NameKind, ReadList, Schema, Strength
from watchlist.model.identifiers import Identifier

_NAMES = (
    ("name", NameKind.PRIMARY, Strength.STRONG),
    ("alias", NameKind.ALIAS, Strength.STRONG),
    ("previousName", NameKind.FORMER, Strength.STRONG),
    ("weakAlias", NameKind.ALIAS, Strength.WEAK),
)
_OPERATIONS = ("ADD", "MOD", "DEL")
# What is not a party or thing of its own: relations, addresses, papers.
_PARTIES = {
    "Person": Schema.PERSON,
    "Organization": Schema.ORGANIZATION,
    "PublicBody": Schema.ORGANIZATION,
    "Company": Schema.COMPANY,
    "LegalEntity": Schema.LEGAL_ENTITY,
    "Thing": Schema.LEGAL_ENTITY,
    "Vessel": Schema.VESSEL,
    "Airplane": Schema.AIRPLANE,
}


_SCHEMES = {
    "imoNumber": "imo", "mmsi": "mmsi", "innCode": "inn", "leiCode": "lei", "passportNumber": "passport",
    "registrationNumber": "registration", "taxNumber": "tax",
}  # fmt: skip


def recognises(start: bytes) -> bool:
    """Whether a file begins with an object of JSON."""
    return start.startswith(b"{")


def read(content: bytes, file: str) -> ReadList:
    """Read the entities of a file; a line that cannot be read is refused by number and reason.

    An entity's id is `publisher:id`, with the publisher from `datasets`; one that has a colon already stays as it is.
    A line of a delta, `{"op": "ADD", "MOD" or "DEL", "entity": ...}`, changes what the lines above it said.
    (OpenSanctions, "Delta updates")
    """
    reader = _Reader(file)
    for number, line in enumerate(content.split(b"\n"), 1):
        if line.strip():
            try:
                reader.take(json.loads(line), number)
            except (ValueError, KeyError, TypeError, RecursionError) as error:
                reader.rows.problems.append(f"{file}:{number}: {_reason(error)}")
    return reader.done(content)


class _Reader:
    """The lines of a file, one after another."""

    def __init__(self, file: str) -> None:
        self.rows = Rows("ftm", file)
        self._file = file
        # The full ids of what a delta may change, by the ids that it calls them.
        self._full: dict[str, str] = {}
        self._strangers = 0

    def take(self, raw: Any, number: int) -> None:
        if not isinstance(raw, dict):
            raise TypeError(f"expected an object, found {type(raw).__name__}")
        if "op" not in raw:
            self._add(_entity(raw), number)
        elif raw["op"] not in _OPERATIONS:
            raise ValueError(f"op: expected one of {', '.join(_OPERATIONS)}, found {raw['op']!r}")
        else:
            self._change(raw["op"], raw["entity"])

    def done(self, content: bytes) -> ReadList:
        if self._strangers:
            self.rows.problems.append(
                f"{self._file}: {self._strangers} changes are to entities that it does not have; "
                "it may be a delta without the list that it changes"
            )
        return self.rows.done(content)

    def _add(self, entity: Entity | None, number: int) -> None:
        if entity is None:
            return
        if entity.id in self.rows.entities:
            raise ValueError(f"the id {entity.id!r} is taken by an earlier line")
        self.rows.entities[entity.id] = entity
        self._full[entity.id.partition(":")[2]] = entity.id

    def _change(self, operation: str, raw: dict[str, Any]) -> None:
        # An entity that cannot be read stays as it was, for it is still on the list.
        entity = _entity(raw) if operation != "DEL" else None
        full = self._full.pop(str(raw["id"]), None)
        if full is None:
            self._strangers += operation != "ADD"
        else:
            del self.rows.entities[full]
        self._add(entity, 0)


def _reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError | UnicodeDecodeError | RecursionError):
        return f"not JSON: {error}"
    if isinstance(error, KeyError):
        return f"there is no {error}; expected an entity with id, schema, properties"
    return str(error)


def _entity(raw: dict[str, Any]) -> Entity | None:
    if raw["schema"] not in _PARTIES:
        return None
    properties: dict[str, list[str]] = raw["properties"]
    if not isinstance(properties, dict):
        raise TypeError(f"properties: expected an object, found {properties!r:.80}")
    for key, values in {**properties, "datasets": raw.get("datasets", [])}.items():
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise TypeError(f"{key}: expected a list of strings, found {values!r:.80}")
    publishers = raw.get("datasets") or ["ftm"]
    own = str(raw["id"])
    names = tuple(_names(properties))
    if not names:
        raise ValueError(f"entity {own!r} has no name")
    # OFAC's own lists join several programmes by these brackets, and some copies keep them.
    raw_programmes = properties.get("program", properties.get("programId", ()))
    programmes: list[str | None] = [one for text in raw_programmes for one in text.split("] [")] or [None]
    return Entity(
        id=own if ":" in own else f"{publishers[0]}:{own}",
        schema=_PARTIES[raw["schema"]],
        names=names,
        countries=tuple(dict.fromkeys(code.lower() for code in _codes(properties))),
        births=tuple(dict.fromkeys(born for text in properties.get("birthDate", ()) for born in births_in(text))),
        identifiers=tuple(
            Identifier(scheme, value) for key, scheme in _SCHEMES.items() for value in properties.get(key, ())
        ),
        positions=tuple(properties.get("position", ())),
        listings=tuple(Listing(p, own.rpartition(":")[2], programme) for p in publishers for programme in programmes),
    )


def _names(properties: dict[str, list[str]]) -> Iterator[Name]:
    seen: set[str] = set()
    for key, kind, strength in _NAMES:
        for text in properties.get(key, ()):
            if text not in seen and text.strip():
                seen.add(text)
                # Of several names only the first is the one to show.
                yield Name(text, kind if kind is not NameKind.PRIMARY or len(seen) == 1 else NameKind.VARIANT, strength)


def _codes(properties: dict[str, list[str]]) -> Iterator[str]:
    for key in ("nationality", "citizenship", "country", "jurisdiction", "flag"):
        yield from properties.get(key, ())
