"""Languages as files name them: BCP 47 tags, and the tags of texts that come without them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from aligner.bitext import Bitext, Document, Language
from aligner.errors import UsageError
from aligner.languages.detection import decide_texts, sample_of
from aligner.languages.scripts import chinese_script

_PRIMARY: dict[str, Language] = {"en": "en", "eng": "en", "zh": "zh", "zho": "zh", "chi": "zh", "cmn": "zh"}
"""Primary subtags, and the longer codes that some tools write in their place."""
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?(?:-[A-Za-z0-9]{2,8})*")
"""Language, script, region, and whatever follows: BCP 47 without its rare forms."""


def language_tags(bitext: Bitext, codes: Sequence[str] = ()) -> tuple[str, str]:
    """Return the hyphenated tags of both sides for ``xml:lang``; see `tags_of`."""
    return tags_of(bitext.source, bitext.target, codes)


def tags_of(source: Document, target: Document, codes: Sequence[str] = ()) -> tuple[str, str]:
    """Return hyphenated tags: ``en-US``, ``zh-CN`` or ``zh-TW`` by the characters; ``und`` when undetermined.

    Args:
        source: a segmented document; where a language is not known, both are judged together.
        target: its translation.
        codes: tags to use for their languages, as `parse_codes` returns them.
    """
    texts = [[segment.text for segment in document.segments] for document in (source, target)]
    languages = decide_texts(texts[0], texts[1], (source.language, target.language))
    first, second = (_tag(language, side, codes) for language, side in zip(languages, texts, strict=True))
    return first, second


def _tag(language: Language | None, texts: Sequence[str], codes: Sequence[str]) -> str:
    for code in codes:
        if language_of_tag(code) == language:
            return code
    if language == "zh":
        return "zh-TW" if chinese_script(sample_of(texts)) == "hant" else "zh-CN"
    return "en-US" if language == "en" else "und"


def language_of_tag(tag: str) -> Language | None:
    """Return the language that a tag names (``EN-US``, ``zh_Hans``, ``chi``); ``None`` for any other."""
    return _PRIMARY.get(primary_subtag(tag))


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
    """Return the tags of ``zh-CN,en-US``: one at most for each of the two languages.

    Raises:
        UsageError: a tag is malformed, of another language, or the second of its language.
    """
    codes = tuple(normalised_tag(code) for code in text.split(",") if code.strip())
    for code in codes:
        if not is_language_tag(code) or language_of_tag(code) is None:
            raise UsageError(f"{code!r} is no code for Chinese or English: write zh-CN,en-US or the like")
    if not codes or len({language_of_tag(code) for code in codes}) != len(codes):
        raise UsageError(f"{text!r} does not give each language one code: write zh-CN,en-US or the like")
    return codes
