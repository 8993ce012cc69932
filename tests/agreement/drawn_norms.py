"""Norms drawn from the whole vocabulary, as a drafter would write them: valid, and nothing more.

Which parts fit one another is what `acts.fitting` and `acts.answers` say, so that a word they let
through is drawn without a change here.
"""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Final

from tests.agreement.vocabulary import enumerated, words_of_column

from govrules.acts import answers, fitting
from govrules.documents import Json
from govrules.norms import CLOCK_QUESTIONS

ACT: Final = "drawn-1"
CALENDAR: Final = "drawn"
HOLDERS: Final = ("d:watch", "d:ministry", "d:committee")
"""Roles that one organisation should hold."""
CLASSES: Final = ("d:operator", "d:ferry", "d:body")
"""Roles that many hold; operators are ferries and cranes, and bodies are operators too."""
PUBLIC: Final = "d:public"
DAYS: Final = (
    *("2024-12-31", "2025-01-20", "2025-02-01"),
    *("2025-02-10", "2025-03-01", "2025-03-30"),
)
DUE_DAYS: Final = (
    "2025-01-15",
    "2025-01-19",
    "2025-02-28",
    "2025-03-29",
    "2025-03-30",
    "2025-06-21",
)
LENGTHS: Final = ("PT1M", "PT30M", "PT3H", "PT36H", "PT48H", "P2D")
ITEMS: Final = ("1.1", "2.b", "10.3")
KINDS: Final = ("methodology", "response-group")

_LENGTHS_OF: Final[Mapping[str, Sequence[str]]] = {
    "within": LENGTHS,
    "after-unless": LENGTHS,
    "day-of-month-after-period": ("1", "5", "10", "25", "28"),
    "working-days": ("1", "3", "5", "20"),
}
_CHOICE: Final = "choice-{}"
_TABLED: Final = ("period", "day")
_OF_OBJECTS: Final = fitting._ABOUT_OBJECTS


class Drafter:
    """Writes an act's norms, one choice after another, and keeps its readings."""

    def __init__(self, random: Random) -> None:
        """Take what chooses."""
        self._random = random
        self.readings: dict[str, list[str]] = {}
        self.taken: dict[str, str] = {}
        self.form = self.one(enumerated("message-type"))
        self.submitters = self.party("members")

    def one(self, words: Sequence[str]) -> str:
        """Choose one of some words."""
        return self._random.choice(words)

    def some(self, words: Sequence[str], least: int = 1) -> list[str]:
        """Choose some words, each once."""
        return self._random.sample(words, self._random.randint(least, len(words)))

    def once_in(self, times: int) -> bool:
        """Choose whether something is so, once in some times."""
        return self._random.randrange(times) == 0

    def answer(self, words: Sequence[str]) -> Json:
        """Choose one of some words, or a reading that chooses among them."""
        if len(words) == 1 or not self.once_in(4):
            return self.one(words)
        meant = self.some(words, least=2)
        name = f"P{len(self.readings) + 1}"
        written: Json = {"reading": name}
        choices = meant
        if self.once_in(2):
            choices = [_CHOICE.format(number) for number in range(len(meant))]
            written["as"] = dict(zip(choices, meant, strict=True))
        self.readings[name] = choices
        self.taken[name] = self.one(choices)
        return written

    def points(self, often: int, *besides: str) -> Json:
        """Choose how some points are settled, each once in `often`; `besides` are left open."""
        known = {name: words for name, words in answers.POINTS.items() if name not in besides}
        return {name: self.answer(words) for name, words in known.items() if self.once_in(often)}

    def party(self, kind: str, naming: Sequence[str] = ()) -> Json:
        """Choose a party of a kind; `naming` are norms that name executors themselves."""
        match kind:
            case "holder":
                return {"holder": self.one(HOLDERS)}
            case "members":
                flags = {flag: True for flag in ("involved", "or-authorised") if self.once_in(3)}
                return {"members": self.one(CLASSES), **flags}
            case "owner":
                return {"owner": "d:body"}
            case "executors":
                each = {"each": True} if self.once_in(2) else {}
                return {"executors": self.some(("d:ministry", *CLASSES)), **each}
            case "executors-of":
                return {"executors-of": self.answer(("nobody", *naming))}
        return {"anybody": PUBLIC}

    def trigger(self, kind: str, performance: str) -> Json:
        """Choose a trigger of a kind for a kind of performance."""
        occasions = self.some(("event", "incident"))
        match kind:
            case "occasion":
                flagged = performance == "record" and self.once_in(2)
                flag = {"if": self.one(enumerated("case-flag"))} if flagged else {}
                return {"occasion": occasions, **flag}
            case "receipt-of":
                return {
                    "receipt-of": self.one(("notice", "notice", *enumerated("message-type"))),
                    "occasion": occasions,
                    "unrecorded": self.answer(answers._WORDS["trigger", "unrecorded"]),
                }
            case "period":
                until = {"until": self.one(("2025-06-30", "2025-12-31"))} if self.once_in(4) else {}
                given = {"given": self.relation()} if self.once_in(2) else {}
                return {"period": self.one(("quarter", "half-year", "year")), **until, **given}
            case "day":
                return {"day": self.one(DAYS), "subject": self.one(("plan", ACT, *ITEMS))}
            case "objects-from":
                return {"objects-from": self.one(DAYS[1:4])}
        section = {"section": self.one(enumerated("form-section"))}
        return {"form": self.form, **(section if performance == "section" else {})}

    def relation(self) -> str:
        """Choose a relation of bodies."""
        return self.one(enumerated("relation-of-bodies"))

    def performance(self, kind: str, trigger: str, *, formed: bool) -> Json:
        """Choose a performance of a kind; `formed` says that norms of the act describe a form."""
        match kind:
            case "message":
                return self._message(with_form=formed and trigger in _TABLED and self.once_in(3))
            case "record":
                attestable = {"attestable": True} if self.once_in(2) else {}
                return {"record": self.one(enumerated("case-instant")), **attestable}
            case "deliver":
                kinds = {"kinds": self.some(KINDS)} if self.once_in(3) else {}
                unrecorded = self.one(("missing", "attestation", "unknown"))
                return {"deliver": self.one(ITEMS), "unrecorded": unrecorded, **kinds}
            case "link":
                return {"link": self.relation()}
            case "cell":
                demands = ("filled", "number", "address", "host", "body")
                return {"cell": self.one(enumerated("form-cell")), "is": self.one(demands)}
        return kind

    def _message(self, *, with_form: bool) -> Json:
        types = ("notice", "reply", "escalation", *enumerated("message-type"))
        written: Json = {"message": self.form if with_form else self.one(types)}
        if with_form:
            written["form"] = True
        if self.once_in(3):
            written["covers"] = self.some(enumerated("covered"))[:3]
        if self.once_in(6):
            written["languages"] = self.some(("kk", "ru", "ky"))
        if self.once_in(6):
            written["document"] = ACT
        written["counts-when"] = self.answer(answers._WORDS["performance", "counts-when"])
        return written

    def deadline(self, kind: str) -> Json:
        """Choose a deadline of a kind, with its clock where there is one."""
        if kind == "none":
            return {"deadline": "none"}
        written: Json = kind
        match kind:
            case "after-unless":
                written = {
                    "after-unless": self.some(enumerated("case-instant"))[:2],
                    "unrecorded": self.answer(answers._WORDS["deadline", "unrecorded"]),
                    "grace": self.answer(("none", "PT0S", "PT12H", "PT24H")),
                    "afterwards": self.answer(answers._WORDS["deadline", "afterwards"]),
                }
            case "in-period":
                written = {"in-period": self.answer(answers._WORDS["deadline", "in-period"])}
            case "by":
                before = self.answer(answers._WORDS["deadline", "before-act"])
                written = {"by": self.one(DUE_DAYS), "before-act": before}
            case "until":
                written = {"until": self.one(enumerated("case-instant"))}
        return {"deadline": written, "clock": self._clock(kind)}

    def _clock(self, kind: str) -> Json:
        unit = self.one(answers._UNITS.get(kind, answers._OF_DAYS))
        told = {key: words for (part, key), words in answers._WORDS.items() if part == "clock"}
        rolling = kind in answers._ROLLING
        answered: Json = {
            "start": self.one(("detection", "receipt", "end-of-the-period")),
            "first-unit": self.answer(told["first-unit"]),
            "length": self.answer(_LENGTHS_OF.get(kind, ("the-term",))),
            "unit": unit,
            "calendar": CALENDAR if rolling else self.answer(("does-not-arise", CALENDAR)),
            "zone": "act",
            "roll": self.answer(told["roll"] if rolling else ("does-not-arise", "none")),
            "suspended-by": "nothing",
            "tie": self.answer(answers._TIES[unit == "elapsed"]),
        }
        return {question: answered[question] for question in CLOCK_QUESTIONS}

    def test(self, deepest: int) -> Json:
        """Choose a test of a condition, with at most so many tests inside one another."""
        kinds = ["cell-is", "cell-is", "cell-has", "owner-holds", "linked"]
        match self.one([*kinds, "all", "any", "not"] if deepest else kinds):
            case "all":
                return {"all": [self.test(deepest - 1) for _ in range(2)]}
            case "any":
                return {"any": [self.test(deepest - 1) for _ in range(2)]}
            case "not":
                return {"not": self.test(deepest - 1)}
            case "cell-has":
                has = self.one(words_of_column("work_types"))
                return {"cell": "work_types", "has": has, "blank": self.answer(("unknown", "all"))}
            case "owner-holds":
                return {"owner-holds": self.one((*CLASSES, "d:ministry"))}
            case "linked":
                flag = self.one(
                    ("contains_state_secrets", "protected_execution", "egov_integrated")
                )
                return {
                    "linked": self.one(("integrated-with", "part-of")),
                    "target": "egov",
                    "otherwise": flag,
                    "blank": self.answer(("unknown", "true", "false")),
                }
        column = self.one((*_OF_CELLS, "country", "network_class"))
        words = words_of_column(column) or ("KZ", "RU")
        return {
            "cell": column,
            "is": self.some(words),
            "blank": self.answer(("unknown", *words)),
        }

    def norm(self, kind: str, *, formed: bool, naming: Sequence[str], reach: Sequence[str]) -> Json:
        """Choose the parts of a norm with a kind of trigger; `reach` are conditions there are."""
        fit = fitting._FITS[kind]
        performance = self.one(fit.performances)
        trigger = self.trigger(kind, performance)
        told = fit.told if performance == "message" else fit.counterparties
        if performance == "link" or "given" in trigger:
            told = fitting._HOLDER
        bearers = [word for word in fit.bearers if naming or word != "executors-of"]
        bearer = self.submitters if kind == "form" else self.party(self.one(bearers), naming)
        written: Json = {
            "severity": self.one(("low", "medium", "high")),
            "bearer": bearer,
            "counterparty": self.party(self.one(told)),
            "trigger": trigger,
            "performance": self.performance(performance, kind, formed=formed),
            **self.deadline(self.one(fit.deadlines)),
        }
        settled = self.points(8, "naive-times")
        if settled:
            written["settled"] = settled
        if reach and kind in _OF_OBJECTS and self.once_in(3):
            written["conditions"] = self.some(reach)[:2]
        if self.once_in(12):
            until = {"to": self.one(("2025-04-10", "2025-06-30"))} if self.once_in(2) else {}
            written["in-force"] = {"from": self.one(DAYS[1:]), **until}
        if self.once_in(10):
            written["words"] = "within the term"
        return written


_FLAGS: Final = ("contains_state_secrets", "protected_execution", "egov_integrated")
_OF_CELLS: Final = ("category", "network_class", *_FLAGS)
