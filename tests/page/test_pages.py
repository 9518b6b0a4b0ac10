"""The page over HTTP: who may see and do what, forms from elsewhere, sessions that end, what cannot be decided."""

import re

import pytest

from tests.page.conftest import make_service, screen, text_of
from watchlist import wiring
from watchlist.api import create_app
from watchlist.screening.refresh import of_files, refresh
from watchlist.store import audit, keys, own_names, search
from watchlist.store.keys import Role
from watchlist.store.search import AlertFilter

HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture
def service(tmp_path):
    made = make_service(tmp_path / "data")
    for number in range(4):
        screen(made, text_of(number))
    yield made
    made.database.close()


@pytest.fixture
def client(service):
    """A browser on the machine itself, where there is no key."""
    return create_app(service).test_client()


@pytest.fixture
def sign_in(service):
    """A browser that signed in with a new key of a role."""

    def run(role):
        key = keys.create(service.database, role, f"{role.value}er", "test", service.now())
        browser = create_app(service).test_client()
        answer = browser.post("/sign-in", data={"key": key, "next": "/review/status"})
        assert (answer.status_code, answer.headers["Location"]) == (303, "/review/status")
        return browser

    return run


def alerts(service):
    with service.database.read() as connection:
        return search.queue(connection, AlertFilter(), None, 100)[0]


def decision(alert, **changed):
    return {"seq": alert["seq"], "disposition": "true_match", "reason": "It is he.", **changed}


def test_the_root_is_the_page_for_people_and_json_for_programs(client):
    assert client.get("/", headers=HTML).headers["Location"] == "/review"
    assert client.get("/").get_json()["links"]["page"] == "/review"


@pytest.mark.parametrize("path", ["/review", "/review/status", "/review/parties/documents:shoigu"])
def test_every_page_says_what_the_browser_may_do(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert not re.search(r"\son\w+=|style=|<script>", answer.text)


def test_with_a_key_nothing_is_shown_before_signing_in(service):
    keys.create(service.database, Role.READ, "a", "test", service.now())
    browser = create_app(service).test_client()
    for path in ("/review", "/review/status", "/review/parties/documents:shoigu", "/review/news"):
        answer = browser.get(path)
        assert (answer.status_code, answer.headers["Location"].startswith("/sign-in?")) == (303, True)
        assert "Shoigu" not in answer.text
    wrong = browser.post("/sign-in", data={"key": "wl_wrong"})
    assert (wrong.status_code, "this key is not valid" in wrong.text) == (401, True)
    with browser.get("/static/page.css") as style:
        assert style.status_code == 200


def test_one_is_led_nowhere_else_after_signing_in(service):
    key = keys.create(service.database, Role.READ, "a", "test", service.now())
    for after in ("https://example.org/", "//example.org/review", "javascript:alert(1)"):
        answer = create_app(service).test_client().post("/sign-in", data={"key": key, "next": after})
        assert answer.headers["Location"] == "/review"


def test_a_reader_looks_and_does_nothing(service, sign_in):
    browser, (alert, *_) = sign_in(Role.READ), alerts(service)
    page = browser.get(f"/review/alerts/{alert['id']}")
    assert '<form class="decide"' not in page.text
    for path in (
        f"alerts/{alert['id']}/decide",
        f"alerts/{alert['id']}/note",
        "parties/documents:putin/names",
        "jobs/scan",
    ):
        assert browser.post(f"/review/{path}", data=decision(alert)).status_code == 403
    assert alerts(service)[0]["disposition"] == "open"
    assert browser.post("/sign-out").status_code == 303
    assert browser.get("/review").status_code == 303


def test_a_reviewer_decides_and_runs_no_jobs(service, sign_in):
    browser, (alert, *_) = sign_in(Role.REVIEW), alerts(service)
    answer = browser.post(f"/review/alerts/{alert['id']}/decide?q=o", data=decision(alert))
    assert answer.status_code == 303
    assert re.fullmatch(rf"/review/alerts/\w+\?q=o&decided={alert['id']}", answer.headers["Location"])
    assert browser.post("/review/jobs/scan", data={"do": "run"}).status_code == 403
    assert sign_in(Role.ADMIN).post("/review/jobs/scan", data={"do": "run"}).status_code == 303
    with service.database.read() as connection:
        did = [(row["by"], row["action"]) for row in audit.listing(connection, 0, 100)]
    assert ("reviewer", "decide") in did
    assert ("adminer", "sign_in") in did


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({"Sec-Fetch-Site": "same-origin"}, 303, id="the-page-itself"),
        pytest.param({"Sec-Fetch-Site": "cross-site"}, 403, id="another-site"),
        pytest.param({"Sec-Fetch-Site": "same-site"}, 403, id="a-neighbour"),
        pytest.param({"Origin": "http://localhost"}, 303, id="our-origin"),
        pytest.param({"Origin": "http://example.org"}, 403, id="another-origin"),
        pytest.param({"Origin": "null"}, 403, id="no-origin-at-all"),
        pytest.param({}, 303, id="no-browser"),
    ],
)
def test_a_form_of_another_site_does_nothing(service, client, headers, status):
    alert = alerts(service)[0]
    answer = client.post(f"/review/alerts/{alert['id']}/decide", data=decision(alert), headers=headers)
    assert answer.status_code == status
    assert (alerts(service)[0]["disposition"] == "open") == (status == 403)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        pytest.param({"seq": "0"}, "has changed since it was shown", id="seen-before-it-changed"),
        pytest.param({"disposition": ""}, "choose one of the decisions", id="nothing-chosen"),
        pytest.param({"reason": " "}, "a reason of 1 to 2000 characters is needed", id="no-reason"),
        pytest.param({"reason": "x" * 3000}, "this one has 3000", id="a-long-reason"),
        pytest.param({"disposition": "open"}, "expected a step to", id="a-step-that-is-none"),
    ],
)
def test_what_cannot_be_decided_is_told_and_the_reason_is_kept(service, client, changed, told):
    alert = alerts(service)[0]
    answer = client.post(f"/review/alerts/{alert['id']}/decide", data=decision(alert, **changed))
    assert answer.status_code == 409
    assert told in answer.text
    assert 'value="It is he."' in answer.text or "reason" in changed
    assert alerts(service)[0]["disposition"] == "open"


def test_a_page_kept_open_for_a_day(service, sign_in, tmp_path):
    browser, (alert, *_) = sign_in(Role.REVIEW), alerts(service)
    shown = f"/review/alerts/{alert['id']}"
    with service.database.write() as connection:
        connection.exec_driver_sql("UPDATE sessions SET until = '2020-01-01 00:00:00'")
    answer = browser.post(f"{shown}/decide", data=decision(alert, back=shown))
    assert (answer.status_code, alerts(service)[0]["disposition"]) == (303, "open")
    assert "Your session is over" in browser.get(answer.headers["Location"]).text
    key = keys.create(service.database, Role.REVIEW, "b", "test", service.now())
    assert browser.post("/sign-in", data={"key": key, "next": shown}).headers["Location"] == shown


def test_a_revoked_key_ends_its_sessions(service, sign_in):
    browser = sign_in(Role.REVIEW)
    assert browser.get("/review").status_code == 200
    with service.database.read() as connection:
        (row,) = keys.listing(connection)
    keys.revoke(service.database, row["id"], "test", service.now())
    keys.create(service.database, Role.READ, "other", "test", service.now())
    assert browser.get("/review").status_code == 303


def test_only_who_decided_can_undo_and_not_for_long(service, sign_in):
    ada, bob, (alert, *_) = sign_in(Role.REVIEW), sign_in(Role.ADMIN), alerts(service)
    path = f"/review/alerts/{alert['id']}"
    ada.post(f"{path}/decide", data=decision(alert, disposition="escalated"))
    ada.post(f"{path}/decide", data=decision(next(a for a in alerts(service) if a["id"] == alert["id"])))
    assert bob.post(f"{path}/undo").status_code == 409
    assert ada.post(f"{path}/undo").status_code == 303
    assert next(a for a in alerts(service) if a["id"] == alert["id"])["disposition"] == "escalated"
    with service.database.write() as connection:
        connection.exec_driver_sql("UPDATE alerts SET changed_at = '2020-01-01 00:00:00'")
    assert ada.post(f"{path}/undo").status_code == 409


def test_the_queue_is_left_only_when_it_is_empty(service, client):
    for left in (3, 2, 1, 0):
        alert = search_first(service)
        answer = client.post(f"/review/alerts/{alert['id']}/decide?disposition=open", data=decision(alert))
        page = client.get(answer.headers["Location"])
        assert f"<strong>{left}</strong>" in page.text
    assert "Nothing fits these filters." in page.text


def search_first(service):
    return next(alert for alert in alerts(service) if alert["disposition"] == "open")


@pytest.mark.parametrize(
    "query",
    [
        "from=1.x", "from=99999999999999999999.1", "from=1.99999999999999999999", "disposition=none", "severity=x",
        "q=" + "x" * 10_000, "q=%00", "schema=Nothing",
    ],
)  # fmt: skip
def test_a_filter_that_is_none_is_left_out(client, query):
    assert client.get(f"/review?{query}").status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [("/review/alerts/none", 404), ("/review/parties/nobody:1", 404), ("/review/jobs/none", 405)],
)
def test_what_is_not_there(client, path, status):
    assert client.get(path).status_code == status


def test_what_a_text_says_is_text_and_no_page(service, client):
    screen(service, '<script>alert(1)</script> said Vladimir Putin & "friends" <img src=x onerror=alert(1)>.')
    (alert,) = [one for one in alerts(service) if "script" in one["hits"][0]["context"]["text"]]
    page = client.get(f"/review/alerts/{alert['id']}").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; said" in page
    assert "<img" not in page


def test_a_name_of_our_own_holds_after_the_next_refresh(service, client):
    path = "/review/parties/documents:putin"

    def post(**form):
        return client.post(f"{path}/names", data=form).status_code

    def refreshed():
        """Another process, which looks at the watchlist in force anew."""
        refresh(service.database, of_files(service.settings.lists.files), service.now)
        return create_app(wiring.build(service.settings)).test_client()

    def found(browser):
        hits = browser.post("/api/v1/screen", json={"text": "Waldemar Pudding came."}).get_json()["hits"]
        return [hit["entity"]["id"] for hit in hits]

    assert post(action="add", name="Waldemar Pudding", reason="So they say.") == 303
    assert post(action="ignore", name="Vladimir Putin", reason="") == 422
    assert post(action="ignore", name="Vladimir Putin", reason="A dog.") == 303
    browser = refreshed()
    assert found(browser) == ["documents:putin"]
    assert "not looked for" in browser.get(path).text
    with service.database.read() as connection:
        rows = own_names.of_party(connection, ("documents:putin",))
    assert [post(ended=str(row["number"])) for row in rows] == [303, 303]
    assert post(ended="1") == 404
    assert found(refreshed()) == []


def test_when_the_store_is_gone_the_page_says_so(service, client, tmp_path):
    service.database.close()
    for file in (tmp_path / "data").glob("watchlist.sqlite3*"):
        file.write_bytes(b"x" * 4096)
    answer = client.get("/review")
    assert (answer.status_code, "Nothing was lost" in answer.text) == (503, True)
