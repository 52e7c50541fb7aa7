"""Training settings from a file, flags before the file, and progress where there is no terminal."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click
import pytest

from aligner.cli.group import group
from aligner.cli.train import train
from aligner.embedders import BUNDLED_FOLDER
from aligner.errors import InputError, UsageError
from aligner.training import TrainingSettings, load_training_settings

FILE = """
held-out = 0

[vocabulary]
chinese-words = 200
english_words = 200
pieces = 60

[contrastive]
dimension = 8
epochs = 2
batch = 128
"""

ERRORS = [
    ("dimension = 8\n", "unknown key 'dimension': did you mean 'contrastive.dimension'?"),
    ("[contrastive]\ndimensions = 8\n", "did you mean 'contrastive.dimension'?"),
    ("[contrastive]\ndimension = 9\n", "contrastive: dimension is 9: choose an even number"),
    ("[contrastive]\nepochs = 0\n", "epochs is 0"),
    ("[vocabulary]\npieces = 'many'\n", "vocabulary.pieces = 'many' does not fit: expected a whole number"),
    ("held-out = 0.9\n", "held_out is 0.9: choose 0 to 0.5"),
    ("held-out = 'all'\n", "held-out = 'all' does not fit: expected a number"),
    ("heldout = 0.1\n", "unknown key 'heldout': did you mean 'held_out'?"),
    ("[adaptation]\npull = -1\n", "adaptation: pull"),
]


def test_the_bundled_model_has_the_default_settings() -> None:
    card = json.loads((BUNDLED_FOLDER / "model.json").read_text(encoding="utf-8"))
    assert card["settings"] == TrainingSettings().of_training(), "make model trains with the defaults"


def test_the_help_tells_the_defaults() -> None:
    settings = TrainingSettings()
    defaults = {
        "dimension": f"{settings.contrastive.dimension}",
        "epochs": f"{settings.contrastive.epochs:g}; with --from: {settings.adaptation.epochs:g}",
        "words": f"{settings.vocabulary.chinese_words}",
        "english_words": f"{settings.vocabulary.english_words}",
        "seed": f"{settings.contrastive.seed}",
    }
    helps = {each.name: each.help for each in train.params if isinstance(each, click.Option)}
    for name, default in defaults.items():
        assert str(helps[name]).endswith(f"[{default}]"), name


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_snippet_of_the_documentation_is_valid(language: str, tmp_path: Path) -> None:
    page = Path(__file__).resolve().parents[2] / "docs" / language / "howto" / "models.md"
    found = re.search(r"^```toml\n(held-out = .*?)^```$", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    assert found is not None
    (tmp_path / "training.toml").write_text(found[1], encoding="utf-8")
    assert load_training_settings(tmp_path / "training.toml").contrastive.dimension == 256


@pytest.mark.parametrize(("text", "message"), ERRORS)
def test_errors_name_file_and_key(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "training.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        load_training_settings(path)
    assert str(caught.value).startswith(str(path))
    assert message in str(caught.value)


def test_no_file_gives_the_defaults_and_a_missing_one_is_named(tmp_path: Path) -> None:
    assert load_training_settings(None) == TrainingSettings()
    with pytest.raises(InputError, match="cannot read the settings"):
        load_training_settings(tmp_path / "none.toml")


def test_cli_takes_the_file_lets_flags_win_and_says_how_far_it_is(pair_file: Path, tmp_path: Path, capsys) -> None:
    path = tmp_path / "training.toml"
    path.write_text(FILE, encoding="utf-8")
    arguments = ["train", str(pair_file), "-o", str(tmp_path / "m"), "--config", str(path), "--dimension", "16"]
    assert group.main(arguments, standalone_mode=False) == 0
    settings = json.loads((tmp_path / "m" / "model.json").read_text(encoding="utf-8"))["settings"]
    assert settings["vocabulary"]["chinese_words"] == 200
    assert settings["contrastive"] | {"dimension": 16, "epochs": 2, "batch": 128} == settings["contrastive"]
    assert settings["held_out"] == 0
    lines = capsys.readouterr().err.splitlines()
    shares = [int(found[1]) for line in lines if (found := re.search(r"training \(loss .*\) (\d+) %", line))]
    assert shares == sorted(set(shares))
    assert 5 <= len(shares) <= 11
    assert shares[-1] == 100
    assert any("counting words" in line for line in lines)


def test_quiet_is_quiet(pair_file: Path, tmp_path: Path, capsys) -> None:
    path = tmp_path / "training.toml"
    path.write_text(FILE, encoding="utf-8")
    arguments = ["train", str(pair_file), "-o", str(tmp_path / "m"), "--config", str(path), "--quiet"]
    assert group.main(arguments, standalone_mode=False) == 0
    assert capsys.readouterr().err == ""
