"""Compiled names: what each word of a name is."""

import pytest

from watchlist.matching.names import compile_name
from watchlist.model.entities import Entity, Name, Schema


@pytest.mark.parametrize(
    ("name", "family"),
    [("Sergei Shoigu", "shoigu"), ("PUTIN, Vladimir Vladimirovich", "putin"), ("Hassan", None)],
)
def test_the_word_that_stands_for_a_person(name, family):
    (compiled,) = compile_name(Entity("x:1", schema=Schema.PERSON), Name(name))
    assert compiled.family == family
