"""texts -> vectors, by the embedder of a model: ``static`` (bundled), ``transformer``, or ``length`` (no model)."""

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
    """Load the model that ``model`` names.

    The last model stays loaded, so that repeated calls, such as one for each of thousands of short texts, load it once.

    Args:
        model: ``bundled``, ``length`` (no model), a folder written by ``aligner train``, the name or
            path of a sentence-transformers model, or ``NAME`` or ``NAME:ARGUMENT`` of an embedder from
            another package; its ``load`` gets the argument, or the name if there is none.

    Raises:
        ModelError: the model does not exist, or is damaged.
        UsageError: the model needs a package that is not installed.
    """
    return _load_cached(model, _state_of(_folder_of(model)))


def _folder_of(model: str) -> Path:
    return BUNDLED_FOLDER if model == BUNDLED else Path(model)


def _state_of(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Return the state of the files in a folder, so that a changed model is loaded again; empty for no folder."""
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
