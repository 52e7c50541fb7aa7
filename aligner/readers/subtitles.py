r"""Read subtitles, SubRip (.srt) and WebVTT (.vtt): one block of the kind ``cue`` for each cue.

This module parses the files itself, because subtitle libraries do not report the line of a cue. It
omits numbers, times, settings, styles, and the mark-up within a cue (``<i>``, ``{\an8}``,
``<v Speaker>``). It joins the lines of a cue to one text, and keeps the line number of each.

Specification: W3C, "WebVTT: The Web Video Text Tracks Format", 2019. SubRip has no specification.
This reader accepts the files that video players accept: numbers and blank lines may be missing, and
times may have a point instead of the comma.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from aligner.bitext import Block, Document
from aligner.errors import InputError
from aligner.interface import _
from aligner.readers.block_builder import BlockBuilder
from aligner.readers.encodings import decode

_TIME = r"(?:\d+:)?\d{1,2}:\d{1,2}[.,]\d{1,3}"
_TIMES = re.compile(rf"\s*{_TIME}\s*-+>\s*{_TIME}(?:\s.*)?")
_VTT = re.compile(r"WEBVTT(?:[ \t].*)?")
_VTT_ASIDE = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s.*)?")
_MARK_UP = re.compile(
    r"</?(?:b|i|u|s|c|v|lang|ruby|rt|font)(?:[.\s][^<>]*)?>|<(?:\d+:)?\d+:\d+\.\d+>|\{\\[^{}]*\}|\{/?[bius]\}",
    re.IGNORECASE,
)

_Line = tuple[int, str]
"""1-based number of the line in the file, and its text."""


def read_subtitles(content: bytes, name: str, *, encoding: str | None = None) -> Document:
    """Read a subtitle file.

    Args:
        content: the bytes of the file.
        name: the path, for messages and as the document's name.
        encoding: Python name of the encoding; detected from the bytes if ``None``.

    Raises:
        InputError: the bytes are not text, or no cue has text.
        UsageError: the encoding is unknown.
    """
    text, used = decode(content, name, encoding)
    lines = list(enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1))
    is_vtt = _VTT.fullmatch(lines[0][1].rstrip()) is not None
    cues = _vtt_cues(lines) if is_vtt else _srt_cues(lines)
    blocks = [block for cue in cues if (block := _block(cue, is_vtt=is_vtt)) is not None]
    if not blocks:
        problem = _("has no cue with times (00:00:01,000 --> 00:00:02,500) and text: is it a file of subtitles?")
        raise InputError(problem, path=name)
    return Document(name, tuple(blocks), encoding=used)


def _srt_cues(lines: list[_Line]) -> Iterator[list[_Line]]:
    """Yield the lines of each SubRip cue.

    A cue begins after a line with times, and ends before the next line with times. If a cue number
    stands directly above that next line, it belongs to the next cue.
    """
    cue: list[_Line] | None = None
    for number, line in lines:
        if _TIMES.fullmatch(line):
            if cue:
                if cue[-1][1].strip().isdecimal():
                    cue.pop()
                yield cue
            cue = []
        elif cue is not None:
            cue.append((number, line))
    if cue:
        yield cue


def _vtt_cues(lines: list[_Line]) -> Iterator[list[_Line]]:
    """Yield the lines of each WebVTT cue: the lines after its times, up to the next blank line."""
    cue: list[_Line] | None = None
    aside = False
    for number, line in lines:
        if not line.strip():
            if cue:
                yield cue
            cue, aside = None, False
        elif _TIMES.fullmatch(line) and not aside:
            if cue:
                yield cue
            cue = []
        elif cue is not None:
            cue.append((number, line))
        else:
            aside = aside or _VTT_ASIDE.fullmatch(line) is not None
    if cue:
        yield cue


def _block(cue: list[_Line], *, is_vtt: bool) -> Block | None:
    builder = BlockBuilder()
    for number, line in cue:
        text = _MARK_UP.sub("", line)
        builder.add((html.unescape(text) if is_vtt else text) + "\n", number)
    return builder.block("cue")
