"""What makes an act unsound although each of its files is valid: every problem, at its place.

One bad norm hides no other's problems. Nothing is normalised before all of this has been asked.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo, available_timezones

from govrules.acts import answers, fitting, settling
from govrules.acts.answers import Choices, hint
from govrules.acts.sources import Draft, Part, Sources
from govrules.findings import Finding, Place
from govrules.sentences import Sentence

_REQUIRED = ("severity", "bearer", "counterparty", "trigger", "performance", "deadline")
_DAYS: Mapping[str, Sequence[str]] = {
    "trigger": ("day", "until", "objects-from"),
    "deadline": ("by",),
    "in-force": ("from", "to"),
}
_FIRST_YEAR, _LAST_YEAR = 1971, 2110


def problems(sources: Sources, folder: str, taken: Mapping[str, str]) -> list[Finding]:
    """Return all that is wrong with an act; `taken` are the choices that somebody made."""
    choices, drafts = sources.choices(), sources.drafts()
    found = [
        *_of_header(sources, folder, choices),
        *settling.untaken(sources.readings, taken),
        *_repeated(sources),
        *_of_shared(sources, choices),
        *_of_conditions(sources, choices),
        *_of_changes(sources, choices),
        *(each for draft in drafts for each in _of_draft(draft, sources, choices)),
        *fitting.of_forms(drafts),
    ]
    return list(dict.fromkeys(found))


def _of_header(sources: Sources, folder: str, choices: Choices) -> Iterator[Finding]:
    act = Part(sources.header.value, sources.header, ())
    if act.value["act"] != folder:
        yield Finding(
            place=act.at("act").place,
            code="another-folder",
            message=Sentence(
                "the act `{act}` stands in the folder `{folder}`",
                act=act.value["act"],
                folder=folder,
            ),
            help=Sentence("give the act and its folder one name"),
        )
    try:
        ZoneInfo(act.value["zone"])
    except (KeyError, ValueError, OSError):
        # A folder of the database, like `Europe`, is an error of the file system.
        near = hint(act.value["zone"], available_timezones())
        yield Finding(
            place=act.at("zone").place,
            code="unknown-zone",
            message=Sentence("`{text}` is no time zone", text=act.value["zone"]),
            help=Sentence("{hint}name a zone of the tz database, like `Europe/Paris`", hint=near),
        )
    for key in ("adopted", "commencement"):
        yield from _of_day(act.at(key))
    yield from answers.of_points(act.at("settled"), choices)
    yield from settling.faults(act.at("settled"), choices)
    yield from _of_roles(act.at("roles"))
    for name in act.value.get("others", {}):
        if name in (*act.value["roles"], folder, "unspecified"):
            yield Finding(
                place=act.document.place(("others", name)),
                code="other-of-a-taken-name",
                message=Sentence("`{name}` stands for something else already", name=name),
                help=Sentence("give it a name that is no role, nor the act's, nor `unspecified`"),
            )


def _of_day(day: Part) -> Iterator[Finding]:
    if not _FIRST_YEAR <= date.fromisoformat(day.value).year <= _LAST_YEAR:
        yield Finding(
            place=day.place,
            code="day-out-of-range",
            message=Sentence("`{text}` lies outside the years 1970 to 2111", text=day.value),
            help=Sentence("write the year in which it happened"),
        )


def _of_roles(roles: Part) -> Iterator[Finding]:
    for role, entry in roles.value.items():
        if "contains" in entry:
            yield from _of_role(roles.at(role, "contains").items(), roles.value)
        for link in roles.at(role, "defined", "links").items() if "defined" in entry else ():
            yield from _of_role([link.at("from" if "from" in link.value else "to")], roles.value)
    for cycle in _cycles({role: entry.get("contains", ()) for role, entry in roles.value.items()}):
        yield Finding(
            place=roles.document.place((*roles.pointer, cycle[0])),
            code="role-cycle",
            message=Sentence(
                "roles contain one another: {cycle}",
                cycle=" > ".join(f"`{role}`" for role in (*cycle, cycle[0])),
            ),
            help=Sentence("let each role contain narrower ones only"),
        )


def _cycles(contains: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """Yield cycles, so many that without them none is left, each from its first role on."""
    done: set[str] = set()
    for start in contains:
        if start in done:
            continue
        path = [start]
        waiting = [iter(contains[start])]
        while path:
            inner = next(waiting[-1], None)
            if inner is None:
                done.add(path.pop())
                waiting.pop()
            elif inner in path:
                yield tuple(path[path.index(inner) :])
            elif inner in contains and inner not in done:
                path.append(inner)
                waiting.append(iter(contains[inner]))


def _of_role(named: Iterable[Part], roles: Iterable[str]) -> Iterator[Finding]:
    known = list(roles)
    for each in named:
        if each.value not in known:
            yield Finding(
                place=each.place,
                code="unknown-role",
                message=Sentence("the act has no role `{role}`", role=each.value),
                help=Sentence(
                    "{hint}declare it under `roles` in `act.yaml`", hint=hint(each.value, known)
                ),
            )


def _repeated(sources: Sources) -> Iterator[Finding]:
    readings = Part(sources.readings.value["readings"], sources.readings, ("readings",)).items()
    amendments = [Part(each.value, each, ()) for each in sources.amendments]
    for parts, key in (
        (readings, "reading"),
        (sources.norms(), "norm"),
        (sources.conditions(), "provision"),
        (amendments, "amendment"),
    ):
        first: dict[str, Place] = {}
        for part in parts:
            name, place = part.value[key], part.at(key).place
            if first.setdefault(name, place) != place:
                yield Finding(
                    place=place,
                    code=f"duplicate-{key}",
                    message=Sentence(
                        "`{name}` is already written in {place}",
                        name=name,
                        place=f"{first[name].path}:{first[name].line}",
                    ),
                    help=Sentence("give each an id of its own"),
                )


def _of_shared(sources: Sources, choices: Choices) -> Iterator[Finding]:
    """Check the readings that chapters name for all their norms, even where no norm takes them."""
    for chapter in sources.chapters:
        if "each" in chapter.value:
            yield from settling.faults(Part(chapter.value, chapter, ()).at("each"), choices)


def _of_conditions(sources: Sources, choices: Choices) -> Iterator[Finding]:
    roles = sources.header.value["roles"]
    for condition in sources.conditions():
        when = condition.at("when")
        yield from settling.faults(when, choices)
        yield from answers.of_test(when, choices)
        yield from _of_role(_owners(when), roles)


def _owners(test: Part) -> Iterator[Part]:
    """Yield the roles that owners must hold, wherever they stand in a test."""
    for key in ("all", "any"):
        for part in test.at(key).items() if key in test.value else ():
            yield from _owners(part)
    if "not" in test.value:
        yield from _owners(test.at("not"))
    if "owner-holds" in test.value:
        yield test.at("owner-holds")


def _of_changes(sources: Sources, choices: Choices) -> Iterator[Finding]:
    known = {norm.value["norm"] for norm in sources.norms()}
    for amendment in sources.amendments:
        yield from _of_day(Part(amendment.value, amendment, ()).at("commencement"))
    for change in sources.changes():
        yield from settling.faults(change, choices)
        yield from answers.of_change(change, choices)
        value = change.value
        names = value["reword"] if "reword" in value else [value.get("norm") or value["repeal"]]
        for name in names:
            if name not in known:
                yield Finding(
                    place=change.document.place(change.pointer),
                    code="patches-nothing",
                    message=Sentence(
                        "amendment `{amendment}` changes `{norm}`, which the act lacks",
                        amendment=change.document.value["amendment"],
                        norm=name,
                    ),
                    help=Sentence("name a norm of the act as it stands in one of its chapters"),
                )


def _of_draft(draft: Draft, sources: Sources, choices: Choices) -> Iterator[Finding]:
    missing = [key for key in _REQUIRED if key not in draft.parts]
    if missing:
        yield Finding(
            place=draft.place,
            code="missing-key",
            message=Sentence(
                "norm `{norm}` has no {keys}",
                norm=draft.norm,
                keys=", ".join(f"`{key}`" for key in missing),
            ),
            help=Sentence("write it in the norm, or under `each` for the whole chapter"),
        )
    for part in draft.parts.values():
        yield from settling.faults(part, choices)
    for key, part in draft.parts.items():
        for day in _DAYS.get(key, ()) if isinstance(part.value, dict) else ():
            if day in part.value:
                yield from _of_day(part.at(day))
    yield from _of_force(draft)
    yield from _of_parties(draft, sources, choices)
    yield from _of_reach(draft, sources)
    yield from answers.of_draft(draft, sources.header.value["calendar"], choices)
    yield from fitting.of_draft(draft)


def _of_force(draft: Draft) -> Iterator[Finding]:
    force = draft.parts.get("in-force")
    if force is not None and force.value.get("to", "9") <= force.value["from"]:
        yield Finding(
            place=force.place,
            code="never-in-force",
            message=Sentence("norm `{norm}` ends before it begins", norm=draft.norm),
            help=Sentence("let `to` be the first day on which it is no longer in force"),
        )


def _of_parties(draft: Draft, sources: Sources, choices: Choices) -> Iterator[Finding]:
    roles = sources.header.value["roles"]
    for party in (draft.parts[key] for key in ("bearer", "counterparty") if key in draft.parts):
        # `anybody` names whom the tables cannot bind, so no role of the act either.
        named = [party.at(key) for key in ("holder", "members", "owner") if key in party.value]
        if "executors" in party.value:
            named += party.at("executors").items()
        yield from _of_role(named, roles)
        if "executors-of" in party.value:
            yield from _of_executors(draft, party.at("executors-of"), sources, choices)


def _of_executors(
    draft: Draft, answer: Part, sources: Sources, choices: Choices
) -> Iterator[Finding]:
    naming = executors(sources)
    for meaning in answers.meanings(answer, choices):
        if meaning.word != "nobody" and meaning.word not in naming:
            yield Finding(
                place=answer.place,
                code="no-such-executors",
                message=Sentence(
                    "norm `{norm}` takes its executors from `{other}`, which names none",
                    norm=draft.norm,
                    other=meaning.word,
                ),
                help=Sentence("name a norm that lists its own executors"),
            )


def executors(sources: Sources) -> dict[str, Sequence[str]]:
    """Return the classes that norms name as executors themselves, by norm."""
    return {
        norm.value["norm"]: norm.value["bearer"]["executors"]
        for norm in sources.norms()
        if "executors" in norm.value.get("bearer", {})
    }


def _of_reach(draft: Draft, sources: Sources) -> Iterator[Finding]:
    known = {condition.value["provision"] for condition in sources.conditions()}
    named = draft.parts.get("conditions")
    for name in named.items() if named is not None else ():
        if name.value not in known:
            yield Finding(
                place=name.place,
                code="no-such-condition",
                message=Sentence(
                    "norm `{norm}` names the condition `{condition}`, which the act lacks",
                    norm=draft.norm,
                    condition=name.value,
                ),
                help=Sentence("write it under `conditions` in a chapter of the act"),
            )
