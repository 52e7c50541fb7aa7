"""Find language codes that translation tools do not know, and replace them."""

from __future__ import annotations

from functools import lru_cache

from aligner.languages import LANGUAGES, pack_of
from aligner.languages.tags import is_language_tag, normalised_tag


def is_good_tag(tag: str) -> bool:
    """Whether a language code is well-formed by BCP 47 and not obsolete."""
    return is_language_tag(tag) and tag.lower() not in _better_tags(tuple(LANGUAGES))


def better_tag(tag: str) -> str:
    """Return the correct form of an incorrect language code.

    The result is empty if the code is unknown or already correct.
    """
    hyphenated = tag.strip().replace("_", "-")
    better = _better_tags(tuple(LANGUAGES)).get(hyphenated.lower(), hyphenated)
    if not is_language_tag(better):
        return ""
    return normalised_tag(better) if better.lower() != tag.lower() else ""


@lru_cache(maxsize=4)
def _better_tags(known: tuple[str, ...]) -> dict[str, str]:
    """Return the correct code for each known incorrect code, in lower case.

    Incorrect codes are those of old Windows programs, names of languages, and three-letter codes of
    languages that have a two-letter code.
    """
    return {old: better for code in known for old, better in pack_of(code).better_tags.items()}
