"""From a program and its case files to answers: one server, for as long as a command lasts."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, closing
from types import TracebackType
from typing import Protocol, Self

from govrules.engines.opa.addresses import Address
from govrules.engines.opa.asking import Answer, CaseFile, ask, asking
from govrules.engines.opa.client import Client
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


class Session:
    """A server, and the program in force on it; a program that is asked again stays in force.

    Leaving the context without an error says that what was in force is what was asked for: until
    then no answer is to be told.
    """

    def __init__(self, address: Address | None = None) -> None:
        """Hold the server at an address, else one of our own on this machine."""
        self._address = address
        self._held = ExitStack()
        self._modules: Mapping[str, str] = {}
        self._asked: tuple[Address, str] | None = None

    def __enter__(self) -> Self:
        """Look at the server, if it runs already.

        Raises:
            EngineError: it does not answer, is not qualified, or does not let us in.
        """
        if self._address is not None:
            with closing(Client(self._address)) as client:
                qualified(client.labels().get("version", ""))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Look at what is in force once more, and take it away.

        Raises:
            EngineError: it is not what was put in force.
        """
        self._held.__exit__(kind, error, trace)

    def decide(self, program: Program, case_files: Iterable[CaseFile]) -> Iterator[Answer]:
        """Yield the answer for each case file, in their order.

        Raises:
            EngineError: the server fails, does not answer, or cannot be believed.
        """
        modules = {**asking(program.families), **program.modules}
        if self._asked is None or modules != self._modules:
            self._held.close()
            self._asked = self._put(modules)
            self._modules = modules
        yield from ask(*self._asked, case_files)

    def _put(self, modules: Mapping[str, str]) -> tuple[Address, str]:
        """Have modules in force; return where, and in which package."""
        if self._address is None:
            return self._held.enter_context(local(modules)), PACKAGE
        package = fresh_package()
        client = self._held.enter_context(closing(Client(self._address)))
        texts = {name: moved(text, package) for name, text in modules.items()}
        self._held.enter_context(in_force(client, package, texts))
        return self._address, package


def moved(text: str, package: str) -> str:
    """Rewrite a module for another package than the one it is written under.

    Only names move: what stands in quotes or in a comment is left alone.
    """

    def _moved(match: re.Match[str]) -> str:
        if match["text"] is not None:
            return match["text"]
        return f"package {package}" if match["package"] else f"data.{package}"

    return _WRITTEN.sub(_moved, text)
