"""Trains the rows so that a text lies nearest to its own translation among those of the batch.

Symmetric in-batch contrastive loss over unit sums of rows (as in LaBSE: Feng et al., 2022,
"Language-agnostic BERT Sentence Embedding", without its margin).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy

from aligner.protocols import Vectors
from aligner.training.bags import Bags, Integers

LONGEST_RATIO = 1.2
"""Log of how far a pair's ratio of sizes may lie from the usual one before the pair is left out."""


@dataclass(frozen=True, slots=True)
class ContrastiveSettings:
    """How the rows are trained.

    Attributes:
        dimension: length of a vector.
        epochs: passes over the pairs.
        batch: pairs a step; each pair's negatives are the other pairs of the batch.
        learning_rate: of sparse Adam, falling to 0 in a straight line.
        scale: factor on cosines before the softmax.
        frequency: tokens rarer than this share of the text start at full length, frequent ones shorter.
        seed: of everything random.
    """

    dimension: int = 192
    epochs: float = 2.0
    batch: int = 2048
    learning_rate: float = 0.02
    scale: float = 20.0
    frequency: float = 1e-4
    seed: int = 1


def usable_pairs(chinese: Bags, english: Bags) -> Integers:
    """Return the numbers of the pairs whose sides are not empty and of credible relative size."""
    first, second = chinese.sizes(), english.sizes()
    numbers = numpy.flatnonzero((first > 0) & (second > 0))
    ratio = numpy.log((first[numbers] + 3) / (second[numbers] + 3))
    usable: Integers = numbers[numpy.abs(ratio - numpy.median(ratio)) < LONGEST_RATIO]
    return usable


def train_rows(
    chinese: Bags,
    english: Bags,
    row_count: int,
    settings: ContrastiveSettings,
    progress: Callable[[float, float], None],
) -> Vectors:
    """Return the trained rows, shape (row_count, dimension).

    Args:
        chinese: one side of the pairs.
        english: the other side.
        row_count: how many rows there are.
        settings: see `ContrastiveSettings`.
        progress: called with the share done, 0 to 1, and the smoothed loss.
    """
    import torch

    torch.manual_seed(settings.seed)
    random = numpy.random.default_rng(settings.seed)
    table = torch.nn.EmbeddingBag(
        row_count,
        settings.dimension,
        mode="sum",
        sparse=True,
        _weight=torch.from_numpy(first_rows(chinese, english, row_count, settings, random)),
    )
    optimizer = torch.optim.SparseAdam(list(table.parameters()), lr=settings.learning_rate)
    usable = usable_pairs(chinese, english)
    batch = min(settings.batch, len(usable))
    steps = max(1, math.ceil(len(usable) * settings.epochs / batch))
    labels = torch.arange(batch)
    queue = usable[:0]
    smooth = math.nan
    for step in range(steps):
        if len(queue) < batch:
            queue = numpy.concatenate([queue, random.permutation(usable)])
        numbers, queue = queue[:batch], queue[batch:]
        for group in optimizer.param_groups:
            group["lr"] = settings.learning_rate * (1 - step / steps) * min(1.0, (step + 1) / 50)
        sides = [
            torch.nn.functional.normalize(table(*map(torch.from_numpy, bags.take(numbers))))
            for bags in (chinese, english)
        ]
        similarity = settings.scale * sides[0] @ sides[1].T
        loss = torch.nn.functional.cross_entropy(similarity, labels) / 2
        loss = loss + torch.nn.functional.cross_entropy(similarity.T, labels) / 2
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()  # type: ignore[no-untyped-call]
        smooth = loss.item() if math.isnan(smooth) else 0.98 * smooth + 0.02 * loss.item()
        progress((step + 1) / steps, smooth)
    trained: Vectors = table.weight.detach().numpy()
    return trained


def first_rows(
    chinese: Bags, english: Bags, row_count: int, settings: ContrastiveSettings, random: numpy.random.Generator
) -> Vectors:
    """Return random rows, shorter for frequent tokens (smooth inverse frequency: Arora et al., 2017)."""
    counts = numpy.bincount(chinese.rows, minlength=row_count) + numpy.bincount(english.rows, minlength=row_count)
    share = counts / max(counts.sum(), 1)
    rows = random.standard_normal((row_count, settings.dimension)) / math.sqrt(settings.dimension)
    scaled: Vectors = (rows * (settings.frequency / (settings.frequency + share))[:, None]).astype(numpy.float32)
    return scaled
