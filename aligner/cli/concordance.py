"""``aligner concordance``: a local web page to search a corpus."""

from __future__ import annotations

import click

from aligner.cli.options import debug_option
from aligner.cli.terminal import progress_bar
from aligner.errors import OutputError
from aligner.interface import _, counted
from aligner.unsafe_characters import one_line


@click.command("concordance")
@click.argument("paths", nargs=-1, metavar="PATH...")
@click.option("--metadata", metavar="FILE", help="Table of the documents (.csv, .tsv, .jsonl), for frequencies.")
@click.option("--index", metavar="FILE", help="Where the index is kept.  [in the cache folder of the user]")
@click.option("--port", type=click.IntRange(0, 65535), default=0, metavar="N", help="Port of the page.  [a free one]")
@click.option("--no-browser", is_flag=True, help="Print the address only; do not open a browser.")
@click.option("--stay", is_flag=True, help="Go on when the last page has been closed, until Ctrl-C.")
@debug_option
def concordance_command(
    paths: tuple[str, ...], metadata: str | None, index: str | None, port: int, no_browser: bool, stay: bool
) -> None:
    """Search aligned files in a page on this computer.

    PATH are files of pairs or folders of them, as for aligner search; without
    PATH, what --index holds is searched. The page asks the same questions as
    aligner search, and shows the query string with which either asks them again.
    It can be reached from this computer only.

    \b
    Examples:
      aligner concordance corpus/
      aligner concordance memory.tmx older.tmx
      aligner concordance corpus/ --metadata corpus/documents.jsonl
    """  # noqa: D301 - click wants the character itself
    from dataclasses import replace

    from aligner.concordance.corpus import Corpus, CorpusSource, ask
    from aligner.concordance.metadata import read_metadata
    from aligner.concordance.page import Pages, application
    from aligner.serving.hosting import PageHost

    def summary(corpus: Corpus) -> str:
        if corpus.notes:  # an index in memory would be read again for each question
            raise OutputError(corpus.notes[0])
        for problem in corpus.skipped:
            click.echo(_("aligner: skipped: {problem}", problem=one_line(problem)), err=True)
        return f"{counted(len(corpus.files), 'file')}, {counted(corpus.pairs, 'pair')}"

    source = CorpusSource(paths, index, read_metadata(metadata) if metadata is not None else None)
    with progress_bar(shown=True) as progress:
        found = ask(source, summary, progress)
    pages = Pages(replace(source, is_refreshed=False))
    host = PageHost(application(pages), pages, port)
    click.echo(_("{found}\nOpen {address}\nCtrl-C ends it.", found=found, address=host.address), err=True)

    def show() -> None:
        if not no_browser:
            import webbrowser

            webbrowser.open(host.address)

    host.run(until_abandoned=not stay, ready=show)
