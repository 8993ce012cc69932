"""What is told in a language is told in it throughout."""

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from tests.agency_made import concluded
from translations import build

from govrules import facts, languages, reports
from govrules.acts import load
from govrules.cli import run
from govrules.findings import FactsError, Finding, PolicyError
from govrules.languages import language
from govrules.reports import View
from govrules.sentences import Sentence, listed
from govrules.verdicts import Assessment, Verdict

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "fixtures"
REFUSED = ROOT / "tests" / "refused"
AGENCIES = {
    "kz-229": ("kz-229/quarter", "2026-10-05T09:00:00+05:00"),
    "kg-369": ("kg-369/2019-2023", "2023-12-31T00:00:00+06:00"),
}
OTHERS = ("kk", "ky", "ru")
OWN = [("kz-229", "kk"), ("kz-229", "ru"), ("kg-369", "ky"), ("kg-369", "ru")]

needs_fixtures = pytest.mark.skipif(
    not FIXTURES.is_dir(), reason="the fixtures are not part of a source archive"
)


def english() -> list[str]:
    """Return the stretches of English, two words at least, that the program can say."""
    templates = [each if isinstance(each, str) else each[0] for each in build.wanted()]
    stretches = [part for each in templates for part in re.split(r"\{\w+\}|`[^`]*`", each)]
    return sorted({part.strip(" ,:;()·") for part in stretches if re.search(r"[a-z] [a-z]", part)})


@cache
def judged(act: str) -> tuple[Assessment, View]:
    """Return what is concluded about the fixture of an act."""
    folder, as_of = AGENCIES[act]
    return concluded(FIXTURES / folder, as_of, act=act)


def written(name: str, act: str, code: str) -> str:
    """Return a report on the fixture of an act, in a language, in one line."""
    assessed, view = judged(act)
    view = replace(view, language=code, include=tuple(Verdict))
    return " ".join(reports.render(name, assessed, view).split())


@needs_fixtures
@pytest.mark.parametrize("name", ["terminal", "ledger"])
@pytest.mark.parametrize(("act", "code"), OWN)
def test_a_report_holds_no_english(name: str, act: str, code: str) -> None:
    """No sentence of ours, and no three words of any other sentence."""
    told = written(name, act, code)
    assert [] == [stretch for stretch in english() if f" {stretch} " in told]
    three = re.compile(r"(?<![\w./`:-])[a-z]{2,} [a-z]{2,} [a-z]{2,}(?![\w./`:-])")
    assert set() == set(three.findall(told))


@needs_fixtures
@pytest.mark.parametrize("code", OTHERS)
@pytest.mark.parametrize("act", AGENCIES)
def test_eighty_columns_are_enough_in_every_language(act: str, code: str) -> None:
    """Words are longer than in English, lines are not."""
    assessed, view = judged(act)
    told = reports.render("terminal", assessed, replace(view, language=code))
    assert [] == [line for line in told.splitlines() if len(line) > 80]


@needs_fixtures
@pytest.mark.parametrize(("act", "code"), [("kz-229", "ky"), ("kg-369", "kk")])
def test_an_act_without_summaries_in_the_language_says_once_which_it_uses(
    act: str, code: str
) -> None:
    """Nobody has to wonder why a report changes its language."""
    told = written("terminal", act, code)
    assessed, view = judged(act)
    provision = next(view.provisions[each.duty.norm] for each in assessed.judgements)
    assert (1, True) == (told.count("(русский)"), provision.summary["ru"] in told)


@needs_fixtures
@pytest.mark.parametrize("code", OTHERS)
def test_the_word_of_a_verdict_keeps_its_code(code: str) -> None:
    """What the law office reads and what the gate reads can be told to be one."""
    assert f"{language(code).tell(Sentence('violated')).upper()} (violated) late" in written(
        "terminal", "kz-229", code
    )


@needs_fixtures
@pytest.mark.parametrize("act", AGENCIES)
def test_the_json_report_is_the_same_in_every_language(act: str) -> None:
    """Programs read codes."""
    assessed, view = judged(act)
    told = {
        reports.render("json", assessed, replace(view, language=code))
        for code in languages.available()
    }
    assert len(told) == 1


def refusals() -> list[Finding]:
    """Return every finding that the refused data and acts give."""
    found: list[Finding] = []
    for path in sorted((REFUSED / "facts").glob("*/trial*")):
        try:
            found += facts.read([path], zone=None).findings
        except FactsError as error:
            found += error.findings
    for path in sorted((REFUSED / "acts").glob("*/trial")):
        try:
            load(path.name, folder=path.parent)
        except PolicyError as error:
            found += error.findings
    return found


@pytest.mark.parametrize("code", OTHERS)
def test_a_refusal_holds_no_english(code: str) -> None:
    """Whoever cannot read why a file was refused cannot mend it."""
    told = [finding.told(language(code).tell) for finding in refusals()]
    assert len(told) > 30
    assert [] == [(part, text) for part in english() for text in told if f" {part} " in text]


def test_fields_are_told_in_the_language_too() -> None:
    """A sentence inside a sentence is one of its fields."""
    kinds = listed([Sentence("text"), Sentence("a whole number"), Sentence("a list")], "or")
    message = Sentence(
        "{name} must be {kinds}, not {value}", name="`length`", kinds=kinds, value=Sentence("empty")
    )
    assert message == "`length` must be text, a whole number or a list, not empty"
    expected = "`length`: должно быть текст, целое число или список, а не пусто"
    assert expected == language("ru").tell(message)


def test_what_is_no_sentence_is_told_as_it_stands() -> None:
    """What the user wrote is nobody's to translate."""
    assert language("kk").tell("sent") == "sent"


def test_braces_of_the_user_are_no_fields() -> None:
    """A cell may hold anything."""
    message = Sentence("`{text}` is not a time", text="{zone} {0} {}")
    assert language("ru").tell(message) == "`{zone} {0} {}` — не время"


def test_a_language_that_nobody_wrote_is_refused() -> None:
    """English in its place would be a silent answer to another question."""
    with pytest.raises(KeyError, match="fr"):
        language("fr")


def test_the_command_line_tells_a_refusal_in_the_language_asked_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The findings, their help and the last line."""
    trial = REFUSED / "facts" / "header-with-unknown-zone" / "trial"
    arguments = ["check", str(trial), "--as-of", "2026-08-01T00:00:00+05:00", "--lang", "ky"]
    expected = """\
dataset.yaml:1:1: unknown-zone `Asia/Almati` саат алкагы эмес
  эмне кылуу керек: `Asia/Almaty` дегиңиз келдиби? tz базасындагы алкакты атаңыз, мисалы \
`Europe/Paris`
1 ката: эч кандай тыянак чыгарылган жок
"""
    assert (4, expected) == (run(arguments), capsys.readouterr().err)
