"""Indented outlines: who stands under whom, with the line of every mistake."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govrules.facts import Facts, Input
from govrules.facts.outlines import DOWNWARD, UPWARD, read_outline

Files = Mapping[str, str | bytes]
Read = Callable[[Files], Facts]
Refused = Callable[[Files], str]

TREE = """\
part-of
# The government of 2026

GOV   Government
    MF  Ministry of Finance [a:body; a:payer]
        TAX Tax Committee
    MH [a:body]
STC State Service
"""
LINKS = [("MF", "part-of", "GOV"), ("TAX", "part-of", "MF"), ("MH", "part-of", "GOV")]


def links(facts: Facts) -> list[tuple[object, ...]]:
    """Return the relations that can be used."""
    return [
        tuple(row.cells[name] for name in ("source", "relation", "target"))
        for row in facts.tables["relations"].rows
        if not row.aside
    ]


def told(facts: Facts) -> list[str]:
    """Return the findings as they are told."""
    return [str(finding) for finding in facts.findings]


@pytest.mark.parametrize(
    "text",
    [
        TREE,
        TREE.replace("    ", "\t"),
        TREE.replace("    ", "  "),
        TREE.replace("\n", "\r\n"),
        "\ufeff" + TREE,
        TREE.replace("        TAX", "              TAX"),
    ],
    ids=["four blanks", "tabs", "two blanks", "CRLF", "mark", "far in"],
)
def test_an_outline_is_bodies_and_the_links_between_them(text: str, facts: Read) -> None:
    """Blank lines and remarks do not count, and a line may be indented as far as one likes."""
    found = facts({"organisations.outline": text})
    assert [] == told(found)
    assert LINKS == links(found)
    bodies = found.tables["organisations"].rows
    assert [
        ("GOV", "Government", ()),
        ("MF", "Ministry of Finance", ("a:body", "a:payer")),
        ("TAX", "Tax Committee", ()),
        ("MH", "", ("a:body",)),
        ("STC", "State Service", ()),
    ] == [tuple(row.cells[name] for name in ("id", "name", "roles")) for row in bodies]
    assert [4, 5, 6, 7, 8] == [row.source.line for row in bodies]


def test_every_line_is_accounted_for(facts: Read) -> None:
    """Five bodies and three links came from one file."""
    (counted,) = facts({"organisations.outline": TREE}).inputs
    assert ("organisations.outline", 8, 8, 0) == (
        counted.path,
        counted.rows,
        counted.used,
        counted.set_aside,
    )
    assert isinstance(counted, Input)


def test_the_outline_of_the_readme_is_read(facts: Read) -> None:
    """Whoever copies it starts from something that works."""
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    (text,) = re.findall(r"```outline\n(.*?)```", readme, re.DOTALL)
    found = facts({"organisations.outline": text})
    assert [] == told(found)
    assert [("MF", "part-of", "GOV"), ("TAX", "part-of", "MF"), ("MH", "part-of", "GOV")] == links(
        found
    )
    assert {"GOV", "MF", "TAX", "MH", "KNB"} == {
        row.cells["id"] for row in found.tables["organisations"].rows
    }


@pytest.mark.parametrize("word", UPWARD)
def test_some_relations_run_from_the_indented_line(word: str, facts: Read) -> None:
    """What is indented is part of, reports to, acts for or is posted to what stands above."""
    assert [("B", word, "A")] == links(facts({"relations.outline": f"{word}\nA\n  B\n"}))


@pytest.mark.parametrize("word", DOWNWARD)
def test_some_relations_run_to_the_indented_line(word: str, facts: Read) -> None:
    """What stands above supervises or employs what is indented."""
    assert [("A", word, "B")] == links(facts({"relations.outline": f"{word}\nA\n  B\n"}))


def test_an_outline_of_bodies_goes_beside_a_table_of_relations(facts: Read) -> None:
    """Contracts are no tree."""
    found = facts(
        {
            "organisations.outline": TREE,
            "relations.csv": "source,relation,target\nGOV,contract,STC\n",
        }
    )
    assert [] == told(found)
    assert {*LINKS, ("GOV", "contract", "STC")} == set(links(found))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (
            "part-of\nA\n    B\n  C\n",
            (
                "4: unclear-indentation the line stands between two indentations: nobody can tell"
                " under whom\n"
                "  help: indent it exactly as far as the lines that stand beside it"
            ),
        ),
        (
            "part-of\nA\n  B\n\tC\n",
            (
                "4: mixed-indentation the line is indented with other blanks than the first"
                " indented line\n"
                "  help: indent all lines with spaces, or all with tabs"
            ),
        ),
        (
            "part-of\nA\n  \tB\n",
            (
                "3: mixed-indentation the line is indented with other blanks than the first"
                " indented line\n"
                "  help: indent all lines with spaces, or all with tabs"
            ),
        ),
        (
            "part-of\nA\n  - B\n",
            "3: bullet `-` is no `id`\n  help: take the bullets out: the indentation says enough",
        ),
        (
            "part-of\nA\n  B Ministry [a:role\n",
            (
                "3: bad-brackets the brackets of the line do not hold its roles\n"
                "  help: write `id name [role; role]`, the brackets last and only once"
            ),
        ),
        (
            "part-of\nA\n  B [a:role] Ministry\n",
            (
                "3: bad-brackets the brackets of the line do not hold its roles\n"
                "  help: write `id name [role; role]`, the brackets last and only once"
            ),
        ),
        (
            "part-of\nA\n  B[a:role]\n",
            (
                "3: bad-brackets the brackets of the line do not hold its roles\n"
                "  help: write `id name [role; role]`, the brackets last and only once"
            ),
        ),
        (
            "part-of\nA\n  B x] [a:role]\n",
            (
                "3: bad-brackets the brackets of the line do not hold its roles\n"
                "  help: write `id name [role; role]`, the brackets last and only once"
            ),
        ),
    ],
    ids=[
        *("between", "tab for blanks", "blanks and tab", "bullet"),
        *("never closed", "name behind", "no blank", "closed twice"),
    ],
)
@pytest.mark.parametrize("name", ["organisations", "relations"])
def test_a_line_that_is_not_clear_is_told_once_and_links_nobody(
    text: str, complaint: str, name: str, facts: Read
) -> None:
    """Whether the outline gives bodies or relations only."""
    found = facts({f"{name}.outline": text})
    assert [f"{name}.outline:{complaint}"] == told(found)
    bad = text.count("\n", 0, text.rindex("\n")) + 1
    assert bad not in [row.source.line for row in found.tables["relations"].rows if not row.aside]


def test_what_stands_under_a_line_that_is_not_clear_is_set_aside(facts: Read) -> None:
    """Its line is told, and the one to blame."""
    found = facts({"organisations.outline": "part-of\nA\n    B\n  C\n      D\nE\n"})
    assert [
        (
            "organisations.outline:4: unclear-indentation the line stands between two indentations:"
            " nobody can tell under whom\n"
            "  help: indent it exactly as far as the lines that stand beside it"
        ),
        (
            "organisations.outline:5: unclear-above the line stands under line 4, which is not"
            " clear\n"
            "  help: correct that line"
        ),
    ] == told(found)
    assert [("B", "part-of", "A")] == links(found)


def test_roles_need_an_outline_of_bodies(facts: Read) -> None:
    """In an outline of relations they would be lost."""
    assert [
        (
            "relations.outline:2: roles-in-relations an outline of relations holds no roles\n"
            "  help: name the file `organisations.outline`: then its lines are bodies as well"
        )
    ] == told(facts({"relations.outline": "part-of\nA Ministry [a:role]\n"}))


@pytest.mark.parametrize(
    ("text", "line", "word", "hint"),
    [
        ("part of\nA\n", 1, "part of", "did you mean `part-of`? "),
        ("# remark\n\nA Ministry\n  B\n", 3, "A Ministry", ""),
        ("contract\nA\n  B\n", 1, "contract", ""),
        ("# nothing\n", 1, "", ""),
    ],
)
def test_an_outline_that_does_not_say_its_relation_is_refused(
    text: str, line: int, word: str, hint: str, refusal: Refused
) -> None:
    """Standing under somebody may mean many things."""
    assert (
        f"relations.outline:{line}: no-relation the first line is `{word}`, which does not say what"
        " an indented line is to the one above it\n"
        f"  help: {hint}let the first line be `part-of`, `reports-to`, `authorised-by`,"
        " `posted-to`, `supervises` or `employs`"
    ) == refusal({"relations.outline": text})


def test_a_body_that_stands_twice_is_told_as_in_any_table(facts: Read) -> None:
    """With the lines of both."""
    (finding,) = facts({"organisations.outline": "part-of\nA One\nB\n  A Two\n"}).findings
    assert ("conflicting-rows", 2) == (finding.code, finding.place.line)


def test_ten_thousand_levels_are_no_recursion(facts: Read) -> None:
    """Every line stands under the one before it."""
    lines = [f"{' ' * depth}B{depth}" for depth in range(10_000)]
    found = facts({"relations.outline": "\n".join(["part-of", *lines])})
    assert 9_999 == len(links(found))
    assert ("B9999", "part-of", "B9998") == links(found)[-1]


@given(st.lists(st.integers(0, 6), max_size=20))
def test_a_tree_drawn_with_any_steps_is_read_as_it_was_drawn(steps: list[int]) -> None:
    """A line goes in by one level at most, and back out by any number."""
    depths: list[int] = []
    for step in steps:
        depths.append(min(step, depths[-1] + 1 if depths else 0))
    lines = [f"{'  ' * depth}B{at}" for at, depth in enumerate(depths)]
    expected = []
    for at, depth in enumerate(depths):
        above = [before for before in range(at) if depths[before] == depth - 1]
        if above:
            expected.append((f"B{at}", f"B{above[-1]}"))
    (table,) = read_outline("relations", "t", "\n".join(["part-of", *lines]))
    assert expected == [(row.cells["source"], row.cells["target"]) for row in table.rows]
    assert not any(row.faults for row in table.rows)
