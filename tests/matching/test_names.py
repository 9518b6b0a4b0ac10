"""Compiled names: what each word of a name is."""

import pytest

from watchlist import matching
from watchlist.matching.names import compile_name
from watchlist.model.entities import Entity, Name, Schema, Watchlist


@pytest.mark.parametrize(
    ("name", "family"),
    [("Sergei Shoigu", "shoigu"), ("PUTIN, Vladimir Vladimirovich", "putin"), ("Hassan", None)],
)
def test_the_word_that_stands_for_a_person(name, family):
    (compiled,) = compile_name(Entity("x:1", schema=Schema.PERSON), Name(name))
    assert compiled.family == family


def listed(text, schema=Schema.PERSON):
    return matching.compile(Watchlist("v", (), (Entity("x:1", schema=schema, names=(Name(text),)),)))


def score(text, name, schema=Schema.PERSON):
    return max((mention.score for mention in listed(name, schema).match(text)), default=0.0)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("Siarhei Mikalaevich Azemsha", "Sergei Nikolaevich AZEMSHA", id="belarusian"),
        pytest.param("Олексій Миколайович Зайцев", "ZAITSEV, Alexey Nikolaevich", id="ukrainian"),
        pytest.param("Юрiй Iгорович Мартинов", "MARTYNOV, Yuri Igorevich", id="latin-i-among-cyrillic"),
        pytest.param("محمد حسين الكبيسي", "AL-KUBAYSI, Muhammad Husayn", id="arabic"),
        pytest.param("عبد الرحمن ياسين", "YASIN, Abdul Rahman", id="arabic-servant"),
        pytest.param("אברהם קלפון", "Avraham KALFON", id="hebrew"),
        pytest.param("Hamidreza Sharifi", "SHARIFI, Hamid Reza", id="two-words-as-one"),
        pytest.param("Mohammad Bagher Rasouli", "RASOULI, Mohammadbagher", id="one-word-as-two"),
        pytest.param("sergei shoygu", "SHOIGU, Sergei", id="lower-case"),
    ],
)
def test_forms_scripts_and_spaces_of_one_name(text, name):
    assert score(text, name) >= 75.0


@pytest.mark.parametrize(
    ("better", "worse", "name"),
    [
        pytest.param(
            "Sergei Kuzhugetovich Shoigu", "Sergei Shoigu", "SHOIGU, Sergei Kuzhugetovich", id="whole-missing"
        ),
        pytest.param(
            "Sergei Shoigu", "Sergei Ivanovich Shoigu", "SHOIGU, Sergei Kuzhugetovich", id="missing-contradicted"
        ),
        pytest.param(
            "Sergei K. Shoigu", "Sergei V. Shoigu", "SHOIGU, Sergei Kuzhugetovich", id="initial-other-initial"
        ),
        pytest.param("Sergei Shoigu", "S. Shoigu", "SHOIGU, Sergei Kuzhugetovich", id="given-name-initial"),
        pytest.param(
            "Saddam Hussein al-Tikriti", "Qusay Saddam Hussein al-Tikriti", "AL-TIKRITI, Saddam Hussein", id="son"
        ),
        pytest.param("Kun Kim", "Kim Kun-hee", "KIM, Kun", id="half-of-a-name"),
        pytest.param("Ivan Kozhedub", "Ivan Popov", "KOZHEDUB, Ivan", id="another-family"),
    ],
)
def test_an_order_that_a_reviewer_would_agree_with(better, worse, name):
    assert score(better, name) >= 75.0
    assert score(better, name) - score(worse, name) >= 5.0


@pytest.mark.parametrize(
    ("text", "name", "schema"),
    [
        pytest.param("Mikhail Nikolaevich Belousov", "BELOUSOV, Mikhail Vladimirovich", Schema.PERSON, id="patronymic"),
        pytest.param("Centurion", "CENTURION II", Schema.VESSEL, id="roman-number-missing"),
        pytest.param("Mi Rim 2", "MI RIM", Schema.VESSEL, id="number-too-many"),
        pytest.param("Defense Ministry", "MINISTRY OF DEFENSE", Schema.ORGANIZATION, id="every-state-has-one"),
    ],
)
def test_what_contradicts_is_another(text, name, schema):
    assert score(text, name, schema) < 75.0
