"""The one loader for YAML and JSON: what it reads, how it types scalars, what it refuses."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govrules import documents
from govrules.findings import FactsError, Place, PolicyError

REFUSED = Path(__file__).parent / "refused" / "documents"
SCHEMA = json.loads((REFUSED / "schema.json").read_text(encoding="utf-8"))
FIXTURES = sorted(path for path in REFUSED.iterdir() if path.with_name(path.name + ".txt").exists())


def value(text: str, schema: documents.Schema, path: str = "a.yaml") -> object:
    """Return the value of a text that is valid."""
    return documents.parse(text, schema, path).value


def refusal(text: str, schema: documents.Schema, path: str = "a.yaml") -> str:
    """Return the whole message of a text that is refused."""
    with pytest.raises(PolicyError) as caught:
        documents.parse(text, schema, path)
    return str(caught.value)


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.name)
def test_each_refused_document_gets_its_whole_message(path: Path) -> None:
    """A document beside `<name>.txt` is refused with exactly that text."""
    expected = path.with_name(path.name + ".txt").read_text(encoding="utf-8")
    with pytest.raises(PolicyError) as caught:
        documents.load(path, SCHEMA, shown=path.name)
    assert expected == f"{caught.value}\n"


def test_every_refused_document_has_its_message() -> None:
    """No fixture is left out because nobody wrote down what it must say."""
    there = {path for path in REFUSED.iterdir() if path.suffix != ".txt"}
    assert {REFUSED / "schema.json"} == there - set(FIXTURES)


@pytest.mark.parametrize("opening", ["[", "- ", "{a: "])
def test_thirty_thousand_levels_are_refused_without_a_crash(opening: str) -> None:
    """Deep nesting, which crashes libyaml's own composer, is cut off after 32 levels."""
    script = (
        "from govrules import documents\n"
        f"_, found = documents.examine({opening!r} * 30_000, {{}}, 'a.yaml')\n"
        "print(*[finding.code for finding in found])"
    )
    run = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert run.stdout == "too-deep\n"


@pytest.mark.parametrize(
    "written", ["1.10", "007", "no", "2026", "12:30", "2026-07-20T10:00:00+05:00", "0x1F", "Null"]
)
@pytest.mark.parametrize("permitted", ["string", ["string", "null"]])
def test_text_keeps_its_characters(written: str, permitted: str | list[str]) -> None:
    """Where only text is permitted, null apart, nothing is read into the characters."""
    assert value(f"- {written}", {"items": {"type": permitted}}) == [written]


@pytest.mark.parametrize("written", ["", "~", "null"])
def test_an_empty_value_is_null_where_null_is_permitted(written: str) -> None:
    """Plain `null`, `~` and nothing at all are null; in quotes they are text."""
    schema = {"items": {"type": ["string", "null"]}}
    assert value(f"- {written}\n- '{written}'", schema) == [None, written]


def test_an_empty_value_is_refused_where_text_is_wanted() -> None:
    """Nothing is not an empty text."""
    expected = "a.yaml:1:6: wrong-type `name` must be text, not empty\n  help: write text"
    assert expected == refusal("name:", {"properties": {"name": {"type": "string"}}})


@pytest.mark.parametrize(
    ("written", "kind", "expected"),
    [
        ("true", "boolean", True),
        ("false", "boolean", False),
        ("0", "integer", 0),
        ("-12", "integer", -12),
        ("1.50", "number", 1.5),
        ("7", "number", 7),
        ("7", ["string", "integer"], 7),
        ('"7"', ["string", "integer"], "7"),
        ("seven", ["string", "integer"], "seven"),
    ],
)
def test_core_forms_are_read_as_their_type(
    written: str, kind: str | list[str], expected: object
) -> None:
    """Only `true`, `false`, decimal integers and plain decimals are anything but text."""
    found = value(f"- {written}", {"items": {"type": kind}})
    assert [(type(expected), expected)] == [(type(item), item) for item in found]  # type: ignore[attr-defined]  # the text is a list


def test_a_choice_is_told_by_its_fixed_word() -> None:
    """Scalars take their type from the alternative that the mapping's own words select."""
    choice = {
        "oneOf": [
            {"properties": {"is": {"const": "count"}, "of": {"type": "integer"}}},
            {"properties": {"is": {"const": "name"}, "of": {"type": "string"}}},
        ]
    }
    text = "- {is: count, of: 12}\n- {is: name, of: 012}\n"
    expected = [{"is": "count", "of": 12}, {"is": "name", "of": "012"}]
    assert expected == value(text, {"items": choice})


def test_types_are_found_through_references_patterns_and_all_of() -> None:
    """`$ref`, `patternProperties`, `additionalProperties`, `prefixItems`, `allOf` all count."""
    schema = {
        "$defs": {"word": {"type": "string"}},
        "allOf": [{"properties": {"a": {"$ref": "#/$defs/word"}}}],
        "patternProperties": {"^x-": {"type": "string"}},
        "properties": {"l": {"prefixItems": [{"type": "string"}], "items": {"type": "integer"}}},
        "additionalProperties": True,
    }
    expected = {"a": "01", "x-b": "02", "l": ["03", 4, 5]}
    assert expected == value("a: 01\nx-b: 02\nl: [03, 4, 5]\n", schema)


def test_json_escapes_are_decoded() -> None:
    """Surrogate pairs, slashes and tabs between tokens are JSON, though not YAML."""
    schema = {"additionalProperties": {"type": "string"}}
    assert value('{\t"a\\u0301": "\\ud83d\\ude00 \\/ \\n"}', schema, "a.json") == {
        "a\u0301": "\U0001f600 / \n"
    }


def test_json_numbers_keep_their_characters_where_text_is_wanted() -> None:
    """A period written `2026` in JSON is the same period; `true` stays a boolean."""
    schema = {"items": {"type": ["string", "null"]}}
    assert value('[2026, 1.10, null, "x"]', schema, "a.json") == ["2026", "1.10", None, "x"]


def test_places_count_characters_from_one() -> None:
    """A key, its value and an item each have a place; letters beyond ASCII count once."""
    document = documents.parse("имя: 'а'\nlist:\n  - б: {в: 1}\n", {}, "a.yaml")
    at = ("list", 0, "б", "в")
    assert Place(path="a.yaml", line=3, offset=9) == document.place(at)
    assert Place(path="a.yaml", line=3, offset=12) == document.value_place(at)
    assert Place(path="a.yaml", line=1, offset=6) == document.value_place(("имя",))


def test_a_missing_place_is_that_of_its_nearest_ancestor() -> None:
    """What is not written is complained about where it would stand."""
    document = documents.parse("a:\n  - b: 1\n", {}, "a.yaml")
    assert Place(path="a.yaml", line=2, offset=5) == document.place(("a", 0, "c", "d"))


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("name", ["a.yaml", "a.json"])
def test_every_line_ending_counts_one_line(ending: str, name: str) -> None:
    """Windows and old Mac files have the same lines."""
    text = '{"a": 1,\n "b":\n 2}'.replace("\n", ending)
    document = documents.parse(text, {}, name)
    assert Place(path=name, line=3, offset=2) == document.value_place(("b",))


@pytest.mark.parametrize("name", ["a.yaml", "a.json"])
def test_a_byte_order_mark_is_no_part_of_the_text(name: str, tmp_path: Path) -> None:
    """Files saved by Windows editors are read, and columns do not shift."""
    path = tmp_path / name
    path.write_bytes(b'\xef\xbb\xbf{"a": "b"}')
    document = documents.load(path, {}, shown=name)
    assert document.value == {"a": "b"}
    assert Place(path=name, line=1, offset=2) == document.place(("a",))


def test_a_missing_file_is_one_finding(tmp_path: Path) -> None:
    """The error class is the caller's, the path the user's."""
    with pytest.raises(FactsError) as caught:
        documents.load(tmp_path / "a.yaml", {}, shown="a.yaml", error=FactsError)
    expected = (
        "a.yaml: unreadable-file the file cannot be read: no such file or directory\n"
        "  help: check the path and who may read it"
    )
    assert expected == str(caught.value)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    """A folder in a file's place is reported like any unreadable file."""
    with pytest.raises(PolicyError) as caught:
        documents.load(tmp_path, {}, shown="here")
    expected = (
        "here: unreadable-file the file cannot be read: is a directory\n"
        "  help: check the path and who may read it"
    )
    assert expected == str(caught.value)


FIRST: documents.Schema = {"$id": "first", "type": "object", "required": ["given"]}
SECOND: documents.Schema = {
    "$id": "second",
    "type": "array",
    "items": {"type": "object", "required": ["expect"]},
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("given: a\n---\n- expect: b\n", ["first", "second"]),
        ("- expect: b\n", ["second"]),
        ("given: a\n", ["first"]),
    ],
)
def test_the_documents_of_a_stream_find_their_schemas(
    text: str, expected: list[str], tmp_path: Path
) -> None:
    """An optional first document may be left out."""
    path = tmp_path / "a.yaml"
    path.write_text(text, encoding="utf-8")
    assert expected == [each.schema for each in documents.load_all(path, [FIRST, SECOND])]


def test_a_stream_with_too_many_documents_is_refused(tmp_path: Path) -> None:
    """Each schema serves one document."""
    path = tmp_path / "a.yaml"
    path.write_text("given: a\n---\n- expect: b\n---\n- expect: c\n", encoding="utf-8")
    with pytest.raises(PolicyError) as caught:
        documents.load_all(path, [FIRST, SECOND], shown="a.yaml")
    expected = (
        "a.yaml:5:1: second-document one more document starts here\n"
        "  help: delete the `---` before it, or move it to a file of its own"
    )
    assert expected == str(caught.value)


def test_examining_hands_back_what_could_be_read() -> None:
    """A refused scalar is None in the value, and its finding says where it was."""
    schema = {"items": {"type": "boolean"}}
    document, findings = documents.examine("- true\n- yes\n", schema, "a.yaml")
    assert document is not None
    assert [True, None] == document.value
    assert ["ambiguous-scalar"] == [finding.code for finding in findings]


def test_a_reference_to_elsewhere_is_never_fetched() -> None:
    """A schema that is not shipped is not looked for on a network."""
    with pytest.raises(Exception, match=r"^https://example\.org"):
        documents.parse("a", {"$ref": "https://example.org/other.schema.json"}, "a.yaml")


def test_shipped_schemas_are_valid_schemas() -> None:
    """Each `schemas/*.schema.json` is itself JSON Schema of the 2020-12 draft."""
    from jsonschema import Draft202012Validator  # noqa: PLC0415 - nothing else here needs it

    names = sorted(
        path.name.removesuffix(".schema.json")
        for path in documents.shipped("schemas").glob("*.schema.json")
    )
    assert "act" in names
    for name in names:
        Draft202012Validator.check_schema(documents.schema(name))


SEEN = st.characters(
    exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufeff\ufffe\uffff"
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.text(SEEN),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("aбc", max_size=3), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(JSON)
def test_what_json_writes_is_read_back(written: object) -> None:
    """Any JSON value of a bounded depth survives, with or without escapes."""
    for ascii_only in (True, False):
        text = json.dumps(written, ensure_ascii=ascii_only, indent=1)
        assert value(text, {}, "a.json") == written


@given(st.text(max_size=60), st.sampled_from(["a.yaml", "a.json"]))
def test_any_text_is_read_or_refused(text: str, name: str) -> None:
    """No text raises anything but findings, and a text without findings has a document."""
    document, findings = documents.examine(text, SCHEMA, name)
    assert document is not None or findings
