"""Calendars as their files write them → calendars."""

from datetime import date
from pathlib import Path

from govrules import documents
from govrules.calendars import Calendar, DayException, DayRange

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
    value = documents.load(path, "calendar", shown=shown).value
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
