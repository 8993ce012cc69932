"""Bundles: the modules of an act as Open Policy Agent takes them, and the input that they judge.

A bundle depends on an act and the readings taken, on no dataset and on no day: what the plan works
out from those comes with the input. Its revision is a digest of all that is in it.
"""

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from govrules import acts, facts, planning
from govrules.engines.opa import gates
from govrules.engines.opa.cards import cards
from govrules.engines.opa.case_files import case_files
from govrules.engines.opa.modules import ROOT, Program, compile_
from govrules.engines.opa.texts import identifier
from govrules.facts import Facts
from govrules.facts.tables import TABLES
from govrules.findings import EvidenceError, Finding, Place
from govrules.instants import EARLIEST, Instant
from govrules.norms import Act
from govrules.planning import DUTY_COLUMNS, EVIDENCE_COLUMNS
from govrules.sentences import Sentence

MANIFEST = ".manifest"
SIGNATURES = ".signatures.json"
_README = """# {act}: the act as policies

Built by govrules {version} from the act `{act}` with digest `{digest}` and these readings:
{readings}

    opa eval --bundle {file} --input {family}.json 'data.{package}.answers'
    opa run --server --bundle {file}

`{family}.json` is written by `govrules bundle {act} --input DATASET --as-of TIME --output FOLDER`.
It holds documents under `files`; `answers` has one answer for each, in their order. Over HTTP a
single document is judged by `POST /v1/data/{path}/answer` with `{{"input": document}}`.

| rule | judges |
|---|---|
{rules}

`submission.json` is the same as one document. `data.govrules.gate` decides on it as `govrules gate`
does: `allow`, the `reasons` if not, and how many duties have each verdict (`summary`); so does
`data.{root}.submission`. Its `fail_on` may be set to `low`, `medium`, `high` or `never`.

    opa eval --bundle {file} --input submission.json 'data.govrules.gate.allow'

An answer is `{{"norms": {{norm: {{"duties": rows, "evidence": rows}}}}}}`, rows in the order of
`data.{root}.act.duty_columns` and `evidence_columns`, or `{{"faults": [...]}}` for a document that
lacks what is read: then nothing was judged. No answer at all is a failure, never a pass.
"""
_ABOUT = {
    "cases": "one case of an agency",
    "objects": "one object of an agency",
    "bodies": "one body: its periods, days and forms",
    "whole": "everything at once",
}


def program(act: Act, about: Facts, as_of: Instant) -> Program:
    """Translate all norms of an act, with their metadata; only its tables depend on the facts."""
    plan = planning.plan([act], act.norms, about, as_of, unlisted=True)
    return compile_((*plan.duties, *plan.evidence), cards(act, acts.provisions(act.id)))


def build(act: Act, version: str, name: str, *, gated: bool = True) -> dict[str, bytes]:
    """Return the files of the bundle of an act by their paths; `name` is for its README.

    `gated` bundles answer for whole submissions under the same name whatever their act is: of the
    bundles beside one another on a server, one can.
    """
    empty = facts.from_rows({table: [] for table in TABLES}, zone=None)
    compiled = program(act, empty, EARLIEST)
    root = f"{ROOT}.{identifier(act.id)}"
    texts = {f"{path.replace('.', '/')}.rego": text for path, text in compiled.modules.items()}
    texts[f"{root.replace('.', '/')}/act/data.json"] = _json(_data(act))
    roots = [root.replace(".", "/")]
    families = [each.rpartition(".")[2] for each in compiled.families]
    texts[f"{roots[0]}/submission.rego"] = gates.submission(root, families)
    if gated:
        roots.append(gates.GATE.replace(".", "/"))
        texts[f"{roots[-1]}.rego"] = gates.gate(root)
    texts["README.md"] = _readme(act, compiled, version, name)
    found = {path: text.encode() for path, text in sorted(texts.items())}
    manifest = {
        "roots": roots,
        "rego_version": 1,
        "metadata": {"act": act.id, "digest": act.digest, "readings": _readings(act)},
    }
    return {MANIFEST: _json({"revision": revision(manifest, found), **manifest}).encode(), **found}


def revision(manifest: Mapping[str, Any], files: Mapping[str, bytes]) -> str:
    """Return the digest of a manifest without its revision, and of all files beside it."""
    whole = {
        "manifest": {name: value for name, value in manifest.items() if name != "revision"},
        "files": {path: hashlib.sha256(data).hexdigest() for path, data in sorted(files.items())},
    }
    return "sha256:" + hashlib.sha256(_json(whole).encode()).hexdigest()


def packed(files: Mapping[str, bytes]) -> bytes:
    """Pack files as OPA reads them; the same files give the same bytes, whenever and wherever."""
    tape = io.BytesIO()
    with tarfile.open(fileobj=tape, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path, data in sorted(files.items()):
            entry = tarfile.TarInfo(path)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return gzip.compress(tape.getvalue(), mtime=0)


def verified(path: Path) -> Mapping[str, bytes]:
    """Read a bundle and make sure that its files are those that its revision names.

    Raises:
        EvidenceError: it cannot be read, or something in it is not what it was.
    """
    try:
        with tarfile.open(path, mode="r:gz") as archive:
            files = {
                entry.name.removeprefix("./").removeprefix("/"): data.read()
                for entry in archive.getmembers()
                if (data := archive.extractfile(entry)) is not None
            }
        manifest = json.loads(files[MANIFEST])
        named = str(manifest["revision"])
    except (OSError, tarfile.TarError, EOFError, ValueError, KeyError, TypeError) as error:
        message = Sentence("this is no bundle with a revision: {why}", why=str(error) or "empty")
        raise _wrong(path, "not-a-bundle", message) from error
    ours = revision(
        manifest, {name: files[name] for name in files if name not in {MANIFEST, SIGNATURES}}
    )
    if ours != named:
        message = Sentence(
            "the bundle is not what its revision says: {ours} and not {named}",
            ours=ours,
            named=named,
        )
        raise _wrong(path, "altered-bundle", message)
    return files


def _wrong(path: Path, code: str, message: Sentence) -> EvidenceError:
    help_ = Sentence("build it again with `{command}`, and do not load this one", command="bundle")
    place = Place(path=path.as_posix())
    return EvidenceError([Finding(place=place, code=code, message=message, help=help_)])


@dataclass(frozen=True, slots=True)
class Input:
    """The case files of one family, as one document."""

    name: str
    rule: str
    text: str


def inputs(act: Act, given: Facts, as_of: Instant) -> tuple[Input, ...]:
    """Write an agency's facts as the documents that the bundle of an act judges."""
    compiled = program(act, given, as_of)
    found = []
    for family in compiled.families.values():
        files = list(case_files(family, given))
        name = family.name.rpartition(".")[2]
        document = {
            "act": {"id": act.id, "digest": act.digest, "readings": _readings(act)},
            "rule": f"data.{family.name}.answers",
            "about": [each.value for each in files],
            "files": [each.document for each in files],
        }
        found.append(Input(name, str(document["rule"]), _json(document)))
    return tuple(found)


def submission(
    act: Act, given: Facts, as_of: Instant, findings: Sequence[Mapping[str, Any]]
) -> Input:
    """Write a whole submission as the one document that the gate decides on.

    `findings` are the reasons that its data give before any norm is looked at.
    """
    compiled = program(act, given, as_of)
    listed = planning.plan([act], act.norms, given, as_of)
    document = {
        "act": {"id": act.id, "digest": act.digest, "readings": _readings(act)},
        "fail_on": "low",
        "families": {
            family.name.rpartition(".")[2]: [each.document for each in case_files(family, given)]
            for family in compiled.families.values()
        },
        "not_assessed": list(listed.not_assessed),
        "findings": list(findings),
    }
    return Input("submission", f"data.{gates.GATE}", _json(document))


def _data(act: Act) -> dict[str, Any]:
    return {
        "id": act.id,
        "digest": act.digest,
        "readings": _readings(act),
        "roles": {role: list(held) for role, held in sorted(act.roles.items())},
        "duty_columns": list(DUTY_COLUMNS),
        "evidence_columns": list(EVIDENCE_COLUMNS),
        "norms": {
            norm.id: {"severity": norm.severity, "in_force": list(norm.in_force)}
            for norm in act.norms
        },
        "editions": [
            {
                "norm": norm.id,
                "amendment": norm.edition.amendment,
                "governs": [*norm.edition.governs],
            }
            for norm in act.norms
        ],
    }


def _readings(act: Act) -> dict[str, str]:
    return {name: choice.taken for name, choice in sorted(act.readings.items())}


def _readme(act: Act, compiled: Program, version: str, name: str) -> str:
    families = sorted(compiled.families)
    first = families[0]
    readings = ", ".join(f"{reading}={taken}" for reading, taken in _readings(act).items())
    rules = "\n".join(
        f"| `data.{each}.answer` | {_ABOUT[each.split('.')[-1]]} |" for each in families
    )
    return _README.format(
        act=act.id,
        version=version,
        digest=act.digest,
        readings=readings,
        file=name,
        family=first.rpartition(".")[2],
        package=first,
        path=first.replace(".", "/"),
        root=first.rpartition(".")[0],
        rules=rules,
    )


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n"
