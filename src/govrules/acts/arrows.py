"""What is wrong with the edges that units state themselves: whom they name, what they leave out.

An edge takes what it leaves out from the norm of its unit; a unit without one must say it all.
"""

from collections.abc import Iterator

from govrules.acts.answers import hint
from govrules.acts.sources import Part
from govrules.documents import Document
from govrules.findings import Finding
from govrules.sentences import Sentence

_HAS_NORM = ("encoded", "attestation")


def stated(provisions: Document) -> bool:
    """Return whether any unit of a document `provisions` states an edge or appoints anybody."""
    return any("edge" in unit or "appoints" in unit for unit in provisions.value["provisions"])


def problems(header: Document, provisions: Document) -> list[Finding]:
    """Return all that is wrong with the edges of a document `provisions`, given that of the act."""
    roles = [*header.value["roles"]]
    parties = [*roles, *header.value.get("others", ()), header.value["act"], "unspecified"]
    units = Part(provisions.value["provisions"], provisions, ("provisions",)).items()
    found: list[Finding] = []
    for unit in units:
        if "appoints" in unit.value:
            found += _unknown(unit.at("appoints"), roles)
        if "edge" in unit.value:
            edge = unit.at("edge")
            for end in ("from", "to"):
                if end in edge.value:
                    found += _unknown(edge.at(end), parties)
                elif not any(word in unit.value["state"] for word in _HAS_NORM):
                    found.append(_open(unit, edge, end))
    return found


def _unknown(names: Part, known: list[str]) -> Iterator[Finding]:
    for name in names.items():
        if name.value not in known:
            yield Finding(
                place=name.place,
                code="unknown-party",
                message=Sentence("the act knows nobody called `{name}`", name=name.value),
                help=Sentence(
                    "{hint}declare it under `roles` or `others` in `act.yaml`",
                    hint=hint(name.value, known),
                ),
            )


def _open(unit: Part, edge: Part, end: str) -> Finding:
    return Finding(
        place=edge.place,
        code="edge-without-end",
        message=Sentence(
            "the edge of `{unit}` has no `{end}`, and no norm of the unit says it",
            unit=unit.value["id"],
            end=end,
        ),
        help=Sentence("name them under `{end}`, `unspecified` if the text names nobody", end=end),
    )
