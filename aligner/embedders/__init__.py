"""Embedders of texts as vectors: ``static`` (bundled), ``transformer``, and ``length`` (no model)."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from aligner.errors import ModelError
from aligner.interface import _
from aligner.registry import Entry, Registry, require

if TYPE_CHECKING:  # listing the models must not import numpy
    from aligner.protocols import Embedder

__all__ = ["BUNDLED", "EMBEDDERS", "LENGTH", "load_embedder"]

BUNDLED = "bundled"
LENGTH = "length"
BUNDLED_FOLDER = Path(__file__).parent / "bundled"

EMBEDDERS = Registry(
    "embedder",
    {
        "static": Entry("aligner.embedders.static:StaticEmbedder", "one vector a token, summed; needs no torch"),
        "transformer": Entry(
            "aligner.embedders.transformer:TransformerEmbedder",
            "anything sentence-transformers loads, by name or path",
            package="sentence_transformers",
            extra="transformer",
        ),
        "length": Entry("aligner.embedders.length:LengthEmbedder", "lengths alone, without any model"),
    },
    group="bitext_aligner.embedders",
)


def load_embedder(model: str = BUNDLED) -> Embedder:
    """Return the embedder that ``model`` names.

    The last model stays loaded. Repeated calls, such as one for each of thousands of short texts, load
    it only once.

    Args:
        model: ``bundled``, ``length`` (no model), a folder written by ``aligner train``, the name or
            path of a sentence-transformers model, or the name of an embedder from another package. Such
            a name has the form ``NAME`` or ``NAME:ARGUMENT``; the embedder's ``load`` gets the
            argument, or the name if there is none.

    Raises:
        ModelError: the model does not exist, or is damaged.
        UsageError: the model needs a package that is not installed.
    """
    return _load_cached(model, _state_of(_folder_of(model)))


def _folder_of(model: str) -> Path:
    return BUNDLED_FOLDER if model == BUNDLED else Path(model)


def _state_of(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Return the name, size and modification time of each file in a folder; empty if it is not a folder.

    If they differ from those of the loaded model, the model has changed and is loaded again.
    """
    try:
        files = sorted((path.name, path.stat()) for path in folder.iterdir())
    except OSError:  # the name of a model that is not a folder here
        return ()
    return tuple((name, state.st_size, state.st_mtime_ns) for name, state in files)


@lru_cache(maxsize=1)
def _load_cached(model: str, _state: tuple[tuple[str, int, int], ...]) -> Embedder:
    from aligner.embedders.static import is_static_model

    if model == LENGTH:
        lengths: Embedder = EMBEDDERS.load("length").load(model)
        return lengths
    folder = _folder_of(model)
    if not folder.exists() and (Path(model).is_absolute() or model.startswith((".", "~")) or model.count("/") > 1):
        raise ModelError(_("no such model folder; write one with aligner train, or leave --model out"), path=model)
    if model == BUNDLED or is_static_model(folder):
        embedder: Embedder = EMBEDDERS.load("static").load(str(folder))
        return embedder
    added, _unused, argument = model.partition(":")
    if not folder.exists() and added in EMBEDDERS.added():
        embedder = EMBEDDERS.load(added).load(argument or added)
        return embedder
    require(
        "sentence_transformers", "transformer", _("the model {model!r} is none of the program's own and", model=model)
    )
    embedder = EMBEDDERS.load("transformer").load(model)
    return embedder
