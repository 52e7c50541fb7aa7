"""``aligner train``: a static model from pair files."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import click

from aligner.cli.options import debug_option
from aligner.cli.terminal import progress_bar
from aligner.errors import UsageError


@click.command()
@click.argument("pairs", nargs=-1, metavar="PAIRS...")
@click.option("-o", "--output", metavar="FOLDER", help="Where the trained model goes.")
@click.option(
    "--export",
    "export_folder",
    metavar="FOLDER",
    help="Also write the model as a standard sentence-transformers folder; without PAIRS, export --model.",
)
@click.option(
    "--model", default="bundled", metavar="PATH", help="With --export and no PAIRS: what to export.  [bundled]"
)
@click.option("--dimension", type=click.IntRange(8, 1024), help="Length of a vector.  [192]")
@click.option("--epochs", type=click.FloatRange(0, 100, min_open=True), help="Passes over the pairs.  [2]")
@click.option("--words", type=click.IntRange(100, 1_000_000), help="Chinese words in the vocabulary.  [30000]")
@click.option("--english-words", type=click.IntRange(100, 1_000_000), help="English words in it.  [24000]")
@click.option("--seed", type=int, help="Seed of everything random.  [1]")
@click.option("-q", "--quiet", is_flag=True, help="Print warnings and errors only.")
@debug_option
def train(
    pairs: tuple[str, ...],
    output: str | None,
    export_folder: str | None,
    model: str,
    dimension: int | None,
    epochs: float | None,
    words: int | None,
    english_words: int | None,
    seed: int | None,
    quiet: bool,
) -> None:
    """Train a static model from Chinese-English pairs, on this computer, in minutes.

    PAIRS are files of lines "Chinese TAB English" (.tsv, .tsv.xz, .tsv.gz), or folders
    of them. The model is used with: aligner align --model FOLDER.

    \b
    Examples:
      aligner train memory.tsv corpora/ -o my-model
      aligner train memory.tsv -o my-model --export my-sentence-transformer
      aligner train --export bundled-as-sentence-transformer
    """  # noqa: D301 - click wants the character itself
    if not pairs and not export_folder:
        raise UsageError("name files of pairs to train on, or --export FOLDER to export a model")
    if pairs and not output:
        raise UsageError("say where the trained model goes: -o FOLDER")
    if output and not pairs:
        raise UsageError("-o FOLDER needs files of pairs to train on")
    with progress_bar(shown=not quiet) as progress:
        if pairs and output:
            from aligner.training import TrainingSettings
            from aligner.training import train as train_model

            settings = TrainingSettings()
            vocabulary = given(chinese_words=words, english_words=english_words)
            contrastive = given(dimension=dimension, epochs=epochs, seed=seed)
            settings = replace(
                settings,
                vocabulary=replace(settings.vocabulary, **vocabulary),
                contrastive=replace(settings.contrastive, **contrastive),
            )
            train_model(pairs, output, settings, progress=progress)
        if export_folder:
            from aligner.embedders import BUNDLED, BUNDLED_FOLDER
            from aligner.training.export import export_sentence_transformer

            progress("exporting", 0.0)
            folder = output or (BUNDLED_FOLDER if model == BUNDLED else model)
            export_sentence_transformer(folder, export_folder)
    if not quiet:
        for made in filter(None, (output, export_folder)):
            click.echo(f"wrote {made}", err=True)


def given(**values: Any) -> dict[str, Any]:  # noqa: ANN401 - click has checked the types
    """Return the options that were given."""
    return {name: value for name, value in values.items() if value is not None}
