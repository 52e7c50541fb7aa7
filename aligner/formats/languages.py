"""Languages as files name them: BCP 47 tags, and the script of a text that comes without one."""

from __future__ import annotations

from collections.abc import Iterable

from aligner.bitext import Document, Language

_ENOUGH = 20_000
"""Characters that settle which script, and which Chinese, a text is in."""


def sample(texts: Iterable[str], size: int = _ENOUGH) -> str:
    """Return about the first ``size`` characters of the texts."""
    pieces: list[str] = []
    length = 0
    for text in texts:
        pieces.append(text[: size - length])
        length += len(pieces[-1])
        if length >= size:
            break
    return "".join(pieces)


def language_of(texts: Iterable[str]) -> Language | None:
    """Return the language whose script prevails; ``None`` when there are no letters of either."""
    text = sample(texts)
    han = sum("\u3400" <= character <= "\u9fff" or "\U00020000" <= character <= "\U0003ffff" for character in text)
    latin = sum(character.isascii() and character.isalpha() for character in text)
    if not han and not latin:
        return None
    # A Chinese character stands for about as much text as three Latin letters.
    return "zh" if 3 * han >= latin else "en"


def language_tag(document: Document) -> str:
    """Return the hyphenated tag for ``xml:lang``: ``en-US``, ``zh-CN``, ``zh-TW``; ``und`` when undetermined."""
    texts = [segment.text for segment in document.segments]
    language = document.language or language_of(texts)
    if language == "zh":
        return "zh-TW" if is_traditional(sample(texts)) else "zh-CN"
    return "en-US" if language == "en" else "und"


def is_traditional(text: str) -> bool:
    """Tell whether Chinese text is mainly in traditional characters.

    The two national character sets are the evidence: a character that only Big5 holds counts for
    traditional, one that only GB 2312 holds for simplified; without evidence the text is simplified.
    """
    han = "".join(character for character in text if "\u4e00" <= character <= "\u9fff")
    only_big5 = sum(_holds("big5", character) and not _holds("gb2312", character) for character in han)
    only_gb = sum(_holds("gb2312", character) and not _holds("big5", character) for character in han)
    return only_big5 > only_gb


def _holds(charset: str, character: str) -> bool:
    try:
        character.encode(charset)
    except UnicodeEncodeError:
        return False
    return True
