"""AsciiDoc: blocks by their first lines, with the line numbers of the file."""

import pytest

from aligner.errors import InputError
from aligner.readers.asciidoc import read_asciidoc

PAGE = """\
= Harbour guide
:author: Lin
:toc:

// a comment
The ferry leaves at *eight*. Ask at `pier 3`,
or read https://ferries.example/times[the timetable].

[WARNING]
====
Do not stand on the _ramp_.
====

NOTE: Bring a coat.

.The boats
* first
** inner item
. one
+
More of one.

Term:: What it means.footnote:[A note.]

[source,console]
----
$ ferry --list
----

 literal line

See <<prices,the prices>>, xref:tickets.adoc[tickets] and {boat}.

|===
|Boat |Seats

|Gull
|40
|===

== Prices ==

image::boat.png[The old boat]

image::plain.png[]

(((index, term)))
A ((ferry)) is a boat. 2 * 3 * 4 and snake_case_name stay.
"""


def document(text=PAGE):
    return read_asciidoc(text.encode(), "guide.adoc")


def test_kinds_texts_and_lines():
    assert [(block.line, block.kind, block.text) for block in document().blocks if block.kind != "code"] == [
        (1, "heading", "Harbour guide"),
        (6, "paragraph", "The ferry leaves at eight. Ask at pier 3, or read the timetable."),
        (11, "paragraph", "Do not stand on the ramp."),
        (14, "paragraph", "Bring a coat."),
        (16, "paragraph", "The boats"),
        (17, "item", "first"),
        (18, "item", "inner item"),
        (19, "item", "one"),
        (21, "paragraph", "More of one."),
        (23, "paragraph", "Term"),
        (23, "item", "What it means.A note."),
        (32, "paragraph", "See the prices, tickets and {boat}."),
        (35, "cell", "Boat"),
        (35, "cell", "Seats"),
        (37, "cell", "Gull"),
        (38, "cell", "40"),
        (41, "heading", "Prices"),
        (43, "paragraph", "The old boat"),
        (48, "paragraph", "A ferry is a boat. 2 * 3 * 4 and snake_case_name stay."),
    ]


def test_inline_parts():
    blocks = {block.text: block.inlines for block in document().blocks}
    text = "The ferry leaves at eight. Ask at pier 3, or read the timetable."
    found = [(text[start:end], kind, value) for start, end, kind, value in blocks[text]]
    assert found == [("pier 3", "code", ""), ("the timetable", "link", "https://ferries.example/times")]
    assert blocks["Do not stand on the ramp."] == ((0, 0, "tag", "WARNING"),)
    assert blocks["Bring a coat."] == ((0, 0, "tag", "NOTE"),)
    kinds = [(kind, value) for _, _, kind, value in blocks["See the prices, tickets and {boat}."]]
    assert kinds == [("link", "prices"), ("link", "tickets.adoc"), ("placeholder", "{boat}")]
    assert blocks["The old boat"] == ((0, 12, "image", "boat.png"),)


def test_listings_literal_lines_attributes_and_comments_are_code():
    code = [(block.line, block.text) for block in document().blocks if block.kind == "code"]
    assert (27, "$ ferry --list") in code
    assert (30, " literal line") in code
    assert (2, ":author: Lin") in code
    assert (5, "// a comment") in code
    assert (45, "image::plain.png[]") in code


def test_a_listing_without_an_end_goes_to_the_end_of_the_file():
    blocks = document("Text.\n\n----\ncode\nmore\n").blocks
    assert [(block.kind, block.text) for block in blocks] == [("paragraph", "Text."), ("code", "code\nmore\n")]


def test_heading_levels_and_chinese_lines():
    blocks = document("= 甲\n\n=== 乙\n\n渡船八点\n开。\n").blocks
    assert [(block.text, block.level) for block in blocks] == [("甲", 1), ("乙", 3), ("渡船八点开。", 0)]


@pytest.mark.parametrize("text", ["", "  \n"])
def test_an_empty_file_is_an_error(text):
    with pytest.raises(InputError):
        document(text)
