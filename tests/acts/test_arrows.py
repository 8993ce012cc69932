"""Edges that units state: whom they may name, and what they must not leave out."""

import shutil
from pathlib import Path

import pytest

from govrules import acts
from govrules.findings import PolicyError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Copy the shipped acts."""
    shutil.copytree(acts.shipped_acts(), tmp_path / "policies")
    return tmp_path / "policies"


def refusal(folder: Path, file: str, old: str, new: str) -> str:
    """Return what an act's units are refused with after one replacement in a file of it."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert 1 == text.count(old)
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(PolicyError) as caught:
        acts.provisions(path.parent.name, folder)
    return str(caught.value)


def test_an_edge_to_somebody_unknown_is_refused(folder: Path) -> None:
    """A slip would make a node that nobody is."""
    assert (
        "kg-369/provisions.yaml:709:77: unknown-party the act knows nobody called `kg:repositry`\n"
        "  help: did you mean `kg:repository`? declare it under `roles` or `others` in `act.yaml`"
    ) == refusal(folder, "kg-369/provisions.yaml", "to: [kg:repository]", "to: [kg:repositry]")


def test_only_roles_can_be_appointed_to(folder: Path) -> None:
    """The Government is nobody's office."""
    assert (
        "kg-369/provisions.yaml:841:16: unknown-party the act knows nobody called `kg:government`\n"
        "  help: declare it under `roles` or `others` in `act.yaml`"
    ) == refusal(
        folder, "kg-369/provisions.yaml", "appoints: [kg:pd-body]", "appoints: [kg:government]"
    )


def test_an_edge_without_an_end_that_a_norm_would_say_is_refused(folder: Path) -> None:
    """The agreement of the committee is no norm, so the edge must say whose it is."""
    assert (
        "kz-229/provisions.yaml:213:11: edge-without-end the edge of `kz-229/order/agreement` "
        "has no `from`, and no norm of the unit says it\n"
        "  help: name them under `from`, `unspecified` if the text names nobody"
    ) == refusal(folder, "kz-229/provisions.yaml", "agrees, from: [kz:knb]", "agrees")


def test_others_may_not_take_the_name_of_a_role(folder: Path) -> None:
    """One name, one node."""
    path = folder / "kg-369" / "act.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("  kg:government: {", "  kg:mvd: {"), encoding="utf-8")
    with pytest.raises(PolicyError) as caught:
        acts.load("kg-369", folder=folder)
    assert (
        "kg-369/act.yaml:29:3: other-of-a-taken-name `kg:mvd` stands for something else already\n"
        "  help: give it a name that is no role, nor the act's, nor `unspecified`"
    ) == str(caught.value)
