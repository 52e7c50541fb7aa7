"""Widths, clipping, tables and progress, also with Chinese characters."""

import pytest
from hypothesis import given, strategies

from aligner.cli.terminal import clip, plain_table, progress_bar
from aligner.text_width import cell_width
from aligner.unsafe_characters import one_line


@pytest.mark.parametrize(
    ("text", "width"), [("", 0), ("abc", 3), ("中文", 4), ("，。", 4), ("e\u0301", 1), ("ｆ", 2), ("……", 2)]
)
def test_cell_width(text, width):
    assert cell_width(text) == width


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("short", 5, "short"),
        ("longer", 5, "long…"),
        ("图书馆开门", 10, "图书馆开门"),
        ("图书馆开门", 9, "图书馆开…"),
        ("图书馆开门", 8, "图书馆…"),
        ("one two", 5, "one…"),
        ("two\nlines\there", 80, "two lines here"),
    ],
)
def test_clip(text, width, expected):
    assert clip(text, width) == expected


@given(strategies.text(), strategies.integers(min_value=1, max_value=40))
def test_a_clipped_text_fits(text, width):
    assert cell_width(clip(text, width)) <= width


@given(strategies.text())
def test_no_control_character_reaches_a_terminal(text):
    assert not any(ord(character) < 32 or 127 <= ord(character) < 160 for character in one_line(text))


def test_escape_sequences_are_removed():
    assert one_line("\x1b[31mred") == "\ufffd[31mred"


def test_columns_are_aligned():
    lines = plain_table([("", "source", "target"), ("file", "图书.txt", "b.txt"), ("n", "1", "22")])
    assert lines == ["      source    target", "file  图书.txt  b.txt", "n     1         22"]


def test_numbers_are_right_aligned():
    assert plain_table([("", "F1"), ("strict", "0.9")], numbers=True) == ["         F1", "strict  0.9"]


def test_progress_without_a_terminal_is_a_line_every_ten_seconds(monkeypatch, capsys):
    seconds = iter([0.0, 1.0, 10.0, 11.0, 19.9, 20.0])  # the start, and the five calls
    monkeypatch.setattr("aligner.cli.terminal.time.monotonic", lambda: next(seconds))
    with progress_bar(shown=True) as progress:
        for share in (0.0, 0.25, 0.5, 0.75, 1.0):
            progress("aligning", share)
    assert capsys.readouterr().err == "    10 s  aligning 25 %\n    20 s  aligning 100 %\n"


def test_no_progress_when_it_is_not_shown(monkeypatch, capsys):
    monkeypatch.setattr("aligner.cli.terminal.PROGRESS_INTERVAL_SECONDS", 0.0)
    with progress_bar(shown=False) as progress:
        progress("aligning", 0.5)
    assert capsys.readouterr().err == ""
