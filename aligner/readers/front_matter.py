"""Read the front matter of Markdown files (YAML between ``---``, TOML between ``+++``) as blocks.

Values that the published page shows, such as a title or a description, become text. All other
lines become code. The module reads the front matter line by line, because its syntax has few
forms, and a full YAML parser would lose the line numbers.
"""

from __future__ import annotations

import re
from dataclasses import replace

from aligner.bitext import Block
from aligner.readers.block_builder import BlockBuilder, code_block, words

FRONT_MATTER = "front matter"
"""Value of the inline `tag` that marks the technical part of the front matter."""
_FRONT_MATTER = re.compile(r"(?P<fence>---|\+\+\+)[ \t]*\n(?P<body>.*?)(?<=\n)(?P=fence)[ \t]*(?:\n|\Z)", re.DOTALL)
_HEADINGS = frozenset({"title"})
_PROSE = words("linktitle subtitle sidebar_label description summary excerpt abstract tagline text details caption")
_ENTRY = re.compile(
    r"(?P<indent>[ \t]*(?:-[ \t]+)?)(?P<key>[A-Za-z_][\w-]*)[ \t]*[:=][ \t]+(?P<value>\S.*?)(?:(?<![ \t])[ \t]+)?$"
)
_FOLDED = re.compile(r"[|>][+-]?\d?$")
_QUOTED = re.compile(r"(?P<quote>[\"']).*(?P=quote)$")
_NO_PROSE = re.compile(r"[\[{&*!].*|(?:true|false|null|~)|[\d.:+TZ-]+", re.IGNORECASE)


def split_front_matter(text: str) -> tuple[str, str]:
    """Return the front matter, and the whole text with empty lines in place of the front matter.

    The empty lines keep the line numbers of the other text unchanged.
    """
    match = _FRONT_MATTER.match(text)
    if match is None or not re.search(r"^[ \t]*[\w-]+[ \t]*[:=]", match["body"], re.MULTILINE):
        return "", text  # prose between two thematic breaks
    return match.group(), "\n" * match.group().count("\n") + text[match.end() :]


def front_matter_blocks(front: str) -> list[Block]:
    """Return the blocks of the front matter, which begins on line 1, in the order of its lines."""
    lines = front.split("\n")
    blocks: list[Block] = []
    verbatim: list[tuple[int, str]] = []
    index = 0
    while index < len(lines):
        block, following = _prose(lines, index)
        if block is None:
            verbatim.append((index + 1, lines[index]))
        else:
            blocks += _code(verbatim)
            verbatim = []
            blocks.append(block)
        index = following
    return blocks + _code(verbatim)


def _prose(lines: list[str], index: int) -> tuple[Block | None, int]:
    """Return the block of the front-matter entry at an index, and the index of the next line to read.

    The block is ``None`` if the entry is not text that the published page shows.
    """
    entry = _ENTRY.match(lines[index])
    if entry is None:
        return None, index + 1
    key = entry["key"].lower()
    if key not in _HEADINGS | _PROSE or _NO_PROSE.fullmatch(entry["value"]):
        return None, index + 1
    following = index + 1
    depth = len(entry["indent"])
    while following < len(lines) and re.match(rf"[ \t]{{{depth + 1},}}\S", lines[following]):
        following += 1
    builder = BlockBuilder()
    if not _FOLDED.match(entry["value"]):
        builder.add(entry["value"] + "\n", index + 1)
    for number in range(index + 1, following):
        builder.add(lines[number] + "\n", number + 1)
    block = builder.block(*(("heading", 1) if key in _HEADINGS else ("paragraph", 0)))
    if block is None:
        return None, index + 1
    if _QUOTED.match(block.text) and len(block.text) > 2:
        joins = tuple((offset - 1, line) for offset, line in block.joins)
        block = Block(block.text[1:-1], block.line, block.kind, joins=joins, level=block.level)
    return block, following


def _code(lines: list[tuple[int, str]]) -> list[Block]:
    text = "\n".join(line for _, line in lines)
    if not text.replace("-", "").replace("+", "").strip():
        return []
    return [replace(code_block(text.rstrip("\n"), lines[0][0]), inlines=((0, 0, "tag", FRONT_MATTER),))]
