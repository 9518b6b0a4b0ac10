"""How well listed parties are told from look-alikes in real news, with evidence and without.

    BENCH_DATA=FOLDER python -m bench.news [--show]

The texts are text/news_dev.jsonl.gz, the labels text/news_dev_hits.jsonl.gz beside them, and the list that the labels
refer to text/news_watchlist.ftm.json.gz. A span counts once, whoever is found there; what is labelled ambiguous counts
neither way. Bare surnames are told apart from full names. `--show` names each false alarm and each miss.
"""

import bisect
import gzip
import json
import os
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.data import CONFIG, say
from watchlist import matching
from watchlist.matching import Matcher
from watchlist.model.alerts import Hit
from watchlist.model.documents import make_document
from watchlist.screening.refresh import read_lists

Span = tuple[int, int]


@dataclass
class Counted:
    """What was found of the labels, and what was found beside them."""

    found: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))
    surnames: list[bool] = field(default_factory=list)
    right: int = 0
    wrong: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    listed_scores: list[float] = field(default_factory=list)
    lookalike_scores: list[float] = field(default_factory=list)

    def add(self, labels: Sequence[dict[str, Any]], hits: Sequence[Hit], alert_at: float) -> None:
        """Count one text."""
        best: dict[Span, float] = {}
        for hit in hits:
            for mention in hit.mentions:
                span = mention.start, mention.end
                best[span] = max(best.get(span, 0.0), hit.score)
        self._add_labels(labels, best, alert_at)
        by_label = {name: [label for label in labels if label["label"] == name] for name in ("listed", "ambiguous")}
        for (start, end), score in best.items():
            if score < alert_at:
                continue
            if _overlaps(by_label["listed"], start, end):
                self.right += 1
            elif not _overlaps(by_label["ambiguous"], start, end):
                names = {
                    m.surface: hit.entity.id for hit in hits for m in hit.mentions if (m.start, m.end) == (start, end)
                }
                self.wrong += [f"{surface!r} taken for {id}" for surface, id in names.items()]

    def _add_labels(self, labels: Sequence[dict[str, Any]], best: dict[Span, float], alert_at: float) -> None:
        for label in labels:
            over = [score for (start, end), score in best.items() if start < label["end"] and label["start"] < end]
            score = max(over, default=0.0)
            is_bare = label["schema"] == "person" and label["n_tokens"] == 1
            if label["label"] == "lookalike":
                self.lookalike_scores.append(score)
            elif label["label"] == "listed" and is_bare:
                self.surnames.append(score >= alert_at)
            elif label["label"] == "listed":
                self.listed_scores.append(score)
                self.found[label["refs"][0]].append(score >= alert_at)
                if score < alert_at:
                    self.missed.append(repr(label["surface"]))

    @property
    def recall(self) -> tuple[float, float]:
        """Share of the labelled spans found, and the same by entity, each counting once."""
        spans = [is_found for each in self.found.values() for is_found in each]
        return sum(spans) / len(spans), sum(sum(each) / len(each) for each in self.found.values()) / len(self.found)

    @property
    def precision(self) -> float:
        """Share of what alerts that is labelled as listed."""
        return self.right / (self.right + len(self.wrong))

    @property
    def order(self) -> float:
        """How often a listed span has a higher score than a look-alike, 0-1: the area under the ROC curve."""
        others = sorted(self.lookalike_scores)
        below = [
            (bisect.bisect_left(others, score) + bisect.bisect_right(others, score)) / 2 for score in self.listed_scores
        ]
        return sum(below) / (len(below) * len(others))


def _overlaps(labels: Sequence[dict[str, Any]], start: int, end: int) -> bool:
    return any(start < label["end"] and label["start"] < end for label in labels)


def main() -> None:
    """Print a line with evidence and one without."""
    data = os.environ.get("BENCH_DATA")
    if not data:
        say("labelled news is left out: it is in the folder that BENCH_DATA names")
        return
    folder = Path(data, "text")
    matcher = matching.compile(
        read_lists([folder / "news_watchlist.ftm.json.gz", CONFIG / "countries.toml", CONFIG / "evidence.toml"])
    )
    counted = {True: Counted(), False: Counted()}
    labels = {row["id"]: row["spans"] for row in rows(folder / "news_dev_hits.jsonl.gz")}
    for row in rows(folder / "news_dev.jsonl.gz"):
        screen(matcher, row, labels[row["id"]], counted)
    say(f"{'':18} {'recall: spans':>13} {'entities':>9} {'surnames':>9} {'precision':>10} {'order':>6}")
    for with_evidence, name in ((False, "names alone"), (True, "with evidence")):
        one = counted[with_evidence]
        spans, entities = one.recall
        surnames = f"{sum(one.surnames)} of {len(one.surnames)}"
        say(f"{name:18} {spans:13.3f} {entities:9.3f} {surnames:>9} {one.precision:10.3f} {one.order:6.3f}")
    if "--show" in sys.argv:
        for line in counted[True].wrong:
            say(f"false: {line}")
        for line in counted[True].missed:
            say(f"missed: {line}")


def screen(
    matcher: Matcher, row: dict[str, Any], labels: Sequence[dict[str, Any]], counted: dict[bool, Counted]
) -> None:
    """Screen one text both ways."""
    document = make_document(row["text"], row["id"])
    mentions = matcher.find(document)
    for with_evidence, one in counted.items():
        hits = matching.assess(matcher, document, mentions, with_evidence=with_evidence)
        one.add(labels, hits, matcher.policy.alert_at)


def rows(file: Path) -> Iterator[dict[str, Any]]:
    """The objects of a gzipped file of JSON lines."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


if __name__ == "__main__":
    main()
