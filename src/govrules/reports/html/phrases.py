"""What the page says, in every language at once: each template and text once, by its number.

The page fills templates as `languages` does. Which plural form a number takes is not written a
second time: a table is made by asking the catalogues for every number that they can tell apart.
"""

from collections.abc import Mapping
from typing import TypeAlias

from govrules import languages
from govrules.fields import Json
from govrules.sentences import Sentence
from govrules.wording import shown

_PERIOD = 100
"""Plural forms look at the last two digits; below that, and from there on, they may differ."""

Template: TypeAlias = tuple[str, str]
"""A template, and that of many, empty where there is one form only."""


class Slot(str):
    """A place in a sentence for what differs from duty to duty, by the name of what stands there.

    The page knows how to write a moment or a length of time by the name of its slot.
    """

    __slots__ = ()


class Phrases:
    """Collects what is said and numbers it."""

    def __init__(self) -> None:
        """Begin with nothing said."""
        self._templates: dict[Template, int] = {}
        self._texts: dict[tuple[str, ...], int] = {}

    def said(self, text: str) -> Json:
        """Return a text as the page holds it: `[number, fields]` for a sentence.

        A slot is `{"slot": name}`; any other text stands for itself, made safe to show.
        """
        if isinstance(text, Slot):
            return {"slot": str(text)}
        if not isinstance(text, Sentence):
            return shown(text)
        number = self._templates.setdefault((text.template, text.plural), len(self._templates))
        fields: dict[str, Json] = {
            name: self.said(field) if isinstance(field, str) else field
            for name, field in text.fields.items()
        }
        return [number, fields] if fields else [number]

    def texts(self, told: Mapping[str, str]) -> Json:
        """Return a text that is given in several languages, best choices where one lacks it."""
        best = tuple(
            shown(
                next((told[each] for each in languages.language(code).choices if each in told), "")
            )
            for code in languages.available()
        )
        if not any(best):
            return ""
        if len(set(best)) == 1:
            return best[0]
        return {"text": self._texts.setdefault(best, len(self._texts))}

    def catalogue(self) -> dict[str, Json]:
        """Return all that was said, by language, with the table of plural forms of each."""
        texts = list(zip(*self._texts, strict=True)) or [()] * len(languages.available())
        return {
            code: {**self._told(code), "texts": list(texts[at])}
            for at, code in enumerate(languages.available())
        }

    def _told(self, code: str) -> dict[str, Json]:
        catalogue = languages.language(code).catalogue
        many = [template for template in self._templates if template[1]]
        by_number = [
            tuple(catalogue.ngettext(*each, number) for each in many)
            for number in range(2 * _PERIOD)
        ]
        classes = {forms: at for at, forms in enumerate(dict.fromkeys(by_number))}
        forms = {each: [told[at] for told in classes] for at, each in enumerate(many)}
        return {
            "name": languages.language(code).own_name,
            "plurals": [classes[told] for told in by_number],
            "templates": [
                [*forms[each]] if each[1] else (each[0] and catalogue.gettext(each[0]))
                for each in self._templates
            ],
        }
