"""Days and lengths of time as each language writes them."""

from datetime import date

import pytest
from babel.dates import get_month_names

from govrules.instants import DAY, HOUR, MINUTE, SECOND
from govrules.languages import language
from govrules.reports import length


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("en", "2026-07-20"),
        ("kk", "2026 ж. 20 шілде"),
        ("ky", "2026-ж. 20-июль"),
        ("ru", "20 июля 2026 г."),
    ],
)
def test_a_day_is_written_as_the_language_writes_it(code: str, expected: str) -> None:
    """The order of the parts and the marks between them differ."""
    assert expected == language(code).day(date(2026, 7, 20))


@pytest.mark.parametrize("code", ["kk", "ky", "ru"])
def test_the_names_of_months_are_those_of_cldr(code: str) -> None:
    """Twelve names in three languages are easily mistyped."""
    names = get_month_names("wide", locale=code)
    written = [language(code).day(date(2026, month, 1)) for month in range(1, 13)]
    assert [] == [
        name for name, day in zip(names.values(), written, strict=True) if name.lower() not in day
    ]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("en", "2 d 1 h 5 min 21 s"),
        ("kk", "2 күн 1 сағат 5 минут 21 секунд"),
        ("ky", "2 күн 1 саат 5 мүнөт 21 секунд"),
        ("ru", "2 дня 1 час 5 минут 21 секунда"),
    ],
)
def test_a_length_of_time_is_told_with_the_plurals_of_the_language(
    code: str, expected: str
) -> None:
    """Russian has three forms, Kazakh and Kyrgyz do not bend after a number."""
    assert expected == language(code).tell(length(2 * DAY + HOUR + 5 * MINUTE + 21 * SECOND))


@pytest.mark.parametrize(("code", "expected"), [("en", "0.5 s"), ("kk", "0,5 секунд")])
def test_parts_of_a_second_stand_after_the_mark_of_the_language(code: str, expected: str) -> None:
    """A comma, where English has a point."""
    assert expected == language(code).tell(length(SECOND // 2))
