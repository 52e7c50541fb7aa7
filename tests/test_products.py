"""Products do not depend on the order in which they are summed, as kernels of linear algebra libraries choose it."""

from __future__ import annotations

import numpy
import pytest

from aligner.products import product, rounded_units, unit_product


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


@pytest.mark.parametrize("dimension", [1, 3, 384, 1024])
def test_cosines_of_unit_vectors_are_the_same_in_any_order(dimension: int) -> None:
    random = numpy.random.default_rng(dimension)
    vectors = random.normal(size=(60, dimension)).astype(numpy.float32)
    vectors /= numpy.linalg.norm(vectors, axis=1, keepdims=True)
    vectors[7] = 0
    order = random.permutation(dimension)
    rounded = rounded_units(vectors)
    cosines = unit_product(rounded, rounded)
    assert cosines.dtype == numpy.float32
    assert numpy.array_equal(cosines, unit_product(rounded[:, order], rounded[:, order]))
    assert numpy.abs(cosines - product(vectors, vectors.T)).max() < 1e-3
    assert unit_product(rounded[:0], rounded).shape == (0, 60)


@pytest.mark.parametrize("dimension", [1, 384, 1024])
def test_no_sum_of_rounded_unit_vectors_is_too_large_to_be_exact(dimension: int) -> None:
    equal = numpy.full((1, dimension), 1 / numpy.sqrt(dimension), numpy.float32)
    rounded = rounded_units(equal)
    cosine = unit_product(rounded, rounded)[0, 0]
    exact = product(equal, equal.T)[0, 0]
    assert abs(cosine - exact) < 0.01
    assert numpy.float32(cosine) * numpy.float32(4096) ** 2 <= 2**24 * 1.01
