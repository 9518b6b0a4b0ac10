"""Word's docx (ECMA-376): the body with its tables; headers, footers, notes, comments and text boxes as the rest."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from watchlist.errors import DocumentError
from watchlist.model.documents import ZoneKind
from watchlist.sources.formats.html import language
from watchlist.sources.formats.office import Piece, Walk
from watchlist.sources.formats.parts import Asked, Part, iso_time, joined, one_line
from watchlist.sources.formats.zipped import Zipped, local, words_of

_GLYPHS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
_MAIN = "word/document.xml"
_AROUND = ("header", "footer", "footnotes", "endnotes", "comments")


def _glyph(name: str, _element: Element) -> str:
    return _GLYPHS.get(name, "")


_WALK = Walk(
    paragraphs=frozenset({"p"}),
    table="tbl",
    row="tr",
    skipped=frozenset({"Fallback", "del", "moveFrom", "pPr", "rPr", "sdtPr", "tblPr", "trPr", "tcPr", "sectPr"}),
    apart=frozenset({"txbxContent"}),
    glyph=_glyph,
    has_text=frozenset({"t"}).__contains__,
)


def read(content: bytes, _asked: Asked) -> Part:
    """A docx.

    Raises:
        DocumentError: its main part is missing or damaged, or there is no text in it.
    """
    zipped = Zipped(content)
    main = _main(zipped)
    text, zones = joined(_pieces(zipped, main))
    if not text:
        raise DocumentError("there is no text in it")
    core = zipped.xml("docProps/core.xml") if "docProps/core.xml" in zipped else None
    return Part(
        text,
        zones,
        title=one_line(words_of(core, "title")),
        author=one_line(words_of(core, "creator")),
        published_at=iso_time(words_of(core, "created")),
        language=words_of(core, "language") or language(text),
    )


def _main(zipped: Zipped) -> str:
    """The name of the main part, which other programmes than Word call otherwise."""
    if "_rels/.rels" in zipped:
        for link in zipped.xml("_rels/.rels"):
            target = (link.get("Target") or "").lstrip("/")
            if (link.get("Type") or "").endswith("/officeDocument") and target in zipped:
                return target
    if _MAIN not in zipped:
        raise DocumentError(f"a docx without its main part {_MAIN}")
    return _MAIN


def _pieces(zipped: Zipped, main: str) -> Iterator[Piece]:
    yield from _WALK.pieces(zipped.xml(main), ZoneKind.MAIN)
    folder = main.rpartition("/")[0]
    for name in zipped.names:
        place, _, file = name.rpartition("/")
        if place == folder and file.endswith(".xml") and file.startswith(_AROUND):
            yield from _WALK.pieces(zipped.xml(name), ZoneKind.REST)


def is_one(zipped: Zipped) -> bool:
    """Whether a zip is a docx, be it without its main part."""
    if _MAIN in zipped:
        return True
    kinds = zipped.xml("[Content_Types].xml") if "[Content_Types].xml" in zipped else None
    return kinds is not None and any(
        local(kind) == "Override" and "wordprocessingml" in (kind.get("ContentType") or "") for kind in kinds
    )
