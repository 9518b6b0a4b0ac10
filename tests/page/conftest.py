"""A service with alerts to review, real browsers, and keys for who looks at it."""

import shutil
import subprocess
import sys

import pytest
from playwright.sync_api import sync_playwright

from tests.conftest import LIST, clean_environment, free_port, wait_for
from watchlist import matching, wiring
from watchlist.config import Settings
from watchlist.model.documents import make_document
from watchlist.screening.refresh import of_files, refresh
from watchlist.screening.scan import Screened, record
from watchlist.store import documents, jobs, keys
from watchlist.store.documents import FileRead
from watchlist.store.keys import Role

# As the browser is started where nobody looks at it, also by root, and without a call to anyone's home.
_CHROMIUM = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
NAMES = ("Sergei Shoigu", "Vladimir Putin", "Sergej Shojgu", "Mohammad-Reza Gharaei Ashtiani", "Wladimir Putin")
PLACES = ("Oslo", "Porto", "Basel", "Lima", "Quebec", "Nairobi", "Hanoi", "Turin", "Perth", "Tallinn", "Dakar", "Lyon")


def text_of(number: int) -> str:
    """A report that is a story of its own, about one party."""
    name, place = NAMES[number % len(NAMES)], PLACES[number % len(PLACES)]
    return (
        f"Report {number} from {place}. On day {number} {name} opened shop number {number * 31} in {place}, it is said."
    )


def screen(service, text, title=None):
    """Store and screen a text as the worker does."""
    document, matcher = make_document(text, f"in/{text[:9].strip()}.txt"), service.current.get()
    documents.add(service.database, [FileRead([document])], service.now())
    record(
        service.database,
        matcher,
        [Screened(document, document.sha256[:16], matching.screen(matcher, document))],
        service.now(),
    )


def make_service(place, **settings):
    """A service over an empty store with the watchlist of the tests in force."""
    made = wiring.build(Settings.model_validate({"store": {"data_dir": place}, "lists": {"files": [LIST]}, **settings}))
    refresh(made.database, of_files([LIST]), made.now)
    jobs.declare(made.database, ["refresh", "scan"])
    return made


class Site:
    """A server of its own over a store, and a key for each role."""

    def __init__(self, place) -> None:
        self.service = make_service(place)
        self.keys = {
            role: keys.create(self.service.database, role, f"{role.value}er", "test", self.service.now())
            for role in Role
        }
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        environment = {**clean_environment(), "WATCHLIST_DATA_DIR": str(place), "WATCHLIST_API_PORT": str(self.port)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "watchlist", "serve"], env=environment, stderr=subprocess.DEVNULL
        )
        wait_for(f"{self.url}/readyz")

    def fill(self, numbers) -> None:
        for number in numbers:
            screen(self.service, text_of(number))

    def close(self) -> None:
        self.process.terminate()
        assert self.process.wait(10) == 0
        self.service.database.close()


@pytest.fixture
def site(tmp_path):
    made = Site(tmp_path / "data")
    yield made
    made.close()


@pytest.fixture(scope="session")
def chromium():
    """A real browser."""
    found = shutil.which("chromium")
    if found is None:
        pytest.skip("Chromium is not installed here (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=_CHROMIUM)
        yield browser
        browser.close()


def _is_wrong(message) -> bool:
    """An error in the console, unless it is the answer to a form that could not be taken."""
    return message.type == "error" and "409" not in message.text


@pytest.fixture
def browse(chromium, site):
    """A window on the site, signed in with the key of a role; what its console says is an error."""
    opened, said = [], []

    def run(role=Role.REVIEW, path="/", **options):
        context = chromium.new_context(base_url=site.url, **options)
        context.set_default_timeout(15_000)
        opened.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text) if _is_wrong(message) else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(path)
        if role is not None:
            page.get_by_label("Your key").fill(site.keys[role])
            page.get_by_role("button", name="Sign in").click()
        return page

    yield run
    for context in opened:
        context.close()
    assert said == []
