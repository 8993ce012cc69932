"""Sentences: texts in English that remember what they were made of."""

import copy
import pickle

import pytest

from govrules.sentences import Sentence, failure, listed


def test_a_sentence_is_its_english_text() -> None:
    """It prints, compares and sorts as such."""
    assert Sentence("`{text}` is not a time", text="noon") == "`noon` is not a time"


@pytest.mark.parametrize(("count", "expected"), [(1, "1 day late"), (2, "2 days late")])
def test_the_count_decides_between_one_and_many(count: int, expected: str) -> None:
    """English has two forms."""
    assert expected == Sentence("{count} day late", "{count} days late", count=count)


@pytest.mark.parametrize("made", [copy.deepcopy, lambda each: pickle.loads(pickle.dumps(each))])  # noqa: S301 - our own bytes
def test_a_copy_remembers_what_it_was_made_of(made: "object") -> None:
    """A process may hand a finding to another."""
    sentence = Sentence("`{text}` is {kind}", text="{", kind=Sentence("a list"))
    copied = made(sentence)  # type: ignore[operator]
    assert (sentence, sentence.template, sentence.fields) == (
        copied,
        copied.template,
        copied.fields,
    )


def test_fields_can_be_altered_inside_out() -> None:
    """Characters that nobody sees are written out in the fields, not in the sentence."""
    inner = Sentence("`{text}` is no JSON", text="a\tb")
    sentence = Sentence("the line is no row: {why}", why=inner)
    altered = sentence.altered(lambda text: text.replace("\t", "\\t"))
    assert (altered, altered.template) == (
        "the line is no row: `a\\tb` is no JSON",
        "the line is no row: {why}",
    )


@pytest.mark.parametrize(
    ("words", "expected"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_words_are_listed_with_the_last_led_in(words: list[str], expected: str) -> None:
    """As people write lists."""
    assert expected == listed(words, "and")


def test_words_are_listed_by_commas_alone_if_nothing_is_said() -> None:
    """For codes and names."""
    assert listed(["a", "b", "c"]) == "a, b, c"


def test_a_failure_of_the_system_is_said_in_small_letters() -> None:
    """As all messages are."""
    assert failure(FileNotFoundError(2, "No such file or directory")) == "no such file or directory"
    assert failure(ValueError("Odd")) == "odd"
