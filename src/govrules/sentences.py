"""Sentences: English with named fields, which every language can tell in words of its own.

A `Sentence` is the text that English makes of it, so that it prints, sorts and compares as such;
what it was made of comes along for the languages. Nothing here knows any other language.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, Self, TypeAlias

Field: TypeAlias = str | int


class Sentence(str):
    """A text in English with the template and the fields it was made of.

    `{name}` in a template stands for the field of that name, which may be a sentence itself. With
    a `plural`, the field `count` decides which of the two templates is meant.
    """

    __slots__ = ("fields", "plural", "template")
    template: str
    plural: str
    fields: Mapping[str, Field]

    def __new__(cls, template: str, plural: str = "", /, **fields: Field) -> Self:
        """Fill the fields into the template."""
        chosen = plural if plural and fields["count"] != 1 else template
        made = super().__new__(cls, chosen.format_map(fields))
        made.template, made.plural, made.fields = template, plural, fields
        return made

    def __getnewargs_ex__(self) -> tuple[tuple[str, str], dict[str, Field]]:
        """Tell copies how to make the same sentence again."""
        return (self.template, self.plural), dict(self.fields)

    def altered(self, alter: Callable[[str], str]) -> "Sentence":
        """Return the sentence with each text among its fields altered."""
        fields = {
            name: field.altered(alter)
            if isinstance(field, Sentence)
            else (alter(field) if isinstance(field, str) else field)
            for name, field in self.fields.items()
        }
        return Sentence(self.template, self.plural, **fields)


def template(text: str) -> str:
    """Mark a template from which sentences are made elsewhere, so that the catalogues have it."""
    return text


def listed(words: Sequence[str], last: Literal["and", "or", ""] = "") -> str:
    """List words, the last one led in by `and`, by `or`, or like the others; empty if none."""
    if not words:
        return ""
    *most, final = words
    if not most:
        return final
    found = most[0]
    for word in most[1:]:
        found = Sentence("{first}, {next}", first=found, next=word)
    if last == "and":
        return Sentence("{most} and {last}", most=found, last=final)
    if last == "or":
        return Sentence("{most} or {last}", most=found, last=final)
    return Sentence("{first}, {next}", first=found, next=final)


_FAILURES: Mapping[str, Sentence] = {
    sentence: sentence
    for sentence in (
        Sentence("no such file or directory"),
        Sentence("permission denied"),
        Sentence("is a directory"),
        Sentence("not a directory"),
        Sentence("too many levels of symbolic links"),
        Sentence("file name too long"),
        Sentence("no space left on device"),
    )
}


def failure(error: Exception) -> str:
    """Say why the system could not do something, in small letters."""
    said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return _FAILURES.get(said.lower(), said.lower())
