"""Options that several verbs share, as decorators, and the settings they amount to."""

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
"""Which field of which stage's settings a flag sets."""


class LanguageType(click.ParamType[str]):
    """The code of a language; the table of languages is asked when an option is read, and may have grown by then."""

    name = "language"

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        """Return the codes that come with the program, for the help text: packages are looked for only when needed."""
        from aligner.languages import LANGUAGES

        return f"[{'|'.join(sorted(LANGUAGES.entries))}]"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the code, or end with the list of those that are known."""
        codes = language_codes()
        if value not in codes:
            self.fail(_("{value!r} is not one of {codes}.", value=value, codes=", ".join(map(repr, codes))), param, ctx)
        return value

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Return the codes that go on from what was typed."""
        return [CompletionItem(code) for code in language_codes() if code.startswith(incomplete)]


def language_codes() -> list[str]:
    """Return the codes of all languages, sorted."""
    from aligner.languages import LANGUAGES

    return sorted(LANGUAGES)


LANGUAGE = LanguageType()


def force_option(command: Command) -> Command:
    """Add ``--force``."""
    return click.option(
        "--force",
        is_flag=True,
        default=None,
        help="Go on with a text that looks like another language than Chinese or English.",
    )(command)


def srx_option(command: Command) -> Command:
    """Add ``--srx``."""
    return click.option(
        "--srx",
        metavar="FILE",
        help="Split the languages that FILE has rules for by its rules (SRX, as translation tools export them).",
    )(command)


def semicolons_option(command: Command) -> Command:
    """Add ``--split-semicolons``."""
    return click.option(
        "--split-semicolons", is_flag=True, default=None, help="End a segment behind a semicolon (；) too."
    )(command)


def ocr_option(command: Command) -> Command:
    """Add ``--ocr``."""
    return click.option(
        "--ocr",
        is_flag=True,
        default=None,
        help="Read the scanned pages of PDF files by Tesseract, if it is installed.",
    )(command)


def limit_options(command: Command) -> Command:
    """Add ``--max-size`` and ``--timeout``."""
    options = (
        click.option("--max-size", type=click.FloatRange(0), metavar="MB", help="Refuse larger files; 0: none.  [100]"),
        click.option(
            "--timeout", type=click.FloatRange(0), metavar="SECONDS", help="Give up after that time; 0: never.  [3600]"
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def settings_options(command: Command) -> Command:
    """Add the options that make up the settings of a run."""
    options = (
        click.option("--level", type=click.Choice(["sentence", "paragraph"]), help="What to align.  [sentence]"),
        click.option(
            "--segmenter",
            type=click.Choice(["auto", "lines"]),
            help="auto: clean up the layout and split; lines: one segment per line of the input, none dropped.  [auto]",
        ),
        srx_option,
        semicolons_option,
        click.option(
            "--keep-furniture/--no-furniture",
            default=None,
            help="Keep page numbers, running titles and navigation as paragraphs instead of taking them out; --explain "
            "lists what is taken out.  [--no-furniture]",
        ),
        click.option(
            "--model",
            metavar="NAME|PATH",
            help="bundled, a trained folder, length (no model: lengths alone), or anything that "
            "sentence-transformers loads.  [bundled]",
        ),
        click.option("--source-lang", type=LANGUAGE, help="Language of SOURCE.  [detected]"),
        click.option("--target-lang", type=LANGUAGE, help="Language of TARGET.  [detected]"),
        click.option("--encoding", metavar="NAME", help="Encoding of both inputs.  [detected]"),
        force_option,
        ocr_option,
        click.option(
            "--max-span", type=click.IntRange(1, 16), metavar="N", help="The most segments on one side of a pair.  [16]"
        ),
        click.option(
            "--two-level/--one-level",
            default=None,
            help="Align paragraphs first and keep sentences within those that surely belong together.  [one-level]",
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
    """Add ``--lang-codes``, given to the command as the codes, none when it is left out."""
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
    """Add ``--word-links``."""
    return click.option(
        "--word-links",
        is_flag=True,
        help="In JSON lines of pairs, also write the tokens and which of them translate each other.",
    )(command)


def check_word_links(formats: Iterable[str]) -> None:
    """Raise a `UsageError` if none of the outputs can hold word links where they were asked for."""
    if "pairs" not in formats:
        raise UsageError(_("--word-links needs an output .jsonl; -o FILE.pharaoh always holds word links"))


def selection_options(command: Command) -> Command:
    """Add ``--min-confidence``, ``--sure`` and ``--overwrite``."""
    options = (
        click.option(
            "--min-confidence",
            type=click.FloatRange(0, 1),
            metavar="X",
            help="Write only pairs from this confidence on, and those that a person has settled or made.",
        ),
        click.option(
            "--sure",
            metavar="FILE",
            multiple=True,
            help="Write into FILE as well, without the pairs that somebody should look at; may be repeated.",
        ),
        click.option(
            "--overwrite",
            is_flag=True,
            help="Replace a file that a person has worked on, and keep it as FILE.bak.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def report_options(command: Command) -> Command:
    """Add ``--quiet``, ``--json`` and ``--debug``."""
    options = (
        click.option("-q", "--quiet", is_flag=True, help="Print warnings and errors only."),
        click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON on standard output."),
        debug_option,
    )
    for option in reversed(options):
        command = option(command)
    return command


def debug_option(command: Command) -> Command:
    """Add ``--debug``, which `aligner.cli.group.VerbGroup` reads from the command line itself."""
    return click.option(
        "--debug", is_flag=True, expose_value=False, help="Show where an error comes from (a traceback)."
    )(command)


def settings_from_flags(config: str | None, flags: Mapping[str, Any], *, quiet: bool = False) -> Settings:
    """Return the settings of the file ``config`` (or the one found), overridden by the flags that were given.

    A file that was found is named on standard error, and a model that it names must be a folder of its own tree.

    Args:
        config: the file that was named.
        flags: the settings flags; ``None`` for those that were not given.
        quiet: whether nothing is said.

    Raises:
        InputError: the settings file cannot be read.
        UsageError: the settings file holds an unknown key, a value that does not fit, or a model from elsewhere.
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
    """A number of percent from 0 to 100, with or without the sign."""

    name = "percent"

    def __init__(self) -> None:
        super().__init__(0, 100)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:  # noqa: ANN401
        """Return the number.

        Raises:
            click.BadParameter: it is no number, or outside of 0 to 100.
        """
        number: Any = re.sub(r"(?<!\s)\s*[%％]$", "", value) if isinstance(value, str) else value
        return float(super().convert(number, param, ctx))
