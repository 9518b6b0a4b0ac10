"""Names found in running text, and names not found: one row a case, each from a real way of writing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchlist import matching
from watchlist.model.documents import make_document
from watchlist.model.entities import Basis, Entity, Name, Schema, Watchlist

ALERT_AT = matching.Policy().alert_at


def screen(matcher, text):
    return [hit for hit in matching.screen(matcher, make_document(text, "test")) if hit.score >= ALERT_AT]


def found(matcher, text):
    """The mentions of a text's alerts as (entity, surface)."""
    return [(hit.entity.id.split(":")[1], m.surface) for hit in screen(matcher, text) for m in hit.mentions]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("met Sergei Shoigu in", ("shoigu", "Sergei Shoigu"), id="as-listed"),
        pytest.param("met Sergei Shoigu's aide", ("shoigu", "Sergei Shoigu"), id="possessive"),
        pytest.param("SHOIGU, Sergei", ("shoigu", "SHOIGU, Sergei"), id="last-first"),
        pytest.param("met Shoigu Sergei in", ("shoigu", "Shoigu Sergei"), id="turned-round"),
        pytest.param("met Sergei Shoygu in", ("shoigu", "Sergei Shoygu"), id="one-letter-off"),
        pytest.param("met Sergei K. Shoigu in", ("shoigu", "Sergei K. Shoigu"), id="middle-initial"),
        pytest.param("VLADIMIR PUTIN SAID", ("putin", "VLADIMIR PUTIN"), id="capitals"),
        pytest.param("vladimir putin said so", ("putin", "vladimir putin"), id="lower-case-text"),
        pytest.param("Vladimir\nPutin", ("putin", "Vladimir\nPutin"), id="line-break"),
        pytest.param("Vladimir\u00a0Putin", ("putin", "Vladimir\u00a0Putin"), id="no-break-space"),
        pytest.param("Vladi\u200bmir Pu\u00adtin", ("putin", "Vladi\u200bmir Pu\u00adtin"), id="invisible-characters"),
        pytest.param("Mohammad Reza Gharaei Ashtiani", ("ashtiani", "Mohammad Reza Gharaei Ashtiani"), id="no-hyphen"),
        pytest.param("Mohammadreza Gharaei Ashtiani", ("ashtiani", "Mohammadreza Gharaei Ashtiani"), id="joined"),
        pytest.param("a Shahed-136 fell", ("shahed-136", "Shahed-136"), id="designator"),
        pytest.param("a Shahed 136 fell", ("shahed-136", "Shahed 136"), id="designator-with-space"),
        pytest.param("a Shahed136 fell", ("shahed-136", "Shahed136"), id="designator-in-one"),
        pytest.param("дрон «Герань-2» упал", ("shahed-136", "Герань-2"), id="designator-cyrillic"),
        pytest.param("the “Geran-2” fell", ("shahed-136", "Geran-2"), id="designator-quoted"),
        pytest.param("many Shahed drones fell", ("shahed", "Shahed drones"), id="plural-of-a-phrase"),
        pytest.param("sold by rosoboronexport to", ("rosoboronexport", "rosoboronexport"), id="one-rare-word-lower"),
        pytest.param("met Ser-\ngei Shoigu", ("shoigu", "Ser-\ngei Shoigu"), id="hyphenated-at-the-line-end"),
        pytest.param("sold by Rosoboron-Export to", ("rosoboronexport", "Rosoboron-Export"), id="a-hyphen-within"),
        pytest.param("met S h o i g u Sergei", ("shoigu", "S h o i g u Sergei"), id="letters-spaced-out"),
        pytest.param("met Sеrgеі Shоіgu", ("shoigu", "Sеrgеі Shоіgu"), id="cyrillic-lookalikes"),
        pytest.param("sold by Rosoboronexport to", ("rosoboronexport", "Rosoboronexport"), id="one-word-name"),
        pytest.param("sold by Rosoboronexgort to", ("rosoboronexport", "Rosoboronexgort"), id="one-long-word-one-slip"),
        pytest.param("met Vladimir Putin. Ashtiani0 and", ("putin", "Vladimir Putin"), id="a-digit-that-is-none"),
    ],
)
def test_found(matcher, text, expected):
    assert expected in found(matcher, text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Sergei met Vladimir in Ashtian.", id="given-names-alone"),
        pytest.param("Shoigu spoke.", id="weak-alias-alone"),
        pytest.param("S. Shoigu spoke.", id="initial-alone"),
        pytest.param("Vladimir Vladimirovich Petrov spoke.", id="another-family-name"),
        pytest.param("Vladimir left. Putin stayed.", id="two-sentences"),
        pytest.param("Vladimir, who met Boris and Ivan, knows Putin.", id="too-far-apart"),
        pytest.param("a Shahed-135 fell", id="another-number"),
        pytest.param("a Shahed-1360 fell", id="a-longer-number"),
        pytest.param("Fath. 360 people came", id="a-sentence-between"),
        pytest.param("Shahed said so", id="a-given-name"),
        pytest.param("Sergei said Shoigu", id="a-verb-between"),
        pytest.param("The rosoboronexport of Moscow", id="one-word-in-lower-case-among-capitals"),
        pytest.param("", id="nothing"),
    ],
)
def test_not_found(matcher, text):
    assert found(matcher, text) == []


def test_two_entities_of_one_name_are_two_hits(matcher):
    ids = [hit.entity.id for hit in screen(matcher, "Karim Jafar Hassani was seen.")]
    assert ids == ["documents:karim-hassani-1", "documents:karim-hassani-2"]


def test_a_later_family_name_belongs_to_the_same_hit(matcher):
    (hit,) = screen(matcher, "Sergei Shoigu came. Later Shoigu left, and shoigu is no name.")
    assert [m.surface for m in hit.mentions] == ["Sergei Shoigu", "Shoigu"]
    assert hit.score == 100.0


def test_the_word_of_a_longer_designator_is_no_mention_of_a_shorter(matcher):
    assert found(matcher, "Shahed drones and one Shahed-136") == [
        ("shahed", "Shahed drones"),
        ("shahed-136", "Shahed-136"),
    ]


def test_the_reason_is_word_by_word(matcher):
    (hit,) = screen(matcher, "Vladimir Putyn")
    (mention,) = hit.mentions
    assert mention.words == (("vladimir", "Vladimir", 100.0), ("putin", "Putyn", 80.0))
    assert mention.costs[0] == ("putin is written otherwise", 8.0)
    assert mention.score == round(100.0 - sum(cost.points for cost in mention.costs), 1)


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        pytest.param("Vladimir Putin", "Vladimir Putyn", id="a-slip"),
        pytest.param("Karim Jafar Hassani", "Karim Hassani", id="missing-middle-name"),
        pytest.param("Karim Hassani", "Karim Walid Hassani", id="missing-beats-contradicted"),
        pytest.param("Vladimir Putin", "Putin Vladimir", id="customary-order"),
        pytest.param("Shahed-136", "Shaheed-136", id="slip-in-a-designator"),
    ],
)
def test_what_is_nearer_ranks_higher(matcher, better, worse):
    def best(text):
        return max((m.score for m in matcher.find(make_document(text, "test"))), default=0)

    assert best(better) > best(worse)


def test_an_official_listing_makes_it_designated(matcher):
    bases = {hit.entity.id: hit.entity.basis for hit in screen(matcher, "Sergei Shoigu and Vladimir Putin")}
    assert bases == {"documents:shoigu": Basis.DESIGNATED, "documents:putin": Basis.NAMED}


def test_a_country_of_the_entity_beside_the_name_is_evidence(matcher):
    (hit,) = screen(matcher, "Russian minister Sergei Shoygu came.")
    (evidence,) = hit.evidence
    assert (evidence.kind, evidence.text, evidence.start, evidence.points) == ("country", "Russian", 0, 2.0)
    assert hit.score == hit.mentions[0].score + 2.0


PIECES = st.sampled_from(
    ["Sergei", "Shoigu", "Putin", "Vladimir", "Shahed", "136", "-", " ", "\n", ". ", "Iran", "'s", "Iranian", "drone",
     "drones", "industry", "Russia", "aerospace", "and", "of", "in", ",", "\u200b", "é", "Герань", "2", "\ud800", "S."]
)  # fmt: skip


@given(st.lists(PIECES | st.characters(), max_size=40).map("".join))
def test_every_span_is_the_text_at_its_place(matcher, text):
    for hit in matching.screen(matcher, make_document(text, "test")):
        assert 0 <= hit.score <= 100
        context = hit.context
        assert text[context.start : context.end] == context.text
        for mention in hit.mentions:
            assert text[mention.start : mention.end] == mention.surface
            assert 0 <= mention.score <= 100
        for evidence in hit.evidence:
            assert text[evidence.start : evidence.end] == evidence.text


@given(st.permutations(["Sergei Shoigu came.", "Putin, Vladimir", "A Shahed-136 fell.", "Sergey Shoigu"]))
def test_the_memo_does_not_depend_on_what_came_before(watchlist, texts):
    used = matching.compile(watchlist)
    for text in texts:
        fresh = matching.compile(watchlist)
        document = make_document(text, "test")
        assert used.find(document) == fresh.find(document)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("x" * 1_000_000, id="one-word-of-a-million-letters"),
        pytest.param("\u0301" * 100_000, id="marks-alone"),
        pytest.param("Shoigu " * 50_000, id="one-name-over-and-over"),
        pytest.param("\ud800\udfff\x01" * 10_000, id="surrogates-and-controls"),
        pytest.param("Sergei Shoigu " * 20_000, id="thousands-of-mentions"),
        pytest.param("Iranian drones and UAVs " * 10_000, id="thousands-of-terms"),
        pytest.param("11. " * 100_000, id="numbers-that-look-like-sentence-ends"),
        pytest.param(" " * 500_000 + "\n" * 100_000, id="nothing-but-space"),
        pytest.param("." * 500_000, id="nothing-but-full-stops"),
    ],
)
def test_odd_texts_are_screened(matcher, text):
    for hit in matching.screen(matcher, make_document(text, "test")):
        assert all(text[m.start : m.end] == m.surface for m in hit.mentions)


MISREAD = Entity("x:biel", schema=Schema.PERSON, names=(Name("BIEL, Gordonko"),))


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        pytest.param("Yesterday Gordonko Bie1 spoke.", "Gordonko Bie1", id="one-for-l-at-the-end"),
        pytest.param("Yesterday Gordonk0 Biel spoke.", "Gordonk0 Biel", id="nought-for-o-at-the-end"),
        pytest.param("Yesterday Gordonko Bie2 spoke.", None, id="no-such-letter"),
    ],
)
def test_a_digit_at_the_end_for_a_letter(text, surface):
    matcher = matching.compile(Watchlist("v", (), (MISREAD,)))
    assert [m.surface for m in matcher.find(make_document(text, "x"))] == ([surface] if surface else [])
