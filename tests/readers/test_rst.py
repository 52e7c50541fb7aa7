"""reStructuredText: blocks with the line numbers of the file, with and without Sphinx."""

import pytest

from aligner.errors import InputError
from aligner.readers.rst import read_rst

PAGE = """\
Harbour guide
=============

:orphan:

.. _start:

The ferry leaves at *eight*. Ask at ``pier 3``,
or read `the timetable <https://ferries.example/times>`__.

.. warning::

   Do not stand on the ramp.
   It moves.

.. note:: Bring a coat.

.. versionadded:: 2.1
   Night boats.

- first

  - inner item

1. one
2. two

Term
   What it means [1]_.

.. code-block:: console

   $ ferry --list

Next::

    literal text

See :doc:`tickets`, :ref:`the prices <prices>`, press :guilabel:`Buy` and |boat|.

.. toctree::
   :maxdepth: 2

   tickets

.. unknown-thing:: An argument
   :option: value

   Prose inside.

.. a comment

.. list-table::
   :header-rows: 1

   * - Boat
     - Seats
   * - Gull
     - 40

=====  =====
Name   Fare
=====  =====
Heron  12
=====  =====

.. [1] A note.

.. figure:: boat.png
   :alt: A boat

   The old boat.
"""


def document(text=PAGE):
    return read_rst(text.encode(), "guide.rst")


def prose(text=PAGE):
    return [(block.kind, block.text) for block in document(text).blocks if block.kind != "code"]


def test_kinds_and_texts_in_the_order_of_the_file():
    assert prose() == [
        ("heading", "Harbour guide"),
        ("paragraph", "The ferry leaves at eight. Ask at pier 3, or read the timetable."),
        ("paragraph", "Do not stand on the ramp. It moves."),
        ("paragraph", "Bring a coat."),
        ("paragraph", "2.1 Night boats."),
        ("item", "first"),
        ("item", "inner item"),
        ("item", "one"),
        ("item", "two"),
        ("paragraph", "Term"),
        ("paragraph", "What it means ."),
        ("paragraph", "Next:"),
        ("paragraph", "See tickets, the prices, press Buy and boat."),
        ("paragraph", "An argument"),
        ("paragraph", "Prose inside."),
        ("cell", "Boat"),
        ("cell", "Seats"),
        ("cell", "Gull"),
        ("cell", "40"),
        ("cell", "Name"),
        ("cell", "Fare"),
        ("cell", "Heron"),
        ("cell", "12"),
        ("note", "A note."),
        ("paragraph", "A boat"),
        ("paragraph", "The old boat."),
    ]


def test_every_block_knows_its_line():
    lines = PAGE.split("\n")
    for block in document().blocks:
        first_word = block.text.split()[0].strip(".,:*")
        described = block.text == "A boat"  # an image's text stands below the line of the image
        assert ("boat.png" if described else first_word) in lines[block.line - 1], block
    by_text = {block.text: block for block in document().blocks}
    assert by_text["Do not stand on the ramp. It moves."].line_at(30) == 14


def test_inline_parts():
    blocks = {block.text: block.inlines for block in document().blocks}
    text = "The ferry leaves at eight. Ask at pier 3, or read the timetable."
    found = [(text[start:end], kind, value) for start, end, kind, value in blocks[text]]
    assert found == [("pier 3", "code", ""), ("the timetable", "link", "https://ferries.example/times")]
    assert blocks["Do not stand on the ramp. It moves."] == ((0, 0, "tag", ".. warning::"),)
    assert blocks["Bring a coat."] == ((0, 0, "tag", ".. note::"),)
    kinds = [(kind, value) for _, _, kind, value in blocks["See tickets, the prices, press Buy and boat."]]
    assert kinds == [("link", "tickets"), ("link", "prices"), ("placeholder", "|boat|")]


def test_code_comments_and_toctrees_are_code():
    code = [block.text for block in document().blocks if block.kind == "code"]
    assert "$ ferry --list" in code
    assert "literal text" in code
    assert "a comment" in code
    assert any("tickets" in each for each in code)


def test_heading_levels():
    text = "A\n=\n\nB\n-\n\nC\n~\n\nD\n-\n"
    assert [(block.text, block.level) for block in document(text).blocks] == [("A", 1), ("B", 2), ("C", 3), ("D", 2)]


def test_chinese_lines_are_joined_without_a_space():
    assert prose("渡船八点\n开。\n") == [("paragraph", "渡船八点开。")]


def test_files_and_raw_html_are_not_included(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("TOKEN")
    text = f"Text.\n\n.. include:: {secret}\n\n.. literalinclude:: {secret}\n\n.. csv-table::\n   :file: {secret}\n"
    assert "TOKEN" not in document(text).text


@pytest.mark.parametrize("text", ["", "  \n"])
def test_an_empty_file_is_an_error(text):
    with pytest.raises(InputError):
        document(text)


def test_damaged_markup_loses_no_text():
    text = "Title\n==\n\nA `broken link <x> and :role:`text and **bold.\n\n.. nothing here\n\n+--+\n|ab|\n"
    found = document(text).text
    for word in ("Title", "broken link", "text and", "bold", "ab"):
        assert word in found
