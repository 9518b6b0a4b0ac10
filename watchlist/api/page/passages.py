"""A passage in pieces, each plain or marked; and a listed word beside a written one, letter by letter."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz.distance import Levenshtein

from watchlist.text.fold import fold

# Characters shown around a mention, and around a piece of evidence; windows that are nearer than _GAP are one.
_AROUND, _NEAR, _GAP = 240, 60, 80
# Mentions of one text that get a window.
_MOST = 5


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters; `kind` is mention, for, against, or empty; `title` says what they are."""

    text: str
    kind: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    kind: str
    title: str


def passages(hit: dict[str, Any], text: str | None) -> list[list[Piece]]:
    """The parts of a text that a hit rests on, in their order; of a text that is no longer kept, its sentence alone."""
    spans = _spans(hit)
    context = hit["context"]
    if text is None:
        return [_pieces(context["text"], context["start"], context["start"], context["end"], spans)]
    wanted = [(span.start - _AROUND, span.end + _AROUND) for span in spans if span.kind == "mention"][:_MOST]
    wanted += [(span.start - _NEAR, span.end + _NEAR) for span in spans if span.kind != "mention"]
    windows: list[tuple[int, int]] = []
    for start, end in sorted(wanted):
        if windows and start <= windows[-1][1] + _GAP:
            windows[-1] = (windows[-1][0], max(windows[-1][1], end))
        else:
            windows.append((start, end))
    return [_pieces(text, 0, *_whole_words(text, start, end), spans) for start, end in windows]


def _spans(hit: dict[str, Any]) -> list[_Span]:
    """Mentions first: where two spans cover the same characters, the first counts."""
    spans = [
        _Span(one["start"], one["end"], "mention", f"{one['name']}, {one['score']:g} points") for one in hit["mentions"]
    ]
    for one in hit["evidence"]:
        if one["end"] > one["start"]:
            kind = "for" if one["points"] >= 0 else "against"
            spans.append(_Span(one["start"], one["end"], kind, f"{one['kind']}, {one['points']:+g} points"))
    return spans


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    start, end = max(0, start), min(len(text), end)
    while start > 0 and not text[start - 1].isspace() and start > end - 4000:
        start -= 1
    while end < len(text) and not text[end].isspace() and end < start + 4000:
        end += 1
    return start, end


def _pieces(text: str, offset: int, start: int, end: int, spans: Sequence[_Span]) -> list[Piece]:
    """The characters `start` to `end`; `text` begins at `offset`."""
    inside = [span for span in spans if span.start < end and span.end > start]
    edges = {start, end} | {min(max(edge, start), end) for span in inside for edge in (span.start, span.end)}
    found = []
    for left, right in itertools.pairwise(sorted(edges)):
        span = next((span for span in inside if span.start <= left and right <= span.end), None)
        part = text[left - offset : right - offset]
        found.append(Piece(part, span.kind, span.title) if span else Piece(part))
    return found


@dataclass(frozen=True, slots=True)
class Letters:
    """A listed word and a written one, in parts that agree or differ; `original` is as it was written."""

    listed: list[Piece]
    written: list[Piece]
    original: str | None
    likeness: float


def compare_words(words: Sequence[Sequence[Any]]) -> list[Letters]:
    """Listed words beside written ones, folded to letters that can be compared."""
    return [_compare(listed, written, likeness) for listed, written, likeness in words]


def _compare(listed: str, written: str | None, likeness: float) -> Letters:
    if written is None:
        return Letters([Piece(listed, "against")], [], None, likeness)
    folded = "".join(map(fold, written.split())) or written
    first: list[Piece] = []
    second: list[Piece] = []
    for part in Levenshtein.opcodes(listed, folded):
        kind = "" if part.tag == "equal" else "against"
        if part.src_end > part.src_start:
            first.append(Piece(listed[part.src_start : part.src_end], kind))
        if part.dest_end > part.dest_start:
            second.append(Piece(folded[part.dest_start : part.dest_end], kind))
    return Letters(first, second, written, likeness)
