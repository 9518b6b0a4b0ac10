"""Which format some bytes are in, by what they are first and what they are called second."""

import codecs
from pathlib import PurePosixPath

from watchlist.errors import DocumentError
from watchlist.sources.decode import GZIP_MARK
from watchlist.sources.formats.parts import Asked

HTML, PDF, ZIP, GZIP, RTF, WARC, MAIL, TEXT = "html", "pdf", "zip", "gzip", "rtf", "warc", "mail", "text"

_HTML_TYPES = ("text/html", "application/xhtml+xml", "application/xml", "text/xml")
_HTML_ENDINGS = (".html", ".htm", ".xhtml", ".xml")
# A page that a browser saved with its pictures is a message of them.
_MAIL_ENDINGS = (".eml", ".mht", ".mhtml")
# What a folder is searched for; each may be gzipped.
ENDINGS = frozenset(
    {".txt", ".md", ".jsonl", ".pdf", ".docx", ".odt", ".rtf", ".zip", ".warc", *_HTML_ENDINGS, *_MAIL_ENDINGS}
    - {".xml"}
)
# What is known by its first bytes and not read, with what to do about it.
_UNREAD = (
    (
        b"\xd0\xcf\x11\xe0",
        "the old binary format of Office (doc, xls, ppt, msg), which is not read; save it as docx or eml",
    ),
    (b"\x89PNG", "a picture; OCR is not done"),
    (b"\xff\xd8\xff", "a picture; OCR is not done"),
    (b"GIF8", "a picture; OCR is not done"),
    (b"II*\x00", "a picture; OCR is not done"),
    (b"MM\x00*", "a picture; OCR is not done"),
    (b"Rar!", "a RAR archive, which is not read; pack it as zip"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive, which is not read; pack it as zip"),
)


def kind_of(content: bytes, asked: Asked) -> str:
    """The format of some bytes.

    Raises:
        DocumentError: it is one that is known and not read.
    """
    start = content[:1024].removeprefix(codecs.BOM_UTF8).lstrip()
    for mark, reason in _UNREAD:
        if content.startswith(mark):
            raise DocumentError(reason)
    if b"%PDF-" in start:
        return PDF
    if start.startswith(b"{\\rtf"):
        return RTF
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return ZIP
    if content.startswith(GZIP_MARK):
        return GZIP
    if content.startswith(b"WARC/"):
        return WARC
    return _kind_of_text(start.lower(), asked)


def _kind_of_text(start: bytes, asked: Asked) -> str:
    ending = PurePosixPath(asked.name).suffix.lower()
    if asked.media_type == "message/rfc822" or ending in _MAIL_ENDINGS:
        return MAIL
    is_html = start.startswith((b"<!doctype html", b"<html")) or asked.media_type in _HTML_TYPES
    return HTML if is_html or ending in _HTML_ENDINGS else TEXT
