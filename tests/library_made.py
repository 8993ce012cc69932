"""An invented act whose text may be shown: house rules of a library, with prints made here."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from govrules.drafting.prints import normalise, take


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the invented text: a unit, or lines that belong to none if `unit` is empty."""

    unit: str
    text: str
    state: dict[str, object] = field(default_factory=lambda: {"not-checkable": "it is a lead-in"})
    parent: str = ""
    shared: Sequence[str] = ()
    """The units that stand in its lines without a print of their own."""


def binds(unit: str) -> dict[str, object]:
    """Return the state of a unit that has a norm."""
    return {"encoded": [f"library/{unit}"]}


NOTE = "(in the wording of decision 17)"
BLOCKS = (
    Block("", "CITY COUNCIL\n\nDECISION No. 12 of 3 May\n"),
    Block("title", "On the rules of the city library and its reading rooms\n"),
    Block("note.1", f"{NOTE}\n"),
    Block("1", "1. A loan is a book lent to a reader for no more than 30 days (hereafter Loan).\n",
          {"definition-used-by": ["library/2.a", "library/3"]}),
    Block("2", "2. The librarian, on every day of opening:\n"),
    Block("2.a", "- writes each Loan into the register within 15 minutes;\n", binds("2.a"), "2"),
    Block("2.b", "- tells the reader and the keeper of the stacks of a lost book in 2 hours;\n",
          {"structure": ["library/2.b.reader", "library/2.b.keeper"]}, "2",
          ("2.b.reader", "2.b.keeper")),
    Block("2.c", "- closes the windows of the reading\nroom before dark.\n", binds("2.c"), "2"),
    Block("", "http://library.example.org/rules/12?page=1\nChapter 2. Readers\n"),
    Block("3", "3. A reader returns the Loan in 30 days, and pays 5 coins for each day after.\n",
          binds("3")),
    Block("4", "4. No:\n"),
    Block("4.a", "1) food and drink may be brought into the rooms;\n", binds("4.a"), "4"),
    Block("4.b", "2) book may leave the rooms for rare prints.\n", binds("4.b"), "4"),
    Block("5", "5. Items 3 and 4 bind schools too, from 1 September.\n",
          {"condition-of": ["library/3", "library/4.a", "library/4.b"]}),
    Block("", "Annex to the decision\n"),
    Block("note.2", f"{NOTE}\n"),
    Block("form", "No. Title Shelf Reader\n1 2 3 4\nOpen stacks of the ground floor\n"
                  "Closed stacks of the cellar\n"),
    Block("", "Printed in 200 copies\n"),
)  # fmt: skip
NESTED = {
    "form.open": "Open stacks of the ground floor",
    "form.closed": "Closed stacks of the cellar",
}
SHARED = {"2.b.reader": binds("2.b.reader"), "2.b.keeper": binds("2.b.keeper")}
BY_ORDER = {"note.1", "note.2", "4"}
SCENARIOS = """
- scenario: a loan written down after fifteen minutes is late
  act: library
  as_of: 2031-01-01T00:00:00Z
  given: {cases: [{id: C1, class: event}]}
  expect: [{norm: library/2.a, subject: C1, verdict: violated, reason: late}]
- scenario: a loan written down at once is in time
  act: library
  as_of: 2031-01-01T00:00:00Z
  given: {cases: [{id: C1, class: event}]}
  expect: [{norm: library/2.a, subject: C1, verdict: compliant}]
- scenario: a school is not bound
  act: library
  as_of: 2031-01-01T00:00:00Z
  given: {cases: [{id: C1, class: event}]}
  expect: [{norm: library/4.a, subject: C1, verdict: not-applicable, grounds: [library/5]}]
"""


@dataclass(frozen=True, slots=True)
class Library:
    """The folder of the invented acts, and the text of the one in it."""

    folder: Path
    text: str


def printed(text: str) -> dict[str, object]:
    """Return the print of a text as the files of an act write it."""
    taken = take(normalise(text))
    return {"length": taken.length, "rolling": taken.rolling, "sha256": taken.sha256}


def entry(unit: str, state: dict[str, object], parent: str, at: dict[str, object]) -> object:
    """Return a unit as `provisions.yaml` writes it."""
    if unit in BY_ORDER:
        at = {**at, "located": "by-order"}
    written = {
        "id": f"library/{unit}",
        "number": f"({unit})",
        "kind": "obligation",
        "role": "atomic",
        "in_force": {"from": "2031-01-01"},
        "summary": {"en": f"Unit {unit}.", "ru": f"Пункт {unit}."},
        "state": state,
        "print": at,
    }
    return {**written, "parent": f"library/{parent}"} if parent else written


def provisions() -> Iterator[object]:
    """Yield the units of the invented act in the order of its text."""
    for block in BLOCKS:
        if block.unit:
            yield entry(block.unit, block.state, block.parent, printed(block.text))
        for unit in block.shared:
            yield entry(unit, SHARED[unit], block.unit, {"as": f"library/{block.unit}"})
        if block.unit == "form":
            for unit, text in NESTED.items():
                yield entry(unit, binds(unit), "form", printed(text))


def act_print(text: str) -> dict[str, object]:
    """Return the print of the whole invented text, its ranges and the starts of its units."""
    starts: dict[str, int] = {}
    ranges: list[object] = []
    reached, last = 0, "start"
    names = [f"library/{block.unit}" if block.unit else "" for block in BLOCKS] + ["end"]
    for block, following in zip(BLOCKS, names[1:], strict=True):
        if block.unit:
            last = f"library/{block.unit}"
            starts[last] = reached
        else:
            ranges.append({"between": [last, following], **printed(block.text)})
        reached += len(normalise(block.text))
    for unit, inner in NESTED.items():
        starts[f"library/{unit}"] = normalise(text).index(normalise(inner))
    return {"whole": printed(text), "ranges": ranges, "starts": starts}


def put_into(folder: Path) -> Library:
    """Write the invented act, as far as drift and coverage read its text, into a folder."""
    home = folder / "library"
    (home / "scenarios").mkdir(parents=True)
    text = "".join(block.text for block in BLOCKS)
    (home / "act.yaml").write_text("act: library\n", encoding="utf-8")
    for name, value in {
        "provisions": {"provisions": list(provisions())},
        "act-print": act_print(text),
    }.items():
        # JSON is YAML, and quotes whatever could be read in two ways.
        (home / f"{name}.yaml").write_text(json.dumps(value, indent=1), encoding="utf-8")
    (home / "scenarios" / "loans.yaml").write_text(SCENARIOS, encoding="utf-8")
    return Library(folder, text)
