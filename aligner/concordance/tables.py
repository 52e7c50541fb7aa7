"""Convert a concordance to JSON values, to a keyword-in-context table, and to a bitext of the matching pairs."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict
from typing import Any, BinaryIO

from aligner.bitext import Bitext
from aligner.concordance.hits import Concordance, Hit
from aligner.formats.pairs import Pair, bitext_from_pairs

COLUMNS = ("file", "pair", "left", "match", "right", "counterpart", "likelihood", "translation")


def to_dict(concordance: Concordance) -> dict[str, Any]:
    """Return the concordance as JSON values; positions are offsets in characters."""
    return {
        "query": concordance.query,
        "total": concordance.total,
        "total_is_exact": concordance.is_exact,
        "files": concordance.files,
        "pairs": concordance.pairs,
        "renderings": [asdict(rendering) for rendering in concordance.renderings],
        "skipped": list(concordance.skipped),
        "notes": list(concordance.notes),
        "hits": [_hit_to_dict(hit) for hit in concordance.hits],
    }


def _hit_to_dict(hit: Hit) -> dict[str, Any]:
    return {
        "file": hit.file,
        "pair": hit.number,
        "side": hit.side,
        "match": hit.match,
        "counterpart": hit.counterpart,
        "likelihood": hit.likelihood,
        "source": hit.source,
        "target": hit.target,
        "matches": [list(place) for place in hit.matches],
        "counterparts": [list(place) for place in hit.counterparts],
        "source_file": hit.source_file,
        "source_line": hit.source_line,
        "target_file": hit.target_file,
        "target_line": hit.target_line,
        "before": [list(pair) for pair in hit.before],
        "after": [list(pair) for pair in hit.after],
    }


def write_table(concordance: Concordance, stream: BinaryIO, delimiter: str) -> None:
    """Write one row for each hit, in UTF-8, with formulas escaped for spreadsheets.

    Args:
        concordance: the concordance to write.
        stream: the output stream.
        delimiter: a comma, for a file with a byte-order mark, or a tab.
    """
    from aligner.glossary.tables import escape_formula

    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n" if delimiter == "," else "\n")
    writer.writerow(COLUMNS)
    for hit in concordance.hits:
        start, end = hit.matches[0]
        cells = (hit.text[:start], hit.match, hit.text[end:], hit.counterpart)
        texts = [
            escape_formula(" ".join(cell.replace("\0", " ").split())) for cell in (hit.file, *cells, hit.other_text)
        ]
        writer.writerow([texts[0], hit.number, *texts[1:5], f"{hit.likelihood:.2f}", texts[5]])
    stream.write(text.getvalue().encode("utf-8-sig" if delimiter == "," else "utf-8", "replace"))


def to_bitext(concordance: Concordance) -> Bitext:
    """Return the matching pairs as a bitext; it keeps the document names if all pairs are from one document."""
    sources = {hit.source_file for hit in concordance.hits}
    targets = {hit.target_file for hit in concordance.hits}
    return bitext_from_pairs(
        (Pair(hit.source, hit.target, 0.0, 0.0, hit.source_line, hit.target_line) for hit in concordance.hits),
        names=(
            "".join(sources) if len(sources) == 1 else "source",
            "".join(targets) if len(targets) == 1 else "target",
        ),
    )
