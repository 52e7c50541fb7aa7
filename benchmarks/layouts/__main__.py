"""Text laid out in nine ways, and what of it comes out of the pipeline: ``python -m benchmarks.layouts [--store]``."""

from __future__ import annotations

import json
import resource
import tempfile
import time
from pathlib import Path
from typing import Any

import click

from benchmarks.evaluation_sets import ROOT
from benchmarks.layouts.gold import layout_sets, texts_of
from benchmarks.layouts.measure import BILINGUAL, LAYOUTS, Figures, measure
from benchmarks.layouts.word_documents import as_pdf, office, whole_share, word_documents

RESULTS = ROOT / "benchmarks" / "results" / "layouts.json"
SEED = 7
LONG_PDF_PAGES = 300


@click.command()
@click.option("--store", is_flag=True, help=f"Keep the figures in {RESULTS.name}.")
@click.option("--only", multiple=True, help="Measure this layout alone; may be given several times.")
def main(store: bool, only: tuple[str, ...]) -> None:
    """Measure every layout on every set that is here."""
    results: dict[str, Any] = {"seed": SEED, "absent": [], "sets": {}}
    for each in layout_sets():
        if each.absence:
            click.echo(each.absence)
            results["absent"].append(each.name)
            continue
        found = results["sets"][each.name] = {"sha256": each.sha256(), "layouts": {}}
        for name in [layout for layout in (*LAYOUTS, BILINGUAL) if not only or layout in only]:
            figures = Figures()
            with tempfile.TemporaryDirectory() as folder:
                for text in texts_of(each, SEED):
                    figures.add(measure(text, name, Path(folder)))
            found["layouts"][name] = figures.ratios()
            click.echo(f"{each.name:18} {name:22} {_shown(figures.ratios())}")
    if not only:
        results["word_to_pdf"] = word_to_pdf()
        results["long_pdf"] = long_pdf()
    if store and not only and not results["absent"]:
        RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
        click.echo(f"stored in {RESULTS.relative_to(ROOT)}")


def word_to_pdf() -> dict[str, float]:
    """Return the share of sentences of five Word documents that come out whole from their PDF, by document."""
    if office() is None:
        click.echo("Word documents as PDF are skipped: LibreOffice (libreoffice-writer) is not installed")
        return {}
    shares = {}
    for language in ("en", "zh"):
        with tempfile.TemporaryDirectory() as folder:
            for name, content in word_documents(language):
                word = Path(folder) / f"{name}.docx"
                word.write_bytes(content)
                whole, all_of_them, _ = whole_share(word, as_pdf(word, Path(folder)), language)
                shares[f"{name}.{language}"] = round(whole / all_of_them, 4)
                click.echo(f"{'Word to PDF':18} {name}.{language:19} {whole} of {all_of_them} sentences whole")
    return shares


def long_pdf() -> dict[str, float]:
    """Return seconds and peak memory in MB of reading and segmenting a PDF of some hundred pages."""
    from aligner.readers import read
    from aligner.segmenters import segment
    from aligner.settings import SegmentSettings
    from benchmarks.layouts.pdf_layouts import tables_and_notes
    from benchmarks.layouts.word_documents import paragraphs_of

    texts = [[text] for texts in paragraphs_of("en").values() for text in texts]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "long.pdf"
        tables_and_notes(texts * 38, "en", path)
        start = time.perf_counter()
        document = segment(read(path), SegmentSettings())
        seconds = time.perf_counter() - start
    pages = max(block.page or 0 for block in document.blocks)
    # Linux counts in KiB; the peak includes what made the PDF
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    click.echo(f"{pages} pages of PDF: {seconds:.1f} s, {megabytes:.0f} MB at most")
    return {"pages": pages, "seconds": round(seconds, 1), "megabytes": round(megabytes)}


def _shown(ratios: dict[str, float]) -> str:
    return (
        f"lost {ratios['lost']:.2%}  torn {ratios['torn']:.2%}  furniture removed {ratios['furniture_removed']:.1%}  "
        f"pairs exact {ratios['exact']:.3f}"
    )


if __name__ == "__main__":
    main()
