"""The paper: tagged, the same each time, and read back as what was written."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from tests.agency_made import WORLD, agency, but, concluded

from govrules.reports import pdf
from govrules.verdicts import Verdict

QUARTER = Path(__file__).parents[2] / "fixtures" / "kz-229" / "quarter"


def text(paper: bytes) -> str:
    """Return all that the pages say."""
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(paper)).pages)


def test_the_paper_is_tagged_for_screen_readers(tmp_path: Path) -> None:
    """PDF/UA-1: a language, a title, marked content, and the claim in the metadata."""
    assessment, view = concluded(agency(tmp_path / "agency"))
    reader = pypdf.PdfReader(BytesIO(pdf.render(assessment, replace(view, language="kk"))))
    root = reader.root_object
    assert str(root["/Lang"]) == "kk"
    assert "/Marked" in str(root["/MarkInfo"])
    assert reader.xmp_metadata is not None
    assert b"pdfuaid" in reader.xmp_metadata.stream.get_data()


def test_the_same_assessment_gives_the_same_paper(tmp_path: Path) -> None:
    """Whoever makes it again a year later holds the same bytes."""
    assessment, view = concluded(agency(tmp_path / "agency"))
    assert pdf.render(assessment, view) == pdf.render(assessment, view)


@pytest.mark.parametrize("language", ["en", "kk", "ky", "ru"])
def test_the_paper_lists_each_violation_in_every_language(language: str) -> None:
    """A duty is listed once, and the counts are those of the assessment."""
    assessment, view = concluded(QUARTER, "2026-10-05T09:00:00+05:00")
    only = replace(view, language=language, include=(Verdict.VIOLATED,))
    paper = pdf.render(assessment, only)
    assert assessment.counts() == pdf.recount(BytesIO(paper)).stated
    said = text(paper)
    words = said.count("(violated)") if language != "en" else said.count("\nviolated")
    assert assessment.counts()[Verdict.VIOLATED] + 1 == words


def test_markup_in_the_data_stays_text(tmp_path: Path) -> None:
    """A name that Typst would run is printed as it stands."""
    hostile = '#panic("x") $x$ @y `z` */ \\'
    rows = but(WORLD["organisations"], 0, name=hostile)
    assessment, view = concluded(agency(tmp_path / "agency", organisations=rows))
    assert "#panic(" in text(pdf.render(assessment, view))
