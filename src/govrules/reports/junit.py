"""The verdicts as JUnit XML, for the test views of GitLab and Jenkins.

A suite is a norm, a test case a duty: violated is a failure, indeterminate an error, what is not
to be done or not yet, or waived, is skipped with its verdict, and compliant passes. `time` is how
long the duty took, from the opening of its clock to its performance. Names are unique: GitLab
makes one of two cases that share class and name.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element, ParseError, iterparse
from xml.sax.saxutils import escape, quoteattr

from govrules.fields import Tally
from govrules.findings import Level
from govrules.instants import SECOND
from govrules.reports import (
    View,
    compared,
    headline,
    shown,
    timing,
    told_apart,
    unknown,
    where,
)
from govrules.verdicts import Assessment, Judgement, Verdict

MOST_CASES: Final = 500_000
"""What GitLab reads of one file."""

_DATA: Final = "govrules.data"
_WAIVED: Final = "waived"
_FAILS: Final = {Verdict.VIOLATED: "failure", Verdict.INDETERMINATE: "error"}


def render(assessment: Assessment, view: View) -> Iterator[str]:
    """Write the suites, norm by norm; the first holds the counts and what stops a verdict."""
    by_norm: dict[str, Counter[str]] = {}
    for judgement in view.in_order(assessment):
        outcome = _WAIVED if judgement.waiver else judgement.verdict
        by_norm.setdefault(judgement.duty.norm, Counter())[outcome] += 1
    faults = list(_faults(assessment, view))
    whole: Counter[str] = sum(by_norm.values(), Counter())
    name = " ".join(["govrules", *sorted(assessment.acts)])
    numbers = _numbers(whole, len(faults))
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f"<testsuites name={_attribute(name)}{numbers}>\n"
    yield from _head(assessment, whole.total() + len(faults), faults)
    for norm, judgements in groupby(view.in_order(assessment), key=lambda each: each.duty.norm):
        yield _suite(norm, _numbers(by_norm[norm], 0), assessment)
        for name, judgement in told_apart(judgements):
            yield _case(name, judgement, view)
        yield "  </testsuite>\n"
    yield "</testsuites>\n"


def _numbers(counts: Mapping[str, int], faults: int) -> str:
    failures, errors, passed = (
        counts.get(word, 0) for word in (Verdict.VIOLATED, Verdict.INDETERMINATE, Verdict.COMPLIANT)
    )
    tests = sum(counts.values())
    skipped = tests - failures - errors - passed
    numbers = {
        "tests": tests + faults,
        "failures": failures,
        "errors": errors + faults,
        "skipped": skipped,
    }
    return "".join(f' {name}="{number}"' for name, number in numbers.items())


def _suite(name: str, numbers: str, assessment: Assessment) -> str:
    # The form knows no offset: the moment of judgement in UTC.
    moment = datetime.fromtimestamp(assessment.as_of // SECOND, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return f'  <testsuite name={_attribute(name)}{numbers} timestamp="{moment}">\n'


def _head(assessment: Assessment, cases: int, faults: list[str]) -> Iterator[str]:
    yield _suite(_DATA, _numbers({}, len(faults)), assessment)
    said = {
        **{f"total {word}": str(count) for word, count in assessment.counts().items()},
        **{f"act {act}": digest for act, digest in sorted(assessment.acts.items())},
        **{f"reading {reading}": taken for reading, taken in assessment.readings.items()},
        **{f"engine {key}": text for key, text in sorted(assessment.engine.items())},
    }
    if cases > MOST_CASES:
        said["limit"] = f"{cases} cases: GitLab reads {MOST_CASES} of a file; --norm narrows"
    yield "    <properties>\n"
    for name, text in said.items():
        yield f"      <property name={_attribute(name)} value={_attribute(text)}/>\n"
    yield "    </properties>\n"
    yield from faults
    yield "  </testsuite>\n"


def _faults(assessment: Assessment, view: View) -> Iterator[str]:
    """Yield a case in error for whatever keeps the exit code from being 0 beside verdicts."""
    for norm in sorted(assessment.not_assessed):
        text = f"{view.clause(norm)} {view.summary(norm)}"
        yield _fault(f"not assessed: {norm}", "not-assessed", text)
    errors = [each for each in sorted(assessment.findings) if each.level is Level.ERROR]
    for number, finding in enumerate(errors, start=1):
        place = view.tell(where(finding.place))
        text = f"{place}: {view.tell(finding.message)}\n{view.tell(finding.help)}"
        yield _fault(f"{number} {place} {finding.code}", finding.code, text)


def _fault(name: str, kind: str, text: str) -> str:
    message, _, _ = text.partition("\n")
    return (
        f'    <testcase classname="{_DATA}" name={_attribute(name)}>\n'
        f"      <error type={_attribute(kind)} message={_attribute(message)}>"
        f"{_text(text)}</error>\n    </testcase>\n"
    )


def _case(id_: str, judgement: Judgement, view: View) -> str:
    duty, verdict = judgement.duty, judgement.verdict
    parts = (duty.subject, duty.occasion, duty.bearer, duty.counterparty)
    name = f"{' '.join(part for part in parts if part)} [{id_}]"
    took = "" if judgement.delay is None else f' time="{judgement.delay / SECOND:.6f}"'
    classname = duty.norm.replace("/", ".")
    case = f"    <testcase classname={_attribute(classname)} name={_attribute(name)}{took}"
    if verdict is Verdict.COMPLIANT:
        return f"{case}/>\n"
    if verdict not in _FAILS or judgement.waiver:
        message = f"{verdict} {judgement.reason}".rstrip()
        message = "; ".join([message, *compared(judgement, view)])
        return f"{case}>\n      <skipped message={_attribute(message)}/>\n    </testcase>\n"
    lines = [headline(judgement, view), timing(judgement, view), view.summary(duty.norm)]
    lines += [view.tell(unknown(cell)) for cell in judgement.missing]
    lines += [view.tell(where(place)) for place in judgement.evidence]
    kind = _FAILS[verdict]
    return (
        f"{case}>\n      <{kind} type={_attribute(judgement.reason)} message="
        f"{_attribute(lines[0])}>{_text(chr(10).join(filter(None, lines)))}</{kind}>\n"
        "    </testcase>\n"
    )


def _attribute(text: str) -> str:
    return quoteattr(shown(text))


def _text(text: str) -> str:
    return escape("\n".join(map(shown, text.split("\n"))))


def recount(path: Path) -> Tally:
    """Parse the file as XML and count properties and cases, case by case.

    Raises:
        ValueError: it is no XML, or none of ours.
    """
    listed: Counter[Verdict] = Counter()
    said: dict[str, str] = {}
    suite = Element("")
    try:
        for event, element in iterparse(path, ("start", "end")):  # noqa: S314 - we have just written it
            if event == "start":
                suite = element if element.tag == "testsuite" else suite
            elif element.tag == "property":
                said[element.get("name", "")] = element.get("value", "")
            elif element.tag == "testcase":
                if element.get("classname") != _DATA:
                    listed[_verdict({part.tag: part.get("message", "") for part in element})] += 1
                suite.clear()  # or a million empty cases would stay with it
    except ParseError as error:
        raise ValueError(str(error)) from error
    return Tally(
        {word: int(said[f"total {word}"]) for word in Verdict},
        {word: listed[word] for word in Verdict},
    )


def _verdict(parts: Mapping[str, str]) -> Verdict:
    if "skipped" in parts:
        return Verdict(re.split("[ ;]", parts["skipped"])[0])
    return next((word for word, tag in _FAILS.items() if tag in parts), Verdict.COMPLIANT)
