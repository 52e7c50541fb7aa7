"""Products of vectors that are the same on every processor.

A linear algebra library adds up the products of numbers in an order that depends on the processor. In single precision
the sums then differ by about 1e-7, and the posterior of a bead, which is a sum of exponentials of many scores over a
temperature, by up to 1e-5: that shows in the fourth decimal of one confidence in ten. In double precision the products
of single-precision numbers are exact and their sums differ by about 1e-16, which rounding to single precision removes.
"""

from __future__ import annotations

import numpy
from numpy.typing import NDArray

Matrix = NDArray[numpy.float32]


def product(first: Matrix, second: Matrix) -> Matrix:
    """Return ``first @ second`` in single precision, summed in double precision, whatever the shapes."""
    summed: Matrix = numpy.matmul(first, second, dtype=numpy.float64).astype(numpy.float32)
    return summed
