"""OpenDocument texts: the text with all changes accepted, in reading order."""

import pytest
from made_files import zipped
from made_office import open_document

from aligner.errors import InputError
from aligner.readers.odt import read_odt

AUTOMATIC = (
    '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>'
    '<style:style style:name="P2" style:family="paragraph" style:parent-style-name="Preformatted_20_Text"/>'
    '<style:style style:name="P3" style:family="paragraph" style:parent-style-name="Own"/>'
    '<style:style style:name="P4" style:family="paragraph" style:parent-style-name="P5"/>'
    '<style:style style:name="P5" style:family="paragraph" style:parent-style-name="P4"/>'
    '<style:style style:name="T1" style:family="text"><style:text-properties text:display="none"/></style:style>'
)
STYLES = '<style:style style:name="Own" style:display-name="heading 3" style:family="paragraph"/>'


def document(body, styles=STYLES, **members):
    return read_odt(open_document("text", body, styles, AUTOMATIC, members), "report.odt")


def shown(body, **members):
    return [(block.line, block.kind, block.level, block.text) for block in document(body, **members).blocks]


def p(text, style=""):
    return f'<text:p text:style-name="{style}">{text}</text:p>'


@pytest.mark.parametrize(
    ("body", "kind", "level"),
    [
        (p("灯塔"), "paragraph", 0),
        ('<text:h text:outline-level="2">灯塔</text:h>', "heading", 2),
        ("<text:h>灯塔</text:h>", "heading", 1),
        ('<text:h text:outline-level="x">灯塔</text:h>', "heading", 1),
        (p("灯塔", "P1"), "heading", 1),
        (p("灯塔", "P2"), "code", 0),
        (p("灯塔", "P3"), "heading", 3),
        (p("灯塔", "P4"), "paragraph", 0),
        (f"<text:section>{p('灯塔')}</text:section>", "paragraph", 0),
        (f"<text:list><text:list-item>{p('灯塔')}</text:list-item></text:list>", "item", 1),
    ],
)
def test_kinds(body, kind, level):
    assert shown(body) == [(1, kind, level, "灯塔")]


def test_lists_within_lists():
    inner = f"<text:list><text:list-item>{p('b')}</text:list-item></text:list>"
    body = f"<text:list><text:list-item>{p('a')}{p('more of a')}{inner}</text:list-item></text:list>{p('c')}"
    assert shown(body) == [
        (1, "item", 1, "a"),
        (2, "paragraph", 0, "more of a"),
        (3, "item", 2, "b"),
        (4, "paragraph", 0, "c"),
    ]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("one<text:tab/>two", "one two"),
        ('one<text:s text:c="100000000"/>two', "one two"),
        ("one<text:line-break/>two", "one two"),
        ("灯<text:line-break/>塔", "灯塔"),
        ("one <text:span>two</text:span> three", "one two three"),
        ('seen<text:span text:style-name="T1">hidden</text:span>', "seen"),
        ("a<office:annotation><text:p>a comment</text:p></office:annotation>b", "ab"),
        ('in<text:change text:change-id="c1"/>', "in"),
        ('<text:change-start text:change-id="c2"/>added<text:change-end text:change-id="c2"/>', "added"),
        ("<text:ruby><text:ruby-base>灯</text:ruby-base><text:ruby-text>dēng</text:ruby-text></text:ruby>", "灯"),
        ("page <text:page-number>7</text:page-number>", "page 7"),
    ],
)
def test_text(content, text):
    assert [found for *_, found in shown(p(content))] == [text]


def test_tracked_changes_are_accepted():
    changes = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
    )
    assert [text for *_, text in shown(changes + p("stays"))] == ["stays"]


def test_tables_in_reading_order():
    def row(*texts):
        cells = "".join(f"<table:table-cell>{each}</table:table-cell>" for each in texts)
        return f"<table:table-row>{cells}</table:table-row>"

    inner = f"<table:table>{row(p('inner'))}</table:table>"
    covered = f"<table:table-row><table:covered-table-cell>{p('behind')}</table:covered-table-cell></table:table-row>"
    header = f"<table:table-header-rows>{row(p('a') + p('b'))}</table:table-header-rows>"
    found = document(f"<table:table>{header}{row(inner, p('c'))}{covered}</table:table>{p('e')}")
    assert [(block.kind, block.row, block.column, block.text) for block in found.blocks] == [
        ("cell", 1, 1, "a"),
        ("cell", 1, 1, "b"),
        ("cell", 1, 1, "inner"),
        ("cell", 2, 2, "c"),
        ("paragraph", 0, 0, "e"),
    ]


def test_notes_and_text_boxes_follow_their_paragraph():
    def note(kind, text):
        return (
            f'<text:note text:note-class="{kind}"><text:note-citation>1</text:note-citation>'
            f"<text:note-body>{p(text)}</text:note-body></text:note>"
        )

    box = f"<draw:frame><draw:text-box>{p('in the box')}</draw:text-box><svg:title>alt</svg:title></draw:frame>"
    body = p(f"text{note('endnote', 'the endnote')}{note('footnote', 'the footnote')}{box}.") + p("more")
    assert [(kind, text) for _, kind, _, text in shown(body)] == [
        ("paragraph", "text."),
        ("paragraph", "in the box"),
        ("note", "the footnote"),
        ("paragraph", "more"),
        ("note", "the endnote"),
    ]


def test_page_headers_and_contents_are_left_out_with_a_reason():
    styles = (
        f"<style:master-page><style:header>{p('The Gazette')}</style:header>"
        f"<style:footer>{p('<text:page-number>1</text:page-number>')}</style:footer>"
        f"<style:header-first>{p('The Gazette')}</style:header-first></style:master-page>"
    )
    contents = f"<text:table-of-content><text:index-body>{p('Lamp 3')}</text:index-body></text:table-of-content>"
    hidden = f'<text:section text:display="none">{p("hidden")}</text:section>'
    found = document(contents + hidden + p("Lamp"), styles=styles)
    assert [(block.text, block.line) for block in found.blocks] == [("Lamp", 2)]
    assert [(removal.text, removal.reason) for removal in found.removed] == [
        ("Lamp 3", "table of contents"),
        ("The Gazette", "page header"),
        ("1", "page footer"),
    ]


def test_links():
    (block,) = document(p('See <text:a xlink:href="https://example.org/lamp">the lamp</text:a>.')).blocks
    assert block.inlines == ((4, 12, "link", "https://example.org/lamp"),)


def test_an_old_manifest_without_its_namespace():
    manifest = "<manifest:manifest><manifest:file-entry/></manifest:manifest>"
    content = open_document("text", p("灯塔"), members={"META-INF/manifest.xml": manifest})
    assert [block.text for block in read_odt(content, "report.odt").blocks] == ["灯塔"]


ENCRYPTED = '<m:manifest xmlns:m="m"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04 cut off", "damaged archive"),
        (open_document("text", p("text"))[:-100], "damaged archive"),
        (zipped({"other.xml": "<a/>"}), "not an OpenDocument file"),
        (open_document("text", "<text:p>"), "damaged XML"),
        (open_document("text", ""), "no text"),
        (open_document("text", p("text"), members={"META-INF/manifest.xml": ENCRYPTED}), "encrypted"),
        (zipped({"content.xml": '<!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>'}), "declares XML entities"),
    ],
)
def test_unreadable_files_give_one_clear_line(content, words):
    with pytest.raises(InputError, match=words) as caught:
        read_odt(content, "report.odt")
    assert str(caught.value).startswith("report.odt: ")
