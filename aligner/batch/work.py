"""The work on one pair of documents: what a worker does, here or on a cluster.

Nothing heavy is imported before the first pair: a worker can then still bound its memory and its threads.
"""

from __future__ import annotations

import functools
import hashlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from aligner.batch.settings import WorkSettings
from aligner.errors import AlignerError, InputError, ModelError
from aligner.settings import LimitSettings
from aligner.tasks.limits import MEGABYTE
from aligner.tasks.store import key_of

if TYPE_CHECKING:
    from aligner.protocols import Embedder


class Pair(NamedTuple):
    """One pair of documents to align.

    Attributes:
        source: absolute path.
        target: likewise.
        known: key of the result that is there already; ``None`` for none.
    """

    source: str
    target: str
    known: bytes | None


class Outcome(NamedTuple):
    """What became of a pair.

    Attributes:
        key: hash of all that the result depends on; empty where there is none.
        content: the result (`aligner.batch.content`); ``None`` where the known one still holds, or there is none.
        reason: why there is no result; empty where there is one.
        signature: names the program, the model and the settings.
    """

    key: bytes = b""
    content: bytes | None = None
    reason: str = ""
    signature: str = ""


def align_pair(pair: Pair, settings: WorkSettings) -> Outcome:
    """Align a pair unless its known result still holds; what is wrong with the documents becomes a reason.

    Raises:
        ModelError: the model cannot be loaded, so that no pair can be aligned.
    """
    try:
        return _aligned(pair, settings)
    except ModelError:
        raise
    except AlignerError as error:
        return Outcome(reason=str(error))


def _aligned(pair: Pair, settings: WorkSettings) -> Outcome:
    digests = [content_hash(path, settings.max_file_size) for path in (pair.source, pair.target)]
    signature = _signature(settings)
    key = bytes.fromhex(key_of(part.encode() for part in (signature, *digests)))
    if key == pair.known:
        return Outcome(key, signature=signature)
    from aligner.batch.content import packed
    from aligner.pipeline import align

    unlimited = replace(settings.align, limits=LimitSettings(0, 0))  # the sizes have been looked at
    bitext = align(pair.source, pair.target, unlimited, embedder=embedder_for(settings.align.embed.model))
    return Outcome(key, packed(bitext), signature=signature)


def content_hash(path: str, most: int) -> str:
    """Return the hash of a file and of its extension, by which its reader is chosen.

    Raises:
        InputError: there is no such file, it cannot be read, or it is larger than ``most`` bytes.
    """
    file = Path(path)
    try:
        size = file.stat().st_size
        if size > most:
            raise InputError(
                f"holds {size / MEGABYTE:,.0f} MB, more than the {most / MEGABYTE:,.0f} MB that are read: "
                "raise --max-file-size",
                path=path,
            )
        digest = hashlib.sha256(file.suffix.lower().encode("utf-8", "surrogateescape") + b"\0")
        with file.open("rb") as stream:
            while piece := stream.read(1 << 20):
                digest.update(piece)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", path=path) from error
    return digest.hexdigest()


@functools.cache
def _signature(settings: WorkSettings) -> str:
    from aligner import __version__

    model = embedder_for(settings.align.embed.model).signature
    return f"aligner:{__version__}|model:{model}|settings:{settings.align.signature()}"


@functools.cache
def embedder_for(model: str) -> Embedder:
    """Return a model, loaded once a process.

    Raises:
        ModelError: it cannot be loaded.
    """
    from aligner.embedders import load_embedder

    return load_embedder(model)
