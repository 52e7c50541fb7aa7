"""Search files of pairs for a query, and return a concordance."""

from __future__ import annotations

import os
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from aligner.concordance.files import default_index_path, find_pair_files
from aligner.concordance.folding import fold
from aligner.concordance.hits import Concordance, Hit, Place, Rendering
from aligner.concordance.index import MAX_FILE_PAIRS, FileRow, Index, PairRow, is_damage
from aligner.concordance.query import Query, index_query, parse_query
from aligner.concordance.refresh import refresh
from aligner.errors import InputError, OutputError, UsageError
from aligner.interface import _

MIN_COUNTERPART_PAIRS = 250
"""Number of matching pairs searched for counterparts, also if the limit on hits is lower."""
MAX_COUNTED_CANDIDATES = 20_000
"""Number of candidate pairs checked for an exact count; beyond it, the count is estimated from the index."""

_DAMAGE_ERRORS = (sqlite3.DatabaseError, AttributeError, LookupError, TypeError, UnicodeError)
"""Exceptions caused by a damaged index, for example by missing rows or invalid texts."""
_WORDS = re.compile(r"[^\W\d_]+(?:\s+[^\W\d_]+)*")
Progress = Callable[[str, float], None]
Side = Literal["source", "target"]


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """Settings of a search.

    Attributes:
        is_regex: whether the query is a regular expression.
        is_exact: whether case, width and traditional or simplified form must match.
        any_form: whether English words match in any inflection.
        limit: maximum number of hits; 0 for all.
        neighbours: number of pairs to show before and after each hit.
        counterparts: whether to find likely counterparts.
        index: path of the index; ``None``: in the user's cache folder.
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
    """Search files of pairs, after indexing the new and changed ones.

    Args:
        query: words of either language, or a regular expression.
        paths: files, and folders with their subfolders; if empty, all files in the index of the settings.
        settings: settings of the search; defaults if left out.
        progress: called with the current step and the share done, 0 to 1.

    Raises:
        InputError: a path does not exist, there is no file of pairs, or the only file cannot be read.
        OutputError: the index cannot be written, or the index given in the settings is damaged.
        UsageError: the query is invalid, or there are neither paths nor an index.
    """
    settings = settings or SearchSettings()
    parsed = parse_query(query, is_regex=settings.is_regex, is_exact=settings.is_exact, any_form=settings.any_form)
    if not paths and (settings.index is None or not Path(settings.index).is_file()):
        raise UsageError(_("name the files or folders to search, or an --index that was made before"))
    index, notes = _open_index(paths, settings)
    try:
        return replace(_search_index(index, paths, parsed, settings, progress), notes=notes)
    except _DAMAGE_ERRORS as error:
        if isinstance(error, sqlite3.DatabaseError) and not is_damage(error):
            raise OutputError(
                _("the index cannot be read now ({error}): try again", error=error), path=index.path
            ) from error
        if settings.index is not None:
            raise OutputError(_("is a damaged index ({error}): remove it", error=error), path=settings.index) from error
        index.discard()  # the index is rebuilt; if the cause is a fault of the program, it is raised again
    index, notes = _open_index(paths, settings)
    return replace(_search_index(index, paths, parsed, settings, progress), notes=notes)


def _search_index(
    index: Index, paths: Sequence[str], query: Query, settings: SearchSettings, progress: Progress
) -> Concordance:
    """Update the index, search it, and close it."""
    unsafe_files: list[str] = []
    with closing(index):
        if paths:
            files = refresh(
                index, find_pair_files(paths, unsafe_files), [os.path.realpath(path) for path in paths], progress
            )
        else:
            files = list(index.files().values())
        skipped = [file for file in files if file.problem]
        for file in skipped:
            if file.shown in paths or len(skipped) == len(files):
                raise InputError(file.problem)
        files = [file for file in files if not file.problem]
        index.select_files(files)
        concordance = _concordance_of(index, files, query, settings)
    return replace(concordance, skipped=(*unsafe_files, *(file.problem for file in skipped)))


def _open_index(paths: Sequence[str], settings: SearchSettings) -> tuple[Index, tuple[str, ...]]:
    """Return the index and remarks; the index is in memory if the cache folder cannot be written."""
    if settings.index is not None:
        return Index(settings.index), ()
    path = default_index_path(paths)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return Index(path, may_replace=True), ()
    except (OSError, OutputError) as error:
        note = _(
            "no index is kept, since {parent} cannot be written ({error}): name a place with --index",
            parent=path.parent,
            error=error,
        )
        return Index(":memory:"), (note,)


def _concordance_of(index: Index, files: Sequence[FileRow], query: Query, settings: SearchSettings) -> Concordance:
    matches, total, is_exact = _find_matches(
        index, query, max(settings.limit, MIN_COUNTERPART_PAIRS) if settings.limit else None
    )
    by_id = {file.id: file for file in files}
    hits = [_hit(row, by_id[row.id // MAX_FILE_PAIRS], query) for row in matches]
    renderings: tuple[Rendering, ...] = ()
    if settings.counterparts:
        hits = _with_counterparts(hits, query, total, index)
        renderings = _renderings(hits)
    shown = hits[: settings.limit] if settings.limit else hits
    if settings.neighbours:
        shown = [
            _with_neighbours(hit, row, index, settings.neighbours) for hit, row in zip(shown, matches, strict=False)
        ]
    pairs = sum(file.pairs for file in files)
    return Concordance(query.text, tuple(shown), total, is_exact, renderings, len(files), pairs)


def _find_matches(index: Index, query: Query, limit: int | None) -> tuple[list[PairRow], int, bool]:
    """Return the first matching pairs, the number of matching pairs, and whether this number is exact.

    Args:
        index: the open index.
        query: the query.
        limit: maximum number of pairs to return; ``None``: all.
    """
    matches: list[PairRow] = []
    total = 0
    for number, row in enumerate(index.candidates(query.index_query)):
        if limit is not None and len(matches) >= limit and number >= MAX_COUNTED_CANDIDATES:
            return matches, max(index.count(query.index_query) or 0, total), False
        if query.places(row.source) or query.places(row.target):
            total += 1
            if limit is None or len(matches) < limit:
                matches.append(row)
    return matches, total, True


def _hit(row: PairRow, file: FileRow, query: Query) -> Hit:
    here, there = query.places(row.source), query.places(row.target)
    same = {fold(row.source[slice(*path)]) for path in here}
    side: Side = "source" if here else "target"
    return Hit(
        file.shown,
        row.id % MAX_FILE_PAIRS,
        row.source,
        row.target,
        side,
        tuple(here or there),
        tuple(path for path in there if fold(row.target[slice(*path)]) in same),
        source_file=file.source_name,
        target_file=file.target_name,
        source_line=row.source_line,
        target_line=row.target_line,
    )


def _with_counterparts(hits: Sequence[Hit], query: Query, total: int, index: Index) -> list[Hit]:
    """Return the hits with likely counterparts; without one, a match on the other side remains the counterpart."""
    from aligner.concordance.counterparts import CounterpartFinder, WordTokenizer
    from aligner.embedders import BUNDLED_FOLDER
    from aligner.embedders.static import StaticEmbedder

    results = list(hits)
    two_sided = [number for number, hit in enumerate(results) if hit.other_text and not _is_code(hit)]
    if not two_sided:
        return results

    def count(text: str) -> int:
        return index.count(index_query(text)) or 0

    tokenizer = WordTokenizer(StaticEmbedder.load(str(BUNDLED_FOLDER)))
    matches = [(results[number].match, results[number].other_text) for number in two_sided]
    for number, best in zip(two_sided, CounterpartFinder(tokenizer, matches, total, count), strict=True):
        if best is not None:
            run, score = best
            hit = results[number]
            places = _occurrences(fold(hit.other_text), run.text, len(hit.matches))
            results[number] = replace(hit, counterparts=places or (run.place,), likelihood=round(score, 4))
    return results


def _is_code(hit: Hit) -> bool:
    """Whether the match occurs on both sides and is not only words: C++, 50%, __init__."""
    return bool(hit.counterparts) and not _WORDS.fullmatch(hit.match)


def _occurrences(text: str, phrase: str, limit: int) -> tuple[Place, ...]:
    """Return the offsets of the first ``limit`` occurrences of a run of words in a folded text."""
    places = parse_query(phrase).places(text)
    return tuple(places[:limit])


def _renderings(hits: Sequence[Hit]) -> tuple[Rendering, ...]:
    written: dict[str, Counter[str]] = {}
    for hit in hits:
        if hit.counterpart:
            written.setdefault(fold(hit.counterpart), Counter())[hit.counterpart] += 1
    counts = [Rendering(forms.most_common(1)[0][0], forms.total()) for forms in written.values()]
    return tuple(sorted(counts, key=lambda rendering: (-rendering.count, rendering.text)))


def _with_neighbours(hit: Hit, row: PairRow, index: Index, number: int) -> Hit:
    before, after = index.neighbours(row.id, number)
    return replace(
        hit,
        before=tuple((pair.source, pair.target) for pair in before),
        after=tuple((pair.source, pair.target) for pair in after),
    )
