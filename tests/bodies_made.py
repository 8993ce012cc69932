"""A small state whose graph is in order, and what is found in it once a row is changed."""

from collections.abc import Sequence

from tests.facts_made import MadeRow, Tables, act_of, made

from govrules.assessing import assess
from govrules.graphs.agencies import findings
from govrules.instants import read_exact

AS_OF = "2026-09-01T00:00:00+05:00"
BODIES: Sequence[MadeRow] = (
    {"id": "STC", "name": "Service", "kind": "company", "roles": "kz:stc"},
    {"id": "KNB", "name": "Committee", "roles": "kz:knb"},
    {"id": "NB", "name": "Bank", "roles": "kz:national-bank"},
    {"id": "MO-1", "roles": "kz:state-body", "valid_from": "2020-01-01", "valid_to": "2026-12-31"},
)
SOUND: Tables = {"organisations": BODIES}


def relation(source: str, word: str, target: str, since: str = "", until: str = "") -> MadeRow:
    """Return a row of the relations table."""
    return {
        "source": source,
        "relation": word,
        "target": target,
        "valid_from": since,
        "valid_to": until,
    }


def body(name: str, roles: str = "", since: str = "", until: str = "") -> MadeRow:
    """Return a row of the organisations table."""
    return {"id": name, "roles": roles, "valid_from": since, "valid_to": until}


def found(
    tables: Tables, as_of: str = AS_OF, *, act: str = "kz-229", judged: bool = False
) -> list[str]:
    """Return the graph's findings as they are told, those of reading the rows left out."""
    law, instant = act_of(act), read_exact(as_of)
    facts = made(tables, law.zone)
    judgements = assess([law], facts, instant).judgements if judged else ()
    return [str(each) for each in findings([law], facts, instant, judgements)]


def codes(tables: Tables, as_of: str = AS_OF, *, act: str = "kz-229") -> list[str]:
    """Return the codes of the graph's findings."""
    law = act_of(act)
    return [each.code for each in findings([law], made(tables, law.zone), read_exact(as_of))]
