"""Deciding over HTTP: what may be repeated, what each role may do, what is written down, and what is exported."""

import csv
import io
import json
import threading

import pytest

from tests.api.conftest import screen
from tests.conftest import LIST
from watchlist import wiring
from watchlist.api import create_app
from watchlist.api.routes import Waiters, build
from watchlist.config import Settings
from watchlist.screening.refresh import of_files, refresh
from watchlist.store import erasure, jobs, keys
from watchlist.store.keys import Role

FALSE = {"disposition": "false_positive", "reason": "Another one."}
TRUE = {"disposition": "true_match", "reason": "It is he."}


@pytest.fixture
def alert(client):
    (row,) = client.get("/api/v1/alerts?entity=documents:shoigu").get_json()["alerts"]
    return row


def test_a_decision_repeated_under_its_key_is_taken_once(client, alert):
    path, header = f"/api/v1/alerts/{alert['id']}/disposition", {"Idempotency-Key": "one"}
    first = client.post(path, json=FALSE, headers=header)
    again = client.post(path, json=FALSE, headers=header)
    assert (first.status_code, again.status_code) == (200, 200)
    assert (again.get_json(), again.headers["ETag"]) == (first.get_json(), first.headers["ETag"])
    assert (again.headers["Idempotency-Replayed"], "Idempotency-Replayed" in first.headers) == ("true", False)
    assert len(client.get(f"/api/v1/alerts/{alert['id']}/history").get_json()["history"]) == 1
    other = client.post(path, json=TRUE, headers=header)
    assert (other.status_code, "was used for another request" in other.get_json()["detail"]) == (409, True)
    assert client.post(path, json=FALSE).status_code == 409


def test_a_key_of_a_request_that_failed_can_be_used_again(client, alert):
    path, header = f"/api/v1/alerts/{alert['id']}/disposition", {"Idempotency-Key": "one"}
    assert client.post(path, json={"disposition": "open", "reason": "x"}, headers=header).status_code == 409
    assert client.post(path, json=FALSE, headers=header).status_code == 200
    assert client.post(path, json=FALSE, headers={"Idempotency-Key": "x" * 201}).status_code == 422


def test_a_note_repeated_at_the_same_time_is_written_once(service, client, alert):
    app, codes = create_app(service), []

    def say():
        answer = app.test_client().post(
            f"/api/v1/alerts/{alert['id']}/notes", json={"text": "Asked."}, headers={"Idempotency-Key": "n"}
        )
        codes.append(answer.status_code)

    callers = [threading.Thread(target=say) for _ in range(6)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert codes == [201] * 6
    assert len(client.get(f"/api/v1/alerts/{alert['id']}/history").get_json()["history"]) == 1


def test_two_people_decide_on_the_same_alert(service, alert):
    app, codes = create_app(service), []

    def decide(what):
        headers = {"If-Match": f'"{alert["seq"]}"'}
        answer = app.test_client().post(f"/api/v1/alerts/{alert['id']}/disposition", json=what, headers=headers)
        codes.append(answer.status_code)

    people = [threading.Thread(target=decide, args=[what]) for what in (FALSE, TRUE)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert sorted(codes) == [200, 412]


def test_assignment_notes_and_many_at_once(client, alert):
    path = f"/api/v1/alerts/{alert['id']}"
    assigned = client.post(f"{path}/assignment", json={"assignee": "bob"}, headers={"If-Match": f'"{alert["seq"]}"'})
    assert assigned.get_json()["assignee"] == "bob"
    assert client.post(f"{path}/assignment", json={"assignee": None}, headers={"If-Match": '"0"'}).status_code == 412
    assert [row["id"] for row in client.get("/api/v1/alerts?assignee=bob").get_json()["alerts"]] == [alert["id"]]
    ids = [row["id"] for row in client.get("/api/v1/alerts").get_json()["alerts"]]
    done = client.post("/api/v1/dispositions", json={"alerts": [*ids, "none"], **FALSE}).get_json()
    assert (sorted(done["decided"]), [one["id"] for one in done["refused"]]) == (sorted(ids), ["none"])


def test_a_false_positive_is_remembered_unless_it_says_otherwise(service, client, alert):
    path = f"/api/v1/alerts/{alert['id']}"
    client.post(f"{path}/disposition", json={**FALSE, "remember": False})
    assert client.get(f"{path}/history").get_json()["memories"] == []
    client.post(f"{path}/disposition", json={"disposition": "open", "reason": "Again."})
    client.post(f"{path}/disposition", json=FALSE)
    (memory,) = client.get(f"{path}/history").get_json()["memories"]
    assert (memory["forms"], memory["used"]) == (["sergei shoigu"], 0)
    screen(service, "In the evening Sergei Shoigu went home.")
    closed = client.get("/api/v1/alerts?disposition=false_positive&entity=documents:shoigu").get_json()["alerts"]
    assert len(closed) == 2
    assert closed[0]["memory"]["alert"] == alert["id"]


def test_what_people_do_stands_in_the_audit_without_their_words(client, alert):
    client.post(f"/api/v1/alerts/{alert['id']}/disposition", json=FALSE)
    client.post(f"/api/v1/alerts/{alert['id']}/notes", json={"text": "A secret."})
    client.post("/api/v1/jobs/scan/run")
    client.post("/api/v1/jobs/nothing/run")
    rows = client.get("/api/v1/audit").get_json()["audit"]
    assert [(row["by"], row["action"], row["subject"]) for row in rows] == [
        ("local", "decide", alert["id"]), ("local", "note", alert["id"]), ("local", "run_job", "scan"),
    ]  # fmt: skip
    assert json.loads(rows[0]["detail"]) == {"disposition": "false_positive", "remember": True}
    assert "secret" not in json.dumps(rows)


def test_names_are_compared(client):
    body = {"names": ["Sergej Shoygu", "Nobody Atall"], "limit": 1}
    first, second = client.post("/api/v1/match", json=body).get_json()["results"]
    assert first["candidates"][0]["entity"]["id"] == "documents:shoigu"
    assert (first["name"], second["candidates"]) == ("Sergej Shoygu", [])


def test_alerts_as_files(service, client):
    screen(service, '=HYPERLINK("x") said Vladimir Putin, and "quoted".')
    found = client.get("/api/v1/alerts").get_json()["alerts"]
    rows = list(csv.DictReader(io.StringIO(client.get("/api/v1/alerts/export?format=csv").text)))
    assert [row["id"] for row in rows] == [alert["id"] for alert in found]
    assert rows[0]["passage"].startswith("'=HYPERLINK")
    assert rows[0]["written"] == "Vladimir Putin"
    lines = client.get("/api/v1/alerts/export?format=jsonl&schema=Person").text.splitlines()
    assert [json.loads(line)["id"] for line in lines] == [
        alert["id"] for alert in found if alert["entity"]["schema"] == "Person"
    ]
    entities = [json.loads(line) for line in client.get("/api/v1/alerts/export?format=ftm").text.splitlines()]
    by_id = {entity["id"]: entity for entity in entities}
    assert len(by_id) == len(entities)
    mentions = [entity for entity in entities if entity["schema"] == "Mention"]
    assert {name for one in mentions for name in one["properties"]["name"]} > {"Vladimir Putin", "Sergei Shoigu"}
    for one in mentions:
        assert by_id[one["properties"]["document"][0]]["schema"] == "Document"
        assert all(by_id[id]["schema"] in ("Person", "Organization") for id in one["properties"].get("resolved", []))
    assert client.get("/api/v1/alerts/export?format=pdf").status_code == 400


def test_the_record_of_screenings(client):
    (row,) = client.get("/api/v1/screenings").get_json()["screenings"]
    assert (row["hits"], row["origin"]) == (3, "in/a.txt")
    assert client.get(f"/api/v1/screenings?document={row['sha256']}").get_json()["next"] == row["number"]
    assert client.get("/api/v1/screenings?since=2999-01-01T00:00:00Z").get_json()["screenings"] == []


def test_an_erased_text_is_not_taken_again(service, client):
    sha256 = client.post("/api/v1/documents", json={"text": "Nobody came."}).get_json()["document"]["sha256"]
    with service.database.write() as connection:
        erasure.erase_text(connection, sha256, service.now())
    answer = client.post("/api/v1/documents", json={"text": "Nobody came."})
    assert (answer.status_code, "was erased on request" in answer.get_json()["detail"]) == (409, True)


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        pytest.param("notes", {"text": "x" * 2001}, 422, id="a-long-note"),
        pytest.param("disposition", {**FALSE, "reason": "x" * 9_000_000}, 422, id="a-reason-of-9-MB"),
        pytest.param("disposition", {**FALSE, "reason": "x" * 10_000_000}, 413, id="a-reason-of-10-MB"),
        pytest.param("disposition", {**FALSE, "remember": "yes"}, 422, id="remember-is-no-bool"),
        pytest.param("assignment", {"assignee": ""}, 422, id="an-empty-name"),
        pytest.param("assignment", {}, 422, id="no-name"),
    ],
)
def test_what_cannot_be_taken(client, alert, path, body, status):
    answer = client.post(f"/api/v1/alerts/{alert['id']}/{path}", json=body)
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"


ROUTES = build(Waiters(1, threading.Event()), None).routes


@pytest.fixture(scope="module")
def holders(tmp_path_factory):
    """An application, and a key of each role."""
    place = tmp_path_factory.mktemp("roles")
    service = wiring.build(Settings.model_validate({"store": {"data_dir": place}, "lists": {"files": [LIST]}}))
    refresh(service.database, of_files([LIST]), service.now)
    jobs.declare(service.database, ["refresh", "scan"])
    made = {role: keys.create(service.database, role, role.value, "test", service.now()) for role in Role}
    revoked = keys.create(service.database, Role.ADMIN, "gone", "test", service.now())
    keys.revoke(service.database, revoked.split("_")[1], "test", service.now())
    yield create_app(service).test_client(), {**made, None: None, "revoked": revoked}
    service.database.close()


@pytest.mark.parametrize("who", [*Role, None, "revoked"], ids=str)
@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_a_role_does_what_it_may_and_no_more(holders, route, who):
    client, made = holders
    headers = {"Authorization": f"Bearer {made[who]}"} if made[who] else {}
    path = route.rule.replace("{id}", "none").replace("{name}", "none")
    if route.name == "metrics_page":
        return  # it has no key to ask for, and the registry of this table is none
    answer = client.open(path, method=route.method, headers=headers, json={} if route.body else None)
    expected = None
    if route.role is not None:
        expected = 401 if not isinstance(who, Role) else None if who.may(route.role) else 403
    if expected is None:
        assert answer.status_code not in (401, 403, 500)
    else:
        assert answer.status_code == expected


def test_what_changes_something_is_not_for_readers():
    for route in ROUTES:
        assert (route.role is Role.READ or route.role is None) == (
            (route.method == "GET" and route.name != "show_audit") or route.name in ("screen", "match")
        ), route.name


def test_who_asks_too_often_is_told_when_to_come_back(make_service):
    service = make_service(requests_per_minute=3)
    key = keys.create(service.database, Role.READ, "poller", "test", service.now())
    other = keys.create(service.database, Role.READ, "other", "test", service.now())
    client = create_app(service).test_client()

    def ask(key):
        return client.get("/api/v1/alerts/changes", headers={"Authorization": f"Bearer {key}"})

    assert [ask(key).status_code for _ in range(4)] == [200, 200, 200, 429]
    answer = ask(key)
    assert (answer.headers["Retry-After"], "made 3 requests in a minute" in answer.get_json()["detail"]) == ("10", True)
    assert ask(other).status_code == 200


def test_who_guesses_keys_is_stopped(make_service):
    service = make_service()
    keys.create(service.database, Role.READ, "poller", "test", service.now())
    client = create_app(service).test_client()
    codes = [client.get("/api/v1/alerts", headers={"Authorization": "Bearer wrong"}).status_code for _ in range(32)]
    assert (codes[:30], codes[30:]) == ([401] * 30, [429] * 2)
