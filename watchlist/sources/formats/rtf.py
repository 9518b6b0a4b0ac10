"""Rich Text Format, as older word processors and many registers write it."""

import re

from striprtf.striprtf import rtf_to_text

from watchlist.errors import DocumentError
from watchlist.model.documents import ZoneKind
from watchlist.sources.formats.html import language
from watchlist.sources.formats.parts import Asked, Part, joined, one_line

_TITLE = re.compile(r"{\\title ([^{}\\]{1,500})}")
_AUTHOR = re.compile(r"{\\author ([^{}\\]{1,500})}")


def read(content: bytes, _asked: Asked) -> Part:
    """A text with marks for its looks.

    Raises:
        DocumentError: there is no text in it, or an encoding that is not known.
    """
    # Bytes beyond ASCII are written as escapes, so Latin-1 loses nothing.
    raw = content.decode("latin-1")
    try:
        words = str(rtf_to_text(raw, errors="replace"))  # type: ignore[no-untyped-call]
    except (LookupError, ValueError, IndexError) as error:
        raise DocumentError(f"not RTF that can be read: {error}") from None
    text, zones = joined([(ZoneKind.MAIN, words)])
    if not text:
        raise DocumentError("there is no text in it")
    title, author = _TITLE.search(raw), _AUTHOR.search(raw)
    return Part(
        text,
        zones,
        title=one_line(title[1]) if title else None,
        author=one_line(author[1]) if author else None,
        language=language(text),
    )
