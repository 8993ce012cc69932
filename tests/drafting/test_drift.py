"""Drift: every change of a word is found where it stands, no change of layout is one."""

import os
import random
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.library_made import Library

from govrules import acts
from govrules.drafting.alignment import align
from govrules.drafting.drift import Basis, Change, Fate, basis, compare, drift, run_drift
from govrules.drafting.pieces import Piece, PrintedText
from govrules.drafting.prints import normalise, take
from govrules.findings import PolicyError

TEXTS = "GOVRULES_LAW_TEXTS"
TRIALS = 1000
ADDRESS = re.compile(r"^[ \t]*https?://\S+[ \t]*$", re.MULTILINE)
WORD = re.compile(r"\S+")
BLANKS = (" ", "  ", "\n", "\t", "\r\n", "\n\n", "\u00a0", "\u00ad", "\u200b")


@pytest.fixture(scope="module")
def known(library: Library) -> Basis:
    """Return the basis of the invented act."""
    return basis("library", library.folder)


def words(text: str) -> list[tuple[int, int]]:
    """Return where the words of a text stand, those of page footers aside."""
    footers = [match.span() for match in ADDRESS.finditer(text)]
    found = [match.span() for match in WORD.finditer(text)]
    return [(a, b) for a, b in found if not any(x <= a < y for x, y in footers)]


def edited(text: str, chance: random.Random) -> tuple[str, tuple[int, int]]:
    """Change one word; return the newer text and the span in the normalised older one."""
    places = words(text)
    start, end = chance.choice(places)
    old, other = text[start:end], text[slice(*chance.choice(places))]
    kind = chance.choice(["replace", "delete", "insert", "digit"])
    if kind == "digit":
        digits = [at for a, b in places for at in range(a, b) if text[at].isdigit()]
        start = chance.choice(digits)
        end = start + 1
        new = chance.choice([each for each in "0123456789" if each != text[start]])
    elif kind == "delete":
        new = ""
    elif kind == "insert":
        end, new = start, f"{other} "
    else:
        new = other if normalise(other) != normalise(old) else f"{other}{other}"
    at = len(normalise(text[:start])), len(normalise(text[:end]))
    return text[:start] + new + text[end:], at


def relaid(text: str, chance: random.Random) -> str:
    """Change only the layout: blanks, line breaks inside words, addresses between pages."""
    for _ in range(chance.randint(1, 12)):
        start, end = chance.choice(words(text))
        at = chance.randint(start, end)
        page = f"\nhttps://example.org/page/{chance.randint(1, 99)}?a=1#p{at}\n"
        text = text[:at] + chance.choice([*BLANKS, page]) + text[at:]
    return text


def old_span(change: Change, older: PrintedText) -> tuple[int, int]:
    """Return the characters of the older text that a change is attributed to."""
    by_name = {piece.unit: piece for piece in older.pieces if piece.unit}
    for piece in older.pieces:
        if (change.unit, change.between) == (piece.unit, piece.between):
            return piece.start, piece.end
    before, after = (by_name.get(name) for name in change.between)
    return before.start if before else 0, after.end if after else older.whole.length


def misattributed(known: Basis, text: str, seed: int) -> list[str]:
    """Change a word `TRIALS` times; say which changes were missed or put where they are not."""
    chance = random.Random(seed)  # noqa: S311 -- a repeatable sample, no secret
    wrong: list[str] = []
    for trial in range(TRIALS):
        newer, (start, end) = edited(text, chance)
        spans = [old_span(change, known.older) for change in compare(known, newer).changes]
        if not any(a <= start and end <= b for a, b in spans):
            wrong.append(f"trial {trial}: {start}-{end} is not in {spans}")
        if any(b < start or end < a for a, b in spans):
            wrong.append(f"trial {trial}: {start}-{end} is not all of {spans}")
    return wrong


def alarms(known: Basis, text: str, seed: int) -> int:
    """Change the layout `TRIALS` times and count the changes that are told."""
    chance = random.Random(seed)  # noqa: S311 -- a repeatable sample, no secret
    return sum(len(compare(known, relaid(text, chance)).changes) for _ in range(TRIALS))


def replaced(library: Library, old: str, new: str) -> str:
    """Return the invented text with one passage replaced."""
    assert library.text.count(old) == 1
    return library.text.replace(old, new)


def told(known: Basis, text: str) -> list[tuple[str, str]]:
    """Return what changed, in short: the fate, and the unit or the neighbours."""
    return [
        (change.fate.value, change.unit or " ".join(change.between))
        for change in compare(known, text).changes
    ]


def test_the_text_itself_has_not_drifted(known: Basis, library: Library) -> None:
    """The text that the prints were taken from gives no change, and every unit is found."""
    found = drift("library", library.text, library.folder)
    assert () == found.changes
    assert dict.fromkeys(known.units, Fate.FOUND) == found.units


def test_every_change_of_a_word_is_found_where_it_stands(known: Basis, library: Library) -> None:
    """A thousand seeded edits are each told of what covers them, and of nothing else."""
    assert [] == misattributed(known, library.text, 229)


def test_no_change_of_layout_is_a_change(known: Basis, library: Library) -> None:
    """A thousand seeded new layouts raise no alarm."""
    assert 0 == alarms(known, library.text, 369)


@pytest.mark.parametrize("act", acts.available())
def test_the_official_texts_are_watched_as_well(act: str) -> None:
    """The same holds of the acts that ship.

    Their official texts may not be kept here, so whoever holds them names their folder, with a
    file `<act>.txt` for each; elsewhere the invented act stands for them.
    """
    if TEXTS not in os.environ:
        pytest.skip(f"set {TEXTS} to a folder with the official texts to run this")
    text = (Path(os.environ[TEXTS]) / f"{act}.txt").read_text(encoding="utf-8")
    shipped = basis(act)
    assert () == compare(shipped, text).changes
    assert [] == misattributed(shipped, text, 229)
    assert 0 == alarms(shipped, text, 369)


def test_a_changed_unit_takes_along_the_units_in_its_lines(known: Basis, library: Library) -> None:
    """Two hours become three: the composite and both of its limbs changed, nothing else."""
    found = compare(known, replaced(library, "in 2 hours", "in 3 hours"))
    [change] = found.changes
    assert ("library/2.b", Fate.CHANGED) == (change.unit, change.fate)
    assert ("library/2.b.reader", "library/2.b.keeper") == change.also
    assert (9, 9) == change.lines
    changed = [unit for unit, fate in found.units.items() if fate is not Fate.FOUND]
    assert ["library/2.b", "library/2.b.reader", "library/2.b.keeper"] == changed


def test_a_definition_names_the_norms_that_use_it(known: Basis, library: Library) -> None:
    """What rests on a definition is what uses it: norms, their scenarios, its translations."""
    [change] = compare(known, replaced(library, "30 days (", "20 days (")).changes
    assert ("library/2.a", "library/3") == change.rests.norms
    assert (
        "library/scenarios/loans.yaml: a loan written down after fifteen minutes is late",
        "library/scenarios/loans.yaml: a loan written down at once is in time",
    ) == change.rests.scenarios
    assert ("en", "ru") == change.rests.languages


def test_a_condition_names_the_norms_it_conditions(known: Basis, library: Library) -> None:
    """A condition brings its norms, and the scenarios that give it as their ground."""
    [change] = compare(known, replaced(library, "1 September", "2 September")).changes
    assert ("library/3", "library/4.a", "library/4.b") == change.rests.norms
    assert ("library/scenarios/loans.yaml: a school is not bound",) == change.rests.scenarios


def test_a_lead_in_names_the_norms_of_its_parts(known: Basis, library: Library) -> None:
    """The norms under a lead-in rest on it."""
    [change] = compare(known, replaced(library, "The librarian", "The warden")).changes
    assert "library/2" == change.unit
    norms = ("library/2.a", "library/2.b.reader", "library/2.b.keeper", "library/2.c")
    assert norms == change.rests.norms


def test_a_deleted_unit_has_vanished(known: Basis, library: Library) -> None:
    """Where a unit stood there is nothing now; its neighbours are where they were."""
    gone = replaced(library, "- closes the windows of the reading\nroom before dark.\n", "")
    assert [("vanished", "library/2.c")] == told(known, gone)


def test_a_unit_out_of_order_has_moved(known: Basis, library: Library) -> None:
    """A unit that stands elsewhere word for word moved; the longer rest kept its order."""
    [line] = [line for line in library.text.splitlines(keepends=True) if "15 minutes" in line]
    moved = replaced(library, line, "").replace("Annex", f"{line}Annex")
    assert [("moved", "library/2.a")] == told(known, moved)


def test_a_new_paragraph_is_told_between_its_neighbours(known: Basis, library: Library) -> None:
    """Text that is of no unit is a change too, with what stands beside it."""
    newer = replaced(library, "- closes the windows", "- dusts the shelves;\n- closes the windows")
    [change] = compare(known, newer).changes
    assert (Fate.ADDED, "") == (change.fate, change.unit)
    assert ("library/2.b", "library/2.c") == change.between
    assert (10, 10) == change.lines


def test_a_changed_heading_is_told_between_its_neighbours(known: Basis, library: Library) -> None:
    """A heading belongs to no unit, and no norm rests on it; it is a change all the same."""
    [change] = compare(known, replaced(library, "Chapter 2. Readers", "Chapter 2. Guests")).changes
    assert (Fate.CHANGED, ("library/2.c", "library/3")) == (change.fate, change.between)
    assert () == change.rests.norms


@pytest.mark.parametrize(("nth", "unit"), [(0, "library/note.1"), (1, "library/note.2")])
def test_repeated_words_are_told_apart_by_their_neighbours(
    known: Basis, library: Library, nth: int, unit: str
) -> None:
    """Of two notes with the same words it is the changed one that is told."""
    at = [match.start() for match in re.finditer("decision 17", library.text)][nth]
    newer = library.text[:at] + "decision 18" + library.text[at + len("decision 17") :]
    assert [("changed", unit)] == told(known, newer)


def test_a_unit_inside_another_changes_both(known: Basis, library: Library) -> None:
    """A section of the form is a unit in the lines of the form; its sibling did not change."""
    newer = replaced(library, "the cellar", "the attic")
    assert [("changed", "library/form"), ("changed", "library/form.closed")] == told(known, newer)


def test_words_shared_by_two_ends_are_missed_at_the_seam() -> None:
    """Where one unit ends as the next begins, a word dropped there is told of both."""
    older = printed("the red book", "book and pen")
    [gap] = align(older, normalise("the red book and pen")).gaps
    assert (len("theredbook"), len("theredbook"), (10, 6)) == (gap.start, gap.end, gap.at)


def printed(*texts: str) -> PrintedText:
    """Return a printed text of units, one after the other."""
    pieces: list[Piece] = []
    for number, text in enumerate(map(normalise, texts)):
        start = pieces[-1].end if pieces else 0
        pieces.append(Piece(f"u/{number}", ("", ""), take(text), start))
    return PrintedText(take(normalise("".join(texts))), tuple(pieces))


LETTERS = st.text(alphabet="ab", min_size=1, max_size=6)


@given(older=st.lists(LETTERS, min_size=1, max_size=5), newer=LETTERS)
def test_no_other_text_passes_for_the_same(older: list[str], newer: str) -> None:
    """However much pieces repeat, a text that differs has a missing or moved piece, or a gap."""
    found = align(printed(*older), newer)
    same = "".join(older) == newer
    assert same == (not found.missing and not found.moved and not found.gaps)
    for piece in found.missing:
        assert found.span(piece)


def test_the_command_says_that_nothing_changed(library: Library, tmp_path: Path) -> None:
    """The same text, in another layout, is exit code 0 and one line."""
    path = tmp_path / "newer.txt"
    path.write_bytes(b"\xef\xbb\xbf" + library.text.replace(" ", "\n").encode())
    expected = "library: nothing changed; all 18 units stand as they were\n"
    assert (expected, 0) == run_drift("library", path, "en", library.folder)


def test_the_command_tells_a_change_with_the_summary_and_all_that_rests_on_the_unit(
    library: Library, tmp_path: Path
) -> None:
    """A change is exit code 1, in whatever language it is told."""
    path = tmp_path / "newer.txt"
    path.write_text(replaced(library, "15 minutes", "20 minutes"), encoding="utf-8")
    expected = """\
library: 17 of 18 units stand as they were; 0 moved, 1 changed, 0 vanished

`library/2.a` changed, line 8
  (2.a): Unit 2.a.
  norms that rest on it (1):
    library/2.a
  scenarios that rest on it (2):
    library/scenarios/loans.yaml: a loan written down after fifteen minutes is late
    library/scenarios/loans.yaml: a loan written down at once is in time
  translations to read again: en, ru
"""
    assert (expected, 1) == run_drift("library", path, "en", library.folder)
    told, code = run_drift("library", path, "ru", library.folder)
    assert ("  (2.a): Пункт 2.a.", 1) == (told.splitlines()[3], code)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "the file cannot be read: no such file or directory"),
        ("Ереже".encode("cp1251"), "the file is not UTF-8 text"),
        (b"%PDF-1.7 rules", "the file is not plain text"),
        (b"<!DOCTYPE html><p>rules</p>", "the file is not plain text"),
        (b"\nhttps://example.org\n", "the file holds no words"),
    ],
)
def test_a_source_that_cannot_be_read_is_refused(
    library: Library, tmp_path: Path, content: bytes | None, message: str
) -> None:
    """A source without readable words is exit code 4, never a change and never none."""
    path = tmp_path / "newer.txt"
    if content is not None:
        path.write_bytes(content)
    help_ = "save the published text as plain UTF-8 text"
    if content is None:
        help_ = "check the path and who may read it"
    expected = f"{path.as_posix()}: unreadable-file {message}\n  help: {help_}\n"
    assert (expected, 4) == run_drift("library", path, "en", library.folder)


def test_another_act_is_refused(known: Basis) -> None:
    """A text in which nothing stands is another text, not one in which all has changed."""
    with pytest.raises(PolicyError) as raised:
        compare(known, "4. No: dogs on the lawn, please.")
    expected = (
        "library: another-text nothing of `library` stands in this text\n"
        "  help: give the text of that act, in the language its prints were taken from"
    )
    assert expected == str(raised.value)
