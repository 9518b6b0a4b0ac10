"""A reviewer's half hour in a real browser: fifty alerts by keyboard, one undone, filters, a party, live changes.

With SCREENSHOTS=FOLDER it leaves there the pictures that the documentation shows (`make screenshots`).
"""

import os
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.page.conftest import NAMES, screen, text_of
from watchlist.store import search, steps
from watchlist.store.keys import Role
from watchlist.store.search import AlertFilter

PICTURES = Path(os.environ["SCREENSHOTS"]) if os.environ.get("SCREENSHOTS") else None


# Those that the documentation shows.
SHOWN = {"queue", "party", "alert-desk-dark", "alert-phone-light", "status-desk-light"}


def picture(page, name):
    if PICTURES is not None and name in SHOWN:
        page.screenshot(path=PICTURES / f"{name}.png")


def looked_at(page):
    return page.locator("[data-alert]").get_attribute("data-alert")


def decide(page, key):
    """Decide with two keys; the next alert is there then."""
    before = looked_at(page)
    page.keyboard.press(key)
    expect(page.locator("#reason")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**decided={before}")
    return before


def violations(page):
    found = Axe().run(page).response["violations"]
    return [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found]


def decided(site):
    with site.service.database.read() as connection:
        rows = search.page(connection, AlertFilter(), None, 200).rows
    return {row["id"]: row["disposition"] for row in rows if row["disposition"] != "open"}


def test_a_reviewers_half_hour(site, browse):
    site.fill(range(56))
    page = browse()
    expect(page.locator(".count")).to_have_text("56 open")
    picture(page, "queue")
    assert violations(page) == []

    done = [decide(page, "f" if number % 3 else "t") for number in range(50)]
    assert len(set(done)) == 50
    expect(page.locator(".count")).to_have_text("6 open")
    assert set(decided(site)) == set(done)

    page.keyboard.press("u")
    page.wait_for_url(f"**/{done[-1]}")
    expect(page.locator(".head .state")).to_have_text("open")
    assert set(decided(site)) == set(done[:-1])
    with site.service.database.read() as connection:
        taken = steps.of_alert(connection, done[-1])
        assert list(steps.verify(connection)) == []
    assert [(step["by"], step["to"]) for step in taken] == [("reviewer", taken[0]["to"]), ("reviewer", "open")]

    first = looked_at(page)
    page.keyboard.press("j")
    page.wait_for_function("was => document.querySelector('[data-alert]').dataset.alert !== was", arg=first)
    page.keyboard.press("k")
    page.wait_for_function("was => document.querySelector('[data-alert]').dataset.alert === was", arg=first)

    name = page.locator(".queue .caption").first.text_content().split()[-1]
    page.keyboard.press("/")
    page.keyboard.type(name.lower())
    page.keyboard.press("Enter")
    page.wait_for_url(f"**q={name.lower()}**")
    captions = page.locator(".queue .caption").all_text_contents()
    assert captions
    assert all(name in caption for caption in captions)
    expect(page.get_by_label("severity")).to_be_visible()

    page.keyboard.press("p")
    page.wait_for_url("**/review/parties/**")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(name))
    assert violations(page) == []
    picture(page, "party")

    page.goto("/review")
    expect(page.locator("#news")).to_be_hidden()
    # Written as before it would be closed at once, for what was decided is remembered.
    screen(site.service, text_of(100).replace(NAMES[0], "Sergey Shoygu"))
    expect(page.locator("#news")).to_contain_text("1 change since you looked", timeout=15_000)
    page.keyboard.press("r")
    expect(page.locator(".count")).to_have_text("8 open")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("shape", "width", "height"), [("desk", 1280, 860), ("phone", 390, 844)])
def test_every_page_in_both_themes_on_desk_and_phone(site, browse, scheme, shape, width, height):
    screen(site.service, "В Москве Sergej Shoygu, a Russian, showed a Шахед: Shahed-136 beside Герань-2.")
    screen(site.service, "وزير: Vladimir Putin قال ذلك في موسكو.")
    page = browse(Role.ADMIN, color_scheme=scheme, viewport={"width": width, "height": height})
    for path in ("/review", "/review/status", "/review/parties/documents:shoigu"):
        page.goto(path)
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} is wider than the window"
        picture(page, f"{path.split('/')[-1]}-{shape}-{scheme}")
    page.goto("/review")
    page.locator(".alerts a").first.click()
    expect(page.locator("[data-alert]")).to_be_visible()
    assert violations(page) == []
    picture(page, f"alert-{shape}-{scheme}")


def test_without_a_script_it_is_all_there(site, browse):
    site.fill(range(3))
    page = browse(java_script_enabled=False)
    page.locator(".alerts a").nth(1).click()
    page.get_by_label("Why").fill("Another one.")
    page.get_by_role("button", name="False positive").click()
    expect(page.locator(".toast")).to_contain_text("Decided.")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".head .state")).to_have_text("open")
    page.get_by_label("A note").fill("Asked the bank.")
    page.get_by_role("button", name="Note").click()
    expect(page.locator("#history + .plain")).to_contain_text("“Asked the bank.”")
    page.get_by_label("Why").fill("In haste.")
    page.get_by_label("Why").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("nothing was decided: choose one of the decisions")
    expect(page.get_by_label("Why")).to_have_value("In haste.")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_a_name_is_ignored_here_and_another_is_added(site, browse):
    site.fill(range(1))
    page = browse(path="/review/parties/documents:shoigu")
    page.get_by_text("Ignore this name").nth(1).click()
    page.get_by_label("Why Sergei Shoigu is ignored").fill("A dentist.")
    page.get_by_role("button", name="Ignore", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Saved.")
    page.get_by_label("The name to add").fill("Serguei Choïgou")
    page.get_by_label("Why it is added").fill("French papers.")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#own + .plain li")).to_have_count(2)
    page.get_by_role("button", name="Take back").first.click()
    expect(page.locator("#own + .plain li")).to_have_count(1)
