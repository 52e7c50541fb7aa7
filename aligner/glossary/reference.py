"""Read the English texts of a reference corpus from documents and from files of pairs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aligner.errors import InputError
from aligner.formats import load
from aligner.formats.refused_pairs import own_format_of
from aligner.glossary.corpus import pairs_of
from aligner.interface import _
from aligner.languages.detection import judge, sample_of
from aligner.languages.english import CODE as ENGLISH
from aligner.readers import read

_PAGES = frozenset({"docx", "epub", "html"})
"""Formats of pairs in which documents are written as well, and are here taken for documents."""


def reference_texts(paths: Iterable[str]) -> Iterator[str]:
    """Yield the English texts of a reference corpus, file by file.

    Args:
        paths: English documents in any supported format, and files of Chinese-English pairs.

    Raises:
        InputError: a file is missing or damaged, or a document is not English.
        UsageError: the pairs of a file are not in Chinese and English.
    """
    for path in paths:
        name = own_format_of(path)
        if name is not None and name not in _PAGES:
            yield from (pair.english for pair in pairs_of([load(path)]))
        else:
            yield from _document_texts(path)


def _document_texts(path: str) -> list[str]:
    blocks = [block for block in read(path).blocks if block.kind != "code"]
    lines = "\n".join(block.text for block in blocks if block.kind == "line")  # a term may run over the end of a line
    texts = [*([lines] if lines else []), *(block.text for block in blocks if block.kind != "line")]
    language = judge(sample_of(texts)).language
    if language != ENGLISH:
        raise InputError(
            _("is not English: name an English document or a file of Chinese-English pairs as reference"), path=path
        )
    return texts
