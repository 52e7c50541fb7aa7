"""Office documents with damaged XML are read, or refused with one line."""

import io
import random
import zipfile

import pytest
from lxml import etree
from made_files import zipped
from made_office import line, open_document, rows, slide_shape, slide_show, workbook

from aligner.errors import AlignerError
from aligner.readers import READERS
from tests.fuzz.mutations import CHANGES, change_element

TABLE = (
    '<table:table table:name="S"><table:table-column table:number-columns-repeated="3"/>'
    '<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="2">'
    "<text:p>Stone</text:p></table:table-cell><table:table-cell/></table:table-row></table:table>"
)
TEXT = (
    '<text:h text:outline-level="2">Title</text:h><text:p>one<text:s text:c="3"/>two'
    '<text:note text:note-class="footnote"><text:note-body>'
    "<text:p>note</text:p></text:note-body></text:note></text:p>"
    f"<text:list><text:list-item><text:p>item</text:p></text:list-item></text:list>{TABLE}"
)
PAGE = f'<draw:page><draw:frame svg:x="1cm" svg:y="2cm"><draw:text-box>{TEXT}</draw:text-box></draw:frame></draw:page>'
SHEET = '<cols><col min="3" max="4" hidden="1"/></cols>' + rows(["灯塔", "b"], ["c", "d"])
FILES = {
    "xlsx": workbook(
        SHEET + '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>',
        '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData>',
        texts=("<r><t>rich </t></r><r><t>text</t></r>",),
        states=("visible", "hidden"),
    ),
    "pptx": slide_show(
        slide_shape(line("Costs"), 'type="title" idx="1"') + slide_shape(line("left"), place=(2, 3)),
        notes=[slide_shape(line("Speak up"), 'type="body"')],
        layout=slide_shape(line("Title"), 'type="title"', (2, 9)),
    ),
    "odt": open_document("text", TEXT),
    "ods": open_document("spreadsheet", TABLE),
    "odp": open_document("presentation", PAGE),
}
ODD = ("", "-1", "--5", "9" * 20, "9" * 5000, "x", "0", "A1:XFD1048576", "A0", "\u0663", "none", "r:id", "true")


def damaged(content, chance):
    """Return an office document with some elements and attributes of its XML changed, or cut off."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    for name in chance.sample(sorted(members), chance.randint(1, 3)):
        try:
            root = etree.fromstring(members[name])
        except etree.XMLSyntaxError:
            continue
        for _ in range(chance.randint(1, 5)):
            change_element(root, chance, CHANGES, ODD, 500)
        members[name] = etree.tostring(root)
    whole = zipped(members)
    return whole[: chance.randrange(len(whole))] if chance.random() < 0.1 else whole


@pytest.mark.parametrize("reader", FILES)
def test_damaged_documents_are_read_or_refused(reader):
    read = READERS.load(reader)
    assert read(FILES[reader], "whole").blocks
    for seed in range(300):
        try:
            document = read(damaged(FILES[reader], random.Random(seed)), "damaged")
        except AlignerError:
            continue
        for block in document.blocks:
            assert block.line >= 1, seed
            assert block.text.strip(), seed
            assert all(0 <= start <= end <= len(block.text) for start, end, _, _ in block.inlines), seed
