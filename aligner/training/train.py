"""The whole of training, in order: read pairs, build the tokenizer, train the rows, pack the model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy

from aligner.errors import InputError, OutputError
from aligner.registry import require
from aligner.training.checkpoint import SECONDS, Checkpoints
from aligner.training.pairs import Pairs, pair_files, read_pairs
from aligner.training.settings import TrainingSettings

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from aligner.embedders.static import Packed

FEWEST = 100
STRETCH = 500
Progress = Callable[[str, float], None]
"""Called with what is being done and the share of it that is done, 0 to 1."""
Remark = Callable[[str], None]
"""Called with a line the user should read."""


def no_progress(_stage: str, _share: float) -> None:
    """Tell nobody."""


def no_remark(_line: str) -> None:
    """Tell nobody."""


def train(
    paths: Sequence[str | Path],
    folder: str | Path,
    settings: TrainingSettings | None = None,
    *,
    name: str = "",
    progress: Progress = no_progress,
    remark: Remark = no_remark,
    seconds: float = SECONDS,
) -> None:
    """Train a static model from pair files and write it to ``folder``.

    A run that was killed goes on when it is started again with the same settings and data: reading and
    counting are repeated, the steps that were saved in the folder are not. The same seed gives the same
    bytes, killed in between or not; `aligner.training.contrastive` says on which conditions.

    Args:
        paths: files of ``Chinese TAB English`` lines (plain, .xz, .gz), bitexts, or folders of them.
        folder: where the model goes; made if it does not exist.
        settings: defaults when left out.
        name: the model's name; the folder's when left out.
        progress: told how far the work is.
        remark: told in one line what became of a killed run's steps.
        seconds: between two savings of the state.

    Raises:
        InputError: a file cannot be read, or there are too few pairs.
        OutputError: the folder cannot be written.
        UsageError: torch is not installed.
    """
    from aligner.embedders.static import pack_vectors
    from aligner.training.bags import make_bags, token_parts
    from aligner.training.contrastive import train_rows
    from aligner.training.vocabulary import build_tokenizer

    require("torch", "transformer", f"making the model {str(folder)!r}")
    settings = settings or TrainingSettings()
    checkpoints = Checkpoints(made_folder(folder), seconds, remark)
    sources = read_sources([Path(path) for path in paths], FEWEST, progress)
    splits = [source.split(settings.held_out) for source in sources]
    chinese = [text for source, _ in splits for text in source.chinese]
    english = [text for source, _ in splits for text in source.english]
    progress("counting words", 0.0)
    tokenizer = build_tokenizer(chinese, english, settings.vocabulary)
    progress("cutting texts", 0.0)
    parts = token_parts(tokenizer)
    bags = [make_bags(tokenizer, parts, texts) for texts in (chinese, english)]
    rows = train_rows(
        bags[0],
        bags[1],
        tokenizer.get_vocab_size(),
        settings.contrastive,
        progress=lambda share, loss: progress(f"training (loss {loss:.3f})", share),
        checkpoints=checkpoints,
    )
    progress("packing", 0.0)
    packed = pack_vectors(parts.fold(rows))
    facts = [{**about(source, held), "found": found_share(tokenizer, packed, held)} for source, held in splits]
    card = {"name": name or Path(folder).name, "kind": "static", "settings": settings.of_training(), "data": facts}
    write_model(Path(folder), tokenizer, packed, card)
    checkpoints.remove()
    progress("packing", 1.0)


def made_folder(folder: str | Path) -> Path:
    """Make the folder if it does not exist.

    Raises:
        OutputError: it cannot be made.
    """
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"cannot make this folder ({error.strerror})", path=str(folder)) from error
    return Path(folder)


def write_model(folder: Path, tokenizer: Tokenizer, packed: Packed, card: dict[str, Any]) -> None:
    """Write the model's files.

    Raises:
        OutputError: they cannot be written.
    """
    from aligner.embedders.static import save_packed

    try:
        save_packed(folder, tokenizer, packed, card)
    except OSError as error:
        raise OutputError(f"the model cannot be written here ({error.strerror})", path=str(folder)) from error


def about(kept: Pairs, held: Pairs) -> dict[str, Any]:
    """Return what the card says of a source: its name and numbers of pairs."""
    return {"source": kept.name, "pairs": len(kept), "dropped": kept.dropped, "held_out": len(held)}


def read_sources(paths: Sequence[Path], fewest: int, progress: Progress) -> list[Pairs]:
    """Read all pair files.

    Raises:
        InputError: a file cannot be read, or there are fewer than ``fewest`` usable pairs to learn from.
    """
    files = pair_files(paths)
    sources = []
    for number, path in enumerate(files):
        progress(f"reading {path.name}", number / len(files))
        sources.append(read_pairs(path))
    total = sum(map(len, sources))
    if total < fewest:
        names = ", ".join(path.name for path in files)
        raise InputError(f"{total} usable pairs in {names} are too few to learn from; {fewest} are the least")
    return sources


def found_share(tokenizer: Tokenizer, packed: Packed, held: Pairs) -> float | None:
    """Return how often a held-out Chinese text's own translation is nearest to it, 0 to 1; ``None`` for no pairs.

    The other translations are those of the same stretch of the file, at most `STRETCH` of them.
    """
    from aligner.alignment.spans import unit_rows
    from aligner.embedders.static import StaticEmbedder

    if not len(held):
        return None
    embedder = StaticEmbedder("", "", tokenizer, packed)
    chinese, english = (unit_rows(embedder.encode(texts)) for texts in (held.chinese, held.english))
    hits = 0
    for start in range(0, len(held), STRETCH):
        part = slice(start, start + STRETCH)
        similarity = chinese[part] @ english[part].T
        hits += int((similarity.argmax(axis=1) == numpy.arange(len(similarity))).sum())
    return round(hits / len(held), 4)
