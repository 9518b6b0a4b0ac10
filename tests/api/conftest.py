"""An API over a real store that has screened one text."""

import pytest

from tests.conftest import LIST
from watchlist import matching, wiring
from watchlist.api import create_app
from watchlist.config import Settings
from watchlist.model.documents import make_document
from watchlist.screening.refresh import of_files, refresh
from watchlist.screening.scan import Screened, record
from watchlist.store import documents, jobs
from watchlist.store.documents import FileRead

TEXT = "Sergei Shoigu inspected a Shahed-136 of the Iranian drone industry."


@pytest.fixture
def make_service(tmp_path):
    """A service with these API settings; its watchlist is not in force yet."""
    made = []

    def make(sources=None, **api):
        settings = Settings.model_validate(
            {
                "store": {"data_dir": tmp_path / "data"},
                "lists": {"files": [LIST]},
                "sources": sources or {},
                "api": api,
            }
        )
        made.append(wiring.build(settings))
        return made[-1]

    yield make
    for service in made:
        service.database.close()


@pytest.fixture
def service(make_service):
    service = make_service()
    refresh(service.database, of_files([LIST]), service.now)
    jobs.declare(service.database, ["refresh", "scan"])
    screen(service, TEXT)
    return service


@pytest.fixture
def client(service):
    return create_app(service).test_client()


def screen(service, text):
    """Store and screen a text as the worker does."""
    document, matcher = make_document(text, "in/a.txt"), service.current.get()
    documents.add(service.database, [FileRead([document])], service.now())
    screened = Screened(document, document.sha256[:16], matching.screen(matcher, document))
    record(service.database, matcher, [screened], service.now())
