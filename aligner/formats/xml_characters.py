"""Remove and count the characters that XML 1.0 forbids."""

from __future__ import annotations

import re
from collections import Counter

from aligner.interface import _, _n

FORBIDDEN = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters outside the production Char of XML 1.0; the class of all others would take 7 ms to compile."""
_MAX_CODE_POINTS_SHOWN = 8
"""Code points in one remark."""


class Cleaner:
    """Removes the characters that XML forbids and counts them by code point."""

    def __init__(self) -> None:
        self.removed: Counter[str] = Counter()

    def __call__(self, text: str) -> str:
        """Return the text without the characters that XML forbids, and count the removed characters."""
        if FORBIDDEN.search(text) is None:
            return text
        self.removed.update(FORBIDDEN.findall(text))
        return FORBIDDEN.sub("", text)

    def remarks(self) -> tuple[str, ...]:
        """Return one line that names the removed code points, if there are any."""
        if not self.removed:
            return ()
        total = sum(self.removed.values())
        named = [f"U+{ord(character):04X} x {number}" for character, number in sorted(self.removed.items())]
        if len(named) > _MAX_CODE_POINTS_SHOWN:
            named[_MAX_CODE_POINTS_SHOWN:] = [_("and {count} others", count=len(named) - _MAX_CODE_POINTS_SHOWN)]
        return (
            _n(
                "{count:,} character that XML forbids was removed: {names}",
                "{count:,} characters that XML forbids were removed: {names}",
                total,
                names=", ".join(named),
            ),
        )
