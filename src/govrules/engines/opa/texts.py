"""Pieces of Rego as `opa fmt` writes them: names, constants, lists, records, comprehensions."""

import json
import re
from collections.abc import Mapping, Sequence

from govrules.calculus import Given, Value

_WIDE = 96
_RESERVED = frozenset(
    {
        *("abs", "and", "array", "as", "bits", "contains", "count", "data", "default", "else"),
        *("every", "false", "floor", "if", "import", "in", "input", "library", "max", "min"),
        *("not", "null", "object", "or", "package", "plus", "rem", "row", "set", "some"),
        *("sprintf", "sum", "true", "with", "number", "numbers", "rows", "key", "it"),
        *("equal", "neq", "lt", "lte", "gt", "gte", "minus", "mul", "div", "union", "answer"),
        *("cases", "bodies", "objects", "whole", "answers", "columns", "constants", "tables"),
        *("faults", "norms", "weighed"),
    }
)


def identifier(text: str) -> str:
    """Make a name of Rego out of any text."""
    name = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_") or "it"
    return f"{name}_" if name in _RESERVED else f"_{name}" if name[0].isdigit() else name


def written(value: Value) -> str:
    """Write a constant."""
    return json.dumps(value, ensure_ascii=False)


def field(row: str, name: str) -> str:
    """Write a reference to a field of a row."""
    return f"{row}.{name}" if re.fullmatch(r"[a-z_][a-z0-9_]*", name) else f"{row}[{written(name)}]"


def given(table: Given) -> str:
    """Write a reference to a table that comes with the input."""
    return f"input.given[{written(table.name)}]"


def listed(opening: str, items: Sequence[str], closing: str) -> str:
    """Write a list in one line, or one item a line where that is too long."""
    line = f"{opening}{', '.join(items)}{closing}"
    if len(line) <= _WIDE and "\n" not in line:
        return line
    inside = "".join(f"\t{indented(item)},\n" for item in items)
    return f"{opening}\n{inside}{closing}"


def indented(text: str) -> str:
    """Move all lines but the first one step to the right."""
    return text.replace("\n", "\n\t")


def keyed_by(texts: Sequence[str]) -> str:
    """Write what rows are found by: a value, or an array of several."""
    return texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"


def path(text: str, on: Sequence[object]) -> str:
    """Write a key for `object.get`, which reads an array as a path."""
    return f"[{text}]" if len(on) != 1 else text


def record(fields: Mapping[str, str]) -> str:
    """Write an object."""
    return listed("{", [f"{written(name)}: {text}" for name, text in fields.items()], "}")


def comprehension(told: str, lines: Sequence[str], brackets: str = "[]") -> str:
    """Write an array or set of what some lines bring, without the lines that nothing reads."""
    inside = "".join(f"\t{indented(line)}\n" for line in _read(lines, told))
    return f"{brackets[0]}{told} |\n{inside}{brackets[1]}"


def _read(lines: Sequence[str], told: str) -> list[str]:
    kept: list[str] = []
    below = told
    for line in reversed(lines):
        assigned = re.match(r"(some )?(\w+) (:=|in) ", line)
        used = assigned is None or re.search(rf"\b{assigned[2]}\b", below)
        if used or (assigned and assigned[1]):
            # A row that is not read had to be there all the same.
            said = line if used else re.sub(r"^some \w+ in", "some _ in", line)
            kept.append(said)
            below += f"\n{said}"
    return kept[::-1]
