"""Two peers that bring much with them, in an environment of their own: juditha (names in text), logic-v2 (name pairs).

    python bench/peers.py < question.json > answer.json

It knows nothing of watchlist. The question has `names` (pairs of a name and a schema), `texts` (title to documents)
and `planted` (a text with a name in it, and that name), or `pairs` (two names and a schema). The answer has seconds,
speeds and numbers found, or the score of each pair.
"""

import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any


def main() -> None:
    """Answer the question of standard input."""
    question = json.load(sys.stdin)
    # What the libraries log goes to standard output, and would be in the way.
    answer_to, sys.stdout = sys.stdout, sys.stderr
    answer: dict[str, Any] = {}
    if question.get("names"):
        answer["juditha"] = ask_juditha(question)
    if question.get("pairs"):
        answer["logic-v2"] = score_pairs(question["pairs"])
    json.dump(answer, answer_to)


def ask_juditha(question: dict[str, Any]) -> dict[str, Any]:
    """Build its store and time both of its ways to find names."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["JUDITHA_URI"] = f"{folder}/store"
        from juditha import io
        from juditha.store import get_build_store, get_store

        started = time.perf_counter()
        store = get_build_store()
        for schema in sorted({schema for _, schema in question["names"]}):
            file = Path(folder, f"{schema}.txt")
            file.write_text("\n".join(name for name, its in question["names"] if its == schema))
            io.load_names(str(file), store, schema)
        store.build()
        answer: dict[str, Any] = {"build": time.perf_counter() - started, "speeds": {}}
        found = get_store()
        text, name = question["planted"]
        assert any(mention.text == name for mention in found.extract(text)), name
        for way, find in (("extract", found.extract), ("percolate", lambda text: found.percolate(text, slop=2))):
            for title, documents in question["texts"].items():
                megabytes = sum(len(document.encode()) for document in documents) / 1e6
                started = time.perf_counter()
                number = sum(len(list(find(document))) for document in documents)
                answer["speeds"][f"{way}: {title}"] = [megabytes / (time.perf_counter() - started), number]
    return answer


def score_pairs(pairs: list[tuple[str, str, str]]) -> list[float]:
    """The score of each pair of names, 0 to 1, as of two entities that have nothing but the name."""
    from followthemoney import model
    from nomenklatura.matching import get_algorithm
    from nomenklatura.matching.types import ScoringConfig

    algorithm = get_algorithm("logic-v2")
    config = algorithm.default_config() if hasattr(algorithm, "default_config") else ScoringConfig.defaults()

    def entity(id: str, name: str, schema: str) -> Any:
        return model.get_proxy({"id": id, "schema": schema, "properties": {"name": [name]}})

    # It remembers by id, so each entity has its own.
    return [
        algorithm.compare(entity(f"a{n}", one, schema), entity(f"b{n}", other, schema), config).score
        for n, (one, other, schema) in enumerate(pairs)
    ]


if __name__ == "__main__":
    main()
