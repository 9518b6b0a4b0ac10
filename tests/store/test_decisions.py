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
from watchlist.store import alerts, decisions, documents
from watchlist.store.decisions import STEPS, Decision
from watchlist.store.documents import FileRead
from watchlist.store.tables import alert_decisions
from watchlist.store.tables import alerts as alert_rows

OPEN, ESCALATED, TRUE_MATCH, FALSE_POSITIVE = Disposition


@pytest.fixture
def alert(database, matcher, clock):
    """The ids of two open alerts."""
    document = make_document("Sergei Shoigu inspected a Shahed-136.", "a.txt")
    documents.add(database, [FileRead([document])], clock())
    record(database, matcher, [Screened(document, "story", matching.screen(matcher, document))], clock())
    with database.read() as connection:
        return [row["id"] for row in alerts.page(connection, alerts.AlertFilter(), None, 10).rows]


@pytest.fixture
def decide(database, clock):
    def run(id, to, reason="Looked at.", by="ada"):
        with database.write() as connection:
            database.lock_log(connection)
            return decisions.decide(connection, id, Decision(to, by, reason, clock()))

    return run


def second(table):
    return sa.update(table).where(table.c.number == 2)


def without(table, number):
    return sa.delete(table).where(table.c.number == number)


def wrong(database):
    with database.read() as connection:
        return list(decisions.verify(connection))


def test_a_decision_is_a_step_on_record_and_a_row_of_the_log(database, alert, decide):
    seq = decide(alert[0], ESCALATED, "Birth year unknown.")["seq"]
    after = decide(alert[0], FALSE_POSITIVE, "Another person, born 1990.", by="bob")
    assert (after["disposition"], after["seq"] > seq) == ("false_positive", True)
    with database.read() as connection:
        steps = decisions.history(connection, alert[0])
        rows = alerts.changes(connection, alerts.AlertFilter(), 0, 10).rows
    assert [(step["by"], step["from"], step["to"], step["reason"]) for step in steps] == [
        ("ada", "open", "escalated", "Birth year unknown."),
        ("bob", "escalated", "false_positive", "Another person, born 1990."),
    ]
    assert [row["change"] for row in rows] == ["opened", "opened", "decided", "decided"]
    assert [row["alert"]["disposition"] for row in rows[2:]] == ["escalated", "false_positive"]
    assert wrong(database) == []


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
        decisions.history(connection, "none")


@pytest.mark.parametrize(
    ("tamper", "told"),
    [
        pytest.param(lambda t: second(t).values(by="eve"), "decision 2 .* was altered", id="who"),
        pytest.param(lambda t: second(t).values(reason="x"), "reason of decision 2", id="why"),
        pytest.param(lambda t: second(t).values(is_now="open"), "decision 2 .* was altered",
                     id="what"),
        pytest.param(lambda t: without(t, 2), "decision 2 is missing", id="a-row-gone"),
        pytest.param(lambda t: without(t, 1), "decision 1 is missing", id="the-first-gone"),
        pytest.param(lambda t: without(t, 3), "the last decision on it says open", id="the-last-gone"),
        pytest.param(lambda _: sa.update(alert_rows).values(disposition="true_match"), "the last decision on it says",
                     id="the-alert-itself"),
    ],
)  # fmt: skip
def test_what_was_tampered_with_is_found(database, alert, decide, tamper, told):
    decide(alert[0], ESCALATED)
    decide(alert[0], TRUE_MATCH)
    decide(alert[1], FALSE_POSITIVE)
    assert wrong(database) == []
    with database.write() as connection:
        connection.execute(tamper(alert_decisions))
    assert any(re.search(told, line) for line in wrong(database)), wrong(database)


def test_a_reason_that_is_erased_leaves_the_chain_whole(database, alert, decide):
    decide(alert[0], FALSE_POSITIVE, "Born 1990, lives in Oslo.")
    decide(alert[1], ESCALATED)
    with database.write() as connection:
        connection.execute(sa.update(alert_decisions).where(alert_decisions.c.number == 1).values(reason=None))
    assert wrong(database) == []


def test_stronger_evidence_opens_a_false_positive_again_and_a_copy_does_not(database, matcher, clock, decide):
    def screen(text):
        document = make_document(text, text[:10])
        documents.add(database, [FileRead([document])], clock())
        record(database, matcher, [Screened(document, "story", matching.screen(matcher, document))], clock())
        with database.read() as connection:
            (row,) = alerts.page(connection, alerts.AlertFilter(), None, 10).rows
            return row, decisions.history(connection, row["id"])

    row, _ = screen("Sergej Shoigu came to the town.")
    decide(row["id"], FALSE_POSITIVE)
    row, steps = screen("Sergej Shoigu came to the town. It rained.")
    assert (row["disposition"], row["hit_count"], len(steps)) == ("false_positive", 2, 1)
    row, steps = screen("Sergei Shoigu came to the town.")
    assert (row["disposition"], row["hit_count"]) == ("open", 3)
    assert (steps[-1]["by"], steps[-1]["to"]) == ("watchlist", "open")
    assert "were the most before" in steps[-1]["reason"]
    assert wrong(database) == []
