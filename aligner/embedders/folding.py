"""Normalisation of text one character at a time, with the normaliser of a tokenizer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tokenizers.normalizers import Normalizer

SURROGATES = range(0xD800, 0xE000)
"""Numbers of the surrogates, which are no characters and all have the same form."""
MAX_LISTED = 0x3FFFF
"""Last character whose form is listed: later planes have no letters. Texts with others are left to the library."""


class CharacterFolding(dict[int, str]):
    """A mapping from each character to its normalised form, for `str.translate`.

    The tokenizer's normaliser computes each form once.
    """

    def __init__(self, normalizer: Normalizer | None) -> None:
        """Begin the mapping: white space becomes a space, and other characters are added at their first use."""
        super().__init__(dict.fromkeys(map(ord, "\t\n\r"), " "))
        self.normalize = normalizer.normalize_str if normalizer else str

    def __missing__(self, character: int) -> str:
        """Compute, store and return the normalised form of a character."""
        folded = str(self.normalize(encodable(chr(character))))
        self[character] = folded
        return folded


def all_foldings(folding: dict[int, str]) -> dict[str, str]:
    """Return the characters up to `MAX_LISTED` that have another normalised form, with this form.

    Surrogates are left out.
    """
    characters = map(chr, [*range(SURROGATES.start), *range(SURROGATES.stop, MAX_LISTED + 1)])
    return {character: form for character in characters if (form := character.translate(folding)) != character}


def normalizer_of(settings: dict[str, Any]) -> Normalizer | None:
    """Return the normaliser of a tokenizer with a unigram model; ``None`` if it has none.

    The `tokenizers` library gets the settings without the vocabulary, because it then reads them fast.

    Args:
        settings: content of the tokenizer's file.
    """
    from tokenizers import Tokenizer

    model = {**settings["model"], "vocab": [["", 0.0]], "unk_id": 0}
    normalizer: Normalizer | None = Tokenizer.from_str(json.dumps({**settings, "model": model})).normalizer
    return normalizer


def encodable(text: str) -> str:
    """Return the text with lone surrogates replaced, because the tokenizer does not accept them."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
