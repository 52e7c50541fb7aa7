"""When two stretches of code are the same to whoever reads the page: translated parts and formatting aside."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from aligner.check.comparison import ADDRESS
from aligner.check.rules.links import IN_ADDRESS
from aligner.languages.scripts import HAN_CHARACTER, half_width

COMMENT = re.compile(
    r"/\*.{,4000}?\*/|<!--.{,4000}?-->|\"\"\".{,4000}?\"\"\"|'''.{,4000}?'''"
    r"|(?:^|(?<=\s))(?://|(?:\#|--|;|%)(?=[\s#*-]|[^\x00-\x7f])).*?$",
    re.DOTALL | re.MULTILINE,
)
STRING = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`[^`\n]*`")
FULL_WIDTH = half_width("（）：，；！？")
DASHES = re.compile("-?[–—]-?")
"""What word processors make of the two hyphens of an option."""
FORMATTING = re.compile(r"[\s;]|,(?=\s*[)\]}]|\s*$)|\((?=\w+\)\s*=>)|(?<=\w)\)(?=\s*=>)")
"""What programs that format code add and take away: white space, ``;``, the last comma, brackets of one parameter."""
QUOTED_PATH = re.compile(r"(?P<mark>[\"'`])[\w@~.*-]*/[\w@~./*-]*(?P=mark)")
QUOTED_KEY = re.compile(r"(?<![\w'])'([A-Za-z_$][\w$]*)'(?=:)")
"""A key of an object, which JavaScript and its formatters let stand without quotation marks."""
QUOTES = str.maketrans("\"'`“”‘’", "'" * 7)
TOKEN = re.compile(r"</?[A-Za-z](?=[^<>]*>)[^<>]*>|(?<![!-;=?-~])[!-/:;=?@\[-`{-~]*[A-Za-z0-9][!-;=?-~]*")
"""A tag, or what stands between two spaces or Chinese characters."""
FILLED_IN = re.compile(r"<[^<>]*>|\[[^][]*\]")
"""What stands for a word of the user's."""
INCLUDED = re.compile(
    r"\s*(?:\{\{ *#?(?:rustdoc_)?include[^}]*\}\}|<<< ?\S+|include::\S+\[.*\]|\{% *include.*%\}|@include .*)\s*"
)
"""Code that another file holds: there is nothing here to compare."""


def same_code(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether lines of code differ in nothing but formatting and translated parts."""
    joined = without_language("\n".join(ours)), without_language("\n".join(theirs))
    if squeezed(joined[0]) == squeezed(joined[1]):
        return True
    if not (HAN_CHARACTER.search(joined[0]) or HAN_CHARACTER.search(joined[1])):
        return False
    if len(ours) == len(theirs):
        return all(same(*pair) for pair in zip(ours, theirs, strict=True))
    return same(*joined)


def without_language(code: str) -> str:
    """Return code in which addresses, and paths in quotation marks, lead to no language in particular."""
    for pattern in (ADDRESS, QUOTED_PATH):
        code = pattern.sub(lambda match: IN_ADDRESS.sub("*", match[0]), code)
    return code


def same(ours: str, theirs: str) -> bool:
    """Whether two lines differ in nothing but formatting, translated strings and translated text."""
    if squeezed(ours) == squeezed(theirs):
        return True
    if not (HAN_CHARACTER.search(ours) or HAN_CHARACTER.search(theirs)):
        return False
    bare = [plain(STRING.sub('""', line)) for line in (ours, theirs)]
    if squeezed(bare[0]) == squeezed(bare[1]) or same_but_filled_in(*bare):
        return True
    # Outside of strings Chinese is output, the text of a page, or a comment: the rest of the line must agree.
    kept = [[token.strip(".,:;!?") for token in TOKEN.findall(line.replace(",", ", "))] for line in bare]
    chinese = kept[0] if HAN_CHARACTER.search(theirs) is None else kept[1]
    other = kept[1] if chinese is kept[0] else kept[0]
    tags = [{token for token in side if token.startswith("<")} for side in kept]
    return set(chinese) <= set(other) and tags[0] == tags[1]


def same_but_filled_in(ours: str, theirs: str) -> bool:
    """Whether two pieces of code differ in nothing but translated words that the user is to fill in."""
    sides = [squeezed(text) for text in (ours, theirs)]
    words = [FILLED_IN.findall(side) for side in sides]
    if len(words[0]) != len(words[1]):
        return False
    for pair in zip(*words, strict=True):
        if HAN_CHARACTER.search(pair[0] + pair[1]):
            sides = [side.replace(word, "<>", 1) for side, word in zip(sides, pair, strict=True)]
    return sides[0] == sides[1]


def squeezed(text: str) -> str:
    """Return code without what formatting changes."""
    return QUOTED_KEY.sub(r"\1", FORMATTING.sub("", plain(text).translate(QUOTES)))


def plain(text: str) -> str:
    """Return a text in the characters of code, not in those of typography."""
    return re.sub(r",\s+", ",", DASHES.sub("--", text.translate(FULL_WIDTH)))


def is_included(text: str) -> bool:
    """Whether a block of code says nothing but in which file the code is."""
    lines = [line for line in text.split("\n") if line.strip()]
    return bool(lines) and all(INCLUDED.fullmatch(line) for line in lines)


def bare_lines(text: str) -> list[str]:
    """Return the lines of code without comments; white space collapsed, empty ones kept."""
    code = COMMENT.sub(lambda match: "\n" * match[0].count("\n"), html.unescape(text))
    return [" ".join(line.split()) for line in code.split("\n")]
