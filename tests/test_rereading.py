"""An assessment that was kept: read back whole, or not at all."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.agency_made import WORLD, agency, but, concluded
from tests.assessment_made import DIGEST

from govrules import publishing, reports
from govrules.findings import FindingsError
from govrules.languages import available
from govrules.publishing import publish
from govrules.reports import View
from govrules.rereading import reread
from govrules.verdicts import Assessment

ROOT = Path(__file__).parents[1]
INDEX = ROOT / "fixtures" / "index.yaml"
FIXTURES = yaml.safe_load(INDEX.read_text(encoding="utf-8")) if INDEX.is_file() else []
Document = dict[str, Any]


def written(name: str, assessment: Assessment, view: View) -> bytes:
    """Return the bytes of a report."""
    return b"".join(map(publishing.encoded, reports.pieces(name, assessment, view)))


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda each: each["dataset"])
def test_every_report_of_what_was_kept_is_the_same_as_it_was(
    fixture: Mapping[str, str], tmp_path: Path
) -> None:
    """Format by format, byte by byte, without the data."""
    kept = tmp_path / "kept.json"
    act = fixture["dataset"].partition("/")[0]
    dataset = ROOT / "fixtures" / fixture["dataset"]
    assessment, view = concluded(dataset, str(fixture["as_of"]), act=act)
    publish([("json", kept)], assessment, view)
    again, seen = reread(kept, "en")
    differing = [
        name
        for name in reports.available()
        if written(name, assessment, view) != written(name, again, seen)
    ]
    assert [] == differing


@pytest.mark.parametrize("language", available())
def test_findings_are_told_in_any_language_when_they_are_read_back(
    language: str, tmp_path: Path
) -> None:
    """The sentences travel in parts."""
    messages = but(WORLD["messages"], 0, sent_at="no time", type="\x1b[31mreminder\u202e")
    assessment, view = concluded(agency(tmp_path / "agency", messages=messages))
    assert assessment.findings
    publish([("json", tmp_path / "kept.json")], assessment, view)
    again, _ = reread(tmp_path / "kept.json", language)
    tell = reports.View(language=language).tell
    assert [each.told(tell) for each in assessment.findings] == [
        each.told(tell) for each in again.findings
    ]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Document:
    """Return the JSON of the small agency, one of whose rows is unusable."""
    folder = tmp_path_factory.mktemp("kept")
    messages = [*WORLD["messages"], {"id": "M9", "type": "reminder"}]
    assessment, view = concluded(agency(folder / "agency", messages=messages))
    document: Document = json.loads(reports.render("json", assessment, view))
    return document


def refused(path: Path) -> tuple[str, str]:
    """Return the kind of a refusal and its text, the file named by its last part."""
    with pytest.raises(FindingsError) as refusal:
        reread(path, "en")
    return type(refusal.value).__name__, str(refusal.value).replace(str(path), path.name)


UNCHANGED = (
    "  help: hand over the file as it was written: a change by hand is no conclusion from data"
)


def changed(*places: str) -> str:
    """Return what is said of places that do not come out as they are written."""
    return "\n".join(
        f"kept.json: changed-by-hand `{place}` does not come out as it is written\n{UNCHANGED}"
        for place in places
    )


def put(*pointer: str | int, to: object) -> Callable[[Document], None]:
    """Return what puts a value under a pointer of a document."""

    def change(document: Document) -> None:
        within: Any = document
        for part in pointer[:-1]:
            within = within[part]
        within[pointer[-1]] = to

    return change


def drop_the_first(document: Document) -> None:
    """Leave a duty out."""
    del document["verdicts"][0]


def repeat_the_first(document: Document) -> None:
    """List a duty twice instead of another."""
    document["verdicts"][1] = document["verdicts"][0]


OWNER = "kz-229/rules/10.3.g.mo"


@pytest.mark.parametrize(
    ("change", "places"),
    [
        (put("summary", "violated", to=0), ["summary violated"]),
        (put("summary", "by_norm", OWNER, "violated", to=0), [f"summary by_norm {OWNER} violated"]),
        (put("summary", "by_bearer", "STC", "pending", to=9), ["summary by_bearer STC pending"]),
        (put("findings", 0, "message", to="all is well"), ["findings message"]),
        (put("findings", 0, "sentences", "help", "template", to="no"), ["findings help"]),
    ],
)
def test_what_does_not_come_out_as_written_is_refused(
    kept: Document, tmp_path: Path, change: Callable[[Document], None], places: list[str]
) -> None:
    """Each place is named."""
    path = tmp_path / "kept.json"
    document = json.loads(json.dumps(kept))
    change(document)
    path.write_text(json.dumps(document), encoding="utf-8")
    assert ("EvidenceError", changed(*places)) == refused(path)


def test_a_verdict_turned_by_hand_is_refused(kept: Document, tmp_path: Path) -> None:
    """The counts tell of all, of its norm, and of its bearer."""
    path = tmp_path / "kept.json"
    document = json.loads(json.dumps(kept))
    late = next(each for each in document["verdicts"] if each["norm"] == OWNER)
    late["verdict"] = "compliant"
    path.write_text(json.dumps(document), encoding="utf-8")
    expected = [
        f"summary{part} {word}"
        for part in (" by_bearer STC", f" by_norm {OWNER}", "")
        for word in ("compliant", "violated")
    ]
    assert ("EvidenceError", changed(*expected)) == refused(path)


@pytest.mark.parametrize(
    ("name", "value"), [("id", "0" * 16), ("subject", "C2"), ("delay", "PT1S")]
)
def test_what_a_verdict_says_of_itself_is_worked_out_again(
    kept: Document, tmp_path: Path, name: str, value: str
) -> None:
    """Its id follows from what it is of, its delay from its instants."""
    path = tmp_path / "kept.json"
    document = json.loads(json.dumps(kept))
    late = next(each for each in document["verdicts"] if each["norm"] == OWNER)
    late[name] = value
    path.write_text(json.dumps(document), encoding="utf-8")
    place = f"verdicts {late['id']} {'id' if name == 'subject' else name}"
    assert ("EvidenceError", changed(place)) == refused(path)


@pytest.mark.parametrize("change", [drop_the_first, repeat_the_first])
def test_a_duty_lost_or_added_is_refused(
    kept: Document, tmp_path: Path, change: Callable[[Document], None]
) -> None:
    """The counts know."""
    path = tmp_path / "kept.json"
    document = json.loads(json.dumps(kept))
    change(document)
    path.write_text(json.dumps(document), encoding="utf-8")
    kind, text = refused(path)
    assert ("EvidenceError", True) == (kind, "`summary by_norm" in text)


def test_rows_that_do_not_add_up_are_refused(kept: Document, tmp_path: Path) -> None:
    """Rows read are rows used and rows set aside."""
    path = tmp_path / "kept.json"
    document = json.loads(json.dumps(kept))
    document["inputs"][0]["used"] += 1
    path.write_text(json.dumps(document), encoding="utf-8")
    name = document["inputs"][0]["path"]
    expected = f"kept.json: rows-do-not-add-up the rows of `{name}` do not add up\n{UNCHANGED}"
    assert ("EvidenceError", expected) == refused(path)


def test_an_act_that_is_another_now_is_refused(kept: Document, tmp_path: Path) -> None:
    """What was concluded was concluded from another text."""
    path = tmp_path / "kept.json"
    document = json.loads(json.dumps(kept))
    found = document["acts"][0]["digest"]
    document["acts"][0]["digest"] = DIGEST
    path.write_text(json.dumps(document), encoding="utf-8")
    expected = f"""\
kept.json: other-act the act `kz-229` is not the one judged by: it has {found}, not {DIGEST}
  help: take the version of govrules with which the file was written: \
{document["engine"]["version"]}"""
    assert ("EvidenceError", expected) == refused(path)


WHOLE = "  help: hand over the file as it was written, whole and unchanged"


@pytest.mark.parametrize(
    ("content", "place", "why"),
    [
        (b"", ":1:1", "it is no JSON from here on"),
        (b'{"govrules": "1",\n "as_of"', ":2:9", "it is no JSON from here on"),
        (b'"\xff"', "", "the bytes after 1 are not UTF-8"),
        (b'{"a": 1, "a": 2}', "", "the key `a` is given twice"),
        (b"[NaN]", "", "`NaN` is no number of JSON"),
        (b"[" * 100_000, "", "lists and mappings are nested too deeply"),
    ],
)
def test_what_is_no_json_is_refused(tmp_path: Path, content: bytes, place: str, why: str) -> None:
    """With the place where it stops being JSON."""
    path = tmp_path / "kept.json"
    path.write_bytes(content)
    expected = f"kept.json{place}: unreadable-file the file cannot be read: {why}\n{WHOLE}"
    assert ("FactsError", expected) == refused(path)


def test_what_is_no_assessment_is_refused(tmp_path: Path) -> None:
    """With the pointer to what the form does not permit."""
    path = tmp_path / "kept.json"
    path.write_bytes(b"[]")
    expected = """\
kept.json: wrong-type at `/`: the document must be a mapping, not a list
  help: write a mapping"""
    assert ("FactsError", expected) == refused(path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """As any file that cannot be read."""
    expected = (
        f"kept.json: unreadable-file the file cannot be read: no such file or directory\n{WHOLE}"
    )
    assert ("FactsError", expected) == refused(tmp_path / "kept.json")


def test_a_duty_of_a_norm_that_no_act_has_is_refused(kept: Document, tmp_path: Path) -> None:
    """Nobody can say in which zone its times are."""
    path = tmp_path / "kept.json"
    document = json.loads(json.dumps(kept))
    document["verdicts"][0]["norm"] = "kz-229/rules/99"
    path.write_text(json.dumps(document), encoding="utf-8")
    expected = (
        "kept.json: unreadable-value a value in it cannot be read: 'kz-229/rules/99'\n" + UNCHANGED
    )
    assert ("FactsError", expected) == refused(path)


def test_a_part_of_an_assessment_is_refused(tmp_path: Path) -> None:
    """Other reports of it would be short and look whole."""
    assessment, _ = concluded(agency(tmp_path / "agency"))
    path = tmp_path / "kept.json"
    path.write_text(reports.render("json", assessment, View(include=())), encoding="utf-8")
    expected = """\
kept.json: partial-assessment the file lists the duties of some verdicts only
  help: write it with `--include all`: other reports are made of the whole"""
    assert ("FactsError", expected) == refused(path)
