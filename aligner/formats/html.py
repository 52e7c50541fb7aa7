"""HTML: one page with both texts side by side, to read, search, print and share.

The page needs no other files. Texts are escaped, so markup in them is shown and not executed. The
browser lays out only the visible rows (``content-visibility``), so long documents open quickly.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from html import escape
from importlib.resources import files
from typing import BinaryIO

from aligner import __version__
from aligner.bitext import Bead, Bitext, Document
from aligner.formats.base import WriteOptions
from aligner.formats.review_state import is_doubtful, review_notes
from aligner.formats.rows import first_line
from aligner.formats.xml_characters import Cleaner
from aligner.interface import _
from aligner.interface.stored import translated
from aligner.languages.tags import language_tags

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
"""Content security policy of the page: it may use only its own style and script."""


@dataclass(frozen=True)
class Html:
    """The format HTML: a page with both texts side by side.

    Attributes:
        options: the language codes.
    """

    options: WriteOptions = field(default_factory=WriteOptions)

    def with_options(self, options: WriteOptions) -> Html:
        """Return a copy of this format that writes with the given options."""
        return replace(self, options=options)

    def write(self, bitext: Bitext, stream: BinaryIO) -> tuple[str, ...]:
        """Write the page row by row; control characters and lone surrogates are removed and counted."""
        clean = Cleaner()
        tags = list(language_tags(bitext, self.options.language_codes))
        for part in _head(bitext, tags, clean):
            stream.write(part.encode())
        last_blocks: tuple[int | None, int | None] = (None, None)
        for number, bead in enumerate(bitext.beads):
            blocks = _first_block(bitext.source, bead.source), _first_block(bitext.target, bead.target)
            begins = any(block is not None and block != last for block, last in zip(blocks, last_blocks, strict=True))
            last_blocks = (_last(blocks[0], last_blocks[0]), _last(blocks[1], last_blocks[1]))
            stream.write(_row(bitext, bead, number, tags, clean, begins=begins).encode())
        script = files("aligner.formats").joinpath("page.js").read_text(encoding="utf-8")
        stream.write(f"</tbody></table></main>\n<script>\n{script}</script>\n</body></html>\n".encode())
        return clean.remarks()


def _head(bitext: Bitext, tags: list[str], clean: Cleaner) -> Iterator[str]:
    style = files("aligner.formats").joinpath("page.css").read_text(encoding="utf-8")
    names = [escape(clean(document.name)) for document in (bitext.source, bitext.target)]
    paired = sum(1 for bead in bitext.beads if not bead.is_null)
    doubtful = sum(1 for bead in bitext.beads if not bead.is_null and is_doubtful(bead))
    alone = len(bitext.beads) - paired
    yield (
        f'<!DOCTYPE html>\n<html lang="{tags[0]}"><head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="generator" content="aligner {__version__}">\n'
        f"<title>{names[0]} | {names[1]}</title>\n<style>\n{style}</style></head>\n<body>\n"
    )
    shapes = ", ".join(
        _("{count:,} of {shape}", count=count, shape=shape) for shape, count in bitext.shapes().most_common(8)
    )
    numbers = {"paired": paired, "alone": alone, "doubtful": doubtful}
    counts = (
        _(
            "{paired:,} pairs, {alone:,} without a counterpart, {doubtful:,} unsure: {shapes}.",
            **numbers,
            shapes=shapes,
        )
        if shapes
        else _("{paired:,} pairs, {alone:,} without a counterpart, {doubtful:,} unsure.", **numbers)
    )
    yield (f"<header><h1>{names[0]} <span>|</span> {names[1]}</h1>\n<p>{counts}</p>\n")
    for warning in bitext.warnings:
        yield f'<p class="warning">{escape(clean(translated(warning)))}</p>\n'
    if bitext.signature:
        yield f"<p><small>{escape(clean(bitext.signature))}</small></p>\n"
    yield (
        f'<form role="search"><label>{_("Search")} <input type="search" id="query" autocomplete="off" '
        f'placeholder="{_("either language ( / )")}"></label>\n'
        f'<label>{_("Show")} <select id="filter"><option value="">{_("all")}</option>'
        f'<option value="doubtful">{_("unsure")}</option><option value="alone">{_("without a counterpart")}</option>'
        f'<option value="marked">{_("moved or locked")}</option></select></label>\n'
        f"<span><kbd>n</kbd> <kbd>N</kbd> {_('next, previous to look at')}</span> "
        f'<output id="count" aria-live="polite" data-template="{_("{shown} of {all}")}"></output></form></header>\n'
        f'<main><table><thead><tr><th scope="col">#</th><th scope="col" lang="{tags[0]}">{names[0]}</th>'
        f'<th scope="col" lang="{tags[1]}">{names[1]}</th></tr></thead>\n<tbody>\n'
    )


def _row(bitext: Bitext, bead: Bead, number: int, tags: list[str], clean: Cleaner, *, begins: bool) -> str:
    kinds = ["begins"] if begins else []
    if bead.is_null:
        kinds.append("alone")
    elif is_doubtful(bead):
        kinds.append("doubtful")
    if bead.status:
        kinds.append("marked")
    lines = [first_line(bitext.source, bead.source), first_line(bitext.target, bead.target)]
    places = " / ".join(_("line {line}", line=line) if line else "-" for line in lines)
    title = _(
        "{shape}, confidence {confidence:.2f}, {places}", shape=bead.shape, confidence=bead.confidence, places=places
    )
    notes = [*([_(bead.status)] if bead.status else []), *map(translated, review_notes(bitext, bead))]
    status = "".join(f"<br><i>{escape(clean(note))}</i>" for note in notes)
    sureness = f" <small>{100 * bead.confidence:.0f} %</small>" if bead.score or bead.confidence else ""
    cells = "".join(
        f'<td lang="{tag}" dir="auto">{escape(clean(text))}</td>'
        for tag, text in zip(tags, (bitext.source_text(bead), bitext.target_text(bead)), strict=True)
    )
    return (
        f'<tr id="b{number}" class="{" ".join(kinds)}"><th scope="row" title="{title}">'
        f'<a href="#b{number}">{number + 1}</a>{sureness}{status}</th>{cells}</tr>\n'
    )


def _first_block(document: Document, numbers: tuple[int, ...]) -> int | None:
    return document.segments[numbers[0]].block if numbers else None


def _last(block: int | None, before: int | None) -> int | None:
    return before if block is None else block


HTML = Html()
