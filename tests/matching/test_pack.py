"""A compiled watchlist as bytes: the same matcher comes back, and what is not whole is refused."""

import pytest

from watchlist import matching
from watchlist.errors import ArtefactError
from watchlist.matching import MATCHER_VERSION, Policy
from watchlist.model.documents import make_document

TEXT = make_document(
    "Sergei Shoigu met E. Mohammadi. Iran's drone industry sends Shahed-136 and many Shahed drones; later Shoigu left.",
    "pack",
)


def test_the_same_comes_back(matcher):
    packed = matching.pack(matcher)
    back = matching.unpack(memoryview(packed), matcher.policy)
    assert matching.screen(back, TEXT) == matching.screen(matcher, TEXT)
    assert matching.screen(back, TEXT)
    assert back.match("Shoygu, Sergey") == matcher.match("Shoygu, Sergey")
    assert (list(back.skipped), back.versions) == (list(matcher.skipped), matcher.versions)
    assert list(back.items.items()) == sorted((item.id, item) for item in matcher.watchlist.items())
    assert matching.pack(back) == packed


def test_the_policy_is_the_readers_own(matcher):
    assert matching.unpack(memoryview(matching.pack(matcher)), Policy(alert_at=99.0)).policy.alert_at == 99.0


def damaged(packed: bytes, at: float) -> bytes:
    place = int(at * (len(packed) - 1))
    return packed[:place] + bytes([packed[place] ^ 1]) + packed[place + 1 :]


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        pytest.param(lambda packed: damaged(packed, 0.0), "not a compiled watchlist", id="first-byte"),
        pytest.param(lambda packed: damaged(packed, 0.02), "damaged", id="in-the-head"),
        pytest.param(lambda packed: damaged(packed, 0.5), "damaged", id="in-the-middle"),
        pytest.param(lambda packed: damaged(packed, 1.0), "damaged", id="last-byte"),
        pytest.param(lambda packed: packed[:-1], "damaged", id="cut-off"),
        pytest.param(lambda packed: packed[:30], "damaged", id="hardly-begun"),
        pytest.param(lambda packed: b"", "not a compiled watchlist", id="empty"),
        pytest.param(lambda packed: b"PK\x03\x04 another file", "not a compiled watchlist", id="another-file"),
    ],
)
def test_what_is_not_whole_is_refused(matcher, spoil, reason):
    with pytest.raises(ArtefactError, match=reason):
        matching.unpack(memoryview(spoil(matching.pack(matcher))), Policy())


def test_what_another_release_has_made_is_refused(matcher, foreign):
    with pytest.raises(ArtefactError, match=f"of matcher 1; this is matcher {MATCHER_VERSION}"):
        matching.unpack(memoryview(foreign), Policy())


@pytest.fixture
def foreign(matcher):
    """What matcher 1 would have written."""
    compiled = matcher.compiled
    return matching.pack(matching.Matcher(type(compiled)(**{**parts(compiled), "version": "1"}), matcher.policy))


def parts(compiled):
    return {name: getattr(compiled, name) for name in type(compiled).__dataclass_fields__}
