"""Language tags (BCP 47): tags in files -> languages, and documents -> the tags to write."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from aligner.bitext import Bitext, Document, Language
from aligner.errors import UsageError
from aligner.interface import _
from aligner.languages import LANGUAGES, is_known, pack_of, packs
from aligner.languages.detection import decide_texts, sample_of
from aligner.languages.scripts import chinese_script

UNDETERMINED = "und"
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?(?:-[A-Za-z0-9]{2,8})*")
"""Language, script, region and subtags after them: BCP 47 without its rare forms."""


def language_tags(bitext: Bitext, codes: Sequence[str] = ()) -> tuple[str, str]:
    """Return the BCP 47 tags of both sides for ``xml:lang``; see `tags_of`."""
    return tags_of(bitext.source, bitext.target, codes)


def tags_of(source: Document, target: Document, codes: Sequence[str] = ()) -> tuple[str, str]:
    """Return the BCP 47 tags of both documents: ``en-US``, ``zh-CN`` or ``zh-TW``.

    The characters of a Chinese document determine its tag. The tag of an undetermined language is
    ``und``.

    Args:
        source: a segmented document; if a language is not known, both documents are judged together.
        target: its translation.
        codes: tags that replace the default tags of their languages, as returned by `parse_codes`.
    """
    texts = [[segment.text for segment in document.segments] for document in (source, target)]
    languages = decide_texts(texts[0], texts[1], (source.language, target.language))
    first, second = (_tag(language, side, codes) for language, side in zip(languages, texts, strict=True))
    return first, second


def _tag(language: Language | None, texts: Sequence[str], codes: Sequence[str]) -> str:
    for code in codes:
        if language_of_tag(code) == language:
            return code
    if language is None or not is_known(language):
        return language or UNDETERMINED
    pack = pack_of(language)
    return pack.tag if pack.tag_of is None else pack.tag_of(sample_of(texts))


def chinese_tag(text: str) -> str:
    """Return the tag of a Chinese text by its script."""
    return "zh-TW" if chinese_script(text) == "hant" else "zh-CN"


def language_of_tag(tag: str) -> Language | None:
    """Return the language of a tag (``EN-US``, ``zh_Hans``, ``chi``); ``None`` for an unknown language."""
    return _languages_by_subtag(tuple(LANGUAGES)).get(primary_subtag(tag))


@lru_cache(maxsize=4)
def _languages_by_subtag(known: tuple[str, ...]) -> dict[str, Language]:
    """Return a table from primary subtags to languages, including longer codes that some tools write."""
    return {subtag: pack.code for pack in map(pack_of, known) for subtag in (pack.code, *pack.codes)}


def primary_subtag(tag: str) -> str:
    """Return the subtag before the first hyphen in lower case; an underscore counts as a hyphen."""
    return tag.strip().lower().replace("_", "-").partition("-")[0]


def is_language_tag(tag: str) -> bool:
    """Tell whether a tag has the form of BCP 47, with hyphens."""
    return _TAG.fullmatch(tag) is not None


def normalised_tag(tag: str) -> str:
    """Return a tag in the case that BCP 47 recommends, with hyphens: ``zh-Hant-TW`` for ``ZH_hant_tw``."""
    first, *others = tag.strip().replace("_", "-").split("-")
    cased = [part.upper() if len(part) == 2 else part.title() if len(part) == 4 else part for part in others]
    return "-".join([first.lower(), *cased])


def parse_codes(text: str) -> tuple[str, ...]:
    """Return the tags of a list such as ``zh-CN,en-US``, at most one for each language.

    Raises:
        UsageError: a tag is malformed, its language is unknown, or two tags have the same language.
    """
    codes = tuple(normalised_tag(code) for code in text.split(",") if code.strip())
    for code in codes:
        if not is_language_tag(code) or language_of_tag(code) is None:
            names = _(" or ").join(_(pack.name) for pack in packs())
            raise UsageError(
                _("{code!r} is not a code for {names}: write zh-CN,en-US or the like", code=code, names=names)
            )
    if not codes or len({language_of_tag(code) for code in codes}) != len(codes):
        raise UsageError(_("{text!r} does not give each language one code: write zh-CN,en-US or the like", text=text))
    return codes
