"""The summary of ``aligner align``, printed as a table or as JSON."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

import click

from aligner.alignment.crossing import MovedBlock, moved_blocks
from aligner.bitext import Bitext, Document
from aligner.cli.outputs import STREAM, Output
from aligner.cli.terminal import clip, print_table, terminal_width
from aligner.formats.review_state import is_doubtful
from aligner.interface import _, _n
from aligner.interface.stored import translated
from aligner.languages import name_of
from aligner.text_width import cell_width, wrapped_to_width
from aligner.unsafe_characters import one_line

PREVIEW_BEADS = 5
LABEL_WIDTH = 10
LINE_WIDTH = 79
MAX_REASONS_SHOWN = 3
SIDES = ("source", "target")
_NUMBER = re.compile(r"\d+")
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
NO_BREAK_OF = f"{NO_BREAK_SPACE}of{NO_BREAK_SPACE}"


def summarise(bitext: Bitext, outputs: Sequence[Output], seconds: float) -> dict[str, Any]:
    """Return the summary of an alignment (segments, beads, confidence, warnings, outputs) as JSON values.

    Args:
        bitext: the aligned documents.
        outputs: the written outputs.
        seconds: wall time of the run.
    """
    paired = [bead for bead in bitext.beads if not bead.is_null]
    mean = sum(bead.confidence for bead in paired) / len(paired) if paired else None
    return {
        "source": _summarise_side(bitext.source, sum(len(bead.source) for bead in bitext.beads if not bead.target)),
        "target": _summarise_side(bitext.target, sum(len(bead.target) for bead in bitext.beads if not bead.source)),
        "level": bitext.level,
        "beads": len(bitext.beads),
        "moved": [_summarise_move(bitext, block) for block in moved_blocks(bitext.beads)],
        "shapes": dict(sorted(bitext.shapes().items(), key=lambda item: (-item[1], item[0]))),
        "mean_confidence": None if mean is None else round(mean, 4),
        "unsure": sum(map(is_doubtful, paired)),
        "may_be_untranslated": sum(any(bead.untranslated) for bead in paired),
        "seconds": round(seconds, 3),
        "signature": bitext.signature,
        "warnings": list(bitext.warnings),
        "outputs": [
            {"path": output.path, "format": output.format, "remarks": list(output.remarks)} for output in outputs
        ],
    }


def _summarise_move(bitext: Bitext, block: MovedBlock) -> dict[str, Any]:
    """Return JSON values for a moved block: text that stands at another place in the translation.

    They are, for each side, the numbers of the first and last segment (0-based) and their lines.
    ``reordered`` means that the block is a list whose items are in another order.
    """
    sides = {"source": (bitext.source, block.source), "target": (bitext.target, block.target)}
    ends = {side: [run[0], run[-1]] for side, (_, run) in sides.items()}
    lines = {
        f"{side}_lines": [document.segments[run[0]].line, document.segments[run[-1]].line]
        for side, (document, run) in sides.items()
    }
    return ends | lines | {"reordered": block.reordered}


def _summarise_side(document: Document, unaligned: int) -> dict[str, Any]:
    return {
        "path": document.name,
        "language": document.language,
        "encoding": document.encoding,
        "segments": len(document.segments),
        "unaligned": unaligned,
        "removed": len(document.removed),
        "removed_by_reason": dict(Counter(removal.reason for removal in document.removed).most_common()),
    }


def print_summary(summary: dict[str, Any]) -> None:
    """Print the values from `summarise` on standard error: a table of both sides, then lines on the alignment."""
    sides = (summary["source"], summary["target"])
    unit = _("sentences") if summary["level"] == "sentence" else _("paragraphs")
    rows = [
        (_("file"), *_short_names([side["path"] for side in sides])),
        (_("language"), *(name_of(side["language"]) for side in sides)),
        *((_("encoding"), *shown) for shown in ([_encoding_shown(side) for side in sides],) if any(shown)),
        (unit, *(str(side["segments"]) for side in sides)),
        (_("unaligned"), *(_share(side["unaligned"], side["segments"]) for side in sides)),
        (_("removed"), *(_counted_lines(side["removed"]) for side in sides)),
    ]
    print_table((" " * LABEL_WIDTH, _("source"), _("target")), rows)
    click.echo("\n" + "\n".join(_closing_lines(summary)), err=True)


def _encoding_shown(side: dict[str, Any]) -> str:
    """Return the encoding of a text file; empty for files without one, such as Word documents and PDF."""
    from aligner.readers import READERS
    from aligner.readers.signatures import BINARY_READERS

    reader = READERS.name_for_path(side["path"] or "")
    return "" if reader in BINARY_READERS else str(side["encoding"] or "")


def _closing_lines(summary: dict[str, Any]) -> list[str]:
    """Return the lines that follow the table of the summary: beads, confidence, time, written files."""
    shapes = ", ".join(
        _("{count:,} of {shape}", count=count, shape=shape) for shape, count in summary["shapes"].items()
    )
    mean = summary["mean_confidence"]
    facts = [
        (_("beads"), f"{summary['beads']}{': ' if shapes else ''}{shapes}"),
        *((_("moved"), _move_text(move)) for move in summary["moved"]),
        *((_("reasons"), _removed_text(summary)) for _unused in range(any(summary[side]["removed"] for side in SIDES))),
        (_("confidence"), _("none") if mean is None else _("{mean:.2f} on average", mean=mean)),
        (_("unsure"), _unsure_text(summary)),
        (_("time"), _("{seconds:.1f} s", seconds=summary["seconds"])),
    ]
    for output in summary["outputs"]:
        facts.append((_("written"), f"{_shown_name(output['path'], _('standard output'))} ({output['format']})"))
        facts.extend(("", _("note: {note}", note=remark)) for remark in output["remarks"])
    indent = " " * (LABEL_WIDTH + 2)
    return [
        line.replace(NO_BREAK_SPACE, " ")
        for label, text in facts
        for line in _labelled(label, text.replace(" of ", NO_BREAK_OF), indent)
    ]


def _labelled(label: str, text: str, indent: str) -> list[str]:
    """Return lines with a label in the left column and its text, wrapped, in the right column."""
    first, *others = wrapped_to_width(text, LINE_WIDTH - len(indent)) or [""]
    return [label + " " * (len(indent) - cell_width(label)) + first, *(indent + line for line in others)]


def _removed_text(summary: dict[str, Any]) -> str:
    """Return the main reasons why the layout clean-up removed lines, and how to list or keep these lines."""
    reasons: Counter[str] = Counter()
    for side in SIDES:
        for reason, count in summary[side]["removed_by_reason"].items():
            reasons[_NUMBER.sub("N", reason)] += count
    shown = ", ".join(f"{count} x {translated(reason)}" for reason, count in reasons.most_common(MAX_REASONS_SHOWN))
    more = ", ..." * (len(reasons) > MAX_REASONS_SHOWN)
    return _("{reasons} (--explain lists it, --keep-furniture keeps it)", reasons=shown + more)


def _unsure_text(summary: dict[str, Any]) -> str:
    """Return a text with the number of pairs that need a review.

    It also gives the number of those pairs that may have an untranslated segment.
    """
    pairs = sum(count for shape, count in summary["shapes"].items() if "0" not in shape.split("-"))
    untranslated = summary["may_be_untranslated"]
    share = _share(summary["unsure"], pairs)
    if not untranslated:
        return share
    return _("{share}; in {count} of them a segment may be untranslated", share=share, count=untranslated)


def _move_text(move: dict[str, Any]) -> str:
    (first, last), (other_first, other_last) = move["source_lines"], move["target_lines"]
    lines = {"first": first, "last": last, "other_first": other_first, "other_last": other_last}
    if move["reordered"]:
        return _(
            "source lines {first} to {last} are a list, in another order at target lines {other_first} to {other_last}",
            **lines,
        )
    return _("source lines {first} to {last} are at target lines {other_first} to {other_last}", **lines)


def _short_names(paths: Sequence[str]) -> list[str]:
    """Return the file names without folders if all of them differ, otherwise the paths."""
    short = [os.path.basename(path) or path for path in paths]
    return [_shown_name(name, _("standard input")) for name in (short if len(set(short)) == len(short) else paths)]


def _shown_name(path: str, stream_name: str) -> str:
    return stream_name if path == STREAM else one_line(path)


def _counted_lines(count: int) -> str:
    return _n("{count} line", "{count} lines", count)


def _share(part: int, whole: int) -> str:
    """Return the number ``part`` as text; if it is not 0, with its percentage of ``whole``."""
    return f"{part} ({part / whole:.1%})" if part else "0"


def print_preview(bitext: Bitext) -> None:
    """Print the first beads on standard output; each side is shortened to fit on one line."""
    width = terminal_width() - 1
    for bead in bitext.beads[:PREVIEW_BEADS]:
        head = f"{bead.shape}  {bead.confidence:.2f}  "
        click.echo(head + clip(bitext.source_text(bead) or _("(nothing)"), width - len(head)))
        click.echo(" " * len(head) + clip(bitext.target_text(bead) or _("(nothing)"), width - len(head)))
    left = len(bitext.beads) - PREVIEW_BEADS
    if left > 0:
        click.echo(_("... and {left} more", left=left))


def print_removals(bitext: Bitext) -> None:
    """Print on standard error the text that the layout clean-up removed from both documents, with reasons."""
    for role, document in ((_("source"), bitext.source), (_("target"), bitext.target)):
        count = len(document.removed)
        total = _n("{count} line removed", "{count} lines removed", count) if count else _("nothing removed")
        click.echo(f"{role} {one_line(document.name)}: {total}", err=True)
        for removal in document.removed:
            click.echo(
                _(
                    "  line {line}: {text}  [{reason}]",
                    line=removal.line,
                    text=clip(removal.text, 60),
                    reason=translated(removal.reason),
                ),
                err=True,
            )


def removals(document: Document) -> list[dict[str, Any]]:
    """Return the text that the layout clean-up removed from a document, with reasons, as JSON values."""
    return [{"line": removal.line, "text": removal.text, "reason": removal.reason} for removal in document.removed]
