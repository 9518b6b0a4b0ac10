"""What a written word can mean on the watchlist, worked out once for each distinct word."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from rapidfuzz.distance import Levenshtein

from watchlist.matching.policy import EDITS_BY_LENGTH, SKELETON_AT
from watchlist.text.fold import fold, plural, skeleton
from watchlist.text.tokens import Sentences, Word, words

# Distinct written words remembered with their meanings: about 60 MB when full; then the memo starts afresh.
MEMO_WORDS = 200_000
# No listed word is longer, and a comparison costs the product of both lengths.
LONGEST_WORD = 64


@dataclass(frozen=True, slots=True)
class Meaning:
    """One written word: folded, and the listed words that it may stand for with their likeness, 0-100."""

    folded: str
    listed: Mapping[str, float]


_NOTHING: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Reading:
    """A text cut into words with their meanings; `words`, `meanings` and `sentence` have one item a word."""

    text: str
    words: list[Word]
    meanings: list[Meaning]
    sentences: Sentences
    sentence: list[int]
    is_lower_case: bool

    def between(self, i: int, j: int) -> str:
        """The signs and spaces between word i and word j, i < j."""
        return self.text[self.words[i].end : self.words[j].start]

    def is_capitalised(self, i: int) -> bool:
        """Whether word i may be a name by its first letter; scripts without case always may."""
        first = self.words[i].text[0]
        return not first.islower()

    def surface(self, first: int, last: int) -> tuple[int, int, str]:
        """Start, end and characters from word `first` to word `last`, both included."""
        start, end = self.words[first].start, self.words[last].end
        return start, end, self.text[start:end]


class Lexicon:
    """The listed words, found again exactly, one slip away, or by their consonants."""

    def __init__(self, listed: Iterable[str], nouns: Iterable[str] = ()) -> None:
        """Index folded `listed` words; `nouns` among them are found in the plural, too."""
        self._forms: dict[str, set[str]] = {}
        self._deletions: dict[str, set[str]] = {}
        self._skeletons: dict[str, set[str]] = {}
        self._memo: dict[str, Meaning] = {}
        for word in sorted(set(listed)):
            self._forms.setdefault(word, set()).add(word)
            if allowed_edits(word):
                for shorter in _deletions(word):
                    self._deletions.setdefault(shorter, set()).add(word)
                if len(key := skeleton(word)) >= 3:
                    self._skeletons.setdefault(key, set()).add(word)
        for noun in set(nouns):
            self._forms.setdefault(plural(noun), set()).add(noun)

    def read(self, text: str) -> Reading:
        """Cut a text into words and look each up."""
        cut = words(text)
        meanings = [self.meaning(word.text) for word in cut]
        sentences = Sentences(text)
        # Fewer than one word in fifty with a capital: the writer does without them.
        capitals = sum(not word.text[0].islower() for word in cut)
        return Reading(
            text, cut, meanings, sentences, [sentences.number(word.start) for word in cut], capitals * 50 < len(cut)
        )

    def meaning(self, written: str) -> Meaning:
        """What a word as written may stand for; remembered."""
        if len(written) > LONGEST_WORD:
            return Meaning(written[:LONGEST_WORD].lower(), _NOTHING)
        known = self._memo.get(written)
        if known is None:
            if len(self._memo) >= MEMO_WORDS:
                self._memo.clear()
            known = self._memo[written] = self._look_up(written)
        return known

    def _look_up(self, written: str) -> Meaning:
        folded = fold(written)
        listed = dict.fromkeys(self._forms.get(folded, ()), 100.0)
        for word in self._candidates(folded):
            if word not in listed and (likeness := compare(word, folded)):
                listed[word] = likeness
        return Meaning(folded, listed or _NOTHING)

    def _candidates(self, folded: str) -> Iterator[str]:
        if len(folded) < 4:
            return
        yield from self._deletions.get(folded, ())
        for shorter in _deletions(folded):
            yield from self._deletions.get(shorter, ())
            if shorter in self._forms and allowed_edits(shorter):
                yield shorter
        yield from self._skeletons.get(skeleton(folded), ())


def allowed_edits(word: str) -> int:
    """How many letters of a folded listed word may differ; none where it has a digit."""
    if not word.isalpha():
        return 0
    return next(edits for length, edits in reversed(EDITS_BY_LENGTH) if len(word) >= length)


def compare(listed: str, folded: str) -> float:
    """The likeness of a listed and a written word, both folded, 0-100; 0 when they are not the same word."""
    likeness = round(Levenshtein.normalized_similarity(listed, folded) * 100.0, 1)
    if likeness == 100.0:
        return likeness
    if Levenshtein.distance(listed, folded, score_cutoff=3) <= allowed_edits(listed):
        return likeness
    return likeness if likeness >= SKELETON_AT and skeleton(listed) == skeleton(folded) else 0.0


def _deletions(word: str) -> set[str]:
    return {word[:i] + word[i + 1 :] for i in range(len(word))}
