"""Lists and texts to measure with: real ones from a folder, or made up."""

import csv
import gzip
import random
import sys
from collections.abc import Iterable
from pathlib import Path

from watchlist.lists import source
from watchlist.model.entities import Entity, Name, Schema, Watchlist
from watchlist.screening.refresh import assemble

CONFIG = Path(__file__).resolve().parent.parent / "config"
# Characters a document is joined up to, as long as an article.
ARTICLE = 4_000


def real(folder: Path) -> tuple[Watchlist, dict[str, list[str]]]:
    """OFAC's list and two texts: ordinary news joined to articles, and a long report dense with names."""
    files = [folder / "lists" / "ofac" / "triple_2023-12-28", CONFIG / "countries.toml", CONFIG / "evidence.toml"]
    watchlist = assemble([source.read(file) for file in files])
    with gzip.open(folder / "text" / "ag_news.csv.gz", "rt", encoding="utf-8") as lines:
        news = join(" ".join(row[1:]) for row in csv.reader(lines))
    with gzip.open(folder / "text" / "report_de_2024.txt.gz", "rt", encoding="utf-8") as file:
        report = join(file.read().split("\n\n"))
    return watchlist, {"ag_news": news, "report_de_2024": report}


def made() -> tuple[Watchlist, dict[str, list[str]]]:
    """30,000 names of made-up syllables, and text of made-up words with a name in every hundredth sentence."""
    chance = random.Random(1)  # noqa: S311 - a sample, no secret
    syllables = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er", "ov")]

    def word(least: int, most: int) -> str:
        return "".join(chance.choices(syllables, k=chance.randint(least, most)))

    names = [f"{word(2, 3).title()} {word(2, 4).title()}" for _ in range(30_000)]
    entities = tuple(Entity(f"made:{i}", schema=Schema.PERSON, names=(Name(name),)) for i, name in enumerate(names))
    common = [word(1, 3) for _ in range(5_000)]
    weights = [1 / (i + 1) for i in range(len(common))]
    sentences = []
    for _ in range(12_000):
        words = chance.choices(common, weights, k=14)
        if chance.random() < 0.01:
            words[5] = chance.choice(names)
        words[0] = words[0].title()
        sentences.append(" ".join(words) + ".")
    return Watchlist("made", (), entities), {"made-up text": join(sentences)}


def join(pieces: Iterable[str]) -> list[str]:
    """Pieces joined to documents of an article's length."""
    documents, current = [], ""
    for piece in pieces:
        current += piece + "\n"
        if len(current) >= ARTICLE:
            documents.append(current)
            current = ""
    return [*documents, current] if current else documents


def say(line: str) -> None:
    """One line of the table."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
