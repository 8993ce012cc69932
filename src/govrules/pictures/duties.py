"""The picture of one duty: who owes it to whom, and the duties before and after it on its path."""

from collections.abc import Callable, Iterable, Sequence

from govrules.languages import language
from govrules.pictures.model import Line, Node, Picture, worst
from govrules.sentences import Sentence
from govrules.verdicts import Judgement, Verdict

_NEIGHBOURS = 8
"""How many other duties are drawn at most, the worst first."""
_MANY = 1_000
"""How much more the duty itself wants to run from left to right than its neighbours."""
_SILENT = frozenset({Verdict.NOT_APPLICABLE, Verdict.NOT_TRIGGERED})


def duty_picture(
    judgement: Judgement,
    judgements: Iterable[Judgement],
    *,
    name: Callable[[str], str],
    label: Callable[[Judgement], str],
    provision: Callable[[str], str],
    code: str,
) -> Picture:
    """Return the picture of a duty among those about the same subject.

    Args:
        judgement: the duty drawn; its line is the only one with its verdict's full weight.
        judgements: all of the assessment.
        name: the name of a body or a role by its id.
        label: what is written beside a duty.
        provision: the official number of a norm's provision.
        code: the language of the picture.
    """
    tell = language(code).tell
    near = _neighbours(judgement, judgements)
    drawn = [judgement, *near[:_NEIGHBOURS]]
    lines = [
        Line(
            source=each.duty.bearer,
            target=each.duty.counterparty,
            label=label(each),
            provision=provision(each.duty.norm),
            norm=f"{each.duty.norm} {each.duty.id}",
            status=each.verdict,
            counts={each.verdict: 1},
            weight=_MANY if each is judgement else 1,
            chosen=each is judgement,
        )
        for each in drawn
    ]
    return Picture(
        title=tell(Sentence("the path of duty {id}", id=judgement.duty.id)),
        subtitle=tell(_subtitle(judgement, len(near) - len(drawn) + 1)),
        language=code,
        nodes=_nodes(drawn, name),
        lines=lines,
    )


def _subtitle(judgement: Judgement, left: int) -> Sentence:
    duty = judgement.duty
    subject = " ".join(part for part in (duty.subject, duty.occasion) if part)
    about = Sentence("{norm} on {subject}", norm=duty.norm, subject=subject)
    if not left:
        return about
    return Sentence(
        "{subtitle}; {count} neighbouring duty is not drawn",
        "{subtitle}; {count} neighbouring duties are not drawn",
        subtitle=about,
        count=left,
    )


def _neighbours(judgement: Judgement, judgements: Iterable[Judgement]) -> list[Judgement]:
    """Return the duties about the same subject that lead to this one, on from it, or run beside it.

    Beside it run those of the same bearer. The worst come first.
    """
    duty = judgement.duty
    near = [
        each
        for each in judgements
        if each.duty != duty
        and each.duty.subject == duty.subject
        and each.duty.bearer != each.duty.counterparty
        and (
            each.duty.bearer in {duty.bearer, duty.counterparty}
            or each.duty.counterparty == duty.bearer
        )
        and each.verdict not in _SILENT
    ]
    order = list(Verdict)
    return sorted(near, key=lambda each: (order.index(each.verdict), each.duty))


def _nodes(drawn: Sequence[Judgement], name: Callable[[str], str]) -> list[Node]:
    ends = {end for each in drawn for end in (each.duty.bearer, each.duty.counterparty)}
    nodes = []
    for end in sorted(ends):
        borne = [each for each in drawn if each.duty.bearer == end]
        nodes.append(
            Node(
                id=end,
                label=name(end) or end,
                note=end if name(end) else "",
                status=worst([each.verdict for each in borne]),
                violated=sum(each.verdict is Verdict.VIOLATED for each in borne),
                indeterminate=sum(each.verdict is Verdict.INDETERMINATE for each in borne),
            )
        )
    return nodes
