"""OpenDocument text (ISO/IEC 26300): the body with its tables; headers, footers, notes and comments as the rest."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from watchlist.errors import DocumentError
from watchlist.model.documents import ZoneKind
from watchlist.sources.formats.html import language
from watchlist.sources.formats.office import Piece, Walk
from watchlist.sources.formats.parts import Asked, Part, iso_time, joined, one_line
from watchlist.sources.formats.zipped import Zipped, local, words_of

_TYPE = b"application/vnd.oasis.opendocument.text"
_PARAGRAPHS = frozenset({"p", "h"})


def _glyph(name: str, element: Element) -> str:
    if name == "s":
        counts = [value for key, value in element.items() if key.endswith("}c")]
        return " " * min(int(counts[0]), 100) if counts and counts[0].isdecimal() else " "
    return {"tab": "\t", "line-break": "\n"}.get(name, "")


_WALK = Walk(
    paragraphs=_PARAGRAPHS,
    table="table",
    row="table-row",
    skipped=frozenset({"tracked-changes", "note-citation", "sequence-decls", "ruby-text"}),
    apart=frozenset({"note", "annotation", "frame", "text-box"}),
    glyph=_glyph,
    has_text=lambda _name: True,
)


def read(content: bytes, _asked: Asked) -> Part:
    """An odt.

    Raises:
        DocumentError: its main part is missing or damaged, it is locked, or there is no text in it.
    """
    zipped = Zipped(content)
    if "content.xml" not in zipped:
        raise DocumentError("an odt without its main part content.xml")
    if "META-INF/manifest.xml" in zipped and b":encryption-data" in zipped.take("META-INF/manifest.xml"):
        raise DocumentError("the odt is locked with a password")
    text, zones = joined(_pieces(zipped))
    if not text:
        raise DocumentError("there is no text in it")
    meta = zipped.xml("meta.xml") if "meta.xml" in zipped else None
    return Part(
        text,
        zones,
        title=one_line(words_of(meta, "title")),
        author=one_line(words_of(meta, "initial-creator") or words_of(meta, "creator")),
        published_at=iso_time(words_of(meta, "creation-date")),
        language=words_of(meta, "language") or language(text),
    )


def _pieces(zipped: Zipped) -> Iterator[Piece]:
    tree = zipped.xml("content.xml")
    body = next((one for one in tree.iter() if local(one) == "body"), None)
    if body is not None:
        yield from _WALK.pieces(body, ZoneKind.MAIN)
    if "styles.xml" in zipped:
        for one in zipped.xml("styles.xml").iter():
            if local(one).startswith(("header", "footer")):
                yield from _WALK.pieces(one, ZoneKind.REST)


def is_one(zipped: Zipped) -> bool:
    """Whether a zip is an odt, or the template of one."""
    return "mimetype" in zipped and zipped.take("mimetype", 1000).strip().startswith(_TYPE)
