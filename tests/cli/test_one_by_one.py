"""Reports of many duties, written one by one out of the database: the same bytes, or none."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.bulk_made import decided, folder_of

from govrules import cli
from govrules.assessing import judgement_of, listing
from govrules.cli.bulk import judged_in_bulk
from govrules.cli.commands import check
from govrules.verdicts import Judgement, Verdict

STREAMED = ("csv", "ndjson", "parquet")
NORMS = ("10.3.g.mo", "10.3.h", "12.e.incident")
ODD = [{"again": f"C{number}", "detected_at": "2026-07-20 10:00:00+05:00"} for number in (2, 15)]


def agency(folder: Path) -> Path:
    """Write an agency of which two cases are in doubt, and read row by row."""
    return folder_of(folder / "agency", decided(ODD))


def checked(data: Path, *more: str) -> int:
    """Run `check` in bulk; return its exit code."""
    given = ("--as-of", "2026-08-01T00:00:00+05:00", "--act", "kz-229", "--engine", "columnar")
    norms = [part for norm in NORMS for part in ("--norm", f"kz-229/rules/{norm}")]
    return cli.run(["check", str(data), *given, *norms, *more])


def written(data: Path, folder: Path, include: str, *formats: str) -> dict[str, bytes]:
    """Return what `check` writes in some formats."""
    folder.mkdir()
    orders = [part for name in formats for part in ("-o", f"{name}={folder / name}")]
    assert 1 == checked(data, *orders, *(["--include", include] if include else []))
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize(
    ("include", "more"),
    [
        ("", ()),
        ("violated", ()),
        ("not-applicable", ("json", "terminal")),
        ("compliant,violated,indeterminate", ("json", "gitlab")),
    ],
)
def test_what_is_written_one_by_one_is_what_is_written_from_memory(
    include: str, more: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To the byte, in portions, in several goes, and beside formats that need some at once."""
    data = agency(tmp_path)
    monkeypatch.setattr(check, "streamed", lambda _: False)
    expected = written(data, tmp_path / "memory", include, *STREAMED, *more)
    monkeypatch.undo()
    monkeypatch.setattr(listing, "AT_ONCE", 4)
    monkeypatch.setattr("govrules.cli.bulk._AT_ONCE", 7)
    assert expected == written(data, tmp_path / "streamed", include, *STREAMED, *more)


@pytest.mark.parametrize(
    ("formats", "kept"),
    [
        (("ndjson",), set(Verdict)),
        (("csv", "parquet"), set(Verdict)),
        (("ndjson", "gitlab"), {"compliant", "pending", "not-triggered", "not-applicable"}),
        (("ndjson", "json"), set()),
        (("terminal",), set()),
    ],
)
def test_only_what_no_format_needs_at_once_is_left_in_the_database(
    formats: tuple[str, ...],
    kept: set[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What is read row by row is in memory anyhow; of what is kept nothing else is."""
    seen: list[tuple[set[str], set[str]]] = []

    def watched(*given: Any, **others: Any) -> object:
        found = judged_in_bulk(*given, **others)
        assert found is not None
        there = found[0].kept
        kept = set[str]() if there is None else set[str](there.verdicts)
        held = {each.duty.subject for each in found[0].judgements if each.verdict in kept}
        seen.append((kept, {name for name in held if name.startswith("C")}))
        return found

    monkeypatch.setattr("govrules.cli.bulk.judged_in_bulk", watched)
    written(agency(tmp_path), tmp_path / "reports", "", *formats)
    assert [(kept, {"C1", "C2", "C15"} if kept else set())] == seen


@pytest.mark.parametrize("name", STREAMED)
def test_data_changed_while_a_report_is_written_leave_no_report(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It would rest on rows that are not in the file any more; what stood there stands there."""
    data, path = agency(tmp_path), tmp_path / "reports" / "report"
    path.parent.mkdir()
    path.write_text("old", encoding="utf-8")

    def changing(*given: Any) -> Judgement:
        (data / "messages.csv").write_text("id,type\n", encoding="utf-8")
        return judgement_of(*given)

    monkeypatch.setattr(listing, "judgement_of", changing)
    assert 6 == checked(data, "-o", f"{name}={path}")
    assert "changed-file" in capsys.readouterr().err
    assert [("report", "old")] == [(p.name, p.read_text()) for p in path.parent.iterdir()]


@pytest.mark.parametrize("name", STREAMED)
def test_a_duty_lost_on_the_way_is_noticed_when_the_report_is_read_back(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The counts were taken before, in the database: what is listed is held to them."""
    real = listing.Lister.judgements

    def losing(*given: Any) -> Iterator[Judgement]:
        yield from list(real(*given))[1:]

    monkeypatch.setattr(listing.Lister, "judgements", losing)
    (tmp_path / "reports").mkdir()
    assert 70 == checked(agency(tmp_path), "-o", f"{name}={tmp_path / 'reports' / 'report'}")
    told = capsys.readouterr().err
    assert f"UnfaithfulReportError: the report `{name}` reads back as " in told
    assert [] == [*(tmp_path / "reports").iterdir()]
