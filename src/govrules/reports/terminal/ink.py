"""Colours of the terminal report; without colours every word still says the same."""

from govrules.reports import View
from govrules.verdicts import Verdict

_INKS = {
    Verdict.VIOLATED: "31",
    Verdict.INDETERMINATE: "33",
    Verdict.ATTESTATION_REQUIRED: "33",
    Verdict.PENDING: "36",
    Verdict.COMPLIANT: "32",
}


def bold(text: str, view: View) -> str:
    """Set a text in bold."""
    return _inked(view.tell(text), "1", view)


def word(text: str, verdict: Verdict, view: View) -> str:
    """Set a text in the colour of a verdict, if it has one."""
    ink = _INKS.get(verdict)
    return _inked(text, ink, view) if ink else text


def _inked(text: str, ink: str, view: View) -> str:
    return f"\x1b[{ink}m{text}\x1b[0m" if view.colour else text
