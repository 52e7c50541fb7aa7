"""The group of commands: it imports a command only when it is called, and reports errors.

Each error is printed as one line, and the process ends with an exit code. A new command needs a
module ``aligner/cli/VERB.py`` with a click command, and an entry in `VERBS`.
"""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

import click
from click.shell_completion import CompletionItem

from aligner import __version__
from aligner.cli.help_text import prepared
from aligner.cli.language import OPTION, chosen_language, click_speaking
from aligner.cli.signals import Terminated
from aligner.cli.terminal import forget_pending_output, output_errors
from aligner.errors import AlignerError
from aligner.errors import UsageError as AlignerUsageError
from aligner.interface import ENGLISH, LANGUAGES, _
from aligner.registry import Entry, Registry
from aligner.unsafe_characters import one_line

MAX_DOCUMENTS = 2
"""Documents after ``aligner`` without a verb."""
EXIT_USAGE = 2
EXIT_MEMORY = 3
EXIT_FAULT = 4
EXIT_INTERRUPTED = 130  # 128 + SIGINT, what a shell reports
EXIT_TERMINATED = 143  # 128 + SIGTERM
EXIT_PIPE_CLOSED = 141  # 128 + SIGPIPE
COMPLETION_VARIABLE = "_ALIGNER_COMPLETE"
"""Environment variable by which a shell asks for completions; click derives it from the name of the program."""

VERBS = Registry(
    "command",
    {
        "align": Entry("aligner.cli.align:align", "Align two documents, Chinese and English."),
        "review": Entry("aligner.cli.review:review", "Correct an alignment in a page on this computer."),
        "check": Entry("aligner.cli.check:check", "Report what a translation lacks, and where it differs."),
        "pair": Entry("aligner.cli.pair:pair_command", "Find which document translates which."),
        "batch": Entry("aligner.cli.batch:batch", "Align many document pairs into a corpus."),
        "stats": Entry("aligner.cli.stats:stats", "Show the figures of aligned texts."),
        "convert": Entry("aligner.cli.convert:convert", "Convert pairs to another format."),
        "lint": Entry("aligner.cli.lint:lint", "Report why tools would refuse a TMX file or skip parts of it."),
        "glossary": Entry(
            "aligner.cli.glossary:glossary", "Find terms and their counterparts; check texts against them."
        ),
        "search": Entry("aligner.cli.search:search_command", "Find a phrase in aligned files, with its counterpart."),
        "concordance": Entry(
            "aligner.cli.concordance:concordance_command", "Search aligned files in a page on this computer."
        ),
        "corpora": Entry("aligner.cli.corpora:corpora_command", "Find and download public corpora and gold sets."),
        "evaluate": Entry("aligner.cli.evaluate:evaluate", "Score alignments against a human reference."),
        "train": Entry("aligner.cli.train:train", "Train a model from Chinese-English pairs."),
        "doctor": Entry(
            "aligner.cli.doctor:doctor", "Report what is installed, what is missing, and whether it works."
        ),
        "completion": Entry(
            "aligner.cli.completion:completion", "Print the script with which a shell completes commands."
        ),
    },
)


def results_beside(document: str) -> list[str]:
    """Return ``-o`` options for a TMX file and an HTML page in the folder of a document.

    They are used if documents are given without a command, for example dropped on a shortcut.

    Raises:
        UsageError: one of the two files already exists; it may be a translation memory of the user.
    """
    options = []
    for extension in (".tmx", ".html"):
        path = os.path.splitext(document)[0] + extension
        if os.path.exists(path):
            raise AlignerUsageError(
                _("exists already: move it, or choose another name with aligner align ... -o"), path=path
            )
        options += ["-o", path]
    return options


def hint_for_documents(arguments: Sequence[str]) -> str:
    """Return why documents without a verb cannot be aligned: one is missing, there are too many, or options follow."""
    if any(argument.startswith("-") for argument in arguments):
        return _("to align documents, write 'aligner align' before their names")
    missing = [argument for argument in arguments if not os.path.isfile(argument)]
    if missing:
        return _("to align two documents, {name!r} must be a file too: check the path", name=missing[0])
    return _("two documents are aligned without a command; for more, use aligner pair and aligner batch")


class VerbGroup(click.Group):
    """The click group ``aligner``, which imports each command only when it is needed.

    Its commands are those of the registry `VERBS`.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands in the order of the help text."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command after importing it; ``None`` for an unknown one, which click reports."""
        if cmd_name not in VERBS.entries:
            return None
        command = prepared(VERBS.load(cmd_name))
        if COMPLETION_VARIABLE not in os.environ:
            return command
        from aligner.cli.file_names import with_file_names

        return with_file_names(command)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return the completions of a partly typed word: options and commands. No command is imported for this."""
        verbs = [
            CompletionItem(name, help=_(entry.summary))
            for name, entry in VERBS.entries.items()
            if name.startswith(incomplete)
        ]
        return [*verbs, *click.Command.shell_complete(self, ctx, incomplete)]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands with their summaries, without importing them."""
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, _(entry.summary)) for name, entry in VERBS.entries.items()])

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - as click declares it
        """Run the command; end without a message if the reader of standard output closes it (``| head``)."""
        try:
            with output_errors():
                return super().invoke(ctx)
        except BrokenPipeError:
            forget_pending_output()
            raise click.exceptions.Exit(EXIT_PIPE_CLOSED) from None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the name, the command and the remaining arguments for the arguments of ``aligner``.

        If the arguments are only documents, the command is ``align``. If the command is unknown, the
        error message suggests the most similar name.
        """
        name = args[0]
        if name == "help":
            if args[1:]:
                return self.resolve_command(ctx, [args[1], "--help"])
            click.echo(ctx.get_help())
            ctx.exit()
        if name == "version":
            click.echo(f"aligner {__version__}")
            ctx.exit()
        if name not in VERBS.entries and len(args) <= MAX_DOCUMENTS and all(map(os.path.isfile, args)):
            return self.resolve_command(ctx, ["align", *args, *results_beside(args[0])])
        if name not in VERBS.entries and not name.startswith("-"):
            import difflib

            nearest = difflib.get_close_matches(name, VERBS.entries, n=1)
            hint = (
                _("did you mean {nearest!r}?", nearest=nearest[0])
                if nearest
                else _("choose one of {verbs}", verbs=", ".join(VERBS))
            )
            if os.path.isfile(name):
                hint = hint_for_documents(args)
            ctx.fail(_("unknown command {name!r}: {hint}", name=name, hint=hint))
        return super().resolve_command(ctx, args)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,  # noqa: ANN401 - as click declares it
    ) -> Any:  # noqa: ANN401 - likewise
        """Run the program and exit with its code; errors become one line on standard error."""
        arguments = sys.argv[1:] if args is None else args
        language = ENGLISH

        def choose() -> None:
            nonlocal language
            language = chosen_language(arguments)

        code = exit_code_of(choose, arguments)
        with click_speaking(language):
            ready = prepared(self)
            run = functools.partial(
                click.Group.main, ready, args, prog_name, complete_var, False, windows_expand_args, **extra
            )
            code = code or exit_code_of(run, arguments)
        if standalone_mode:
            sys.exit(code)
        return code


def exit_code_of(call: Callable[[], object], arguments: Sequence[str]) -> int:
    """Call a click program and return its exit code; report a failure as one line on standard error.

    Args:
        call: returns an exit code; any other value means 0.
        arguments: the arguments of the program; with ``--debug``, the traceback is printed too.
    """
    debug = "--debug" in arguments
    try:
        code = call()
    except click.UsageError as error:
        _print_usage_error(error, arguments)
        return EXIT_USAGE
    except click.Abort as error:  # click's name for Ctrl-C
        terminated = isinstance(error.__cause__, Terminated)
        _print_error(_("terminated") if terminated else _("interrupted"))
        return EXIT_TERMINATED if terminated else EXIT_INTERRUPTED
    except click.ClickException as error:
        _print_error(error.format_message())
        return error.exit_code
    except AlignerError as error:
        if debug:
            _print_traceback()
        from aligner.cli.hints import with_hint

        _print_error(with_hint(str(error), error, arguments))
        return error.exit_code
    except Exception as error:  # a user must not see a traceback
        return _report_unexpected(error, debug=debug)
    return code if isinstance(code, int) else 0


def _report_unexpected(error: Exception, *, debug: bool) -> int:
    """Print a message about an unexpected error or too little memory, and return the exit code."""
    if debug:
        _print_traceback()
    if isinstance(error, MemoryError):
        _print_error(_("there is not enough memory for this: cut the documents into parts, or use another machine"))
        return EXIT_MEMORY
    hint = "" if debug else _("; run it again with --debug to see where, and please report it")
    _print_error(_("unexpected {name}: {error}{hint}", name=type(error).__name__, error=error, hint=hint))
    return EXIT_FAULT


def _print_traceback() -> None:
    """Print the traceback of the error that is being handled."""
    import traceback

    traceback.print_exc()


def _print_error(message: str) -> None:
    """Print a message on one line, even if it contains line ends.

    Line ends may come from quoted text or from click's lists of choices.
    """
    click.echo(_("aligner: error: {message}", message=one_line(message)), err=True)


def _print_usage_error(error: click.UsageError, arguments: Sequence[str]) -> None:
    """Print the error or a hint, then the command that shows the help."""
    from aligner.cli.hints import with_hint

    _print_error(with_hint(error.format_message(), error, arguments))
    command = "aligner" if error.ctx is None else error.ctx.command_path
    click.echo(_("See '{command} --help'.", command=command), err=True)


@click.group(
    cls=VerbGroup,
    invoke_without_command=True,
    subcommand_metavar="COMMAND [ARGS]...",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option(
    OPTION,
    type=click.Choice(LANGUAGES),
    expose_value=False,
    help="Language of messages, help, pages and reports, behind any command.  [that of the system]",
)
@click.version_option(__version__, prog_name="aligner", message="%(prog)s %(version)s")
@click.pass_context
def group(context: click.Context) -> None:
    """Align Chinese and English documents: two texts in, pairs of sentences or paragraphs out.

    \b
    Start with:
      aligner report.en.txt report.zh.txt
      aligner align report.en.txt report.zh.txt -o report.tmx -o report.csv

    The first one writes report.en.tmx and report.en.html beside the document.

    \b
    Exit codes: 0 fine, 1 findings or below a floor, 2 wrong usage, 3 a file that
    cannot be read or written, 4 a fault of the program, 130 interrupted, 143
    terminated.
    """  # noqa: D301 - click wants the character itself
    if context.invoked_subcommand is None:
        click.echo(context.get_help(), err=True)
        context.exit(EXIT_USAGE)
