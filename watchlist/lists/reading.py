"""What every reader gives: the entities of one list, and a line for each row that it could not read."""

import hashlib
from dataclasses import dataclass, field

from watchlist.model.entities import Action, Adjustment, Country, Entity, ListSummary, Sector


@dataclass(frozen=True, slots=True)
class ReadList:
    """What one list holds."""

    summary: ListSummary
    entities: tuple[Entity, ...]
    sectors: tuple[Sector, ...] = ()
    countries: tuple[Country, ...] = ()
    actions: tuple[Action, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()


@dataclass(slots=True)
class Rows:
    """Entities by id as they are read, and what was refused of the rows: each row is either in one or in the other."""

    publisher: str
    title: str
    entities: dict[str, Entity] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def done(self, *contents: bytes) -> ReadList:
        """The list as read of these bytes."""
        hashed = hashlib.sha256()
        for content in contents:
            hashed.update(content)
        names = sum(len(entity.names) for entity in self.entities.values())
        summary = ListSummary(
            self.publisher, self.title, hashed.hexdigest(), len(self.entities), names, tuple(self.problems)
        )
        return ReadList(summary, tuple(self.entities.values()))
