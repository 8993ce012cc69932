"""A stranger adds a report format: one module, as the contributors' page writes it."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.facts_made import Tables, act_of, assessed

from govrules import reports
from govrules.publishing import publish
from govrules.reports import View
from govrules.verdicts import Verdict


def test_a_module_beside_the_others_is_a_format(
    page: Mapping[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its name is its registration."""
    path = "src/govrules/reports/tally.py"
    (tmp_path / "tally.py").write_text(page[path], encoding="utf-8")
    monkeypatch.setattr(reports, "__path__", [*reports.__path__, str(tmp_path)])
    tables: Tables = {
        "organisations": [
            {"id": "A", "roles": ["kg:ministry"]},
            {"id": "G", "roles": ["kg:gkits"]},
        ],
        "relations": [
            {"source": "A", "relation": "participates-in", "target": "kg-369"},
            {"source": "G", "relation": "participates-in", "target": "kg-369"},
        ],
        "messages": [],
    }
    norm = "kg-369/res/3"
    assessment = assessed(act_of("kg-369"), tables, "2020-01-06T00:00:00+06:00", [norm])
    expected = "".join(
        f"{word} {count}\n" for word, count in zip(Verdict, (1, 0, 0, 0, 0, 1, 2), strict=True)
    )
    assert expected == reports.render("tally", assessment, View())
    publish([("tally", tmp_path / "tally.txt")], assessment, View())
    assert expected == (tmp_path / "tally.txt").read_text(encoding="utf-8")
