"""The unigram model of a tokenizer in Python, with the same results as the `tokenizers` library.

When the library reads a tokenizer, it builds a search tree of all pieces. This takes longer than
tokenizing a document. For the first words of a process, this module therefore replaces the library.
It runs the same algorithm on a dictionary of pieces (Kudo, 2018, "Subword Regularization"): it
finds the best path through the pieces of a word (Viterbi).

A unigram model also has a packed form, which loads four times as fast as the tokenizer's file: the
pieces are one text, with a space between pieces; equal scores of neighbouring pieces are one number;
and the normalised form of each character is listed, so that the library is not needed for it.
"""

from __future__ import annotations

import gc
import json
import math
import zlib
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, groupby, repeat
from typing import Any

from aligner.embedders.folding import SURROGATES, CharacterFolding, all_foldings, normalizer_of

UNKNOWN_PENALTY = 10.0
"""Score of an unknown character below the lowest score of a piece; the library's constant."""
SEPARATOR = " "
"""Character between pieces; tokenizers that mark the beginning of a word have no piece with a space."""
GZIP = 31
"""The `zlib` parameter for content with a gzip header."""
MAX_UNPACKED_BYTES = 1 << 26
"""Maximum size of a model that is unpacked, so that a small file cannot fill the memory; the bundled one has 0.8 MB."""


@dataclass(frozen=True)
class Unigram:
    """A unigram model: the pieces of words with their scores.

    Attributes:
        numbers: piece -> token number.
        scores: score of each token, a log probability (natural logarithm).
        unknown: token number of unknown characters.
        pre_tokenizer: settings of the tokenizer's pre-tokenizer.
        folding: number of a character -> its normalised form, for `str.translate`.
    """

    numbers: dict[str, int]
    scores: list[float]
    unknown: int
    pre_tokenizer: Any
    folding: dict[int, str]

    @classmethod
    def read(cls, content: bytes) -> Unigram | None:
        """Return the unigram model in a tokenizer's JSON file; ``None`` if it has another kind of model.

        Raises:
            ValueError: the content is not JSON.
        """
        collecting = gc.isenabled()
        gc.disable()  # tens of thousands of small lists: the collector would take half of the time
        try:
            settings = json.loads(content)
            model = settings["model"]
            pieces = model.pop("vocab", None)
            plain = model.get("type") == "Unigram" and not model.get("byte_fallback") and not settings["added_tokens"]
            if not plain or not pieces or model.get("unk_id") is None:
                return None
            numbers = {piece: number for number, (piece, _) in enumerate(pieces)}
            folding = CharacterFolding(normalizer_of(settings))
            return cls(numbers, [score for _, score in pieces], model["unk_id"], settings["pre_tokenizer"], folding)
        finally:
            if collecting:
                gc.enable()

    @classmethod
    def unpack(cls, content: bytes) -> Unigram:
        """Return a unigram model from its packed form, which `pack` wrote.

        Raises:
            Exception: the content has another form.
        """
        expanding = zlib.decompressobj(GZIP)
        text = expanding.decompress(content, MAX_UNPACKED_BYTES)
        if not expanding.eof:
            raise ValueError(f"the unigram model is incomplete, or larger than {MAX_UNPACKED_BYTES:,} bytes")
        stored = json.loads(text)
        pieces = stored["pieces"].split(SEPARATOR)
        scores = list(chain.from_iterable(map(repeat, stored["scores"], stored["counts"])))
        if len(pieces) != len(scores):
            raise ValueError(f"{len(pieces)} pieces have {len(scores)} scores")
        numbers = dict(zip(pieces, range(len(pieces)), strict=True))
        folding = dict.fromkeys(SURROGATES, stored["surrogate"]) | str.maketrans(stored["folding"])
        return cls(numbers, scores, stored["unknown"], stored["pre_tokenizer"], folding)

    def pack(self) -> bytes | None:
        """Return the unigram model as compressed JSON; ``None`` if a word piece contains a space or occurs twice."""
        import gzip

        if any(SEPARATOR in piece for piece in self.numbers) or len(self.numbers) < len(self.scores):
            return None
        runs = [(score, len(list(equal))) for score, equal in groupby(self.scores)]
        stored = {
            "unknown": self.unknown,
            "pre_tokenizer": self.pre_tokenizer,
            "surrogate": chr(SURROGATES[0]).translate(self.folding),
            "folding": all_foldings(self.folding),
            "scores": [score for score, _ in runs],
            "counts": [count for _, count in runs],
            "pieces": SEPARATOR.join(self.numbers),
        }
        return gzip.compress(json.dumps(stored, ensure_ascii=False, separators=(",", ":")).encode(), mtime=0)

    def __len__(self) -> int:
        return len(self.scores)

    @cached_property
    def _longest(self) -> int:
        """Number of characters of the longest word piece."""
        return max(map(len, self.numbers))

    @cached_property
    def _unknown_score(self) -> float:
        """Score of a character that is no word piece: a penalty below the lowest log probability."""
        return min(self.scores) - UNKNOWN_PENALTY

    @cached_property
    def _highest_score(self) -> float:
        """Highest score of a word piece; infinite if a score is positive, because longer paths may then be better."""
        highest = max(self.scores)
        return highest if highest <= 0 else math.inf

    def tokens(self, word: str) -> list[int]:
        """Return the token numbers of a word; consecutive unknown characters are one token."""
        size = len(word)
        best = [0.0] + [-math.inf] * size
        origins, chosen = [0] * (size + 1), [self.unknown] * (size + 1)
        number_of, scores, longest, highest = self.numbers.get, self.scores, self._longest, self._highest_score
        for start in range(size):
            total = best[start]
            if total + highest <= best[size]:
                continue  # at least one more piece is needed: no path through here is better than the one found
            is_known = False
            for end in range(start + 1, min(start + longest, size) + 1):
                number = number_of(word[start:end])
                if number is not None:
                    is_known = is_known or end == start + 1
                    candidate = scores[number] + total
                    if candidate > best[end]:
                        best[end], origins[end], chosen[end] = candidate, start, number
            if not is_known and self._unknown_score + total > best[start + 1]:
                best[start + 1], origins[start + 1] = self._unknown_score + total, start
                chosen[start + 1] = self.unknown
        path: list[int] = []
        end = size
        while end:
            if not (path and path[-1] == chosen[end] == self.unknown):
                path.append(chosen[end])
            end = origins[end]
        return path[::-1]
