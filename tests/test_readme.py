"""The READMEs tell the truth: session and Python run, and every command, format and Makefile target is named.

tests/test_docs.py runs their other commands, follows their links and compares the two languages.
"""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from aligner.cli.group import VERBS
from docs.generate.examples import without_times

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
README_ZH = (ROOT / "README.zh.md").read_text(encoding="utf-8")


def fenced(language):
    """Return the README's code blocks in one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)


@pytest.fixture
def folder(tmp_path):
    """Return a folder in which the README's paths exist."""
    (tmp_path / "corpora").symlink_to(ROOT / "corpora", target_is_directory=True)
    return tmp_path


def first_session(text):
    """Return the command of a README's first session, and what it shows as printed."""
    first = re.search(r"^```console\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)
    assert first is not None
    command, _, printed = first[1].removeprefix("$ ").partition("\n")
    return command, printed


def test_the_first_snippet_prints_what_it_says(folder):
    """Every word and number in both languages; the seconds alone differ between machines."""
    command, expected = first_session(README)
    assert first_session(README_ZH) == (command, expected)
    words = shlex.split(command)
    assert words[0] == "aligner"
    environment = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "FORCE_COLOR")}
    finished = subprocess.run(
        [sys.executable, "-m", *words], cwd=folder, capture_output=True, env=environment, check=False
    )
    assert b"Traceback" not in finished.stderr
    said = (finished.stdout + finished.stderr).decode("utf-8")
    assert finished.returncode == 0, said
    assert without_times(said) == without_times(expected), "run: make docs"
    for output in (words[place + 1] for place, word in enumerate(words) if word == "-o"):
        assert (folder / output).stat().st_size > 0


def test_the_python_runs(folder, monkeypatch, capsys):
    monkeypatch.chdir(folder)
    (snippet,) = fenced("python")
    exec(compile(snippet, "README.md", "exec"), {})
    assert len(capsys.readouterr().out.splitlines()) == 3
    assert (folder / "guide.tmx").stat().st_size > 0


@pytest.mark.parametrize("text", [README, README_ZH], ids=["en", "zh"])
def test_every_command_has_a_row(text):
    rows = re.findall(r"^\| `aligner ([a-z]+)\b", text, flags=re.MULTILINE)
    assert sorted(rows) == sorted(VERBS), "the table of commands has a row for each, once"


def test_the_commands_of_the_makefile_exist():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"\bmake (demo|test|check|clean|setup|bench|docs)\b", README)):
        assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE), target


def test_every_format_is_named():
    from aligner.formats import FORMATS

    reference = (ROOT / "docs" / "en" / "reference" / "formats.md").read_text(encoding="utf-8")
    for name, entry in FORMATS.entries.items():
        assert f"`{name}`" in README
        assert f"`{name}`" in README_ZH
        assert all(f"`{extension}`" in reference for extension in entry.extensions)
