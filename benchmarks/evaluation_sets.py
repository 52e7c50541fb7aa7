"""The sets that quality is measured on: where they are, what belongs to them, and whether they are what they were.

Two are public evaluation data that may not be copied into the project and are looked for beside the
checkout; three are the genres of the project's own sample, which are always there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from aligner.bitext import Language

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "eval"
SAMPLE = ROOT / "corpora" / "sample"


@dataclass(frozen=True)
class EvaluationDocument:
    """One document in both languages, one sentence a line, and its human alignment.

    Attributes:
        source: the text whose numbers stand on the left of the gold.
        target: the text whose numbers stand on the right.
        source_language: of ``source``; ``target`` is in the other one.
        gold: the human alignment.
    """

    source: Path
    target: Path
    source_language: Language
    gold: Path

    @property
    def target_language(self) -> Language:
        """The language of ``target``."""
        return "en" if self.source_language == "zh" else "zh"


@dataclass(frozen=True)
class EvaluationSet:
    """Documents that are scored together.

    Attributes:
        name: short, for files.
        title: for tables.
        documents: empty where the data is absent.
        home: the folder that holds it, as a user would look for it, relative to the checkout.
    """

    name: str
    title: str
    documents: tuple[EvaluationDocument, ...]
    home: str

    @property
    def absence(self) -> str:
        """A line that says that the data is absent and where it is looked for; empty when it is there."""
        if self.documents:
            return ""
        return f"{self.name} is skipped: its data is not there (looked for *.align, *.zh and *.en in {self.home})"

    def sha256(self) -> str:
        """Return the sha256 of the texts and the gold: of each file's name, size and bytes, in order of names."""
        digest = hashlib.sha256()
        files = {path for each in self.documents for path in (each.source, each.target, each.gold)}
        for path in sorted(files, key=lambda path: path.name):
            content = path.read_bytes()
            digest.update(f"{path.name}\0{len(content)}\0".encode())
            digest.update(content)
        return digest.hexdigest()

    def outputs(self, extension: str) -> tuple[Path, ...]:
        """Return the peer outputs with this extension, one a document; none where one is missing."""
        paths = tuple(document.gold.with_suffix(extension) for document in self.documents)
        return paths if all(path.is_file() for path in paths) else ()


def evaluation_sets(shared: Path = SHARED) -> tuple[EvaluationSet, ...]:
    """Return all sets, those whose data is absent included."""
    return (
        shared_set("mac-dev", "six literary chapters (MAC-Dev)", shared),
        shared_set("bible-dev", "scripture (bible-dev)", shared),
        *(sample_set(genre, f"sample: {title}") for genre, title in SAMPLE_TITLES.items()),
    )


SAMPLE_TITLES = {"resolution": "legal text", "story": "story with dialogue", "guide": "technical guide"}


def shared_set(name: str, title: str, shared: Path) -> EvaluationSet:
    """Return a set of files ``NNN.align``, ``NNN.zh``, ``NNN.en``; the gold is Chinese on the left."""
    golds = sorted((shared / name).glob("*.align"))
    documents = tuple(
        EvaluationDocument(gold.with_suffix(".zh"), gold.with_suffix(".en"), "zh", gold) for gold in golds
    )
    return EvaluationSet(name, title, documents, f"../shared/eval/{name}")


def sample_set(genre: str, title: str) -> EvaluationSet:
    """Return one genre of the project's sample; the gold is English on the left."""
    document = EvaluationDocument(
        SAMPLE / f"{genre}.en.sentences",
        SAMPLE / f"{genre}.zh.sentences",
        "en",
        SAMPLE / f"{genre}.sentence.align",
    )
    return EvaluationSet(f"sample-{genre}", title, (document,), "corpora/sample")


def chosen(sets: Sequence[EvaluationSet], name: str) -> EvaluationSet:
    """Return the set called ``name``.

    Raises:
        KeyError: there is none.
    """
    for each in sets:
        if each.name == name:
            return each
    raise KeyError(name)
