"""Asking a server: right answers, and every way in which none may be believed."""

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest
from tests.opa_made import (
    FAMILY,
    LIBRARY,
    Case,
    Program,
    Reply,
    Spoil,
    cases,
    decided,
    proxy,
    rows,
    serving,
)
from tests.tools_found import opa

from govrules.engines.opa import asking
from govrules.engines.opa.addresses import Address
from govrules.engines.opa.client import Client
from govrules.engines.opa.sessions import Session, moved
from govrules.engines.opa.uploads import ROOT
from govrules.findings import EngineError

HELP = (
    "\n  help: find out what stands between you and the server, or judge with `--engine reference`"
)


@pytest.fixture(autouse=True)
def _program(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the engine find the real program; ask little at a time, so that there is much to ask."""
    monkeypatch.setenv("GOVRULES_OPA", str(opa()))
    monkeypatch.setattr(asking, "MOST_FILES", 16)


@pytest.fixture(scope="module")
def shared() -> Iterator[str]:
    """Return the address of a server that everybody may write to."""
    with serving() as (url, _):
        yield url


def refused(call: Callable[[], object]) -> str:
    """Return what is said when there is no answer."""
    with pytest.raises(EngineError) as error:
        call()
    return str(error.value)


def spoilt(shared: str, spoil: Spoil, *, timeout: float = 30.0) -> str:
    """Ask by way of something that spoils what the server says; return what is said of it."""
    with proxy(shared, spoil) as (url, _):
        return refused(lambda: decided(Address(url=url, timeout=timeout)))


def answers(change: Callable[[list[Any]], object]) -> Spoil:
    """Change the answers of the server, each question's alike."""

    def spoil(reply: Reply) -> Reply:
        if not reply.is_answer:
            return reply
        value = reply.value()
        change(value["result"])
        return replace(reply, body=json.dumps(value).encode())

    return spoil


def bad(why: str) -> str:
    """Return the whole message about an answer that cannot be one."""
    return f"opa: bad-answer the server gave what cannot be an answer: {why}{HELP}"


def policies(url: str) -> set[str]:
    """Name the policies that a server holds."""
    with closing(Client(Address(url=url))) as client:
        return {policy.id for policy in client.policies()}


def test_a_shared_server_answers_and_is_left_as_it_was(shared: str) -> None:
    """What was uploaded is removed."""
    before = policies(shared)
    assert rows(200) == decided(Address(url=shared))
    assert before == policies(shared)


def test_no_case_file_is_no_question(shared: str) -> None:
    """And no answer."""
    assert [] == decided(Address(url=shared), 0)


def test_questions_are_of_one_family_and_of_bounded_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """A large case file goes alone; no other waits for it."""
    monkeypatch.setattr(asking, "MOST_BYTES", 100)
    files = [
        *(Case({"id": "x"}, family) for family in "aabb"),
        Case({"id": "x" * 200}, "b"),
        *cases(18),
    ]
    sizes = [(each.family, len(each.labels)) for each in asking._questions(files)]
    assert [("a", 2), ("b", 2), ("b", 1), (FAMILY, 3)] == sizes[:4]
    assert 18 == sum(count for family, count in sizes if family == FAMILY)


def test_two_runs_side_by_side_do_not_see_each_other(shared: str) -> None:
    """Each has a package of its own, and neither removes the other's."""
    with Session(Address(url=shared)) as one, Session(Address(url=shared)) as other:
        first, second = one.decide(Program(), cases(200)), other.decide(Program(), cases(200))
        both = list(zip(first, second, strict=True))
    assert [(row, row) for row in rows(200)] == both


def test_names_move_to_another_package_and_texts_do_not() -> None:
    """What an agency wrote may look like Rego."""
    text = """package govrules.norm
# data.govrules stays in a comment: "
import data.govrules.library
x := data.govrules.y["data.govrules"]
y := `data.govrules \\` # package govrules
z := "\\"data.govrules" == data.govrules_else
"""
    expected = """package p.q.norm
# data.govrules stays in a comment: "
import data.p.q.library
x := data.p.q.y["data.govrules"]
y := `data.govrules \\` # package govrules
z := "\\"data.govrules" == data.govrules_else
"""
    assert expected == moved(text, "p.q")


def test_a_dropped_case_file_is_noticed(shared: str) -> None:
    """As many come back as went out."""
    assert bad("15 of 16 case files came back") == spoilt(shared, answers(lambda all_: all_.pop(3)))


def test_a_case_file_answered_twice_is_noticed(shared: str) -> None:
    """In the place of another, so that the count is right."""

    def change(all_: list[Any]) -> None:
        all_[3] = all_[4]

    assert bad("a case file came back in the place of another") == spoilt(shared, answers(change))


def test_a_dropped_row_is_noticed(shared: str) -> None:
    """The server counted the rows before anything else could drop one."""
    found = spoilt(
        shared, answers(lambda all_: all_[2]["answer"]["norms"]["act/1"]["duties"].pop())
    )
    assert bad("fewer or more rows came back than the server counted") == found


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda all_: all_[0].pop("counts"), "a case file without its rows"),
        (lambda all_: all_[0].update(answer=[]), "a case file without its rows"),
        (lambda all_: all_[0]["answer"]["norms"].update(more=1), "a case file without its rows"),
        (lambda all_: all_[0]["answer"].clear(), "a case file without its rows"),
        (lambda all_: all_[0].update(more=1), "a case file without its rows"),
        (lambda all_: all_[0]["answer"]["norms"]["act/1"]["duties"].append(1.5), "it is not JSON"),
    ],
    ids=["no counts", "no answer", "no rows", "nothing", "more than asked", "a fraction"],
)
def test_an_answer_of_another_form_is_refused(
    shared: str, change: Callable[[list[Any]], object], why: str
) -> None:
    """Its schema is closed."""
    assert bad(why) == spoilt(shared, answers(change))


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "it is not JSON"),
        (b'{"result": [', "it is not JSON"),
        (b'{"result": [], "result": []}', "it is not JSON"),
        (b"[]", "it is no object"),
        (b'{"result": {}}', "0 of 16 case files came back"),
    ],
    ids=["nothing", "cut off", "a key twice", "no object", "no list"],
)
def test_what_is_no_answer_at_all_is_refused(shared: str, body: bytes, why: str) -> None:
    """Nothing is guessed."""
    spoil = answers_with(body)
    assert bad(why) == spoilt(shared, spoil)


def answers_with(body: bytes, **changes: Any) -> Spoil:
    """Replace every answer."""
    return lambda reply: replace(reply, body=body, **changes) if reply.is_answer else reply


def test_an_undefined_answer_is_no_pass(shared: str) -> None:
    """OPA says so with 200 and without a result."""
    found = spoilt(shared, answers_with(b"{}"))
    assert found.startswith("opa: bad-answer the server gave what cannot be an answer: `govrules_r")
    assert found.endswith("/asking/act/cases/answers` is undefined" + HELP)


def test_a_policy_without_an_answer_for_a_case_file_is_no_pass(shared: str) -> None:
    """What is undefined drops out of a comprehension, and is missed."""
    files = [*cases(4), Case({"id": "no times"}), *cases(3)]
    with Session(Address(url=shared)) as asked:
        found = refused(lambda: list(asked.decide(Program(), files)))
    assert bad("7 of 8 case files came back") == found


def test_a_case_file_that_lacks_something_is_no_pass(shared: str) -> None:
    """The policies say what they miss, and do not judge."""
    with Session(Address(url=shared)) as asked:
        found = refused(lambda: list(asked.decide(Program(), [*cases(4), Case({"due": 1})])))
    assert bad("a case file lacks no id") == found


def test_a_builtin_that_fails_is_no_pass(shared: str) -> None:
    """By default OPA calls that undefined."""
    broken = {
        **Program().modules,
        "govrules.library": LIBRARY.replace("done > due", 'to_number("x") > due'),
    }
    with Session(Address(url=shared)) as asked:
        found = refused(lambda: list(asked.decide(Program(broken), cases(3))))
    assert "opa: engine-failed the server refused with HTTP 500: " in found
    assert "eval_builtin_error" in found


def test_a_policy_that_does_not_compile_is_refused_and_not_rewritten(shared: str) -> None:
    """The client would make old Rego into new, and judge by what nobody wrote."""
    before = policies(shared)
    old = {
        **Program().modules,
        "govrules.act.norm": "package govrules.act.norm\n\nallow { input.x }\n",
    }
    with Session(Address(url=shared)) as asked:
        found = refused(lambda: list(asked.decide(Program(old), cases(3))))
    assert "opa: policy-refused the server refuses the policy `govrules/runs/r" in found
    assert "`if` keyword is required before rule body" in found
    assert before == policies(shared)


@pytest.mark.parametrize("length", [10, 10_000])
def test_a_truncated_answer_is_asked_for_once_more_and_then_given_up(
    shared: str, length: int
) -> None:
    """The same bytes at most twice."""
    seen: list[str] = []

    def spoil(reply: Reply) -> Reply:
        if not reply.is_answer:
            return reply
        seen.append(reply.path)
        return replace(reply, body=reply.body[:10], length=length)

    found = spoilt(shared, spoil, timeout=2)
    assert ("no-server" if length > 10 else "bad-answer") in found
    assert len(seen) <= 2 * asking.AT_ONCE


def test_one_broken_answer_is_made_good_by_asking_again(shared: str) -> None:
    """A connection that was lost is no reason to start all over."""
    broken: list[str] = []

    def spoil(reply: Reply) -> Reply:
        if reply.is_answer and not broken:
            broken.append(reply.path)
            return replace(reply, body=reply.body[:10], length=len(reply.body))
        return reply

    with proxy(shared, spoil) as (url, _):
        assert rows(200) == decided(Address(url=url))
    assert broken


def test_a_server_that_is_too_slow_is_given_up(shared: str) -> None:
    """In a time that was set, whatever else it does."""

    def spoil(reply: Reply) -> Reply:
        if reply.is_answer:
            time.sleep(1.5)
        return reply

    began = time.monotonic()
    found = spoilt(shared, spoil, timeout=0.5)
    assert "opa: no-server the server at `http://127.0.0.1:" in found
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_we_are_not_sent_on_to_another_address(shared: str, status: int) -> None:
    """With the case files in hand."""
    to = (("Location", "http://127.0.0.1:9/v1/data"),)
    found = spoilt(shared, answers_with(b"", status=status, headers=to))
    assert bad("it sends us on to another address") == found


def test_a_policy_that_is_altered_on_its_way_is_noticed(shared: str) -> None:
    """What is in force is what was uploaded, or nothing is judged."""

    def spoil(reply: Reply) -> Reply:
        if reply.method == "GET" and reply.path.endswith("govrules.library"):
            return replace(reply, body=reply.body.replace(b"done \\u003e due", b"done == due"))
        return reply

    found = spoilt(shared, spoil)
    assert "opa: altered-policy the policy `govrules/runs/r" in found
    assert found.endswith("help: find out who else writes policies to this server")


@pytest.mark.parametrize(
    "where", ["{package}.act.norm", "{package}", "govrules_runs", "{package}.x.y"]
)
def test_a_policy_of_others_under_our_package_is_refused(shared: str, where: str) -> None:
    """In it, below it or above it: from each of them it could add to what we uploaded."""
    added: list[str] = []

    def spoil(reply: Reply) -> Reply:
        if reply.method == "PUT" and "govrules.asking" in reply.path:
            run = reply.path.split("/")[-2]
            package = where.format(package=f"govrules_runs.{run}")
            with closing(Client(Address(url=shared))) as client:
                client.upload("stranger", f"package {package}\n\nmore := 1\n")
            added.append(package)
        return reply

    try:
        found = spoilt(shared, spoil)
    finally:
        with closing(Client(Address(url=shared))) as client:
            client.remove("stranger")
    expected = (
        f"opa: foreign-policy the policy `stranger` stands under our package, in `{added[0]}`\n"
        "  help: remove it, and let nobody else write policies under `govrules_runs`"
    )
    assert expected == found


def test_a_policy_of_others_that_comes_while_we_ask_is_refused(shared: str) -> None:
    """The answers that came before are not believed either: they are told after the session."""

    def interfered_with() -> None:
        with Session(Address(url=shared)) as asked:
            assert rows(40) == list(asked.decide(Program(), cases(40)))
            [run] = {each.package[1] for each in client.policies() if each.package[0] == ROOT}
            client.upload("stranger", f"package {ROOT}.{run}.act.norm\n\nmore := 1\n")

    with closing(Client(Address(url=shared))) as client:
        try:
            found = refused(interfered_with)
        finally:
            client.remove("stranger")
        assert not [each for each in client.policies() if each.package[0] == ROOT]
    assert "opa: foreign-policy the policy `stranger` stands under our package" in found


def test_a_program_stays_in_force_until_another_is_asked(shared: str) -> None:
    """To put one in force takes longer than most questions."""
    other = {**Program().modules, "govrules.library": LIBRARY.replace("done > due", "done < due")}
    with closing(Client(Address(url=shared))) as client, Session(Address(url=shared)) as asked:
        runs = [_run(client, list(asked.decide(Program(), cases(2)))) for _ in range(2)]
        assert runs[0] == runs[1]
        assert [[], ["act/1", "1", True]] == [
            [] if n == 0 else answer["act/1"]["duties"][0]
            for n, answer in enumerate(asked.decide(Program(other), cases(2)))
        ]
        assert runs[0] != _run(client, [])


def _run(client: Client, _: object) -> set[tuple[str, ...]]:
    """Return the packages of runs that are on a server now."""
    return {each.package[:2] for each in client.policies() if each.package[0] == ROOT}


def test_policies_of_others_elsewhere_do_not_disturb(shared: str) -> None:
    """The server is theirs too."""
    with closing(Client(Address(url=shared))) as client:
        client.upload("theirs", "package govrules\n\nallow := true\n")
        try:
            assert rows(20) == decided(Address(url=shared), 20)
        finally:
            client.remove("theirs")


def test_a_server_killed_in_mid_run_gives_no_answer() -> None:
    """However many answers came before."""

    def killed() -> None:
        with Session(Address(url=url, timeout=5)) as asked:
            answers_ = asked.decide(Program(), cases(2_000))
            next(answers_)
            os.kill(process, signal.SIGKILL)
            list(answers_)

    with serving() as (url, process):
        found = refused(killed)
    assert f"opa: no-server the server at `{url}` does not answer: " in found
