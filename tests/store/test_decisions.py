"""What was decided on alerts: which steps are allowed, what is on record, and what tampering leaves behind."""

import itertools
import re

import pytest
import sqlalchemy as sa

from watchlist import matching
from watchlist.errors import ConflictError, NotFound
from watchlist.model.alerts import Disposition
from watchlist.model.documents import make_document
from watchlist.screening.scan import Screened, record
from watchlist.store import decisions, documents, log, search, steps
from watchlist.store.decisions import STEPS, Decision
from watchlist.store.documents import FileRead
from watchlist.store.tables import alert_steps
from watchlist.store.tables import alerts as alert_rows

OPEN, ESCALATED, TRUE_MATCH, FALSE_POSITIVE = Disposition


@pytest.fixture
def alert(database, matcher, clock):
    """The ids of two open alerts."""
    document = make_document("Sergei Shoigu inspected a Shahed-136.", "a.txt")
    documents.add(database, [FileRead([document])], clock())
    record(database, matcher, [Screened(document, "story", matching.screen(matcher, document))], clock())
    with database.read() as connection:
        return [row["id"] for row in search.page(connection, search.AlertFilter(), None, 10).rows]


def second(table):
    return sa.update(table).where(table.c.number == 2)


def without(table, number):
    return sa.delete(table).where(table.c.number == number)


def test_a_decision_is_a_step_on_record_and_a_row_of_the_log(database, alert, decide, wrong):
    seq = decide(alert[0], ESCALATED, "Birth year unknown.")["seq"]
    after = decide(alert[0], FALSE_POSITIVE, "Another person, born 1990.", by="bob")
    assert (after["disposition"], after["seq"] > seq) == ("false_positive", True)
    with database.read() as connection:
        taken = steps.of_alert(connection, alert[0])
        rows = log.changes(connection, search.AlertFilter(), 0, 10).rows
    assert [(step["by"], step["from"], step["to"], step["reason"]) for step in taken] == [
        ("ada", "open", "escalated", "Birth year unknown."),
        ("bob", "escalated", "false_positive", "Another person, born 1990."),
    ]
    assert [row["change"] for row in rows] == ["opened", "opened", "decided", "decided"]
    assert [row["alert"]["disposition"] for row in rows[2:]] == ["escalated", "false_positive"]
    assert wrong() == []


@pytest.mark.parametrize(("was", "to"), list(itertools.product(Disposition, repeat=2)))
def test_the_steps_that_are_allowed(alert, decide, was, to):
    if was is not OPEN:
        decide(alert[0], was)
    if to in STEPS[was]:
        assert decide(alert[0], to)["disposition"] == to.value
    else:
        with pytest.raises(ConflictError, match=f"is {was.value}; expected a step to .*, not to {to.value}"):
            decide(alert[0], to)


def test_an_alert_that_is_none(database, alert, decide):
    with pytest.raises(NotFound):
        decide("none", TRUE_MATCH)
    with pytest.raises(NotFound), database.read() as connection:
        steps.of_alert(connection, "none")


@pytest.mark.parametrize(
    ("tamper", "told"),
    [
        pytest.param(lambda t: second(t).values(by="eve"), "decision 2 .* was altered", id="who"),
        pytest.param(lambda t: second(t).values(words="x"), "reason of decision 2", id="why"),
        pytest.param(lambda t: second(t).values(is_now="open"), "decision 2 .* was altered",
                     id="what"),
        pytest.param(lambda t: without(t, 2), "decision 2 is missing", id="a-row-gone"),
        pytest.param(lambda t: without(t, 1), "decision 1 is missing", id="the-first-gone"),
        pytest.param(lambda t: without(t, 3), "the last decision on it says open", id="the-last-gone"),
        pytest.param(lambda _: sa.update(alert_rows).values(disposition="true_match"), "the last decision on it says",
                     id="the-alert-itself"),
    ],
)  # fmt: skip
def test_what_was_tampered_with_is_found(database, alert, decide, tamper, told, wrong):
    decide(alert[0], ESCALATED)
    decide(alert[0], TRUE_MATCH)
    decide(alert[1], FALSE_POSITIVE)
    assert wrong() == []
    with database.write() as connection:
        connection.execute(tamper(alert_steps))
    assert any(re.search(told, line) for line in wrong()), wrong()


def test_a_reason_that_is_erased_leaves_the_chain_whole(database, alert, decide, wrong):
    decide(alert[0], FALSE_POSITIVE, "Born 1990, lives in Oslo.")
    decide(alert[1], ESCALATED)
    with database.write() as connection:
        connection.execute(sa.update(alert_steps).where(alert_steps.c.number == 1).values(words=None))
    assert wrong() == []


def test_stronger_evidence_opens_a_false_positive_again_and_a_copy_does_not(database, matcher, clock, decide, wrong):
    def screen(text):
        document = make_document(text, text[:10])
        documents.add(database, [FileRead([document])], clock())
        record(database, matcher, [Screened(document, "story", matching.screen(matcher, document))], clock())
        with database.read() as connection:
            (row,) = search.page(connection, search.AlertFilter(), None, 10).rows
            return row, steps.of_alert(connection, row["id"])

    row, _ = screen("Sergej Shoigu came to the town.")
    decide(row["id"], FALSE_POSITIVE)
    row, taken = screen("Sergej Shoigu came to the town. It rained.")
    assert (row["disposition"], row["hit_count"], len(taken)) == ("false_positive", 2, 1)
    row, taken = screen("Sergei Shoigu came to the town.")
    assert (row["disposition"], row["hit_count"]) == ("open", 3)
    assert (taken[-1]["by"], taken[-1]["to"]) == ("watchlist", "open")
    assert "were the most before" in taken[-1]["reason"]
    assert wrong() == []


def test_who_looks_at_an_alert_and_what_was_said_stand_in_its_history(database, alert, clock, wrong):
    with database.write() as connection:
        database.lock_log(connection)
        assert decisions.assign(connection, alert[0], "bob", "ada", clock())["assignee"] == "bob"
        assert decisions.assign(connection, alert[0], "bob", "ada", clock())["assignee"] == "bob"
        decisions.note(connection, alert[0], "Asked the bank.", "bob", clock())
        assert decisions.assign(connection, alert[0], None, "bob", clock())["assignee"] is None
    with database.read() as connection:
        taken = steps.of_alert(connection, alert[0])
        changes = log.changes(connection, search.AlertFilter(), 0, 10).rows
        nobodys = search.page(connection, search.AlertFilter(assignee=""), None, 10).rows
        bobs = search.page(connection, search.AlertFilter(assignee="bob"), None, 10).rows
    assert [(step["kind"], step["by"], step["from"], step["to"], step["reason"]) for step in taken] == [
        ("assigned", "ada", "", "bob", ""),
        ("noted", "bob", "", "", "Asked the bank."),
        ("assigned", "bob", "bob", "", ""),
    ]
    assert [change["change"] for change in changes[2:]] == ["assigned", "noted", "assigned"]
    assert (len(nobodys), len(bobs)) == (2, 0)
    assert wrong() == []
    with database.write() as connection:
        connection.execute(second(alert_steps).values(kind="decided"))
    assert any("decision 2" in line for line in wrong())


def test_many_at_once_and_those_that_cannot_are_named(database, alert, decide, clock, wrong):
    decide(alert[0], TRUE_MATCH)
    with database.write() as connection:
        database.lock_log(connection)
        done, refused = decisions.decide_many(
            connection, [*alert, "none", alert[1]], Decision(FALSE_POSITIVE, "ada", "Bulk.", clock())
        )
    assert done == [alert[1]]
    assert [one["id"] for one in refused] == [alert[0], "none"]
    assert "is true_match" in refused[0]["detail"]
    assert "there is no alert 'none'" in refused[1]["detail"]
    assert wrong() == []
