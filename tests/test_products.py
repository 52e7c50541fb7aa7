"""Products do not depend on the order in which they are summed, as kernels of linear algebra libraries choose it."""

from __future__ import annotations

import numpy

from aligner.products import product


def test_any_order_of_summing_gives_the_same_bytes() -> None:
    random = numpy.random.default_rng(1)
    first, second = (random.normal(size=shape).astype(numpy.float32) for shape in ((40, 384), (384, 50)))
    order = random.permutation(384)
    turned = first[:, order], second[order]
    found = product(first, second)
    assert found.dtype == numpy.float32
    assert numpy.array_equal(found, product(*turned))
    assert not numpy.array_equal(first @ second, turned[0] @ turned[1])  # what single precision does


def test_vectors_and_empty_matrices() -> None:
    ones = numpy.ones(3, numpy.float32)
    assert product(ones, ones) == 3
    assert product(numpy.zeros((0, 3), numpy.float32), numpy.ones((3, 2), numpy.float32)).shape == (0, 2)
