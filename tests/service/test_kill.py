"""kill -9 at any moment, then start again: no alert is lost, none is doubled."""

import random
import signal
import time

import pytest

from tests.conftest import wait_until

# Texts that arrive while processes are killed, and the alerts each of them is.
TEXTS, PARTIES = 60, 2


def kill_and_start_again(service, victim: str, after: float) -> None:
    time.sleep(after)
    if victim == "run":
        service.process.kill()
    else:
        service.child(victim).send_signal(signal.SIGKILL)
    service.process.wait(20)
    service.start()


def put_texts(service, first: int, count: int) -> None:
    for number in range(first, first + count):
        # Every text is a story of its own.
        rest = " ".join(f"Line {number}.{line} tells nothing." for line in range(100))
        (service.folder / f"{number}.txt").write_text(f"Report {number}: Sergei Shoigu inspected a Shahed-136. {rest}")


def check(service, texts: int) -> None:
    service.ready()
    wait_until(lambda: len(service.changes()) >= texts * PARTIES, 60)
    changes = service.changes()
    assert [change["change"] for change in changes] == ["opened"] * (texts * PARTIES)
    assert len({change["alert"]["id"] for change in changes}) == texts * PARTIES
    seqs = [change["seq"] for change in changes]
    assert seqs == sorted(set(seqs))


def kill_often(service, rounds: int, chance: random.Random) -> None:
    service.start().ready()
    for round_number in range(rounds):
        put_texts(service, round_number * TEXTS, TEXTS)
        victim = ("worker", "run", "serve")[round_number % 3]
        kill_and_start_again(service, victim, chance.uniform(0.0, 1.2))
    check(service, rounds * TEXTS)
    assert service.stop()[0] == 0


def test_three_kills(running_on_both):
    kill_often(running_on_both(), 3, random.Random(1))


@pytest.mark.soak
def test_a_hundred_kills(running_on_both):
    kill_often(running_on_both(), 100, random.Random(2))
