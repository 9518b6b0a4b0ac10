"""The file that names the sources."""

import pytest

from tests.conftest import PROJECT
from watchlist.errors import ConfigError
from watchlist.sources.configured import load


def write(tmp_path, text):
    file = tmp_path / "sources.toml"
    file.write_text(text)
    return file


def test_the_shipped_file_names_none_and_its_examples_are_right(tmp_path):
    shipped = PROJECT / "config" / "sources.toml"
    assert load(shipped) == []
    lines = shipped.read_text().splitlines()
    start = lines.index("# [[source]]")
    examples = load(write(tmp_path, "\n".join(line.removeprefix("#").strip() for line in lines[start:])))
    assert [(one.name, one.kind.value) for one in examples] == [("ofac-news", "feed"), ("compliance-mail", "mailbox")]


def test_a_mailbox_is_meant_from_where_the_file_stands(tmp_path):
    (box,) = load(write(tmp_path, '[[source]]\nname = "box"\nkind = "mailbox"\npath = "mail"\n'))
    assert box.path == tmp_path / "mail"


FEED = '[[source]]\nname = "{}"\nkind = "feed"\nurls = ["https://news.example/"]\n'


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("nonsense", "not TOML", id="no-toml"),
        pytest.param(FEED.format("a") + FEED.format("a"), "the name 'a' stands twice", id="a-name-twice"),
        pytest.param(FEED.format("A b"), r"source.0.name = 'A b'", id="a-name-with-blanks"),
        pytest.param(
            FEED.format("a").replace("https", "ftp"), "source.0.urls.0 = 'ftp://news.example/'", id="no-web-address"
        ),
        pytest.param(FEED.format("a").replace("feed", "stream"), "source.0.kind = 'stream'", id="unknown-kind"),
        pytest.param(FEED.format("a") + 'cron = "every day"\n', "expected five fields as in crontab", id="no-cron"),
        pytest.param(FEED.format("a") + "every = 0\n", "source.0.every = 0", id="no-interval"),
        pytest.param(FEED.format("a") + "priority = 11\n", "source.0.priority = 11", id="no-priority"),
        pytest.param(FEED.format("a") + "colour = 1\n", "source.0.colour = 1: Extra inputs", id="unknown-key"),
        pytest.param(
            '[[source]]\nname = "a"\nkind = "mailbox"\nurls = ["https://x"]\n', "a mailbox has a path", id="no-path"
        ),
        pytest.param('[[source]]\nname = "a"\nkind = "page"\n', "a page has urls, one at least", id="no-urls"),
    ],
)
def test_what_is_wrong_is_named(tmp_path, text, reason):
    with pytest.raises(ConfigError, match=reason):
        load(write(tmp_path, text))


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ConfigError, match=r"nowhere.toml: cannot be read: .*; set sources.file"):
        load(tmp_path / "nowhere.toml")
