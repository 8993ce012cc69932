"""What stands above the module of a norm: its metadata, as `opa inspect` and auditors read it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields

from govrules.norms import Act, Clock, Norm, Party, Provision

_QUESTIONS = tuple(field.name for field in fields(Clock))


def cards(act: Act, provisions: Mapping[str, Provision]) -> dict[str, str]:
    """Return the metadata blocks of the norms of an act, by their ids, as comments of Rego."""
    editions: dict[str, list[Norm]] = {}
    for norm in act.norms:
        editions.setdefault(norm.id, []).append(norm)
    return {name: _card(act, provisions[name], own) for name, own in editions.items()}


def _card(act: Act, provision: Provision, editions: list[Norm]) -> str:
    norm = editions[-1]
    summary = provision.summary.get("en", norm.id)
    lines = [
        "METADATA",
        "scope: package",
        f"title: {_text(f'{act.id} {provision.number}')}",
        f"description: {_text(summary)}",
        "related_resources:",
        f"  - ref: {_text(f'urn:govrules:{norm.id}')}",
        f"    description: {_text(f'the provision `{norm.id}` of the act `{act.id}`')}",
        *(
            line
            for each in norm.conditions
            for line in (
                f"  - ref: {_text(f'urn:govrules:{each.provision}')}",
                f"    description: {_text(f'takes the duty away: {each.ground}')}",
            )
        ),
        "custom:",
        f"  provision: {_text(norm.id)}",
        f"  severity: {_text(norm.severity)}",
        f"  bearer: {_text(told(norm.bearer))}",
        f"  counterparty: {_text(told(norm.counterparty))}",
        f"  readings: {_list(norm.readings)}",
        f"  editions: {_list(each.edition.amendment or 'as adopted' for each in editions)}",
        "  clock:",
        *(f"    {name}: {_text(getattr(norm.clock, name))}" for name in _QUESTIONS),
    ]
    return "".join(f"# {line}\n" for line in lines)


def told(party: Party) -> str:
    """Say whom a norm means, in the words of the vocabulary."""
    role = getattr(party, "role", "") or " or ".join(getattr(party, "roles", ()))
    kind = type(party).__name__
    said = {
        "Holder": "the holder of",
        "Members": "each of",
        "ObjectOwner": "the owner of the object, as",
        "Executors": "the executors of the row:",
        "Anybody": "anybody, as",
    }
    return f"{said[kind]} {role}"


def _text(text: str) -> str:
    # JSON is YAML: whatever stands in the text, it stays one line of one comment.
    return json.dumps(text, ensure_ascii=False)


def _list(texts: Iterable[str]) -> str:
    return json.dumps(list(texts), ensure_ascii=False)
