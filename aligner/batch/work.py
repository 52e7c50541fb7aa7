"""The work on one pair of documents: what a worker does, here or on a cluster.

Nothing heavy is imported before the first pair: a worker can then still bound its memory and its threads.
"""

from __future__ import annotations

import functools
import hashlib
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from aligner.batch.settings import MEGABYTE, WorkSettings
from aligner.errors import AlignerError, InputError, ModelError

if TYPE_CHECKING:
    from aligner.protocols import Embedder

THREAD_VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS")
_ONE_AT_A_TIME = threading.Lock()
"""A worker of a cluster may have several threads; documents gain nothing from them and would share its memory."""


class Task(NamedTuple):
    """One pair of documents to align.

    Attributes:
        number: of the task in this run.
        source: absolute path.
        target: likewise.
        known: key of the result that is there already; ``None`` for none.
    """

    number: int
    source: str
    target: str
    known: bytes | None


class Outcome(NamedTuple):
    """What became of a task.

    Attributes:
        number: of the task.
        key: hash of all that the result depends on; empty where there is none.
        content: the result (`aligner.batch.content`); ``None`` where the known one still holds, or there is none.
        reason: why there is no result; empty where there is one.
        signature: names the program, the model and the settings.
    """

    number: int
    key: bytes = b""
    content: bytes | None = None
    reason: str = ""
    signature: str = ""


def bound(settings: WorkSettings) -> None:
    """Give this process one thread for numbers and, where the system can, no more than its share of memory."""
    for variable in THREAD_VARIABLES:
        os.environ[variable] = "1"
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    if settings.max_memory and os.name == "posix":
        import resource

        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        limit = settings.max_memory if hard == resource.RLIM_INFINITY else min(settings.max_memory, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))


def align_pair(task: Task, settings: WorkSettings) -> Outcome:
    """Align a pair unless its known result still holds; whatever is wrong with the documents becomes a reason.

    Raises:
        ModelError: the model cannot be loaded, so that no pair can be aligned.
    """
    with _ONE_AT_A_TIME:
        try:
            return _aligned(task, settings)
        except ModelError:
            raise
        except AlignerError as error:
            return Outcome(task.number, reason=str(error))
        except MemoryError:
            megabytes = settings.max_memory // MEGABYTE
            return Outcome(
                task.number, reason=f"needs more memory than a worker has ({megabytes} MB): raise --max-memory"
            )
        except Exception as error:  # one bad file never stops the rest
            return Outcome(task.number, reason=" ".join(f"unexpected {type(error).__name__}: {error}".split()))


def _aligned(task: Task, settings: WorkSettings) -> Outcome:
    digests = [content_hash(path, settings.max_file_size) for path in (task.source, task.target)]
    signature = _signature(settings)
    key = hashlib.sha256("|".join([signature, *digests]).encode()).digest()
    if key == task.known:
        return Outcome(task.number, key, signature=signature)
    from aligner.batch.content import packed
    from aligner.pipeline import align

    bitext = align(task.source, task.target, settings.align)
    return Outcome(task.number, key, packed(bitext), signature=signature)


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

    model = keep_models()(settings.align.embed.model).signature
    return f"aligner:{__version__}|model:{model}|settings:{settings.align.signature()}"


def keep_models() -> Callable[[str], Embedder]:
    """Let this process load every model once, however often it is asked for, and return the function that does."""
    from aligner import embedders

    load: Any = embedders.load_embedder
    if not hasattr(load, "cache_clear"):
        load = functools.cache(load)
        embedders.load_embedder = load
    found: Callable[[str], Embedder] = load
    return found
