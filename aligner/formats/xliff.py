"""XLIFF, the exchange file of translation tools. It is written in 1.2 and 2.1, and read in 1.0 to 2.2.

Specifications: OASIS, "XLIFF Version 1.2", 2008, and "XLIFF Version 2.1", 2018. Each bead becomes a
unit. An omission becomes a unit without a translation. An addition has no source text, so it is
left out.

==================  ============================  ===================================
bead                state in 1.2                  state in 2.1
==================  ============================  ===================================
approved, locked    ``final``                     ``final``
doubtful            ``needs-review-translation``  ``initial`` (``aligner:needs-review``)
other               ``translated``                ``translated``
==================  ============================  ===================================

Score, confidence, shape, status, lines and the reason for a review are in a context group (1.2) or
in the metadata module (2.1). Version 2.1 has an element for characters that XML forbids. In version
1.2 these characters are removed and counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from aligner import __version__
from aligner.bitext import Bead, Bitext, Document, join_segments
from aligner.formats.base import WriteOptions, one_sided_remark
from aligner.formats.inline_codes import Code, in_xliff_1, in_xliff_2, inlines_of, text_and_codes
from aligner.formats.review_state import is_approved, is_doubtful, review_of
from aligner.formats.rows import first_line
from aligner.formats.xliff_names import CATEGORY, CONTEXT_PREFIX, TARGET_NAME
from aligner.formats.xml_characters import FORBIDDEN, Cleaner
from aligner.interface import _
from aligner.languages.tags import language_tags
from aligner.xml_escapes import escape, quoteattr

_HEAD_1 = """\
<?xml version="1.0" encoding="UTF-8"?>
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
<file original={original} source-language="{source}" target-language="{target}" datatype="plaintext" \
tool-id="aligner" xml:space="preserve">
<header><tool tool-id="aligner" tool-name="aligner" tool-version="{version}"/>\
<note from="{note}">{target_name}</note></header>
<body>
"""
_TAIL_1 = "</body>\n</file>\n</xliff>\n"
_HEAD_2 = """\
<?xml version="1.0" encoding="UTF-8"?>
<xliff version="2.1" xmlns="urn:oasis:names:tc:xliff:document:2.0" xmlns:mda="urn:oasis:names:tc:xliff:metadata:2.0" \
srcLang="{source}" trgLang="{target}">
<file id="1" original={original} xml:space="preserve">
<mda:metadata><mda:metaGroup category="{category}"><mda:meta type="{note}">{target_name}</mda:meta></mda:metaGroup>\
</mda:metadata>
"""
_TAIL_2 = "</file>\n</xliff>\n"
_NO_UNIT_2 = '<group id="1"/>\n'
"""For a file without units: version 2 requires at least a group, which may be empty."""


@dataclass(frozen=True)
class Xliff:
    """The format XLIFF: translation units with state and score.

    Attributes:
        version: the version to write, ``1.2`` or ``2.1``; the reader accepts any version.
        options: the language codes.
    """

    version: str
    options: WriteOptions = field(default_factory=WriteOptions)

    def with_options(self, options: WriteOptions) -> Xliff:
        """Return a copy of this format that writes with the given options."""
        return replace(self, options=options)

    def write(self, bitext: Bitext, stream: BinaryIO) -> tuple[str, ...]:
        """Write one unit for each bead; return remarks that count left-out beads and removed characters."""
        head, unit, tail = (_HEAD_1, _unit_1, _TAIL_1) if self.version == "1.2" else (_HEAD_2, _unit_2, _TAIL_2)
        cleaner = Cleaner()
        source_tag, target_tag = language_tags(bitext, self.options.language_codes)
        facts = {
            "original": quoteattr(cleaner(bitext.source.name)),
            "source": source_tag,
            "target": target_tag,
            "version": __version__,
            "category": CATEGORY,
            "note": TARGET_NAME,
            "target_name": _escaped(cleaner(bitext.target.name)),
        }
        stream.write(head.format_map(facts).encode())
        written = 0
        for number, bead in enumerate(bitext.beads, start=1):
            # In version 1.2, a text of nothing but forbidden characters becomes empty.
            if bead.source and (self.version != "1.2" or FORBIDDEN.sub("", bitext.source_text(bead))):
                stream.write(unit(bitext, bead, number, cleaner).encode())
                written += 1
        if not written and self.version != "1.2":
            stream.write(_NO_UNIT_2.encode())
        stream.write(tail.encode())
        return (*one_sided_remark(len(bitext.beads) - written, _("a unit needs a source text")), *cleaner.remarks())

    def read(self, stream: BinaryIO, name: str) -> Bitext:
        """Read the units of any version as pairs; see `aligner.formats.xliff_reader.read`."""
        from aligner.formats.xliff_reader import read

        return read(stream, name)


def _unit_1(bitext: Bitext, bead: Bead, number: int, cleaner: Cleaner) -> str:
    approved = ' approved="yes"' if is_approved(bead) else ""
    target = ""
    if bead.target:
        state = "final" if approved else "needs-review-translation" if is_doubtful(bead) else "translated"
        target = f'  <target state="{state}">{_content_1(bitext.target, bead.target, cleaner)}</target>\n'
    contexts = "".join(
        f'    <context context-type="{CONTEXT_PREFIX}{key}">{value}</context>\n' for key, value in _facts(bitext, bead)
    )
    return (
        f'<trans-unit id="{number}"{approved}>\n'
        f"  <source>{_content_1(bitext.source, bead.source, cleaner)}</source>\n{target}"
        f'  <context-group purpose="information">\n{contexts}  </context-group>\n'
        "</trans-unit>\n"
    )


def _unit_2(bitext: Bitext, bead: Bead, number: int, _cleaner: Cleaner) -> str:
    state, target = "initial", ""
    if bead.target:
        target = f"    <target>{_content_2(bitext.target, bead.target)}</target>\n"
        if is_approved(bead):
            state = "final"
        else:
            state = 'initial" subState="aligner:needs-review' if is_doubtful(bead) else "translated"
    facts = "".join(f'    <mda:meta type="{key}">{value}</mda:meta>\n' for key, value in _facts(bitext, bead))
    return (
        f'<unit id="{number}">\n'
        f'  <mda:metadata><mda:metaGroup category="{CATEGORY}">\n{facts}  </mda:metaGroup></mda:metadata>\n'
        f'  <segment state="{state}">\n'
        f"    <source>{_content_2(bitext.source, bead.source)}</source>\n{target}"
        "  </segment>\n</unit>\n"
    )


def _content_1(document: Document, ids: tuple[int, ...], cleaner: Cleaner) -> str:
    return "".join(
        _escaped(cleaner(part)) if isinstance(part, str) else cleaner(in_xliff_1(part))
        for part in _parts(document, ids)
    )


def _content_2(document: Document, ids: tuple[int, ...]) -> str:
    return "".join(
        _with_code_points(part) if isinstance(part, str) else FORBIDDEN.sub("", in_xliff_2(part))
        for part in _parts(document, ids)
    )


def _parts(document: Document, ids: tuple[int, ...]) -> Iterator[str | Code]:
    """Yield the pieces of a side's text and its inline codes, in order."""
    text = join_segments([document.segments[number].text for number in ids], document.language)
    return text_and_codes(text, inlines_of(document, ids))


def _escaped(text: str) -> str:
    return escape(text, {"\r": "&#13;"})  # a parser would turn it into a line feed


def _with_code_points(text: str) -> str:
    """Return the text escaped, with each character that XML forbids as ``<cp hex="001B"/>``."""
    return FORBIDDEN.sub(lambda match: f'<cp hex="{ord(match.group()):04X}"/>', _escaped(text))


def _facts(bitext: Bitext, bead: Bead) -> Iterator[tuple[str, str]]:
    yield "score", f"{round(float(bead.score), 4) + 0.0:.4f}"
    yield "confidence", f"{round(float(bead.confidence), 4) + 0.0:.4f}"
    yield "shape", bead.shape
    for name, text in (("status", bead.status), ("review", review_of(bitext, bead))):
        if text:
            yield name, _escaped(FORBIDDEN.sub("", text))
    for side, document, ids in (("source", bitext.source, bead.source), ("target", bitext.target, bead.target)):
        if ids:
            yield f"{side}-line", str(first_line(document, ids))


XLIFF_1 = Xliff("1.2")
XLIFF_2 = Xliff("2.1")
