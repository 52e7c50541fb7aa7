"""Align one pair of documents in a worker process, on this machine or a cluster.

Large libraries are imported at the first pair, because the worker must first limit its memory and
threads.
"""

from __future__ import annotations

import functools
import hashlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from aligner.batch.settings import WorkSettings
from aligner.errors import AlignerError, InputError, ModelError
from aligner.interface import _
from aligner.settings import LimitSettings
from aligner.tasks.limits import MEGABYTE, peak_memory
from aligner.tasks.shared_store import SharedStore, store_at
from aligner.tasks.store import FolderStore, key_of

if TYPE_CHECKING:
    from aligner.protocols import Embedder

RESULT_SUFFIX = ".alignment"
"""Extension of the results in a store that several runs share."""


class Pair(NamedTuple):
    """One pair of documents to align, as a worker process receives it.

    Attributes:
        source: absolute path of the source document.
        target: absolute path of the target document.
        known_key: key of the stored result; ``None`` if no result is stored.
    """

    source: str
    target: str
    known_key: bytes | None


class Outcome(NamedTuple):
    """The outcome of one task of a batch: the alignment of a document pair, or the reason of its failure.

    Attributes:
        key: hash of all data that affect the result; empty if the alignment failed.
        content: the alignment as bytes (`aligner.batch.content`); ``None`` if the stored alignment is
            still valid, or if the alignment failed.
        reason: the reason for the failure; empty if the alignment succeeded.
        signature: the program, the model and the settings, as one string.
        peak_memory: largest resident memory of the worker so far, in bytes; 0 if the system does not
            report it.
    """

    key: bytes = b""
    content: bytes | None = None
    reason: str = ""
    signature: str = ""
    peak_memory: int = 0


def align_pair(pair: Pair, settings: WorkSettings) -> Outcome:
    """Align a pair of documents unless its stored result is still valid.

    If a document cannot be read or aligned, no error is raised; the outcome contains the reason.

    Raises:
        ModelError: the model cannot be loaded, so that no pair can be aligned.
    """
    try:
        return _aligned(pair, settings)._replace(peak_memory=peak_memory())
    except ModelError:
        raise
    except AlignerError as error:
        return Outcome(reason=str(error))


def _aligned(pair: Pair, settings: WorkSettings) -> Outcome:
    digests = [content_hash(path, settings.max_file_size) for path in (pair.source, pair.target)]
    signature = _signature(settings)
    key = bytes.fromhex(key_of(part.encode() for part in (signature, *digests)))
    if key == pair.known_key:
        return Outcome(key, signature=signature)
    from aligner.batch.content import is_whole, pack_bitext

    store = _store(settings.store)
    if store and (stored := store.get(key.hex())) is not None and is_whole(stored):
        return Outcome(key, stored, signature=signature)
    from aligner.pipeline import align

    unlimited = replace(settings.align, limits=LimitSettings(0, 0))  # `content_hash` has checked the sizes
    bitext = align(pair.source, pair.target, unlimited, embedder=embedder_for(settings.align.embed.model))
    content = pack_bitext(bitext)
    if store:
        store.put(key.hex(), content)
    return Outcome(key, content, signature=signature)


def content_hash(path: str, max_bytes: int) -> str:
    """Return a hash of the content and the extension of a file; the extension selects the reader.

    Raises:
        InputError: the file does not exist, cannot be read, or is larger than ``max_bytes``.
    """
    file = Path(path)
    try:
        size = file.stat().st_size
        if size > max_bytes:
            raise InputError(
                _(
                    "holds {size:,.0f} MB, more than the {max_bytes:,.0f} MB that are read: raise --max-file-size",
                    size=size / MEGABYTE,
                    max_bytes=max_bytes / MEGABYTE,
                ),
                path=path,
            )
        digest = hashlib.sha256(file.suffix.lower().encode("utf-8", "surrogateescape") + b"\0")
        with file.open("rb") as stream:
            while chunk := stream.read(1 << 20):
                digest.update(chunk)
    except OSError as error:
        raise InputError(_("cannot be read: {reason}", reason=error.strerror or error), path=path) from error
    return digest.hexdigest()


@functools.cache
def _signature(settings: WorkSettings) -> str:
    from aligner import __version__

    model = embedder_for(settings.align.embed.model).signature
    return f"aligner:{__version__}|model:{model}|settings:{settings.align.signature()}"


@functools.cache
def _store(place: str) -> FolderStore | SharedStore | None:
    return store_at(place, RESULT_SUFFIX) if place else None


@functools.cache
def embedder_for(model: str) -> Embedder:
    """Return an embedding model; each process loads it only once.

    Raises:
        ModelError: the model cannot be loaded.
    """
    from aligner.embedders import load_embedder

    return load_embedder(model)
