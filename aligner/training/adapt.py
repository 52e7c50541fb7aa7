"""Adapt a static model to a user's own translation memory, in seconds.

The tokenizer stays the same, and training starts from the vectors of the base model. The rows
(vectors) of the tokens that occur in the memory are trained as in `aligner.training.contrastive`.
Each trained row is then averaged with its base row. The average of two models is nearly as good on
the new subject as the trained model, and as good as the base model on other texts (Wortsman et al.,
2022, "Robust fine-tuning of zero-shot models"). The most frequent tokens (marks, particles) keep
their base rows, because all other texts depend on them and the new subject hardly does. Rows of
tokens that do not occur stay unchanged.

Two variants were measured and rejected. The first added unknown words as new tokens, but their
pieces learn equally well. The second pulled rare tokens more strongly towards the base. This undoes
the learning, and the damage to other texts comes from the frequent tokens.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy
from numpy.typing import NDArray

from aligner.errors import UsageError
from aligner.interface import _
from aligner.registry import require
from aligner.training.adaptation_settings import AdaptationSettings
from aligner.training.pairs import Pairs
from aligner.training.train import (
    Progress,
    create_folder,
    no_progress,
    read_sources,
    retrieval_accuracy,
    source_facts,
    write_model,
)

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from aligner.embedders.static import Packed, StaticEmbedder
    from aligner.protocols import Vectors
    from aligner.training.bags import Bags

Shares = NDArray[numpy.float64]
MIN_PAIRS = 10
MIN_ROW_LENGTH = 1e-3
"""Length that a row of zeros is given."""


def adapt(
    paths: Sequence[str | Path],
    folder: str | Path,
    base: str = "bundled",
    settings: AdaptationSettings | None = None,
    *,
    name: str = "",
    progress: Progress = no_progress,
) -> None:
    """Adapt a static model to pairs and write the new model to ``folder``.

    Args:
        paths: translation memories (TMX, CSV, TSV, JSON lines), pair files, or folders of them.
        folder: output folder; created if it does not exist.
        base: ``bundled``, or the folder of a static model.
        settings: see `AdaptationSettings`; the defaults if ``None``.
        name: name of the model; the name of the folder if empty.
        progress: a function that is called with the name of the stage and its completed share, 0 to 1.

    Raises:
        InputError: a file cannot be read, or there are too few pairs.
        ModelError: the base model cannot be loaded.
        OutputError: the folder cannot be written.
        UsageError: the base is not a static model, ``folder`` is the base itself, or torch is not
            installed.
    """
    require("torch", "transformer", _("making the model {folder!r}", folder=str(folder)))
    settings = settings or AdaptationSettings()
    model = load_base(base, folder)
    sources = read_sources([Path(path) for path in paths], MIN_PAIRS, progress)
    splits = [source.split(settings.held_out) for source in sources]
    kept = without_held_out(splits)
    packed = adapt_packed(model, kept, settings, progress)
    progress(_("packing"), 0.0)
    facts = [
        {
            **source_facts(source, held),
            "found_by_base": retrieval_accuracy(model.tokenizer, model.packed, held),
            "found": retrieval_accuracy(model.tokenizer, packed, held),
        }
        for source, held in splits
    ]
    card = {
        "name": name or Path(folder).resolve().name,
        "kind": "static",
        "base": {"name": model.name, "signature": model.signature},
        "settings": {"adaptation": dataclasses.asdict(settings)},
        "data": facts,
    }
    write_model(create_folder(folder), model.tokenizer, packed, card)
    progress(_("packing"), 1.0)


def load_base(base: str, folder: str | Path) -> StaticEmbedder:
    """Return the static model that is to be adapted.

    Raises:
        ModelError: the model does not exist or is damaged.
        UsageError: the model is not a static model, or its folder is the output folder.
    """
    from aligner.embedders import BUNDLED, BUNDLED_FOLDER
    from aligner.embedders.static import StaticEmbedder, is_static_model

    path = BUNDLED_FOLDER if base == BUNDLED else Path(base)
    if not is_static_model(path):
        raise UsageError(
            _(
                "the base {base!r} is not a static model: give {bundled}, or a folder written by aligner train",
                base=base,
                bundled=BUNDLED,
            )
        )
    if path.resolve() == Path(folder).resolve():
        raise UsageError(
            _("the output folder {folder!r} is the base itself: choose another with -o", folder=str(folder))
        )
    return StaticEmbedder.load(str(path))


def without_held_out(splits: Sequence[tuple[Pairs, Pairs]]) -> Pairs:
    """Return the training pairs of all files, without those that have a text in common with a held-out pair."""
    chinese = {text for _, held in splits for text in held.chinese}
    english = {text for _, held in splits for text in held.english}
    pairs = [
        pair
        for kept, _ in splits
        for pair in zip(kept.chinese, kept.english, strict=True)
        if pair[0] not in chinese and pair[1] not in english
    ]
    return Pairs("", [pair[0] for pair in pairs], [pair[1] for pair in pairs], 0)


def adapt_packed(model: StaticEmbedder, pairs: Pairs, settings: AdaptationSettings, progress: Progress) -> Packed:
    """Return the packed vectors of the adapted model, with the same shape as those of the base model.

    Raises:
        InputError: too few of the pairs are usable.
    """
    from aligner.embedders.static import pack_vectors, unpack_vectors
    from aligner.training.bags import Bags, make_bags, whole_tokens

    progress(_("splitting texts into tokens"), 0.0)
    parts = whole_tokens(model.tokenizer)
    bags = [make_bags(model.tokenizer, parts, texts) for texts in (pairs.chinese, pairs.english)]
    used = numpy.unique(numpy.concatenate([each.rows for each in bags]))
    places = numpy.zeros(len(model.packed), numpy.int32)
    places[used] = numpy.arange(len(used))
    first = unpack_vectors(model.packed[used])
    last = train_base_rows(first, [Bags(places[each.rows], each.offsets) for each in bags], settings, progress)
    packed = model.packed.copy()
    moved = token_shares(model.tokenizer)[used] <= settings.common
    mean = settings.pull * first[moved] + (1 - settings.pull) * last[moved]
    packed[used[moved]] = pack_vectors(mean)
    return packed


def token_shares(tokenizer: Tokenizer) -> Shares:
    """Return the frequency of each token in general text as a share, 0 to 1, shape (tokens,).

    The shares are the probabilities of the unigram tokenizer.
    """
    entries = json.loads(tokenizer.to_str())["model"]["vocab"]
    found: Shares = numpy.exp(numpy.array([score for _, score in entries]))
    return found


def train_base_rows(first: Vectors, bags: Sequence[Bags], settings: AdaptationSettings, progress: Progress) -> Vectors:
    """Return the token vectors of the base model after training on the pairs.

    They have the shape of ``first``, the vectors before training.

    Raises:
        InputError: too few of the pairs are usable.
    """
    from aligner.training.checkpoint import TrainingState
    from aligner.training.contrastive import ContrastiveSettings, run_steps

    contrastive = ContrastiveSettings(
        dimension=first.shape[1],
        epochs=settings.passes(len(bags[0].sizes())),
        batch=settings.batch,
        run=settings.run,
        learning_rate=settings.learning_rate,
        scale=settings.scale,
        seed=settings.seed,
    )
    # The trained rows have unit length and their lengths are factors. Adam's steps are then relative to the length, so
    # the short rows of frequent tokens, on which all other texts depend, move little.
    lengths = numpy.maximum(numpy.sqrt((first**2).sum(axis=1)), MIN_ROW_LENGTH)
    state = TrainingState.start(first / lengths[:, None], numpy.random.default_rng(settings.seed))

    def after_step(share: float, loss: float) -> None:
        progress(_("adapting (loss {loss:.3f})", loss=loss), share)

    run_steps(state, bags[0], bags[1], contrastive, after_step, lengths=lengths)
    rows: Vectors = state.rows * lengths[:, None]
    return rows
