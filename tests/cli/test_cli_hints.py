"""Hints on wrong command lines in addition to click's messages."""

from __future__ import annotations

import pytest

from aligner.cli.group import group


@pytest.fixture
def folder(tmp_path, monkeypatch):
    for name in ("my story.txt", "story.zh.txt", "a long name.txt", "a", "out.tmx"):
        (tmp_path / name).write_text("text\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("command", "code", "hint"),
    [
        ("align my story.txt story.zh.txt", 2, "a name with a space needs quotes: 'my story.txt'"),
        ("align a long name.txt story.zh.txt -o x.tmx", 3, "a name with a space needs quotes: 'a long name.txt'"),
        ("align my story.txt", 3, "a name with a space needs quotes: 'my story.txt'"),
        ("convert out.tmx", 2, "such as: aligner convert out.tmx out.xlsx"),
        ("convert out.xlsx", 2, "such as: aligner convert out.xlsx out.tmx"),
        ("convert", 2, "such as: aligner convert memory.tmx out.xlsx"),
    ],
)
def test_the_hint_shows_the_command(command, code, hint, capsys):
    with pytest.raises(SystemExit) as ended:
        group.main(command.split())
    assert ended.value.code == code
    first = capsys.readouterr().err.splitlines()[0]
    assert first.startswith("aligner: error: ")
    assert first.endswith(hint)


@pytest.mark.usefixtures("folder")
def test_other_mistakes_get_no_hint(capsys):
    with pytest.raises(SystemExit):
        group.main(["align", "one.txt", "two.txt", "three.txt", "--nonsense"])
    assert "quotes" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "message"), [("98 %", None), ("98%", None), ("98％", None), ("101%", "101"), ("much", "much")]
)
def test_a_percentage_may_have_a_percent_sign(given, message, tmp_path, capsys):
    for name, text in (("a.en.md", "One sentence.\n"), ("a.zh.md", "一个句子。\n")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        group.main(["check", str(tmp_path / "a.en.md"), str(tmp_path / "a.zh.md"), "--no-cache", "--fail-under", given])
    assert ended.value.code == (2 if message else 0)
    if message:
        assert message in capsys.readouterr().err
