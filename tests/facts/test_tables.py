"""The tables as data, and the schemas that speak of them."""

import pytest

from govrules import documents
from govrules.facts.tables import LISTS, RELATION_ENDS, TABLES, Kind


def test_every_table_of_the_contract_is_known_in_order() -> None:
    """Eight tables, each building on those before it."""
    expected = "organisations relations objects cases messages assets deliverables attestations"
    assert expected.split() == list(TABLES)


@pytest.mark.parametrize("name", ["dataset", "tables"])
def test_the_schema_of_a_header_knows_the_columns_of_every_table(name: str) -> None:
    """A column added to a table must be one that headings can be mapped to."""
    properties = documents.schema(name)["properties"]["columns"]["properties"]
    mapped = {table: each["additionalProperties"]["enum"] for table, each in properties.items()}
    assert {table: list(form.columns) for table, form in TABLES.items()} == mapped
    assert list(TABLES) == list(documents.schema(name)["properties"]["complete"]["properties"])


@pytest.mark.parametrize("name", ["table", "tables"])
def test_the_schema_of_rows_lets_flags_be_booleans(name: str) -> None:
    """A document may write true without quotes."""
    flags = {
        column.name
        for form in TABLES.values()
        for column in form.columns.values()
        if column.kind is Kind.FLAG
    }
    assert flags == documents.schema(name)["$defs"]["row"]["properties"].keys()


def test_closed_columns_have_words_and_open_ones_have_none() -> None:
    """A closed vocabulary without words would refuse everything."""
    columns = [column for form in TABLES.values() for column in form.columns.values()]
    closed = {Kind.WORD, Kind.WORDS}
    assert all(bool(column.words) == (column.kind in closed) for column in columns)


def test_references_lead_to_tables_with_ids() -> None:
    """A reference into a table without ids could never hold."""
    columns = [column for form in TABLES.values() for column in form.columns.values()]
    ends = [end for pair in RELATION_ENDS.values() for end in pair]
    referred = {table for refers in (*ends, *(c.refers for c in columns)) for table in refers}
    assert all("id" in TABLES[table].columns for table in referred)


def test_every_relation_says_what_its_ends_are() -> None:
    """A relation without ends would escape the check for dangling references."""
    assert TABLES["relations"].columns["relation"].words == tuple(RELATION_ENDS)


def test_keys_are_columns_that_are_no_lists() -> None:
    """Rows are told apart by single values."""
    keys = [form.columns[name] for form in TABLES.values() for name in form.key]
    assert all(column.kind not in LISTS for column in keys)
