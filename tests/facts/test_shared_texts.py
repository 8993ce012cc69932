"""Texts that cells share: read by their characters, or by openpyxl, to the same end."""

import io

import pytest
from defusedxml.common import EntitiesForbidden
from openpyxl.reader.strings import read_string_table
from openpyxl.xml.constants import SHEET_MAIN_NS

from govrules.facts import shared_texts
from govrules.facts.shared_texts import shared_texts as read

HEAD = f'<?xml version="1.0" encoding="UTF-8"?>\n<sst xmlns="{SHEET_MAIN_NS}" count="9">'
PLAIN = "".join(f"<si><t>text {number}</t></si>" for number in range(300))
ITEMS = [
    "",
    "<si><t>Қаржы</t></si>",
    "<si><t></t></si><si><t/></si><si/>",
    '<si><t xml:space="preserve"> a \n\t b </t></si>',
    "<si><t>R&amp;D &lt;1&gt; &#10; x</t></si>",
    "<si><t>a > b ]] c</t></si>",
    "<si><t>a\r\nb\rc</t></si>",
    "<si><t>_x000a_ _x005F_x000a_ x005F_</t></si>",
    "<si><r><t>a</t></r><r><rPr><b/></rPr><t>b</t></r></si>",
    '<si><t>東京</t><rPh sb="0" eb="2"><t>とうきょう</t></rPh><phoneticPr fontId="1"/></si>',
    "\n  <si>\n <t>a</t>\n</si>\n",
    "<!-- a comment --><si><t>a<!-- b -->c</t></si>",
    "<si><t><![CDATA[<t>a</t>]]></t></si>",
    "<other><si><t>a</t></si></other>",
    "<extLst><ext/></extLst>",
    '<x:si xmlns:x="urn:x"><t>a</t></x:si>',
    f'<x:si xmlns:x="{SHEET_MAIN_NS}"><x:t>a</x:t></x:si>',
]


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16"])
@pytest.mark.parametrize("items", ITEMS)
def test_they_are_those_that_openpyxl_reads(items: str, encoding: str) -> None:
    """Also where a few among many are not plain, and where most of them are not."""
    for body in (items, items + PLAIN, PLAIN + items + PLAIN, items * 5):
        text = f"{HEAD.replace('UTF-8', encoding)}{body}</sst>\n"
        data = text.encode(encoding)
        assert read_string_table(io.BytesIO(data)) == read(data)


@pytest.mark.parametrize(
    "body",
    [
        "<si>",
        "</si>",
        "<si><t>a</t></si",
        "<si><t>]]></t></si>",
        "<si><t>\x01</t></si>",
        "<si><t>\ufffe</t></si>",
        "<si><t>&nobody;</t></si>",
        f"</sst><sst xmlns='{SHEET_MAIN_NS}'>",
    ],
)
def test_what_is_no_xml_is_refused(body: str) -> None:
    """Wherever it stands among texts that are plain."""
    for text in (body, PLAIN + body, PLAIN + body + PLAIN):
        data = f"{HEAD}{text}</sst>".encode()
        with pytest.raises(SyntaxError):
            read_string_table(io.BytesIO(data))
        with pytest.raises(SyntaxError):
            read(data)


def test_entities_are_refused() -> None:
    """They could grow without end."""
    data = HEAD.replace("<sst", '<!DOCTYPE sst [<!ENTITY a "b">]><sst') + PLAIN + "</sst>"
    with pytest.raises(EntitiesForbidden):
        read(data.encode())


def test_plain_ones_are_not_read_by_openpyxl(monkeypatch: pytest.MonkeyPatch) -> None:
    """That takes ten times as long."""
    monkeypatch.delattr(shared_texts, "read_string_table")
    assert [f"text {number}" for number in range(300)] == read(f"{HEAD}{PLAIN}</sst>".encode())
