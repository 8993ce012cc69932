"""Whole acts drawn: the documents of a folder of policies, with calendar, readings, amendments."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from tests.agreement.drawn_norms import ACT, CALENDAR, PUBLIC, Drafter

from govrules.acts import answers
from govrules.documents import Json

ZONES: Final = ("Asia/Almaty", "Europe/Berlin", "America/St_Johns", "UTC")
COMMENCEMENT: Final = "2025-02-01"
TRIGGERS: Final = ("occasion", "receipt-of", "period", "day", "objects-from", "form")
_OFTEN: Final = ("period", "day", "form")
"""The triggers whose norms can be said in the most ways: they come twice as often."""
_ALONE: Final = ("severity", "settled", "words", "conditions", "in-force")
"""Parts of a norm that fit whatever its others are."""


@dataclass(frozen=True, slots=True)
class DrawnAct:
    """The documents of a folder of policies by their paths, and the choices of readings taken."""

    documents: Mapping[str, Json]
    taken: Mapping[str, str]


def _name(text: str) -> Json:
    return {"name": {"en": text}}


def _header(drafter: Drafter) -> Json:
    return {
        "act": ACT,
        "title": {"en": "Rules that nobody issued"},
        "citation": {"body": "Nobody", "number": "1"},
        "language": "en",
        "zone": drafter.one(ZONES),
        "calendar": CALENDAR,
        "adopted": "2025-01-20",
        "commencement": COMMENCEMENT,
        "roles": {
            "d:watch": _name("watch"),
            "d:ministry": _name("ministry"),
            "d:committee": _name("committee"),
            "d:body": {**_name("body"), "contains": ["d:operator"]},
            "d:operator": {**_name("operator"), "contains": ["d:ferry", "d:crane"]},
            "d:ferry": _name("ferry operator"),
            "d:crane": _name("crane operator"),
        },
        "others": {PUBLIC: {**_name("the public"), "kind": "people"}},
        "settled": drafter.points(3),
    }


_HOLIDAYS: Final = ("2025-03-10", "2025-04-01", "2025-07-10")
_WORKED: Final = ("2025-03-29", "2025-06-21")


def _calendar(zone: str) -> Json:
    return {
        "calendar": CALENDAR,
        "zone": zone,
        "weekend": ["saturday", "sunday"],
        "covers": [
            {"from": "2025-01-01", "to": "2025-05-31"},
            {"from": "2025-06-15", "to": "2025-10-20"},
        ],
        "days": [
            {
                "day": day,
                "works": works,
                "name": {"en": "a day"},
                "act": "unknown",
                "decided": "unknown",
                "binds": "all",
            }
            for works, days in ((False, _HOLIDAYS), (True, _WORKED))
            for day in days
        ],
    }


def _kinds(drafter: Drafter) -> list[str]:
    """Choose the triggers of an act's norms: two or three of cases, three to five of others."""
    others = [drafter.one((*TRIGGERS[2:], *_OFTEN)) for _ in range(int(drafter.one("345")))]
    of_cases = [drafter.one(TRIGGERS[:2]) for _ in range(int(drafter.one("23")))]
    return [*of_cases, *others]


def drawn_act(random: Random) -> DrawnAct:
    """Make an act of five to eight norms, at least two of them about cases."""
    drafter = Drafter(random)
    header = _header(drafter)
    kinds = _kinds(drafter)
    reach = [f"{ACT}/c{number}" for number in range(int(drafter.one("0123")))]
    conditions = [
        {
            "provision": name,
            "ground": drafter.one(("excluded", "territory", "work-type")),
            "when": drafter.test(2),
        }
        for name in reach
    ]
    norms: list[Json] = []
    naming: list[str] = []
    for number, kind in enumerate(kinds, start=1):
        written = drafter.norm(kind, formed="form" in kinds, naming=naming, reach=reach)
        name = f"{ACT}/{number}"
        norms.append({"norm": name, **written})
        if "executors" in written["bearer"]:
            naming.append(name)
    chapter = _chapter(drafter, norms)
    kind_of = {norm["norm"]: kind for norm, kind in zip(norms, kinds, strict=True)}
    again = _Again(drafter, kind_of, naming, reach)
    amendments = list(again.amendments())
    documents = {
        f"{ACT}/act.yaml": header,
        f"{ACT}/norms/drawn.yaml": {"conditions": conditions, **chapter},
        **{f"{ACT}/amendments/{n}.yaml": each for n, each in enumerate(amendments, start=1)},
        f"{ACT}/readings.yaml": {
            "readings": [
                {"reading": name, "question": {"en": "Which is meant?"}, "choices": choices}
                for name, choices in drafter.readings.items()
            ]
        },
        f"calendars/{CALENDAR}.yaml": _calendar(header["zone"]),
    }
    return DrawnAct(documents, drafter.taken)


def _chapter(drafter: Drafter, norms: list[Json]) -> Json:
    """Say once for a chapter what its norms are to share, as far as they do not say it."""
    if not drafter.once_in(3):
        return {"norms": norms}
    first, *others = norms
    bare = [{key: part for key, part in norm.items() if key != "severity"} for norm in others]
    return {"each": {"severity": drafter.one(("low", "medium", "high"))}, "norms": [first, *bare]}


@dataclass(frozen=True, slots=True)
class _Again:
    """What amendments are drawn from: the norms there are, by their triggers."""

    drafter: Drafter
    kinds: Mapping[str, str]
    naming: Sequence[str]
    reach: Sequence[str]

    def amendments(self) -> Iterator[Json]:
        """Yield up to two amendments, each of up to two norms."""
        for day in ("2025-02-20", "2025-03-30"):
            if self.drafter.once_in(3):
                yield {
                    "amendment": f"{ACT}/{day}",
                    "title": {"en": "Another wording"},
                    "commencement": day,
                    "changes": [self._change(n) for n in self.drafter.some(list(self.kinds))[:2]],
                }

    def _change(self, norm: str) -> Json:
        drafter, earlier = self.drafter, answers._EARLIER_WORDING
        match drafter.one(("set", "set", "repeal", "reword")):
            case "repeal":
                return {"repeal": norm, "before": drafter.answer(earlier["repeal"])}
            case "reword":
                return {"reword": [norm], "before": drafter.answer(earlier["reword"])}
        kind = self.kinds[norm]
        written = drafter.norm(
            kind, formed="form" in self.kinds.values(), naming=self.naming, reach=self.reach
        )
        parts = {key: value for key, value in written.items() if key in _ALONE}
        return {"norm": norm, "set": parts if drafter.once_in(2) else written}
