"""Derive the tables in watchlist/text/data from what others know of names and words. Run by hand, seldom.

    python tools/derive_tables.py FOLDER_OF_OFAC_FILES

It needs rigour (MIT), wordfreq (data CC BY-SA 4.0) and opencc-python-reimplemented (Apache 2.0), which are no
dependencies of the product, and OFAC's sdn.csv and alt.csv (US public domain).
watchlist/text/data/README.md says what each table holds and under which licence it stands.
"""

import csv
import gzip
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import opencc
import wordfreq
from rigour.names import NameTypeTag, analyze_names
from rigour.names.org_types import extract_org_types

from watchlist.text.fold import fold, form_key
from watchlist.text.names import name_words
from watchlist.text.tokens import word_texts

DATA = Path(__file__).resolve().parent.parent / "watchlist" / "text" / "data"

# Languages whose words may stand in a text, and how many of the most common are kept of each.
LANGUAGES = {"en": 40_000} | dict.fromkeys(
    ("de", "fr", "es", "it", "pt", "nl", "pl", "tr", "ru", "uk", "ar", "fa", "he", "id", "sv", "ro", "cs"), 6_000
)
# How much rarer a word of another language is taken to be, as a logarithm: most texts are English.
OTHER_LANGUAGE = 1.0
# A word of names that stands in fewer of OFAC's names than this counts as rare.
LEAST_NAMES = 3
# Words of each language that rigour is asked about, at once, and the sizes of groups and words that are kept: larger
# groups are of abbreviations, shorter words are forms of too much.
ASKED = 80_000
BATCH = 200
MOST_FORMS = 40
LEAST_LETTERS = 3


def main(folder: Path) -> None:
    """Write every table."""
    DATA.mkdir(exist_ok=True)
    names = list(read_names(folder))
    write("common-words.txt.gz", common_words())
    write("name-words.txt.gz", count_name_words(names))
    write("name-symbols.txt.gz", name_symbols(names))
    write("org-forms.txt.gz", organisation_forms(names))
    write("simplified-characters.txt.gz", simplified_characters())


def read_names(folder: Path) -> Iterator[tuple[str, bool]]:
    """Every name of OFAC's list, and whether it is a person's."""
    persons: dict[str, bool] = {}
    for file, number, name in (("sdn", 0, 1), ("alt", 0, 3)):
        with gzip.open(folder / f"{file}.csv.gz", "rt", encoding="latin-1", newline="") as lines:
            for row in csv.reader(lines):
                if len(row) < 4:
                    continue
                if file == "sdn":
                    persons[row[number]] = row[2].strip() == "individual"
                yield row[name], persons.get(row[number], False)


def common_words() -> Iterator[str]:
    """Folded words with their frequency: ten times the logarithm of occurrences among a thousand million words."""
    found: dict[str, float] = {}
    for language, most in LANGUAGES.items():
        for word in wordfreq.top_n_list(language, most, wordlist="best"):
            folded = fold(word)
            if len(folded) >= 2 and not folded.isdigit():
                frequency = wordfreq.zipf_frequency(word, language) - (language != "en") * OTHER_LANGUAGE
                found[folded] = max(found.get(folded, 0.0), frequency)
    for word, frequency in sorted(found.items()):
        yield f"{word} {round(frequency * 10)}"


def count_name_words(names: Iterable[tuple[str, bool]]) -> Iterator[str]:
    """Folded words of names with the number of names, of 100,000, that have them."""
    counted: Counter[str] = Counter()
    total = 0
    for name, _ in names:
        total += 1
        counted.update(set(name_words(name)))
    for word, count in sorted(counted.items()):
        if count >= LEAST_NAMES:
            yield f"{word} {round(count * 100_000 / total)}"


def name_symbols(names: Iterable[tuple[str, bool]]) -> Iterator[str]:
    """Groups of words that are forms of one given or family name: folded, or as written in scripts without vowels."""
    asked = {word.lower() for name, is_person in names if is_person for word in word_texts(name)}
    for language in wordfreq.available_languages("best"):
        asked.update(wordfreq.top_n_list(language, ASKED, wordlist="best"))
    words = sorted(word for word in asked if word.isalpha() and len(word) > 1)
    groups: dict[str, set[str]] = defaultdict(set)
    for at in range(0, len(words), BATCH):
        for analysed in analyze_names(NameTypeTag.PER, words[at : at + BATCH], consolidate=False):
            for span in analysed.spans:
                if str(span.symbol.category).endswith("NAME"):
                    groups[str(span.symbol.id)].add(form_key(analysed.form))
    for group in groups.values():
        group.difference_update([key for key in group if len(key) < (LEAST_LETTERS if key.isascii() else 2)])
    fit = {
        frozenset(group)
        for group in groups.values()
        if 1 < len(group) <= MOST_FORMS and any(key.isascii() for key in group)
    }
    yield from sorted(" ".join(sorted(group)) for group in widest(fit))


def widest(groups: Iterable[frozenset[str]]) -> Iterator[frozenset[str]]:
    """The groups that are no part of another one."""
    holding: dict[str, list[frozenset[str]]] = defaultdict(list)
    for group in sorted(groups, key=len, reverse=True):
        if not any(group < other for other in holding[min(group)]):
            yield group
            for key in group:
                holding[key].append(group)


def organisation_forms(names: Iterable[tuple[str, bool]]) -> Iterator[str]:
    """Folded words and word groups that say what legal form an organisation has."""
    forms: set[str] = set()
    for name, is_person in names:
        if is_person:
            continue
        for form, _ in extract_org_types(name.casefold()):
            forms.add(" ".join(name_words(form)))
    yield from sorted(form for form in forms if form)


def simplified_characters() -> Iterator[str]:
    """Each traditional Chinese character with the simplified one that stands for it."""
    table = Path(opencc.__file__).parent / "dictionary" / "TSCharacters.txt"
    for line in table.read_text(encoding="utf-8").splitlines():
        traditional, simplified = line.split()[:2]
        if traditional != simplified:
            yield traditional + simplified


def write(file: str, lines: Iterable[str]) -> None:
    """Write one table, the same bytes for the same lines."""
    kept = list(lines)
    with (DATA / file).open("wb") as out, gzip.GzipFile("", "wb", 9, out, mtime=0) as packed:
        packed.write("".join(line + "\n" for line in kept).encode())
    sys.stdout.write(f"{file}: {len(kept)} lines, {(DATA / file).stat().st_size} bytes\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
