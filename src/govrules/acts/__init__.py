"""LOAD: the folders of `policies/` → acts with their norms in normal form.

An act is a folder; a chapter of norms is a file in its `norms/`. Nothing here judges.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from govrules import documents
from govrules.acts import amendments, arrows, checks, inventory, normal_form, sources
from govrules.acts.amendments import Change
from govrules.acts.inventory import ActPrint, Unit
from govrules.acts.normal_form import Frame, Written
from govrules.acts.settling import Settled, readings
from govrules.acts.sources import Part, Sources
from govrules.documents import Document, Json
from govrules.findings import Finding, Place, PolicyError
from govrules.instants import ABSENT, day_start
from govrules.norms import Act, Condition, Norm, Other, ReadingChoice, RoleLink
from govrules.sentences import Sentence

__all__ = ["available", "load", "prints", "provisions", "shipped_acts"]


def shipped_acts() -> Path:
    """Return the folder of the acts that ship."""
    return documents.shipped("policies")


def available(folder: Path | None = None) -> tuple[str, ...]:
    """Return the ids of the acts in a folder, by default those that ship."""
    root = folder or shipped_acts()
    return tuple(sorted(path.parent.name for path in root.glob("*/act.yaml")))


def load(act: str, *, taken: Mapping[str, str] | None = None, folder: Path | None = None) -> Act:
    """Load an act by its id, with readings settled as `taken` says, else by default.

    Readings that the act does not have are left to whoever took them; see `Act.readings`.

    Raises:
        PolicyError: the act does not exist, a file of it is not valid, or it is not sound whichever
            way its readings are taken; with every problem of all its files, or of all its norms.
    """
    root = folder or shipped_acts()
    home = root / act
    if not (home / "act.yaml").is_file():
        raise _unknown(act, root)
    written = _sound(home, root, taken or {})
    value = written.header.value
    choices = readings(written.readings, taken or {})
    settled, rests_on = Settled(written.header, choices).part(("settled",))
    zone = ZoneInfo(value["zone"])
    commencement = day_start(date.fromisoformat(value["commencement"]), zone)
    changes = amendments.changes(written.amendments, choices, zone)
    frame = Frame(zone, (commencement, ABSENT), settled)
    return Act(
        id=value["act"],
        title=value["title"],
        language=value["language"],
        zone=value["zone"],
        adopted=date.fromisoformat(value["adopted"]),
        commencement=commencement,
        roles=_roles(value["roles"]),
        role_names={role: entry["name"] for role, entry in value["roles"].items()},
        filled={
            role: entry["filled"] for role, entry in value["roles"].items() if "filled" in entry
        },
        others={name: Other(**entry) for name, entry in value.get("others", {}).items()},
        readings=choices,
        settled=settled,
        norms=_norms(written, changes, choices, frame, rests_on),
        calendar=written.calendar,
        role_links=_role_links(value["roles"]),
        digest=_digest(home, root / "calendars" / f"{value['calendar']}.yaml"),
    )


def provisions(act: str, folder: Path | None = None) -> dict[str, Unit]:
    """Load the citable units of an act, by id, in the order of the text.

    Raises:
        PolicyError: the act does not exist, its `provisions.yaml` is not valid, or an edge in it
            names somebody whom the act does not know, or has an end that nothing says.
    """
    written = _part(act, "provisions", folder)
    problems = arrows.problems(_part(act, "act", folder), written) if arrows.stated(written) else []
    if problems:
        raise PolicyError(problems)
    return inventory.units(written)


def prints(act: str, folder: Path | None = None) -> ActPrint:
    """Load the print of an act's whole text."""
    return inventory.act_print(_part(act, "act-print", folder))


def _part(act: str, name: str, folder: Path | None) -> Document:
    root = folder or shipped_acts()
    if not (root / act / "act.yaml").is_file():
        raise _unknown(act, root)
    return _document(root / act / f"{name}.yaml", name, root)


def _document(path: Path, schema: str, root: Path) -> Document:
    return documents.load(path, schema, shown=path.relative_to(root).as_posix())


def _unknown(act: str, root: Path) -> PolicyError:
    known = ", ".join(f"`{name}`" for name in available(root)) or Sentence("none")
    return PolicyError(
        [
            Finding(
                place=Place(path=act),
                code="unknown-act",
                message=Sentence("there is no act `{act}`", act=act),
                help=Sentence("the acts here are {known}", known=known),
            )
        ]
    )


def _sound(home: Path, root: Path, taken: Mapping[str, str]) -> Sources:
    written = sources.read(home, root)
    problems = checks.problems(written, home.name, taken)
    if problems:
        raise PolicyError(problems)
    return written


def _roles(roles: Mapping[str, Mapping[str, Sequence[str]]]) -> dict[str, tuple[str, ...]]:
    def within(role: str) -> list[str]:
        contained = roles[role].get("contains", ())
        return [role, *(each for inner in contained for each in within(inner))]

    return {role: tuple(dict.fromkeys(within(role))) for role in roles}


def _role_links(roles: Mapping[str, Json]) -> dict[str, tuple[RoleLink, ...]]:
    return {
        role: tuple(
            RoleLink(entry["defined"]["in"], link["relation"], link[end], outward=end == "to")
            for link in entry["defined"]["links"]
            for end in ("from", "to")
            if end in link
        )
        for role, entry in roles.items()
        if "defined" in entry
    }


def _norms(
    given: Sources,
    changes: Sequence[Change],
    choices: Mapping[str, ReadingChoice],
    frame: Frame,
    rests_on: tuple[str, ...],
) -> tuple[Norm, ...]:
    conditions: dict[str, tuple[Condition, tuple[str, ...]]] = {}
    for part in given.conditions():
        written = _written(part, choices)
        condition = normal_form.condition(written)
        conditions[condition.provision] = (condition, written.readings)
    executors = checks.executors(given)
    norms = [
        amendments.reworded(
            normal_form.norm(edited, conditions, executors, frame, edition), changes
        )
        for part in given.norms()
        for edited, edition in amendments.editions(_written(part, choices, rests_on), changes)
    ]
    amendments.one_version_each_day(norms)
    return tuple(sorted(norms, key=lambda norm: (norm.id, norm.edition.governs)))


def _written(
    part: Part, choices: Mapping[str, ReadingChoice], rests_on: tuple[str, ...] = ()
) -> Written:
    settled = Settled(part.document, choices)
    own, used = settled.part(part.pointer)
    shared: dict[str, object] = {}
    if part.pointer[0] == "norms" and "each" in part.document.value:
        shared, also_used = settled.part(("each",))
        used = (*used, *also_used)
    return Written({**shared, **own}, (*used, *rests_on))


def _digest(home: Path, calendar: Path) -> str:
    """Digest all files of an act's folder and its calendar, by path (DESIGN §6)."""
    files = [path for path in home.rglob("*") if path.is_file()]
    files += [calendar] if calendar.is_file() else []
    whole = hashlib.sha256()
    for path in sorted(files, key=lambda each: each.relative_to(home.parent).as_posix()):
        whole.update(path.relative_to(home.parent).as_posix().encode())
        whole.update(b"\0")
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return f"sha256:{whole.hexdigest()}"
