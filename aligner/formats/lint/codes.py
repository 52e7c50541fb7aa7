"""Language codes that tools do not know, and the right ones in their place."""

from __future__ import annotations

from aligner.languages.tags import is_language_tag, normalised_tag

_OLD = {
    "zh-chs": "zh-Hans",
    "zh-cht": "zh-Hant",
    "chinese": "zh",
    "english": "en",
    "chs": "zh-CN",
    "cht": "zh-TW",
    "zho": "zh",
    "chi": "zh",
    "eng": "en",
    "enu": "en-US",
    "eng-us": "en-US",
}
"""Codes of old Windows programs, names, and three-letter codes of languages that have a two-letter one."""


def is_good_tag(tag: str) -> bool:
    """Tell whether a code is formed as BCP 47 has it, and not one of those that tools have given up."""
    return is_language_tag(tag) and tag.lower() not in _OLD


def better_tag(tag: str) -> str:
    """Return the code that is meant; empty where that is uncertain or the tag is right as it is."""
    hyphenated = tag.strip().replace("_", "-")
    better = _OLD.get(hyphenated.lower(), hyphenated)
    if not is_language_tag(better):
        return ""
    return normalised_tag(better) if better.lower() != tag.lower() else ""
