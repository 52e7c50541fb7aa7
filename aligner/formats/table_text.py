"""Detect the encoding and the delimiter of a table that a spreadsheet saved as text."""

from __future__ import annotations

import codecs
import csv
import io

from aligner.errors import InputError
from aligner.interface import _
from aligner.languages.scripts import is_han

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DELIMITERS = ",\t;"
_SAMPLE_BYTES = 200_000
"""Bytes from which the encoding of a text that is not UTF-8 is detected."""
_MAX_DAMAGED_SHARE = 0.1
"""Largest share of invalid characters, among those beyond ASCII, for a text to count as damaged UTF-8."""
_FREQUENT_FIRST_BYTES = {"gb18030": ("gb2312", 0xB0, 0xD7), "cp950": ("big5", 0xA4, 0xC6)}
"""The two legacy encodings, each with its character set and the first bytes of its frequent characters, from first
to last."""


def open_table(content: bytes, name: str) -> io.TextIOWrapper:
    """Return a text stream of a table in UTF-8, UTF-16 with a byte-order mark, GB 18030 or Big5.

    UTF-16 is the encoding of the type "Unicode text" in Excel.

    Raises:
        InputError: the content is binary, or in another encoding.
    """
    encoding = next((encoding for mark, encoding in _MARKS if content.startswith(mark)), None)
    if encoding is None and b"\0" in content[:_SAMPLE_BYTES] and not content.isascii():
        raise InputError(_("is binary (it has NUL bytes): save the table as text"), path=name)
    if encoding is None:
        encoding = "utf-8" if _is_utf_8(content) else _legacy_encoding(content, name)
    return io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="")


def _is_utf_8(content: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    view = memoryview(content)
    try:
        for start in range(0, len(content), 1 << 20):
            decoder.decode(view[start : start + (1 << 20)])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _legacy_encoding(content: bytes, name: str) -> str:
    """Return the legacy Chinese encoding of the bytes, GB 18030 or Big5."""
    replaced = content[:_SAMPLE_BYTES].decode("utf-8", "replace")
    beyond = sum(character > "\x7f" for character in replaced)
    if replaced.count("\N{REPLACEMENT CHARACTER}") <= _MAX_DAMAGED_SHARE * beyond:
        raise InputError(_('is damaged UTF-8: save the table again as "CSV UTF-8"'), path=name)
    candidates = [encoding for encoding in _FREQUENT_FIRST_BYTES if _decodes(content, encoding)]
    if not candidates:
        raise InputError(_('is in an unknown encoding: save the table again as "CSV UTF-8"'), path=name)
    return max(candidates, key=lambda encoding: _frequent_share(content[:_SAMPLE_BYTES], encoding))


def _frequent_share(content: bytes, encoding: str) -> float:
    """Decode the bytes and return the share of frequent characters among the Han characters, 0 to 1."""
    charset, first, last = _FREQUENT_FIRST_BYTES[encoding]
    text = content.decode(encoding, "ignore")
    han = [character.encode(charset, "ignore")[:1] for character in text if is_han(character)]
    return sum(bytes([first]) <= start <= bytes([last]) for start in han) / max(len(han), 1)


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def delimiter_in(text: io.TextIOWrapper, expected: str) -> str:
    """Return the delimiter of the first row; ``expected`` if the row has none."""
    start = text.readline()
    text.seek(0)
    candidates: list[str] = [expected, *_DELIMITERS]
    for delimiter in candidates:
        try:
            cells = next(csv.reader([start], delimiter=delimiter), [])
        except csv.Error:
            continue
        if len(cells) > 1:
            return delimiter
    return expected
