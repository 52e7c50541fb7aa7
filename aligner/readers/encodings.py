"""Detect the encoding of a text by strict decoding and by the likelihood of the decoded characters.

General detectors use statistics of byte pairs. These statistics fail on the short GBK and Big5
files of translators. This module decodes the bytes with each candidate encoding, and drops the
candidates that fail. It then scores each decoded text with a model of single characters. The
score is the sum of rough log probabilities of the characters. Frequent Han characters and Chinese
punctuation are likely; rare Han characters are not. Accented letters are likely beside other
letters. Sums over the whole text are comparable, even if encodings need different numbers of bytes
for a character.
"""

from __future__ import annotations

import codecs
import re

from aligner.errors import InputError, UsageError
from aligner.interface import _

_BYTE_ORDER_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark begins with the one of UTF-16 LE
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
_NARROW = ("gb18030", "cp950", "big5hkscs", "cp1252")
_UTF_8_LOG_PRIOR = 8.0
"""Prior log likelihood (natural logarithm) of UTF-8 compared with a legacy encoding."""
_MIN_MEAN_LOG_LIKELIHOOD = -9.5
"""Lowest mean log likelihood of the characters beyond ASCII in a real text."""
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x19\x1c-\x1f\x7f]")
_MAX_CONTROL_SHARE = 0.02
"""Largest share of control characters in a text; a file with more is binary."""
_UTF_8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
_MIN_UTF_8_SHARE = 0.9
"""Smallest share of bytes beyond ASCII in well-formed UTF-8 sequences for a text to count as damaged UTF-8."""


def decode(content: bytes, name: str, encoding: str | None = None) -> tuple[str, str]:
    """Decode the bytes of a text file.

    Args:
        content: all bytes of the file.
        name: the path, for messages.
        encoding: the encoding; detected from the bytes if ``None``.

    Returns:
        The text without a byte-order mark, and the Python name of the encoding.

    Raises:
        InputError: the bytes are binary, or no encoding fits, or the given one does not.
        UsageError: the given encoding is unknown.
    """
    if encoding is not None:
        text, used = _decode_as(content, name, encoding), codecs.lookup(encoding).name
    else:
        marked = next((used for mark, used in _BYTE_ORDER_MARKS if content.startswith(mark)), None)
        text, used = (_decode_as(content, name, marked), marked) if marked else _decode_unmarked(content, name)
    if "\0" in text:
        raise InputError(_("is binary (it has NUL bytes): give a text file"), path=name)
    return text.removeprefix("\ufeff"), used


def _decode_as(content: bytes, name: str, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except LookupError as error:
        raise UsageError(
            _("unknown encoding {encoding!r}: name one that Python knows, such as gb18030", encoding=encoding)
        ) from error
    except UnicodeDecodeError as error:
        line = _line_of(content, error.start, encoding)
        value = _("byte 0x{content:02x} at offset {start}", content=content[error.start], start=error.start)
        raise InputError(
            _("is not valid {encoding} ({value}): repair it, or name another encoding", encoding=encoding, value=value),
            path=name,
            line=line,
        ) from error


def _line_of(content: bytes, offset: int, encoding: str) -> int:
    before = content[:offset].decode(encoding, "ignore")
    return before.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1


def _decode_unmarked(content: bytes, name: str) -> tuple[str, str]:
    if b"\0" in content:
        return _best(content, name, _WIDE)
    utf_8 = _strictly(content, "utf-8")
    if utf_8 is None:
        _refuse_damaged_utf_8(content, name)
    elif max(utf_8, default="") >= "\u0800" or (utf_8.isascii() and not _CONTROL.search(utf_8)):
        # text in a legacy encoding does not contain well-formed three-byte sequences by accident
        return utf_8, "utf-8"
    return _best(content, name, ("utf-8", *_NARROW, "utf-16-le", "utf-16-be"))


def _strictly(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _refuse_damaged_utf_8(content: bytes, name: str) -> None:
    """Raise an error if the bytes are UTF-8 except for a few invalid bytes.

    Any other encoding would decode such bytes to meaningless text.
    """
    beyond = len(_BEYOND_ASCII.findall(content))
    well_formed = sum(len(sequence) for sequence in _UTF_8_SEQUENCE.findall(content) if len(sequence) > 2)
    if well_formed >= _MIN_UTF_8_SHARE * beyond:
        _decode_as(content, name, "utf-8")


def _best(content: bytes, name: str, candidates: tuple[str, ...]) -> tuple[str, str]:
    """Return the most likely decoded text, and the encoding that gives it.

    Only candidate encodings that decode the bytes without an error are compared.
    """
    from aligner.readers.likelihood import log_likelihood

    scored = []
    for encoding in candidates:
        text = _strictly(content, encoding)
        if text is None or len(_CONTROL.findall(text)) > _MAX_CONTROL_SHARE * len(text):
            continue
        total, mean = log_likelihood(text)
        if encoding == "utf-8":
            scored.append((total + _UTF_8_LOG_PRIOR, 0, text, encoding))
        elif mean >= _MIN_MEAN_LOG_LIKELIHOOD:
            scored.append((total, -len(scored), text, encoding))
    if scored:
        _unused, _unused, text, encoding = max(scored)
        return text, encoding
    raise _undecodable(content, name)


def _undecodable(content: bytes, name: str) -> InputError:
    """Return the error for bytes in an unknown encoding, with a hint from a general detector."""
    if b"\0" in content or len(_CONTROL.findall(content.decode("latin-1"))) > _MAX_CONTROL_SHARE * len(content):
        return InputError(_("is binary (it has control characters): give a text file"), path=name)
    from charset_normalizer import from_bytes

    guess = from_bytes(content[:65_536]).best()
    hint = _(" (perhaps {encoding})", encoding=guess.encoding) if guess is not None else ""
    return InputError(_("is in an unknown encoding: save it as UTF-8, or give --encoding{hint}", hint=hint), path=name)
