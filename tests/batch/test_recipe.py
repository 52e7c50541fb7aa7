"""Recipes: the filters of a file in their order, and errors in one line with the place."""

import json

import pytest
from made_batch import made_documents, run_batch_command

from aligner.batch.filters import FILTERS, filter_name
from aligner.batch.filters.certainty import Confidence
from aligner.batch.filters.lengths import Lengths
from aligner.batch.filters.numbers import Numbers
from aligner.batch.recipe import Recipe, load_recipe, recipe_of_settings, starter_recipe
from aligner.batch.settings import CardSettings, CorpusSettings, FilterSettings, ReportSettings
from aligner.errors import InputError, UsageError
from aligner.settings_file import load_settings

RECIPE = """# numbers first
keep-unrelated = true

[[filters]]
name = "numbers"
min-share = 0.8

[[filters]]
name = "lengths"
longest = { en = 60 }

[report]
samples = 2

[card]
title = "Letters"
"""
MEANING = Recipe((Numbers(0.8), Lengths(longest={"en": 60})), True, ReportSettings(2), CardSettings("Letters"))


def written(folder, text, name="recipe.toml"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_recipe_names_filters_in_order(tmp_path):
    assert load_recipe(written(tmp_path, RECIPE)) == MEANING


def test_the_table_batch_of_the_settings_file_is_a_recipe(tmp_path):
    text = RECIPE.replace("# numbers first\n", "[batch]\n")
    for name in ("filters", "report", "card"):
        text = text.replace(f"[{name}]", f"[batch.{name}]")
    path = written(tmp_path, text + '\n[segment]\nlevel = "paragraph"\n', "aligner.toml")
    assert recipe_of_settings(path) == MEANING
    assert load_settings(path).segment.level == "paragraph"  # the table is no error for other commands
    with pytest.raises(UsageError, match="did you mean 'numbers'") as found:
        recipe_of_settings(written(tmp_path, text.replace('"numbers"', '"number"'), "aligner.toml"))
    assert found.value.line == 5


def test_no_settings_file_means_an_empty_recipe(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert recipe_of_settings() == Recipe()


def test_the_starter_recipe_has_every_filter_with_its_defaults(tmp_path):
    recipe = load_recipe(written(tmp_path, starter_recipe()))
    assert recipe == Recipe(tuple(FILTERS.load(name)() for name in FILTERS.entries))
    assert [filter_name(each) for each in recipe.filters] == list(FILTERS.entries)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ('[[filters]]\nname = "numbrs"\n', 2, "unknown filter 'numbrs': did you mean 'numbers'?"),
        ('[[filters]]\n\nmin = 0.5\nname = "confidence"\nmax = 1\n', 5, "unknown key 'confidence.max': did you mean"),
        ('[[filters]]\nname = "confidence"\nmin = 5\n', 3, "confidence: min is 5: choose 0 to 1"),
        ('[[filters]]\nname = "confidence"\nmin = "high"\n', 3, "min = 'high' does not fit: expected a number"),
        ('[[filters]]\nname = "lengths"\nlongest = { de = 5 }\n', 3, "names the language 'de': choose from"),
        ('[[filters]]\nname = "copies"\n[[filters]]\nname = "copies"\n', 3, "'copies' is there twice"),
        ('[[filters]]\nname = "copies"\n\n[[filters]]\nmin = 1\n', 4, "filter 2 has no name: choose one of coverage"),
        ('filters = ["numbers"]\n', None, "filters does not fit: write [[filters]] above each filter"),
        ('filters = [{ name = "numbrs" }]\n', None, "unknown filter 'numbrs'"),
        ("[report]\nsample = 3\n", None, "unknown key 'report.sample': did you mean 'report.samples'?"),
        ("[report]\nsamples = -3\n", None, "report: samples is -3: choose 0 to 1,000"),
        ("[[filter]]\n", None, "unknown key 'filter': did you mean 'filters'?"),
        ("[[filters]\n", None, "the settings are not valid TOML"),
    ],
)  # fmt: skip
def test_errors_name_the_place_and_the_nearest_name(tmp_path, text, line, message):
    path = written(tmp_path, text)
    with pytest.raises(UsageError) as found:
        load_recipe(path)
    assert message in found.value.message
    assert (found.value.path, found.value.line) == (str(path), line)


def test_a_missing_recipe_is_an_input_error(tmp_path):
    with pytest.raises(InputError, match="cannot read the settings"):
        load_recipe(tmp_path / "none.toml")


def test_the_recipe_is_a_part_of_the_signature():
    plain, chosen = CorpusSettings(), CorpusSettings(filters=FilterSettings(recipe=MEANING.filters))
    assert plain.signature == "filters:unrelated|split:100"
    assert chosen.signature == (
        "filters:unrelated+numbers(min-share=0.8)+lengths(shortest={'zh': 1, 'en': 1}, longest={'en': 60})|split:100"
    )
    assert CorpusSettings(filters=FilterSettings(unrelated=False)).signature == "filters:none|split:100"


def test_the_command_takes_a_recipe_and_rewrites_the_corpus_when_it_changes(tmp_path):
    listed = made_documents(tmp_path, 4)
    recipe = written(tmp_path, '[[filters]]\nname = "near-duplicates"\n')
    arguments = [listed, "-o", tmp_path / "out", "--model", "length", "--jobs", 1, "--json", "--recipe", recipe]
    first = json.loads(run_batch_command(*arguments).stdout)
    dropped = first["counts"]["dropped: near-duplicate of an earlier pair"]
    assert dropped > 0
    again = json.loads(run_batch_command(*arguments).stdout)
    assert not again["corpus_rewritten"]
    written(tmp_path, '[[filters]]\nname = "duplicates"\n')
    changed = json.loads(run_batch_command(*arguments).stdout)
    assert changed["corpus_rewritten"]
    assert changed["unchanged"] == 4
    assert changed["counts"].get("dropped: near-duplicate of an earlier pair", 0) == 0
    state = json.loads((tmp_path / "out" / "batch.json").read_text(encoding="utf-8"))
    assert state["corpus_signature"] == "filters:unrelated+duplicates(compare=pair)|split:100"


def test_the_command_prints_a_recipe_and_names_errors_in_one(tmp_path):
    done = run_batch_command("--print-recipe")
    assert (done.returncode, done.stdout) == (0, starter_recipe())
    recipe = written(tmp_path, '[[filters]]\nname = "numbrs"\n')
    done = run_batch_command("pairs.csv", "-o", tmp_path / "out", "--recipe", recipe)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith(f"aligner: error: {recipe}:2: unknown filter 'numbrs'")
    assert not (tmp_path / "out").exists()


def test_options_replace_filters_of_the_recipe(tmp_path):
    settings = FilterSettings(0.9, recipe=load_recipe(written(tmp_path, RECIPE)).filters)
    assert list(settings.chosen) == ["numbers", "lengths", "confidence"]
    assert settings.chosen["confidence"] == Confidence(0.9)
