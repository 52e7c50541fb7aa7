"""Replace unsafe characters, which could control a terminal or a page.

Messages, terminals and reports use the same list of these characters.
"""

from __future__ import annotations

import re

UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
"""Controls, including escape sequences (CWE-150); characters that reorder a line (CVE-2021-42574); lone surrogates;
and noncharacters that XML forbids."""
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def one_line(text: str) -> str:
    """Return ``text`` on one line, with unsafe characters replaced."""
    return UNSAFE.sub(REPLACEMENT, " ".join(text.split()))


def shown_path(path: str) -> str:
    """Return a path with unsafe characters replaced; spaces stay, because they are part of the name."""
    return UNSAFE.sub(REPLACEMENT, re.sub("[\u2028\u2029]", REPLACEMENT, path))
