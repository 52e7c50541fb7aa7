"""Convert regular expressions in the syntax of ICU and Java to the syntax of the package ``regex``.

Only a few constructs differ.
"""

from __future__ import annotations

import re

_TOKEN = re.compile(
    r"\\Q(?P<quoted>.*?)(?:\\E|$)"
    r"|\\x\{(?P<hex>[0-9A-Fa-f]{1,6})\}"
    r"|\\p\{(?:script=|sc=|Is)?(?P<property>\w+)\}|\\P\{(?:script=|sc=|Is)?(?P<not_property>\w+)\}"
    r"|\\(?P<space>[hHRvVXZzGE])"
    r"|\[:(?P<posix>\^?\w+):\]"
    r"|\(\?(?P<flags>[a-zA-Z]*)(?:-(?P<off>[a-zA-Z]*))?(?P<end>[:)])"
    r"|\\(?P<escaped>.)"
    r"|(?P<bracket>[\[\]])",
    re.DOTALL,
)
_SPACES = r" \t\xA0\u1680\u180E\u2000-\u200A\u202F\u205F\u3000"
_LINE_ENDS = r"\n\x0B\f\r\x85\u2028\u2029"
_JAVA = {"javaUpperCase": "Lu", "javaLowerCase": "Ll", "javaDigit": "Nd", "javaLetter": "L", "javaWhitespace": "Z"}
_KEPT_FLAGS = "imsx"
"""Flags that are kept. The others (d, u, U, w) set a handling of Unicode and line ends that ``regex`` always has."""


def translate_pattern(pattern: str) -> str:
    r"""Return a pattern of ICU or Java in the syntax of ``regex`` (version 1).

    Nested sets, intersections (``&&``), possessive quantifiers and ``\p{Lu}`` are the same in both
    syntaxes.
    """
    depth = 0
    pieces: list[str] = []
    position = 0
    for match in _TOKEN.finditer(pattern):
        pieces.append(pattern[position : match.start()])
        position = match.end()
        bracket = match["bracket"]
        if bracket == "[":
            depth += 1
        elif bracket == "]":
            depth = max(0, depth - 1)
        pieces.append(_replacement(match, in_set=depth > 0))
    return "".join([*pieces, pattern[position:]])


def _replacement(match: re.Match[str], *, in_set: bool) -> str:
    if match["end"] is not None:
        return _with_flags(match)
    kind = match.lastgroup or ""
    text = str(match[kind])
    if kind in ("property", "not_property"):
        letter = "p" if kind == "property" else "P"
        return f"\\{letter}{{{_JAVA.get(text, text)}}}"
    if kind == "posix":
        return rf"\P{{{text[1:]}}}" if text.startswith("^") else rf"\p{{{text}}}"
    if kind == "space":
        return _space(text, in_set=in_set)
    if kind == "hex":
        return rf"\U{int(text, 16):08X}"
    return re.escape(text) if kind == "quoted" else match.group()


def _with_flags(match: re.Match[str]) -> str:
    on, off = ("".join(flag for flag in match[part] or "" if flag in _KEPT_FLAGS) for part in ("flags", "off"))
    if not on and not off:
        return "(?:" if match["end"] == ":" else ""
    return f"(?{on}{'-' + off if off else ''}{match['end']}"


def _space(letter: str, *, in_set: bool) -> str:
    if letter in "hv":
        members = _SPACES if letter == "h" else _LINE_ENDS
        return members if in_set else f"[{members}]"
    if letter in "HV":
        return f"[^{_SPACES if letter == 'H' else _LINE_ENDS}]"
    return {"R": rf"(?:\r\n|[{_LINE_ENDS}])", "Z": r"(?=\n?\Z)", "z": r"\Z", "X": r"\X", "G": "", "E": ""}[letter]
