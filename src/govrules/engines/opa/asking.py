"""Many case files put to a server, few at a time, and nothing believed that does not add up.

A question carries case files of one family, each under a label made for it. Every one has to come
back once, under its label, with all its rules and as many rows as the server counted.
"""

import json
import os
import secrets
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from govrules.engines.opa.addresses import Address
from govrules.engines.opa.client import Client
from govrules.engines.opa.deadlines import Started
from govrules.engines.opa.faults import told, unbelievable
from govrules.sentences import Sentence

MOST_FILES = 64
MOST_BYTES = 2**20
"""A question is closed when it has so many case files or bytes: what a server holds at a time is
in proportion to that, whatever the dataset."""
AT_ONCE = min(4, os.cpu_count() or 1)
"""How many questions are under way; one keeps one processor of the server busy."""

Answer: TypeAlias = Mapping[str, Mapping[str, list[Any]]]
"""The rows of one case file by norm, and within a norm by rule."""

_MODULE = """# METADATA
# title: Case files judged together
# description: Every case file of a question under its label, and how many rows each rule gave.
package {package}

answers := [judged |
	some at, answer in data.{family}.answers
	judged := {{
		"label": input.labels[at],
		"answer": answer,
		"counts": {{norm: {{name: count(rows) | some name, rows in rules}} |
			some norm, rules in answer.norms
		}},
	}}
]
"""


def asking(families: Iterable[str]) -> dict[str, str]:
    """Return the modules that questions go to, one for each family of a program."""
    return {
        _package(family): _MODULE.format(package=_package(family), family=family)
        for family in families
    }


def _package(family: str) -> str:
    root, _, name = family.partition(".")
    return f"{root}.asking.{name}"


class CaseFile(Protocol):
    """What is judged at once: the family of norms, and the rows as JSON."""

    @property
    def family(self) -> str:
        """Name the package whose rule `answers` judges it."""

    @property
    def document(self) -> Mapping[str, Any]:
        """Return its input."""


@dataclass(frozen=True, slots=True)
class _Question:
    """A body to send, and the labels that have to come back."""

    family: str
    labels: tuple[str, ...]
    body: bytes


def ask(address: Address, package: str, case_files: Iterable[CaseFile]) -> Iterator[Answer]:
    """Return the answer for each case file, in their order.

    `package` is the one under which `in_force` has the modules. Case files are taken as they are
    needed: as many as are under way are held, and no more.

    Raises:
        EngineError: the server fails, does not answer, or answers what cannot be an answer.
    """
    idle = [Client(address) for _ in range(AT_ONCE)]
    busy: deque[tuple[_Question, Client, Started[Any]]] = deque()
    limit = 3 * address.timeout
    """Each of two attempts ends by itself; this is for what does not."""
    try:
        for question in _questions(case_files):
            if not idle:
                yield from _next(busy, idle, limit)
            client = idle.pop()
            started = _put(client, _document(question.family, package), question.body)
            busy.append((question, client, started))
        while busy:
            yield from _next(busy, idle, limit)
    finally:
        for client in [*idle, *(client for _, client, _ in busy)]:
            client.close()


def _document(family: str, package: str) -> str:
    """Return the path of the rule that a question goes to, in the package of a run."""
    return "/".join([*package.split("."), *_package(family).split(".")[1:], "answers"])


def _put(client: Client, document: str, body: bytes) -> Started[Any]:
    return Started(lambda: client.ask(document, body))


def _next(
    busy: deque[tuple[_Question, Client, Started[Any]]], idle: list[Client], limit: float
) -> list[Answer]:
    question, client, started = busy[0]
    try:
        value = started.result(limit)
    except TimeoutError as error:
        raise unbelievable(Sentence("it does not end")) from error
    found = _checked(value, question)
    busy.popleft()
    idle.append(client)
    return found


def _questions(case_files: Iterable[CaseFile]) -> Iterator[_Question]:
    """Put case files together, each question of one family and not too large."""
    family, documents, size = "", list[bytes](), 0
    for case_file in case_files:
        document = _json(case_file.document)
        full = len(documents) == MOST_FILES or size + len(document) > MOST_BYTES
        if documents and (full or case_file.family != family):
            yield _question(family, documents)
            documents, size = [], 0
        family = case_file.family
        documents.append(document)
        size += len(document)
    if documents:
        yield _question(family, documents)


def _question(family: str, documents: Sequence[bytes]) -> _Question:
    labels = tuple(secrets.token_hex(8) for _ in documents)
    body = b'{"input":{"labels":%b,"files":[%b]}}' % (_json(labels), b",".join(documents))
    return _Question(family, labels, body)


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":")).encode()


def _checked(value: Any, question: _Question) -> list[Answer]:
    """Return the answers to a question if they are whole."""
    if not isinstance(value, list) or len(value) != len(question.labels):
        found = len(value) if isinstance(value, list) else 0
        why = Sentence(
            "{found} of {count} case files came back", found=found, count=len(question.labels)
        )
        raise unbelievable(why)
    return [_answer(each, label) for each, label in zip(value, question.labels, strict=True)]


def _answer(value: Any, label: str) -> Answer:
    match value:
        case {"label": str(given), "counts": dict(counts), "answer": dict(answer), **rest} if (
            not rest
        ):
            if given != label:
                raise unbelievable(Sentence("a case file came back in the place of another"))
            if list(answer) == ["faults"]:
                raise unbelievable(
                    Sentence(
                        "a case file lacks {what}", what=told(", ".join(map(str, answer["faults"])))
                    )
                )
            return _rows(answer, counts)
    raise unbelievable(Sentence("a case file without its rows"))


def _rows(answer: dict[str, Any], counts: dict[str, Any]) -> Answer:
    norms = answer.get("norms")
    if (
        list(answer) != ["norms"]
        or not isinstance(norms, dict)
        or not all(map(_is_whole, norms.values()))
    ):
        raise unbelievable(Sentence("a case file without its rows"))
    counted = {
        norm: {rule: len(rows) for rule, rows in rules.items()} for norm, rules in norms.items()
    }
    if counts != counted:
        raise unbelievable(Sentence("fewer or more rows came back than the server counted"))
    return norms


def _is_whole(rules: Any) -> bool:
    return isinstance(rules, dict) and all(isinstance(rows, list) for rows in rules.values())
