"""Catalogues: gettext's compiled `.mo` files beside this module, one for each language.

They are compiled from the `.po` files next to them by `translations/build.py`.
"""

from gettext import GNUTranslations, NullTranslations
from pathlib import Path

FOLDER = Path(__file__).parent
"""Where the catalogues lie."""


def catalogue(code: str) -> NullTranslations:
    """Return the catalogue of a language; that of English, which needs none, is empty."""
    if code == "en":
        return NullTranslations()
    with (FOLDER / f"{code}.mo").open("rb") as file:
        return GNUTranslations(file)
