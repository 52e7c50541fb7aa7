"""No escape sequence and no bidirectional control of a name or a text reaches a terminal, seen on a real one."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from aligner.errors import InputError
from aligner.unsafe_characters import UNSAFE, one_line

RED = "\x1b[31mRED\u202e"
pty = pytest.importorskip("pty")


def test_errors_show_no_unsafe_character() -> None:
    assert UNSAFE.search(str(InputError(f"is {RED}", path=f"{RED}.txt"))) is None
    assert one_line("a\x9bb\u2066\n c") == "a\ufffdb\ufffd c"


@pytest.fixture
def names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / f"m{RED}.tsv").write_text(f"source\ttarget\nhello {RED}\t你好\n", encoding="utf-8")
    for side, text in (("en", "Hello world.\n"), ("zh", "你好，世界。\n")):
        (tmp_path / side).mkdir()
        (tmp_path / side / f"d{RED}.txt").write_text(text, encoding="utf-8")
    return tmp_path


def shown_on_a_terminal(arguments: list[str]) -> str:
    """Return what a run writes to a terminal of its own."""
    child, terminal = pty.fork()
    if child == 0:
        os.execv(sys.executable, [sys.executable, "-m", "aligner", *arguments])
    written = b""
    while True:
        try:
            part = os.read(terminal, 1 << 16)
        except OSError:  # how Linux says that the other end is closed
            break
        if not part:
            break
        written += part
    os.waitpid(child, 0)
    os.close(terminal)
    return written.decode("utf-8")


@pytest.mark.parametrize(
    "arguments",
    [
        ["align", f"nope{RED}.txt", "zh"],
        [f"align{RED}"],
        ["align", "a.txt", "b.txt", "--config", f"x{RED}.toml"],
        ["pair", "en", "zh", "--by", "name"],
        ["search", "hello", f"m{RED}.tsv"],
        ["search", "hello", f"m{RED}.tsv", "--json"],
    ],
    ids=["input", "verb", "settings", "pair", "search", "json"],
)
def test_a_terminal_gets_no_sequence_of_a_name(names: Path, arguments: list[str]) -> None:
    shown = shown_on_a_terminal(arguments)
    assert "RED" in shown
    assert "\x1b[31mRED" not in shown
    assert "\u202e" not in shown
