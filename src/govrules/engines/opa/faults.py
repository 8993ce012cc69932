"""What is told when a server fails: every way to an answer that cannot be believed ends here."""

from govrules.findings import EngineError, Finding, Place
from govrules.sentences import Sentence

NAME = "opa"


class TransportError(Exception):
    """A request did not come back whole; the same bytes may be sent once more."""


def fault(code: str, message: Sentence, help_: Sentence) -> EngineError:
    """Make the error that ends a run without any verdict (exit code 7)."""
    return EngineError([Finding(place=Place(path=NAME), code=code, message=message, help=help_)])


def unbelievable(why: Sentence) -> EngineError:
    """Refuse an answer that no server could give that runs what we uploaded."""
    message = Sentence("the server gave what cannot be an answer: {why}", why=why)
    help_ = Sentence(
        "find out what stands between you and the server, or judge with `--engine {engine}`",
        engine="reference",
    )
    return fault("bad-answer", message, help_)


def told(said: object) -> str:
    """Write what a program said on one line, and not too much of it."""
    words = " ".join(str(said).split())
    most = 300
    return words if len(words) <= most else words[:most] + "…"
