"""Web archives (WARC, ISO 28500): each page as it was answered."""

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from email.message import Message

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from watchlist.errors import DocumentError
from watchlist.sources.formats.parts import Asked, Part, Refused, iso_time

Inner = Callable[[bytes, Asked], Iterator[Part | Refused]]
_TAKEN = ("response", "resource", "conversion")
# Scripts, styles and pictures are what pages are shown with, and no text.
_SHOWN_WITH = ("image/", "font/", "audio/", "video/", "text/css", "text/javascript", "application/javascript",
               "application/x-javascript", "application/json", "application/font")  # fmt: skip


def read(content: bytes, _asked: Asked, inner: Inner) -> Iterator[Part | Refused]:
    """The answers 200 of an archive, and its resources, each read by `inner` and known by its address.

    Raises:
        DocumentError: it breaks off, or is none.
    """
    try:
        for record in ArchiveIterator(io.BytesIO(content)):
            status = record.http_headers.get_statuscode() if record.http_headers else "200"
            if record.rec_type not in _TAKEN or status != "200":
                continue
            url = record.rec_headers.get_header("WARC-Target-URI") or ""
            asked = _asked_of(record, url)
            body = record.content_stream().read()
            if asked.media_type.startswith(_SHOWN_WITH) or not body.strip():
                continue
            at = iso_time(record.rec_headers.get_header("WARC-Date"))
            for part in inner(body, asked):
                if isinstance(part, Part):
                    part = replace(part, url=part.url or url, published_at=part.published_at or at)  # noqa: PLW2901
                yield part.inside(url)
    except (ArchiveLoadFailed, OSError, EOFError, ValueError) as error:
        raise DocumentError(f"not a whole web archive: {str(error)[:200]}") from None


def _asked_of(record: object, url: str) -> Asked:
    http, own = getattr(record, "http_headers", None), getattr(record, "rec_headers", None)
    header = Message()
    header["Content-Type"] = (http or own).get_header("Content-Type") or "text/plain"  # type: ignore[union-attr]
    return Asked(url.rpartition("/")[2], header.get_content_type(), header.get_content_charset(), url)
