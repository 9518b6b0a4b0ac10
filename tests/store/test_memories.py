"""A false positive closes what rests on the same, and nothing else."""

from datetime import UTC, datetime, timedelta

import pytest

from watchlist.model.alerts import Disposition, Evidence
from watchlist.store import memories, steps

OPEN, ESCALATED, TRUE_MATCH, FALSE_POSITIVE = Disposition
LATER = datetime(2027, 1, 31, tzinfo=UTC)
RUSSIAN, BORN = Evidence("country", "Russian", 27, 34, 5.0), Evidence("birth", "born in 1920", 15, 27, -20.0)
FIRST = "Sergej Shoigu came to the town."


@pytest.fixture
def decided(screen, decide):
    """An alert on Shoigu that ada took for someone else, and remembers."""
    (row,) = screen(FIRST)
    return decide(row["id"], FALSE_POSITIVE, "A dentist of that name.", until=LATER)


def of_party(database):
    with database.read() as connection:
        return memories.of_party(connection, ("documents:shoigu",))


def test_the_same_again_is_closed_with_a_link_to_the_decision(database, screen, decided, wrong):
    (row,) = screen("In the evening Sergej Shoigu went to the theatre, and saw a play.")
    assert row["disposition"] == "false_positive"
    assert row["memory"] == {
        "step": 1,
        "alert": decided["id"],
        "by": "ada",
        "at": row["memory"]["at"],
        "why_not": None,
    }
    with database.read() as connection:
        (step,) = steps.of_alert(connection, row["id"])
    assert (step["by"], step["from"], step["to"]) == ("watchlist", "open", "false_positive")
    assert step["reason"].endswith("(decision 1): A dentist of that name.")
    (memory,) = of_party(database)
    assert (memory["used"], memory["forms"], memory["ended_at"]) == (1, ["sergej shoigu"], None)
    assert wrong() == []


@pytest.mark.parametrize(
    ("text", "given", "why", "is_over"),
    [
        pytest.param("Then SERGEJ SHOIGU left.", {}, None, False, id="other-case"),
        pytest.param("Then Sergei Shoigu left.", {}, "it is written 'Sergei Shoigu' here", False, id="other-form"),
        pytest.param(
            "Then Sergej Shoigu left, a Russian.", {"evidence": (RUSSIAN,)},
            "there is new evidence: country 'Russian'", False,
            id="new-evidence",
        ),
        pytest.param(
            "Then Sergej Shoigu left.", {"entity": {"births": ("1955-05-21",)}},
            "the list has other births now: 1955-05-21, and had none", True, id="other-births",
        ),
        pytest.param(
            "Then Sergej Shoigu left.", {"entity": {"countries": ("ru", "kz")}},
            "the list has other countries now: kz, ru, and had ru", True, id="other-countries",
        ),
    ],
)  # fmt: skip
def test_what_it_holds_for(database, screen, decided, text, given, why, is_over):
    (row,) = screen(text, **given)
    assert row["disposition"] == ("open" if why else "false_positive")
    assert row["memory"]["why_not"] == why
    (memory,) = of_party(database)
    assert (memory["ended_because"] is not None) is is_over
    assert memory["ended_because"] in (None, why)


def test_what_spoke_against_it_must_be_there_again(screen, decide):
    (row,) = screen("Sergej Shoigu, born in 1920, was a dentist.", evidence=(BORN,))
    decide(row["id"], FALSE_POSITIVE, until=LATER)
    (again,) = screen("The dentist Sergej Shoigu, born in 1920, retires.", evidence=(BORN,))
    assert again["disposition"] == "false_positive"
    (other,) = screen("Sergej Shoigu opened a factory.", evidence=())
    assert other["disposition"] == "open"
    assert other["memory"]["why_not"] == "what spoke against it is not here: birth: born in 1920"


def test_a_party_that_is_renumbered_or_merged_is_the_same(screen, decided):
    (row,) = screen("Then Sergej Shoigu left.", entity={"id": "un:1", "also": ("documents:shoigu",)})
    assert row["disposition"] == "false_positive"


def test_an_alias_that_is_new_elsewhere_changes_nothing(screen, decided, matcher):
    entity = matcher.items["documents:shoigu"]
    (row,) = screen("Then Sergej Shoigu left.", entity={"names": (*entity.names, entity.names[0])})
    assert row["disposition"] == "false_positive"


def test_it_ends_with_its_time(database, screen, decided, clock):
    clock.at = LATER + timedelta(days=1)
    (row,) = screen("Then Sergej Shoigu left.")
    assert (row["disposition"], row["memory"]["why_not"]) == ("open", "it held until 2027-01-31")
    assert of_party(database)[0]["ended_because"] == "it held until 2027-01-31"


@pytest.mark.parametrize("which", ["the-decided", "the-closed"])
def test_who_opens_an_alert_again_ends_what_closed_it(database, screen, decided, decide, which):
    (row,) = screen("Then Sergej Shoigu left.")
    decide(decided["id"] if which == "the-decided" else row["id"], OPEN, by="bob")
    (again,) = screen("Sergej Shoigu swims.")
    assert (again["disposition"], again["memory"]) == ("open", None)
    assert "was opened again by bob" in of_party(database)[0]["ended_because"]


def test_a_decision_without_an_end_is_not_remembered(screen, decide):
    (row,) = screen(FIRST)
    decide(row["id"], FALSE_POSITIVE)
    (again,) = screen("Then Sergej Shoigu left.")
    assert (again["disposition"], again["memory"]) == ("open", None)
