"""What one version of a list changed against the version before it, field by field."""

from collections.abc import Iterator
from typing import Any

from watchlist.model.entities import Entity, NameKind, ReadList, Sector
from watchlist.store.lists import Change

_FIELDS = ("countries", "listings", "births", "identifiers", "positions")


def compare(before: ReadList, after: ReadList) -> list[Change]:
    """Entities and sectors that were added, removed, renamed or changed, in the order of their ids.

    When a file of the list is missing that was there before, only primary names are compared: what the file held is not
    known, which is something else than removed.
    """
    old, new = _items(before), _items(after)
    all_names = not set(after.summary.missing) - set(before.summary.missing)
    found = []
    for id in sorted(old.keys() | new.keys()):
        if id not in old:
            found.append(Change("added", id, new[id].caption, {"names": _names(new[id], all_names)}))
        elif id not in new:
            found.append(Change("removed", id, old[id].caption, {"names": _names(old[id], all_names)}))
        elif fields := dict(_differences(old[id], new[id], all_names)) or _other_columns(before, after, id):
            kind = "renamed" if "caption" in fields else "changed"
            found.append(Change(kind, id, new[id].caption, fields))
    return found


def _items(part: ReadList) -> dict[str, Entity | Sector]:
    items: list[Entity | Sector] = [*part.entities, *part.sectors]
    return {item.id: item for item in items}


def _other_columns(before: ReadList, after: ReadList, id: str) -> dict[str, Any]:
    """A row may differ in what we do not take; that is a change, too, without a field of ours."""
    sums = before.rows.get(id), after.rows.get(id)
    return {"other columns": {}} if None not in sums and sums[0] != sums[1] else {}


def _differences(old: Entity | Sector, new: Entity | Sector, all_names: bool) -> Iterator[tuple[str, Any]]:
    if old.caption != new.caption:
        yield "caption", {"was": old.caption, "is": new.caption}
    if old.schema is not new.schema:
        yield "schema", {"was": old.schema.value, "is": new.schema.value}
    for field in _FIELDS:
        was, has = ([_shown(value) for value in getattr(item, field, ())] for item in (old, new))
        if was != has:
            yield field, _gone_and_come(was, has)
    was, has = _names(old, all_names), _names(new, all_names)
    if was != has:
        yield "names", _gone_and_come(was, has)


def _gone_and_come(was: list[str], has: list[str]) -> dict[str, list[str]]:
    return {"removed": [one for one in was if one not in has], "added": [one for one in has if one not in was]}


def _names(item: Entity | Sector, all_names: bool) -> list[str]:
    if isinstance(item, Sector):
        return [item.caption, *item.terms]
    kept = (name for name in item.names if all_names or name.kind is NameKind.PRIMARY)
    return [f"{name.text} ({name.kind.value}, {name.strength.value})" for name in kept]


def _shown(value: Any) -> str:
    """A country, a day, an identifier or a listing in one line."""
    if isinstance(value, str):
        return value
    parts = value if isinstance(value, tuple) else (value.publisher, value.reference, value.programme, value.listed_on)
    return " ".join(str(part) for part in parts if part)
