"""What to do next about a duty that is violated or undecided."""

from govrules.norms import Message, Norm
from govrules.reports import View, deed, shown, together
from govrules.sentences import Sentence, listed
from govrules.verdicts import Judgement, Reason, Verdict

_ALWAYS = {
    Reason.LATE: Sentence(
        "correct the time if the row is wrong; if it is right, put the cause on file"
    ),
    Reason.BAD_DATA: Sentence("correct the rows and findings named, then check again"),
    Reason.REDACTION: Sentence("add the wording then in force to the act as an amendment"),
    Reason.DEFECTIVE_DEADLINE: Sentence("settle what the text means: no row can decide it"),
    Reason.OUTSIDE_COVERAGE: Sentence(
        "hand over the rows of that time and say in `dataset.yaml` since and until when the tables "
        "are complete; for a day beyond the calendar, extend the calendar"
    ),
}


def next_step(judgement: Judgement, view: View) -> str:
    """Say what to do next, empty where nothing is to be done."""
    if judgement.verdict is Verdict.ATTESTATION_REQUIRED:
        return Sentence("have it attested, and add a row for this provision to `attestations`")
    if judgement.reason is Reason.UNBOUND_ROLE:
        return _bind(judgement, view)
    if judgement.reason is Reason.MISSING_DATA:
        return _fill_in(judgement)
    if judgement.reason in _ALWAYS:
        return _ALWAYS[judgement.reason]
    return _perform(judgement.reason, view.norms.get(judgement.duty.norm))


def _perform(reason: Reason, norm: Norm | None) -> str:
    imperative, participle = deed(norm)
    if reason is Reason.MISSING:
        return Sentence(
            "{imperative} now; if it was {participle} already, add the row that shows it",
            imperative=imperative,
            participle=participle,
        )
    if reason is Reason.WRONG_RECIPIENT:
        return Sentence(
            "{imperative} to the one it is owed to, or correct the row if it names another",
            imperative=imperative,
        )
    if reason is Reason.PREMATURE:
        return Sentence("{imperative} again: the earlier one does not count", imperative=imperative)
    if reason is Reason.INCOMPLETE:
        covers = norm.performance.covers if norm and isinstance(norm.performance, Message) else ()
        if covers:
            words = together([f"`{word}`" for word in covers])
            return Sentence(
                "{imperative} again, covering {words}", imperative=imperative, words=words
            )
        return Sentence("{imperative} again, complete", imperative=imperative)
    return ""


def _bind(judgement: Judgement, view: View) -> str:
    roles = {role for act in view.acts.values() for role in act.role_names}
    parties = (judgement.duty.bearer, judgement.duty.counterparty)
    unbound = [f"`{shown(party)}`" for party in parties if party in roles]
    if len(unbound) > 1:
        return Sentence(
            "give each of the roles {roles} to exactly one organisation in `organisations`",
            roles=listed(unbound, "and"),
        )
    if unbound:
        return Sentence(
            "give the role {role} to exactly one organisation in `organisations`", role=unbound[0]
        )
    return Sentence(
        "give the role that the norm names to exactly one organisation in `organisations`"
    )


def _fill_in(judgement: Judgement) -> str:
    withheld = [cell for cell in judgement.missing if not (cell.line or cell.row)]
    if judgement.missing and not withheld:
        return Sentence("fill in the cells named, then check again")
    if withheld:
        return Sentence("hand over the tables named, fill in the cells named, then check again")
    return Sentence(
        "fill in what is blank in the rows named, hand over tables that are missing, check again"
    )
