"""Answer requests for statistics of the matches: frequencies, collocations and renderings."""

from __future__ import annotations

import difflib
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, replace

import numpy

from aligner.concordance.corpus import Corpus
from aligner.concordance.folding import fold
from aligner.concordance.hits import Concordance
from aligner.concordance.index import MAX_FILE_PAIRS
from aligner.concordance.matches import BatchMatches, Finder, collect
from aligner.concordance.metadata import NOTHING
from aligner.concordance.request import Request
from aligner.concordance.search import SearchSettings, concordance_of
from aligner.concordance.sorting import sample_of
from aligner.concordance.statistics import (
    MAX_FORMS,
    Cut,
    Frequency,
    forms_of_matches,
    frequency_by_part,
    near_collocations,
    other_side_collocations,
)
from aligner.concordance.words import joined_units, unit_places
from aligner.errors import UsageError
from aligner.interface import _

FREQUENCY_COLUMNS = ("value", "matches", "pairs", "share", "per_million")
COLLOCATION_COLUMNS = ("word", "count", "corpus_count", "log_dice")
RENDERING_COLUMNS = ("rendering", "count", "share", "low", "high", "examples", "example_source", "example_target")
PARTS = ("match", "document", "file", "folder")
"""What a frequency is grouped by, besides the columns of the metadata."""
RENDERING_PAIRS = 500
"""Number of pairs inspected for the distribution of renderings, drawn at random if there are more."""

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Statistics:
    """A table with a statistic of the matches: frequencies, collocations or renderings (translations).

    Attributes:
        request: the permanent query string of the request.
        columns: names of the columns.
        rows: the rows of the table, in order.
        matches: number of matches that were counted.
        pairs: number of pairs with a match.
        files: number of files searched.
        corpus_pairs: number of pairs searched.
        skipped: one line for each file that could not be read.
        notes: one-line remarks on the index and the statistic.
    """

    request: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    matches: int
    pairs: int
    files: int
    corpus_pairs: int
    skipped: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def answer(corpus: Corpus, request: Request, settings: SearchSettings) -> Concordance | Statistics:
    """Return the answer to a search request: a concordance with hits, or a statistic of the matches.

    Args:
        corpus: the open corpus.
        request: the query, its conditions, and the kind of answer.
        settings: the display settings of the hits.

    Raises:
        UsageError: the query is malformed, or the metadata have no such column.
    """
    if request.view == "hits":
        return concordance_of(corpus, request, settings)
    if request.view == "renderings":
        return _renderings(corpus, request)
    finder = _sampled(corpus, request)
    if request.view == "collocations":
        return _collocations(corpus, request, finder)
    return _frequencies(corpus, request, finder)


def _sampled(corpus: Corpus, request: Request) -> Finder:
    """Return a finder of the matches of a request; if the request has a sample size, only in sampled pairs."""
    pattern = request.pattern()
    finder = Finder(corpus.index, pattern, request.side)
    if not request.sample:
        return finder
    return finder.restricted(sample_of(collect(finder).pairs, request.sample, request.seed))


class _Counting:
    """Iterates over the matches of a search; counts the matches, and the pairs that contain a match."""

    def __init__(self, finder: Finder) -> None:
        self._finder = finder
        self.matches = 0
        self.pairs = 0

    def __iter__(self) -> Iterator[BatchMatches]:
        for found in self._finder:
            self.matches += sum(len(side.pairs) for side in found.sides)
            self.pairs += sum(len(numpy.unique(side.pairs)) for side in found.sides)
            yield found


def _statistics(
    corpus: Corpus, request: Request, columns: tuple[str, ...], rows: Sequence[tuple[Cell, ...]], counted: _Counting
) -> Statistics:
    limited = rows[: request.limit] if request.limit else rows
    return Statistics(
        request.to_string(),
        columns,
        tuple(limited),
        counted.matches,
        counted.pairs,
        len(corpus.files),
        corpus.pairs,
        corpus.skipped,
        corpus.notes,
    )


def _collocations(corpus: Corpus, request: Request, finder: Finder) -> Statistics:
    counted = _Counting(finder)
    cut = Cut(request.min_count, request.limit)
    if request.window is None:
        rows = other_side_collocations(counted, corpus.index, cut)
    else:
        rows = near_collocations(counted, corpus.index, request.window, cut)
    return _statistics(corpus, request, COLLOCATION_COLUMNS, [astuple(row) for row in rows], counted)


def _frequencies(corpus: Corpus, request: Request, finder: Finder) -> Statistics:
    counted = _Counting(finder)
    if request.by == "match":
        rows = _forms(corpus, counted)
    else:
        rows = frequency_by_part(counted, _parts(corpus, request.by), MAX_FILE_PAIRS)
    return _statistics(corpus, request, FREQUENCY_COLUMNS, rows, counted)


def _parts(corpus: Corpus, by: str) -> Mapping[tuple[int, int], str]:
    """Return a mapping from (file id, document id) to the name of a group, to count frequencies by group.

    Args:
        corpus: the open corpus.
        by: the kind of group: ``document``, ``file``, ``folder`` or a column of the metadata.
    """
    name_of = _name_maker(corpus, by)
    return _Names(lambda key: name_of(*key))


class _Names(dict[tuple[int, int], str]):
    """A cache of the names of documents, files, folders or metadata values; each is computed on first use."""

    def __init__(self, make: Callable[[tuple[int, int]], str]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: tuple[int, int]) -> str:
        name = self[key] = self._make(key)
        return name


def _name_maker(corpus: Corpus, by: str) -> Callable[[int, int], str]:
    files = {file.id: file for file in corpus.files}
    documents = corpus.index.lexicon.document_names()
    if by == "document":
        return lambda file, document: " / ".join(dict.fromkeys(filter(None, documents[document]))) or NOTHING
    if by == "file":
        return lambda file, document: files[file].shown
    if by == "folder":
        return lambda file, document: os.path.dirname(files[file].shown) or "."
    metadata = corpus.metadata
    columns = metadata.columns if metadata is not None else ()
    if metadata is None or by not in columns:
        raise UsageError(_unknown_part(by, columns))
    return lambda file, document: metadata.value(by, (*documents[document], files[file].shown))


def _unknown_part(by: str, columns: tuple[str, ...]) -> str:
    """Return the error message for an unknown grouping of frequencies, with the known ones.

    Known are ``match``, ``document``, ``file``, ``folder`` and the columns of the metadata.
    """
    near = difflib.get_close_matches(by, (*PARTS, *columns), 1)
    if near:
        return _("a frequency cannot be grouped by {by!r}: did you mean {name}?", by=by, name=near[0])
    if columns:
        names = ", ".join((*PARTS, *columns))
        return _("a frequency cannot be grouped by {by!r}: choose one of {names}", by=by, names=names)
    return _(
        "a frequency cannot be grouped by {by!r}: choose one of {names}, or name a table of the documents with "
        "--metadata FILE",
        by=by,
        names=", ".join(PARTS),
    )


def _forms(corpus: Corpus, counted: _Counting) -> list[Frequency]:
    """Return the frequency of each form of the matches, such as "decision" and "decisions".

    A form is the sequence of words of a match, without punctuation and differences of case. The rarest
    forms are counted together.
    """
    counts: dict[tuple[int, int], list[int]] = {}
    for form in forms_of_matches(counted):
        entry = counts.setdefault(form.key, [form.pair, form.side, form.start, form.end, 0, 0])
        entry[4] += form.matches
        entry[5] += form.pairs
    forms = sorted(counts.values(), key=lambda entry: -entry[4])
    rows = corpus.index.rows(list({entry[0] for entry in forms[:MAX_FORMS]}))
    matches: Counter[str] = Counter()
    pairs: Counter[str] = Counter()
    for pair, side, start, end, in_matches, in_pairs in forms[:MAX_FORMS]:
        text = fold((rows[pair].source, rows[pair].target)[side])
        name = joined_units([text[slice(*place)] for place in unit_places(text)[start:end]]) or NOTHING
        matches[name] += in_matches
        pairs[name] += in_pairs
    rest = forms[MAX_FORMS:]
    if rest:
        name = _("({number:,} rarer forms)", number=len(rest))
        matches[name], pairs[name] = sum(entry[4] for entry in rest), sum(entry[5] for entry in rest)
    found = [Frequency(name, count, pairs[name], count / counted.matches, None) for name, count in matches.items()]
    return sorted(found, key=lambda row: (-row.matches, row.value))


def _renderings(corpus: Corpus, request: Request) -> Statistics:
    """Return how often each translation of the match occurs in the matching pairs, or in a random sample of them."""
    size = request.sample or RENDERING_PAIRS
    asked = replace(request, view="hits", sort="corpus", limit=size, sample=size)
    found = concordance_of(corpus, asked, SearchSettings(limit=size))
    rows: list[tuple[Cell, ...]] = [
        (each.text, each.count, each.share, each.low, each.high, " ".join(each.examples), *each.example)
        for each in found.renderings
    ]
    named = sum(each.count for each in found.renderings)
    remark = _(
        "renderings of {inspected:,} of {total:,} pairs; {unknown:,} have none",
        inspected=found.inspected,
        total=found.total,
        unknown=found.inspected - named,
    )
    notes = [*found.notes, remark]
    return Statistics(
        request.to_string(),
        RENDERING_COLUMNS,
        tuple(rows[: request.limit] if request.limit else rows),
        found.matches,
        found.total,
        found.files,
        found.pairs,
        found.skipped,
        tuple(notes),
    )
