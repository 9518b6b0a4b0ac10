"""How templates put times, decisions and numbers into words, and where listings can be looked up."""

from datetime import datetime
from urllib.parse import quote

from flask import Blueprint

# What a person reads for what a program does.
_DISPOSITIONS = {
    "open": "open",
    "escalated": "escalated",
    "true_match": "true match",
    "false_positive": "false positive",
    "all": "all",
}
# Publishers that have a page for each of their entries.
_ENTRIES = {
    "ofac": "https://sanctionssearch.ofac.treas.gov/Details.aspx?id={}",
    "opensanctions": "https://www.opensanctions.org/entities/{}/",
}


def add(page: Blueprint) -> None:
    """Make them filters of the templates."""
    page.add_app_template_filter(at)
    page.add_app_template_filter(disposition)
    page.add_app_template_filter(entry_url)
    page.add_app_template_filter(safe_url)


def at(time: str | datetime | None) -> str:
    """A time to the minute, in UTC."""
    text = time.isoformat() if isinstance(time, datetime) else time or ""
    return text[:16].replace("T", " ")


def disposition(value: str) -> str:
    """A decision as people say it."""
    return _DISPOSITIONS.get(value, value)


def entry_url(publisher: str, reference: str) -> str | None:
    """Where a publisher shows an entry; None where it does not."""
    pattern = _ENTRIES.get(publisher)
    return pattern.format(quote(reference, safe="")) if pattern and reference else None


def safe_url(url: str | None) -> str | None:
    """An address of the web; what a text claims as its address may be anything."""
    return url if url and url.startswith(("http://", "https://")) else None
