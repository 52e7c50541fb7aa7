"""An embedder: how often each digit occurs. It needs no model, and only numbers are the same in both languages."""

import numpy


class DigitsEmbedder:
    """Counts of the ten digits; the vectors of two texts add up to that of both."""

    name = "digits"
    signature = "digits-1"
    dimension = 10
    additive = True

    @classmethod
    def load(cls, argument):
        """Return the embedder; it has nothing to load."""
        return cls()

    def encode(self, texts):
        """Return the counts, shape (texts, 10)."""
        counts = [[text.count(str(digit)) for digit in range(10)] for text in texts]
        return numpy.array(counts, numpy.float32).reshape(len(texts), self.dimension)
