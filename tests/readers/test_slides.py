"""Presentations: slides in order, each with its title, its shapes by position, and the speaker's notes."""

import pytest
from made_files import zipped
from made_office import line, open_document, slide_shape, slide_show

from aligner.errors import InputError
from aligner.readers.odp import read_odp
from aligner.readers.pptx import read_pptx
from aligner.readers.reading_order import by_place


def shown(document):
    return [(block.page, block.line, block.kind, block.level, block.text) for block in document.blocks]


def power_point(*slides, **options):
    return read_pptx(slide_show(*slides, **options), "talk.pptx")


def impress(*pages, automatic=""):
    body = "".join(f"<draw:page{attributes}>{page}</draw:page>" for attributes, page in pages)
    return read_odp(open_document("presentation", body, automatic=automatic), "talk.odp")


def frame(content, role="", place=None):
    where = f' svg:x="{place[0]}cm" svg:y="{place[1]}cm"' if place else ""
    return f'<draw:frame presentation:class="{role}"{where}><draw:text-box>{content}</draw:text-box></draw:frame>'


def p(text):
    return f"<text:p>{text}</text:p>"


def test_reading_order():
    shapes = [((5.0, 1.0), "c"), ((1.2, 9.0), "b"), ((1.0, 2.0), "a"), (None, "a2"), ((9.0, 0.0), "d")]
    assert by_place(shapes) == ["a", "a2", "b", "c", "d"]
    assert by_place([]) == []


def test_slides_of_power_point():
    second = (
        slide_shape(line("right"), place=(12, 5.1))
        + slide_shape(line("left"), place=(2, 5))
        + slide_shape(line("7"), 'type="sldNum"')
        + slide_shape(
            line("point") + line("smaller", '<a:pPr lvl="1"/>') + line("plain", "<a:pPr><a:buNone/></a:pPr>"), 'idx="1"'
        )
        + slide_shape(line("Costs"), 'type="title"')
    )
    layout = slide_shape(line("Click to edit"), 'idx="1"', (2, 8)) + slide_shape(line("Title"), 'type="title"', (2, 9))
    found = power_point(slide_shape(line("The pier"), 'type="ctrTitle"'), second, layout=layout)
    assert shown(found) == [
        (1, 1, "heading", 1, "The pier"),
        (2, 2, "heading", 1, "Costs"),
        (2, 2, "paragraph", 0, "left"),
        (2, 2, "paragraph", 0, "right"),
        (2, 2, "item", 1, "point"),
        (2, 2, "item", 2, "smaller"),
        (2, 2, "paragraph", 0, "plain"),
    ]
    assert [(removal.text, removal.line) for removal in found.removed] == [("7", 2)]


def test_the_content_of_a_slide_of_power_point():
    linked = '<a:r><a:rPr><a:hlinkClick r:id="r9"/></a:rPr><a:t>the plan</a:t></a:r>'
    link = f"<a:p><a:r><a:t>See </a:t></a:r>{linked}<a:br/></a:p>"
    table = (
        "<p:graphicFrame><a:graphic><a:graphicData><a:tbl>"
        f"<a:tr><a:tc><a:txBody>{line('Stone')}</a:txBody></a:tc><a:tc><a:txBody>{line('Nine')}</a:txBody></a:tc></a:tr>"
        f'<a:tr><a:tc gridSpan="2"><a:txBody>{line("Sum")}</a:txBody></a:tc>'
        f'<a:tc hMerge="1"><a:txBody>{line("x")}</a:txBody></a:tc></a:tr>'
        "</a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
    )
    diagram = (
        '<p:graphicFrame><a:graphic><a:graphicData><d:relIds xmlns:d="d" r:dm="r3"/></a:graphicData></a:graphic>'
        "</p:graphicFrame>"
    )
    points = (
        '<d:dataModel xmlns:d="d" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        f"<d:ptLst><d:pt><d:t>{line('First step')}</d:t></d:pt></d:ptLst></d:dataModel>"
    )
    group = f"<p:grpSp>{slide_shape(line('below'), place=(0, 2))}{slide_shape(line('above'), place=(0, 1))}</p:grpSp>"
    twice = (
        '<mc:AlternateContent xmlns:mc="m"><mc:Choice>' + slide_shape(line("new")) + "</mc:Choice><mc:Fallback>"
        + slide_shape(line("old")) + "</mc:Fallback></mc:AlternateContent>"
    )  # fmt: skip
    notes = slide_shape(line("Speak up"), 'type="body" idx="1"') + slide_shape(line("1"), 'type="sldNum"')
    found = power_point(
        slide_shape(link) + table + diagram + group + twice, notes=[notes], extra={"ppt/diagrams/data1.xml": points}
    )
    assert [(kind, text) for _, _, kind, _, text in shown(found)] == [
        ("paragraph", "See the plan"),
        ("cell", "Stone"),
        ("cell", "Nine"),
        ("cell", "Sum"),
        ("paragraph", "First step"),
        ("paragraph", "above"),
        ("paragraph", "below"),
        ("paragraph", "new"),
        ("note", "Speak up"),
    ]
    assert [(block.row, block.column) for block in found.blocks[1:4]] == [(1, 1), (1, 2), (2, 1)]
    assert found.blocks[0].inlines == ((4, 12, "link", "https://example.org/"),)


def test_hidden_slides_are_left_out_with_a_reason():
    found = power_point(slide_shape(line("hidden")), slide_shape(line("seen")), show=(1,))
    assert shown(found) == [(2, 2, "paragraph", 0, "seen")]
    assert [(removal.text, removal.line, removal.reason) for removal in found.removed] == [
        ("hidden", 1, "hidden slide")
    ]
    automatic = (
        '<style:style style:name="h"><style:drawing-page-properties presentation:visibility="hidden"/></style:style>'
    )
    found = impress((' draw:style-name="h"', frame(p("hidden"))), ("", frame(p("seen"))), automatic=automatic)
    assert shown(found) == [(2, 2, "paragraph", 0, "seen")]
    assert [(removal.text, removal.line, removal.reason) for removal in found.removed] == [
        ("hidden", 1, "hidden slide")
    ]


def test_slides_of_impress():
    cells = "".join(f"<table:table-cell>{p(text)}</table:table-cell>" for text in ("Stone", "Nine"))
    inner = f"<text:list><text:list-item>{p('smaller')}</text:list-item></text:list>"
    inner = f"<text:list><text:list-item>{inner}</text:list-item></text:list>"
    turned = frame(p("turned")).replace("<draw:frame", '<draw:frame draw:transform="rotate (0.5) translate (1cm 20mm)"')
    page = (
        '<draw:frame svg:x="2cm" svg:y="9cm">'
        f"<table:table><table:table-row>{cells}</table:table-row></table:table></draw:frame>"
        + f"<draw:g>{frame(p('below'), place=(1, 7))}{frame(p('above'), place=(1, 6))}</draw:g>"
        + frame(f"<text:list><text:list-item>{p('point')}</text:list-item></text:list>{inner}", "outline", (2, 5))
        + frame(p("<text:page-number>2</text:page-number>"), "page-number", (9, 9))
        + frame(p("Costs"), "title", (2, 8))
        + turned
        + f"<presentation:notes>{frame(p('Speak up'), 'notes')}{frame(p('head'), 'header')}</presentation:notes>"
    )
    found = impress(("", frame(p("The pier"), "title")), ("", page))
    assert shown(found) == [
        (1, 1, "heading", 1, "The pier"),
        (2, 2, "heading", 1, "Costs"),
        (2, 2, "paragraph", 0, "turned"),
        (2, 2, "item", 1, "point"),
        (2, 2, "item", 2, "smaller"),
        (2, 2, "paragraph", 0, "above"),
        (2, 2, "paragraph", 0, "below"),
        (2, 2, "cell", 0, "Stone"),
        (2, 2, "cell", 0, "Nine"),
        (2, 2, "note", 0, "Speak up"),
    ]
    assert [(removal.text, removal.reason) for removal in found.removed] == [("2", "on every slide")]


@pytest.mark.parametrize("read", [read_pptx, read_odp])
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04 cut off", "damaged archive"),
        (zipped({"other.xml": "<a/>"}), "save it again from its program"),
        (slide_show("")[:-100], "damaged archive"),
    ],
)
def test_unreadable_files_give_one_clear_line(read, content, words):
    with pytest.raises(InputError, match=words) as caught:
        read(content, "talk")
    assert str(caught.value).startswith("talk: ")


def test_empty_and_damaged_presentations():
    with pytest.raises(InputError, match="no text"):
        power_point("")
    with pytest.raises(InputError, match="no text"):
        impress(("", ""))
    with pytest.raises(InputError, match="damaged XML"):
        power_point("<p:sp>")
    with pytest.raises(InputError, match="encrypted"):
        read_pptx(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "talk.pptx")
