"""How well pairs of names are told apart, beside logic-v2 on the same pairs.

    BENCH_DATA=FOLDER python -m bench.pairs [PYTHON_WITH_PEERS]

The pairs are names/pairs_dev.jsonl.gz: each says what the two names are to each other (`rel`). For each scorer the
threshold is set where one in a hundred of the hard negatives passes, and the share of each kind that passes is told.
"""

import gzip
import json
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.ask import ask
from bench.data import say
from watchlist import matching
from watchlist.model.entities import Entity, Name, Schema, Watchlist

SCHEMAS = {"person": Schema.PERSON}
NEGATIVE = "negative_hard"
RATE = 0.01


def main() -> None:
    """Print a table with a line for each kind of pair."""
    data = os.environ.get("BENCH_DATA")
    if not data:
        say("name pairs are left out: they are in the folder that BENCH_DATA names")
        return
    with gzip.open(Path(data, "names", "pairs_dev.jsonl.gz"), "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    scorers = {"watchlist": [max(pair) for pair in zip(scores(rows, "a", "b"), scores(rows, "b", "a"), strict=True)]}
    pairs = [(row["a"], row["b"], SCHEMAS.get(row["schema"], Schema.ORGANIZATION).value) for row in rows]
    if answer := ask({"pairs": pairs}, *sys.argv[1:]):
        scorers["logic-v2"] = [score * 100.0 for score in answer["logic-v2"]]
    table(rows, scorers)


def scores(rows: Sequence[dict[str, Any]], listed: str, written: str) -> list[float]:
    """The score of each pair with one name listed and the other compared."""
    entities = tuple(
        Entity(f"pair:{n}", schema=SCHEMAS.get(row["schema"], Schema.ORGANIZATION), names=(Name(row[listed]),))
        for n, row in enumerate(rows)
    )
    matcher = matching.compile(Watchlist("pairs", (), entities))
    found = [matcher.compare(row[written], f"pair:{n}") for n, row in enumerate(rows)]
    return [mention.score if mention else 0.0 for mention in found]


def table(rows: Sequence[dict[str, Any]], scorers: dict[str, list[float]]) -> None:
    """Print what passes."""
    kinds = Counter(row["rel"] for row in rows)
    say(f"{'':24} {'pairs':>6} " + " ".join(f"{name:>10}" for name in scorers))
    passed: dict[str, dict[str, float]] = defaultdict(dict)
    thresholds, ties = [], []
    for name, found in scorers.items():
        negatives = sorted((s for s, row in zip(found, rows, strict=True) if row["rel"] == NEGATIVE), reverse=True)
        threshold = negatives[int(len(negatives) * RATE)]
        thresholds.append(threshold)
        ties.append(sum(score == max(found) for score in found) / len(found))
        for kind, number in kinds.items():
            above = sum(s > threshold for s, row in zip(found, rows, strict=True) if row["rel"] == kind)
            passed[kind][name] = above / number
    for kind, number in kinds.most_common():
        say(f"{kind:24} {number:6} " + " ".join(f"{passed[kind][name]:10.3f}" for name in scorers))
    say(f"{'passes from':31} " + " ".join(f"{threshold:10.1f}" for threshold in thresholds))
    say(f"{'share tied at the top':31} " + " ".join(f"{tie:10.3f}" for tie in ties))


if __name__ == "__main__":
    main()
