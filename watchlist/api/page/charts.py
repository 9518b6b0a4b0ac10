"""Small charts as shapes for SVG: drawn by the server, so that they need no script."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_WIDTH, _HEIGHT, _STEP = 26, 90, 30


@dataclass(frozen=True, slots=True)
class Bar:
    """A piece of a bar: its place and size, which series it is of, and what it says."""

    x: int
    y: float
    width: int
    height: float
    series: int
    title: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars of stacked pieces; `rows` has the same numbers as a table, label by label."""

    width: int
    height: int
    bars: list[Bar]
    names: list[str]
    rows: list[tuple[str, list[int]]]
    most: int


def bars(labels: Sequence[str], series: Mapping[str, Sequence[int]]) -> Chart:
    """One bar a label, the series one on the other."""
    totals = [sum(values[place] for values in series.values()) for place in range(len(labels))]
    most = max(totals, default=0)
    found = []
    for place, label in enumerate(labels):
        top = float(_HEIGHT)
        for number, (name, values) in enumerate(series.items()):
            if values[place]:
                height = _HEIGHT * values[place] / most
                top -= height
                title = f"{label}: {values[place]} {name}"
                found.append(Bar(place * _STEP, round(top, 1), _WIDTH, round(height, 1), number, title))
    rows = [(label, [values[place] for values in series.values()]) for place, label in enumerate(labels)]
    return Chart(_STEP * len(labels), _HEIGHT, found, list(series), rows, most)
