"""Prints: layout never matters, words always do, and a text is found again where it stands."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govrules.drafting.prints import Print, normalise, places, take

_LETTERS = st.text(alphabet="абвгқөү-12", min_size=1, max_size=40)


def test_layout_does_not_change_the_normalised_text() -> None:
    """Line ends inside words, tabs, no-break spaces and a final line end all disappear."""
    pages = "Мөөнөт\n\nү\tотуз\u00a0күн\r\n"
    assert normalise("Мөөнөтү отуз күн") == normalise(pages)


def test_invisible_characters_do_not_count() -> None:
    """A byte-order mark, a soft hyphen and a zero-width space are layout, not words."""
    assert normalise("отузкүн") == normalise("\ufeffотуз\u00ad\u200bкүн")


def test_a_hyphen_is_a_character() -> None:
    """A hyphen at a line end stays: it cannot be told from the hyphen of a compound."""
    assert normalise("иш-чара") == normalise("иш-\nчара")
    assert normalise("ишчара") != normalise("иш-\nчара")


def test_a_composed_letter_equals_its_parts() -> None:
    """The letter й as one code point and as и with a breve are one text."""
    assert normalise("май") == normalise("маи\u0306")


def test_a_line_that_is_only_a_web_address_is_dropped() -> None:
    """A page footer goes, an address inside a sentence stays."""
    paged = "үч\n http://example.org/act?cl=1#p1 \nкүн\nhttps://example.org/\n"
    assert normalise("үч күн") == normalise(paged)
    assert "қарау:http://example.org/act" == normalise("қарау: http://example.org/act")


def test_a_print_holds_length_rolling_hash_and_digest() -> None:
    """The length counts characters, the digest is of UTF-8, the rolling hash is a polynomial."""
    rolling = (ord("ү") * 1_000_003 + ord("ч")) % (2**61 - 1)
    digest = hashlib.sha256("үч".encode()).hexdigest()
    assert Print(length=2, rolling=f"{rolling:016x}", sha256=digest) == take("үч")


def test_the_print_of_nothing_is_known() -> None:
    """An empty text has length 0 and the digest of no bytes."""
    digest = hashlib.sha256(b"").hexdigest()
    assert Print(length=0, rolling="0" * 16, sha256=digest) == take("")


def test_an_empty_text_is_not_looked_for() -> None:
    """The search for a print of length 0 is refused."""
    with pytest.raises(ValueError, match=r"^a print of length `0` cannot be looked for$"):
        list(places(take(""), "үч"))


def test_a_text_is_found_wherever_it_stands() -> None:
    """Places come in ascending order, at both ends and overlapping."""
    assert [0, 2, 5] == list(places(take("аба"), "абабааба"))


def test_a_changed_text_is_not_found() -> None:
    """One letter more, fewer or other, and the text is not there."""
    text = normalise("хабарлайды отыз минут ішінде")
    assert [] == list(places(take(normalise("қырық минут ішінде")), text))
    assert [] == list(places(take(text + "а"), text))


def test_equal_rolling_hashes_do_not_make_equal_texts() -> None:
    """A place whose rolling hash agrees but whose digest does not is no place."""
    forged = Print(length=2, rolling=take("аб").rolling, sha256=take("ба").sha256)
    assert [] == list(places(forged, "ааб"))


@given(before=_LETTERS, text=_LETTERS, after=_LETTERS)
def test_every_place_is_found_and_no_other(before: str, text: str, after: str) -> None:
    """The sliding search agrees with a search that holds the text."""
    whole = before + text + after
    expected = [i for i in range(len(whole)) if whole.startswith(text, i)]
    assert expected == list(places(take(text), whole))
