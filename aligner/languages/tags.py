"""Languages as files name them: BCP 47 tags, and the script of a text that comes without one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from aligner.bitext import Document, Language
from aligner.errors import UsageError
from aligner.languages import LANGUAGES, is_known, pack_of, packs

_ENOUGH = 20_000
"""Characters that settle which script, and which Chinese, a text is in."""

UNDETERMINED = "und"
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?(?:-[A-Za-z0-9]{2,8})*")
"""Language, script, region, and whatever follows: BCP 47 without its rare forms."""


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


def language_tag(document: Document, codes: Sequence[str] = ()) -> str:
    """Return the hyphenated tag for ``xml:lang``: ``en-US``, ``zh-CN``, ``zh-TW``; ``und`` when undetermined.

    Args:
        document: whose language is judged by the script when it is not known.
        codes: tags to use for their languages, as `parse_codes` returns them.
    """
    texts = [segment.text for segment in document.segments]
    language = document.language or language_of(texts)
    for code in codes:
        if language_of_tag(code) == language:
            return code
    if language is None or not is_known(language):
        return language or UNDETERMINED
    pack = pack_of(language)
    return pack.tag if pack.tag_of is None else pack.tag_of(sample(texts))


def chinese_tag(text: str) -> str:
    """Return the tag of a Chinese text, by its script."""
    return "zh-TW" if is_traditional(text) else "zh-CN"


def language_of_tag(tag: str) -> Language | None:
    """Return the language that a tag names (``EN-US``, ``zh_Hans``, ``chi``); ``None`` for any other."""
    return _languages_by_subtag(tuple(LANGUAGES)).get(primary_subtag(tag))


@lru_cache(maxsize=4)
def _languages_by_subtag(known: tuple[str, ...]) -> dict[str, Language]:
    """Return the languages by their primary subtags, and by the longer codes that some tools write in their place."""
    return {subtag: pack.code for pack in map(pack_of, known) for subtag in (pack.code, *pack.codes)}


def primary_subtag(tag: str) -> str:
    """Return what stands before the first hyphen, in lower case; an underscore counts as a hyphen."""
    return tag.strip().lower().replace("_", "-").partition("-")[0]


def is_language_tag(tag: str) -> bool:
    """Tell whether a tag is formed as BCP 47 has it, with hyphens."""
    return _TAG.fullmatch(tag) is not None


def normalised_tag(tag: str) -> str:
    """Return a tag in the case that BCP 47 recommends, with hyphens: ``zh-Hant-TW`` for ``ZH_hant_tw``."""
    first, *others = tag.strip().replace("_", "-").split("-")
    cased = [part.upper() if len(part) == 2 else part.title() if len(part) == 4 else part for part in others]
    return "-".join([first.lower(), *cased])


def parse_codes(text: str) -> tuple[str, ...]:
    """Return the tags of ``zh-CN,en-US``: one at most for each language.

    Raises:
        UsageError: a tag is malformed, of another language, or the second of its language.
    """
    codes = tuple(normalised_tag(code) for code in text.split(",") if code.strip())
    for code in codes:
        if not is_language_tag(code) or language_of_tag(code) is None:
            names = " or ".join(pack.name for pack in packs())
            raise UsageError(f"{code!r} is no code for {names}: write zh-CN,en-US or the like")
    if not codes or len({language_of_tag(code) for code in codes}) != len(codes):
        raise UsageError(f"{text!r} does not give each language one code: write zh-CN,en-US or the like")
    return codes


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
