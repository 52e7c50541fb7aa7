"""``aligner corpora``: list and download public Chinese-English corpora and gold sets."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import Any

import click

from aligner.cli.options import debug_option, report_options
from aligner.cli.terminal import print_json, print_table, progress_bar
from aligner.corpora import Corpus, Download, corpora, download, find_corpus
from aligner.errors import UsageError
from aligner.interface import _
from aligner.text_width import cell_width

_UNITS = ((10**9, "GB"), (10**6, "MB"), (10**3, "kB"))


def _names(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    return [corpus.name for corpus in corpora() if corpus.name.startswith(incomplete)]


name_argument = click.argument("name", metavar="NAME", shell_complete=_names)


@click.group("corpora", invoke_without_command=True, subcommand_metavar="COMMAND [ARGS]...")
@click.pass_context
def corpora_command(context: click.Context) -> None:
    """Find and download public Chinese-English corpora and gold sets.

    \b
    Examples:
      aligner corpora list
      aligner corpora show opensubtitles
      aligner corpora get news-commentary -o data/
    """  # noqa: D301 - click wants the character itself
    if context.invoked_subcommand is None:
        raise UsageError(_("name a command after 'aligner corpora': list, show NAME or get NAME"))


@corpora_command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@debug_option
def list_command(as_json: bool) -> None:
    """List the corpora of the registry, with size, licence and domain."""
    if as_json:
        print_json([asdict(corpus) for corpus in corpora()])
        return
    rows = [
        (
            corpus.name,
            corpus.kind,
            f"{corpus.pairs:,}" if corpus.pairs else "?",
            "yes" if corpus.files else "no",
            corpus.licence.partition(";")[0].partition(" (")[0],
            corpus.domain.partition(":")[0].partition(",")[0],
        )
        for corpus in corpora()
    ]
    print_table((_("name"), _("kind"), _("pairs"), _("get"), _("licence"), _("domain")), rows, err=False)


@corpora_command.command("show")
@name_argument
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@debug_option
def show_command(name: str, as_json: bool) -> None:
    """Show one corpus: licence, addresses, checksums, how to cite it."""
    corpus = find_corpus(name)
    if as_json:
        print_json(asdict(corpus))
        return
    facts = [
        (_("name"), corpus.name),
        (_("title"), corpus.title),
        (_("kind"), corpus.kind),
        (_("languages"), ", ".join(corpus.languages)),
        (_("domain"), corpus.domain),
        (_("pairs"), f"{corpus.pairs:,}" if corpus.pairs else _("not known")),
        (_("licence"), corpus.licence),
        (_("homepage"), corpus.homepage),
        (_("cite"), corpus.cite),
        (_("note"), corpus.note),
    ]
    for file in corpus.files:
        facts.append((_("file"), f"{file.name}{f' ({bytes_in_words(file.size)})' if file.size else ''}"))
        facts.append(("", file.address))
        facts += [("", f"{kind} {getattr(file, kind)}") for kind in ("sha256", "md5") if getattr(file, kind)]
    if not corpus.files:
        facts.append((_("file"), _("none to download from here: see the homepage")))
    for label, text in facts:
        if text:
            click.echo(f"{label}{' ' * (10 - cell_width(label))} {text}")


@corpora_command.command("get")
@name_argument
@click.option("-o", "--output", metavar="DIR", default=".", help="Folder to download into.  [the current one]")
@click.option("--unchecked", is_flag=True, help="Download files without a published checksum too, without asking.")
@report_options
def get_command(name: str, output: str, unchecked: bool, quiet: bool, as_json: bool) -> None:
    """Download the files of a corpus into a folder.

    The same command continues an interrupted download. A file gets its name only
    when it is complete and its published checksum is correct; for a file without a
    checksum, you are asked. Proxies are read from https_proxy and no_proxy.
    """
    corpus = find_corpus(name)
    if not corpus.files:
        raise UsageError(
            _(
                "{name} cannot be downloaded from here: ask for it at {homepage}",
                name=corpus.name,
                homepage=corpus.homepage,
            )
        )
    if not unchecked:
        ask_about(corpus)
    downloads = []
    with progress_bar(shown=not quiet and not as_json) as progress:
        for file in corpus.files:

            def report_progress(done: int, size: int, name: str = file.name) -> None:
                progress(progress_text(name, done, size), share(done, size))

            downloads.append(download(file, output, report_progress))
    if as_json:
        print_json(to_dict(corpus, downloads))
    elif not quiet:
        for each in downloads:
            line = line_of(each)
            message = _("downloaded {file}", file=line) if each.is_new else _("already here: {file}", file=line)
            click.echo(message, err=True)
        click.echo(_("licence: {licence}\ncite: {cite}", licence=corpus.licence, cite=corpus.cite), err=True)
        if corpus.note:
            click.echo(_("note: {note}", note=corpus.note), err=True)


def ask_about(corpus: Corpus) -> None:
    """Ask on the terminal whether files without a checksum should be downloaded.

    Raises:
        UsageError: standard input is not a terminal.
        click.Abort: the user declines.
    """
    number = sum(not file.is_checked for file in corpus.files)
    if not number:
        return
    files = _("{number} of {files} files of {name}", number=number, files=len(corpus.files), name=corpus.name)
    if not sys.stdin.isatty():
        raise UsageError(_("no checksum was published for {files}: add --unchecked to download anyway", files=files))
    click.confirm(_("No checksum was published for {files}. Download anyway?", files=files), abort=True, err=True)


def line_of(file: Download) -> str:
    """Return one line of text about a downloaded file, for the user."""
    checked = (
        _("checksum compared") if file.is_checked else _("no checksum published; sha256 {sha256}", sha256=file.sha256)
    )
    return f"{file.path} ({bytes_in_words(file.size)}, {checked})"


def to_dict(corpus: Corpus, downloads: list[Download]) -> dict[str, Any]:
    """Return the downloaded files of a corpus as JSON values."""
    return {
        "name": corpus.name,
        "licence": corpus.licence,
        "cite": corpus.cite,
        "files": [
            {
                "path": str(each.path),
                "size": each.size,
                "sha256": each.sha256,
                "checked": each.is_checked,
                "new": each.is_new,
            }
            for each in downloads
        ],
    }


def progress_text(name: str, done: int, size: int) -> str:
    """Return the progress of a download as text, such as the file name and the bytes received so far."""
    if not size:
        return f"{name} {bytes_in_words(done)}"
    return _("{name} {done} of {size}", name=name, done=bytes_in_words(done), size=bytes_in_words(size))


def share(done: int, size: int) -> float:
    """Return the finished share of a download, 0 to 1; 0 if the size is unknown."""
    return done / size if size else 0.0


def bytes_in_words(size: int) -> str:
    """Return a number of bytes as text with a suitable unit, such as MB."""
    for unit, name in _UNITS:
        if size >= unit:
            return f"{size / unit:.1f} {name}"
    return _("{size} bytes", size=size)
