"""A settings file that was found: only of the same project, named in the output, without models of other folders."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from aligner.cli.group import group
from aligner.errors import UsageError
from aligner.settings_file import load_settings, model_of_tree, searched_folders


@pytest.fixture
def inner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, two below one with a settings file; the home folder is elsewhere."""
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "home")
    (tmp_path / "up" / "sub").mkdir(parents=True)
    (tmp_path / "home").mkdir()
    (tmp_path / "up" / "aligner.toml").write_text('[embed]\nmodel = "length"\n', encoding="utf-8")
    folder = tmp_path / "up" / "sub"
    (folder / "en.txt").write_text("Hello world.\nHow are you?\n", encoding="utf-8")
    (folder / "zh.txt").write_text("你好世界。\n你好吗？\n", encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


def test_a_file_above_counts_only_in_a_repository(inner: Path) -> None:
    assert load_settings().embed.model == "bundled"
    (inner / ".git").mkdir()
    assert load_settings().embed.model == "bundled"
    (inner / ".git").rename(inner.parent / ".git")
    assert load_settings().embed.model == "length"


def test_the_search_ends_at_the_home_folder(inner: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: inner.parent)
    assert searched_folders(inner) == [inner, inner.parent]
    assert load_settings().embed.model == "length"


def test_the_file_that_was_found_is_named(inner: Path) -> None:
    (inner.parent / ".git").mkdir()
    arguments = ["align", "en.txt", "zh.txt", "-o", "o.tmx"]
    assert f"settings: {inner.parent / 'aligner.toml'}" in CliRunner().invoke(group, arguments).output
    assert "settings:" not in CliRunner().invoke(group, [*arguments, "--config", "../aligner.toml"]).output


@pytest.mark.parametrize("verb", [["align", "en.txt", "zh.txt", "-o", "o.tmx"], ["check", "en.txt", "zh.txt"]])
def test_a_model_by_name_is_not_fetched(inner: Path, verb: list[str]) -> None:
    (inner / "aligner.toml").write_text('[embed]\nmodel = "somebody/some-model"\n', encoding="utf-8")
    done = CliRunner().invoke(group, verb, standalone_mode=True)
    assert done.exit_code == 2
    assert "give it with --model" in done.output
    assert CliRunner().invoke(group, [*verb, "--model", "length", "-q"]).exit_code in (0, 1)


def test_a_model_folder_of_the_tree_is_found(inner: Path, tmp_path: Path) -> None:
    (inner.parent / ".git").mkdir()
    (inner.parent / "models" / "mine").mkdir(parents=True)
    file = str(inner.parent / "aligner.toml")
    assert Path(model_of_tree("models/mine", file)) == inner.parent / "models" / "mine"
    (tmp_path / "other").mkdir()
    (inner.parent / "link").symlink_to(tmp_path / "other")
    for outside in (str(tmp_path / "other"), "../other", "link"):
        with pytest.raises(UsageError):
            model_of_tree(outside, file)


def test_python_fetches_no_model_that_a_checkout_names(inner: Path) -> None:
    file = inner / "aligner.toml"
    file.write_text('[embed]\nmodel = "somebody/some-model"\n', encoding="utf-8")
    with pytest.raises(UsageError, match="there is no such folder beside or below it"):
        load_settings()
    with pytest.raises(UsageError, match="there is no such folder beside or below it"):
        load_settings(folder=inner)
    assert load_settings(file).embed.model == "somebody/some-model"
    (inner / "mine").mkdir()
    file.write_text('[embed]\nmodel = "mine"\n', encoding="utf-8")
    assert Path(load_settings().embed.model) == inner / "mine"
