"""How databases are addressed: what may stand after `columnar+`; reads no library of theirs."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final
from urllib.parse import parse_qs, urlsplit

HERE: Final = "duckdb"
"""The database of whoever names none: a library, in this process."""

EXTRAS: Final[Mapping[str, str]] = MappingProxyType(
    {HERE: "columnar", "spark": "spark", "postgresql": "postgresql"}
)
"""Each database, a module of `databases`, with the extra that installs what it needs."""

_FORMS = {
    "spark": re.compile(r"local(\[([1-9]\d*|\*)\])?|spark://[\w.-]+:\d+(,[\w.-]+:\d+)*"),
    "postgresql": re.compile(r"postgres(ql)?://[!-~]*"),
}

EXAMPLES: Final = ("local[2]", "spark://HOST:PORT", "postgresql://USER@HOST/DATABASE")


def database_of(address: str) -> str | None:
    """Return the database that an address is one of, `None` if no database is addressed so."""
    if not address:
        return HERE
    found = (name for name, form in _FORMS.items() if form.fullmatch(address))
    return next(found, None)


def tells_a_secret(address: str) -> bool:
    """Say whether an address holds a password, or can be no address at all."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return True
    return parts.password is not None or "password" in parse_qs(parts.query)
