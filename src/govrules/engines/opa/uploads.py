"""What is in force on a server while we ask it: our modules, word for word, and nothing besides.

Every run has a package of its own under `ROOT`, named at random, so that runs side by side do not
see one another. What it uploads is read back and compared before the first question and after the
last, and removed at the end.
"""

import hashlib
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

from govrules.engines.opa.client import Client
from govrules.engines.opa.faults import fault
from govrules.findings import EngineError
from govrules.sentences import Sentence

ROOT = "govrules_runs"
"""The package under which each run has one of its own; no bundle of ours claims it."""
_IDS = "govrules/runs"


def fresh_package() -> str:
    """Name the package of a run, which nobody can guess before it is there."""
    return f"{ROOT}.r{secrets.token_hex(16)}"


@contextmanager
def in_force(client: Client, package: str, modules: Mapping[str, str]) -> Iterator[None]:
    """Have the modules of a run in force for a while, each a text by its name.

    A module comes after those that it uses. Whoever leaves without an error can believe that what
    was in force is what was uploaded, as far as the server can be believed.

    Raises:
        EngineError: a module is refused or altered, or others stand under our package.
    """
    ids = {_id(package, name): text for name, text in modules.items()}
    _refuse_foreign(client, package, ())
    uploaded: list[str] = []
    try:
        for name, text in ids.items():
            uploaded.append(name)
            client.upload(name, text)
        _verify(client, package, ids)
        yield
        _verify(client, package, ids)
    except BaseException:
        with suppress(EngineError):  # the first error is the one to tell
            _remove(client, uploaded)
        raise
    _remove(client, uploaded)


def _id(package: str, name: str) -> str:
    return f"{_IDS}/{package.rpartition('.')[2]}/{name}"


def _verify(client: Client, package: str, ids: Mapping[str, str]) -> None:
    _refuse_foreign(client, package, tuple(ids))
    for name, text in ids.items():
        found = client.text_of(name)
        if _digest(found) != _digest(text):
            raise _altered(name, _digest(text), _digest(found))


def _refuse_foreign(client: Client, package: str, ours: tuple[str, ...]) -> None:
    """Refuse modules that can add to our package: those in it, below it and on the way to it."""
    way = tuple(package.split("."))
    near = {
        policy.id: policy.package
        for policy in client.policies()
        if policy.package[: len(way)] == way[: len(policy.package)]
    }
    for name in ours:
        if near.pop(name, ())[: len(way)] != way:
            raise _altered(name, Sentence("in our package"), Sentence("not there"))
    if near:
        name, there = min(near.items())
        message = Sentence(
            "the policy `{name}` stands under our package, in `{package}`",
            name=name,
            package=".".join(there),
        )
        help_ = Sentence(
            "remove it, and let nobody else write policies under `{package}`", package=ROOT
        )
        raise fault("foreign-policy", message, help_)


def _digest(text: str) -> str:
    return "sha256:" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _altered(name: str, ours: str, theirs: str) -> EngineError:
    message = Sentence(
        "the policy `{name}` in force is not the one uploaded: {theirs} and not {ours}",
        name=name,
        theirs=theirs,
        ours=ours,
    )
    help_ = Sentence("find out who else writes policies to this server")
    return fault("altered-policy", message, help_)


def _remove(client: Client, names: list[str]) -> None:
    """Remove the modules, those that use others first."""
    for name in reversed(names):
        client.remove(name)
