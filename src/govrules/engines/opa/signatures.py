"""Signatures on bundles, made and checked by Open Policy Agent itself.

The scheme is OPA's (a JSON Web Token over the digest of each file), with all of its algorithms;
what signs and what checks is the program that will load the bundle.
"""

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from govrules.engines.opa.bundle import SIGNATURES, packed
from govrules.engines.opa.programs import found
from govrules.findings import EvidenceError, Finding, Place
from govrules.sentences import Sentence

ALGORITHMS = ("HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "ES256", "ES384", "ES512")
_PATIENCE = 120.0


def signed(files: Mapping[str, bytes], key: Path, algorithm: str) -> dict[str, bytes]:
    """Return the files of a bundle with the signature of whoever has a key.

    Raises:
        EngineError: there is no Open Policy Agent here.
        EvidenceError: it does not sign with that key.
    """
    with TemporaryDirectory(prefix="govrules-") as folder:
        root = Path(folder) / "bundle"
        for name, data in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        asked = ["sign", "--signing-key", str(key.resolve()), "--signing-alg", algorithm]
        said = _run([*asked, "--bundle", ".", "--output-file-path", folder], root)
        made = Path(folder) / SIGNATURES
        if said or not made.is_file():
            message = Sentence(
                "the bundle cannot be signed with `{key}`: {why}", key=str(key), why=said
            )
            raise _refused(key.as_posix(), "not-signed", message)
        return {**files, SIGNATURES: made.read_bytes()}


def check(path: Path, files: Mapping[str, bytes], key: Path, algorithm: str) -> None:
    """Make sure that a bundle was signed by whoever has the counterpart of a key.

    A bundle without a signature does not pass: OPA itself would load it without a word.

    Raises:
        EngineError: there is no Open Policy Agent here.
        EvidenceError: there is no signature, or it does not check.
    """
    if SIGNATURES not in files:
        raise _refused(path.as_posix(), "no-signature", Sentence("the bundle is not signed"))
    with TemporaryDirectory(prefix="govrules-") as folder:
        bundle = Path(folder) / "bundle.tar.gz"
        bundle.write_bytes(packed(files))
        asked = ["build", "--bundle", str(bundle), "--verification-key", str(key.resolve())]
        asked += ["--signing-alg", algorithm, "--output", str(Path(folder) / "built.tar.gz")]
        said = _run(asked, Path(folder))
    if said:
        message = Sentence("the signature of the bundle does not check: {why}", why=said)
        raise _refused(path.as_posix(), "bad-signature", message)


def _run(asked: Sequence[str], folder: Path) -> str:
    """Run the program and return what it complained of, or nothing."""
    done = subprocess.run(  # noqa: S603 - the program that the user named
        [found(), *asked], cwd=folder, capture_output=True, check=False, timeout=_PATIENCE
    )
    said = " ".join((done.stderr + done.stdout).decode(errors="replace").split())
    return (said or f"exit {done.returncode}") if done.returncode else ""


def _refused(path: str, code: str, message: Sentence) -> EvidenceError:
    help_ = Sentence("do not load it before you know who made it, and with which key")
    place = Place(path=path)
    return EvidenceError([Finding(place=place, code=code, message=message, help=help_)])
