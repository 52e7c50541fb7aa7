"""Which encoding a text is in: strict decoding first, then how likely the decoded characters are.

Statistics of byte pairs, as general detectors use them, fail on the short GBK and Big5 files that
translators have. Here every candidate that decodes without an error is judged by a model of single
characters: the sum of rough log probabilities of what it decoded to (frequent Han characters and
Chinese punctuation are likely, rare ones are not, accented letters are likely beside other letters).
Sums over the whole text are comparable, whatever the number of bytes a character takes.
"""

from __future__ import annotations

import codecs
import re

from aligner.errors import InputError, UsageError
from aligner.interface import _
from aligner.readers.likelihood import log_likelihood

_BYTE_ORDER_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark begins with the one of UTF-16 LE
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
_NARROW = ("gb18030", "cp950", "big5hkscs", "cp1252")
_UTF_8_HEAD_START = 8.0
"""How much likelier UTF-8 is than a legacy encoding, all else equal (natural logarithm)."""
_PLAUSIBLE_MEAN = -9.5
"""Least mean log likelihood of the characters beyond ASCII in a text that a human wrote."""
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x19\x1c-\x1f\x7f]")
_CONTROL_SHARE = 0.02
"""Share of control characters from which a file is binary; a stray one happens in text."""
_UTF_8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
_DAMAGED_SHARE = 0.9
"""Share of bytes beyond ASCII in well-formed UTF-8 sequences from which a text is damaged UTF-8."""


def decode(content: bytes, name: str, encoding: str | None = None) -> tuple[str, str]:
    """Decode the bytes of a text file.

    Args:
        content: all bytes of the file.
        name: the path, for messages.
        encoding: forces one encoding; found out from the bytes when ``None``.

    Returns:
        The text, without a byte order mark, and the encoding as Python names it.

    Raises:
        InputError: the bytes are binary, or no encoding fits, or not the forced one.
        UsageError: the forced encoding is unknown.
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
        # three-byte sequences are well-formed in no legacy text by accident
        return utf_8, "utf-8"
    return _best(content, name, ("utf-8", *_NARROW, "utf-16-le", "utf-16-be"))


def _strictly(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _refuse_damaged_utf_8(content: bytes, name: str) -> None:
    """Raise when almost all of the text is UTF-8: decoding it as anything else would give gibberish."""
    beyond = len(_BEYOND_ASCII.findall(content))
    well_formed = sum(len(sequence) for sequence in _UTF_8_SEQUENCE.findall(content) if len(sequence) > 2)
    if well_formed >= _DAMAGED_SHARE * beyond:
        _decode_as(content, name, "utf-8")


def _best(content: bytes, name: str, candidates: tuple[str, ...]) -> tuple[str, str]:
    """Return the likeliest decoding among the candidates that decode without an error."""
    scored = []
    for encoding in candidates:
        text = _strictly(content, encoding)
        if text is None or len(_CONTROL.findall(text)) > _CONTROL_SHARE * len(text):
            continue
        total, mean = log_likelihood(text)
        if encoding == "utf-8":
            scored.append((total + _UTF_8_HEAD_START, 0, text, encoding))
        elif mean >= _PLAUSIBLE_MEAN:
            scored.append((total, -len(scored), text, encoding))
    if scored:
        _unused, _unused, text, encoding = max(scored)
        return text, encoding
    raise _undecodable(content, name)


def _undecodable(content: bytes, name: str) -> InputError:
    """Return the error for bytes in no encoding we know, with a hint from a general detector."""
    if b"\0" in content or len(_CONTROL.findall(content.decode("latin-1"))) > _CONTROL_SHARE * len(content):
        return InputError(_("is binary (it has control characters): give a text file"), path=name)
    from charset_normalizer import from_bytes

    guess = from_bytes(content[:65_536]).best()
    hint = _(" (perhaps {encoding})", encoding=guess.encoding) if guess is not None else ""
    return InputError(
        _("is in no encoding that can be told: save it as UTF-8, or name its encoding{hint}", hint=hint), path=name
    )
