"""The Markdown report for the summary of a step of GitHub Actions, which takes sixteen times more.

govrules check DATASET --as-of TIME -o github_summary=$GITHUB_STEP_SUMMARY
"""

from pathlib import Path
from typing import Final

from govrules.fields import Tally
from govrules.reports import View, markdown
from govrules.verdicts import Assessment

LISTED = markdown.LISTED
MOST_BYTES: Final = 1_048_576
"""What GitHub takes as the summary of one step; more of it, and nothing is shown."""


def render(assessment: Assessment, view: View) -> str:
    """Write the counts, then the duties to act on, the gravest first, as far as they fit."""
    return markdown.document(assessment, view, _bytes, MOST_BYTES)


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "backslashreplace"))


def recount(path: Path) -> Tally:
    """Read the counts back.

    Raises:
        ValueError: there is no table of counts.
    """
    return markdown.recount(path)
