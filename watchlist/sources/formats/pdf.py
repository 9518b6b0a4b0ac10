"""PDF: the words of each page, as far as they are text."""

import re
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta, timezone

import pypdfium2 as pdfium

from watchlist.errors import DocumentError
from watchlist.model.documents import ZoneKind
from watchlist.sources.formats.html import language
from watchlist.sources.formats.parts import Asked, Part, joined, one_line, plausible

# What PDFium puts where a word was broken at the end of a line.
_BROKEN = re.compile("[\x02\ufffe]\\s*")
_MOST_PAGES = 10_000
_MOST_CHARACTERS = 20_000_000
_DATE = re.compile(
    r"D:(?P<day>\d{8})(?P<time>\d{6})?(?:(?P<sign>[+-])(?P<hours>\d{2})'?(?P<minutes>\d{2})?'?|Z)?", re.ASCII
)


def read(content: bytes, _asked: Asked) -> Part:
    """A PDF.

    Raises:
        DocumentError: locked with a password, no PDF, with too many pages, or made of pictures alone.
    """
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        raise DocumentError(_reason(str(error))) from None
    with closing(document):
        if len(document) > _MOST_PAGES:
            raise DocumentError(f"{len(document)} pages; {_MOST_PAGES} are read at the most")
        text, zones = joined([(ZoneKind.MAIN, "\n\n".join(_pages(document)))])
        if not text:
            raise DocumentError("the PDF has no text: its pages are pictures, and would need OCR, which is not done")
        said = document.get_metadata_dict(skip_empty=True)
        return Part(
            text,
            zones,
            title=one_line(said.get("Title")),
            author=one_line(said.get("Author")),
            published_at=_time(said.get("CreationDate", "")),
            language=language(text),
        )


def _pages(document: pdfium.PdfDocument) -> Iterator[str]:
    size = 0
    for number in range(len(document)):
        try:
            page = document[number]
        except pdfium.PdfiumError:
            raise DocumentError(f"page {number + 1} of the PDF is damaged") from None
        with closing(page), closing(page.get_textpage()) as text:
            words = _BROKEN.sub("", text.get_text_bounded(errors="replace"))
        size += len(words)
        if size > _MOST_CHARACTERS:
            raise DocumentError(f"more than {_MOST_CHARACTERS} characters by page {number + 1} of the PDF")
        yield words


def _reason(error: str) -> str:
    if "password" in error.lower():
        return "the PDF is locked with a password"
    return f"not a PDF that can be read: {error}"


def _time(text: str) -> datetime | None:
    found = _DATE.match(text)
    if found is None:
        return None
    away = timedelta(hours=int(found["hours"] or 0), minutes=int(found["minutes"] or 0))
    try:
        zone = timezone(-away if found["sign"] == "-" else away)
        return plausible(
            datetime.strptime(found["day"] + (found["time"] or "000000"), "%Y%m%d%H%M%S").replace(tzinfo=zone)
        )
    except ValueError:
        return None
