"""Characters that steer what shows them: one list for messages, terminals and reports."""

from __future__ import annotations

import re

UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
"""Controls, escape sequences among them (CWE-150), those that reorder a line (CVE-2021-42574), lone surrogates, and
noncharacters that XML forbids."""
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def one_line(text: str) -> str:
    """Return ``text`` on one line and free of unsafe characters, so that it can steer nothing that shows it."""
    return UNSAFE.sub(REPLACEMENT, " ".join(text.split()))


def shown_path(path: str) -> str:
    """Return a path as it can be shown: spaces stay, since they are part of the name."""
    return UNSAFE.sub(REPLACEMENT, re.sub("[\u2028\u2029]", REPLACEMENT, path))
