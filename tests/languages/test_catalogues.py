"""The catalogues: they hold everything that is said, in every language, and nothing else."""

import re
from gettext import GNUTranslations

import pytest
from babel import Locale
from translations import build

from govrules.languages import language

CODES = build.codes()


def forms(id_: build.Message, string: str | tuple[str, ...]) -> list[tuple[str, str]]:
    """Return each translation beside the template that it has to fit."""
    template = id_ if isinstance(id_, str) else id_[0]
    return [(template, form) for form in ([string] if isinstance(string, str) else string)]


def test_there_is_a_catalogue_for_each_language_but_english() -> None:
    """Whoever asks for a language is not answered in English."""
    assert ["kk", "ky", "ru"] == CODES


@pytest.mark.parametrize("code", CODES)
def test_every_sentence_of_the_program_is_translated(code: str) -> None:
    """A sentence without a translation would be told in English amid another language."""
    held = {id_ for id_, text in build.messages(build.catalogue(code)).items() if all(text)}
    assert [] == sorted(build.wanted() - held, key=str)


@pytest.mark.parametrize("code", CODES)
def test_nothing_is_translated_that_nobody_says(code: str) -> None:
    """A sentence that was reworded leaves no ghost behind."""
    assert [] == sorted(build.messages(build.catalogue(code)).keys() - build.wanted(), key=str)


@pytest.mark.parametrize("code", CODES)
def test_no_translation_is_a_guess(code: str) -> None:
    """Tools mark as fuzzy what they took from a similar sentence."""
    assert [] == [each.id for each in build.catalogue(code) if each.id and each.fuzzy]


@pytest.mark.parametrize("code", CODES)
def test_a_translation_has_the_fields_of_its_sentence(code: str) -> None:
    """No fact gets lost on the way, and none is asked for that is not there."""
    different = [
        form
        for id_, string in build.messages(build.catalogue(code)).items()
        for template, form in forms(id_, string)
        if sorted(build.FIELD.findall(template)) != sorted(build.FIELD.findall(form))
    ]
    assert [] == different


@pytest.mark.parametrize("code", CODES)
def test_words_in_backticks_are_kept(code: str) -> None:
    """They are names and codes, and mean nothing in translation."""
    code_word = re.compile(r"`[^`]+`")
    different = [
        form
        for id_, string in build.messages(build.catalogue(code)).items()
        for template, form in forms(id_, string)
        if sorted(code_word.findall(template)) != sorted(code_word.findall(form))
    ]
    assert [] == different


@pytest.mark.parametrize("code", CODES)
def test_blanks_at_the_end_are_kept(code: str) -> None:
    """A hint that stands before another sentence ends with one."""
    different = [
        form
        for id_, string in build.messages(build.catalogue(code)).items()
        for template, form in forms(id_, string)
        if template[-1].isspace() != form[-1].isspace()
    ]
    assert [] == different


@pytest.mark.parametrize(("code", "expected"), [("kk", 2), ("ky", 2), ("ru", 3)])
def test_every_plural_has_all_forms_of_its_language(code: str, expected: int) -> None:
    """Two in Kazakh and Kyrgyz; in Russian one, few and many."""
    plurals = [
        len(string)
        for string in build.messages(build.catalogue(code)).values()
        if not isinstance(string, str)
    ]
    assert {expected} == set(plurals)


@pytest.mark.parametrize("code", CODES)
def test_plurals_follow_the_rules_of_their_language(code: str) -> None:
    """The form taken is the one of the category that CLDR puts the number into."""
    categories = ("one", "few", "many") if code == "ru" else ("one", "other")
    category = Locale(code).plural_form
    expected = [categories.index(category(count)) for count in range(200)]
    chosen = vars(language(code).catalogue)["plural"]
    assert expected == [int(chosen(count)) for count in range(200)]


@pytest.mark.parametrize("code", CODES)
def test_the_compiled_catalogue_says_what_its_source_says(code: str) -> None:
    """`python translations/build.py` was run after the last change."""
    compiled = language(code).catalogue
    assert isinstance(compiled, GNUTranslations)
    expected: dict[object, str] = {}
    for id_, string in build.messages(build.catalogue(code)).items():
        if isinstance(id_, str):
            expected[id_] = str(string)
        else:
            expected |= {(id_[0], number): form for number, form in enumerate(string)}
    held = {id_: text for id_, text in vars(compiled)["_catalog"].items() if id_}
    assert expected == held
