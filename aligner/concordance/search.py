"""Search files of pairs for a query, and return a concordance."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy

from aligner.concordance.corpus import Corpus, CorpusSource, Progress, ask
from aligner.concordance.folding import fold
from aligner.concordance.hits import Concordance, Hit, Place, Rendering
from aligner.concordance.index import MAX_FILE_PAIRS, Index, PairRow
from aligner.concordance.matches import SIDES, Finder, Occurrences, collect
from aligner.concordance.pattern import LiteralText, Pattern
from aligner.concordance.query import Query, index_query, parse_query
from aligner.concordance.request import Request
from aligner.concordance.sorting import keys_for, order_of, sample_of
from aligner.concordance.statistics import wilson_interval
from aligner.concordance.word_arrays import Numbers
from aligner.concordance.words import bundled_embedder, unit_places

MIN_COUNTERPART_PAIRS = 250
"""Number of matching pairs searched for counterparts, also if the limit on hits is lower."""
MAX_COUNTED_CANDIDATES = 20_000
"""Number of candidate pairs checked for an exact count; beyond it, the count is estimated from the index."""
COUNTED_PAIRS = 100_000
"""Number of pairs in which counterparts are counted; of larger corpora, a sample of about as many."""
MAX_EXAMPLES = 3
"""Number of examples of a rendering."""
_WORDS = re.compile(r"[^\W\d_]+(?:\s+[^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """Settings of a search in files of pairs.

    Attributes:
        is_regex: whether the query is a regular expression.
        is_exact: whether case, width and traditional or simplified form must match.
        any_form: whether English words match in any inflection.
        limit: maximum number of hits; 0 for all.
        neighbours: number of pairs to show before and after each hit.
        counterparts: whether to find the likely translation of each match (its counterpart).
        index: path of the index; ``None`` for an index in the user's cache folder.
    """

    is_regex: bool = False
    is_exact: bool = False
    any_form: bool = False
    limit: int = 20
    neighbours: int = 0
    counterparts: bool = True
    index: str | None = None


def search(
    query: str,
    paths: Sequence[str] = (),
    settings: SearchSettings | None = None,
    progress: Progress = lambda stage, share: None,
) -> Concordance:
    """Search files of pairs for a query; new and changed files are indexed first.

    Args:
        query: words of either language, or a regular expression.
        paths: files, and folders with their subfolders; if empty, all files in the index that the
            settings name.
        settings: settings of the search; by default, those of `SearchSettings`.
        progress: a function that is called with the current step and its completed share, 0 to 1.

    Raises:
        InputError: a path does not exist, there is no file of pairs, or the only file cannot be read.
        OutputError: the index cannot be written, or the index that the settings name is damaged.
        UsageError: the query is invalid, or there are neither paths nor an index.
    """
    settings = settings or SearchSettings()
    request = Request(
        query,
        "regex" if settings.is_regex else "text",
        any_form=settings.any_form,
        is_exact=settings.is_exact,
        limit=settings.limit,
    )
    request.pattern()  # a malformed query is an error before any work is done
    source = CorpusSource(tuple(paths), settings.index)
    return ask(source, lambda corpus: concordance_of(corpus, request, settings), progress)


def concordance_of(corpus: Corpus, request: Request, settings: SearchSettings) -> Concordance:
    """Return the concordance for a search request.

    Args:
        corpus: the open corpus.
        request: the query and its conditions.
        settings: whether to show neighbouring pairs and to find the counterparts of the matches.
    """
    found = _selection(corpus.index, request)
    numbers = list(dict.fromkeys([*found.shown, *found.inspected]))
    rows = corpus.index.rows(numbers)
    documents = corpus.index.lexicon.document_names()
    hits = {number: _hit(rows[number], corpus, found, documents) for number in numbers}
    inspected: list[Hit] = []
    renderings: tuple[Rendering, ...] = ()
    if settings.counterparts:
        hits = dict(zip(hits, _with_counterparts(list(hits.values()), found.total, corpus.index), strict=True))
        inspected = [hits[number] for number in found.inspected]
        renderings = _renderings(inspected)
    shown = [hits[number] for number in found.shown]
    if settings.neighbours:
        shown = [
            _with_neighbours(hit, number, corpus.index, settings.neighbours)
            for hit, number in zip(shown, found.shown, strict=True)
        ]
    return Concordance(
        request.query,
        tuple(shown),
        found.total,
        found.is_exact,
        renderings,
        len(corpus.files),
        corpus.pairs,
        corpus.skipped,
        corpus.notes,
        matches=found.matches,
        inspected=len(inspected),
        request=request.to_string(),
    )


@dataclass(frozen=True)
class _Selection:
    """The matching pairs that are shown, and those that are inspected for translations of the match.

    Attributes:
        shown: ids of the pairs to show, in order.
        inspected: ids of the pairs to inspect.
        sides: for each pair id, the side with the match: 0 for the source, 1 for the target.
        documents: for each pair id, the id of the document.
        spans: for each pair id, the start and end of each match, in units
            (`aligner.concordance.words`); empty if ``query`` must find the matches.
        query: a query that finds the matches in the text, for texts with punctuation and regular
            expressions; ``None`` if ``spans`` has them.
        total: number of matching pairs.
        matches: number of matches; 0 if they were not counted.
        is_exact: whether ``total`` is exact and not an estimate.
    """

    shown: list[int]
    inspected: list[int]
    sides: dict[int, int]
    documents: dict[int, int]
    spans: dict[int, list[tuple[int, int]]]
    query: Query | None
    total: int
    matches: int = 0
    is_exact: bool = True


def _selection(index: Index, request: Request) -> _Selection:
    """Find all matches of a request; choose the pairs to show, and those to inspect for translations."""
    pattern = request.pattern()
    query = pattern.node.query() if isinstance(pattern.node, LiteralText) else None
    if query is not None and _is_plain(pattern, request):
        return _first_matches(index, query, request.limit)
    found = collect(Finder(index, pattern, request.side), keys_for(index, request.sort, request.words))
    order = order_of(found, index, request.sort, request.seed)
    total, matches = len(found), len(found.starts)
    sample = sample_of(found.pairs, request.sample, request.seed)
    if len(sample) < len(found):
        order = order[numpy.isin(found.pairs[order], sample)]
    shown = order[: request.limit] if request.limit else order
    inspected = numpy.searchsorted(
        found.pairs, sample_of(sample, max(request.limit, MIN_COUNTERPART_PAIRS) if request.limit else 0, request.seed)
    )
    return _chosen(found, shown, inspected, query, (total, matches))


def _chosen(
    found: Occurrences, shown: Numbers, inspected: Numbers, query: Query | None, numbers: tuple[int, int]
) -> _Selection:
    positions = dict.fromkeys([*shown.tolist(), *inspected.tolist()])
    ids = {position: int(found.pairs[position]) for position in positions}
    return _Selection(
        [ids[position] for position in shown.tolist()],
        [ids[position] for position in inspected.tolist()],
        {ids[position]: int(found.sides[position]) for position in positions},
        {ids[position]: int(found.documents[position]) for position in positions},
        {ids[position]: found.spans_of(position) for position in positions},
        query,
        *numbers,
    )


def _is_plain(pattern: Pattern, request: Request) -> bool:
    """Whether a request has no conditions, no sample and no sorting, so that its first matches are the answer.

    The search can then stop early, without reading all pairs.
    """
    return not (pattern.contains or pattern.lacks or request.side or request.sample) and request.sort == "corpus"


def _first_matches(index: Index, query: Query, limit: int) -> _Selection:
    """Return the first pairs that match a query, in the order of the corpus.

    The number of all matching pairs is an estimate if very many pairs contain the words of the query.
    """
    wanted = max(limit, MIN_COUNTERPART_PAIRS) if limit else None
    sides: dict[int, int] = {}
    total, is_exact = 0, True
    for number, row in enumerate(index.candidates(query.index_query)):
        if wanted is not None and len(sides) >= wanted and number >= MAX_COUNTED_CANDIDATES:
            total, is_exact = max(index.count(query.index_query) or 0, total), False
            break
        side = 0 if query.places(row.source) else 1 if query.places(row.target) else None
        if side is not None:
            total += 1
            if wanted is None or len(sides) < wanted:
                sides[row.id] = side
    ids = list(sides)
    return _Selection(ids[:limit] if limit else ids, ids, sides, {}, {}, query, total, 0, is_exact)


def _hit(row: PairRow, corpus: Corpus, found: _Selection, documents: dict[int, tuple[str, str]]) -> Hit:
    file = corpus.file_of(row.id)
    side = SIDES[found.sides[row.id]]
    text, other = (row.source, row.target) if side == "source" else (row.target, row.source)
    if found.query is not None:
        places = found.query.places(text)
    else:
        units = unit_places(fold(text))
        places = [(units[start][0], units[end - 1][1]) for start, end in found.spans[row.id]]
    names = documents.get(found.documents.get(row.id, 0), (file.source_name, file.target_name))
    return Hit(
        file.shown,
        row.id % MAX_FILE_PAIRS,
        row.source,
        row.target,
        side,
        tuple(places),
        _same_places({fold(text[slice(*place)]) for place in places}, other),
        source_file=names[0],
        target_file=names[1],
        source_line=row.source_line,
        target_line=row.target_line,
    )


def _same_places(matches: set[str], other: str) -> tuple[Place, ...]:
    """Return the places on the other side where the text of a match is repeated, such as a name or code.

    Args:
        matches: the texts of the matches, in lower case and simplified characters.
        other: the text of the other side.

    Returns:
        Start and end offsets, sorted.
    """
    folded = fold(other)
    found: set[Place] = set()
    for match in matches:
        units = [match[slice(*place)] for place in unit_places(match)] or [match]
        if all(unit in folded for unit in units):  # compiling a pattern takes a thousand times as long
            found.update(_phrase(match).places(other))
    return tuple(sorted(found))


@lru_cache(maxsize=1024)
def _phrase(text: str) -> Query:
    """Return the query that finds a phrase; the last queries are cached."""
    return parse_query(text)


def _with_counterparts(hits: Sequence[Hit], total: int, index: Index) -> list[Hit]:
    """Return the hits with their likely counterparts: the words of the other side that translate the match.

    If none is found, the hit keeps the places where the other side repeats the text of the match, if
    any.

    Args:
        hits: the hits.
        total: number of matching pairs in the corpus.
        index: the index, to count how often words occur together.
    """
    from aligner.concordance.counterparts import CounterpartFinder, WordTokenizer

    results = list(hits)
    two_sided = [number for number, hit in enumerate(results) if hit.other_text and not _is_code(hit)]
    if not two_sided:
        return results

    ranges, scale = index.sampled_ranges(COUNTED_PAIRS)

    def count(text: str) -> int:
        return round(scale * sum(index.count(index_query(text), ends) or 0 for ends in ranges))

    tokenizer = WordTokenizer(bundled_embedder())
    matches = [(results[number].match, results[number].other_text) for number in two_sided]
    for number, best in zip(two_sided, CounterpartFinder(tokenizer, matches, total, count), strict=True):
        if best is not None:
            run, score = best
            hit = results[number]
            places = [run.place]
            if len(hit.matches) > 1:
                places = _phrase(run.text).places(fold(hit.other_text))[: len(hit.matches)] or places
            results[number] = replace(hit, counterparts=tuple(places), likelihood=round(score, 4))
    return results


def _is_code(hit: Hit) -> bool:
    """Whether a match has characters that no word has (C++, 50%) and is repeated on the other side."""
    return bool(hit.counterparts) and not _WORDS.fullmatch(hit.match)


def _renderings(hits: Sequence[Hit]) -> tuple[Rendering, ...]:
    """Return the different counterparts in the hits with their counts and shares, most frequent first."""
    written: dict[str, list[Hit]] = {}
    for hit in hits:
        if hit.counterpart:
            written.setdefault(fold(hit.counterpart), []).append(hit)
    renderings = []
    for same in written.values():
        text = Counter(hit.counterpart for hit in same).most_common(1)[0][0]
        interval = wilson_interval(len(same), len(hits))
        examples = tuple(dict.fromkeys(hit.id for hit in same))[:MAX_EXAMPLES]
        example = same[0].source, same[0].target
        renderings.append(Rendering(text, len(same), len(same) / len(hits), *interval, examples, example))
    return tuple(sorted(renderings, key=lambda rendering: (-rendering.count, rendering.text)))


def _with_neighbours(hit: Hit, pair: int, index: Index, number: int) -> Hit:
    before, after = index.neighbours(pair, number)
    return replace(
        hit,
        before=tuple((row.source, row.target) for row in before),
        after=tuple((row.source, row.target) for row in after),
    )
