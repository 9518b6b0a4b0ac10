"""The shipped lists and texts hold together: passages, labels, people who only speak."""

import re

import pytest

from tests.conftest import PROJECT
from watchlist import matching
from watchlist.config import SHIPPED_LISTS
from watchlist.matching import Policy
from watchlist.model.documents import make_document
from watchlist.model.entities import Basis, Entity
from watchlist.screening.measure import measure, read_labels
from watchlist.screening.refresh import problems, read_lists
from watchlist.text.tokens import Sentences

CORPUS = PROJECT / "corpus"
CONFIG = PROJECT / "config"
FILES = [CONFIG / name for name in SHIPPED_LISTS]
TEXTS = {path.stem: path.read_text() for path in sorted(CORPUS.glob("*.txt"))}


@pytest.fixture(scope="module")
def shipped():
    return read_lists(FILES)


@pytest.fixture(scope="module")
def shipped_matcher(shipped):
    return matching.compile(shipped)


def test_there_are_five_texts_with_a_header_each():
    assert list(TEXTS) == ["000", "001", "002", "003", "004"]
    for name, text in TEXTS.items():
        header = text.split("\n\n")[0]
        assert header.startswith(f"Document: {name}\n")
        assert {line.split(":")[0] for line in header.split("\n")} >= {"Document", "Publisher", "Title", "Date"}


def test_no_entry_is_refused_and_no_name_skipped(shipped, shipped_matcher):
    assert problems(shipped) == ()
    assert shipped_matcher.skipped == ()


def statements():
    watchlist = read_lists(FILES)
    return [
        pytest.param(item, s, id=f"{item.id}-{s.document}-{s.start}")
        for item in watchlist.items()
        for s in item.statements
    ]


@pytest.mark.parametrize(("item", "statement"), statements())
def test_a_statement_rests_on_whole_sentences_of_its_document(shipped_matcher, item, statement):
    text = TEXTS[statement.document]
    assert 0 <= statement.start < statement.end <= len(text)
    assert Sentences(text).around(statement.start, statement.end) == (statement.start, statement.end)
    assert (statement.basis is Basis.DESIGNATED) or not statement.by, "who sanctioned it belongs to designated"


def test_what_a_statement_names_is_found_in_its_document(shipped, shipped_matcher):
    for item in shipped.items():
        if not item.statements:
            continue
        named = {s.document for s in item.statements}
        found = {
            name
            for name in named
            for hit in matching.screen(shipped_matcher, make_document(TEXTS[name], name))
            if hit.entity.id == item.id
        }
        assert found, f"{item.id} is found in none of the documents it rests on"


def test_everything_rests_on_a_document_or_tells_its_source(shipped):
    assert [item.id for item in shipped.items() if not item.statements and not item.source] == []


@pytest.mark.parametrize(
    ("id", "ofac", "canada"),
    [
        ("documents:sergei-shoigu", "35173", "russia-1-part-1-504"),
        ("documents:vladimir-putin", "35096", "russia-1-part-1-503"),
        ("documents:mohammad-reza-gharaei-ashtiani", "27855", "iran-1-part-2-95"),
    ],
)
def test_the_official_listings(shipped, id, ofac, canada):
    (entity,) = [entity for entity in shipped.entities if entity.id == id]
    assert {(listing.publisher, listing.reference) for listing in entity.listings} == {
        ("ofac", ofac), ("ca", canada),
    }  # fmt: skip
    assert entity.basis is Basis.DESIGNATED


def test_recall_and_false_hits_on_the_labels(shipped_matcher):
    measured = measure(shipped_matcher, CORPUS / "labels.csv", 1_000_000)
    assert (measured.missed, measured.mistaken, measured.unlabelled) == ([], [], [])
    assert measured.listed >= 25
    assert measured.lookalikes >= 30


def test_every_text_has_labels_of_both_kinds():
    labels = list(read_labels(CORPUS / "labels.csv"))
    assert {(label.document, label.label) for label in labels} == {
        (f"{name}.txt", kind) for name in TEXTS for kind in ("listed", "lookalike")
    }


SPEAKERS = ["Cleverly", "Stroul", "Burns", "Amir-Abdollahian", "Taleblu", "Stradner", "Hansbury"]


@pytest.mark.parametrize("speaker", SPEAKERS)
def test_people_who_only_speak_are_neither_listed_nor_hit(shipped, shipped_matcher, speaker):
    assert any(speaker in text for text in TEXTS.values())
    names = [name.text for item in shipped.items() if isinstance(item, Entity) for name in item.names]
    assert [name for name in names if speaker in name] == []
    for name, text in TEXTS.items():
        surfaces = [m.surface for m in shipped_matcher.find(make_document(text, name))]
        assert [surface for surface in surfaces if speaker in surface] == []


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        pytest.param("El ministro Serguei Shoigu viajó a Teherán.", "sergei-shoigu", id="spanish"),
        pytest.param("Verteidigungsminister Sergej Schoigu reiste nach Teheran.", "sergei-shoigu", id="german"),
        pytest.param("Министр обороны Сергей Шойгу прибыл в Тегеран.", "sergei-shoigu", id="russian"),
        pytest.param("Präsident Wladimir Putin sagte", "vladimir-putin", id="german-putin"),
        pytest.param("Defence minister Mohammad Reza Ashtiani said", "mohammad-reza-gharaei-ashtiani", id="ofac-form"),
        pytest.param("дроны «Шахед-136» и «Герань-1»", "shahed-131", id="russian-designator"),
        pytest.param("پهپاد شاهد ۱۳۶", "shahed-136", id="persian-designator"),
        pytest.param("a battery of Fath-360 missiles", "fath-360", id="missile"),
    ],
)
def test_other_spellings_of_the_listed(shipped_matcher, text, entity):
    hits = matching.screen(shipped_matcher, make_document(text, "test"))
    assert f"documents:{entity}" in {hit.entity.id for hit in hits if hit.score >= Policy().alert_at}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Burns Night was cleverly planned by Strouls and Taleb.", id="words-like-names"),
        pytest.param("The Russian Aerospace Forces struck.", id="a-service-of-the-forces"),
        pytest.param("Sergei Lavrov met Vladimir Medinsky.", id="given-names-shared"),
        pytest.param("Russian drones hit the city as Iran denied it.", id="russian-drones"),
        pytest.param("Geraniums need 2 litres a day; Geran 3 is a road.", id="geraniums"),
        pytest.param("Shahed Ansari, 31, won; Shahed 13 lost.", id="a-given-name"),
        pytest.param("Fatah said 360 people came.", id="another-party"),
        pytest.param("Iran's business and agricultural sectors grew.", id="other-sectors"),
        pytest.param("Iran criticised the sale of drones by Turkey.", id="other-peoples-drones"),
    ],
)
def test_look_alikes(shipped_matcher, text):
    hits = matching.screen(shipped_matcher, make_document(text, "test"))
    assert [(hit.entity.id, hit.mentions[0].surface) for hit in hits if hit.score >= Policy().alert_at] == []


def test_the_texts_stand_in_lines_of_their_own():
    for text in TEXTS.values():
        assert text.endswith("\n")
        assert not re.search(r"[ \t]\n|\r", text)
