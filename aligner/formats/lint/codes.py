"""Language codes that tools do not know, and the right ones in their place."""

from __future__ import annotations

from functools import lru_cache

from aligner.languages import LANGUAGES, pack_of
from aligner.languages.tags import is_language_tag, normalised_tag


def is_good_tag(tag: str) -> bool:
    """Tell whether a code is formed as BCP 47 has it, and not one of those that tools have given up."""
    return is_language_tag(tag) and tag.lower() not in _better_tags(tuple(LANGUAGES))


def better_tag(tag: str) -> str:
    """Return the code that is meant; empty where that is uncertain or the tag is right as it is."""
    hyphenated = tag.strip().replace("_", "-")
    better = _better_tags(tuple(LANGUAGES)).get(hyphenated.lower(), hyphenated)
    if not is_language_tag(better):
        return ""
    return normalised_tag(better) if better.lower() != tag.lower() else ""


@lru_cache(maxsize=4)
def _better_tags(known: tuple[str, ...]) -> dict[str, str]:
    """Return the right codes for those of old Windows programs, for names, and for three letters where two will do."""
    return {old: better for code in known for old, better in pack_of(code).better_tags.items()}
