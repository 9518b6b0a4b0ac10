"""How publishers write days of birth."""

import pytest

from watchlist.lists.reading import births_in


@pytest.mark.parametrize(
    ("text", "births"),
    [
        pytest.param("10 Dec 1948", ["1948-12-10"], id="day"),
        pytest.param("circa 1959", ["1959"], id="circa"),
        pytest.param("1955 (approximative)", ["1955"], id="approximative"),
        pytest.param("1958 - 1960 (approximative)", ["1958", "1959", "1960"], id="range"),
        pytest.param("1900 to 1990", [], id="range-that-says-nothing"),
        pytest.param("00/00/1961", ["1961"], id="blank-day-and-month"),
        pytest.param("1961-00-00", ["1961"], id="blank-day-and-month-in-iso"),
        pytest.param("31/02/1961", ["1961-02"], id="day-that-the-month-has-not"),
        pytest.param("1961-02-31", ["1961-02"], id="day-that-the-month-has-not-in-iso"),
        pytest.param("45.13.1961", ["1961"], id="no-day-and-no-month"),
        pytest.param("12 Frimaire 1961", ["1961"], id="unknown-month"),
        pytest.param("0000-00-00", [], id="all-blank"),
        pytest.param("31801", [], id="number-of-a-spreadsheet"),
        pytest.param("unknown", [], id="word"),
    ],
)
def test_births_in(text, births):
    assert list(births_in(text)) == births
