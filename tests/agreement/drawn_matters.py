"""Matters drawn: an act, an agency's tables made for it, and an instant.

All of a matter comes from one seed that Hypothesis draws: drawn choice by choice, matters repeat
one another. What a seed hides from Hypothesis `shrinking` makes small.
"""

from collections.abc import Mapping
from random import Random
from typing import Final

from tests.agreement import drawn_records
from tests.agreement.drawn_acts import drawn_act
from tests.agreement.drawn_cases import made_case
from tests.agreement.drawn_norms import ACT
from tests.agreement.matters import Matter, Rows, loaded
from tests.agreement.turning_points import Turning, doubled, spoilt, turning
from tests.facts_made import MadeRow

from govrules.instants import DAY, HOUR, Instant

_WITHHELD: Final = ("organisations", "relations", "objects", "messages", "assets", "attestations")
"""Tables that are now and then not handed over."""


def matter(random: Random, cases: int) -> Matter:
    """Make a matter of some cases, whatever else its act is about."""
    act = drawn_act(random)
    turns = turning(loaded(ACT, act.documents, act.taken))
    base = turns.act.commencement + random.choice((12 * HOUR, 5 * DAY, 20 * DAY, 57 * DAY))
    as_of = _as_of(random, turns, base)
    rows = _rows(random, turns, base, cases)
    for table in _WITHHELD:
        if random.randrange(40) == 0:
            del rows[table]
    return Matter(ACT, act.documents, act.taken, rows, as_of, _complete(random, turns, base))


def _as_of(random: Random, turns: Turning, base: Instant) -> Instant:
    """Choose when to judge: as a term ends, at the edge of a day, or when all is over."""
    match random.randrange(6):
        case 0 | 1:
            return turns.after(base, random)
        case 2:
            return max(turns.of_days(random), turns.act.commencement)
    return base + random.choice((90 * DAY, 300 * DAY))


def _complete(
    random: Random, turns: Turning, base: Instant
) -> Mapping[str, tuple[Instant, Instant]]:
    """Declare a table complete for some time only, now and then."""
    if random.randrange(4):
        return {}
    table = random.choice(("cases", "messages", "deliverables", "attestations"))
    start = random.choice((turns.act.commencement, base, base + 1))
    return {table: (start, random.choice((turns.after(base, random), base + 60 * DAY)) + 2 * DAY)}


def _rows(random: Random, turns: Turning, base: Instant, count: int) -> dict[str, list[MadeRow]]:
    files = [made_case(random, turns, f"C{number}", base) for number in range(1, count + 1)]
    objects = [file.object for file in files]
    told = [
        spoilt(random, "messages", {"id": f"R{number}", **row}, 6)
        for number, row in enumerate(drawn_records.tabled_messages(random, turns), start=1)
    ]
    cases = [file.case for file in files]
    rows: Rows = {
        "organisations": drawn_records.organisations(random, turns),
        "relations": drawn_records.relations(random, turns, objects),
        "objects": doubled(random, objects, {"owner": "COM"}),
        "cases": doubled(random, cases, {"class": "event", "detected_at": None}),
        "messages": doubled(
            random, [m for file in files for m in file.messages] + told, {"sender": "W"}
        ),
        "assets": list(drawn_records.assets(random, told)),
        "deliverables": list(drawn_records.deliverables(random, turns, objects)),
        "attestations": list(drawn_records.attestations(random, turns, objects, cases)),
    }
    return dict(rows)
