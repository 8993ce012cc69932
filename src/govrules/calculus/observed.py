"""What is certain of rows that are at hand: it is read off them."""

from collections.abc import Sequence

from govrules.calculus.certain import Certain
from govrules.calculus.terms import Value


def observed(columns: Sequence[str], rows: Sequence[Sequence[Value]]) -> Certain:
    """Return what holds of all rows of a table that was read whole.

    Of two columns with the same values in each row the second is the `same` as the first; integers
    stay `below` what is one more than the greatest.
    """
    constants: dict[str, Value] = {}
    same: dict[str, str] = {}
    filled: set[str] = set()
    below: dict[str, int] = {}
    seen: dict[tuple[type, tuple[Value, ...]], str] = {}
    for name, values in zip(columns, zip(*rows, strict=True), strict=False):
        first = values[0]
        if all(value == first for value in values):
            constants[name] = first
            continue
        alike = seen.setdefault((type(first), values), name)
        if alike != name:
            same[name] = alike
        elif isinstance(first, str):
            filled.update([name] if "" not in values else [])
        elif not isinstance(first, bool):
            below[name] = max(int(value) for value in values) + 1
    return Certain(constants, same, frozenset(filled), below, empty=not rows)
