"""Names in scripts without spaces between words, in running text."""

import pytest

from watchlist import matching
from watchlist.matching.pack import pack, unpack
from watchlist.matching.policy import Policy
from watchlist.model.documents import make_document
from watchlist.model.entities import Entity, Name, NameKind, Schema, Strength, Watchlist


def _entity(id, schema, *names):
    return Entity(id, schema=schema, names=tuple(Name(name) for name in names))


ENTITIES = (
    _entity("x:tiesan", Schema.PERSON, "Jin Tiesan (金铁三)"),
    _entity("x:tunglien", Schema.COMPANY, "華信船務(香港)有限公司"),
    _entity("x:kim", Schema.PERSON, "김영복"),
    _entity("x:aum", Schema.ORGANIZATION, "オウム真理教"),
    _entity("x:stalin", Schema.PERSON, "スターリン"),
    _entity("x:wei", Schema.ORGANIZATION, "王伟"),
    _entity("x:barisan", Schema.ORGANIZATION, "บีอาร์เอ็น"),
    Entity(
        "x:weak",
        schema=Schema.PERSON,
        names=(Name("Li Xiaocui"), Name("李晓翠", NameKind.ALIAS, strength=Strength.WEAK)),
    ),
)


@pytest.fixture(scope="module")
def matcher():
    return matching.compile(Watchlist("v", (), ENTITIES))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("据报道金铁三已经离开平壤。", [("x:tiesan", "金铁三", 90.0)], id="no-spaces"),
        pytest.param("據報導金鐵三已經離開平壤。", [("x:tiesan", "金鐵三", 90.0)], id="traditional"),
        pytest.param("金·铁 三说", [("x:tiesan", "金·铁 三", 90.0)], id="dots-and-spaces"),
        pytest.param("金铁二说", [], id="another-character"),
        pytest.param(
            "华信船务（香港）有限公司的船", [("x:tunglien", "华信船务（香港）有限公司", 100.0)], id="simplified-company"
        ),
        pytest.param("華信船務香港的船", [("x:tunglien", "華信船務香港", 99.6)], id="without-legal-form"),
        pytest.param("김영복은 오늘 말했다", [("x:kim", "김영복", 90.0)], id="korean-particle"),
        pytest.param("김영복씨가 말했다", [("x:kim", "김영복", 90.0)], id="korean-mister"),
        pytest.param("김영복동 주민", [], id="korean-longer-word"),
        pytest.param("최김영복 말했다", [], id="korean-other-beginning"),
        pytest.param("かつてオウム真理教は", [("x:aum", "オウム真理教", 100.0)], id="japanese"),
        pytest.param("スターリンが", [("x:stalin", "スターリン", 100.0)], id="katakana"),
        pytest.param("ｽﾀｰﾘﾝが", [("x:stalin", "ｽﾀｰﾘﾝ", 100.0)], id="half-width"),
        pytest.param("スターリング銀", [], id="katakana-longer-word"),
        pytest.param("นักวิจัยกล่าวว่าบีอาร์เอ็นเจรจา", [("x:barisan", "บีอาร์เอ็น", 100.0)], id="thai"),
        pytest.param("国王伟大", [], id="two-characters-say-nothing"),
        pytest.param("据报道李晓翠已经离开。", [], id="weak-alias"),
        pytest.param("Nothing of the kind stands here.", [], id="other-script"),
    ],
)
def test_found_as_a_run_of_characters(matcher, text, found):
    mentions = matcher.find(make_document(text, "x"))
    assert [(m.entity_id, m.surface, m.score) for m in mentions] == found
    assert all(text[m.start : m.end] == m.surface for m in mentions)


def test_the_packed_matcher_finds_the_same(matcher):
    text = "据报道金铁三已经离开平壤。華信船務香港的船"
    again = unpack(memoryview(pack(matcher)), Policy())
    assert again.find(make_document(text, "x")) == matcher.find(make_document(text, "x"))


def test_a_single_name_is_compared_too(matcher):
    assert [(m.entity_id, m.score) for m in matcher.match("金鐵三")][:1] == [("x:tiesan", 90.0)]


def test_what_is_found_so_is_not_called_restricted(matcher):
    assert [skip.name for skip in matcher.skipped] == []


def test_a_long_text_of_one_character_is_bounded(matcher):
    assert matcher.find(make_document("金" * 200_000, "x")) == []
