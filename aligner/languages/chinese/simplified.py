"""Traditional -> simplified characters, one for one, so that offsets stay valid."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

TABLE = "han_fold.charsmap"
"""The compiled table beside this module, made from OpenCC's TSCharacters; training copies it into the tokenizer."""


def table() -> bytes:
    """Return the compiled table of characters in the format that the tokenizers library reads."""
    return Path(__file__).with_name(TABLE).read_bytes()


@lru_cache(maxsize=1)
def _normaliser() -> Any:  # noqa: ANN401 - the tokenizers library is untyped
    from tokenizers import normalizers

    return normalizers.Precompiled(table())


def fold(text: str) -> str:
    """Return the text in simplified characters, with the same length.

    Characters without a simplified form do not change.
    """
    if text.isascii():
        return text
    folded: str = _normaliser().normalize_str(text)
    return folded if len(folded) == len(text) else "".join(_folded_character(character) for character in text)


@lru_cache(maxsize=1 << 15)
def _folded_character(character: str) -> str:
    folded: str = _normaliser().normalize_str(character)
    return folded if len(folded) == 1 else character
