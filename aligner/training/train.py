"""Train a static model from pair files.

The steps are: read the pairs, build the tokenizer, train the rows, write the model.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy

from aligner.errors import InputError, OutputError
from aligner.interface import _
from aligner.registry import require
from aligner.training.checkpoint import CHECKPOINT_SECONDS, Checkpoints
from aligner.training.pairs import Pairs, pair_files, read_pairs
from aligner.training.settings import TrainingSettings

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from aligner.embedders.static import Packed

MIN_PAIRS = 100
MAX_CANDIDATES = 500
Progress = Callable[[str, float], None]
"""Called with the name of the stage and the share of it that is done, 0 to 1."""
Remark = Callable[[str], None]
"""Called with a line for the user."""


def no_progress(_stage: str, _share: float) -> None:
    """Do nothing with the progress of the training; the default of the parameter ``progress`` of `train`."""


def no_remark(_line: str) -> None:
    """Do nothing with a remark about a checkpoint; the default of the parameter ``remark`` of `train`."""


def train(
    paths: Sequence[str | Path],
    folder: str | Path,
    settings: TrainingSettings | None = None,
    *,
    name: str = "",
    progress: Progress = no_progress,
    remark: Remark = no_remark,
    seconds: float = CHECKPOINT_SECONDS,
) -> None:
    """Train a static model from pair files and write it to ``folder``.

    If a run was killed, a new run with the same settings and data continues it. The new run reads the
    pairs and counts words again, but does not repeat the training steps that were saved in the folder.
    The same seed gives the same bytes, with or without an interruption; `aligner.training.contrastive`
    names the conditions.

    Args:
        paths: files of ``Chinese TAB English`` lines (plain, .xz, .gz), bitexts, or folders of them.
        folder: output folder; created if it does not exist.
        settings: see `TrainingSettings`; the defaults if ``None``.
        name: name of the model; the name of the folder if empty.
        progress: a function that is called with the name of the stage and its completed share, 0 to 1.
        remark: a function that is called with one line about the checkpoint of an earlier run.
        seconds: time between two checkpoints, in seconds.

    Raises:
        InputError: a file cannot be read, or there are too few pairs.
        OutputError: the folder cannot be written.
        UsageError: torch is not installed.
    """
    from aligner.embedders.static import pack_vectors
    from aligner.training.bags import make_bags, token_parts
    from aligner.training.contrastive import train_rows
    from aligner.training.vocabulary import build_tokenizer

    require("torch", "transformer", _("making the model {folder!r}", folder=str(folder)))
    settings = settings or TrainingSettings()
    checkpoints = Checkpoints(create_folder(folder), seconds, remark)
    sources = read_sources([Path(path) for path in paths], MIN_PAIRS, progress)
    splits = [source.split(settings.held_out) for source in sources]
    chinese = [text for source, _ in splits for text in source.chinese]
    english = [text for source, _ in splits for text in source.english]
    progress(_("counting words"), 0.0)
    tokenizer = build_tokenizer(chinese, english, settings.vocabulary)
    progress(_("splitting texts into tokens"), 0.0)
    parts = token_parts(tokenizer)
    bags = [make_bags(tokenizer, parts, texts) for texts in (chinese, english)]
    rows = train_rows(
        bags[0],
        bags[1],
        tokenizer.get_vocab_size(),
        settings.contrastive,
        progress=lambda share, loss: progress(_("training (loss {loss:.3f})", loss=loss), share),
        checkpoints=checkpoints,
    )
    progress(_("packing"), 0.0)
    packed = pack_vectors(parts.fold(rows))
    facts = [
        {**source_facts(source, held), "found": retrieval_accuracy(tokenizer, packed, held)} for source, held in splits
    ]
    card = {"name": name or Path(folder).name, "kind": "static", "settings": settings.of_training(), "data": facts}
    write_model(Path(folder), tokenizer, packed, card)
    checkpoints.remove()
    progress(_("packing"), 1.0)


def create_folder(folder: str | Path) -> Path:
    """Create a folder if it does not exist, and return its path.

    Raises:
        OutputError: the folder cannot be created.
    """
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(_("cannot make this folder ({reason})", reason=error.strerror), path=str(folder)) from error
    return Path(folder)


def write_model(folder: Path, tokenizer: Tokenizer, packed: Packed, card: dict[str, Any]) -> None:
    """Write the files of the model.

    Raises:
        OutputError: the files cannot be written.
    """
    from aligner.embedders.static import save_packed

    try:
        save_packed(folder, tokenizer, packed, card)
    except OSError as error:
        raise OutputError(
            _("the model cannot be written here ({reason})", reason=error.strerror), path=str(folder)
        ) from error


def source_facts(kept: Pairs, held: Pairs) -> dict[str, Any]:
    """Return the facts about a pair file for the model card: its name and its numbers of pairs."""
    return {"source": kept.name, "pairs": len(kept), "dropped": kept.dropped, "held_out": len(held)}


def read_sources(paths: Sequence[Path], minimum: int, progress: Progress) -> list[Pairs]:
    """Read all pair files.

    Raises:
        InputError: a file cannot be read, or there are fewer than ``minimum`` usable pairs.
    """
    files = pair_files(paths)
    sources = []
    for number, path in enumerate(files):
        progress(_("reading {name}", name=path.name), number / len(files))
        sources.append(read_pairs(path))
    total = sum(map(len, sources))
    if total < minimum:
        names = ", ".join(path.name for path in files)
        raise InputError(
            _(
                "{total} usable pairs in {names} are too few to learn from: at least {minimum} are needed",
                total=total,
                names=names,
                minimum=minimum,
            )
        )
    return sources


def retrieval_accuracy(tokenizer: Tokenizer, packed: Packed, held: Pairs) -> float | None:
    """Return the share of held-out Chinese texts whose nearest English text is their translation, 0 to 1.

    Return ``None`` if there are no held-out pairs. The candidates are the English texts of the same
    group of at most `MAX_CANDIDATES` consecutive held-out pairs.
    """
    from aligner.alignment.spans import unit_rows
    from aligner.embedders.static import StaticEmbedder

    if not len(held):
        return None
    embedder = StaticEmbedder("", "", tokenizer, packed)
    chinese, english = (unit_rows(embedder.encode(texts)) for texts in (held.chinese, held.english))
    hits = 0
    for start in range(0, len(held), MAX_CANDIDATES):
        part = slice(start, start + MAX_CANDIDATES)
        similarity = chinese[part] @ english[part].T
        hits += int((similarity.argmax(axis=1) == numpy.arange(len(similarity))).sum())
    return round(hits / len(held), 4)
