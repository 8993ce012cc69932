"""From a program and its case files to answers: one server, one package, one run.

A session holds a server for as long as a command lasts; each `decide` puts a program in force,
asks, makes sure that it is still in force, and takes it away.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Protocol

from govrules.engines.opa.asking import Answer, CaseFile, ask, asking
from govrules.engines.opa.client import Address, Client
from govrules.engines.opa.server import local, qualified
from govrules.engines.opa.uploads import fresh_package, in_force

PACKAGE = "govrules"
"""The package under which a program is written."""

_WRITTEN = re.compile(
    r"""(?P<text>"(?:[^"\\]|\\.)*"|`[^`]*`|\#[^\n]*)"""
    rf"|(?P<package>^package\ {PACKAGE}\b)|(?P<path>\bdata\.{PACKAGE}\b)",
    re.MULTILINE,
)


class Program(Protocol):
    """What is put in force: modules, and among them those of families, which answer."""

    @property
    def modules(self) -> Mapping[str, str]:
        """Return the texts of the modules by the names of their packages, all under `PACKAGE`.

        A module comes after those whose functions it calls.
        """

    @property
    def families(self) -> Iterable[str]:
        """Name the packages that answer questions about case files, each by a rule `answers`."""


@dataclass(frozen=True, slots=True)
class Session:
    """A server that was found fit to be asked."""

    address: Address
    version: str

    def client(self) -> Client:
        """Return a connection of its own; to be closed by whoever asked for it."""
        return Client(self.address)

    def decide(self, program: Program, case_files: Iterable[CaseFile]) -> Iterator[Answer]:
        """Yield the answer for each case file, in their order.

        The answers hold only if the iterator ends: what was in force is looked at once more then.

        Raises:
            EngineError: the server fails, does not answer, or cannot be believed.
        """
        package = fresh_package()
        modules = {
            name: moved(text, package)
            for name, text in {**program.modules, **asking(program.families)}.items()
        }
        with closing(self.client()) as client, in_force(client, package, modules):
            yield from ask(self.address, package, case_files)


@contextmanager
def session(address: Address | None = None) -> Iterator[Session]:
    """Hold a server: the one at an address, else one of our own on this machine.

    Raises:
        EngineError: there is none, it is not qualified, or it does not let us in.
    """
    if address is None:
        with local() as own:
            yield _fit(own)
    else:
        yield _fit(address)


def _fit(address: Address) -> Session:
    with closing(Client(address)) as client:
        version = client.labels().get("version", "")
    qualified(version)
    return Session(address, version)


def moved(text: str, package: str) -> str:
    """Rewrite a module for another package than the one it is written under.

    Only names move: what stands in quotes or in a comment is left alone.
    """

    def _moved(match: re.Match[str]) -> str:
        if match["text"] is not None:
            return match["text"]
        return f"package {package}" if match["package"] else f"data.{package}"

    return _WRITTEN.sub(_moved, text)
