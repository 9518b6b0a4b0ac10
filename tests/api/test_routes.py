"""Every route, asked as a client asks it."""

import threading
import time

import pytest
import sqlalchemy as sa

from tests.api.conftest import screen
from tests.conftest import LIST
from watchlist.api import create_app
from watchlist.api.routes.alerts import Waiters
from watchlist.api.server import is_loopback, prepare_keys
from watchlist.errors import ConfigError, FetchError
from watchlist.screening.gather import gather
from watchlist.screening.refresh import of_files, refresh
from watchlist.store import jobs, keys
from watchlist.store.tables import api_keys

DECISION = {"disposition": "false_positive", "reason": "Another one."}
KEY = "a-key-of-sixteen-characters"


def test_alerts_are_newest_first_in_the_shape_of_the_contract(client):
    answer = client.get("/api/v1/alerts").get_json()
    assert (answer["next"], answer["more"]) == (None, False)
    assert [alert["seq"] for alert in answer["alerts"]] == [3, 2, 1]
    shoigu = next(alert for alert in answer["alerts"] if alert["entity"]["id"] == "documents:shoigu")
    assert shoigu["basis"] == "designated"
    assert shoigu["severity"] == "critical"
    assert shoigu["disposition"] == "open"
    (hit,) = shoigu["hits"]
    (mention,) = hit["mentions"]
    assert (mention["start"], mention["end"], mention["surface"]) == (0, 13, "Sergei Shoigu")
    assert mention["words"] == [["sergei", "Sergei", 100.0], ["shoigu", "Shoigu", 100.0]]
    assert hit["context"]["text"].startswith("Sergei Shoigu inspected")
    sector = next(alert for alert in answer["alerts"] if alert["entity"]["schema"] == "Sector")
    assert sector["hits"][0]["evidence"][0] == {
        "kind": "country",
        "text": "Iranian",
        "start": 44,
        "end": 51,
        "points": 25.0,
    }


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("entity=documents:shoigu", 1),
        ("schema=Sector", 1),
        ("publisher=ofac", 1),
        ("severity=critical", 1),
        ("disposition=true_match", 0),
        ("min_score=99.5", 2),
        ("q=shahed", 1),
        ("since=2999-01-01T00:00:00Z", 0),
        ("since=2020-01-01T00:00:00%2B02:00", 3),
    ],
)
def test_filters(client, query, count):
    assert len(client.get(f"/api/v1/alerts?{query}").get_json()["alerts"]) == count


def test_pages(client):
    first = client.get("/api/v1/alerts?limit=2").get_json()
    assert first["more"] is True
    second = client.get(f"/api/v1/alerts?limit=2&before={first['next']}").get_json()
    assert [a["seq"] for a in first["alerts"] + second["alerts"]] == [3, 2, 1]
    assert second["more"] is False


def test_an_etag_saves_the_page_until_something_changes(service, client):
    first = client.get("/api/v1/alerts")
    again = client.get("/api/v1/alerts", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    other = client.get("/api/v1/alerts?limit=1", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200
    screen(service, "Vladimir Putin came.")
    assert client.get("/api/v1/alerts", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_a_poller_with_the_cursor_gets_each_change_once(service, client):
    first = client.get("/api/v1/alerts/changes?limit=2").get_json()
    second = client.get(f"/api/v1/alerts/changes?after={first['next']}").get_json()
    assert [change["seq"] for change in first["changes"] + second["changes"]] == [1, 2, 3]
    assert (first["more"], second["more"]) == (True, False)
    empty = client.get(f"/api/v1/alerts/changes?after={second['next']}").get_json()
    assert (empty["changes"], empty["next"]) == ([], 3)
    screen(service, "Vladimir Putin came.")
    third = client.get(f"/api/v1/alerts/changes?after={second['next']}").get_json()
    assert [change["alert"]["entity"]["id"] for change in third["changes"]] == ["documents:putin"]


def test_a_long_poll_answers_as_soon_as_there_is_a_change(service, client):
    timer = threading.Timer(0.5, screen, args=(service, "Vladimir Putin came."))
    timer.start()
    started = time.monotonic()
    answer = client.get("/api/v1/alerts/changes?after=3&wait=20").get_json()
    assert len(answer["changes"]) == 1
    assert time.monotonic() - started < 10
    timer.join()


def test_over_the_cap_of_waiting_calls_the_answer_comes_at_once():
    stop = threading.Event()
    waiters = Waiters(1, stop)
    first = threading.Thread(target=waiters.wait_for, args=(lambda: False, 30))
    first.start()
    time.sleep(0.1)
    started = time.monotonic()
    waiters.wait_for(lambda: False, 30)
    assert time.monotonic() - started < 5
    stop.set()
    first.join(5)
    assert not first.is_alive()


def test_one_alert(client):
    id = client.get("/api/v1/alerts").get_json()["alerts"][0]["id"]
    assert client.get(f"/api/v1/alerts/{id}").get_json()["id"] == id


def test_screen_stores_nothing(client):
    answer = client.post("/api/v1/screen", json={"text": "Vladimir Putin"}).get_json()
    assert [hit["entity"]["id"] for hit in answer["hits"]] == ["documents:putin"]
    assert client.get("/api/v1/alerts/changes?after=3").get_json()["changes"] == []
    low = client.post("/api/v1/screen", json={"text": "V. Putin", "min_score": 60}).get_json()
    assert len(low["hits"]) == 1


def post(client, **body):
    return client.post("/api/v1/documents", json=body)


def test_a_document_is_kept_and_answered_with_its_alerts(client):
    answer = post(client, text="Vladimir Putin came.", url="https://example.org/a", title="News")
    assert answer.status_code == 201
    found = answer.get_json()
    assert found["is_screened"] is True
    assert [alert["entity"]["id"] for alert in found["alerts"]] == ["documents:putin"]
    assert (found["document"]["url"], found["document"]["title"]) == ("https://example.org/a", "News")
    assert client.get(answer.headers["Location"]).get_json() == found
    again = post(client, text="Vladimir Putin came.", url="https://example.org/a", title="News")
    assert (again.status_code, again.get_json()) == (200, found)
    changed = post(client, text="Vladimir Putin came. Sergei Shoigu left.", url="https://example.org/a").get_json()
    assert [alert["entity"]["id"] for alert in changed["alerts"]] == ["documents:shoigu"], "only what was added"
    assert changed["story"] == found["story"]


@pytest.mark.parametrize(
    ("text", "headers"),
    [
        pytest.param("Vladimir Putin came.", {"Prefer": "respond-async"}, id="asked-for"),
        pytest.param("Vladimir Putin came. " + "word " * 210_000, {}, id="long"),
    ],
)
def test_a_document_that_waits_says_where_to_ask(service, client, text, headers):
    answer = client.post("/api/v1/documents", json={"text": text}, headers=headers)
    assert answer.status_code == 202
    assert answer.get_json()["is_screened"] is False
    screen(service, text)
    found = client.get(answer.headers["Location"]).get_json()
    assert (found["is_screened"], len(found["alerts"])) == (True, 1)


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        pytest.param({}, 422, "text", id="no-text"),
        pytest.param({"text": " \n"}, 422, "white space", id="white-space"),
        pytest.param({"text": "a\u0000b"}, 422, "zero bytes", id="zero-byte"),
        pytest.param({"text": "x", "published_at": "yesterday"}, 422, "expected a time", id="no-time"),
        pytest.param({"text": "x", "nonsense": 1}, 422, "nonsense", id="unknown-field"),
    ],
)
def test_a_bad_document_is_named(client, body, status, said):
    answer = client.post("/api/v1/documents", json=body)
    assert answer.status_code == status
    assert said in answer.get_data(as_text=True)
    assert client.get("/api/v1/documents/nothing").status_code == 404


def test_screening_at_once_is_bounded(client):
    answer = client.post("/api/v1/screen", json={"text": "word " * 210_000})
    assert answer.status_code == 413


def test_copies_of_a_story_are_listed(client):
    story = "Vladimir Putin met the delegation of engineers on Monday to speak of the works at the harbour up north. "
    for paper in ("Herald", "Post", "Tribune"):
        alert = post(client, text=f"{paper}: {story}").get_json()["alerts"][0]
    assert (alert["hit_count"], len(alert["hits"])) == (3, 3)
    page = client.get(f"/api/v1/alerts/{alert['id']}/documents?limit=2").get_json()
    rest = client.get(f"/api/v1/alerts/{alert['id']}/documents?after={page['next']}").get_json()
    assert (len(page["documents"]), page["more"], len(rest["documents"]), rest["more"]) == (2, True, 1, False)
    assert client.get("/api/v1/alerts/nothing/documents").status_code == 404


NOW = "Sergey Kuzhugetovich Shoigu"


def test_the_versions_of_lists_and_what_they_changed(service, client, tmp_path):
    edited = tmp_path / LIST.name
    edited.write_text(LIST.read_text().replace("Sergei Kuzhugetovich", "Sergey Kuzhugetovich", 1))
    refresh(service.database, of_files([edited]), service.now)
    page = client.get("/api/v1/watchlist/versions?limit=1").get_json()
    assert (page["versions"][0]["list"], page["versions"][0]["renamed"], page["more"]) == ("list", 1, True)
    page = client.get(f"/api/v1/watchlist/versions?list=list&before={page['next']}").get_json()
    assert [(row["added"], row["changed"]) for row in page["versions"]] == [(0, 0)], "a first version changes nothing"
    page = client.get("/api/v1/watchlist/changes?change=renamed&since=2020-01-01T00:00:00Z").get_json()
    assert [(row["entity_id"], row["caption"]) for row in page["changes"]] == [("documents:shoigu", NOW)]
    assert page["changes"][0]["fields"]["caption"] == {"was": "Sergei Kuzhugetovich Shoigu", "is": NOW}
    assert client.get(f"/api/v1/watchlist/changes?after={page['next']}").get_json()["changes"] == []
    for other in ("list=other", "entity=other", "change=added", "since=2099-01-01T00:00:00Z"):
        assert client.get(f"/api/v1/watchlist/changes?{other}").get_json()["changes"] == []


def test_a_list_that_is_not_well_is_named_and_serves_on(service, client, tmp_path):
    broken = tmp_path / LIST.name
    broken.write_text("nonsense")
    refresh(service.database, of_files([broken]), service.now)
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.get_json()["checks"]["list list"].startswith("list: refused: ")
    (state,) = client.get("/api/v1/watchlist").get_json()["states"]
    assert (state["outcome"], state["failures_in_a_row"], state["is_stale"]) == ("refused", 1, False)
    assert "not TOML" in state["error"]
    assert 'watchlist_list_up{list="list"} 0.0' in client.get("/metrics").get_data(as_text=True)


def test_the_watchlist_and_its_entities(client):
    watchlist = client.get("/api/v1/watchlist").get_json()
    assert [(one["name"], one["outcome"]) for one in watchlist["states"]] == [("list", "new")]
    assert watchlist["lists"][0]["publisher"] == "documents"
    assert watchlist["lists"][0]["problems"] == []
    page = client.get("/api/v1/entities?schema=Sector&limit=2").get_json()
    assert [entity["id"] for entity in page["entities"]] == ["documents:ir-drone", "documents:ru-aero"]
    rest = client.get(f"/api/v1/entities?schema=Sector&after={page['next']}").get_json()
    assert [entity["id"] for entity in rest["entities"]] == ["documents:ru-uav"]
    assert [e["id"] for e in client.get("/api/v1/entities?q=ГЕРАНЬ").get_json()["entities"]] == ["documents:shahed-136"]
    entity = client.get("/api/v1/entities/documents:shoigu").get_json()
    assert entity["listings"][0]["reference"] == "35173"
    assert {"text": "Shoigu", "kind": "alias", "strength": "weak"} in entity["names"]


def test_a_job_is_asked_for(service, client):
    answer = client.post("/api/v1/jobs/scan/run")
    assert answer.status_code == 202
    assert answer.get_json()["requested_at"] is not None
    assert jobs.requested(service.database) == ["scan"]
    assert {job["name"] for job in client.get("/api/v1/jobs").get_json()["jobs"]} == {"refresh", "scan"}


def shoigu(client):
    return next(a for a in client.get("/api/v1/alerts").get_json()["alerts"] if a["entity"]["id"] == "documents:shoigu")


def test_an_alert_is_decided_and_its_history_told(client):
    url = f"/api/v1/alerts/{shoigu(client)['id']}"
    tag = client.get(url).headers["ETag"]
    answer = client.post(f"{url}/disposition", json=DECISION, headers={"If-Match": tag})
    assert (answer.status_code, answer.get_json()["disposition"]) == (200, "false_positive")
    assert answer.headers["ETag"] == client.get(url).headers["ETag"] != tag
    (step,) = client.get(f"{url}/history").get_json()["history"]
    assert (step["from"], step["to"], step["by"], step["reason"]) == ("open", "false_positive", "local", "Another one.")
    assert client.get("/api/v1/alerts/changes?after=3").get_json()["changes"][0]["change"] == "decided"
    (decided,) = client.get("/api/v1/alerts?disposition=false_positive").get_json()["alerts"]
    assert url.endswith(decided["id"])


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        pytest.param({"disposition": "false_positive", "reason": "x"}, {"If-Match": '"1"'}, 412, id="seen-before"),
        pytest.param({"disposition": "open", "reason": "x"}, {}, 409, id="a-step-that-is-none"),
        pytest.param({"disposition": "true", "reason": "x"}, {}, 422, id="no-disposition"),
        pytest.param({"disposition": "true_match"}, {}, 422, id="no-reason"),
        pytest.param({"disposition": "true_match", "reason": ""}, {}, 422, id="an-empty-reason"),
        pytest.param({"disposition": "true_match", "reason": "x" * 2001}, {}, 422, id="a-book"),
        pytest.param({"disposition": "true_match", "reason": "x" * 10_000_000}, {}, 413, id="ten-megabytes"),
        pytest.param({"disposition": "true_match", "reason": "a\0b"}, {}, 422, id="a-zero-byte"),
    ],
)
def test_a_decision_that_cannot_be_taken_changes_nothing(client, body, headers, status):
    alert = shoigu(client)
    answer = client.post(f"/api/v1/alerts/{alert['id']}/disposition", json=body, headers=headers)
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    assert shoigu(client) == alert


def test_two_people_decide_the_same_alert(client):
    url = f"/api/v1/alerts/{shoigu(client)['id']}/disposition"
    assert client.post(url, json=DECISION).status_code == 200
    second = client.post(url, json={"disposition": "true_match", "reason": "It is he."})
    assert second.status_code == 409
    assert "is false_positive; expected a step to open, not to true_match" in second.get_json()["detail"]


def test_a_job_is_paused_and_goes_on(service, client):
    assert client.post("/api/v1/jobs/scan/pause").get_json()["paused_at"] is not None
    assert jobs.is_paused(service.database, "scan")
    assert client.post("/api/v1/jobs/scan/resume").get_json()["paused_at"] is None
    assert not jobs.is_paused(service.database, "scan")


@pytest.fixture
def with_sources(make_service, tmp_path):
    """A service with a feed that has failed and a mailbox that was never looked at, and its client."""
    file = tmp_path / "sources.toml"
    file.write_text(
        '[[source]]\nname = "feed"\nkind = "feed"\nurls = ["http://user:pass@127.0.0.1:1/feed?token=x"]\n'
        '[[source]]\nname = "box"\nkind = "mailbox"\npath = "mail"\n'
    )
    service = make_service(sources={"file": file, "max_backlog": 1})
    refresh(service.database, of_files([LIST]), service.now)
    with pytest.raises(FetchError):
        gather(service.gatherer(time.sleep), service.sources[0], lambda: False)
    return service, create_app(service).test_client()


def test_sources_and_what_is_wrong_with_them(with_sources):
    _, client = with_sources
    feed, box = client.get("/api/v1/sources").get_json()["sources"]
    assert (feed["outcome"], feed["failures_in_a_row"], feed["places"]) == ("failed", 1, ["http://127.0.0.1:1/feed"])
    assert "inside a private network" in feed["error"]
    assert "token" not in str(feed)
    assert (box["outcome"], box["kind"], box["checked_at"]) == ("waiting", "mailbox", None)
    assert client.get("/readyz").get_json()["checks"]["source feed"].startswith("feed: failed: ")
    assert 'watchlist_source_up{source="feed"} 0.0' in client.get("/metrics").get_data(as_text=True)
    assert client.get("/api/v1/sources/feed/unread").get_json() == {"items": []}
    assert client.get("/api/v1/sources/nobody/unread").status_code == 404


def test_a_full_backlog_is_told_and_refuses_what_would_wait(with_sources):
    _, client = with_sources
    later = {"Prefer": "respond-async"}
    assert client.post("/api/v1/documents", json={"text": "Vladimir Putin came."}, headers=later).status_code == 202
    assert client.get("/readyz").get_json()["checks"]["backlog"].startswith("1 texts wait, the oldest for ")
    refused = client.post("/api/v1/documents", json={"text": "Sergei Shoigu came."}, headers=later)
    assert refused.status_code == 503
    assert "sources.max_backlog is 1" in refused.get_json()["detail"]
    # What is screened at once makes nothing wait.
    assert client.post("/api/v1/documents", json={"text": "Sergei Shoigu came."}).status_code == 201


def test_probes_and_metrics(client):
    assert client.get("/healthz").get_json()["status"] == "ok"
    assert client.get("/readyz").get_json()["status"] == "ready"
    page = client.get("/metrics")
    assert page.content_type.startswith("text/plain; version=0.0.4")
    for line in (
        'watchlist_alerts_total{severity="low"} 0.0',
        'watchlist_alerts_total{severity="critical"} 1.0',
        "watchlist_backlog_documents 0.0",
        "watchlist_store_up 1.0",
        'watchlist_job_runs_total{job="scan"} 0.0',
    ):
        assert line in page.text.splitlines()
    assert "Shoigu" not in page.text


def test_before_the_first_refresh_it_is_alive_but_not_ready(make_service):
    client = create_app(make_service()).test_client()
    assert client.get("/healthz").status_code == 200
    for path in ("/readyz", "/api/v1/watchlist"):
        answer = client.get(path)
        assert (answer.status_code, answer.content_type) == (503, "application/problem+json")
        assert "no watchlist is in force yet" in answer.get_json()["detail"]
    assert client.get("/metrics").status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "options", "status", "detail"),
    [
        pytest.param("GET", "/nothing", {}, 404, "there is nothing at '/nothing'", id="no-route"),
        pytest.param("GET", "/api/v1/alerts/x", {}, 404, "there is no alert 'x'", id="no-alert"),
        pytest.param("GET", "/api/v1/entities/x", {}, 404, "there is no entity 'x'", id="no-entity"),
        pytest.param("POST", "/api/v1/jobs/x/run", {}, 404, "there is no job 'x'", id="no-job"),
        pytest.param("DELETE", "/api/v1/alerts", {}, 405, "DELETE is not for '/api/v1/alerts'", id="method"),
        pytest.param(
            "GET", "/api/v1/alerts?sevrity=low", {}, 400, "query sevrity: not known here", id="unknown-parameter"
        ),
        pytest.param("GET", "/healthz?x=1", {}, 400, "query x", id="parameter-where-there-is-none"),
        pytest.param("GET", "/api/v1/alerts?limit=0", {}, 400, "query limit", id="limit-0"),
        pytest.param("GET", "/api/v1/alerts?limit=501", {}, 400, "found '501'", id="limit-beyond-the-bound"),
        pytest.param("GET", "/api/v1/alerts?limit=1&limit=2", {}, 400, "given 2 times", id="given-twice"),
        pytest.param(
            "GET", "/api/v1/alerts?limit=ten", {}, 400, "expected a whole number, found 'ten'", id="no-number"
        ),
        pytest.param("GET", "/api/v1/alerts?since=yesterday", {}, 400, "expected a time such as", id="no-time"),
        pytest.param("GET", "/api/v1/alerts?severity=grave", {}, 400, "found 'grave'", id="unknown-severity"),
        pytest.param("GET", "/api/v1/alerts/changes?after=-1", {}, 400, "query after", id="negative-cursor"),
        pytest.param("GET", f"/api/v1/alerts/changes?after={2**63}", {}, 400, "query after", id="huge-cursor"),
        pytest.param("GET", "/api/v1/alerts/changes?wait=31", {}, 400, "query wait", id="wait-beyond-the-bound"),
        pytest.param("GET", "/api/v1/alerts?q=%00", {}, 400, "zero bytes", id="zero-byte"),
        pytest.param("POST", "/api/v1/screen", {"data": b"x"}, 415, "expected application/json", id="no-content-type"),
        pytest.param(
            "POST", "/api/v1/screen", {"data": b"{", "content_type": "application/json"}, 400, "not JSON", id="no-json"
        ),
        pytest.param(
            "POST",
            "/api/v1/screen",
            {"data": b"\xff", "content_type": "application/json"},
            400,
            "not JSON",
            id="no-utf-8",
        ),
        pytest.param("POST", "/api/v1/screen", {"json": [1]}, 422, "body", id="no-object"),
        pytest.param("POST", "/api/v1/screen", {"json": {}}, 422, "body text: field required", id="no-text"),
        pytest.param("POST", "/api/v1/screen", {"json": {"text": ""}}, 422, "body text", id="empty-text"),
        pytest.param("POST", "/api/v1/screen", {"json": {"text": "  "}}, 422, "white space only", id="blank-text"),
        pytest.param(
            "POST", "/api/v1/screen", {"json": {"text": "x", "y": 1}}, 422, "body y: not known here", id="unknown-field"
        ),
        pytest.param(
            "POST", "/api/v1/screen", {"json": {"text": "x" * 10_000_001}}, 413, "10000000 bytes", id="too-large"
        ),
    ],
)
def test_what_cannot_be_answered_is_a_problem(client, method, path, options, status, detail):
    answer = client.open(path, method=method, **options)
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    body = answer.get_json()
    assert body["status"] == status
    assert detail in body["detail"]


@pytest.fixture
def guarded(make_service):
    service = make_service(key=KEY)
    prepare_keys(service, print)
    return create_app(service).test_client()


@pytest.mark.parametrize(
    ("header", "status"),
    [
        pytest.param(None, 401, id="no-key"),
        pytest.param("Bearer wrong-key-of-sixteen-characters", 401, id="wrong-key"),
        pytest.param(f"Basic {KEY}", 401, id="wrong-scheme"),
        pytest.param(f"Bearer {KEY}", 200, id="right-key"),
        pytest.param(f"bearer {KEY}", 200, id="scheme-in-lower-case"),
    ],
)
def test_with_a_key_every_call_needs_it(guarded, header, status):
    answer = guarded.get("/api/v1/alerts", headers={"Authorization": header} if header else {})
    assert answer.status_code == status
    if status == 401:
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_key_may_do_what_its_role_says_and_no_more(make_service):
    service = make_service()
    with service.database.write() as connection:
        row = {"id": "reader", "role": "read", "sha256": keys.hash_key(KEY), "created_at": service.now()}
        connection.execute(sa.insert(api_keys).values(row))
    client = create_app(service).test_client()
    bearer = {"Authorization": f"Bearer {KEY}"}
    assert client.get("/api/v1/alerts", headers=bearer).status_code == 200
    answer = client.post("/api/v1/jobs/scan/run", headers=bearer)
    assert (answer.status_code, answer.get_json()["detail"]) == (403, "the key's role is 'read'; expected 'admin'")


@pytest.mark.parametrize("path", ["/healthz", "/metrics", "/openapi.json", "/"])
def test_probes_never_ask(guarded, path):
    assert guarded.get(path).status_code == 200


def test_a_path_that_is_no_route_tells_nothing_without_a_key(guarded):
    assert guarded.get("/api/v1/nothing").status_code == 401


@pytest.mark.parametrize(
    ("api", "reason"),
    [
        pytest.param(
            {"host": "0.0.0.0"}, "can be reached from other machines, and there is no key", id="open-without-key"
        ),
        pytest.param({"host": "example.org"}, "can be reached from other machines", id="a-name"),
        pytest.param({"key": "short"}, "5 characters; expected 16 at least", id="short-key"),
    ],
)
def test_beyond_this_machine_only_with_a_key(make_service, api, reason):
    with pytest.raises(ConfigError, match=reason):
        prepare_keys(make_service(**api), print)


def test_a_first_key_is_made_and_shown_once(make_service):
    shown = []
    service = make_service(host="0.0.0.0", create_key=True)
    prepare_keys(service, shown.append)
    prepare_keys(service, shown.append)
    (text,) = shown
    key = next(word for word in text.split() if word.startswith("wl_"))
    client = create_app(service).test_client()
    assert client.get("/api/v1/alerts", headers={"Authorization": f"Bearer {key}"}).status_code == 200


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("10.0.0.1", False),
    ],
)
def test_loopback(host, loopback):
    assert is_loopback(host) is loopback
