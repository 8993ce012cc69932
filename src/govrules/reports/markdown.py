"""What asks for an act as Markdown, short enough for a comment on a pull request.

Whatever comes from data is code without any mark that Markdown knows: no link, no mention, no
picture, no row of a table is made of it. What does not fit is left out and said to be.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from govrules.fields import Tally
from govrules.findings import Level
from govrules.instants import Instant, write
from govrules.reports import REASONS, VERDICTS, View, compared, shown, unknown, where
from govrules.sentences import Sentence
from govrules.verdicts import SEVERITIES, Assessment, Judgement, Reason, Verdict

LISTED = (
    Verdict.VIOLATED,
    Verdict.INDETERMINATE,
    Verdict.ATTESTATION_REQUIRED,
    Verdict.PENDING,
)
MOST_CHARACTERS: Final = 65_536
"""What GitHub takes as one comment."""

_HEADS: Final = (
    Sentence("duty"),
    Sentence("clause"),
    Sentence("about what"),
    Sentence("body"),
    Sentence("last moment"),
    Sentence("done"),
    Sentence("why"),
    Sentence("rows"),
)
_RESERVED: Final = 4_000
"""What the lines about what was left out, and the end of the document, may take."""
_LONGEST: Final = 300
_TOLD: Final = 10
_MARK = re.compile(r"""[!-,:-@\[-`{-~]""")
_COUNT = re.compile(rf"\| (?:.*\()?({'|'.join(Verdict)})\)? \| (\d+) \|\n")
_SECTION = re.compile(rf"### .*?\b({'|'.join(Verdict)})\b.*\n")
_DUTY = re.compile(r"\| <code>[0-9a-f]{16}</code> \|")
_PARTIAL = "<!-- govrules: partial -->\n"


def render(assessment: Assessment, view: View) -> str:
    """Write the counts, then the duties to act on, the gravest first, as far as they fit."""
    return document(assessment, view, len, MOST_CHARACTERS)


def document(assessment: Assessment, view: View, size: Callable[[str], int], most: int) -> str:
    """Write the report within a limit, measured by `size`."""
    parts = list(_head(assessment, view))
    left = most - _RESERVED - sum(map(size, parts))
    ending = "".join(_ending(assessment, view))
    left -= size(ending)
    partial = False
    for word in Verdict:
        judgements = [each for each in view.in_order(assessment, LISTED) if each.verdict is word]
        if not judgements:
            continue
        judgements.sort(key=lambda each: -SEVERITIES.index(each.severity))
        section, used = _section(word, judgements, view, size, left)
        parts += section
        left -= used
        partial = partial or section[-1].startswith("\n_")
    return "".join([_PARTIAL if partial else "", *parts, ending])


def _head(assessment: Assessment, view: View) -> Iterator[str]:
    as_of = write(assessment.as_of, ZoneInfo(assessment.zone))
    acts = ", ".join(sorted(assessment.acts))
    title = Sentence("govrules: {acts} as of {as_of}", acts=acts, as_of=as_of)
    yield f"## {_inert(view.tell(title))}\n\n"
    heads = (Sentence("verdict"), Sentence("duties"))
    yield f"| {' | '.join(map(view.tell, heads))} |\n| --- | ---: |\n"
    for word, count in assessment.counts().items():
        yield f"| {view.coded(VERDICTS[word])} | {count} |\n"
    yield "\n"
    if assessment.narrowed_to:
        norms = ", ".join(assessment.narrowed_to)
        narrowed = Sentence("narrowed to {norms}: other norms were not looked at", norms=norms)
        yield f"{_cut(_inert(view.tell(narrowed)))}\n\n"


def _section(
    word: Verdict,
    judgements: Sequence[Judgement],
    view: View,
    size: Callable[[str], int],
    left: int,
) -> tuple[list[str], int]:
    """Return a table of duties as far as it fits, and how much of the limit it takes."""
    told = list(map(view.tell, _HEADS))
    lines = [
        f"### {view.coded(VERDICTS[word])}: {len(judgements)}\n\n",
        f"| {' | '.join(told)} |\n|{' --- |' * len(told)}\n",
    ]
    used = sum(map(size, lines))
    for number, judgement in enumerate(judgements):
        line = _row(judgement, view)
        if used + size(line) > left:
            rest = Sentence(
                "{count} more duty is not shown here: it is counted above",
                "{count} more duties are not shown here: they are counted above",
                count=len(judgements) - number,
            )
            return [*lines, f"\n_{view.tell(rest)}_\n\n"], used
        lines.append(line)
        used += size(line)
    return [*lines, "\n"], used


def _row(judgement: Judgement, view: View) -> str:
    duty, zone = judgement.duty, ZoneInfo(judgement.zone)
    about = " ".join(part for part in (duty.subject, duty.occasion) if part)
    why = [view.tell(REASONS[judgement.reason])] if judgement.reason is not Reason.NONE else []
    why += compared(judgement, view)
    rows = [view.tell(where(place)) for place in judgement.evidence]
    rows += [view.tell(unknown(cell)) for cell in judgement.missing]
    cells = (
        _code(duty.id),
        _inert(view.clause(duty.norm)),
        _code(about) if about else "",
        " → ".join(_code(body) for body in (duty.bearer, duty.counterparty) if body),
        _moment(judgement.due_at, zone),
        _moment(judgement.performed_at, zone) + (f" {judgement.late_by}".rstrip()),
        _inert("; ".join(why)),
        _code("; ".join(rows)) if rows else "",
    )
    return f"| {' | '.join(cells)} |\n"


def _moment(instant: Instant | None, zone: ZoneInfo) -> str:
    return "" if instant is None else write(instant, zone)


def _ending(assessment: Assessment, view: View) -> Iterator[str]:
    if assessment.not_assessed:
        yield f"### {view.tell(Sentence('Not assessed'))}\n\n"
        for norm in sorted(assessment.not_assessed)[:_TOLD]:
            yield f"- {_code(norm)} {_cut(_inert(view.summary(norm)))}\n"
        yield from _more(len(assessment.not_assessed) - _TOLD, view)
    errors = [each for each in sorted(assessment.findings) if each.level is Level.ERROR]
    if errors:
        yield f"### {view.tell(Sentence('What is wrong with the data'))}\n\n"
        for finding in errors[:_TOLD]:
            place = _code(view.tell(where(finding.place)))
            yield f"- {place} {_code(view.tell(finding.message))}\n"
        yield from _more(len(errors) - _TOLD, view)
    for act, digest in sorted(assessment.acts.items()):
        yield f"{_code(act)} {_code(digest)}\n"


def _more(count: int, view: View) -> Iterator[str]:
    if count > 0:
        text = Sentence("{count} more", "{count} more", count=count)
        yield f"- {view.tell(text)}\n"
    yield "\n"


def _code(text: str) -> str:
    return f"<code>{_inert(_cut(shown(text)))}</code>"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _inert(text: str) -> str:
    """Write as an entity whatever could be a mark of Markdown or HTML."""
    return _MARK.sub(lambda mark: f"&#{ord(mark[0])};", shown(text))


def recount(path: Path) -> Tally:
    """Read the table of counts back, and the tables of duties if none was cut short.

    Raises:
        ValueError: there is no table of counts.
    """
    stated: dict[Verdict, int] = {}
    listed = dict.fromkeys(Verdict, 0)
    section: Verdict | None = None
    partial = False
    with path.open(encoding="utf-8") as file:
        for line in file:
            partial = partial or line == _PARTIAL
            count, heading = _COUNT.fullmatch(line), _SECTION.fullmatch(line)
            if count and len(stated) < len(Verdict):
                stated[Verdict(count[1])] = int(count[2])
            elif heading:
                section = Verdict(heading[1])
            elif section and _DUTY.match(line):
                listed[section] += 1
    if len(stated) < len(Verdict):
        message = "no table of counts in it"
        raise ValueError(message)
    return Tally(stated, None if partial else listed)
