"""Duties that are counted and not listed: no report tells that they were never written out."""

from dataclasses import replace
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
from tests.agency_made import concluded
from tests.assessment_made import assessment, one_of_each, thinned
from tests.test_waivers import file_of

from govrules import reports
from govrules.findings import Place
from govrules.publishing import publish
from govrules.reports import View
from govrules.verdicts import Assessment, EvidenceRow, Judgement, OnlyCountedError, Verdict
from govrules.waivers import honoured, load

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
MADE = assessment(*one_of_each())
DATASETS = {
    "kz-229/quarter": "2026-10-05T09:00:00+05:00",
    "kg-369/2019-2023": "2024-02-01T09:00:00+06:00",
}
INCLUDES = (
    None,
    (),
    (Verdict.VIOLATED,),
    (Verdict.INDETERMINATE, Verdict.NOT_TRIGGERED),
    (Verdict.COMPLIANT, Verdict.PENDING),
    tuple(word for word in Verdict if word is not Verdict.NOT_APPLICABLE),
)
ALWAYS = {"terminal": {Verdict.PENDING}, "oscal": {Verdict.VIOLATED}}
"""What a format tells of duty by duty, whatever it was asked to list."""


@cache
def judged(dataset: str) -> tuple[Assessment, View]:
    """Judge a shipped dataset, every duty listed."""
    act, _ = dataset.split("/")
    return concluded(FIXTURES / dataset, DATASETS[dataset], act=act)


def written(name: str, folder: Path, given: Assessment, view: View) -> bytes:
    """Return the bytes of a report that was read back."""
    path = folder / f"report.{name}"
    publish([(name, path)], given, view)
    return path.read_bytes()


@pytest.mark.parametrize("name", reports.available())
@pytest.mark.parametrize("dataset", DATASETS)
@pytest.mark.parametrize("include", INCLUDES, ids=lambda include: str(include and len(include)))
def test_a_report_is_the_same_whether_what_it_leaves_out_is_listed_or_counted(
    name: str, dataset: str, include: tuple[Verdict, ...] | None, tmp_path: Path
) -> None:
    """Byte for byte, and read back against the assessment that only counts."""
    whole, view = judged(dataset)
    view = replace(view, include=include)
    thin = thinned(whole, reports.needs(name, view))
    assert written(name, tmp_path, whole, view) == written(name, tmp_path, thin, view)


@pytest.mark.parametrize("name", reports.available())
def test_a_report_of_waived_violations_is_the_same_if_the_others_are_counted(
    name: str, tmp_path: Path
) -> None:
    """A violation says itself by which waiver it is let be."""
    whole, view = judged("kz-229/quarter")
    whole = honoured(whole, load(file_of(tmp_path), view.norms))
    assert any(each.waiver for each in whole.judgements)
    view = replace(view, include=(Verdict.ATTESTATION_REQUIRED,))
    thin = thinned(whole, {Verdict.VIOLATED, *reports.needs(name, view)})
    assert written(name, tmp_path, whole, view) == written(name, tmp_path, thin, view)


@pytest.mark.parametrize("name", reports.available())
def test_what_stands_in_rows_of_others_is_not_shown(name: str, tmp_path: Path) -> None:
    """A cell that is wanted may stand in a row that only a duty left out relies on.

    Rows without a readable id share the name of their duty, whatever their verdicts.
    """
    row = Place(path="cases.csv", line=2, row=2)
    duty = MADE.judgements[0].duty
    whole = replace(
        assessment(
            Judgement(duty=duty, verdict=Verdict.COMPLIANT, evidence=(row,)),
            Judgement(
                duty=duty, verdict=Verdict.INDETERMINATE, missing=(replace(row, column="class"),)
            ),
        ),
        rows=(EvidenceRow(place=row, table="cases", cells={"id": "C1"}),),
    )
    view = View(include=(Verdict.INDETERMINATE,))
    thin = thinned(whole, reports.needs(name, view))
    assert written(name, tmp_path, whole, view) == written(name, tmp_path, thin, view)


@pytest.mark.parametrize("name", reports.available())
def test_a_format_needs_what_it_lists_and_little_else(name: str) -> None:
    """Two formats tell of a verdict duty by duty, whatever they list."""
    for include in INCLUDES:
        view = View(include=include)
        expected = {*reports.chosen(name, view), *ALWAYS.get(name, ())}
        assert expected == reports.needs(name, view)


@pytest.mark.parametrize("name", reports.available())
def test_a_format_leaves_out_no_duty_because_it_is_only_counted(name: str) -> None:
    """It refuses each verdict that it needs, whole, and none that it does not."""
    view = View()
    needed = reports.needs(name, view)
    for word in Verdict:
        thin = thinned(MADE, {*Verdict} - {word})
        if word in needed:
            with pytest.raises(OnlyCountedError) as refused:
                list(reports.pieces(name, thin, view))
            assert f"only counted, not listed: {word}" == str(refused.value)
        else:
            assert list(reports.pieces(name, MADE, view)) == list(reports.pieces(name, thin, view))


@pytest.mark.parametrize("dataset", DATASETS)
def test_however_many_are_listed_the_counts_are_those_of_all(dataset: str) -> None:
    """By word, by norm and bearer; for every choice of verdicts."""
    whole, _ = judged(dataset)
    for size in range(len(Verdict) + 1):
        for kept in combinations(Verdict, size):
            thin = thinned(whole, kept)
            assert whole.counts() == thin.counts()
            assert whole.by_norm_and_bearer() == thin.by_norm_and_bearer()
            counted = sum(each.count for each in thin.counted)
            assert len(whole.judgements) == len(thin.judgements) + counted
