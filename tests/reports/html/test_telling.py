"""What the page is told beforehand: ledgers with places for moments, plural forms, offsets."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.agency_made import concluded

from govrules import languages
from govrules.instants import DAY, Duration, Instant, read_exact, to_datetime
from govrules.ledgers import arithmetic, counterfactual
from govrules.reports.html.columns import Columns
from govrules.reports.html.phrases import Phrases
from govrules.reports.html.zones import offsets
from govrules.sentences import Sentence

QUARTER = Path(__file__).parents[3] / "fixtures" / "kz-229" / "quarter"


class Named:
    """Writes the name of a moment in its place, as the page's slots do."""

    def instant(self, name: str, _at: Instant) -> str:
        """Write the name of an instant."""
        return name

    def delay(self, _duration: Duration) -> str:
        """Write the name of a delay."""
        return "delay"

    def spare(self, _duration: Duration) -> str:
        """Write the name of what is to spare."""
        return "spare"

    def lateness(self, _late_by: str) -> str:
        """Write the name of a lateness."""
        return "late_by"


def told(said: Any, templates: list[Any], plurals: list[int]) -> str:
    """Tell a text as the page does: its rules once more, in Python."""
    if isinstance(said, dict):
        return str(said["slot"])
    if not isinstance(said, list):
        return str(said)
    number, fields = said[0], said[1] if len(said) > 1 else {}
    template = templates[number]
    if isinstance(template, list):
        count = fields["count"]
        template = template[plurals[count if count < 100 else 100 + count % 100]]
    filled = {name: told(each, templates, plurals) for name, each in fields.items()}
    return str(template.format_map(filled) if filled else template)


@pytest.mark.skipif(not QUARTER.is_dir(), reason="the fixtures are not part of a source archive")
@pytest.mark.parametrize("code", languages.available())
def test_duties_that_share_a_ledger_say_the_same_but_for_their_moments(code: str) -> None:
    """The page has some hundred ledgers for all duties: each duty must find its own words there."""
    assessed, view = concluded(QUARTER, "2026-10-05T09:00:00+05:00")
    phrases = Phrases()
    columns = Columns(view.norms, assessed.rows, phrases)
    for judgement in assessed.judgements:
        columns.add(judgement)
    exported: Any = columns.export()
    catalogue: Any = phrases.catalogue()[code]
    templates, plurals = catalogue["templates"], catalogue["plurals"]
    tell = languages.language(code).tell

    def expected() -> Iterator[tuple[list[tuple[str, str]], str]]:
        for judgement in assessed.judgements:
            norm = view.norms.get(judgement.duty.norm)
            lines = arithmetic(judgement, norm, Named())
            yield (
                [(tell(name), tell(value)) for name, value in lines],
                tell(counterfactual(judgement, norm, Named())),
            )

    found = [
        (
            [
                (told(name, templates, plurals), told(value, templates, plurals))
                for name, value in ledger["lines"]
            ],
            told(ledger["otherwise"], templates, plurals),
        )
        for ledger in (exported["ledgers"][at] for at in exported["columns"]["ledger"])
    ]
    assert list(expected()) == found
    assert len(exported["ledgers"]) < len(assessed.judgements) / 5


@pytest.mark.parametrize("code", languages.available())
def test_the_page_takes_the_plural_form_that_the_catalogue_takes(code: str) -> None:
    """`21 обязанность`, `111 обязанностей`: the rule is the catalogue's, not a second one."""
    phrases = Phrases()
    numbers = [*range(230), 1000, 1001, 1002, 1011, 2021, 100_111, 100_121]

    def sentence(count: int) -> Sentence:
        return Sentence("{count} duty in all", "{count} duties in all", count=count)

    said = [phrases.said(sentence(count)) for count in numbers]
    said += [phrases.said(Sentence("{count} d", "{count} d", count=2))]
    catalogue: Any = phrases.catalogue()[code]
    tell = languages.language(code).tell
    assert [tell(sentence(count)) for count in numbers] == [
        told(each, catalogue["templates"], catalogue["plurals"]) for each in said[:-1]
    ]


@pytest.mark.parametrize(
    ("zone", "first", "last"),
    [
        ("Asia/Almaty", "2023-06-01T00:00:00Z", "2026-06-01T00:00:00Z"),
        ("Asia/Bishkek", "2003-01-01T00:00:00Z", "2026-06-01T00:00:00Z"),
        ("Europe/Lisbon", "2025-01-01T00:00:00Z", "2026-06-01T00:00:00Z"),
        ("UTC", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"),
    ],
)
def test_the_page_knows_the_offset_of_every_moment(zone: str, first: str, last: str) -> None:
    """Almaty gave up an hour in 2024: a browser of 2023 does not know that."""
    start, end = read_exact(first), read_exact(last)
    changes: Any = offsets(zone, start, end)
    edges = [since for since, _ in changes[1:]]
    moments = [*range(start - DAY, end + DAY, DAY // 3), *edges, *(edge - 1 for edge in edges)]
    found = [max(each for each in changes if each[0] <= at)[1] for at in moments]
    expected = [to_datetime(at, ZoneInfo(zone)).utcoffset() for at in moments]
    assert [each.total_seconds() for each in expected if each is not None] == found
