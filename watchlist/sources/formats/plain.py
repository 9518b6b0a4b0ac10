"""Plain text and Markdown: all of it is main text."""

from watchlist.sources.decode import decode
from watchlist.sources.formats.parts import Asked, Part


def read(content: bytes, asked: Asked) -> Part:
    """A text; an encoding that is named, and that its bytes keep to, counts before what they look like.

    Raises:
        DocumentError: empty, or no text.
    """
    return Part(decode(content, asked.charset))
