"""What a text leaves behind, so that names which are listed later can be looked for without reading it again.

A name is found where some of the stretches between white space lead to it. Which of them stand in a text is all that
has to be kept: a text in which they do not all stand cannot have the name, wherever they stand.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from watchlist.matching.blocks import blocks
from watchlist.matching.chunks import Known, bare_chunks
from watchlist.matching.index import Postings
from watchlist.matching.matcher import Matcher
from watchlist.text.straighten import straighten
from watchlist.text.unspaced import has_unspaced

# Stands for the characters of a text that are written without spaces; no chunk has it, for it is white space.
_UNSPACED = "\u3000"
# Chunks whose meaning is remembered: about 100 MB when full.
_MEMO_CHUNKS = 1_000_000


def traces(text: str) -> set[str]:
    """What a text leaves behind: its distinct stretches between white space, without the signs around them."""
    plain = straighten(text)
    found = bare_chunks(chunk for block in blocks(plain) for chunk in block.text.split())
    return found | {_UNSPACED} if has_unspaced(plain) else found


@dataclass(frozen=True, slots=True)
class _Lead:
    """What a chunk may stand for: listed words, of which some lead to names in company; and the names of it alone."""

    known: Known | None
    alone: Sequence[object]


class TraceReader:
    """Tells which texts one watchlist's names may stand in; all of them, and some in which they do not."""

    def __init__(self, matcher: Matcher) -> None:
        """Look for the names of this matcher."""
        self._matcher = matcher
        self._judged: dict[str, _Lead | None] = {}

    def texts(self, chunks: Sequence[str], where: Postings) -> list[int]:
        """The numbers of the texts to read again, ascending.

        Args:
            chunks: distinct chunks that texts have left.
            where: for each of them the texts that it stands in.
        """
        leads = self._leads(chunks)
        always = [where.of(place) for place, lead in leads.items() if lead.alone]
        found: set[int] = set(np.concatenate(always).tolist()) if always else set()
        for text, places in _by_text({place: lead for place, lead in leads.items() if lead.known}, where):
            if text not in found and self._may_hold([known for place in places if (known := leads[place].known)]):
                found.add(text)
        return sorted(found)

    def _leads(self, chunks: Sequence[str]) -> dict[int, _Lead]:
        """What the chunks that may belong to names stand for, by their place."""
        if len(self._judged) > _MEMO_CHUNKS:
            self._judged = {}
        known = self._judged
        new = {chunk for chunk in chunks if chunk not in known}
        known |= dict.fromkeys(new)
        known |= {chunk: _Lead(*found) for chunk, found in self._matcher.judge_chunks(new - {_UNSPACED}).items()}
        if self._matcher.has_unspaced_names:
            known[_UNSPACED] = _Lead(None, (_UNSPACED,))
        return {place: lead for place, chunk in enumerate(chunks) if (lead := known[chunk]) is not None}

    def _may_hold(self, known: Sequence[Known]) -> bool:
        """Whether chunks of one text have, together, enough words of a name."""
        near = {number for one in known for number in one.listed}
        initials = {chr(ord("a") + bit) for one in known for bit in range(26) if one.initial >> bit & 1}
        return any(
            self._matcher.leads_to_names(number, near, initials)
            for number in dict.fromkeys(anchor for one in known for anchor in one.anchors)
        )


def _by_text(leads: Mapping[int, _Lead], where: Postings) -> Iterator[tuple[int, list[int]]]:
    """The texts that have a chunk which leads to names, each with the places of all that may belong to them."""
    anchored = np.zeros(int(where.numbers.max()) + 1 if len(where.numbers) else 0, np.bool_)
    for place, lead in leads.items():
        if lead.known and lead.known.anchors:
            anchored[where.of(place)] = True
    found: dict[int, list[int]] = defaultdict(list)
    for place in leads:
        texts: npt.NDArray[np.int32] = where.of(place)
        for text in texts[anchored[texts]].tolist():
            found[text].append(place)
    yield from found.items()
