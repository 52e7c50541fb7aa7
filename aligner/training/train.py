"""The whole of training, in order: read pairs, build the tokenizer, train the rows, pack the model."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from aligner.errors import InputError, OutputError
from aligner.training.contrastive import ContrastiveSettings
from aligner.training.pairs import Pairs, pair_files, read_pairs
from aligner.training.vocabulary import VocabularySettings

FEWEST = 100
Progress = Callable[[str, float], None]
"""Called with what is being done and the share of it that is done, 0 to 1."""


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """All settings of a training run."""

    vocabulary: VocabularySettings = field(default_factory=VocabularySettings)
    contrastive: ContrastiveSettings = field(default_factory=ContrastiveSettings)


def train(
    paths: Sequence[str | Path],
    folder: str | Path,
    settings: TrainingSettings | None = None,
    *,
    name: str = "",
    progress: Progress = lambda _stage, _share: None,
) -> None:
    """Train a static model from pair files and write it to ``folder``.

    Args:
        paths: files of ``Chinese TAB English`` lines (plain, .xz, .gz), or folders of them.
        folder: where the model goes; made if it does not exist.
        settings: defaults when left out.
        name: the model's name; the folder's when left out.
        progress: told how far the work is.

    Raises:
        InputError: a file cannot be read, or there are too few pairs.
        OutputError: the folder cannot be written.
    """
    from aligner.embedders.static import save_static
    from aligner.training.bags import make_bags, token_parts
    from aligner.training.contrastive import train_rows
    from aligner.training.vocabulary import build_tokenizer

    settings = settings or TrainingSettings()
    folder = Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"cannot make this folder ({error.strerror})", path=str(folder)) from error
    sources = read_sources([Path(path) for path in paths], progress)
    chinese = [text for source in sources for text in source.chinese]
    english = [text for source in sources for text in source.english]
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
        lambda share, loss: progress(f"training (loss {loss:.3f})", share),
    )
    progress("packing", 0.0)
    card = {
        "name": name or folder.name,
        "kind": "static",
        "settings": dataclasses.asdict(settings),
        "data": [{"source": source.name, "pairs": len(source), "dropped": source.dropped} for source in sources],
    }
    save_static(folder, tokenizer, parts.fold(rows), card)
    progress("packing", 1.0)


def read_sources(paths: Sequence[Path], progress: Progress) -> list[Pairs]:
    """Read all pair files.

    Raises:
        InputError: a file cannot be read, or there are too few pairs to learn from.
    """
    files = pair_files(paths)
    sources = []
    for number, path in enumerate(files):
        progress(f"reading {path.name}", number / len(files))
        sources.append(read_pairs(path))
    total = sum(map(len, sources))
    if total < FEWEST:
        raise InputError(f"{total} usable pairs are too few to train on; {FEWEST} are the least, a million is good")
    return sources
