"""What stands beside a mention and bears on it: a country of the entity, a word of action."""

from collections.abc import Iterator

from watchlist.matching.lexicon import Reading
from watchlist.matching.policy import ACTION_POINTS, COUNTRY_POINTS
from watchlist.model.alerts import Evidence, Mention
from watchlist.model.entities import Entity, Schema, Sector, Watchlist
from watchlist.text.names import name_words


class EvidenceFinder:
    """The words of countries and actions of one watchlist, ready to be found beside a mention."""

    def __init__(self, watchlist: Watchlist) -> None:
        """Index the words; of a country's names only those of one word, which is how sentences mostly put them."""
        self._countries: dict[str, str] = {}
        for country in watchlist.countries:
            for written in (*country.names, *country.adjectives):
                words = name_words(written)
                if len(words) == 1:
                    self._countries[words[0]] = country.code
        self._actions = {
            word: action.kind
            for action in watchlist.actions
            for written in action.words
            for word in name_words(written)
        }

    def beside(self, item: Entity | Sector, mention: Mention, reading: Reading) -> Iterator[Evidence]:
        """The evidence in the sentence of a mention, nearest first."""
        number = reading.sentences.number(mention.start)
        same = [i for i, sentence in enumerate(reading.sentence) if sentence == number]
        same.sort(key=lambda i: abs(reading.words[i].start - mention.start))
        for i in same:
            start, end, surface = reading.surface(i, i)
            if mention.start <= start < mention.end:
                continue
            folded = reading.meanings[i].folded
            if item.schema is Schema.SECTOR and folded in self._actions:
                yield Evidence(self._actions[folded], surface, start, end, ACTION_POINTS)
            elif item.schema is not Schema.SECTOR and self._countries.get(folded) in item.countries:
                yield Evidence("country", surface, start, end, COUNTRY_POINTS)
