"""Show the statistics of a corpus as rows of a table, or as one self-contained HTML page with charts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from aligner import __version__
from aligner.formats.statistics import RATIO_BINS, RATIO_STEP, SHARE_BINS, SIZE_BINS, Statistics
from aligner.interface import _, language
from aligner.interface.stored import translated
from aligner.statistics.bars import bar_chart
from aligner.statistics.corpus import Corpus
from aligner.statistics.ranking import DocumentQuality

MAX_SHAPES = 12
"""Number of shapes shown separately; the others are summed."""
MAX_EXAMPLE_CHARACTERS = 200
"""Characters shown of each side of a dropped pair."""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""Content security policy of the page: only its inline style is allowed."""
_STYLE = """
:root { color-scheme: light dark; --paper: #fff; --ink: #1c1c1c; --line: #d8d8d8; --bar: #3f6fb5; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #17181a; --ink: #e8e8e6; --line: #3a3c40; --bar: #7aa2dd; } }
body { margin: 2rem auto; max-width: 88rem; padding: 0 1rem; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
h1 { font-size: 1.3rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
footer, .sources { font-size: .9rem; overflow-wrap: anywhere; }
.wide { overflow-x: auto; } .wide tbody th { overflow-wrap: anywhere; min-width: 12rem; } summary { cursor: pointer; }
table { border-collapse: collapse; } th { text-align: left; font-weight: normal; }
th, td { padding: .15rem 1.4rem .15rem 0; border-bottom: 1px solid var(--line); }
th, td { vertical-align: top; } td { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.wide thead th:not(:first-child) { text-align: right; }
.wide tr > :last-child:not(:first-child) { text-align: left; white-space: normal; min-width: 16rem; }
.plots { display: flex; flex-wrap: wrap; gap: 1rem 2rem; } figure { margin: 1rem 0; flex: 1 1 30rem; max-width: 42rem; }
figcaption { font-weight: 600; } svg { width: 100%; height: auto; } svg text { fill: var(--ink); font-size: 11px; }
svg line { stroke: var(--line); } .bar { fill: var(--bar); } .middle { text-anchor: middle; } .end { text-anchor: end; }
"""


def table(statistics: Statistics) -> list[tuple[str, str]]:
    """Return one table row for each statistic of a corpus, with its name and its value."""
    repeated = f"{statistics.repeated:,} ({share(statistics.repeated, statistics.pairs)})"
    rows = [
        (_("documents"), f"{statistics.documents:,}"),
        (_("pairs"), f"{statistics.pairs:,}"),
        (_("without a target"), f"{statistics.omissions:,}"),
        (_("without a source"), f"{statistics.additions:,}"),
        (_("repeated pairs"), repeated if statistics.distinct_is_exact else _("about {number}", number=repeated)),
    ]
    for side, labels in (
        (
            statistics.source,
            (_("source words"), _("source Chinese characters"), _("source characters"), _("source coverage")),
        ),
        (
            statistics.target,
            (_("target words"), _("target Chinese characters"), _("target characters"), _("target coverage")),
        ),
    ):
        figures = (f"{side.words:,}", f"{side.han:,}", f"{side.characters:,}", f"{side.coverage:.1%}")
        rows += zip(labels, figures, strict=True)
    ratio = statistics.target.characters / statistics.source.characters if statistics.source.characters else 0.0
    confidence = _("not given") if statistics.mean_confidence is None else f"{statistics.mean_confidence:.3f}"
    return [*rows, (_("target characters per source character"), f"{ratio:.2f}"), (_("mean confidence"), confidence)]


def corpus_table(corpus: Corpus) -> list[tuple[str, str]]:
    """Return the rows of `table` for a corpus, with rows for a batch's dropped pairs and failed documents."""
    failed = [(_("documents that failed"), f"{corpus.failed:,}")] if corpus.failed else []
    dropped = [
        (_("dropped: {reason}", reason=translated(reason)), f"{count:,}") for reason, count in corpus.dropped.items()
    ]
    return [
        *table(corpus.statistics),
        *dropped,
        *failed,
    ]


def share(part: int, whole: int) -> str:
    """Return the share ``part / whole`` as a percentage; ``0.0%`` if ``whole`` is 0."""
    return f"{part / whole:.1%}" if whole else "0.0%"


def shape_rows(statistics: Statistics) -> list[tuple[str, str, str]]:
    """Return rows of shape, number of beads and share.

    There is one row for each of the most frequent shapes, and one row for all other shapes together.
    """
    shown = list(statistics.shapes.items())[:MAX_SHAPES]
    rest = statistics.beads - sum(count for _shape, count in shown)
    rows = [*shown, *([(_("others"), rest)] if rest else [])]
    return [(shape, f"{count:,}", share(count, statistics.beads)) for shape, count in rows]


def page(corpus: Corpus, sources: Sequence[str]) -> str:
    """Return the statistics of a corpus as a self-contained HTML page.

    Args:
        corpus: the statistics of the corpus.
        sources: the paths that the user gave.
    """
    statistics = corpus.statistics
    title = _("Statistics of {sources}", sources=", ".join(sources))
    read = _("Files read: {files:,}. aligner {version}", files=corpus.files, version=escape(__version__))
    return (
        "".join(
            (
                f'<!DOCTYPE html>\n<html lang="{language()}"><head><meta charset="utf-8">',
                '<meta name="viewport" content="width=device-width, initial-scale=1">',
                f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
                f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><main>",
                f'<h1>{_("Statistics of a corpus")}</h1><p class="sources">{escape(", ".join(sources))}</p>',
                _table(corpus_table(corpus)),
                _look_first(corpus.look_first),
                _dropped(corpus),
                '<h2>Plots</h2><div class="plots">',
                *_plots(statistics),
                "</div>",
                _failures(corpus),
                f"</main><footer>{read}</footer></body></html>\n",
            )
        )
        .encode("utf-8", "replace")
        .decode("utf-8")
    )


def quality_rows(documents: Sequence[DocumentQuality]) -> list[tuple[str, ...]]:
    """Return one table row on the quality of each document.

    The columns are name, usable share, pairs, coverage, confidence, dropped pairs and remark.
    """
    return [
        (
            document.name,
            f"{document.usable:.1%}",
            f"{document.pairs:,}",
            f"{document.coverage:.1%}",
            "" if document.confidence is None else f"{document.confidence:.2f}",
            f"{document.dropped:,}",
            translated(document.remark),
        )
        for document in documents
    ]


def _look_first(documents: Sequence[DocumentQuality]) -> str:
    if not documents:
        return ""
    names = (
        _("document"),
        _("usable"),
        _("pairs"),
        _("coverage"),
        _("confidence"),
        _("dropped"),
        _("remark"),
    )
    title = _("Documents to look at first")
    explanation = _(
        "Those with the lowest usable share: the share of the text that is expected to be in correct pairs and was not "
        "dropped."
    )
    return (
        f"<h2>{title}</h2><p>{explanation}</p>"
        f'<div class="wide" tabindex="0" role="region" aria-label="{title}">'
        f"{_table(quality_rows(documents), names)}</div>"
    )


def _dropped(corpus: Corpus) -> str:
    """Return HTML with the number of pairs that each filter dropped, and examples of these pairs."""
    if not corpus.dropped:
        return ""
    parts = [f"<h2>{_('What was dropped')}</h2>"]
    for reason, count in sorted(corpus.dropped.items(), key=lambda item: (-item[1], item[0])):
        of_all = share(count, corpus.statistics.pairs + sum(corpus.dropped.values()))
        examples = "".join(
            f"<li>{escape(_shortened(source))}<br>{escape(_shortened(target))}</li>"
            for source, target in corpus.examples.get(reason, ())
        )
        summary = _("{reason}: {count:,} ({share})", reason=escape(translated(reason)), count=count, share=of_all)
        parts.append(f"<details><summary>{summary}</summary><ul>{examples}</ul></details>")
    return "".join(parts)


def _shortened(text: str) -> str:
    return text if len(text) <= MAX_EXAMPLE_CHARACTERS else text[: MAX_EXAMPLE_CHARACTERS - 1] + "…"


def _table(rows: Sequence[Sequence[str]], names: Sequence[str] = ()) -> str:
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    lines = (
        f'<tr><th scope="row">{escape(row[0])}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in row[1:])}</tr>'
        for row in rows
    )
    return f"<table>{f'<thead><tr>{heads}</tr></thead>' if heads else ''}<tbody>{''.join(lines)}</tbody></table>"


def _failures(corpus: Corpus) -> str:
    if not corpus.failures:
        return ""
    items = "".join(f"<li>{escape(path)}: {escape(reason)}</li>" for path, reason in corpus.failures)
    return f"<h2>{_('Not read')}</h2><ul>{items}</ul>"


def _plots(statistics: Statistics) -> Iterator[str]:
    """Yield the charts of the HTML page; charts without data are left out."""
    shown = list(statistics.shapes.items())[:MAX_SHAPES]
    shares = [f"{number / SHARE_BINS:.2f}" for number in range(SHARE_BINS)]
    middle = RATIO_BINS // 2
    ratios = [f"{2 ** ((number - middle) * RATIO_STEP):.2g}" for number in range(RATIO_BINS)]
    sizes = ["0", *(f"{2 ** (number - 1):,}" for number in range(1, SIZE_BINS))]
    last = max([number for number, count in enumerate(statistics.document_sizes) if count], default=0) + 1
    for title, labels, values, axis in (
        (
            _("Shapes"),
            [shape for shape, _count in shown],
            [count for _shape, count in shown],
            _("source segments - target segments"),
        ),
        (_("Confidence of the pairs"), shares, statistics.confidences, _("confidence, from")),
        (_("Length ratios of the pairs"), ratios, statistics.ratios, _("target characters per source character")),
        (
            _("Coverage of the documents"),
            shares,
            statistics.document_coverages,
            _("share of the text in pairs, from"),
        ),
        (_("Sizes of the documents"), sizes[:last], statistics.document_sizes[:last], _("pairs, from")),
    ):
        if any(values):
            yield bar_chart(title, labels, values, axis)
