"""Which parts of a norm fit one another: what a trigger can demand, of whom, and until when.

Every part may be sound by itself and still leave nothing that could be judged.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from govrules.acts.sources import Draft
from govrules.findings import Finding
from govrules.sentences import Sentence


@dataclass(frozen=True, slots=True)
class _Fit:
    """What fits a trigger; `told` are the counterparties to whom a message can go."""

    performances: Sequence[str]
    deadlines: Sequence[str]
    bearers: Sequence[str]
    counterparties: Sequence[str]
    told: Sequence[str]


_CASE_DEADLINES: Final = ("within", "after-unless", "until")
_TABLED: Final = ("message", "deliver", "link", "attestation")
_BODIES: Final = ("holder", "members", "executors", "executors-of", "anybody")
_NAMED: Final = ("holder", "members", "anybody")
_OF_CASE: Final = ("holder", "owner")
_HOLDER: Final = ("holder",)

_FITS: Final[Mapping[str, _Fit]] = {
    "occasion": _Fit(
        ("message", "record"),
        _CASE_DEADLINES,
        _OF_CASE,
        (*_OF_CASE, "members", "anybody"),
        _OF_CASE,
    ),
    "receipt-of": _Fit(("message",), _CASE_DEADLINES, _OF_CASE, _OF_CASE, _OF_CASE),
    "period": _Fit(_TABLED, ("day-of-month-after-period", "in-period"), _BODIES, _NAMED, _HOLDER),
    "day": _Fit(_TABLED, ("by", "working-days", "month", "none"), _BODIES, _NAMED, _HOLDER),
    "objects-from": _Fit(("deliver", "attestation"), ("none",), _OF_CASE, _OF_CASE, ()),
    "form": _Fit(("cell", "section"), ("none",), ("members",), _HOLDER, ()),
}
_ABOUT_OBJECTS: Final = ("occasion", "receipt-of", "objects-from")
"""The triggers whose duties are about an object, which conditions test."""


def of_draft(draft: Draft) -> Iterator[Finding]:
    """Find the parts of a norm that do not fit its trigger or one another."""
    if "trigger" not in draft.parts:
        return
    trigger = draft.kind("trigger")
    fit = _FITS[trigger]
    allowed = {
        "performance": fit.performances,
        "deadline": fit.deadlines,
        "bearer": fit.bearers,
        "counterparty": fit.counterparties,
    }
    for key, words in allowed.items():
        if key in draft.parts and draft.kind(key) not in words:
            yield _unfit(draft, key, "trigger", words)
    if "conditions" in draft.parts and trigger not in _ABOUT_OBJECTS:
        yield _needless(draft, "conditions", "trigger")
    if "performance" in draft.parts and draft.kind("performance") in fit.performances:
        yield from _of_performance(draft, fit)


def _of_performance(draft: Draft, fit: _Fit) -> Iterator[Finding]:
    performance, trigger = draft.kind("performance"), draft.parts["trigger"].value
    if "if" in trigger and performance != "record":
        yield _needless(draft, "trigger", "performance", "if")
    if "section" in trigger and performance == "cell":
        yield _needless(draft, "trigger", "performance", "section")
    if performance == "section" and "section" not in trigger:
        yield Finding(
            place=draft.parts["trigger"].place,
            code="unfit-parts",
            message=Sentence("the trigger of norm `{norm}` names no section", norm=draft.norm),
            help=Sentence("add `{key}:`", key="section"),
        )
    linked = performance == "link" or "given" in trigger
    named = fit.told if performance == "message" else _HOLDER if linked else fit.counterparties
    counterparty = draft.kind("counterparty") if "counterparty" in draft.parts else ""
    if counterparty in fit.counterparties and counterparty not in named:
        other = "trigger" if "given" in trigger else "performance"
        yield _unfit(draft, "counterparty", other, named)


def of_forms(drafts: Sequence[Draft]) -> Iterator[Finding]:
    """Find the norms of a form that disagree on it, and messages with a form that nobody knows."""
    norms = [each for each in drafts if "form" in _trigger(each) and "bearer" in each.parts]
    for norm in norms[1:]:
        same_bearer = norm.parts["bearer"].value == norms[0].parts["bearer"].value
        if _trigger(norm)["form"] != _trigger(norms[0])["form"] or not same_bearer:
            yield Finding(
                place=norm.place,
                code="unfit-parts",
                message=Sentence(
                    "norm `{norm}` has another form or another bearer than norm `{other}`",
                    norm=norm.norm,
                    other=norms[0].norm,
                ),
                help=Sentence("write the same `form` and `bearer` in all norms about the form"),
            )
    described = [_trigger(norm)["form"] for norm in norms[:1]]
    for draft in drafts:
        yield from _of_message(draft, described)


def _of_message(draft: Draft, described: Sequence[str]) -> Iterator[Finding]:
    """Check a message that comes with a form."""
    if not {"performance", "trigger"} <= draft.parts.keys():
        return
    performance, trigger = draft.parts["performance"], draft.kind("trigger")
    if draft.kind("performance") != "message" or not performance.value.get("form"):
        return
    if trigger not in ("period", "day"):
        yield _needless(draft, "performance", "trigger", "form")
    elif performance.value["message"] not in described:
        yield Finding(
            place=performance.at("form").place,
            code="unfit-parts",
            message=Sentence(
                "norm `{norm}` demands a form that no norm of the act describes", norm=draft.norm
            ),
            help=Sentence("describe it in norms with the trigger `form`, or leave it out"),
        )


def _trigger(draft: Draft) -> Mapping[str, str]:
    part = draft.parts.get("trigger")
    value: Mapping[str, str] = part.value if part is not None else {}
    return value


def _unfit(draft: Draft, key: str, other: str, words: Sequence[str]) -> Finding:
    return Finding(
        place=draft.parts[key].place,
        code="unfit-parts",
        message=Sentence(
            "norm `{norm}` cannot have `{part}: {word}` with `{other}: {kind}`",
            norm=draft.norm,
            part=key,
            word=draft.kind(key),
            other=other,
            kind=draft.kind(other),
        ),
        help=Sentence(
            "{hint}write one of {words}", hint="", words=", ".join(f"`{word}`" for word in words)
        ),
    )


def _needless(draft: Draft, key: str, other: str, inner: str = "") -> Finding:
    part = draft.parts[key]
    return Finding(
        place=(part.at(inner) if inner else part).place,
        code="unfit-parts",
        message=Sentence(
            "norm `{norm}` cannot have `{part}` with `{other}: {kind}`",
            norm=draft.norm,
            part=inner or key,
            other=other,
            kind=draft.kind(other),
        ),
        help=Sentence("leave `{key}` out", key=inner or key),
    )
