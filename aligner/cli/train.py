"""``aligner train``: train a static model from pairs, or adapt the bundled model to a translation memory."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from aligner.cli.options import debug_option
from aligner.cli.terminal import progress_lines
from aligner.errors import UsageError
from aligner.interface import _
from aligner.registry import require

if TYPE_CHECKING:
    from aligner.training import TrainingSettings
    from aligner.training.train import Progress

ONLY_FROM_SCRATCH = {"dimension": "--dimension", "words": "--words", "english_words": "--english-words"}


@click.command()
@click.argument("pairs", nargs=-1, metavar="[PAIRS]...")
@click.option("-o", "--output", metavar="FOLDER", help="Folder for the trained model.")
@click.option(
    "--from",
    "memories",
    metavar="MEMORY",
    multiple=True,
    help="Adapt --base to a translation memory (.tmx, .csv, .tsv, .bitext.jsonl) or pair file; may be repeated.",
)
@click.option("--base", metavar="PATH", help="With --from: the static model to adapt.  [bundled]")
@click.option(
    "--export",
    "export_folder",
    metavar="FOLDER",
    help="Also write the model as a standard sentence-transformers folder; without PAIRS, export --model.",
)
@click.option("--model", metavar="PATH", help="With --export alone: the model to export.  [bundled]")
@click.option("--config", metavar="FILE", help="Settings file (TOML); flags override it.")
@click.option("--dimension", type=click.IntRange(8, 1024), help="Length of a vector, even.  [384]")
@click.option(
    "--epochs", type=click.FloatRange(0, 100, min_open=True), help="Passes over the pairs.  [2; with --from: 16]"
)
@click.option("--words", type=click.IntRange(100, 1_000_000), help="Chinese words in the vocabulary.  [30000]")
@click.option("--english-words", type=click.IntRange(100, 1_000_000), help="English words in it.  [24000]")
@click.option("--seed", type=click.IntRange(0), help="Seed of all random choices.  [1]")
@click.option("-q", "--quiet", is_flag=True, help="Print warnings and errors only.")
@debug_option
def train(
    pairs: tuple[str, ...],
    output: str | None,
    memories: tuple[str, ...],
    base: str | None,
    export_folder: str | None,
    model: str | None,
    config: str | None,
    quiet: bool,
    **flags: Any,  # noqa: ANN401 - the settings flags, each checked by click
) -> None:
    """Train a static model from Chinese-English pairs, on this computer, in minutes.

    PAIRS are files of lines "Chinese TAB English" (.tsv, .tsv.xz, .tsv.gz), translation
    memories, or folders of them. With --from, the bundled model is adapted to your own
    pairs instead, in seconds. The model is used with: aligner align --model FOLDER.
    Needs torch: pip install 'bitext-aligner[transformer]'.
    The same command continues a run that was stopped.

    \b
    Examples:
      aligner train --from my-memory.tmx -o my-model
      aligner train memory.tsv corpora/ -o my-model
      aligner train memory.tsv -o my-model --export my-sentence-transformer
      aligner train --export bundled-as-sentence-transformer
    """  # noqa: D301 - click wants the character itself
    given = {name: value for name, value in flags.items() if value is not None}
    check_request(pairs, output, memories, export_folder)
    check_options(base, model, [*given, *(["config"] if config else [])], pairs=pairs, memories=memories)
    if export_folder:  # report a missing package before the training
        require(
            "sentence_transformers", "transformer", _("exporting to {export_folder!r}", export_folder=export_folder)
        )
    with progress_lines(shown=not quiet) as progress:
        if output:
            make_model(pairs, memories, output, base, chosen_settings(config, given), progress)
        if export_folder:
            from aligner.embedders import BUNDLED, BUNDLED_FOLDER
            from aligner.training.export import export_sentence_transformer

            progress(_("exporting"), 0.0)
            export_sentence_transformer(
                output or (BUNDLED_FOLDER if model in (None, BUNDLED) else model), export_folder
            )
    if not quiet:
        for made in filter(None, (output, export_folder)):
            click.echo(_("wrote {made}", made=made), err=True)


def check_request(
    pairs: tuple[str, ...], output: str | None, memories: tuple[str, ...], export_folder: str | None
) -> None:
    """Raise `UsageError` if the arguments name nothing to train or export, or two tasks at once."""
    if pairs and memories:
        raise UsageError(
            _("PAIRS train a new model, --from adapts one: put --from before each file to adapt to, or before none")
        )
    if not pairs and not memories and not export_folder:
        raise UsageError(_("name files of pairs to train on, --from MEMORY to adapt to, or --export FOLDER"))
    if (pairs or memories) and not output:
        raise UsageError(_("name a folder for the trained model: -o FOLDER"))
    if output and not pairs and not memories:
        raise UsageError(_("-o FOLDER needs files of pairs to train on, or --from MEMORY to adapt to"))


def check_options(
    base: str | None, model: str | None, given: list[str], *, pairs: tuple[str, ...], memories: tuple[str, ...]
) -> None:
    """Raise `UsageError` if an option does not apply to the task: training, adaptation or export."""
    if base and not memories:
        raise UsageError(_("--base is the model that --from MEMORY adapts: add --from, or leave out --base"))
    if model and (pairs or memories):
        raise UsageError(_("--model is the model that --export alone exports: use --base for the model to adapt"))
    if given and not pairs and not memories:
        raise UsageError(
            _("--{option} is only for training: leave it out for an export", option=given[0].replace("_", "-"))
        )
    if memories:
        for name in given:
            if name in ONLY_FROM_SCRATCH:
                raise UsageError(
                    _(
                        "{only_from_scratch} is fixed by the base: leave it out with --from",
                        only_from_scratch=ONLY_FROM_SCRATCH[name],
                    )
                )


def chosen_settings(config: str | None, given: dict[str, Any]) -> TrainingSettings:
    """Return the training settings of the file ``config``, overridden by the given flags.

    Raises:
        InputError: the file cannot be read.
        UsageError: the file has an unknown key or an invalid value.
    """
    from aligner.training import load_training_settings

    settings = load_training_settings(config)
    names = {"words": "chinese_words", "english_words": "english_words"}
    vocabulary = {names[name]: value for name, value in given.items() if name in names}
    contrastive = {name: value for name, value in given.items() if name not in names}
    adaptation = {name: value for name, value in contrastive.items() if name != "dimension"}
    return replace(
        settings,
        vocabulary=replace(settings.vocabulary, **vocabulary),
        contrastive=replace(settings.contrastive, **contrastive),
        adaptation=replace(settings.adaptation, **adaptation),
    )


def make_model(
    pairs: tuple[str, ...],
    memories: tuple[str, ...],
    output: str,
    base: str | None,
    settings: TrainingSettings,
    progress: Progress,
) -> None:
    """Train a new model on ``pairs``, or adapt a model to ``memories`` if any are given, and save it."""
    from aligner.embedders import BUNDLED
    from aligner.training import adapt
    from aligner.training import train as train_model

    if memories:
        adapt(memories, output, base or BUNDLED, settings.adaptation, progress=progress)
    else:
        train_model(pairs, output, settings, progress=progress, remark=remark)


def remark(line: str) -> None:
    """Print a remark for the user on standard error."""
    click.echo(f"aligner: {line}", err=True)
