"""Spans of one text: which are still free, and which lie inside others, without comparing all with all."""

import bisect
from collections.abc import Hashable, Iterable


class Taken:
    """Stretches that are taken, for each group on its own; none of a group overlap."""

    def __init__(self) -> None:
        """Everything is free."""
        self._starts: dict[Hashable, list[int]] = {}
        self._ends: dict[Hashable, list[int]] = {}

    def take(self, group: Hashable, start: int, end: int) -> bool:
        """Take the half-open stretch; False when a part of it is taken."""
        starts, ends = self._starts.setdefault(group, []), self._ends.setdefault(group, [])
        at = bisect.bisect_left(starts, end)
        if at and ends[at - 1] > start:
            return False
        starts.insert(at, start)
        ends.insert(at, end)
        return True


class Covered:
    """Whether a stretch lies inside one of some others."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        """Of all spans that start before a place only the furthest end matters."""
        ordered = sorted(spans)
        self._starts = [start for start, _ in ordered]
        self._reach: list[int] = []
        for _, end in ordered:
            self._reach.append(max(end, self._reach[-1]) if self._reach else end)

    def holds(self, start: int, end: int) -> bool:
        """Whether one of the spans holds all of this one."""
        at = bisect.bisect_right(self._starts, start)
        return bool(at) and self._reach[at - 1] >= end
