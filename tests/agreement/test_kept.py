"""Hard matters, and whatever engines once differed on, are judged alike again, to the byte."""

from collections.abc import Iterable
from pathlib import Path
from random import Random

import pytest
from tests.agreement.drawn_matters import matter
from tests.agreement.kept import FOLDER, keep, read
from tests.agreement.matters import Matter, answer, difference, written
from tests.agreement.shrinking import shrunk
from tests.rego_asked import differing, question

from govrules.calculus import Relation
from govrules.engines import columnar, reference
from govrules.facts import Facts

LATE = 24
"""The seed of a matter in which something is late."""
KEPT = sorted(path.parent for path in FOLDER.glob("*/matter.yaml"))


@pytest.mark.parametrize("folder", KEPT, ids=lambda folder: folder.name)
def test_a_kept_matter_is_concluded_as_it_was(folder: Path) -> None:
    """The reference engine first: `tests.agreement.kept.expect` writes what it says today."""
    kept = read(folder)
    assert kept.expected == kept.concluded()
    assert kept.expected == written(kept.act, answer(kept.act, kept.facts, kept.as_of, columnar))


def test_open_policy_agent_judges_the_kept_matters_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    """All of them, duties and evidence, before they are assessed."""
    every = [(folder.name, read(folder)) for folder in KEPT]
    asked = [question(name, kept.act, kept.facts, kept.as_of) for name, kept in every]
    assert {} == differing(asked, monkeypatch.setenv)


class Lenient:
    """An engine to which what is late is not, as it could be to one that rounds."""

    NAME = "lenient"

    def evaluate(self, relations: Iterable[Relation], facts: Facts) -> list[list[reference.Row]]:
        """Return what the reference does, but late duties as compliant ones."""
        swapped = {"violated": "compliant", "late": ""}
        return [
            [tuple(swapped.get(str(c), c) if "late" in row else c for c in row) for row in rows]
            for rows in reference.evaluate(relations, facts)
        ]


def rows_of(small: Matter) -> dict[str, int]:
    """Count the rows of the tables that have any."""
    return {table: len(rows) for table, rows in small.rows.items() if rows}


def test_what_engines_differ_on_is_made_small_and_kept(tmp_path: Path) -> None:
    """Of a drawn act and its tables one norm is left, and the rows without which none is late."""
    drawn = matter(Random(LATE), cases=3)  # noqa: S311 - makes cases, protects nothing
    engine = Lenient()
    assert "violated" in difference(drawn, engine)
    small = shrunk(drawn, lambda lesser: bool(difference(lesser, engine)))
    (chapter,) = (value for path, value in small.documents.items() if "/norms/" in path)
    assert 1 == len(chapter["norms"])
    assert {"cases": 1} == rows_of(small)
    keep(small, tmp_path / "late", "a duty that is late")
    kept = read(tmp_path / "late")
    assert kept.expected == kept.concluded()
    assert '"reason": "late"' in kept.expected
    lenient = written(kept.act, answer(kept.act, kept.facts, kept.as_of, engine))
    assert kept.expected != lenient
