"""Lines of the terminal report that are broken between pieces, never inside of one."""

from collections.abc import Sequence

from govrules.reports import View, wrap


def run_together(pieces: Sequence[str], view: View, indent: int, lead: str = "") -> list[str]:
    """Write pieces one after the other, divided by ` · `, breaking lines only between them.

    What leads them in may be broken anywhere.
    """
    glued = [view.tell(piece).replace(" ", "\xa0") for piece in pieces if piece]
    line = " ".join(
        [view.tell(lead), *(f"{piece}\xa0·" for piece in glued[:-1]), *glued[-1:]]
    ).lstrip()
    return [each.replace("\xa0", " ") for each in wrap(line, view, indent)]
