"""Of a changed document, what is new: a name in a passage that stood there before has been told already."""

import re
from collections.abc import Sequence
from dataclasses import replace

from watchlist.model.alerts import Hit, Mention
from watchlist.text.tokens import Sentences

_SPACE = re.compile(r"\s+")


def only_added(hits: Sequence[Hit], before: str) -> list[Hit]:
    """The hits of a document with the mentions that stand in sentences which the earlier text has not.

    A hit loses as many points as its best mention of these has less.
    """
    old = _SPACE.sub(" ", before)
    found = []
    for hit in hits:
        sentences = Sentences(hit.document.text)
        added = tuple(mention for mention in hit.mentions if _sentence(hit, sentences, mention) not in old)
        if added:
            lost = max(m.score for m in hit.mentions) - max(m.score for m in added)
            found.append(replace(hit, mentions=added, score=round(max(0.0, hit.score - lost), 1)))
    return found


def _sentence(hit: Hit, sentences: Sentences, mention: Mention) -> str:
    start, end = sentences.around(mention.start, mention.end)
    return _SPACE.sub(" ", hit.document.text[start:end]).strip()
