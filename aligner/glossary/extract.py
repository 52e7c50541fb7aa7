"""Bitexts -> glossary: candidates, their renderings by the links of the words, scores, examples."""

from __future__ import annotations

import gc
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from operator import itemgetter

from aligner.bitext import Bitext
from aligner.glossary.abbreviations import expansions_of
from aligner.glossary.candidates import Candidates, Key, count_candidates, form_of, key_of, spans, usual_form
from aligner.glossary.company import ENOUGH, add_by_company
from aligner.glossary.corpus import Pair, TokenPair, pairs_of, token_pairs
from aligner.glossary.evidence import evidence_of
from aligner.glossary.links import Linker
from aligner.glossary.matching import english_key
from aligner.glossary.phrases import Partners, stretches
from aligner.glossary.scoring import chosen, seed_of
from aligner.glossary.settings import GlossarySettings
from aligner.glossary.told import add_told, share_with_expansions
from aligner.glossary.values import Glossary


def extract_glossary(
    bitexts: Iterable[Bitext], settings: GlossarySettings | None = None, seeds: Glossary | None = None
) -> Glossary:
    """Return the terms of bitexts with their counterparts, best first.

    Args:
        bitexts: in Chinese and English, in either direction.
        settings: what is kept.
        seeds: a glossary whose pairs hold: they take the place of what is found, and are accepted.

    Raises:
        UsageError: a bitext is not in the two languages.
        ModelError: the model cannot be loaded.
    """
    settings = settings or GlossarySettings()
    pairs = pairs_of(bitexts)
    with no_collection():
        return glossary_of_pairs(pairs, settings, seeds)


@contextmanager
def no_collection() -> Iterator[None]:
    """Hold back the collector of cycles: millions of tuples and no cycle cost it a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def glossary_of_pairs(pairs: Sequence[Pair], settings: GlossarySettings, seeds: Glossary | None = None) -> Glossary:
    """Return the terms of pairs of texts, best first; see `extract_glossary`."""
    from aligner.embedders import load_embedder

    cut = token_pairs(pairs)
    candidates = count_candidates(cut, settings.longest, settings.min_count)
    encode = load_embedder(settings.model).encode
    expansions = expansions_of(pair.english for pair in pairs)
    linker = Linker(cut, encode, expansions)
    renderings, places, forms = found_renderings(cut, linker, candidates, settings)
    meanings = {
        key: expansions.get(key[0], form) if len(key) == 1 else form.replace("-", " ") for key, form in forms.items()
    }
    add_by_company(renderings, places, cut, candidates, meanings=meanings, encode=encode)
    add_told(renderings, pairs, cut, candidates, longest=settings.longest, encode=encode)
    share_with_expansions(renderings, expansions, candidates)
    scored = chosen(renderings, candidates, forms, meanings, encode=encode, expansions=expansions)
    fixed = {english_key(entry.term): entry for entry in seeds or () if entry.mark != "rejected"}
    seeded = [seed_of(key, entry, candidates) for key, entry in fixed.items() if key]
    entries = evidence_of(pairs, cut, [*seeded, *(item for item in scored if item.key not in fixed)], settings)
    kept = [entry for entry in entries if entry.score >= settings.floor or entry.mark]
    return Glossary(tuple(kept[: settings.limit] if settings.limit else kept), len(pairs))


def found_renderings(
    cut: Sequence[TokenPair], linker: Linker, candidates: Candidates, settings: GlossarySettings
) -> tuple[dict[Key, Counter[tuple[str, ...]]], dict[Key, list[int]], dict[Key, str]]:
    """Return each candidate's renderings (one of each group of stretches, counted), its pairs, and its form."""
    inside: dict[Key, Counter[tuple[str, ...]]] = defaultdict(Counter)
    free: dict[Key, Counter[tuple[str, ...]]] = defaultdict(Counter)
    places: dict[Key, list[int]] = defaultdict(list)
    seen: Counter[Key] = Counter()
    written: dict[Key, Counter[str]] = defaultdict(Counter)
    for number, (pair, links) in enumerate(zip(cut, linker, strict=True)):
        partners = Partners(links)
        keys = key_of(pair.english)
        reach = 0
        # spans come by their starts: one that ends no further than an earlier one stands within it
        for start, group in groupby(spans(pair.english, settings.longest), key=itemgetter(0)):
            runs = [(end, key) for _, end in group if (key := keys[start:end]) in candidates.counts]
            for end, key in runs:
                written[key][form_of(pair.english[start:end])] += 1
                if not places[key] or places[key][-1] != number:
                    places[key].append(number)
                if seen[key] >= ENOUGH:
                    continue
                found = stretches(start, end, pair.english, pair.chinese, partners)
                texts = tuple(sorted({"".join(pair.chinese[low:high]) for low, high in found}))
                if texts:
                    nested = end <= reach or end < runs[-1][0]
                    seen[key] += not nested
                    (inside if nested else free)[key][texts] += 1
            reach = max([reach, *(end for end, _ in runs)])
    forms = {key: usual_form(counts) for key, counts in written.items()}
    return {key: _preferred(free[key], inside[key]) for key in {**free, **inside}}, places, forms


def _preferred(free: Counter[tuple[str, ...]], inside: Counter[tuple[str, ...]]) -> Counter[tuple[str, ...]]:
    """Return what was seen outside of longer terms, or everything where that is little."""
    return free if free.total() >= max(2, 0.25 * inside.total()) else free + inside
