"""Requests to a server: to whom they go, what is shown, and what the environment cannot change."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest
from tests.opa_made import decided, free_port, proxy, rows, serving

from govrules.engines.opa import uploads
from govrules.engines.opa.addresses import Address
from govrules.engines.opa.client import Client
from govrules.findings import EngineError

CERTIFICATES = Path(__file__).parent / "certificates"
AUTHORITY = CERTIFICATES / "authority.pem"
CERT, KEY = CERTIFICATES / "client.pem", CERTIFICATES / "client.key"
TLS = (
    *("--tls-cert-file", CERTIFICATES / "server.pem"),
    *("--tls-private-key-file", CERTIFICATES / "server.key"),
)
MUTUAL = (*TLS, "--authentication", "tls", "--tls-ca-cert-file", AUTHORITY)
RIGHT = "right"
POLICY = """package system.authz

default allow := false

allow if input.identity == "right"
"""


def refused(call: Callable[[], object]) -> str:
    """Return what is said when a request is not made or not answered."""
    with pytest.raises(EngineError) as error:
        call()
    return str(error.value)


@pytest.fixture(scope="module")
def secured() -> Iterator[str]:
    """Return the address of a server with a certificate."""
    with serving(*TLS, scheme="https") as (url, _):
        yield url


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a server that lets in who has the right token."""
    policy = tmp_path_factory.mktemp("guarded") / "authorisation.rego"
    policy.write_text(POLICY)
    with serving("--authentication", "token", "--authorization", "basic", policy) as (url, _):
        yield url


def test_a_token_lets_us_in(guarded: str) -> None:
    """Sent with every request."""
    assert rows(20) == decided(Address(url=guarded, token=RIGHT), 20)


@pytest.mark.parametrize("token", ["", "wrong"])
def test_a_wrong_token_is_told_as_such(guarded: str, token: str) -> None:
    """And what the right one has to allow."""
    expected = (
        f"opa: not-allowed the server at `{guarded}` does not let us in: HTTP 401\n"
        "  help: give `--opa-token-file` a token that may write, list and remove policies, "
        "ask for data and see the configuration"
    )
    assert expected == refused(lambda: decided(Address(url=guarded, token=token)))


def test_a_certificate_of_the_authority_named_is_trusted(secured: str) -> None:
    """And no other authority is asked."""
    assert rows(20) == decided(Address(url=secured, ca=AUTHORITY), 20)


@pytest.mark.parametrize("authority", [None, CERTIFICATES / "another-authority.pem"])
def test_a_certificate_of_anybody_else_is_not(secured: str, authority: Path | None) -> None:
    """Neither by default nor if another authority is named."""
    found = refused(lambda: decided(Address(url=secured, ca=authority)))
    assert found.startswith(f"opa: untrusted-server `{secured}` is not to be trusted: ")
    assert "certificate verify failed" in found
    assert found.endswith(
        "\n  help: name the authority that signed its certificate with `--opa-ca`"
    )


def test_we_show_our_own_certificate_where_it_is_asked_for() -> None:
    """With its key; without, the connection does not come about."""
    with serving(*MUTUAL, scheme="https") as (url, _):
        address = Address(url=url, ca=AUTHORITY, cert=CERT, key=KEY)
        assert rows(20) == decided(address, 20)
        found = refused(lambda: decided(Address(url=url, ca=AUTHORITY)))
    assert f"`{url}`" in found
    assert "certificate required" in found


def test_a_certificate_that_is_none_is_told_as_such(secured: str, tmp_path: Path) -> None:
    """Before anything is sent."""
    file = tmp_path / "certificate.pem"
    file.write_text("none")
    found = refused(lambda: decided(Address(url=secured, ca=AUTHORITY, cert=file)))
    assert found.endswith("\n  help: see what `--opa-ca`, `--opa-cert` and `--opa-key` name")


def test_no_server_is_told_as_such() -> None:
    """Nothing listens there."""
    url = f"http://127.0.0.1:{free_port()}"
    found = refused(lambda: decided(Address(url=url)))
    assert found.startswith(f"opa: no-server the server at `{url}` does not answer: ")
    assert found.endswith("\n  help: see that it runs and can be reached, and run this again")


def test_the_environment_does_not_lead_us_elsewhere(
    guarded: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """No proxy sees a case file, and no password is taken from a file of passwords."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with proxy(guarded, lambda reply: reply) as (elsewhere, seen):
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, elsewhere)
        assert rows(20) == decided(Address(url=guarded, token=RIGHT), 20)
    assert [] == seen


def test_an_answer_that_does_not_end_is_given_up(
    guarded: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before it fills our memory."""
    monkeypatch.setattr("govrules.engines.opa.client._LARGEST", 50)
    found = refused(lambda: decided(Address(url=guarded, token=RIGHT)))
    assert "the server gave what cannot be an answer: it does not end" in found


@contextmanager
def dripping() -> Iterator[str]:
    """Serve one byte of a header at a time, for ever."""
    listening = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def serve() -> None:
        while not over.is_set():
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=drip, args=(connection,), daemon=True).start()

    def drip(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.sendall(b"HTTP/1.1 200 OK\r\nX-Drip: ")
            while not over.is_set():
                connection.sendall(b"x")
                time.sleep(0.05)

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        over.set()
        listening.close()


def test_a_server_that_drips_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each byte comes in time, and the answer never."""
    monkeypatch.setattr("govrules.engines.opa.client._CONNECTING", 0.2)
    with dripping() as url:
        found = refused(lambda: decided(Address(url=url, timeout=0.3)))
    expected = (
        f"opa: no-server the server at `{url}` does not answer: no whole answer within 0.5 seconds"
        "\n  help: see that it runs and can be reached, and run this again"
    )
    assert expected == found


def test_removing_what_is_gone_is_no_error(guarded: str) -> None:
    """The same request may be sent twice."""
    with closing(Client(Address(url=guarded, token=RIGHT))) as client:
        client.remove("no/such/policy")
        client.upload("one", "package one\n")
        assert "package one\n" == client.text_of("one")
        client.remove("one")
        assert "one" not in {policy.id for policy in client.policies()}


def test_every_run_has_a_package_that_nobody_can_guess() -> None:
    """So that nobody can be waiting in it."""
    first, second = uploads.fresh_package(), uploads.fresh_package()
    assert first != second
    assert len(first) == len("govrules_runs.r") + 32
