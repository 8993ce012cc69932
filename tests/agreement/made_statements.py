"""Generated statements about cases of kz-229: that they were contained, that help was sent."""

from collections.abc import Collection, Iterator
from random import Random

from tests.agreement.made_cases import DETECTED, LATER, ZONE, text
from tests.facts_made import MadeRow, Tables

from govrules.instants import DAY, civil_day

PROVISIONS = ("kz-229/rules/10.3.i", "kz-229/rules/10.3.j")


def stated(random: Random, tables: Tables, odd: Collection[str]) -> Tables:
    """Add to tables statements about their cases; something is to be said of those on `odd` ones.

    Now and then there is one about any case.
    """
    rows = [row for case in tables["cases"] for row in _about(random, str(case["id"]), odd)]
    if random.randrange(3) == 0:
        rows.insert(random.randrange(len(rows) + 1), {**_statement(random), "case": None})
    asked: list[MadeRow] = [
        {**case, "containment_feasible": True, "dispatch_needed": random.choice((True, False))}
        for case in tables["cases"]
    ]
    return {**tables, "cases": asked, "attestations": rows}


def _about(random: Random, case: str, odd: Collection[str]) -> Iterator[MadeRow]:
    for _ in range(random.randrange(3)):
        row: MadeRow = {**_statement(random), "case": case}
        yield {**row, **_oddly(random, row)} if case in odd else row


def _statement(random: Random) -> MadeRow:
    made = DETECTED + random.choice(LATER) + random.randrange(1000)
    day = civil_day(made, ZONE).isoformat()
    until = made + random.choice((1, DAY, 40 * DAY))
    return {
        "provision": random.choice(PROVISIONS),
        "organisation": random.choice(("STC", "STC", "STC", "KNB")),
        "object": None,
        "date": random.choice((text(made), day)),
        "valid_to": random.choice((None, None, text(until + DAY))),
        "holds": random.choice(("true", "true", "false")),
        "document": random.choice((None, "S-1", "акт № 2")),
    }


def _oddly(random: Random, row: MadeRow) -> MadeRow:
    ways: tuple[MadeRow, ...] = (
        {},
        {"holds": None},
        {"date": None},
        {"date": "some time in July"},
        {"case": "C-99"},
        {"case": f"{row['case']} "},
        {"organisation": "NOBODY"},
        {"provision": "kz-229/rules/10.3.z"},
        {"valid_to": "2026-07-01"},
    )
    return random.choice(ways)
