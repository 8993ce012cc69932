"""Requests to one Open Policy Agent, through opa-python-client and with its dangers taken out.

The client would retry by itself, rewrite a policy that is refused, wait for any length of time in
all, follow a redirect with the case files in hand, and take proxies and passwords from the
environment. None of that happens here: a request goes to the address that was named, the same
bytes at most twice, or it fails.
"""

import json
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar
from urllib.parse import quote

import requests
from opa_client import OpaClient
from opa_client.errors import RegoParseError

from govrules.engines.opa.addresses import Address
from govrules.engines.opa.deadlines import Started
from govrules.engines.opa.faults import TransportError, fault, told, unbelievable
from govrules.findings import EngineError
from govrules.sentences import Sentence

_CONNECTING = 5.0
"""How many seconds a connection may take to come about."""
_LARGEST = 256 * 2**20
"""How many bytes of an answer are read before it is given up."""
_PIECE = 2**16
_OK, _ABSENT = 200, 404
_REFUSED = frozenset({401, 403})
_PASSING = frozenset({429, 502, 503, 504})
"""What a server or something before it says when it has not looked at a request."""

_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True)
class Policy:
    """A module that a server holds: its id and the path of its package, without `data`."""

    id: str
    package: tuple[str, ...]


class Client:
    """One connection to a server; to be used by one thread at a time."""

    def __init__(self, address: Address) -> None:
        """Make ready; nothing is sent yet.

        Raises:
            EngineError: the address cannot be used.
        """
        self._address = address
        parts = address.parts
        host = f"[{parts.hostname}]" if ":" in str(parts.hostname) else str(parts.hostname)
        secure = parts.scheme == "https"
        self._client = OpaClient(
            host=host,
            port=parts.port or (443 if secure else 8181),
            ssl=secure,
            cert=_shown(address),
            token=address.token,
            retries=0,
            timeout=address.timeout,
        )
        session = self._session
        session.trust_env = False
        session.max_redirects = 0
        session.headers["Accept-Encoding"] = "identity"
        if address.ca is not None:
            session.verify = str(address.ca)

    @property
    def _session(self) -> requests.Session:
        # The client has no other door to how it speaks.
        session: requests.Session = self._client._session  # noqa: SLF001
        return session

    def close(self) -> None:
        """Give up the connection."""
        self._client.close_connection()

    def labels(self) -> dict[str, str]:
        """Return the labels of the server; `version` is the version of Open Policy Agent.

        Raises:
            EngineError: the server does not answer, or not with labels.
        """
        result = self._asked("GET", "config").get("result")
        labels = result.get("labels") if isinstance(result, dict) else None
        if not isinstance(labels, dict):
            raise unbelievable(Sentence("a configuration without labels"))
        return {str(name): str(value) for name, value in labels.items()}

    def upload(self, name: str, text: str) -> None:
        """Put a module in force under an id, word for word.

        Raises:
            EngineError: it is refused, or the server does not answer.
        """

        def put() -> None:
            try:
                self._client.update_policy_from_string(text, quote(name), rego_compat=False)
            except RegoParseError as error:
                raise _refused_policy(name, told(error)) from error
            except (KeyError, TypeError, AttributeError) as error:
                # The client reads an error of OPA's form out of whatever came.
                raise unbelievable(Sentence("it is not JSON")) from error

        self._twice(put)

    def text_of(self, name: str) -> str:
        """Return the text of a module as the server has it.

        Raises:
            EngineError: there is none, or the server does not answer.
        """
        result = self._asked("GET", f"policies/{quote(name)}").get("result")
        text = result.get("raw") if isinstance(result, dict) else None
        if not isinstance(text, str):
            raise unbelievable(Sentence("a policy without its text"))
        return text

    def policies(self) -> list[Policy]:
        """List every module that the server holds, whoever put it there.

        Raises:
            EngineError: the server does not answer, or not with such a list.
        """
        try:
            return [
                Policy(
                    each["id"], tuple(part["value"] for part in each["ast"]["package"]["path"][1:])
                )
                for each in self._asked("GET", "policies")["result"]
            ]
        except (KeyError, TypeError) as error:
            raise unbelievable(Sentence("a list of policies in another form")) from error

    def remove(self, name: str) -> None:
        """Take a module out of force; one that is gone already is no error.

        Raises:
            EngineError: it may not be removed, or the server does not answer.
        """
        self._asked("DELETE", f"policies/{quote(name)}", absent_is_fine=True)

    def ask(self, document: str, body: bytes) -> Any:
        """Return the value of a document for an input, both as JSON.

        `document` is a path such as `a/b`, `body` an object whose `input` is the input. What OPA
        calls a builtin's error is an error here, not an undefined value.

        Raises:
            EngineError: the value is undefined, or the server fails or does not answer.
        """
        answer = self._asked("POST", f"data/{quote(document)}?strict-builtin-errors=true", body)
        if "result" not in answer:
            raise unbelievable(Sentence("`{document}` is undefined", document=document))
        return answer["result"]

    def _asked(
        self, method: str, path: str, body: bytes | None = None, *, absent_is_fine: bool = False
    ) -> dict[str, Any]:
        def send() -> dict[str, Any]:
            url = f"{self._client.root_url}/{path}"
            deadline = time.monotonic() + self._address.timeout
            with self._session.request(
                method,
                url,
                data=body,
                headers={"Content-Type": "application/json"} if body is not None else None,
                timeout=(_CONNECTING, self._address.timeout),
                stream=True,
            ) as response:
                data = _read(response, deadline)
                if response.status_code == _ABSENT and absent_is_fine:
                    return {}
                _check(response.status_code, data, self._address)
                return _object(data)

        return self._twice(send)

    def _twice(self, call: Callable[[], _Found]) -> _Found:
        """Send a request, and the same bytes once more if it did not come back whole."""
        try:
            try:
                return self._once(call)
            except TransportError:
                return self._once(call)
        except TransportError as error:
            raise _unreachable(self._address, told(error)) from error

    def _once(self, call: Callable[[], _Found]) -> _Found:
        seconds = _CONNECTING + self._address.timeout
        try:
            return Started(call).result(seconds)
        except requests.exceptions.SSLError as error:
            raise _untrusted(self._address, told(error)) from error
        except requests.exceptions.TooManyRedirects as error:
            raise unbelievable(Sentence("it sends us on to another address")) from error
        except requests.exceptions.InvalidJSONError as error:
            raise unbelievable(Sentence("it is not JSON")) from error
        except OSError as error:  # time-outs, and whatever else befalls a connection
            raise TransportError(told(error)) from error


def _shown(address: Address) -> str | tuple[str, str] | None:
    """Return what we show of ourselves, once it is known to be usable.

    Raises:
        EngineError: a file is no certificate, or no key without a password.
    """
    if address.ca is None and address.cert is None:
        return None
    try:
        context = ssl.create_default_context(cafile=address.ca)
        if address.cert is None:
            return None
        # With an empty password a locked key is an error; without, somebody would be asked for it.
        context.load_cert_chain(address.cert, address.key, password="")
    except OSError as error:
        raise _unusable_file(told(error)) from error
    return str(address.cert) if address.key is None else (str(address.cert), str(address.key))


def _read(response: requests.Response, deadline: float) -> bytes:
    data = bytearray()
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise unbelievable(Sentence("it is compressed, which was not asked for"))
    for piece in response.iter_content(_PIECE):
        data += piece
        if len(data) > _LARGEST:
            raise unbelievable(Sentence("it does not end"))
        if time.monotonic() > deadline:
            message = "the answer comes in drops"
            raise TransportError(message)
    return bytes(data)


def _check(status: int, data: bytes, address: Address) -> None:
    if status in _PASSING:
        message = f"HTTP {status}"
        raise TransportError(message)
    if status in _REFUSED:
        raise _forbidden(address, status)
    if status != _OK:
        said = told(data.decode("utf-8", "replace"))
        message = Sentence("the server refused with HTTP {status}: {why}", status=status, why=said)
        help_ = Sentence(
            "send this to the maintainers, or judge with `--engine {engine}`", engine="reference"
        )
        raise fault("engine-failed", message, help_)


def _object(data: bytes) -> dict[str, Any]:
    """Read an answer; numbers are whole, keys stand once, nothing is cut off."""
    try:
        value = json.loads(
            data, parse_float=_no_number, parse_constant=_no_number, object_pairs_hook=_once_each
        )
    except (ValueError, RecursionError) as error:
        raise unbelievable(Sentence("it is not JSON")) from error
    if not isinstance(value, dict):
        raise unbelievable(Sentence("it is no object"))
    return value


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError(pairs)
    return found


def _unreachable(address: Address, why: str) -> EngineError:
    message = Sentence("the server at `{url}` does not answer: {why}", url=address.url, why=why)
    help_ = Sentence("see that it runs and can be reached, and run this again")
    return fault("no-server", message, help_)


def _untrusted(address: Address, why: str) -> EngineError:
    message = Sentence("`{url}` is not to be trusted: {why}", url=address.url, why=why)
    help_ = Sentence("name the authority that signed its certificate with `--opa-ca`")
    return fault("untrusted-server", message, help_)


def _forbidden(address: Address, status: int) -> EngineError:
    message = Sentence(
        "the server at `{url}` does not let us in: HTTP {status}", url=address.url, status=status
    )
    help_ = Sentence(
        "give `--opa-token-file` a token that may write, list and remove policies, ask for data "
        "and see the configuration"
    )
    return fault("not-allowed", message, help_)


def _refused_policy(name: str, why: str) -> EngineError:
    message = Sentence("the server refuses the policy `{name}`: {why}", name=name, why=why)
    help_ = Sentence(
        "send this to the maintainers, or judge with `--engine {engine}`", engine="reference"
    )
    return fault("policy-refused", message, help_)


def _unusable_file(why: str) -> EngineError:
    message = Sentence("a certificate or key cannot be used: {why}", why=why)
    help_ = Sentence("see what `--opa-ca`, `--opa-cert` and `--opa-key` name")
    return fault("unusable-certificate", message, help_)
