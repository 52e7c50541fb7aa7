"""Extract a glossary from bitexts.

The steps are: collect candidate terms, find their renderings by word links, score the renderings,
add examples.
"""

from __future__ import annotations

import gc
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from operator import itemgetter

from aligner.bitext import Bitext
from aligner.glossary.abbreviations import expansions_of
from aligner.glossary.candidates import (
    Candidates,
    Key,
    candidate_spans,
    count_candidates,
    form_of,
    key_of,
    most_common_form,
)
from aligner.glossary.collocations import MAX_OCCURRENCES, add_collocations
from aligner.glossary.corpus import Pair, TokenPair, pairs_of, token_pairs
from aligner.glossary.evidence import evidence_of
from aligner.glossary.glosses import add_glosses, share_with_expansions
from aligner.glossary.links import Linker
from aligner.glossary.marks import with_facts
from aligner.glossary.matching import english_key
from aligner.glossary.phrases import Partners, rendering_spans
from aligner.glossary.scoring import score_terms, scored_seed
from aligner.glossary.settings import GlossarySettings
from aligner.glossary.values import Glossary


def extract_glossary(
    bitexts: Iterable[Bitext], settings: GlossarySettings | None = None, seeds: Glossary | None = None
) -> Glossary:
    """Return the terms of bitexts with their counterparts, best first.

    Args:
        bitexts: bitexts in Chinese and English, in either direction.
        settings: limits on terms and entries; by default, those of `GlossarySettings`.
        seeds: a glossary of correct entries. They replace the extracted entries of the same terms, and
            are marked as accepted.

    Raises:
        UsageError: a bitext is not in Chinese and English.
        ModelError: the model cannot be loaded.
    """
    settings = settings or GlossarySettings()
    pairs = pairs_of(bitexts)
    with garbage_collection_paused():
        return glossary_of_pairs(pairs, settings, seeds)


@contextmanager
def garbage_collection_paused() -> Iterator[None]:
    """Pause the cyclic garbage collector, which would take a fifth of the time of an extraction.

    It would find nothing, because the extraction creates millions of tuples that form no cycles.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def glossary_of_pairs(pairs: Sequence[Pair], settings: GlossarySettings, seeds: Glossary | None = None) -> Glossary:
    """Return the terms of translation pairs with their counterparts, best first; see `extract_glossary`."""
    from aligner.embedders import load_embedder

    tokenised = token_pairs(pairs)
    candidates = count_candidates(tokenised, settings.longest, settings.min_count)
    encode = load_embedder(settings.model).encode
    expansions = expansions_of(pair.english for pair in pairs)
    linker = Linker(tokenised, encode, expansions)
    renderings, places, forms = collect_renderings(tokenised, linker, candidates, settings)
    meanings = {
        key: expansions.get(key[0], form) if len(key) == 1 else form.replace("-", " ") for key, form in forms.items()
    }
    add_collocations(renderings, places, tokenised, candidates, meanings=meanings, encode=encode)
    add_glosses(renderings, pairs, tokenised, candidates, longest=settings.longest, encode=encode)
    share_with_expansions(renderings, expansions, candidates)
    scored = score_terms(renderings, candidates, forms, meanings, encode=encode, expansions=expansions)
    fixed = {english_key(entry.term): entry for entry in seeds or () if entry.mark != "rejected"}
    seeded = [scored_seed(key, entry, candidates) for key, entry in fixed.items() if key]
    entries = evidence_of(pairs, tokenised, [*seeded, *(item for item in scored if item.key not in fixed)], settings)
    kept = [entry for entry in entries if entry.score >= settings.floor or entry.mark]
    glossary = Glossary(tuple(kept[: settings.limit] if settings.limit else kept), len(pairs))
    return with_facts(glossary, seeds) if seeds is not None else glossary


def collect_renderings(
    tokenised: Sequence[TokenPair], linker: Linker, candidates: Candidates, settings: GlossarySettings
) -> tuple[dict[Key, Counter[tuple[str, ...]]], dict[Key, list[int]], dict[Key, str]]:
    """Find the renderings of all candidates by the word links.

    Returns:
        Three mappings from each candidate. The first gives the sets of Chinese spans that may render
        one occurrence, with the count of each set. The second gives the indices of the pairs with the
        candidate. The third gives its most common form.
    """
    inside: dict[Key, Counter[tuple[str, ...]]] = defaultdict(Counter)
    free: dict[Key, Counter[tuple[str, ...]]] = defaultdict(Counter)
    places: dict[Key, list[int]] = defaultdict(list)
    linked_counts: Counter[Key] = Counter()
    form_counts: dict[Key, Counter[str]] = defaultdict(Counter)
    for number, (pair, links) in enumerate(zip(tokenised, linker, strict=True)):
        partners = Partners(links)
        keys = key_of(pair.english)
        reach = 0
        # the spans are sorted by start: a span that ends before the end of an earlier one lies within it
        for start, group in groupby(candidate_spans(pair.english, settings.longest), key=itemgetter(0)):
            runs = [(end, key) for _, end in group if (key := keys[start:end]) in candidates.counts]
            for end, key in runs:
                form_counts[key][form_of(pair.english[start:end])] += 1
                if not places[key] or places[key][-1] != number:
                    places[key].append(number)
                if linked_counts[key] >= MAX_OCCURRENCES:
                    continue
                chinese_spans = rendering_spans(start, end, pair.english, pair.chinese, partners)
                texts = tuple(sorted({"".join(pair.chinese[low:high]) for low, high in chinese_spans}))
                if texts:
                    nested = end <= reach or end < runs[-1][0]
                    linked_counts[key] += not nested
                    (inside if nested else free)[key][texts] += 1
            reach = max([reach, *(end for end, _ in runs)])
    forms = {key: most_common_form(counts) for key, counts in form_counts.items()}
    return {key: _preferred(free[key], inside[key]) for key in {**free, **inside}}, places, forms


def _preferred(free: Counter[tuple[str, ...]], inside: Counter[tuple[str, ...]]) -> Counter[tuple[str, ...]]:
    """Return the renderings of a term where it is not inside a longer term, or all if these are few.

    Args:
        free: counts of the renderings outside longer terms.
        inside: counts of the renderings inside longer terms.
    """
    return free if free.total() >= max(2, 0.25 * inside.total()) else free + inside
