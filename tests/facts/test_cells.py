"""One cell at a time: values, liberties, refusals."""

from zoneinfo import ZoneInfo

import pytest

from govrules.facts.cells import Cell, Reading, cell
from govrules.facts.rows import RawValue
from govrules.facts.tables import TABLES
from govrules.findings import Place
from govrules.instants import ABSENT, ANYTHING, EARLIEST, NEVER, UNKNOWN, Span, read_exact

ALMATY = ZoneInfo("Asia/Almaty")
HERE = Place(path="cases.csv", line=2, row=2, column="x")


def _read(column: str, raw: RawValue, reading: Reading | None = None) -> Cell:
    table, name = column.split(".")
    return cell(TABLES[table].columns[name], raw, HERE, reading or Reading(ALMATY))


def _lines(*lines: str) -> list[str]:
    return list(lines)


def _anything() -> Span:
    return ANYTHING


def _said(column: str, raw: RawValue, reading: Reading | None = None) -> list[str]:
    return [
        f"{finding.level} {finding.code}: {finding.message} / {finding.help}"
        for finding in _read(column, raw, reading).findings
    ]


@pytest.mark.parametrize("text", ["1.10", "007", "2026", "no", "2026-07-20", "1,5"])
def test_text_keeps_its_characters(text: str) -> None:
    """A plan row 1.10 is not 1.1, and no is no false."""
    assert Cell(text) == _read("deliverables.item", text)


def test_blanks_round_a_cell_are_no_part_of_it() -> None:
    """Spreadsheets leave blanks, also unbreakable ones."""
    assert Cell("C1") == _read("cases.id", " \u00a0C1 ")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("cases.detected_at", UNKNOWN),
        ("cases.classified_at", NEVER),
        ("cases.contained_at", NEVER),
        ("messages.received_at", UNKNOWN),
        ("deliverables.date", UNKNOWN),
        ("organisations.valid_from", Span(EARLIEST, EARLIEST)),
        ("organisations.valid_to", Span(ABSENT, ABSENT)),
        ("organisations.roles", ()),
        ("objects.egov_integrated", ""),
    ],
)
def test_a_blank_cell_has_the_meaning_of_its_column(column: str, value: object) -> None:
    """Some events did not happen when blank, others nobody knows the time of."""
    assert _read(column, None) == _read(column, "  ") == Cell(value, blank=True)  # type: ignore[arg-type]


def test_a_day_of_validity_is_wholly_valid_and_its_end_lies_outside() -> None:
    """A date is inclusive: the exclusive end is the first instant of the next day."""
    end = read_exact("2026-08-10T00:00:00+05:00")
    assert Cell(Span(end, end)) == _read("relations.valid_to", "2026-08-09")


def test_an_instant_as_the_end_of_validity_lies_outside_itself() -> None:
    """An instant means [from, to)."""
    end = read_exact("2026-08-10T00:00:00+05:00")
    assert Cell(Span(end, end)) == _read("relations.valid_to", "2026-08-10T00:00:00+05:00")


def test_a_date_elsewhere_stands_for_its_local_day() -> None:
    """Bounds of the day, both inside it."""
    lo = read_exact("2026-08-09T00:00:00+05:00")
    hi = read_exact("2026-08-09T23:59:59.999999+05:00")
    assert Cell(Span(lo, hi)) == _read("messages.sent_at", "2026-08-09")


def test_every_liberty_taken_with_a_time_is_told() -> None:
    """The reading stands in the message."""
    read_as = "it is read as `2026-07-20T10:30:00+05:00` / "
    assert _lines(
        "warning blank-for-t: `2026-07-20 10:30` has a blank where a `T` belongs: "
        + read_as
        + "write a `T` between date and time",
        "warning no-seconds: `2026-07-20 10:30` has no seconds: "
        + read_as
        + "write the seconds, `:00` where there are none",
        "warning naive-time: `2026-07-20 10:30` has no offset from UTC: "
        + read_as
        + "write the offset after the time",
    ) == _said("messages.sent_at", "2026-07-20 10:30")


def test_a_naive_time_can_be_rejected() -> None:
    """Reading P16 `reject`."""
    reading = Reading(ALMATY, "reject")
    assert _lines(
        "error naive-time: `2026-07-20T10:30:00` has no offset from UTC and reading P16 is"
        " `reject` / write the offset after the time"
    ) == _said("messages.sent_at", "2026-07-20T10:30:00", reading)
    assert _anything() == _read("messages.sent_at", "2026-07-20T10:30:00", reading).value


@pytest.mark.parametrize(
    ("text", "why", "help_"),
    [
        (
            "2024-02-29 23:30",
            "happened twice in Asia/Almaty: the clocks were changed",
            "write the offset: `2024-02-29T23:30:00+06:00` or `2024-02-29T23:30:00+05:00`",
        ),
        (
            "2026-07-20T24:00:00+05:00",
            "is no instant: there is no hour 24",
            "write hours 00 to 23, minutes and seconds 00 to 59 on an existing day",
        ),
        (
            "2026-07-20T10:00:60+05:00",
            "is no instant: there is no second 60",
            "write hours 00 to 23, minutes and seconds 00 to 59 on an existing day",
        ),
        (
            "2026-07-20T10:00:00+25:00",
            "has the impossible offset `+25:00`",
            "write an offset from -14:00 to +14:00",
        ),
        ("20.07.2026", "is not a time", "write it like `2026-07-20T10:30:00+05:00`"),
    ],
)
def test_a_time_that_is_none_may_be_any_time(text: str, why: str, help_: str) -> None:
    """Nothing is guessed: the value is everything that it might be."""
    assert _lines(f"error bad-time: `{text}` {why} / {help_}") == _said("messages.sent_at", text)
    assert _anything() == _read("messages.sent_at", text).value


def test_a_bad_bound_of_validity_is_the_widest() -> None:
    """An unreadable end does not shorten anything."""
    assert Span(ABSENT, ABSENT) == _read("relations.valid_to", "soon").value


def test_a_naive_time_needs_a_zone() -> None:
    """Neither the dataset nor the act has one."""
    assert _lines(
        "error bad-time: `2026-07-20T10:30:00` has no offset from UTC and no zone is known /"
        " declare `timezone` in `dataset.yaml` or write the offset"
    ) == _said("messages.sent_at", "2026-07-20T10:30:00", Reading(None))


def test_an_unknown_word_is_told_with_the_known_ones() -> None:
    """And with the nearest of them."""
    assert _lines(
        "error unknown-word: `inciddent` is no word of `class` / did you mean `incident`?"
        " write one of `event`, `incident`"
    ) == _said("cases.class", "inciddent")


def test_capital_letters_of_a_flag_are_a_liberty() -> None:
    """Spreadsheets write TRUE."""
    assert _lines("warning letter-case: `TRUE` is read as `true` / write `true`") == _said(
        "attestations.holds", "TRUE"
    )
    assert _read("attestations.holds", "true").value == _read("attestations.holds", "TRUE").value


def test_a_typed_flag_is_its_word() -> None:
    """JSON has booleans of its own."""
    assert Cell("false") == _read("attestations.holds", raw=False)


@pytest.mark.parametrize("text", ["2026-Q3", "2020-H1", "2026"])
def test_a_period_is_a_quarter_a_half_year_or_a_year(text: str) -> None:
    """It is kept as written."""
    assert Cell(text) == _read("messages.period", text)


@pytest.mark.parametrize("text", ["2026-Q5", "Q3", "2026-H3", "2026-q3"])
def test_other_periods_are_refused(text: str) -> None:
    """A fifth quarter is none."""
    assert _lines(
        f"error bad-period: `{text}` is not a period / write a quarter `2026-Q3`, a half-year"
        " `2020-H1` or a year `2026`"
    ) == _said("messages.period", text)


def test_a_list_is_divided_by_semicolons() -> None:
    """Blank and repeated elements do not count."""
    assert Cell(("event", "threats")) == _read("messages.covers", "event; threats;;event")


def test_a_list_of_a_document_is_taken_as_it_is() -> None:
    """Its elements are not divided again."""
    assert Cell(("a;b", "c")) == _read("organisations.roles", ["a;b", "c"])


def test_a_list_with_an_unknown_word_is_unknown() -> None:
    """Half a list would say that the other half was not there."""
    assert _lines(
        "error unknown-word: `1,2` is no word of `work_types` / write one of `1`, `2`, `3`"
    ) == _said("objects.work_types", "1,2; 3")
    assert not _read("objects.work_types", "1,2; 3").value


def test_a_list_is_no_single_value() -> None:
    """Two senders are two messages."""
    assert _lines(
        "error list-in-cell: a list stands where one value belongs / give each value its own row"
    ) == _said("messages.sender", ["A", "B"])


def test_a_nul_is_no_text() -> None:
    """It is shown as an escape."""
    assert _lines(
        "error nul-character: `a\\u0000b` holds a NUL character / save the table again as text:"
        " a NUL is left by a damaged or binary file"
    ) == _said("organisations.name", "a\0b")


def test_half_a_character_is_no_text() -> None:
    """No report could be written with it."""
    assert _lines(
        "error half-character: `\\ud83d` holds half a character / save the table again in UTF-8:"
        " a surrogate stands without its other half"
    ) == _said("organisations.roles", ["\ud83d"])


def test_a_cyrillic_letter_in_a_latin_name_is_told() -> None:
    """The code points say which is which."""
    assert _lines(
        "warning mixed-script: `\u041cO` mixes alphabets: U+041C CYRILLIC CAPITAL LETTER EM, U+004F"
        " LATIN CAPITAL LETTER O / type the name again in one alphabet, everywhere it stands"
    ) == _said("cases.object", "\u041cO-1")


def test_a_character_that_nobody_sees_is_told() -> None:
    """Zero-width and right-to-left marks make two names of one."""
    assert _lines(
        "warning hidden-character: `A\\u200b1` holds characters nobody sees: U+200B ZERO WIDTH"
        " SPACE / type the name again without them, everywhere it stands"
    ) == _said("cases.object", "A\u200b1")


def test_names_are_compared_as_composed() -> None:
    """A letter with a combining mark is the same letter."""
    assert _lines(
        "warning not-composed: `и\u0306` is spelt with combining marks: it is read as composed /"
        " save the table with composed characters (NFC)"
    ) == _said("cases.object", "и\u0306")
    assert Cell("й") == _read("cases.object", "й")
    assert _read("cases.object", "й").value == _read("cases.object", "и\u0306").value
