"""Mail (RFC 5322, MIME): the words of the message, who sent it to whom, and what is attached."""

import email
import email.header
import email.utils
from collections.abc import Callable, Iterator
from datetime import datetime
from email.errors import MessageError
from email.message import Message

from watchlist.errors import DocumentError
from watchlist.model.documents import ZoneKind
from watchlist.sources.decode import decode
from watchlist.sources.formats import html
from watchlist.sources.formats.parts import Asked, Part, Refused, joined, left_over, one_line, plausible

Inner = Callable[[bytes, Asked], Iterator[Part | Refused]]

# Signatures and pictures that stand in the text carry no words.
_WORDLESS = ("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature")
_LOCKED = ("application/pgp-encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime", "multipart/encrypted")
_PEOPLE = ("From", "Sender", "To", "Cc", "Reply-To")


def read(content: bytes, _asked: Asked, inner: Inner) -> Iterator[Part | Refused]:
    """A message, then what is attached to it, each read by `inner`."""
    yield from _message(email.message_from_bytes(content), inner)


def _message(message: Message, inner: Inner) -> Iterator[Part | Refused]:
    plain: list[str] = []
    marked: list[str] = []
    attached: list[Message] = []
    for part in _leaves(message):
        kind = part.get_content_type()
        if kind in ("text/plain", "text/html") and part.get_content_disposition() != "attachment":
            words = _text(part)
            (plain if kind == "text/plain" else marked).append(words if kind == "text/plain" else html.plain(words))
        else:
            attached.append(part)
    subject = one_line(_header(message, "Subject"))
    main = "\n\n".join(plain) or "\n\n".join(marked)
    pieces = [
        (ZoneKind.TITLE, subject or ""),
        (ZoneKind.MAIN, main),
        (ZoneKind.REST, left_over("\n".join(marked), main)),
        (ZoneKind.REST, "\n".join(_people(message))),
    ]
    text, zones = joined(pieces)
    if text:
        name, address = email.utils.parseaddr(_header(message, "From") or "")
        yield Part(
            text,
            zones,
            title=subject,
            author=one_line(name or address),
            published_at=_time(message),
            language=html.language(main),
        )
    inside = [one for part in attached for one in _attached(part, inner)]
    yield from inside
    if not text and not inside:
        yield Refused("there is no text in the message")


def _leaves(message: Message) -> Iterator[Message]:
    """The parts of a message that are no mere wrapping."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        if (
            part.is_multipart()
            and part.get_content_maintype() == "multipart"
            and part.get_content_type() not in _LOCKED
        ):
            waiting += [one for one in reversed(list(part.get_payload())) if isinstance(one, Message)]
        else:
            yield part


def _attached(part: Message, inner: Inner) -> Iterator[Part | Refused]:
    kind = part.get_content_type()
    name = one_line(_decoded(part.get_filename())) or kind
    is_shown_in_text = part.get_content_maintype() in ("image", "audio", "video") and (
        part.get_content_disposition() != "attachment"
    )
    if kind in _WORDLESS or is_shown_in_text:
        return
    if kind in _LOCKED:
        yield Refused("encrypted", name)
        return
    if part.is_multipart():
        payload = part.get_payload()
        content = b"".join(bytes(one) for one in payload if isinstance(one, Message))
        asked = Asked(name=name, media_type="message/rfc822")
    else:
        raw = part.get_payload(decode=True)
        content = raw if isinstance(raw, bytes) else b""
        asked = Asked(name=name, media_type=kind, charset=part.get_content_charset())
    for one in inner(content, asked):
        yield one.inside(name)


def _text(part: Message) -> str:
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes) or not raw.strip():
        return ""
    try:
        return decode(raw, part.get_content_charset())
    except DocumentError:
        return raw.decode("latin-1")


def _people(message: Message) -> Iterator[str]:
    """Who wrote to whom; a listed party may be either."""
    for name in _PEOPLE:
        for value in message.get_all(name, []):
            if words := one_line(_decoded(str(value))):
                yield f"{name}: {words}"


def _header(message: Message, name: str) -> str | None:
    value = message.get(name)
    return _decoded(str(value)) if value is not None else None


def _decoded(value: str | None) -> str | None:
    """A header without its transport coding; one that is coded wrongly stays as it came."""
    if value is None:
        return None
    try:
        return str(email.header.make_header(email.header.decode_header(value)))
    except (MessageError, LookupError, ValueError):
        return value


def _time(message: Message) -> datetime | None:
    try:
        return plausible(email.utils.parsedate_to_datetime(_header(message, "Date") or ""))
    except (ValueError, TypeError, OverflowError):
        return None
