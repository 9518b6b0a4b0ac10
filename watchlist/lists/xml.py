"""XML as publishers write it, read element by element, without what an attacker could put into it."""

import io
from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from watchlist.errors import ListFormatError
from watchlist.lists.reading import Rows
from watchlist.model.entities import Entity, ReadList


def records(content: bytes, tags: frozenset[str], file: str) -> Iterator[Element]:
    """The elements of these tags, each whole and without its namespace, in the order of the file.

    One that stands within another belongs to that one. An element is emptied when the next one is asked for, and others
    at once, so that a file of any size needs the memory of one record.

    Raises:
        ListFormatError: the file is damaged or cut off, or it declares entities, which no publisher does.
    """
    depth = 0
    try:
        for event, element in iterparse(io.BytesIO(content), events=("start", "end"), forbid_dtd=True):
            if event == "start":
                depth += local(element.tag) in tags
                continue
            element.tag = local(element.tag)
            if element.tag in tags:
                depth -= 1
                if not depth:
                    yield element
            if not depth:
                element.clear()
    except ParseError as error:
        raise ListFormatError([f"{file}:{error.position[0]}: not whole XML: {error}"]) from None
    except DefusedXmlException as error:
        raise ListFormatError([f"{file}: refused: it declares what no list declares: {error}"]) from None
    except (LookupError, ValueError) as error:
        raise ListFormatError([f"{file}: in an encoding that cannot be read: {error}; expected UTF-8"]) from None


def read_records(
    content: bytes, file: str, rows: Rows, tags: frozenset[str], make: Callable[[Element], Entity | None]
) -> ReadList:
    """Read a list of which each element of these tags is one party; one that `make` refuses is named with its number.

    Those of which it makes None are no longer listed, and are told in one line with their count.

    Raises:
        ListFormatError: the file is damaged, or there is no such element in it.
    """
    count = gone = 0
    for count, record in enumerate(records(content, tags, file), 1):
        where = f"{file}: {record.tag} number {count}"
        try:
            entity = make(record)
        except ValueError as error:
            rows.problems.append(f"{where}: {error}")
            continue
        if entity is None:
            gone += 1
        elif entity.id in rows.entities:
            rows.problems.append(f"{where}: the id {entity.id!r} is taken by an earlier one")
        else:
            rows.entities[entity.id] = entity
    if not count:
        raise ListFormatError([f"{file}: there is no {' or '.join(sorted(tags))} in it; expected {rows.title}"])
    if gone:
        rows.problems.append(f"{file}: {gone} of {count} were taken off the list before, and are left out")
    return rows.done(content)


def local(tag: str) -> str:
    """A tag without its namespace."""
    return tag.rpartition("}")[2]


def text(element: Element, path: str) -> str:
    """The text below a path, trimmed; empty when there is none."""
    return " ".join((element.findtext(path) or "").split())


def texts(element: Element, path: str) -> Iterator[str]:
    """Every text below a path that is not empty, trimmed."""
    for found in element.iterfind(path):
        if said := " ".join((found.text or "").split()):
            yield said
