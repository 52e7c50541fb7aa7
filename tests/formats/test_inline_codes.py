"""Inline codes: not part of the text, and kept as elements by formats that have them."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner.formats.inline_codes import Code, code_of, text_and_codes
from aligner.formats.losses import losses
from aligner.formats.tmx import TMX
from aligner.formats.xliff import XLIFF_1, XLIFF_2

HEAD = """<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file original="a" source-language="en"
target-language="zh" datatype="x"><body>"""
UNITS = """
<trans-unit id="1"><source>Press <g id="12" ctype="bold">Start</g><x id="5"/> to begin.</source>
<target>按<g id="12" ctype="bold">开始</g><x id="5"/>键。</target></trans-unit>
<trans-unit id="2"><source><bpt id="1">{}</bpt>Tenant<ept id="1">{}</ept> pays %<ph id="2">%d</ph>.</source>
<target><bpt id="1">{}</bpt>承租人<ept id="1">{}</ept>付款<ph id="2">%d</ph>。</target></trans-unit>
<trans-unit id="3"><source>A <it id="1" pos="open">&lt;b&gt;</it>half <bx id="7"/>pair<ex id="7"/>.\
<x id="9" ctype="lb"/>B</source>
<target>半<it id="1" pos="open">&lt;b&gt;</it>对<bx id="7"/>。<ex id="7"/></target></trans-unit>
"""
MADE = (HEAD + UNITS + "</body></file></xliff>").encode()
TEXTS = [
    ("Press Start to begin.", "按开始键。"),
    ("Tenant pays %%d.", "承租人付款%d。"),
    ("A half pair.\nB", "半对。"),
]


def texts_of(made):
    return [(made.source_text(bead), made.target_text(bead)) for bead in made.beads]


def codes_of(made):
    return [
        [(start, code_of(value).role, code_of(value).id, code_of(value).content) for start, *_, value in block.inlines]
        for document in (made.source, made.target)
        for block in document.blocks
    ]


def written(made, form):
    stream = io.BytesIO()
    form.write(made, stream)
    return stream.getvalue()


@pytest.fixture
def made():
    return XLIFF_1.read(io.BytesIO(MADE), "a.xlf")


def test_codes_are_not_in_the_text(made):
    assert texts_of(made) == TEXTS


@pytest.mark.parametrize("form", [TMX, XLIFF_1, XLIFF_2], ids=["tmx", "1.2", "2.1"])
def test_codes_keep_their_positions(made, form):
    again = form.read(io.BytesIO(written(made, form)), "again")
    assert texts_of(again) == TEXTS
    before = [[code[:3] for code in codes] for codes in codes_of(made)]
    assert [[code[:3] for code in codes] for codes in codes_of(again)] == before
    if form is not XLIFF_2:  # native code is in data of its own there, which is not written
        assert codes_of(again) == codes_of(made)


def test_formats_without_codes_report_how_many_they_drop(made):
    assert "16 inline codes" in losses(made, "csv")[0]
    assert losses(made, "tmx") == ()


def test_a_code_without_its_other_half():
    lone = [(0, 0, "inline", Code("close", "1").value), (2, 2, "inline", Code("open", "2").value)]
    assert [part.role for part in text_and_codes("ab", lone) if isinstance(part, Code)] == ["end", "begin"]


@given(
    st.builds(
        Code,
        st.sampled_from(["open", "close", "alone", "begin", "end"]),
        st.text("a1-_", min_size=1, max_size=4),
        type=st.just(""),
        content=st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r"), max_size=8),
    )
)
def test_the_value_of_a_code_is_parsed_back(code):
    assert code_of(code.value) == code
