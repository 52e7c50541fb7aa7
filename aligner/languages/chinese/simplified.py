"""Traditional -> simplified characters, each replaced by exactly one, so that offsets stay valid."""

from __future__ import annotations

import struct
from functools import cache
from pathlib import Path

TABLE = "han_fold.charsmap"
"""The compiled table beside this module, made from OpenCC's TSCharacters; training copies it into the tokenizer."""
_LABEL, _VALUE, _HAS_LEAF = 1 << 31 | 0xFF, (1 << 31) - 1, 1 << 8
"""Parts of a unit of the trie: the byte that leads to it, the place of a form, and whether it has a form."""


def table() -> bytes:
    """Return the table from traditional to simplified characters, in the format of the tokenizers library."""
    return Path(__file__).with_name(TABLE).read_bytes()


class _Simplified(dict[int, str]):
    """The simplified form of each character, for `str.translate`; a form is looked up at its first use.

    The format is that of SentencePiece: the size of a double-array trie of UTF-8 bytes, the trie
    (https://github.com/s-yata/darts-clone), and the forms, each with a zero byte at its end. It is read
    here because the import of the tokenizers library takes longer than a document.
    """

    def __init__(self) -> None:
        content = table()
        (size,) = struct.unpack_from("<I", content)
        self.units = struct.unpack_from(f"<{size // 4}I", content, 4)
        self.forms = content[4 + size :]

    def __missing__(self, character: int) -> str:
        """Find, store and return the simplified form of a character, which is the same for most."""
        form = chr(character)
        node = _offset(self.units[0])
        for byte in form.encode("utf-8", "surrogatepass"):
            node ^= byte
            unit = self.units[node]
            if unit & _LABEL != byte:
                break
            node ^= _offset(unit)
            if unit & _HAS_LEAF:
                start = self.units[node] & _VALUE
                form = self.forms[start : self.forms.index(b"\0", start)].decode()
                break
        self[character] = form
        return form


def _offset(unit: int) -> int:
    """Return the offset from a node of the double-array trie to its children, which its unit encodes."""
    return (unit >> 10) << ((unit & 1 << 9) >> 6)


@cache
def _simplified() -> _Simplified:
    return _Simplified()


def fold(text: str) -> str:
    """Return the text in simplified characters, with the same length.

    Characters without a simplified form do not change.
    """
    return text if text.isascii() else text.translate(_simplified())
