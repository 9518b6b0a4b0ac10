"""How well texts that tell the same story are told from those that are merely similar: precision and recall.

    BENCH_DATA=FOLDER python -m bench.stories [--show]

The texts are text/news_dev.jsonl.gz. `stories.csv` beside this file labels by hand the pairs of them that have most in
common. Of each longer text copies are made as papers make them, and two texts that only quote it. All go into a store
in a new order, by the way that every text takes, and what came into one story is compared with the labels.
"""

import csv
import gzip
import json
import os
import random
import re
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path

from bench.data import say
from watchlist.model.documents import make_document
from watchlist.store import documents
from watchlist.store.database import Database
from watchlist.store.documents import FileRead

LABELS = Path(__file__).with_suffix(".csv")
# Shorter ones are headlines and single sentences, of which nobody cuts a half.
LEAST_WORDS = 120
Sentences = list[str]


def headed(own: Sentences, _others: Sentences, _chance: random.Random) -> Sentences:
    """With another first line, and a line about rights at the end."""
    return ["From our own correspondent, with material of the agencies.", *own, "All rights reserved by the publisher."]


def cut(own: Sentences, _others: Sentences, _chance: random.Random) -> Sentences:
    """Without its last third, as it is cut to fit a page."""
    return own[: max(2, round(len(own) * 2 / 3))]


def edited(own: Sentences, _others: Sentences, chance: random.Random) -> Sentences:
    """With a word of every fifth sentence changed, and one sentence in ten left out."""
    kept = [one for one in own if chance.random() > 0.1] or own
    return [_changed(one, chance) if chance.random() < 0.2 else one for one in kept]


def _changed(sentence: str, chance: random.Random) -> str:
    words = sentence.split(" ")
    words[chance.randrange(len(words))] = "reportedly"
    return " ".join(words)


def updated(own: Sentences, others: Sentences, _chance: random.Random) -> Sentences:
    """With news in front, a quarter of its length."""
    return [*others[: max(1, len(own) // 4)], *own]


def turned(own: Sentences, _others: Sentences, _chance: random.Random) -> Sentences:
    """With its second half first."""
    return [*own[len(own) // 2 :], *own[: len(own) // 2]]


def quoted(own: Sentences, others: Sentences, _chance: random.Random) -> Sentences:
    """Another text, which quotes two of its sentences."""
    return [*others[:5], *own[:2], *others[5:14]]


def answered(own: Sentences, others: Sentences, _chance: random.Random) -> Sentences:
    """Another text, a third of which is taken from it."""
    return [*others[: 2 * max(1, len(own) // 3)], *own[: max(1, len(own) // 3)]]


Making = Callable[[Sentences, Sentences, random.Random], Sentences]
COPIES: tuple[Making, ...] = (headed, cut, edited, updated, turned)
SIMILAR: tuple[Making, ...] = (quoted, answered)


def main() -> None:
    """Print precision and recall, by kind of pair."""
    data = os.environ.get("BENCH_DATA")
    if not data:
        say("stories: skipped; BENCH_DATA names no folder")
        return
    with gzip.open(Path(data) / "text" / "news_dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = {row["id"]: row["text"] for row in map(json.loads, lines)}
    with LABELS.open(encoding="utf-8") as file:
        labels = list(csv.DictReader(file))
    made = dict(variants(texts))
    stories = grouped(texts | {name: text for name, (_, _, text) in made.items()})
    pairs = [("by hand", row["one"], row["other"], row["same"] == "yes") for row in labels]
    pairs += [(how.__name__, original, name, how in COPIES) for name, (how, original, _) in made.items()]
    report(pairs, stories, show="--show" in sys.argv)
    strangers(stories, {row["one"]: row["other"] for row in labels}, show="--show" in sys.argv)


def variants(texts: dict[str, str]) -> Iterator[tuple[str, tuple[Making, str, str]]]:
    """Copies of each longer text, and texts that are merely similar: name, how, of which, text."""
    chance = random.Random(3)  # noqa: S311 - a sample, no secret
    split = {name: re.split(r"(?<=[.!?])\s+", text) for name, text in texts.items()}
    longer = [name for name, text in texts.items() if len(text.split()) >= LEAST_WORDS and len(split[name]) >= 5]
    for name in longer:
        for how in (*COPIES, *SIMILAR):
            other = split[chance.choice([one for one in longer if one != name])]
            yield f"{name}:{how.__name__}", (how, name, " ".join(how(split[name], other, chance)))


def grouped(texts: dict[str, str]) -> dict[str, str]:
    """The story of each text, by its name, when all have come into one store."""
    chance = random.Random(4)  # noqa: S311 - a sample, no secret
    names = sorted(texts)
    chance.shuffle(names)
    at = datetime(2026, 1, 31, tzinfo=UTC)
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder))
        database.migrate()
        for start in range(0, len(names), 200):
            some = names[start : start + 200]
            read = [FileRead([replace(make_document(texts[name], name), key=name)]) for name in some]
            documents.add(database, read, at + timedelta(seconds=start))
        with database.read() as connection:
            found = {}
            for name in names:
                found[name] = documents.status(connection, make_document(texts[name], name).sha256)["story"]
        database.close()
    return found


def report(pairs: list[tuple[str, str, str, bool]], stories: dict[str, str], *, show: bool) -> None:
    """What of the labelled pairs is together."""
    say(f"{'pairs':<22}{'same':>7}{'found':>7}{'other':>8}{'taken for same':>16}")
    right = wrong = wanted = 0
    for kind in dict.fromkeys(pair[0] for pair in pairs):
        some = [(one, other, is_same, stories[one] == stories[other]) for k, one, other, is_same in pairs if k == kind]
        same = sum(is_same for *_, is_same, _ in some)
        found = sum(is_same and is_one for *_, is_same, is_one in some)
        mistaken = [(one, other) for one, other, is_same, is_one in some if is_one and not is_same]
        right, wrong, wanted = right + found, wrong + len(mistaken), wanted + same
        say(f"{kind:<22}{same:>7}{found:>7}{len(some) - same:>8}{len(mistaken):>16}")
        for one, other in mistaken if show else ():
            say(f"  taken for same: {one} {other}")
        for one, other, is_same, is_one in some if show else ():
            if is_same and not is_one:
                say(f"  not found: {one} {other}")
    say(f"precision {right / max(1, right + wrong):.4f}, recall {right / max(1, wanted):.4f}")


def strangers(stories: dict[str, str], labelled: dict[str, str], *, show: bool) -> None:
    """Texts of different origin in one story, beyond the labels: each of them is a mistake, or a label that lacks."""
    groups = defaultdict(set)
    for name, story in stories.items():
        # What is made of two texts is in the story of either.
        if ":" not in name:
            groups[story].add(name)
    beyond = [
        (one, other)
        for names in groups.values()
        for one, other in combinations(sorted(names), 2)
        if labelled.get(one) != other and labelled.get(other) != one
    ]
    say(f"{len(beyond)} pairs of whole texts beyond the labels are in one story; {len(stories):,} texts in all")
    for one, other in beyond if show else ():
        say(f"  {one} {other}")


if __name__ == "__main__":
    main()
