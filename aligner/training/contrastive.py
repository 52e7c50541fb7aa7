"""Contrastive training: bags of rows -> rows that bring each text close to its translation.

The vector of a text is the sum of its rows, scaled to unit length. The loss is the symmetric
contrastive loss with in-batch negatives (as in LaBSE: Feng et al., 2022, "Language-agnostic BERT
Sentence Embedding", without its margin).

The same pairs, settings and seed give the same bytes with the same versions of numpy and torch on
the same kind of processor. In our tests, the number of threads made no difference (1, 2 and 4
threads, batches of 2,048 and 384 dimensions), but torch does not guarantee this. Other processors
may add numbers in another order.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy

from aligner.errors import InputError, UsageError
from aligner.interface import _
from aligner.protocols import Vectors
from aligner.training.bags import Bags, Integers
from aligner.training.checkpoint import Checkpoints, TrainingState, run_key

MAX_LOG_RATIO_DIFFERENCE = 1.2
"""Maximum distance between the logarithm of a pair's ratio of sizes and the usual one; other pairs are not used."""
MAX_WARM_UP_STEPS = 50
"""Steps until the learning rate is full; a tenth of all steps in a short run."""
Progress = Callable[[float, float], None]


@dataclass(frozen=True, slots=True)
class ContrastiveSettings:
    """Settings of contrastive training.

    Attributes:
        dimension: number of dimensions of a vector.
        epochs: number of passes over the pairs.
        batch: number of pairs in each step; the negatives of a pair are the other pairs of the batch.
        run: number of neighbouring pairs that stay together in a batch: neighbours are the hardest
            negatives.
        learning_rate: learning rate of sparse Adam; it falls linearly to 0.
        scale: factor on cosines before the softmax.
        frequency: a token frequency, as a share of all tokens of the training text, 0 to 1. The
            vectors of rarer tokens start with nearly full length; those of more frequent tokens start
            shorter.
        seed: seed of all random numbers.
    """

    dimension: int = 384
    epochs: float = 2.0
    batch: int = 2048
    run: int = 1
    learning_rate: float = 0.02
    scale: float = 20.0
    frequency: float = 1e-4
    seed: int = 1

    def __post_init__(self) -> None:
        if not 8 <= self.dimension <= 1024 or self.dimension % 2:
            raise UsageError(_("dimension is {dimension}: choose an even number, 8 to 1024", dimension=self.dimension))
        if not 0 < self.epochs <= 1000:
            raise UsageError(_("epochs is {epochs}: choose more than 0, at most 1000", epochs=self.epochs))
        if self.batch < 2 or self.run < 1:
            raise UsageError(
                _("batch is {batch} and run {run}: choose at least 2 and 1", batch=self.batch, run=self.run)
            )
        if min(self.learning_rate, self.scale, self.frequency) <= 0:
            raise UsageError(_("learning_rate, scale and frequency must be more than 0"))
        if self.seed < 0:
            raise UsageError(_("seed is {seed}: choose 0 or more", seed=self.seed))


def usable_pairs(chinese: Bags, english: Bags) -> Integers:
    """Return the numbers of the pairs that are usable for training.

    In a usable pair, both sides have rows (trained vectors), and the ratio of their numbers of rows is close to the
    median of all pairs.
    """
    first, second = chinese.sizes(), english.sizes()
    numbers = numpy.flatnonzero((first > 0) & (second > 0))
    ratio = numpy.log((first[numbers] + 3) / (second[numbers] + 3))
    usable: Integers = numbers[numpy.abs(ratio - numpy.median(ratio)) < MAX_LOG_RATIO_DIFFERENCE]
    return usable


def train_rows(
    chinese: Bags,
    english: Bags,
    row_count: int,
    settings: ContrastiveSettings,
    *,
    progress: Progress,
    checkpoints: Checkpoints | None = None,
) -> Vectors:
    """Return rows (vectors of tokens and characters) trained from scratch, shape (row_count, dimension).

    Args:
        chinese: the Chinese sides of the pairs.
        english: the English sides, in the same order.
        row_count: number of rows.
        settings: settings of contrastive training.
        progress: a function that is called with the completed share, 0 to 1, and the smoothed loss.
        checkpoints: saves and loads the state of the run; ``None`` to save nothing.

    Raises:
        InputError: there are too few usable pairs.
        OutputError: a checkpoint cannot be written.
    """
    key = run_key(settings, row_count, (chinese, english)) if checkpoints else ""
    state = checkpoints.load(key) if checkpoints else None
    if state is None:
        random = numpy.random.default_rng(settings.seed)
        state = TrainingState.start(first_rows(chinese, english, row_count, settings, random), random)

    def after_step(share: float, loss: float) -> None:
        if checkpoints and share < 1:
            checkpoints.save_if_due(state, key)
        progress(share, loss)

    run_steps(state, chinese, english, settings, after_step)
    return state.rows


def run_steps(
    state: TrainingState,
    chinese: Bags,
    english: Bags,
    settings: ContrastiveSettings,
    after_step: Progress,
    *,
    lengths: Vectors | None = None,
) -> None:
    """Train ``state.rows`` in place, from the current step of the state to the last step.

    Args:
        state: state of the run.
        chinese: the Chinese sides of the pairs.
        english: the English sides, in the same order.
        settings: settings of contrastive training.
        after_step: a function that is called with the completed share, 0 to 1, and the smoothed loss.
        lengths: factors by which rows are multiplied before they are summed, shape (rows,). The effect
            of a training step on a row is then relative to the factor. ``None`` for no factors.

    Raises:
        InputError: there are too few usable pairs.
    """
    import torch

    def unit_sums(bags: Bags, numbers: Integers) -> torch.Tensor:
        rows, begins = bags.take(numbers)
        weights = None if lengths is None else torch.from_numpy(lengths[rows])
        return torch.nn.functional.normalize(table(torch.from_numpy(rows), torch.from_numpy(begins), weights))

    usable = usable_pairs(chinese, english)
    if len(usable) < 2:
        raise InputError(
            _("too few pairs to learn from: a pair needs words on both sides, and sides of similar length")
        )
    batch = min(settings.batch, len(usable))
    steps = max(1, math.ceil(len(usable) * settings.epochs / batch))
    warm_up = min(MAX_WARM_UP_STEPS, max(1, steps // 10))
    row_count, dimension = state.rows.shape
    first = torch.from_numpy(state.rows)
    table = torch.nn.EmbeddingBag(row_count, dimension, mode="sum", sparse=True, _weight=first)
    optimizer = torch.optim.SparseAdam(list(table.parameters()), lr=settings.learning_rate)
    moments = {"exp_avg": torch.from_numpy(state.mean), "exp_avg_sq": torch.from_numpy(state.square)}
    optimizer.state[table.weight] = {"step": state.step, **moments}  # shared memory: the state changes with each step
    labels = torch.arange(batch)
    for step in range(state.step, steps):
        if len(state.queue) < batch:
            state.queue = numpy.concatenate([state.queue, shuffled_runs(usable, settings.run, state.random)])
        numbers, state.queue = state.queue[:batch], state.queue[batch:]
        for group in optimizer.param_groups:
            group["lr"] = settings.learning_rate * (1 - step / steps) * min(1.0, (step + 1) / warm_up)
        sides = [unit_sums(bags, numbers) for bags in (chinese, english)]
        similarity = settings.scale * sides[0] @ sides[1].T
        loss = torch.nn.functional.cross_entropy(similarity, labels) / 2
        loss = loss + torch.nn.functional.cross_entropy(similarity.T, labels) / 2
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()  # type: ignore[no-untyped-call]
        state.loss = loss.item() if math.isnan(state.loss) else 0.98 * state.loss + 0.02 * loss.item()
        state.step = step + 1
        after_step(state.step / steps, state.loss)


def shuffled_runs(numbers: Integers, run: int, random: numpy.random.Generator) -> Integers:
    """Return pair numbers in random order, but with groups of ``run`` neighbours kept together.

    Numbers at the start and the end that do not fill a group come last.
    """
    start = int(random.integers(0, run))
    whole = (len(numbers) - start) // run * run
    runs = numbers[start : start + whole].reshape(-1, run)
    rest = numpy.concatenate([numbers[:start], numbers[start + whole :]])
    return numpy.concatenate([random.permutation(runs).ravel(), rest])


def first_rows(
    chinese: Bags, english: Bags, row_count: int, settings: ContrastiveSettings, random: numpy.random.Generator
) -> Vectors:
    """Return the random rows (vectors) with which training begins, shorter for frequent tokens.

    The lengths follow smooth inverse frequency (Arora et al., 2017).
    """
    counts = numpy.bincount(chinese.rows, minlength=row_count) + numpy.bincount(english.rows, minlength=row_count)
    share = counts / max(counts.sum(), 1)
    rows = random.standard_normal((row_count, settings.dimension)) / math.sqrt(settings.dimension)
    scaled: Vectors = (rows * (settings.frequency / (settings.frequency + share))[:, None]).astype(numpy.float32)
    return scaled
