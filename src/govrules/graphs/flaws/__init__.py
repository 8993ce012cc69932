"""What is wrong with the law as it is drawn: findings derived from an act's graph, never listed.

Each module here is a family of findings; each finding names the provisions it was derived from.
"""

from collections.abc import Mapping

from govrules.acts.inventory import Unit
from govrules.findings import Finding
from govrules.graphs.flaws import answers, chains, lines, parties, silence
from govrules.graphs.flaws.drawing import Drawing
from govrules.norms import Act

__all__ = ["flaws"]

_FAMILIES = (parties, lines, answers, chains, silence)


def flaws(act: Act, units: Mapping[str, Unit]) -> tuple[Finding, ...]:
    """Return the findings on an act, sorted by the places of its units in `provisions.yaml`."""
    drawing = Drawing.of(act, units)
    return tuple(sorted(finding for family in _FAMILIES for finding in family.findings(drawing)))
