"""Selection of candidate pairs of documents: the nearest neighbours among the document vectors.

The vector of a document is the concatenation of the vectors of consecutive windows, so it reflects
the order of the content (Thompson and Koehn, 2020, "Exploiting Sentence Order in Document
Alignment"). Text that many documents repeat, such as licences and running heads, has a low weight.
The mean vector of all documents of a language is subtracted. Neighbours are ranked by their margin
(Artetxe and Schwenk, 2019). A document that is similar to all others is therefore not the nearest
neighbour of many.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy
from numpy.typing import NDArray

from aligner.pairing.document_frequency import DocumentFrequencies
from aligner.pairing.fingerprints import Fingerprint
from aligner.protocols import Vectors

WINDOWS = 4
"""Number of windows of a document."""
WINDOW_EDGE_WIDTH = 0.7
"""Width of the soft edge of a window, in windows: the same content starts at different places in a translation."""
MIN_CENTRED_DOCUMENTS = 30
"""Number of documents of a side from which their mean is subtracted; the mean of fewer is not reliable."""
MARGIN_NEIGHBOURS = 5
"""Number of nearest documents whose mean similarity is the reference of the margin."""
MAX_CANDIDATES = 4
"""Number of candidates for each document, from either side."""
NEAREST_DOCUMENTS = 16
"""Number of nearest documents from which the candidates are chosen."""
BLOCK_DOCUMENTS = 1024
"""Number of documents compared with all others at a time; it bounds the memory."""
Numbers = NDArray[numpy.int64]


def order_vectors(fingerprints: Sequence[Fingerprint], frequencies: DocumentFrequencies) -> Vectors:
    """Return a unit vector for each document, which reflects the order of its content.

    The vectors have the shape (documents, windows x dimension).

    Args:
        fingerprints: fingerprints of the documents of one language.
        frequencies: document frequencies over all documents.
    """
    dimension = fingerprints[0].directions.shape[1]
    vectors = numpy.zeros((len(fingerprints), WINDOWS, dimension), numpy.float32)
    centres = (numpy.arange(WINDOWS) + 0.5) / WINDOWS
    for number, one in enumerate(fingerprints):
        places = (numpy.cumsum(one.weights) - one.weights / 2) / one.weights.sum()
        nearness = numpy.exp(-0.5 * ((places - centres[:, None]) * WINDOWS / WINDOW_EDGE_WIDTH) ** 2)
        vectors[number] = unit_vectors((nearness * frequencies.chunk_weights(one)).astype(numpy.float32) @ one.units)
    if len(fingerprints) >= MIN_CENTRED_DOCUMENTS:
        vectors -= vectors.mean(axis=(0, 1))
    flat: Vectors = unit_vectors(vectors).reshape(len(vectors), -1)
    flat /= numpy.float32(numpy.sqrt(WINDOWS))
    return flat


def unit_vectors(vectors: Vectors) -> Vectors:
    """Return the vectors scaled to length 1 along the last axis; zero vectors stay zero."""
    lengths = numpy.linalg.norm(vectors, axis=-1, keepdims=True)
    scaled: Vectors = vectors / numpy.maximum(lengths, numpy.float32(1e-9))
    return scaled


def candidate_pairs(english: Vectors, chinese: Vectors) -> tuple[Numbers, Vectors]:
    """Return the pairs of documents that may be translations of each other, and their margins.

    The margin of a pair is its similarity minus the mean similarity of both documents to their
    nearest neighbours. The pairs are row numbers, shape (k, 2), ascending. The margins have the
    shape (k,).

    Args:
        english: unit vectors of the English documents, shape (n, size), n at least 1.
        chinese: unit vectors of the Chinese documents, shape (m, size), m at least 1.
    """
    (forward, forward_scores), (backward, backward_scores) = nearest(english, chinese)
    forward_means = forward_scores[:, :MARGIN_NEIGHBOURS].mean(axis=1)
    backward_means = backward_scores[:, :MARGIN_NEIGHBOURS].mean(axis=1)
    candidates = [
        _best(forward, forward_scores - (forward_means[:, None] + backward_means[forward]) / 2),
        _best(backward, backward_scores - (backward_means[:, None] + forward_means[backward]) / 2)[:, ::-1],
    ]
    pairs: Numbers = numpy.unique(numpy.concatenate(candidates), axis=0)
    similarities = numpy.einsum("ij,ij->i", english[pairs[:, 0]], chinese[pairs[:, 1]])
    margins: Vectors = similarities - (forward_means[pairs[:, 0]] + backward_means[pairs[:, 1]]) / 2
    return pairs, margins


def _best(neighbours: Numbers, margins: Vectors) -> Numbers:
    """Return the pairs of each document with those of its neighbours that have the highest margins.

    A pair has the numbers of the document and the neighbour. Each document has up to `MAX_CANDIDATES`
    pairs.
    """
    order = numpy.argsort(-margins, axis=1, kind="stable")[:, :MAX_CANDIDATES]
    best = numpy.take_along_axis(neighbours, order, axis=1)
    rows = numpy.repeat(numpy.arange(len(best)), best.shape[1])
    return numpy.stack([rows, best.ravel()], axis=1)


def nearest(queries: Vectors, keys: Vectors) -> tuple[tuple[Numbers, Vectors], tuple[Numbers, Vectors]]:
    """Return the nearest keys of each query, and the nearest queries of each key.

    Queries are document vectors in one language, keys are those in the other. Both results have the row
    numbers of at most `NEAREST_DOCUMENTS` neighbours of each vector, and their similarities, highest
    first. `BLOCK_DOCUMENTS` queries are compared with all keys at a time; each matrix product serves
    both directions.
    """
    forward: list[tuple[Numbers, Vectors]] = []
    numbers = numpy.zeros((len(keys), 0), numpy.int64)
    scores = numpy.zeros((len(keys), 0), numpy.float32)
    for start in range(0, len(queries), BLOCK_DOCUMENTS):
        similarity = queries[start : start + BLOCK_DOCUMENTS] @ keys.T
        forward.append(highest(similarity))
        rows, row_scores = highest(similarity.T)
        numbers, scores = numpy.hstack([numbers, rows + start]), numpy.hstack([scores, row_scores])
        order, scores = highest(scores)
        numbers = numpy.take_along_axis(numbers, order, axis=1)
    return (numpy.vstack([each[0] for each in forward]), numpy.vstack([each[1] for each in forward])), (numbers, scores)


def highest(scores: Vectors) -> tuple[Numbers, Vectors]:
    """Return the columns of the highest scores of each row, and these scores, highest first.

    There are at most `NEAREST_DOCUMENTS` for each row.
    """
    columns = scores.shape[1]
    count = min(NEAREST_DOCUMENTS, columns)
    top = numpy.sort(numpy.argpartition(scores, columns - count, axis=1)[:, columns - count :], axis=1)
    values = numpy.take_along_axis(scores, top, axis=1)
    order = numpy.argsort(-values, axis=1, kind="stable")
    return numpy.take_along_axis(top, order, axis=1), numpy.take_along_axis(values, order, axis=1)
