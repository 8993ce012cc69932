"""Names in the order of the alphabet, not of code points."""

import random
from itertools import pairwise

import pytest

from govrules.languages import alphabet, language

KAZAKH = "Әділет, Білім, Кеден, Қаржы, Уәкіл, Ұлттық, Ыбырай, Ішкі істер, Яғни"
KYRGYZ = "Мамлекет, Нарын, Ңуран, Ош, Өкмөт, Талас, Улут, Үмүт, Чүй"


@pytest.mark.parametrize(("code", "names"), [("kk", KAZAKH), ("ky", KYRGYZ)])
def test_names_are_sorted_as_the_alphabet_has_its_letters(code: str, names: str) -> None:
    """Code points would put the letters that Russian lacks after the last one."""
    expected = names.split(", ")
    shuffled = random.Random(7).sample(expected, len(expected))  # noqa: S311 - an order, no secret
    assert expected == sorted(shuffled, key=language(code).order)


@pytest.mark.parametrize(("code", "expected"), [("kk", 42), ("ky", 36), ("ru", 33)])
def test_an_alphabet_has_all_its_letters(code: str, expected: int) -> None:
    """Forty-two in Kazakh, thirty-six in Kyrgyz, each once."""
    letters = alphabet._ALPHABETS[code]
    assert (expected, expected) == (len(letters), len(set(letters)))


def test_capital_letters_count_only_where_nothing_else_differs() -> None:
    """A name does not move because it is written large."""
    assert ["Ұя", "ұя", "Ұяб"] == sorted(["Ұяб", "ұя", "Ұя"], key=language("kk").order)


@pytest.mark.parametrize("code", ["en", "kk", "ky", "ru"])
def test_different_names_have_different_keys(code: str) -> None:
    """Otherwise their order would hang on the order they came in."""
    names = ["MO-1", "mo-1", "МО-1", "Қаржы", "ҚАРЖЫ", "каржы", ""]
    keys = sorted(language(code).order(name) for name in names)
    assert all(first < second for first, second in pairwise(keys))


def test_digits_and_latin_letters_come_first() -> None:
    """Ids stand before names."""
    assert ["1", "MO-1", "Абай"] == sorted(["Абай", "MO-1", "1"], key=language("kk").order)
