"""Calendars as their files write them → calendars."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from govrules import documents
from govrules.calendars import Calendar, DayException, DayRange
from govrules.documents import Document
from govrules.findings import Finding, PolicyError
from govrules.sentences import Sentence

_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def calendar(name: str, root: Path) -> Calendar | None:
    """Load the calendar that an act names; `None` where there is no file of that name.

    Raises:
        PolicyError: the file is not valid; with every problem found.
    """
    path = root / "calendars" / f"{name}.yaml"
    if not path.is_file():
        return None
    shown = path.relative_to(root).as_posix()
    document = documents.load(path, "calendar", shown=shown)
    problems = [*_backward(document), *_repeated(document)]
    if problems:
        raise PolicyError(problems)
    value = document.value
    return Calendar(
        name=value["calendar"],
        weekend=frozenset(_WEEK.index(day) for day in value["weekend"]),
        covers=tuple(
            DayRange(date.fromisoformat(each["from"]), date.fromisoformat(each["to"]))
            for each in value["covers"]
        ),
        exceptions={
            date.fromisoformat(each["day"]): DayException(
                each["works"], each["binds"] == "state-bodies"
            )
            for each in value["days"]
        },
    )


def _backward(document: Document) -> Iterator[Finding]:
    for number, each in enumerate(document.value["covers"]):
        if each["to"] < each["from"]:
            yield Finding(
                place=document.place(("covers", number)),
                code="backward-range",
                message=Sentence(
                    "the days from `{first}` to `{last}` end before they begin",
                    first=each["from"],
                    last=each["to"],
                ),
                help=Sentence("write the earlier day first"),
            )


def _repeated(document: Document) -> Iterator[Finding]:
    days = [each["day"] for each in document.value["days"]]
    for number, day in enumerate(days):
        if day in days[:number]:
            first = document.place(("days", days.index(day)))
            yield Finding(
                place=document.place(("days", number)),
                code="duplicate-day",
                message=Sentence(
                    "`{name}` is already written in {place}",
                    name=day,
                    place=f"{first.path}:{first.line}",
                ),
                help=Sentence("say once what the day is"),
            )
