"""Which alerts the queue shows: the filters of its address, checked, and the address of the same queue."""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import request

from watchlist.model.alerts import Disposition, Severity
from watchlist.model.entities import Schema
from watchlist.store.search import AlertFilter
from watchlist.wiring import Service

_LONGEST = 200
_NAMES = ("disposition", "severity", "schema", "publisher", "entity", "assignee", "q", "from")


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue: its filters as they stand in the address, and where its page starts."""

    given: dict[str, str]

    @property
    def disposition(self) -> Disposition | None:
        """Open ones unless the address says otherwise; "all" is every one."""
        value = self.given.get("disposition", Disposition.OPEN.value)
        return Disposition(value) if value in list(Disposition) else None

    @property
    def after(self) -> tuple[int, int] | None:
        """Where the page starts: rank and number of the last alert of the page before."""
        rank, _, seq = self.given.get("from", "").partition(".")
        return (int(rank), int(seq)) if _is_number(rank, 9) and _is_number(seq, 18) else None

    @property
    def is_filtered(self) -> bool:
        """Whether anything but the page narrows it."""
        return bool(set(self.given) - {"from"})

    def wanted(self, service: Service) -> AlertFilter:
        """The filter for the store."""
        given = self.given
        severity, schema, entity = given.get("severity"), given.get("schema"), given.get("entity")
        return AlertFilter(
            disposition=self.disposition,
            severity=Severity(severity) if severity in list(Severity) else None,
            schema=schema if schema in list(Schema) else None,
            publisher=given.get("publisher"),
            entities=service.ids_of(entity) if entity else None,
            assignee={"": None, "nobody": ""}.get(given.get("assignee", ""), given.get("assignee")),
            q=given.get("q"),
        )

    def address(self, path: str, **changed: str | None) -> str:
        """A path with these filters, some of them changed or left out."""
        kept = {name: value for name, value in (self.given | changed).items() if value}
        return f"{path}?{urlencode(kept)}" if kept else path


def queue_of_request() -> Queue:
    """The queue that a request is about. What no row can hold is left out, as a filter that fits nothing anyway."""
    given = {}
    for name in _NAMES:
        value = request.args.get(name, "").strip()
        if (
            value
            and len(value) <= _LONGEST
            and "\x00" not in value
            and not any("\ud800" <= c <= "\udfff" for c in value)
        ):
            given[name] = value
    return Queue(given)


def _is_number(text: str, digits: int) -> bool:
    """A whole number that both databases can count to."""
    return text.isascii() and text.isdecimal() and len(text) <= digits
