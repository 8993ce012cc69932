"""The report for auditors and officers: one page that needs nothing beside itself.

The duties, their sentences in every language and their evidence stand in it as one block of gzip
in base64, so that nothing of the data is ever read as markup; one script shows them. The policy in
its head lets the browser run that script and that style, by their digests, and load nothing else.
"""

import base64
import gzip
import hashlib
import html
import json
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from string import Template

from govrules.fields import Tally, counted, stated
from govrules.reports import View
from govrules.reports.html.contents import everything
from govrules.reports.html.labels import LABELS
from govrules.sentences import Sentence
from govrules.verdicts import Assessment, Verdict
from govrules.wording import VERDICTS

_SCRIPTS = ("base", "telling", "duties", "overview", "list", "timeline", "duty", "main")
"""The parts of the script in the order in which they are put together."""

_DATA = re.compile(r'<script id="data" type="application/gzip">([A-Za-z0-9+/=]*)</script>')
_OPENING = Sentence("The report is being opened…")
_FAILED = Sentence(
    "This browser cannot open the report: use a newer one, or fetch the file again if it is damaged"
)
_SCRIPTLESS = Sentence("This report is shown by a script, and scripts are switched off here")


def render(assessment: Assessment, view: View) -> str:
    """Write the page; the totals speak of all duties, listed or not.

    The same assessment gives the same bytes wherever Python's zlib packs alike.
    """
    held = everything(assessment, view)
    packed = gzip.compress(
        json.dumps(held, ensure_ascii=False, separators=(",", ":")).encode(
            "utf-8", "backslashreplace"
        ),
        mtime=0,
    )
    style, script = _part("style.css"), "".join(_part(f"{name}.js") for name in _SCRIPTS)
    return Template(_part("page.html")).substitute(
        language=view.language,
        title=_told(LABELS["title"], view),
        opening=_told(_OPENING, view),
        failed=_told(_FAILED, view),
        scriptless=_told(_SCRIPTLESS, view),
        totals=_told(LABELS["totals"], view),
        counts="".join(_counts(assessment, view)),
        style=style,
        style_hash=_digest(style),
        script=script,
        script_hash=_digest(script),
        data=base64.b64encode(packed).decode("ascii"),
    )


def recount(path: Path) -> Tally:
    """Read back the totals that the page states, and count the duties that it lists.

    Raises:
        ValueError: the file is no such page.
    """
    found = _DATA.search(path.read_text(encoding="utf-8"))
    if found is None:
        raise ValueError(path.name)
    held = json.loads(gzip.decompress(base64.b64decode(found[1])))
    totals = dict(zip(Verdict, held["head"]["totals"], strict=True))
    words = [*Verdict]
    listed = (words[number] for number in held["duties"]["columns"].get("verdict", ()))
    return Tally(stated(totals), counted(listed))


def _part(name: str) -> str:
    return (files(__name__) / name).read_text(encoding="utf-8")


def _told(sentence: Sentence, view: View) -> str:
    return html.escape(view.tell(sentence))


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode('ascii')}"


def _counts(assessment: Assessment, view: View) -> Iterator[str]:
    for word, count in assessment.counts().items():
        yield f'<tr><th scope="row">{_told(VERDICTS[word], view)}</th><td>{count}</td></tr>'
