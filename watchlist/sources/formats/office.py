"""The text of the XML in office files: paragraphs and tables, in the order in which they are read."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from watchlist.errors import DocumentError
from watchlist.model.documents import ZoneKind
from watchlist.sources.formats.zipped import local

# Deeper than any person nests tables; a made-up file must not end us.
_DEEPEST = 200

Piece = tuple[ZoneKind, str]


@dataclass(frozen=True, slots=True)
class Walk:
    """How one kind of office file says what is text.

    Attributes:
        paragraphs, table, row: the names of these elements.
        skipped: elements whose content is not shown: deletions, codes of fields, doubles for older readers.
        apart: elements whose content is shown elsewhere than in the line: boxes, notes, comments.
        glyph: the characters that an element stands for besides its content.
        has_text: whether the text directly in an element of this name is shown.
    """

    paragraphs: frozenset[str]
    table: str
    row: str
    skipped: frozenset[str]
    apart: frozenset[str]
    glyph: Callable[[str, Element], str]
    has_text: Callable[[str], bool]

    def pieces(self, element: Element, kind: ZoneKind, depth: int = 0) -> Iterator[Piece]:
        """The paragraphs and rows under an element."""
        if depth > _DEEPEST:
            raise DocumentError(f"its parts are nested more than {_DEEPEST} deep")
        for child in element:
            name = local(child)
            if name in self.skipped:
                continue
            if name in self.paragraphs:
                yield from self._paragraph(child, kind, depth + 1)
            elif name == self.table:
                yield from self._rows(child, kind, depth + 1)
            else:
                yield from self.pieces(child, kind, depth + 1)

    def _rows(self, table: Element, kind: ZoneKind, depth: int) -> Iterator[Piece]:
        inside = kind if kind is ZoneKind.REST else ZoneKind.TABLE
        for child in table:
            # Cells of one row stand on one line: given and family names often have a column each.
            if local(child) == self.row:
                yield inside, " ".join(text.replace("\n", " ") for _, text in self.pieces(child, inside, depth + 1))
            elif local(child) not in self.skipped:
                yield from self._rows(child, kind, depth + 1)

    def _paragraph(self, paragraph: Element, kind: ZoneKind, depth: int) -> Iterator[Piece]:
        aside: list[Element] = []
        yield kind, "".join(self._line(paragraph, aside, depth))
        for box in aside:
            yield from self.pieces(box, ZoneKind.REST, depth + 1)

    def _line(self, element: Element, aside: list[Element], depth: int) -> Iterator[str]:
        if depth > _DEEPEST:
            raise DocumentError(f"its parts are nested more than {_DEEPEST} deep")
        if self.has_text(local(element)):
            yield element.text or ""
        for child in element:
            name = local(child)
            if name in self.apart:
                aside.append(child)
            elif name not in self.skipped:
                yield self.glyph(name, child)
                yield from self._line(child, aside, depth + 1)
            if self.has_text(local(element)):
                yield child.tail or ""
