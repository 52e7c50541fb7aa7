"""Compare code without its formatting and without its translated parts."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from aligner.check.rules.links import IN_ADDRESS
from aligner.check.texts import ADDRESS
from aligner.languages.scripts import HAN_CHARACTER, half_width

COMMENT = re.compile(
    r"/\*.{,4000}?\*/|<!--.{,4000}?-->|\"\"\".{,4000}?\"\"\"|'''.{,4000}?'''"
    r"|(?:^|(?<=\s))(?://|(?:\#|--|;|%)(?=[\s#*-]|[^\x00-\x7f])).*?$",
    re.DOTALL | re.MULTILINE,
)
STRING = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`[^`\n]*`")
FULL_WIDTH = half_width("（）：，；！？")
DASHES = re.compile("-?[–—]-?")
"""Dashes that word processors put in the place of the two hyphens of an option."""
FORMATTING = re.compile(r"[\s;]|,(?=\s*[)\]}]|\s*$)|\((?=\w+\)\s*=>)|(?<=\w)\)(?=\s*=>)")
"""Characters that code formatters add and remove: white space, ``;``, the last comma, brackets of one parameter."""
QUOTED_PATH = re.compile(r"(?P<mark>[\"'`])[\w@~.*-]*/[\w@~./*-]*(?P=mark)")
QUOTED_KEY = re.compile(r"(?<![\w'])'([A-Za-z_$][\w$]*)'(?=:)")
"""A quoted key of a JavaScript object; the quotation marks are optional."""
QUOTES = str.maketrans("\"'`“”‘’", "'" * 7)
TOKEN = re.compile(r"</?[A-Za-z](?=[^<>]*>)[^<>]*>|(?<![!-;=?-~])[!-/:;=?@\[-`{-~]*[A-Za-z0-9][!-;=?-~]*")
"""A tag, or characters between two spaces or Chinese characters."""
USER_PART = re.compile(r"<[^<>]*>|\[[^][]*\]")
"""A part that the user must fill in."""
INCLUDED = re.compile(
    r"\s*(?:\{\{ *#?(?:rustdoc_)?include[^}]*\}\}|<<< ?\S+|include::\S+\[.*\]|\{% *include.*%\}|@include .*)\s*"
)
"""A directive that includes code of another file, so that there is nothing to compare."""


def is_same_code(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Return whether lines of code are equal except for formatting and translated parts."""
    joined = without_path_languages("\n".join(ours)), without_path_languages("\n".join(theirs))
    if without_formatting(joined[0]) == without_formatting(joined[1]):
        return True
    if not (HAN_CHARACTER.search(joined[0]) or HAN_CHARACTER.search(joined[1])):
        return False
    if len(ours) == len(theirs):
        return all(is_same_line(*pair) for pair in zip(ours, theirs, strict=True))
    return is_same_line(*joined)


def without_path_languages(code: str) -> str:
    """Return code with the language in addresses and in quoted paths replaced by ``*``."""
    for pattern in (ADDRESS, QUOTED_PATH):
        code = pattern.sub(lambda match: IN_ADDRESS.sub("*", match[0]), code)
    return code


def is_same_line(ours: str, theirs: str) -> bool:
    """Return whether two lines are equal except for formatting, translated strings and translated text."""
    if without_formatting(ours) == without_formatting(theirs):
        return True
    if not (HAN_CHARACTER.search(ours) or HAN_CHARACTER.search(theirs)):
        return False
    bare = [with_code_characters(STRING.sub('""', line)) for line in (ours, theirs)]
    if without_formatting(bare[0]) == without_formatting(bare[1]) or is_same_template(*bare):
        return True
    # Outside of strings, Chinese is output, text of a page, or a comment; the rest of the line must be equal.
    tokens = [[token.strip(".,:;!?") for token in TOKEN.findall(line.replace(",", ", "))] for line in bare]
    chinese = tokens[0] if HAN_CHARACTER.search(theirs) is None else tokens[1]
    other = tokens[1] if chinese is tokens[0] else tokens[0]
    tags = [{token for token in side if token.startswith("<")} for side in tokens]
    return set(chinese) <= set(other) and tags[0] == tags[1]


def is_same_template(ours: str, theirs: str) -> bool:
    """Return whether two pieces of code are equal except for translated parts that the user must fill in."""
    sides = [without_formatting(text) for text in (ours, theirs)]
    words = [USER_PART.findall(side) for side in sides]
    if len(words[0]) != len(words[1]):
        return False
    for pair in zip(*words, strict=True):
        if HAN_CHARACTER.search(pair[0] + pair[1]):
            sides = [side.replace(word, "<>", 1) for side, word in zip(sides, pair, strict=True)]
    return sides[0] == sides[1]


def without_formatting(text: str) -> str:
    """Return code without the characters that code formatters change."""
    return QUOTED_KEY.sub(r"\1", FORMATTING.sub("", with_code_characters(text).translate(QUOTES)))


def with_code_characters(text: str) -> str:
    """Return a text with full-width characters and dashes replaced by the ASCII characters of code."""
    return re.sub(r",\s+", ",", DASHES.sub("--", text.translate(FULL_WIDTH)))


def is_include(text: str) -> bool:
    """Return whether a code block has no other content than a directive that includes another file."""
    lines = [line for line in text.split("\n") if line.strip()]
    return bool(lines) and all(INCLUDED.fullmatch(line) for line in lines)


def without_code_comments(text: str) -> list[str]:
    """Return the lines of code without comments and with single spaces; empty lines are kept."""
    code = COMMENT.sub(lambda match: "\n" * match[0].count("\n"), html.unescape(text))
    return [" ".join(line.split()) for line in code.split("\n")]
