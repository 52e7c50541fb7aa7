"""What sentence vectors of a LaBSE-class encoder cost on this machine.

LaBSE itself is 1.9 GB to download, and its weights do not matter to its speed: an encoder of the same
architecture with random weights takes the same time. Bertalign and Vecalign embed, besides each sentence,
every window of up to some number of consecutive sentences. Time is measured on a sample of the batches that
would be formed and extrapolated; splitting into tokens is not counted.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from transformers import BertModel

ARCHITECTURE = {
    "num_hidden_layers": 12,
    "hidden_size": 768,
    "intermediate_size": 3072,
    "num_attention_heads": 12,
}
VOCABULARY = 1000
"""Small: looking a token up costs nothing, whatever the number of them."""
LARGEST_WINDOW = 5
"""Sentences in the longest window: what Bertalign's scripts for literary corpora embed (its package: 4, its first
scripts: 8)."""
BATCH = 32
"""Texts encoded at a time, in order of length: the default of sentence-transformers."""
PASSES = 2
"""Times each batch is encoded; the shorter time counts, as for the aligner."""
LONGEST_TEXT = 256
"""Tokens behind which LaBSE's own configuration cuts a text off."""

TOKEN = re.compile(r"[A-Za-z0-9]+|[^\sA-Za-z0-9]")


def token_count(text: str) -> int:
    """Estimate the tokens of a text: a Han character, a word or a mark each, and one for either end.

    A multilingual vocabulary of half a million pieces leaves few words in parts, so the estimate is rather low.
    """
    return min(len(TOKEN.findall(text)) + 2, LONGEST_TEXT)


def window_sizes(counts: Sequence[int], largest: int = LARGEST_WINDOW) -> list[int]:
    """Return the tokens of every window of up to ``largest`` consecutive sentences of one document.

    Args:
        counts: tokens of each sentence, its ends included.
        largest: sentences in the longest window.
    """
    sizes = []
    for length in range(1, largest + 1):
        for first in range(len(counts) - length + 1):
            inner = sum(count - 2 for count in counts[first : first + length])
            sizes.append(min(inner + 2, LONGEST_TEXT))
    return sizes


def sampled_batches(sizes: Sequence[int], batches: int) -> list[list[int]]:
    """Return evenly spaced ones of the batches that the texts would be encoded in.

    Args:
        sizes: tokens of each text.
        batches: how many to take; all where there are no more.
    """
    ordered = sorted(sizes)
    formed = [ordered[start : start + BATCH] for start in range(0, len(ordered), BATCH)]
    full = [batch for batch in formed if len(batch) == BATCH] or formed
    if len(full) <= batches:
        return full
    return [full[int((number + 0.5) * len(full) / batches)] for number in range(batches)]


def build_encoder(threads: int) -> BertModel:
    """Return an encoder of LaBSE's architecture with random weights, set to use ``threads`` threads."""
    import torch
    from transformers import BertConfig, BertModel

    torch.set_num_threads(threads)
    torch.manual_seed(0)
    encoder = BertModel(BertConfig(vocab_size=VOCABULARY, **ARCHITECTURE), add_pooling_layer=False)  # type: ignore[arg-type]
    encoder.train(mode=False)
    return encoder


def seconds_for(encoder: BertModel, batches: Sequence[Sequence[int]]) -> float:
    """Return the time to encode batches of texts with these numbers of tokens, padded to the longest."""
    import torch

    with torch.inference_mode():
        encoder(torch.ones((1, 8), dtype=torch.long))
        total = 0.0
        for batch in batches:
            width = max(batch)
            tokens = torch.randint(VOCABULARY, (len(batch), width))
            mask = (torch.arange(width) < torch.tensor(batch)[:, None]).long()
            times = []
            for _ in range(PASSES):
                start = time.perf_counter()
                encoder(tokens, attention_mask=mask)
                times.append(time.perf_counter() - start)
            total += min(times)
    return total


def measure(documents: Sequence[Sequence[str]], threads: int, batches: int) -> dict[str, Any]:
    """Return what encoding the documents would cost: every sentence once, and every window.

    Args:
        documents: the sentences of each document in one language.
        threads: to compute with.
        batches: of windows to time; half as many of single sentences.
    """
    counts = [[token_count(text) for text in document] for document in documents]
    sentences = [count for document in counts for count in document]
    windows = [size for document in counts for size in window_sizes(document)]
    encoder = build_encoder(threads)
    found: dict[str, Any] = {
        "architecture": {**ARCHITECTURE, "weights": "random"},
        "threads": threads,
        "batch": BATCH,
        "largest_window": LARGEST_WINDOW,
        "method": "evenly spaced batches of the length-ordered texts are timed, the shorter of two runs, and the time "
        "per text extrapolated to all of them; tokens are estimated: one a Han character, word or mark; splitting into "
        "tokens is not counted",
    }
    for name, sizes, share in (("sentences", sentences, max(batches // 2, 1)), ("windows", windows, batches)):
        taken = sampled_batches(sizes, share)
        timed = sum(len(batch) for batch in taken)
        seconds = seconds_for(encoder, taken)
        found[name] = {
            "texts": len(sizes),
            "mean_tokens": round(sum(sizes) / len(sizes), 1),
            "timed_texts": timed,
            "timed_seconds": round(seconds, 2),
            "texts_per_second": round(timed / seconds, 1),
            "extrapolated_seconds": round(seconds / timed * len(sizes), 1),
        }
    return found
