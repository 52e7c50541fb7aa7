"""Options that several commands share, as decorators, and the settings that result from them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

from aligner.errors import UsageError
from aligner.interface import _
from aligner.settings import Settings
from aligner.settings_file import OTHER_TABLES, load_tables, with_model_of_tree
from aligner.unsafe_characters import one_line

Command = TypeVar("Command", bound=Callable[..., Any])

FLAG_FIELDS = {
    "level": ("segment", "level"),
    "segmenter": ("segment", "segmenter"),
    "keep_furniture": ("segment", "keep_furniture"),
    "srx": ("segment", "srx"),
    "split_semicolons": ("segment", "split_semicolons"),
    "model": ("embed", "model"),
    "source_lang": ("read", "source_language"),
    "target_lang": ("read", "target_language"),
    "encoding": ("read", "encoding"),
    "force": ("read", "force"),
    "ocr": ("read", "ocr"),
    "max_span": ("align", "max_span"),
    "two_level": ("align", "two_level"),
    "max_size": ("limits", "max_size"),
    "timeout": ("limits", "timeout"),
}
"""For each flag, the stage and the field of its settings."""


class LanguageType(click.ParamType[str]):
    """The type of an option whose value is the code of a language.

    Known codes are looked up when the option is read, because plugins can add languages.
    """

    name = "language"

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        """Return the codes of the program's own languages for the help text, without searching for plugins."""
        from aligner.languages import LANGUAGES

        return f"[{'|'.join(sorted(LANGUAGES.entries))}]"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the language code if it is known; otherwise fail with a message that lists the known codes."""
        codes = language_codes()
        if value not in codes:
            self.fail(_("{value!r} is not one of {codes}.", value=value, codes=", ".join(map(repr, codes))), param, ctx)
        return value

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Return the language codes that begin with the typed text."""
        return [CompletionItem(code) for code in language_codes() if code.startswith(incomplete)]


def language_codes() -> list[str]:
    """Return the codes of all languages, sorted."""
    from aligner.languages import LANGUAGES

    return sorted(LANGUAGES)


LANGUAGE = LanguageType()


def force_option(command: Command) -> Command:
    """Add ``--force`` to a command: continue with a text that is neither Chinese nor English."""
    return click.option(
        "--force",
        is_flag=True,
        default=None,
        help="Continue with a text that seems to be neither Chinese nor English.",
    )(command)


def srx_option(command: Command) -> Command:
    """Add ``--srx`` to a command: a file with rules for splitting text into sentences."""
    return click.option(
        "--srx",
        metavar="FILE",
        help="Split by the rules of FILE (SRX, as translation tools export them) the languages that it has rules for.",
    )(command)


def semicolons_option(command: Command) -> Command:
    """Add ``--split-semicolons`` to a command: sentences also end at a semicolon."""
    return click.option("--split-semicolons", is_flag=True, default=None, help="Also split after a semicolon (；).")(
        command
    )


def ocr_option(command: Command) -> Command:
    """Add ``--ocr`` to a command: recognise the text of scanned PDF pages."""
    return click.option(
        "--ocr",
        is_flag=True,
        default=None,
        help="Read scanned pages of PDF files with Tesseract, if it is installed.",
    )(command)


def limit_options(command: Command) -> Command:
    """Add ``--max-size`` and ``--timeout`` to a command: limits on the size of files and on the time."""
    options = (
        click.option(
            "--max-size", type=click.FloatRange(0), metavar="MB", help="Refuse larger files; 0 for no limit.  [100]"
        ),
        click.option(
            "--timeout",
            type=click.FloatRange(0),
            metavar="SECONDS",
            help="Stop after this time; 0 for no limit.  [3600]",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def settings_options(command: Command) -> Command:
    """Add the options for reading, segmenting and aligning documents to a command."""
    options = (
        click.option("--level", type=click.Choice(["sentence", "paragraph"]), help="What to align.  [sentence]"),
        click.option(
            "--segmenter",
            type=click.Choice(["auto", "lines"]),
            help="auto: clean up the layout and split; lines: each line of the input is a segment.  [auto]",
        ),
        srx_option,
        semicolons_option,
        click.option(
            "--keep-furniture/--no-furniture",
            default=None,
            help="Keep page numbers, running titles and navigation as paragraphs instead of removing them; --explain "
            "lists what is removed.  [--no-furniture]",
        ),
        click.option(
            "--model",
            metavar="NAME|PATH",
            help="bundled, a trained folder, length (no model: only lengths), or any model that "
            "sentence-transformers loads.  [bundled]",
        ),
        click.option("--source-lang", type=LANGUAGE, help="Language of SOURCE.  [detected]"),
        click.option("--target-lang", type=LANGUAGE, help="Language of TARGET.  [detected]"),
        click.option("--encoding", metavar="NAME", help="Encoding of both inputs.  [detected]"),
        force_option,
        ocr_option,
        click.option(
            "--max-span",
            type=click.IntRange(1, 16),
            metavar="N",
            help="Largest number of segments on one side of a pair.  [16]",
        ),
        click.option(
            "--two-level/--one-level",
            default=None,
            help="Align paragraphs first, and align sentences within surely paired paragraphs.  [one-level]",
        ),
        click.option(
            "--config",
            metavar="FILE",
            help="Settings file.  [aligner.toml, or [tool.aligner] of pyproject.toml, from here upwards]",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def lang_codes_option(command: Command) -> Command:
    """Add ``--lang-codes`` to a command: the language tags to write; the value is a tuple, empty by default."""
    return click.option(
        "--lang-codes",
        metavar="CODES",
        callback=_parsed_codes,
        help="Language codes to write, such as zh-TW,en-GB.  [zh-CN or zh-TW by script, and en-US]",
    )(command)


def _parsed_codes(_context: click.Context, _parameter: click.Parameter, text: str | None) -> tuple[str, ...]:
    from aligner.languages.tags import parse_codes

    return () if text is None else parse_codes(text)


def word_links_option(command: Command) -> Command:
    """Add ``--word-links`` to a command: write which words of a pair translate each other."""
    return click.option(
        "--word-links",
        is_flag=True,
        help="In JSON lines of pairs, also write the tokens and their links.",
    )(command)


def check_word_links(formats: Iterable[str]) -> None:
    """Raise `UsageError` if none of the output formats can hold word links."""
    if "pairs" not in formats:
        raise UsageError(_("--word-links needs an output .jsonl; -o FILE.pharaoh always has word links"))


def selection_options(command: Command) -> Command:
    """Add ``--min-confidence``, ``--sure`` and ``--overwrite`` to a command that writes pairs."""
    options = (
        click.option(
            "--min-confidence",
            type=click.FloatRange(0, 1),
            metavar="X",
            help="Write only pairs with at least this confidence, and pairs that a person has made or reviewed.",
        ),
        click.option(
            "--sure",
            metavar="FILE",
            multiple=True,
            help="Also write to FILE, without the pairs that need a review; may be repeated.",
        ),
        click.option(
            "--overwrite",
            is_flag=True,
            help="Replace a file with manual edits, and keep it as FILE.bak.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def report_options(command: Command) -> Command:
    """Add ``--quiet``, ``--json`` and ``--debug``, which control the messages of a command."""
    options = (
        click.option("-q", "--quiet", is_flag=True, help="Print only warnings and errors."),
        click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON on standard output."),
        debug_option,
    )
    for option in reversed(options):
        command = option(command)
    return command


def debug_option(command: Command) -> Command:
    """Add ``--debug`` to a command: print the traceback of an error.

    The command gets no value. `aligner.cli.group.VerbGroup` itself looks for the option on the command
    line.
    """
    return click.option(
        "--debug", is_flag=True, expose_value=False, help="Show where an error comes from (a traceback)."
    )(command)


def settings_from_flags(config: str | None, flags: Mapping[str, Any], *, quiet: bool = False) -> Settings:
    """Return the settings of a settings file, overridden by the given flags.

    If the user gives no file, the settings file of the current folder or of a folder above it is used.
    It is then named on standard error, and a model in it must be a folder of the same project.

    Args:
        config: the file that the user gave; ``None`` to search for one.
        flags: the settings flags; ``None`` for flags that are not given.
        quiet: whether nothing is printed.

    Raises:
        InputError: the settings file cannot be read.
        UsageError: the settings file has an unknown key, an invalid value, or a model outside of its
            project.
    """
    settings, name = load_tables(Settings(), config, others=OTHER_TABLES)
    if name and config is None:
        if not quiet:
            click.echo(_("settings: {name}", name=one_line(name)), err=True)
        if flags.get("model") is None:
            settings = with_model_of_tree(settings, name)
    for flag, value in flags.items():
        if value is not None:
            stage, name = FLAG_FIELDS[flag]
            settings = replace(settings, **{stage: replace(getattr(settings, stage), **{name: value})})
    return settings


class Percent(click.FloatRange):
    """The type of an option whose value is a percentage, 0 to 100, with or without the percent sign."""

    name = "percent"

    def __init__(self) -> None:
        super().__init__(0, 100)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:  # noqa: ANN401
        """Return the percentage as a number.

        Raises:
            click.BadParameter: the value is not a number from 0 to 100.
        """
        number: Any = re.sub(r"(?<!\s)\s*[%％]$", "", value) if isinstance(value, str) else value
        try:
            return float(super().convert(number, param, ctx))
        except click.BadParameter:
            self.fail(_("{value!r} is not a percentage from 0 to 100.", value=value), param, ctx)
