"""What ``aligner align`` tells about a run: counted once, shown as a table or as JSON."""

from __future__ import annotations

import os
import re
import textwrap
from collections import Counter
from collections.abc import Sequence
from typing import Any

import click

from aligner.alignment.crossing import MovedBlock, moved_blocks
from aligner.bitext import Bitext, Document
from aligner.cli.outputs import STREAM, Output
from aligner.cli.terminal import clip, print_table, terminal_width
from aligner.formats.review_state import is_doubtful
from aligner.interface import _
from aligner.languages import name_of
from aligner.unsafe_characters import one_line

PREVIEW_BEADS = 5
LABEL_WIDTH = 10
LINE_WIDTH = 79
MOST_REASONS = 3
SIDES = ("source", "target")
_NUMBER = re.compile(r"\d+")
NO_BREAK_OF = "\N{NO-BREAK SPACE}of\N{NO-BREAK SPACE}"


def summarise(bitext: Bitext, outputs: Sequence[Output], seconds: float) -> dict[str, Any]:
    """Return the summary of a run as JSON values.

    Args:
        bitext: the result.
        outputs: what was written.
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
    """Return the first and last segment of a moved block on both sides, 0-based, and the lines they begin on.

    ``reordered`` says that it is a list whose items stand in another order.
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
    """Print the summary of `summarise` as a table on standard error."""
    sides = (summary["source"], summary["target"])
    rows = [
        ("file", *_short_names([side["path"] for side in sides])),
        ("language", *(name_of(side["language"]) for side in sides)),
        ("encoding", *(side["encoding"] for side in sides)),
        (f"{summary['level']}s", *(str(side["segments"]) for side in sides)),
        ("unaligned", *(_share(side["unaligned"], side["segments"]) for side in sides)),
        ("removed", *(_counted_lines(side["removed"]) for side in sides)),
    ]
    print_table((" " * LABEL_WIDTH, "source", "target"), rows)
    click.echo("\n" + "\n".join(_closing_lines(summary)), err=True)


def _closing_lines(summary: dict[str, Any]) -> list[str]:
    """Return what concerns both sides of a run, a label and its text a line."""
    shapes = ", ".join(f"{count} of {shape}" for shape, count in summary["shapes"].items())
    mean = summary["mean_confidence"]
    facts = [
        ("beads", f"{summary['beads']}{': ' if shapes else ''}{shapes}"),
        *(("moved", _move_text(move)) for move in summary["moved"]),
        *(("reasons", _removed_text(summary)) for _ in range(any(summary[side]["removed"] for side in SIDES))),
        ("confidence", "none" if mean is None else f"{mean:.2f} on average"),
        ("unsure", _unsure_text(summary)),
        ("time", f"{summary['seconds']:.1f} s"),
    ]
    for output in summary["outputs"]:
        facts.append((_("written"), f"{_shown_name(output['path'], 'standard output')} ({output['format']})"))
        facts.extend(("", f"note: {remark}") for remark in output["remarks"])
    indent = " " * (LABEL_WIDTH + 2)
    return [
        textwrap.fill(
            text.replace(" of ", NO_BREAK_OF),
            initial_indent=label.ljust(len(indent)),
            subsequent_indent=indent,
            width=LINE_WIDTH,
            break_long_words=False,
            break_on_hyphens=False,
        ).replace(NO_BREAK_OF, " of ")
        for label, text in facts
    ]


def _removed_text(summary: dict[str, Any]) -> str:
    """Return what was taken out of both sides together, and how to see or keep it."""
    reasons: Counter[str] = Counter()
    for side in SIDES:
        for reason, count in summary[side]["removed_by_reason"].items():
            reasons[_NUMBER.sub("N", reason)] += count
    shown = ", ".join(f"{count} x {reason}" for reason, count in reasons.most_common(MOST_REASONS))
    return f"{shown}{', ...' * (len(reasons) > MOST_REASONS)} (--explain lists it, --keep-furniture keeps it)"


def _unsure_text(summary: dict[str, Any]) -> str:
    """Return how many pairs a person should look at, and how many of these may hide an untranslated sentence."""
    pairs = sum(count for shape, count in summary["shapes"].items() if "0" not in shape.split("-"))
    hiding = summary["may_be_untranslated"]
    ending = f"; in {hiding} of them a segment may be untranslated" if hiding else ""
    return f"{_share(summary['unsure'], pairs)}{ending}"


def _move_text(move: dict[str, Any]) -> str:
    (first, last), (other_first, other_last) = move["source_lines"], move["target_lines"]
    if move["reordered"]:
        return (
            f"source lines {first} to {last} are a list; target lines {other_first} to {other_last} order it otherwise"
        )
    return f"source lines {first} to {last} stand at target lines {other_first} to {other_last}"


def _short_names(paths: Sequence[str]) -> list[str]:
    """Return the file names without their folders, unless that would make them the same."""
    short = [os.path.basename(path) or path for path in paths]
    return [_shown_name(name, "standard input") for name in (short if len(set(short)) == len(short) else paths)]


def _shown_name(path: str, stream_name: str) -> str:
    return stream_name if path == STREAM else one_line(path)


def _counted_lines(count: int) -> str:
    return f"{count} line{'s' * (count != 1)}"


def _share(part: int, whole: int) -> str:
    """Return ``part`` and, unless it is nothing, what share of ``whole`` it is."""
    return f"{part} ({part / whole:.1%})" if part else "0"


def print_preview(bitext: Bitext) -> None:
    """Print the first beads, each side clipped to one line, on standard output."""
    width = terminal_width() - 1
    for bead in bitext.beads[:PREVIEW_BEADS]:
        head = f"{bead.shape}  {bead.confidence:.2f}  "
        click.echo(head + clip(bitext.source_text(bead) or "(nothing)", width - len(head)))
        click.echo(" " * len(head) + clip(bitext.target_text(bead) or "(nothing)", width - len(head)))
    left = len(bitext.beads) - PREVIEW_BEADS
    if left > 0:
        click.echo(_("... and {left} more", left=left))


def print_removals(bitext: Bitext) -> None:
    """Print what the layout clean-up took out of either side, and why, on standard error."""
    for role, document in (("source", bitext.source), ("target", bitext.target)):
        count = len(document.removed)
        said = f"{_counted_lines(count)} removed" if count else "nothing removed"
        click.echo(f"{role} {one_line(document.name)}: {said}", err=True)
        for removal in document.removed:
            click.echo(
                _(
                    "  line {line}: {text}  [{reason}]",
                    line=removal.line,
                    text=clip(removal.text, 60),
                    reason=removal.reason,
                ),
                err=True,
            )


def removals(document: Document) -> list[dict[str, Any]]:
    """Return what the layout clean-up took out of a document, as JSON values."""
    return [{"line": removal.line, "text": removal.text, "reason": removal.reason} for removal in document.removed]
