"""Civil days as each language writes them."""

from collections.abc import Mapping
from datetime import date
from typing import Final

_FORMS: Final[Mapping[str, str]] = {
    "kk": "{year} ж. {day} {month}",
    "ky": "{year}-ж. {day}-{month}",
    "ru": "{day} {month} {year} г.",
}
_MONTHS: Final[Mapping[str, str]] = {
    "kk": "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан",
    "ky": "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
}


def written(code: str, day: date) -> str:
    """Write a day in a language, in English as ISO 8601 has it."""
    if code not in _FORMS:
        return day.isoformat()
    return _FORMS[code].format(
        year=day.year, month=_MONTHS[code].split()[day.month - 1], day=day.day
    )
