"""One column of a file in SQL: whether its cells are beyond doubt, and what engines read of them.

A cell is beyond doubt if reading it takes no liberty and says nothing: a word of the vocabulary as
it is written there, an instant with its offset, a name in ASCII without blanks round it. What this
module does not vouch for is read cell by cell in `govrules.facts.cells`, and means there what it
always means.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from govrules.facts.tables import LISTS, TIMES, Column, Kind
from govrules.instants import ABSENT, EARLIEST, MINUTE, UNKNOWN

_INSTANT: Final = (
    "[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3])(:[0-5][0-9]){2}([.][0-9]{1,6})?"
    "(Z|[+]00:00|[+-]00:(0[1-9]|[1-5][0-9])|[+-](0[1-9]|1[0-3]):[0-5][0-9])"
)
_PERIOD: Final = "[0-9]{4}(-(Q[1-4]|H[12]))?"
_LONG: Final = 1000
"""How many bytes a cell has that is not looked at any closer."""
_BLANKS: Final = "".join(letter for letter in map(chr, range(0x3001)) if letter.isspace())
_LIST: Final = "[!#-:<-~]+(;[!#-:<-~]+)*"


class DoubtfulTypeError(Exception):
    """A column has a type of which each cell has to be looked at."""


@dataclass(frozen=True, slots=True)
class Fields:
    """One column; `raw` is the SQL of its cells as they stand, nothing if the file lacks it.

    `type_` is DuckDB's name of their type; `blank` and `full` say that every cell is, or none.
    """

    column: Column
    raw: str = ""
    type_: str = "VARCHAR"
    blank: bool = True
    full: bool = False
    at: str = ""
    """The SQL of the instants of texts, where they were worked out beforehand."""
    until: str = ""
    """The SQL of the last instant that each may mean, where that is another one."""

    @property
    def text(self) -> str:
        """Return the SQL of the cell as a text, empty where it is blank."""
        if self.type_ == "BOOLEAN":
            return f"COALESCE(CAST({self.raw} AS VARCHAR), '')"
        return f"COALESCE({self.raw}, '')" if self.raw else "''"

    @property
    def instant(self) -> str:
        """Return the SQL of the cell's instant in microseconds, null where it is none."""
        if self.at:
            return self.at
        return told(self.raw) if self.type_ == "VARCHAR" else f"epoch_us({self.raw})"

    @property
    def like(self) -> str:
        """Return the SQL of what is the same in cells that say the same."""
        return self.instant if self.raw and self.column.kind in TIMES else self.text

    @property
    def cell(self) -> str:
        """Return the SQL of what the cell says: its instant if it is a time, else as it stands."""
        return self.instant if self.column.kind in TIMES else self.raw

    def kept(self, name: str) -> "Fields":
        """Return the column where `cell` was worked out beforehand, and stands under a name."""
        at = name if self.column.kind in TIMES else ""
        return replace(self, raw=name, at=at) if self.raw else self

    def beyond_doubt(self, *, filled: bool = False) -> str:
        """Return a condition in SQL that holds only of cells that are.

        Blank ones are, unless the column has to be `filled`; of a blank one it need not be false
        then, only not true.

        Raises:
            DoubtfulTypeError: no cell of this type is.
        """
        if not self.raw:
            return "true"
        if self.type_ == "BOOLEAN" and self.column.kind is Kind.FLAG:
            return f"{self.raw} IS NOT NULL" if filled else "true"
        if self.column.kind not in TIMES and self.type_ != "VARCHAR":
            raise DoubtfulTypeError
        sound = self._exact() if self.column.kind in TIMES else self._sound()
        blank = f"{self.raw} IS NULL"
        if self.type_ == "VARCHAR":
            blank += f" OR {self.raw} = ''"
        # Where most cells are blank a choice costs less: it looks at the others only.
        return f"({sound})" if filled else f"CASE WHEN {blank} THEN true ELSE ({sound}) END"

    def _exact(self) -> str:
        within = f"{self.instant} BETWEEN {EARLIEST + 1} AND {ABSENT - 1}"
        if self.type_ == "VARCHAR":
            return within
        if self.type_ == "DATE" and self.at:
            return within
        if self.type_ == "TIMESTAMP WITH TIME ZONE":
            return f"isfinite({self.raw}) AND {within}"
        raise DoubtfulTypeError

    def _sound(self) -> str:
        short = f"strlen({self.raw}) < {_LONG}"
        match self.column.kind:
            case Kind.WORD:
                return _among(self.raw, self.column.words)
            case Kind.FLAG:
                return _among(self.raw, ("true", "false"))
            case Kind.PERIOD:
                return f"regexp_full_match({self.raw}, '{_PERIOD}')"
            case Kind.WORDS:
                word = f"({'|'.join(self.column.words)})"
                return f"{short} AND regexp_full_match({self.raw}, '{word}(;{word})*')"
            case Kind.TEXTS:
                return f"{short} AND regexp_full_match({self.raw}, '{_LIST}')"
            case Kind.NAMES:
                return f"({plain(self.raw)} AND NOT contains({self.raw}, ';'))"
            case Kind.TEXT:
                return f"({plain(self.raw)} OR {_whole(self.raw)})"
            case _:
                return plain(self.raw)

    def field(self, form: Sequence[str], first: "Fields | None" = None) -> str:
        """Return the SQL of what engines read under a form of the column's name.

        `first` is the instant that an unknown one cannot precede.

        Raises:
            KeyError: the column has no such form.
        """
        if self.column.kind in TIMES:
            return self._time(form, first)
        if self.column.kind in LISTS:
            return self._list(form)
        if form:
            raise KeyError(".".join(form))
        return self.text

    def constant(self, form: Sequence[str]) -> int | str | bool | None:
        """Return what a field is in every row where all cells are blank, else nothing."""
        if not self.blank:
            return None
        if form and self.column.kind not in TIMES and self.column.kind not in LISTS:
            return None
        if self.column.kind in TIMES:
            side = self.column.blank.lo if form[-1] == "lo" else self.column.blank.hi
            exact = self.column.blank != UNKNOWN
            return side if exact else None
        if self.column.kind in LISTS:
            return False if form else ""
        return ""

    def _time(self, form: Sequence[str], first: "Fields | None") -> str:
        *minute, side = form
        blank = str(self.column.blank.lo if side == "lo" else self.column.blank.hi)
        if minute and blank != str(ABSENT):
            blank = f"({blank} - {blank} % {MINUTE})"
        if first is not None and side == "lo" and self.column.blank == UNKNOWN:
            blank = first.field(form)
        if not self.raw:
            return f"CAST({blank} AS BIGINT)"
        instant = self.until if self.until and side == "hi" else self.instant
        if minute:
            instant = f"({instant} - {instant} % {MINUTE})"
        return f"COALESCE({instant}, {blank})"

    def _list(self, form: Sequence[str]) -> str:
        match form:
            case [] if self.column.kind is Kind.NAMES:
                return self.text
            case ["any"]:
                return f"({self.text} <> '')"
            case ["has", word]:
                held = f"list_contains(string_split({self.raw}, ';'), {quoted(word)})"
                return f"COALESCE({held}, false)" if self.raw else "false"
        raise KeyError(".".join(form))


def told(text: str) -> str:
    """Return the SQL of the instant that a text tells with its offset, null where it does not."""
    instant = f"epoch_us(TRY_CAST({text} AS TIMESTAMPTZ))"
    return f"CASE WHEN regexp_full_match({text}, '{_INSTANT}') THEN {instant} END"


def plain(text: str) -> str:
    """Return a condition that a text is ASCII without blanks round it and without a NUL."""
    return (
        f"({text} >= '!' AND right({text}, 1) >= '!' AND strlen({text}) = length({text})"
        f" AND strlen({text}) < {_LONG} AND NOT contains({text}, chr(0))"
        f" AND NOT contains({text}, '\"'))"
    )


def _whole(text: str) -> str:
    """Return a condition that a text in any script has no blanks round it, no NUL and no quote."""
    blanks = quoted(_BLANKS)
    return (
        f"NOT (contains({blanks}, left({text}, 1)) OR contains({blanks}, right({text}, 1))"
        f" OR contains({text}, chr(0)) OR contains({text}, '\"'))"
    )


def quoted(text: str) -> str:
    """Write a text as a constant of SQL."""
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """Write a name in SQL."""
    return '"' + name.replace('"', '""') + '"'


def instants(heading: str) -> str:
    """Name the column in which the instants of a column of texts stand."""
    return identifier(f"{heading} in microseconds")


def _among(text: str, words: Sequence[str]) -> str:
    return f"{text} IN ({', '.join(map(quoted, words))})"
