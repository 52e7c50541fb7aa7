"""The README tells the truth: its session and its Python run, and it names every command and option."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

from aligner.cli.group import VERBS, group

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def fenced(language):
    """Return the README's code blocks in one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)


@pytest.fixture
def folder(tmp_path):
    """Return a folder in which the README's paths exist."""
    (tmp_path / "corpora").symlink_to(ROOT / "corpora", target_is_directory=True)
    return tmp_path


def labels(text):
    """Return the first word of every line: the figures differ between machines and models, the table does not."""
    words = [line.split()[0] for line in text.splitlines() if line.strip() and not line.startswith(" " * 12)]
    return ["source", *words] if text.lstrip().startswith("source") else words


def test_the_first_snippet_prints_what_it_says(folder):
    first = re.search(r"^```(\w+)\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)
    assert first is not None
    assert first[1] == "console"
    command, _, expected = first[2].removeprefix("$ ").partition("\n")
    words = shlex.split(command)
    assert words[0] == "aligner"
    environment = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "FORCE_COLOR")}
    finished = subprocess.run(
        [sys.executable, "-m", *words], cwd=folder, capture_output=True, env=environment, check=False
    )
    assert b"Traceback" not in finished.stderr
    said = (finished.stdout + finished.stderr).decode("utf-8")
    assert finished.returncode == 0, said
    assert labels(said) == labels(expected)
    for output in (words[place + 1] for place, word in enumerate(words) if word == "-o"):
        assert (folder / output).stat().st_size > 0


def test_the_python_runs(folder, monkeypatch, capsys):
    monkeypatch.chdir(folder)
    (snippet,) = fenced("python")
    exec(compile(snippet, "README.md", "exec"), {})
    assert len(capsys.readouterr().out.splitlines()) == 3
    assert (folder / "guide.tmx").stat().st_size > 0


def test_the_settings_are_valid(folder):
    from aligner.settings_file import load_settings

    (snippet,) = fenced("toml")
    (folder / "aligner.toml").write_text(snippet, encoding="utf-8")
    assert load_settings(folder / "aligner.toml").segment.level == "paragraph"


@pytest.mark.parametrize("verb", list(VERBS))
def test_every_command_and_option_is_named(verb):
    command = group.get_command(click.Context(group), verb)
    assert command is not None
    assert f"`aligner {verb} " in README
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            for name in parameter.opts:
                assert re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", README), f"{verb} {name}"


def test_the_commands_of_the_makefile_exist():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"\bmake (demo|test|check|clean|setup)\b", README)):
        assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE), target


def test_every_format_is_named():
    from aligner.formats import FORMATS

    for name, entry in FORMATS.entries.items():
        assert f"`{name}`" in README
        assert any(f"`{extension}`" in README for extension in entry.extensions)
