"""``aligner corpora``: public Chinese-English corpora and gold sets: what there is, and how to get it."""

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
        raise UsageError(_("say what to do after 'aligner corpora': list, show NAME or get NAME"))


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
    """Show what is known of one corpus: licence, addresses, checksums, how to cite it."""
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
@click.option("--unchecked", is_flag=True, help="Also files for which no checksum was published, without asking.")
@report_options
def get_command(name: str, output: str, unchecked: bool, quiet: bool, as_json: bool) -> None:
    """Download the files of a corpus into a folder.

    A download that broke off is continued by the same command. Nothing comes to
    stand under its name before it is complete and its checksum, where one has been
    published, is right; where none has, you are asked. Proxies are taken from https_proxy and no_proxy.
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
    found = []
    with progress_bar(shown=not quiet and not as_json) as progress:
        for file in corpus.files:

            def tell(done: int, size: int, name: str = file.name) -> None:
                progress(said(name, done, size), share(done, size))

            found.append(download(file, output, tell))
    if as_json:
        print_json(to_dict(corpus, found))
    elif not quiet:
        for each in found:
            line = line_of(each)
            said = _("downloaded {file}", file=line) if each.is_new else _("already here: {file}", file=line)
            click.echo(said, err=True)
        click.echo(_("licence: {licence}\ncite: {cite}", licence=corpus.licence, cite=corpus.cite), err=True)
        if corpus.note:
            click.echo(_("note: {note}", note=corpus.note), err=True)


def ask_about(corpus: Corpus) -> None:
    """Ask on the terminal whether files without a checksum are wanted.

    Raises:
        UsageError: nobody can be asked.
        click.Abort: they are not.
    """
    number = sum(not file.is_checked for file in corpus.files)
    if not number:
        return
    files = _("{number} of {files} files of {name}", number=number, files=len(corpus.files), name=corpus.name)
    if not sys.stdin.isatty():
        raise UsageError(
            _("no checksum was published for {files}: add --unchecked to download all the same", files=files)
        )
    click.confirm(_("No checksum was published for {files}. Download all the same?", files=files), abort=True, err=True)


def line_of(found: Download) -> str:
    """Return what is told of a file that is there."""
    checked = (
        _("checksum compared") if found.is_checked else _("no checksum published; sha256 {sha256}", sha256=found.sha256)
    )
    return f"{found.path} ({bytes_in_words(found.size)}, {checked})"


def to_dict(corpus: Corpus, found: list[Download]) -> dict[str, Any]:
    """Return what was downloaded as JSON values."""
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
            for each in found
        ],
    }


def said(name: str, done: int, size: int) -> str:
    """Return how far a download is, in words."""
    if not size:
        return f"{name} {bytes_in_words(done)}"
    return _("{name} {done} of {size}", name=name, done=bytes_in_words(done), size=bytes_in_words(size))


def share(done: int, size: int) -> float:
    """Return the share of a download that is done; 0 where the whole is not known."""
    return done / size if size else 0.0


def bytes_in_words(size: int) -> str:
    """Return a number of bytes as a person reads it."""
    for unit, name in _UNITS:
        if size >= unit:
            return f"{size / unit:.1f} {name}"
    return _("{size} bytes", size=size)
