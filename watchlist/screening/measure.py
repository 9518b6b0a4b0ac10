"""How well the matcher does on texts labelled by hand: recall, false hits, and each miss by its place."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from watchlist import matching
from watchlist.errors import DocumentError
from watchlist.matching import Matcher
from watchlist.model.alerts import Hit
from watchlist.model.documents import Document
from watchlist.sources import folder
from watchlist.sources.extractor import Extractor
from watchlist.sources.folder import Found
from watchlist.sources.reading import Unreadable

_COLUMNS = ["document", "start", "end", "surface", "entity", "label", "note"]
_LABELS = ("listed", "lookalike")


@dataclass(frozen=True, slots=True)
class Label:
    """One place in one document that must be found (`listed`) or must not (`lookalike`)."""

    document: str
    start: int
    end: int
    surface: str
    entity: str
    label: str
    note: str
    line: int


@dataclass(slots=True)
class Measured:
    """The result: labels found and missed, look-alikes that were hit, and hits where no label stands."""

    listed: int = 0
    lookalikes: int = 0
    missed: list[Label] = field(default_factory=list)
    mistaken: list[Label] = field(default_factory=list)
    unlabelled: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """Share of the labels `listed` that were found, 0-1; 1 when there are none."""
        return 1.0 if not self.listed else 1 - len(self.missed) / self.listed

    @property
    def false_hits(self) -> int:
        """Look-alikes hit, and mentions that no label explains."""
        return len(self.mistaken) + len(self.unlabelled)


def measure(matcher: Matcher, labels_file: Path, max_bytes: int) -> Measured:
    """Screen the documents beside a labels file and compare.

    A label is found when a hit on its entity that is an alert by the policy has a mention that overlaps it.

    Raises:
        DocumentError: the labels or a document cannot be read, or a label's offsets do not give its surface.
    """
    by_document: dict[str, list[Label]] = {}
    for label in read_labels(labels_file):
        by_document.setdefault(label.document, []).append(label)
    measured = Measured()
    for name, labels in sorted(by_document.items()):
        document = _read(labels_file.parent / name, max_bytes)
        _check(labels_file, document, labels)
        hits = [hit for hit in matching.screen(matcher, document) if matcher.policy.is_alert(hit)]
        _compare(name, labels, hits, measured)
    return measured


def read_labels(file: Path) -> Iterator[Label]:
    """The labels of a CSV file with the columns document, start, end, surface, entity, label, note.

    Raises:
        DocumentError: the file cannot be read, or a row is not of that form.
    """
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            reader = csv.DictReader(lines)
            if reader.fieldnames != _COLUMNS:
                raise DocumentError(f"{file}:1: expected the columns {','.join(_COLUMNS)}, found {reader.fieldnames!r}")
            for row in reader:
                yield _label(file, reader.line_num, row)
    except (OSError, UnicodeDecodeError) as error:
        raise DocumentError(f"{file}: labels cannot be read: {error}") from None


def _label(file: Path, line: int, row: dict[str, str]) -> Label:
    try:
        start, end = int(row["start"]), int(row["end"])
    except (TypeError, ValueError):
        raise DocumentError(
            f"{file}:{line}: start and end must be whole numbers, found {row['start']!r}, {row['end']!r}"
        ) from None
    if row["label"] not in _LABELS:
        raise DocumentError(f"{file}:{line}: label must be one of {', '.join(_LABELS)}, found {row['label']!r}")
    return Label(row["document"], start, end, row["surface"], row["entity"], row["label"], row["note"], line)


def _read(path: Path, max_bytes: int) -> Document:
    with Extractor() as extractor:
        for listed in folder.list_files(path):
            for item in folder.read_file(listed, max_bytes, extractor) if isinstance(listed, Found) else [listed]:
                if isinstance(item, Unreadable):
                    raise DocumentError(f"{path}: {item.reason}")
                return item
    raise DocumentError(f"{path}: there is no document in it")


def _check(file: Path, document: Document, labels: list[Label]) -> None:
    for label in labels:
        if (found := document.text[label.start : label.end]) != label.surface:
            raise DocumentError(f"{file}:{label.line}: expected {label.surface!r} at {label.start}, found {found!r}")


def _compare(name: str, labels: list[Label], hits: list[Hit], measured: Measured) -> None:
    mentions = [(hit.entity.id, m.start, m.end, m.surface) for hit in hits for m in hit.mentions]
    explained: set[tuple[str, int, int, str]] = set()
    for label in labels:
        over = [m for m in mentions if m[1] < label.end and label.start < m[2]]
        same = [m for m in over if m[0] == label.entity or not label.entity]
        if label.label == "listed":
            measured.listed += 1
            explained.update(same)
            if not same:
                measured.missed.append(label)
        else:
            measured.lookalikes += 1
            explained.update(same)
            if same:
                measured.mistaken.append(label)
    for mention in mentions:
        if mention not in explained:
            measured.unlabelled.append(f"{name}:{mention[1]}-{mention[2]} {mention[3]!r} taken for {mention[0]}")
