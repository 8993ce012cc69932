"""The languages that people are told things in: sentences, days and the order of names.

English is the text of the program itself. Each other language is a catalogue beside this file,
named after it; whoever adds one adds a way to write days, and an alphabet, to the modules here.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from gettext import NullTranslations

from govrules.languages import alphabet, catalogues, dates
from govrules.sentences import Sentence

__all__ = ["ENGLISH", "Language", "available", "language"]

_OWN_NAMES = {"en": "English", "kk": "қазақша", "ky": "кыргызча", "ru": "русский"}
_FALLBACKS = {"en": (), "kk": ("ru", "en"), "ky": ("ru", "en"), "ru": ("en",)}


@dataclass(frozen=True, slots=True)
class Language:
    """One language, by its two-letter code."""

    code: str
    catalogue: NullTranslations

    def tell(self, text: str) -> str:
        """Tell a sentence in this language, its fields too; a text that is none stays as it is."""
        if not isinstance(text, Sentence):
            return text
        template = text.template
        if text.plural:
            template = self.catalogue.ngettext(template, text.plural, int(text.fields["count"]))
        elif template:
            template = self.catalogue.gettext(template)
        fields = {
            name: self.tell(field) if isinstance(field, str) else field
            for name, field in text.fields.items()
        }
        return template.format_map(fields)

    def day(self, day: date) -> str:
        """Write a civil day."""
        return dates.written(self.code, day)

    def order(self, name: str) -> alphabet.Key:
        """Return the key that puts names into the order of the alphabet."""
        return alphabet.key(self.code, name)

    @property
    def own_name(self) -> str:
        """Return what the language calls itself."""
        return _OWN_NAMES[self.code]

    @property
    def choices(self) -> tuple[str, ...]:
        """Return the languages in which to give what is written in several, the best first."""
        return (self.code, *_FALLBACKS[self.code])


def available() -> tuple[str, ...]:
    """Return the codes of the languages, sorted."""
    return tuple(sorted(_OWN_NAMES))


@cache
def language(code: str) -> Language:
    """Return a language by its code.

    Raises:
        KeyError: there is no such language.
    """
    if code not in _OWN_NAMES:
        raise KeyError(code)
    return Language(code, catalogues.catalogue(code))


ENGLISH = language("en")
