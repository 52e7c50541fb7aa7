"""Fenced code in lists is read as intended, and everything else by the rules of CommonMark."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from aligner.readers.list_fences import indent_fenced_lines
from aligner.readers.markdown import read_markdown

UNINDENTED = "*   Start the lamp:\n\n\t```sh\nlamp --on\n\n# wait\n```\n\n\t*The lamp burns*\n\n*   Go home.\n"


def kinds(text):
    return [(block.kind, block.text, block.line) for block in read_markdown(text.encode(), "a.md").blocks]


def test_unindented_lines_of_code_stay_in_their_item():
    assert kinds(UNINDENTED) == [
        ("item", "Start the lamp:", 1),
        ("code", "lamp --on\n\n# wait", 4),
        ("item", "The lamp burns", 9),
        ("item", "Go home.", 11),
    ]


def test_valid_commonmark_is_unchanged():
    for text in (
        "* Start:\n\n  ```sh\n  lamp --on\n  ```\n\n  It burns.\n",
        "Start:\n\n```sh\nlamp --on\n```\n\nIt burns.\n",
        "Text:\n\n    ```\n    shown\n    ```\n",
        "* Start:\n\n  ```sh\n  lamp --on\n",
        "````md\n* a\n\n  ```\nb\n  ```\n````\n",
    ):
        assert indent_fenced_lines(text) == text


@given(st.text(alphabet="`~*- \tab\n1.", max_size=80))
def test_only_white_space_changes_and_lines_keep_their_numbers(text):
    mended = indent_fenced_lines(text)
    assert [line.lstrip() for line in mended.split("\n")] == [line.lstrip() for line in text.split("\n")]
    assert indent_fenced_lines(mended) == mended
