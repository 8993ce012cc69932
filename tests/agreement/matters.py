"""A matter put to the engines, an act with an agency's rows and an instant, and its answer."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

from tests.facts_made import MadeRow, made

from govrules import acts
from govrules.assessing import assess
from govrules.documents import Json
from govrules.engines import Engine, reference
from govrules.facts import Facts
from govrules.instants import Instant
from govrules.norms import Act
from govrules.reports import View
from govrules.reports import json as json_report
from govrules.verdicts import Assessment, Verdict

Documents: TypeAlias = Mapping[str, Json]
"""The documents of a folder of policies by their paths."""
Rows: TypeAlias = Mapping[str, list[MadeRow]]


@dataclass(frozen=True, slots=True)
class Matter:
    """An act with the choices of readings taken, rows, where they are complete, and an instant."""

    act: str
    documents: Documents
    taken: Mapping[str, str]
    rows: Rows
    as_of: Instant
    complete: Mapping[str, tuple[Instant, Instant]] = field(default_factory=dict)

    def loaded(self) -> Act:
        """Load the act from a folder that is there only meanwhile."""
        return loaded(self.act, self.documents, self.taken)

    def facts(self, act: Act) -> Facts:
        """Read the rows as the act has them read."""
        rejected = act.settled.get("naive-times") == "reject"
        return made(self.rows, act.zone, self.complete, "reject" if rejected else "act-zone")


def loaded(act: str, documents: Documents, taken: Mapping[str, str]) -> Act:
    """Load an act from documents; JSON is YAML, and sooner written."""
    with TemporaryDirectory() as folder:
        for path, value in documents.items():
            file = Path(folder, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(value), encoding="utf-8")
        return acts.load(act, taken=taken, folder=Path(folder))


def answer(act: Act, facts: Facts, as_of: Instant, engine: Engine) -> Assessment:
    """Judge with an engine."""
    return assess([act], facts, as_of, engine=engine)


def written(act: Act, assessment: Assessment, listed: Collection[Verdict] | None = None) -> str:
    """Write an assessment as the JSON that users get, the name of the engine aside."""
    names = {norm.id: norm for norm in act.norms}
    view = View(include=listed, acts={act.id: act}, norms=names)
    return "".join(json_report.render(replace(assessment, engine={}), view))


def difference(matter: Matter, engine: Engine) -> str:
    """Return how an engine's assessment differs from the reference's; nothing if it does not."""
    act = matter.loaded()
    facts = matter.facts(act)
    meant = answer(act, facts, matter.as_of, reference)
    return differs(act, meant, facts, matter.as_of, engine)


def differs(act: Act, meant: Assessment, facts: Facts, as_of: Instant, engine: Engine) -> str:
    """Compare an engine's whole assessment, byte by byte, with what the reference meant."""
    return first_difference(written(act, meant), written(act, answer(act, facts, as_of, engine)))


def first_difference(expected: str, actual: str) -> str:
    """Return the first lines in which two texts differ; nothing if they do not."""
    if expected == actual:
        return ""
    pairs = zip(expected.splitlines(), actual.splitlines(), strict=False)
    return next((f"{one} | {other}" for one, other in pairs if one != other), "longer or shorter")
