"""Forty pages of news whose main text was cut out by hand: what is found of it, and that no visible word is lost."""

import gzip
import json
import re
from collections import Counter

import pytest
from resiliparse.parse.html import ELEMENT, TEXT, HTMLTree

from tests.conftest import DATA
from watchlist.sources.formats import read as formats
from watchlist.sources.formats.parts import Asked

HIDDEN = ("script", "style", "template", "iframe", "object", "video", "audio")
PAGES = sorted((DATA / "feeds" / "pages").glob("*.html.gz")) if DATA else []


def words(text):
    return re.findall(r"\w+", text.casefold())


def squeezed(text):
    return "".join(text.split())


def texts(node):
    """Every text of a page but of what no reader sees."""
    for child in node.child_nodes:
        if child.type == TEXT:
            yield child.value
        elif child.type == ELEMENT and child.tag not in HIDDEN:
            yield from texts(child)


def share(wanted, found):
    return sum((Counter(wanted) & Counter(found)).values()) / max(1, len(wanted))


@pytest.mark.data
@pytest.mark.parametrize("file", [pytest.param(file, id=file.name[:8]) for file in PAGES])
def test_a_page_of_news(file):
    truth = json.loads((file.parent / "ground-truth.json").read_text())[file.name.partition(".")[0]]
    content = gzip.decompress(file.read_bytes())
    (part,) = formats.read(content, Asked("a.html", url=truth["url"]))
    assert share(words(truth["articleBody"]), words(part.text)) >= 0.97
    shown = squeezed(part.text)
    lost = [
        text for text in texts(HTMLTree.parse(content.decode("utf-8", "replace")).body) if squeezed(text) not in shown
    ]
    assert lost == []
