"""How wide a text will be, without asking any font, and where it is broken into lines.

Widths are those of DejaVu Sans, the widest of the fonts that pictures ask for: in any other of
them a text takes less room than was kept for it. All numbers are whole, so that every machine
computes the same picture.
"""

from collections.abc import Mapping

FONTS = "'Noto Sans','Segoe UI','DejaVu Sans',Arial,sans-serif"
"""Fonts with all letters of the languages, as CSS lists them."""

_CLASSES = {
    32: " ',.IJijl\xa0·’Іі",
    40: "()-/:;[\\]ft|",
    46: '!"r',
    53: "*_`sz§–“”„г",
    62: "?FLPTYacekovxy«»ГРТУабвезкостухчьэяёғқҮүҰұәө",
    66: "$0123456789EKSbdghnpqu{}ЕЗийлнпрЁһ",
    70: "ABCRVXZАБВСХЧЬЭЯдцҒңҺ",
    78: "&DGHNUИЙКЛНПЦмъҚҢ",
    88: "#+<=>MOQ^w~≤≥→×ДМОФЪфыюӘӨ",
    96: "%Ыжшщ",
    110: "@Wm—№…ЖШЩЮ",
}
_WIDTHS: Mapping[str, int] = {
    letter: width for width, letters in _CLASSES.items() for letter in letters
}
_UNKNOWN = 110
"""What a letter of another alphabet is taken for, in hundredths of the size of the font."""
_BOLD = 115
"""How much wider bold letters are, in hundredths."""
ELLIPSIS = "…"


def width(text: str, size: int, *, bold: bool = False) -> int:
    """Return the width of a text in pixels, at a size of the font in pixels; rounded up."""
    hundredths = sum(_WIDTHS.get(letter, _UNKNOWN) for letter in text)
    return -(-hundredths * size * (_BOLD if bold else 100) // 10_000)


def wrapped(text: str, size: int, room: int, most: int, *, bold: bool = False) -> list[str]:
    """Break a text into at most so many lines of that room; what is left over is an ellipsis."""
    lines: list[str] = []
    current = ""
    for word in filter(None, text.split(" ")):
        if len(lines) > most:
            break
        longer = f"{current} {word}" if current else word
        if width(longer, size, bold=bold) <= room:
            current = longer
            continue
        if current:
            lines.append(current)
        *whole, current = _pieces(word, size, room, bold=bold)
        lines.extend(whole)
    if current:
        lines.append(current)
    if len(lines) > most:
        lines = [*lines[: most - 1], _cut(f"{lines[most - 1]}{ELLIPSIS}", size, room, bold=bold)]
    return lines or [""]


def _pieces(word: str, size: int, room: int, *, bold: bool) -> list[str]:
    """Break a word that is longer than a line wherever the line is full."""
    pieces = [""]
    for letter in word:
        if pieces[-1] and width(pieces[-1] + letter, size, bold=bold) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _cut(text: str, size: int, room: int, *, bold: bool) -> str:
    """Shorten a text that ends in an ellipsis until it fits."""
    kept = text.removesuffix(ELLIPSIS)
    while kept and width(kept + ELLIPSIS, size, bold=bold) > room:
        kept = kept[:-1].rstrip()
    return kept + ELLIPSIS
