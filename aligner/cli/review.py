"""``aligner review``: correct an alignment in a local web page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aligner.bitext import Bitext
from aligner.cli.options import debug_option, settings_from_flags, settings_options
from aligner.errors import UsageError
from aligner.interface import _
from aligner.unsafe_characters import one_line

if TYPE_CHECKING:
    from aligner.review.journal import Journal
    from aligner.review.workspace import Finding


@click.command()
@click.argument("source", required=False)
@click.argument("target", required=False)
@settings_options
@click.option("--glossary", metavar="FILE", help="Mark terms of this file that are on both sides.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, metavar="N", help="Port of the page.  [a free one]")
@click.option(
    "--export", metavar="PAGE.html", help="Write the editor as one file that works without the program, and stop."
)
@click.option("--no-browser", is_flag=True, help="Only print the address; do not open a browser.")
@click.option("--stay", is_flag=True, help="Continue after the last page is closed, until Ctrl-C.")
@debug_option
def review(
    source: str | None,
    target: str | None,
    config: str | None,
    glossary: str | None,
    port: int,
    export: str | None,
    no_browser: bool,
    stay: bool,
    **flags: Any,  # noqa: ANN401 - the settings flags, each checked by click
) -> None:
    """Correct an alignment in a page on this computer, and export the result.

    SOURCE and TARGET are two documents; SOURCE alone is a document in both
    languages or an earlier result (.bitext.jsonl, .tmx, .xlsx, .csv, .xliff).
    Without either, drop files on the page.

    Every step is saved at once in NAME.review.jsonl, and the result in
    NAME.bitext.jsonl beside it; the next call continues where you stopped. The
    page can only be opened on this computer. --export writes a page for
    somebody without the program: it saves by download, and aligner review opens
    the saved file.

    \b
    Examples:
      aligner review
      aligner review story.en.docx story.zh.docx
      aligner review memory.tmx
      aligner review story.en.docx story.zh.docx --export page.html
    """  # noqa: D301 - click wants the character itself
    from aligner.glossary.files import load_glossary
    from aligner.review.hosting import Host
    from aligner.review.workspace import Workspace

    settings = settings_from_flags(config, flags)
    terms = load_glossary(glossary) if glossary is not None else None
    workspace = Workspace(settings, folder=Path.cwd(), checker=findings_of, glossary=terms)
    if export is not None and source is None:
        raise UsageError(_("--export needs the files to review: name them first"))
    if export is not None and not export.lower().endswith((".html", ".htm")):
        raise UsageError(_("is not a name for a page: let it end in .html"), path=export)
    try:
        if source is not None:
            workspace.open(Path(source), Path(target) if target else None)
        if export is not None and workspace.session is not None:
            write_page(workspace.session.opened.journal, export)
            workspace.close()
            return
        host = Host(workspace, port)
    except BaseException:
        workspace.close()
        raise
    if workspace.session is not None:
        for remark in workspace.session.remarks:
            click.echo(_("aligner: note: {remark}", remark=remark), err=True)
        click.echo(_("Kept in {path}", path=workspace.session.opened.journal.path), err=True)
    click.echo(_("Open {address}\nCtrl-C ends it; nothing has to be saved.", address=host.address), err=True)

    def show() -> None:
        if not no_browser:
            import webbrowser

            webbrowser.open(host.address)

    host.run(until_abandoned=not stay, ready=show)
    click.echo(_("Ended. Everything is kept."), err=True)


def write_page(journal: Journal, path: str) -> None:
    """Write the review editor as one HTML file, and print how to use it."""
    from aligner.formats.atomic import replacing
    from aligner.review.standalone import page_of

    content = page_of(journal)
    with replacing(path) as stream:
        stream.write(content)
    click.echo(
        _(
            "Wrote {path}: any browser opens it. What it saves, {name}, is opened with",
            path=one_line(path),
            name=journal.path.name,
        ),
        err=True,
    )
    click.echo(_("aligner review, or merged into this review there (key w)."), err=True)


def findings_of(bitext: Bitext) -> Sequence[Finding]:
    """Return the findings of the automatic check for a bitext.

    Each finding is its message, its side (``source`` or ``target``) and the number of its segment on
    that side, from 0.
    """
    from aligner.check import check_translation

    # a finding has a line, so each segment gets its number as its line
    numbered = replace(
        bitext,
        passages=(),
        source=replace(
            bitext.source,
            segments=tuple(replace(each, line=number) for number, each in enumerate(bitext.source.segments, 1)),
        ),
        target=replace(
            bitext.target,
            segments=tuple(replace(each, line=number) for number, each in enumerate(bitext.target.segments, 1)),
        ),
    )
    findings: list[Finding] = []
    report = check_translation(numbered)
    for finding in (finding for file in report.files for finding in file.findings):
        side, place = ("target", finding.target) if finding.target else ("source", finding.source)
        if place is not None:
            findings.append((f"{finding.rule}: {finding.message}", side, place.line - 1))
    return findings
