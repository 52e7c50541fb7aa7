"""A third language is a pack and a model: German aligns to English, and nothing outside ``languages/`` knows of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from aligner import EmbedSettings, ReadSettings, Settings, align_texts, load, save
from aligner.bitext import Bitext
from aligner.cli.group import group
from aligner.errors import UsageError
from aligner.languages import LANGUAGES, joint_of, name_of, pack_of, precedes, usual_pair
from aligner.languages.tags import language_of_tag, parse_codes
from tests.languages.night_train import BEADS, sentences_of, text_of

Pairs = list[tuple[list[str], list[str]]]


def settings(model: str, *languages: str) -> Settings:
    source, target = languages or ("de", "en")
    return Settings(read=ReadSettings(source, target), embed=EmbedSettings(model))


def pairs_of(bitext: Bitext) -> Pairs:
    return [
        (
            [bitext.source.segments[number].text for number in bead.source],
            [bitext.target.segments[number].text for number in bead.target],
        )
        for bead in bitext.beads
    ]


def right(pairs: Pairs) -> int:
    """Count the beads that are those of the story."""
    return sum(pair in BEADS for pair in pairs)


def call(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(group, [str(argument) for argument in arguments])
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    paths = tmp_path / "train.de.txt", tmp_path / "train.en.txt"
    for side, path in enumerate(paths):
        path.write_text(text_of(side), encoding="utf-8")
    return paths


def test_without_the_pack_the_language_is_not_known(files: tuple[Path, Path], tmp_path: Path) -> None:
    code, _, error = call("align", *files, "--source-lang", "de", "--target-lang", "en", "-o", tmp_path / "a.tmx")
    assert code == 2
    assert "'de' is not one of 'en', 'zh'" in error
    assert not (tmp_path / "a.tmx").exists()
    with pytest.raises(UsageError, match="source_language is 'de': choose one of en, zh"):
        ReadSettings("de", "en")


@pytest.mark.usefixtures("german")
def test_the_pack_cuts_sentences_and_bends_words() -> None:
    pack = pack_of("de")
    text = text_of(0)
    assert [text[start:end] for start, end in pack.split(text)] == sentences_of(0)
    assert {"haus", "häuser", "häusern", "hauses"} <= pack.forms("Haus")
    assert "haus" in pack.forms("Häusern")
    assert [word for word, _, _ in pack.words("Der Zug hält.")] == ["der", "zug", "hält"]
    assert pack.quantities is not None
    assert [sorted(each.values) for each in pack.quantities("1.250,5 Kilometer in zwei Tagen")] == [[1250.5], [2]]


@pytest.mark.usefixtures("german")
def test_the_program_asks_the_pack() -> None:
    assert list(LANGUAGES) == ["zh", "en", "de"]
    assert (name_of("de"), joint_of("de")) == ("German", " ")
    assert [language_of_tag(tag) for tag in ("de-AT", "DEU", "de_CH")] == ["de"] * 3
    assert parse_codes("de-AT,en-GB") == ("de-AT", "en-GB")
    assert precedes("en", "de")
    assert usual_pair(["de", "en", None, "de"]) == ("de", "en")


@pytest.mark.usefixtures("german")
def test_lengths_alone_align_german_and_english() -> None:
    bitext = align_texts(text_of(0), text_of(1), settings("length"))
    assert [segment.text for segment in bitext.source.segments] == sentences_of(0)
    assert right(pairs_of(bitext)) >= 11
    assert bitext.source.language == "de"


@pytest.mark.usefixtures("german")
def test_a_sentence_transformers_model_aligns_german_and_english(dictionary_model: Path) -> None:
    bitext = align_texts(text_of(0), text_of(1), settings(str(dictionary_model)))
    assert pairs_of(bitext) == BEADS


@pytest.mark.usefixtures("german")
def test_swapped_sides_give_mirrored_beads(dictionary_model: Path) -> None:
    there = align_texts(text_of(0), text_of(1), settings(str(dictionary_model)))
    back = align_texts(text_of(1), text_of(0), settings(str(dictionary_model), "en", "de"))
    assert back.mirrored().beads == there.beads


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize("model", ["length", "dictionary"])
def test_the_command_line_aligns_them(
    model: str, files: tuple[Path, Path], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    name = str(request.getfixturevalue("dictionary_model")) if model == "dictionary" else model
    output = tmp_path / "train.tmx"
    languages = ("--source-lang", "de", "--target-lang", "en")
    code, out, error = call("align", *files, *languages, "--model", name, "-o", output, "--json")
    assert (code, error) == (0, "")
    assert json.loads(out)["source"]["language"] == "de"
    text = output.read_text(encoding="utf-8")
    assert 'xml:lang="de-DE"' in text
    assert 'xml:lang="en-US"' in text
    memory = load(output)
    assert (memory.source.language, memory.target.language) == ("de", "en")
    expected = [(" ".join(source), " ".join(target)) for source, target in BEADS if source and target]
    found = [(memory.source_text(bead), memory.target_text(bead)) for bead in memory.beads]
    assert sum(pair in found for pair in expected) >= (15 if model == "dictionary" else 11)


@pytest.mark.usefixtures("german")
def test_the_summary_names_the_language(files: tuple[Path, Path]) -> None:
    code, _, error = call("align", *files, "--source-lang", "de", "--model", "length")
    assert code == 0
    assert "German" in error
    code, _, error = call("align", *files, "--source-lang", "de", "--target-lang", "de", "--model", "length")
    assert code == 2
    assert "both look German; give one German and one English document" in error


@pytest.mark.usefixtures("german")
def test_names_of_files_say_german(tmp_path: Path) -> None:
    for name in ("guide.de.md", "guide.en.md", "report-deutsch.txt", "report-english.txt"):
        (tmp_path / name).write_text("1\n", encoding="utf-8")
    code, out, _ = call("pair", tmp_path, "--by", "name", "--json")
    assert code == 0
    assert [(Path(each["source"]).name, Path(each["target"]).name) for each in json.loads(out)["pairs"]] == [
        ("guide.de.md", "guide.en.md"),
        ("report-deutsch.txt", "report-english.txt"),
    ]


@pytest.mark.usefixtures("german")
def test_columns_of_tables_are_found_by_their_names(tmp_path: Path) -> None:
    path = tmp_path / "memory.csv"
    path.write_text("id,English,Deutsch\n1,Two hours later.,Zwei Stunden später.\n", encoding="utf-8")
    memory = load(path)
    assert (memory.source.language, memory.target.language) == ("en", "de")
    save(memory, tmp_path / "memory.zip", "moses")
    assert (tmp_path / "memory.zip").stat().st_size > 0


@pytest.mark.usefixtures("german")
def test_german_quotation_marks_open_and_close_the_german_way() -> None:
    from aligner.alignment.boundaries import boundary_classes, pack, quotes_of

    texts = ["„Komm herein.", "Setz dich!“", "Er ging."]
    assert boundary_classes(texts, quotes_of("de")).tolist() == [
        pack(0, 0, 0, 1) - pack(0, 0, 0, 0), pack(0, 0, 1, 0), pack(2, 1, 0, 0), pack(0, 0, 0, 0),
    ]  # fmt: skip
