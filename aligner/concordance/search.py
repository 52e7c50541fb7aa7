"""Files and a query -> a concordance."""

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

from aligner.concordance.files import found_files, usual_index
from aligner.concordance.folding import fold
from aligner.concordance.hits import Concordance, Hit, Place, Rendering
from aligner.concordance.index import PAIRS_A_FILE, FileRow, Index, PairRow, is_damage
from aligner.concordance.query import Query, index_query, parse_query
from aligner.concordance.refresh import refresh
from aligner.errors import InputError, OutputError, UsageError

LOOKED_AT = 250
"""Matching pairs that are looked at for counterparts, where the limit is lower."""
COUNTED = 20_000
"""Pairs in question that are looked at to count those that match."""

_DAMAGE = (sqlite3.DatabaseError, AttributeError, LookupError, TypeError, UnicodeError)
"""What comes of an index in which bytes have changed: rows that are gone, texts that are none."""
_WORDS = re.compile(r"[^\W\d_]+(?:\s+[^\W\d_]+)*")
Progress = Callable[[str, float], None]
Side = Literal["source", "target"]


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """How to search, and what to tell.

    Attributes:
        is_regex: whether the query is a regular expression.
        is_exact: whether case, width and the form of characters count.
        any_form: whether English words match in any inflection.
        limit: the most hits; 0 for all.
        neighbours: pairs before and behind each hit to tell.
        counterparts: whether likely counterparts are looked for.
        index: where the index is kept; in the user's cache folder when ``None``.
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
    """Search files of pairs; index first what is new or was changed.

    Args:
        query: words of either language, or a regular expression.
        paths: files, or folders that are walked; none: what the index of the settings holds.
        settings: how to search.
        progress: told what is being indexed and the share done.

    Raises:
        InputError: there is no such file, or no file of pairs, or the only file cannot be read.
        OutputError: the index cannot be written, or the one that was named is damaged.
        UsageError: the query or the settings make no sense.
    """
    settings = settings or SearchSettings()
    parsed = parse_query(query, is_regex=settings.is_regex, is_exact=settings.is_exact, any_form=settings.any_form)
    if not paths and (settings.index is None or not Path(settings.index).is_file()):
        raise UsageError("name the files or folders to search, or an --index that was made before")
    index, notes = _opened(paths, settings)
    try:
        return replace(_searched(index, paths, parsed, settings, progress), notes=notes)
    except _DAMAGE as error:
        if isinstance(error, sqlite3.DatabaseError) and not is_damage(error):
            raise OutputError(f"the index cannot be read now ({error}): try again", path=index.path) from error
        if settings.index is not None:
            raise OutputError(f"is a damaged index ({error}): remove it", path=settings.index) from error
        index.discard()  # it can be made again; a fault of the program comes again as well
    index, notes = _opened(paths, settings)
    return replace(_searched(index, paths, parsed, settings, progress), notes=notes)


def _searched(
    index: Index, paths: Sequence[str], query: Query, settings: SearchSettings, progress: Progress
) -> Concordance:
    """Return the answer of an index that is brought up to date first, and close it."""
    left_alone: list[str] = []
    with closing(index):
        if paths:
            files = refresh(index, found_files(paths, left_alone), [os.path.realpath(path) for path in paths], progress)
        else:
            files = list(index.files().values())
        skipped = [file for file in files if file.problem]
        for file in skipped:
            if file.shown in paths or len(skipped) == len(files):
                raise InputError(file.problem)
        files = [file for file in files if not file.problem]
        index.choose(files)
        answer = _answer(index, files, query, settings)
    return replace(answer, skipped=(*left_alone, *(file.problem for file in skipped)))


def _opened(paths: Sequence[str], settings: SearchSettings) -> tuple[Index, tuple[str, ...]]:
    """Return the index, in memory where the cache folder cannot be written."""
    if settings.index is not None:
        return Index(settings.index), ()
    place = usual_index(paths)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        return Index(place, is_ours=True), ()
    except (OSError, OutputError) as error:
        note = f"no index is kept, since {place.parent} cannot be written ({error}): name a place with --index"
        return Index(":memory:"), (note,)


def _answer(index: Index, files: Sequence[FileRow], query: Query, settings: SearchSettings) -> Concordance:
    found, total, is_exact = _matching(index, query, max(settings.limit, LOOKED_AT) if settings.limit else None)
    by_id = {file.id: file for file in files}
    hits = [_hit(row, by_id[row.id // PAIRS_A_FILE], query) for row in found]
    renderings: tuple[Rendering, ...] = ()
    if settings.counterparts:
        hits = _with_counterparts(hits, query, total, index)
        renderings = _renderings(hits)
    kept = hits[: settings.limit] if settings.limit else hits
    if settings.neighbours:
        kept = [_with_neighbours(hit, row, index, settings.neighbours) for hit, row in zip(kept, found, strict=False)]
    pairs = sum(file.pairs for file in files)
    return Concordance(query.text, tuple(kept), total, is_exact, renderings, len(files), pairs)


def _matching(index: Index, query: Query, wanted: int | None) -> tuple[list[PairRow], int, bool]:
    """Return the first pairs of which a side matches, how many there are, and whether that was counted.

    Args:
        index: open.
        query: what decides.
        wanted: the most pairs; all where ``None``.
    """
    found: list[PairRow] = []
    total = 0
    for number, row in enumerate(index.candidates(query.index_query)):
        if wanted is not None and len(found) >= wanted and number >= COUNTED:
            return found, max(index.count(query.index_query) or 0, total), False
        if query.places(row.source) or query.places(row.target):
            total += 1
            if wanted is None or len(found) < wanted:
                found.append(row)
    return found, total, True


def _hit(row: PairRow, file: FileRow, query: Query) -> Hit:
    here, there = query.places(row.source), query.places(row.target)
    same = {fold(row.source[slice(*place)]) for place in here}
    side: Side = "source" if here else "target"
    return Hit(
        file.shown,
        row.id % PAIRS_A_FILE,
        row.source,
        row.target,
        side,
        tuple(here or there),
        tuple(place for place in there if fold(row.target[slice(*place)]) in same),
        source_file=file.source_name,
        target_file=file.target_name,
        source_line=row.source_line,
        target_line=row.target_line,
    )


def _with_counterparts(hits: Sequence[Hit], query: Query, total: int, index: Index) -> list[Hit]:
    """Return the hits with likely counterparts; where none is likely, a match on the other side is one."""
    from aligner.concordance.counterparts import CounterpartFinder, WordCutter
    from aligner.embedders import BUNDLED_FOLDER
    from aligner.embedders.static import StaticEmbedder

    found = list(hits)
    asked = [number for number, hit in enumerate(found) if hit.other_text and not _is_code(hit)]
    if not asked:
        return found

    def count(text: str) -> int:
        return index.count(index_query(text)) or 0

    cutter = WordCutter(StaticEmbedder.load(str(BUNDLED_FOLDER)))
    matches = [(found[number].match, found[number].other_text) for number in asked]
    for number, best in zip(asked, CounterpartFinder(cutter, matches, total, count), strict=True):
        if best is not None:
            run, score = best
            hit = found[number]
            places = _occurrences(fold(hit.other_text), run.text, len(hit.matches))
            found[number] = replace(hit, counterparts=places or (run.place,), likelihood=round(score, 4))
    return found


def _is_code(hit: Hit) -> bool:
    """Whether the match stands on both sides and is more than words: C++, 50%, __init__."""
    return bool(hit.counterparts) and not _WORDS.fullmatch(hit.match)


def _occurrences(text: str, wanted: str, most: int) -> tuple[Place, ...]:
    """Return the first places of a run of words in a folded text, as many as there are matches."""
    places = parse_query(wanted).places(text)
    return tuple(places[:most])


def _renderings(hits: Sequence[Hit]) -> tuple[Rendering, ...]:
    written: dict[str, Counter[str]] = {}
    for hit in hits:
        if hit.counterpart:
            written.setdefault(fold(hit.counterpart), Counter())[hit.counterpart] += 1
    counts = [Rendering(forms.most_common(1)[0][0], forms.total()) for forms in written.values()]
    return tuple(sorted(counts, key=lambda rendering: (-rendering.count, rendering.text)))


def _with_neighbours(hit: Hit, row: PairRow, index: Index, number: int) -> Hit:
    before, after = index.around(row.id, number)
    return replace(
        hit,
        before=tuple((pair.source, pair.target) for pair in before),
        after=tuple((pair.source, pair.target) for pair in after),
    )
