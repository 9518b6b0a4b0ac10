"""Names that our own lists add to entities of other lists, or ask to leave alone."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from watchlist.model.entities import Adjustment, Entity, Name, Strength


def adjust(entities: Sequence[Entity], adjustments: Sequence[Adjustment]) -> tuple[tuple[Entity, ...], tuple[str, ...]]:
    """The entities with their names adjusted, and a line for each adjustment that fits nothing.

    An ignored name stays with its entity, marked, so that it is shown as not looked for.
    """
    if not adjustments:
        return tuple(entities), ()
    place = {entity.id: number for number, entity in enumerate(entities)}
    adjusted = list(entities)
    loose: list[str] = []
    for adjustment in adjustments:
        number = place.get(adjustment.entity)
        if number is None:
            loose.append(f"{adjustment.where}: there is no {adjustment.entity!r} on the lists; nothing was adjusted")
            continue
        entity = adjusted[number]
        adjusted[number] = replace(entity, names=tuple(_names(entity, adjustment)))
        listed = {name.text.casefold() for name in entity.names}
        loose += [
            f"{adjustment.where}: {adjustment.entity} has no name {text!r} to ignore"
            for text in adjustment.ignore
            if text.casefold() not in listed
        ]
    return tuple(adjusted), tuple(loose)


def _names(entity: Entity, adjustment: Adjustment) -> Iterator[Name]:
    ignored = {text.casefold() for text in adjustment.ignore}
    for name in entity.names:
        yield replace(name, strength=Strength.IGNORED) if name.text.casefold() in ignored else name
    listed = {name.text for name in entity.names}
    yield from (name for name in adjustment.add if name.text not in listed)
