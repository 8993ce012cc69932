"""Matters kept as folders of `fixtures/agreement/`: an act, a dataset, an instant, the answer.

`policies/` holds the act and its calendar as a drafter would write them, `facts.yaml` the dataset,
`matter.yaml` what it is about, the act's id, the instant and the choices of readings taken, and
`expected.json` what the reference engine concludes, without the engine's name.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import yaml
from tests.agreement.matters import Matter, answer, written

from govrules import acts, documents, facts
from govrules.engines import reference
from govrules.facts import Facts
from govrules.instants import Instant, read_exact, write
from govrules.norms import Act

FOLDER: Final = Path(__file__).resolve().parents[2] / "fixtures/agreement"
_FORM: Final[Mapping[str, Any]] = {
    "type": "object",
    "required": ["about", "act", "as_of"],
    "additionalProperties": False,
    "properties": {
        "about": {"type": "string", "minLength": 1},
        "act": {"type": "string", "minLength": 1},
        "as_of": {"type": "string", "minLength": 1},
        "readings": {"type": "object", "additionalProperties": {"type": "string"}},
    },
}


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept matter, read: what engines are asked, and what the reference is to conclude."""

    act: Act
    facts: Facts
    as_of: Instant
    expected: str

    def concluded(self) -> str:
        """Judge with the reference engine and write what is kept of it."""
        return written(self.act, answer(self.act, self.facts, self.as_of, reference))


def keep(matter: Matter, folder: Path, about: str) -> None:
    """Write a matter as a folder, with what the reference engine concludes."""
    zone = ZoneInfo(matter.loaded().zone)
    for path, value in matter.documents.items():
        _write(folder / "policies" / path, value)
    window = {
        table: {"from": write(start, zone), "to": write(end, zone)}
        for table, (start, end) in matter.complete.items()
    }
    complete = {"complete": window} if window else {}
    rows = {
        table: [{name: cell for name, cell in row.items() if cell is not None} for row in rows]
        for table, rows in matter.rows.items()
    }
    _write(folder / "facts.yaml", {**complete, **rows})
    taken = {"readings": dict(matter.taken)} if matter.taken else {}
    asked = {"about": about, "act": matter.act, "as_of": write(matter.as_of, zone), **taken}
    _write(folder / "matter.yaml", asked)
    expect(folder)


def expect(folder: Path) -> None:
    """Write what the reference engine concludes of a kept matter."""
    (folder / "expected.json").write_text(_read(folder, "").concluded(), encoding="utf-8")


def read(folder: Path) -> Kept:
    """Read a kept matter.

    Raises:
        FindingsError: the act or the data are not valid.
    """
    return _read(folder, (folder / "expected.json").read_text(encoding="utf-8"))


def _read(folder: Path, expected: str) -> Kept:
    asked = documents.load(folder / "matter.yaml", _FORM, shown=f"{folder.name}/matter.yaml").value
    taken = asked.get("readings", {})
    act = acts.load(asked["act"], taken=taken, folder=folder / "policies")
    naive: facts.Naive = "reject" if act.settled.get("naive-times") == "reject" else "act-zone"
    read = facts.read([folder / "facts.yaml"], zone=ZoneInfo(act.zone), naive=naive)
    return Kept(act, read, read_exact(asked["as_of"]), expected)


def _write(file: Path, value: object) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump(
        json.loads(json.dumps(value)),  # values that are shared would be written as aliases
        allow_unicode=True,
        sort_keys=False,
        default_flow_style=None,
        width=100,
    )
    file.write_text(text, encoding="utf-8")
