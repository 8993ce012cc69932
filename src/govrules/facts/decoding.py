"""Bytes to characters: UTF-8 strictly, else the encoding that the dataset declares.

Refuses to guess an encoding: a wrong one gives plausible nonsense. It suggests one instead.
"""

import codecs
import unicodedata
from typing import Final

from govrules.findings import FactsError, Finding, Place
from govrules.sentences import Sentence

_SUGGESTED: Final = ("kz1048", "cp1251")
_SAMPLE: Final = 60
WIDE_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decode(data: bytes, declared: str, place: Place) -> str:
    """Return the characters of a file, without a byte order mark.

    Raises:
        FactsError: `bad-encoding`: the bytes are not UTF-8 and not the declared encoding.
    """
    wide = declared.startswith("utf-16")
    if wide and (b"\0" in data or data.startswith(WIDE_MARKS)):
        encodings = [declared]
    else:
        # Wide characters would make something of any bytes: without a sign of them they are out.
        encodings = ["utf-8", *([declared] if declared and not wide else [])]
    fault, tried = 0, ""
    for encoding in encodings:
        try:
            return data.decode(encoding).removeprefix("\ufeff")
        except UnicodeDecodeError as error:
            fault, tried = error.start, encoding
    line = data.count(b"\n", 0, fault) + 1
    raise FactsError(
        [
            Finding(
                place=Place(path=place.path, line=line),
                code="bad-encoding",
                message=Sentence(
                    "byte {byte} is not {encoding}",
                    byte=f"{data[fault]:#04x}",
                    encoding=tried.upper(),
                ),
                help=_suggestion(data, declared),
            )
        ]
    ) from None


def _suggestion(data: bytes, declared: str) -> Sentence:
    if declared:
        return Sentence(
            "`dataset.yaml` declares `{encoding}`: declare the encoding the file was saved in",
            encoding=declared,
        )
    encoding = _guess(data)
    if encoding is None:
        return Sentence("save the file in UTF-8")
    text = data.decode(encoding)
    sample = next((line for line in text.splitlines() if not line.isascii()), text)
    return Sentence(
        "save the file in UTF-8 or declare `encoding: {encoding}` in `dataset.yaml`"
        " if this reads right: `{sample}`",
        encoding=encoding,
        sample=sample.strip()[:_SAMPLE],
    )


def _guess(data: bytes) -> str | None:
    if data.startswith(WIDE_MARKS):
        return "utf-16" if len(data) % 2 == 0 and _decodes(data, "utf-16") else None
    fits = [encoding for encoding in _SUGGESTED if _decodes(data, encoding)]
    if not fits:
        return None
    # The regional table differs from cp1251 in few places: it is worth naming only when used.
    if len({data.decode(encoding) for encoding in fits}) == 1:
        return fits[-1]
    return fits[0]


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return not any(
        unicodedata.category(letter) == "Cc" for letter in text if letter not in "\t\r\n"
    )
