"""The picture of one duty and its path."""

from collections.abc import Sequence

from govrules import pictures
from govrules.pictures import Picture
from govrules.pictures.duties import duty_picture
from govrules.pictures.scenes import scene
from govrules.verdicts import Duty, Judgement, Verdict

NAMES = {"W": "watch", "M": "ministry"}


def judged(
    norm: str, bearer: str, counterparty: str, verdict: Verdict, about: str = "C1"
) -> Judgement:
    """Judge a duty."""
    return Judgement(duty=Duty(norm, about, "event", bearer, counterparty), verdict=verdict)


def path(judgements: Sequence[Judgement]) -> Picture:
    """Draw the path of the first of some duties."""
    return duty_picture(
        judgements[0],
        judgements,
        name=lambda id_: NAMES.get(id_, ""),
        label=lambda each: str(each.verdict),
        provision=lambda norm: norm.rpartition("/")[2],
        code="en",
    )


def ends(picture: Picture) -> list[tuple[str, str]]:
    """Return who owes whom in a picture."""
    return [(line.source, line.target) for line in picture.lines]


def test_the_path_runs_to_the_duty_on_from_it_and_beside_it() -> None:
    """Other cases, and what others owe to the same recipient, are no part of it."""
    found = path(
        [
            judged("p/3", "W", "O", Verdict.VIOLATED),
            judged("p/2", "S", "W", Verdict.COMPLIANT),
            judged("p/4", "O", "M", Verdict.PENDING),
            judged("p/5", "W", "M", Verdict.COMPLIANT),
            judged("p/3", "X", "O", Verdict.VIOLATED),
            judged("p/3", "W", "O", Verdict.VIOLATED, "C2"),
            judged("p/6", "W", "Y", Verdict.NOT_APPLICABLE),
        ]
    )
    assert [("W", "O"), ("O", "M"), ("S", "W"), ("W", "M")] == ends(found)
    assert ["ministry", "O", "S", "watch"] == [node.label for node in found.nodes]
    assert "p/3 on C1 event" == found.subtitle


def test_the_broken_line_is_marked_and_the_worst_of_its_body() -> None:
    """It lies on a bright ground, and its body wears the cross."""
    found = path([judged("p/3", "W", "O", Verdict.VIOLATED)])
    [bundle] = scene(found).bundles
    assert (True, Verdict.VIOLATED) == (bundle.chosen, bundle.status)
    assert [0, 1] == [node.violated for node in found.nodes]
    assert 'stroke="#ffe9a6"' in pictures.render("svg", found).decode()


def test_a_duty_is_drawn_even_if_nothing_is_owed_by_it() -> None:
    """It was asked for."""
    found = path([judged("p/3", "W", "O", Verdict.NOT_APPLICABLE)])
    assert 1 == len(scene(found).bundles)


def test_many_neighbours_are_counted_and_the_worst_of_them_drawn() -> None:
    """So that the picture of one duty stays small."""
    others = [judged("p/2", f"S{number:02}", "W", Verdict.COMPLIANT) for number in range(20)]
    late = judged("p/2", "late", "W", Verdict.VIOLATED)
    found = path([judged("p/3", "W", "O", Verdict.VIOLATED), *others, late])
    assert 9 == len(found.lines)
    assert ("late", "W") == ends(found)[1]
    assert "p/3 on C1 event; 13 neighbouring duties are not drawn" == found.subtitle
