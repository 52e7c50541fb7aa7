"""Which documents are worth a closer look: nearest neighbours of vectors that know the order of a document.

A document's vector is that of its beginning, of its middle parts and of its end one after another (Thompson and Koehn,
2020, "Exploiting Sentence Order in Document Alignment"). What many documents repeat word for word, such as licences and
running heads, weighs little, what all documents of a language share is taken out, and a document that is near to
everything is nearest to nothing (margins, as in Artetxe and Schwenk, 2019).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy
from numpy.typing import NDArray

from aligner.pairing.commonness import Commonness
from aligner.pairing.fingerprints import Fingerprint
from aligner.protocols import Vectors

WINDOWS = 4
"""Parts of a document."""
BLUR = 0.7
"""Width of a part's edge, in parts: translations do not end where their originals do."""
ENOUGH = 30
"""Documents a side from which on their mean is worth taking out."""
NEIGHBOURS = 5
"""Documents whose mean similarity is what a margin is measured from."""
CANDIDATES = 4
"""Documents looked at closely for each, from either side."""
WIDE = 16
"""Documents from which these are chosen."""
BLOCK = 1024
"""Documents compared with all others at a time."""
Numbers = NDArray[numpy.int64]


def order_vectors(fingerprints: Sequence[Fingerprint], common: Commonness) -> Vectors:
    """Return unit vectors of documents, shape (documents, windows x dimension).

    Args:
        fingerprints: of one language.
        common: among all documents.
    """
    dimension = fingerprints[0].directions.shape[1]
    vectors = numpy.zeros((len(fingerprints), WINDOWS, dimension), numpy.float32)
    centres = (numpy.arange(WINDOWS) + 0.5) / WINDOWS
    for number, one in enumerate(fingerprints):
        places = (numpy.cumsum(one.weights) - one.weights / 2) / one.weights.sum()
        nearness = numpy.exp(-0.5 * ((places - centres[:, None]) * WINDOWS / BLUR) ** 2)
        vectors[number] = unit((nearness * common.stretch_weights(one)).astype(numpy.float32) @ one.units)
    if len(fingerprints) >= ENOUGH:
        vectors -= vectors.mean(axis=(0, 1))
    flat: Vectors = unit(vectors).reshape(len(vectors), -1)
    flat /= numpy.float32(numpy.sqrt(WINDOWS))
    return flat


def unit(vectors: Vectors) -> Vectors:
    """Return vectors of length 1 along the last axis; zeros stay."""
    lengths = numpy.linalg.norm(vectors, axis=-1, keepdims=True)
    scaled: Vectors = vectors / numpy.maximum(lengths, numpy.float32(1e-9))
    return scaled


def candidate_pairs(english: Vectors, chinese: Vectors) -> tuple[Numbers, Vectors]:
    """Return which documents to look at, as pairs of row numbers, shape (k, 2), ascending, and their margins.

    Args:
        english: unit vectors, shape (n, size), n at least 1.
        chinese: likewise, shape (m, size).
    """
    (forward, forward_scores), (backward, backward_scores) = nearest(english, chinese)
    here = forward_scores[:, :NEIGHBOURS].mean(axis=1)
    there = backward_scores[:, :NEIGHBOURS].mean(axis=1)
    chosen = [
        _best(forward, forward_scores - (here[:, None] + there[forward]) / 2),
        _best(backward, backward_scores - (there[:, None] + here[backward]) / 2)[:, ::-1],
    ]
    pairs: Numbers = numpy.unique(numpy.concatenate(chosen), axis=0)
    similarities = numpy.einsum("ij,ij->i", english[pairs[:, 0]], chinese[pairs[:, 1]])
    margins: Vectors = similarities - (here[pairs[:, 0]] + there[pairs[:, 1]]) / 2
    return pairs, margins


def _best(neighbours: Numbers, margins: Vectors) -> Numbers:
    """Return ``(row, neighbour)`` for the `CANDIDATES` neighbours of each row with the highest margins."""
    order = numpy.argsort(-margins, axis=1, kind="stable")[:, :CANDIDATES]
    best = numpy.take_along_axis(neighbours, order, axis=1)
    rows = numpy.repeat(numpy.arange(len(best)), best.shape[1])
    return numpy.stack([rows, best.ravel()], axis=1)


def nearest(queries: Vectors, keys: Vectors) -> tuple[tuple[Numbers, Vectors], tuple[Numbers, Vectors]]:
    """Return the `WIDE` nearest keys of each query and the nearest queries of each key, as numbers and similarities.

    `BLOCK` queries are compared with all keys at a time; the products are made once and serve both directions.
    """
    forward: list[tuple[Numbers, Vectors]] = []
    numbers = numpy.zeros((len(keys), 0), numpy.int64)
    scores = numpy.zeros((len(keys), 0), numpy.float32)
    for start in range(0, len(queries), BLOCK):
        similarity = queries[start : start + BLOCK] @ keys.T
        forward.append(highest(similarity))
        found, found_scores = highest(similarity.T)
        numbers, scores = numpy.hstack([numbers, found + start]), numpy.hstack([scores, found_scores])
        kept, scores = highest(scores)
        numbers = numpy.take_along_axis(numbers, kept, axis=1)
    return (numpy.vstack([each[0] for each in forward]), numpy.vstack([each[1] for each in forward])), (numbers, scores)


def highest(scores: Vectors) -> tuple[Numbers, Vectors]:
    """Return the columns of the `WIDE` highest numbers of each row, and the numbers, highest first."""
    columns = scores.shape[1]
    count = min(WIDE, columns)
    top = numpy.sort(numpy.argpartition(scores, columns - count, axis=1)[:, columns - count :], axis=1)
    values = numpy.take_along_axis(scores, top, axis=1)
    order = numpy.argsort(-values, axis=1, kind="stable")
    return numpy.take_along_axis(top, order, axis=1), numpy.take_along_axis(values, order, axis=1)
