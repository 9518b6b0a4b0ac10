"""A store that screens texts, and someone who decides."""

from dataclasses import replace

import pytest

from watchlist import matching
from watchlist.model.documents import make_document
from watchlist.screening.scan import Screened, record
from watchlist.store import decisions, documents, search, steps
from watchlist.store.decisions import Decision
from watchlist.store.documents import FileRead


@pytest.fixture
def screen(database, matcher, clock):
    """Screen a text as a story of its own, or as one more of a story; its alerts then, newest first.

    `entity` has fields that the party has otherwise, `evidence` what was found beside it.
    """

    def run(text, story=None, entity=None, evidence=None):
        document = make_document(text, f"in/{text[:12]}.txt")
        documents.add(database, [FileRead([document])], clock())
        hits = matching.screen(matcher, document)
        if entity is not None:
            hits = [replace(hit, entity=replace(hit.entity, **entity)) for hit in hits]
        if evidence is not None:
            hits = [replace(hit, evidence=evidence) for hit in hits]
        record(database, matcher, [Screened(document, story or document.sha256[:16], hits)], clock())
        with database.read() as connection:
            rows = search.page(connection, search.AlertFilter(), None, 100).rows
            return [row for row in rows if row["hits"][-1]["document"]["sha256"] == document.sha256]

    return run


@pytest.fixture
def decide(database, clock):
    """Decide on an alert, by its id."""

    def run(id, to, reason="Looked at.", by="ada", until=None):
        with database.write() as connection:
            database.lock_log(connection)
            return decisions.decide(connection, id, Decision(to, by, reason, clock(), until))

    return run


@pytest.fixture
def wrong(database):
    """What is wrong with the chain."""

    def run():
        with database.read() as connection:
            return list(steps.verify(connection))

    return run
