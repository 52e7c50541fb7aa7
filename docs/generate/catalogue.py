"""The messages of the interface: collected from the code and from help texts, kept in the catalogues of each language.

A message is a literal in a call of `_`, `_n`, `N_` or `counted`; help texts and other tables are asked for what they
show. ``python -m docs.generate`` writes both the catalogue for people (``.po``) and the one for the program (``.mo``).
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import click
import polib

from aligner.interface import DOMAIN, ENGLISH, FOLDER, LANGUAGES
from docs.generate.sections import ROOT

PLURALS = {"zh": "nplurals=1; plural=0;"}
"""The rule of plurals of each language, as gettext writes it."""
LINE_WIDTH = 120
CLICK = (
    "Usage:",
    "Options",
    "Commands",
    "Show this message and exit.",
    "Show the version and exit.",
    "required",
    "default: {default}",
    "Missing command.",
    "Missing argument",
    "Missing option",
    "Missing parameter",
    "Missing {param_type}",
    "No such option {name!r}.",
    "No such command {name!r}.",
    "Did you mean {possibility}?",
    "(Did you mean one of: {possibilities}?)",
    "Invalid value: {message}",
    "Invalid value for {param_hint}: {message}",
    "Choose from:\n\t{choices}",
    "{value} is not in the range {range}.",
    "{value!r} is not a valid {number_type}.",
    "Option {name!r} does not take a value.",
    "Aborted!",
    "Error: invalid input",
    "Error: {message}",
)
"""Messages of click that a user of this program can meet; click asks gettext for them."""
CLICK_PLURALS = (
    ("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})"),
    ("{value!r} is not {choice}.", "{value!r} is not one of {choices}."),
    ("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments."),
    ("Takes {nargs} values but 1 was given.", "Takes {nargs} values but {len} were given."),
)


class Message(NamedTuple):
    """One message.

    Attributes:
        text: the English text, of one where there is a plural.
        plural: the English text of several; empty if the message has no number.
        place: the file that holds it, below the root of the repository, or the command whose help it is.
    """

    text: str
    plural: str
    place: str


def messages() -> Iterator[Message]:
    """Yield every message of the interface, some of them at several places."""
    for path in sorted((ROOT / "aligner").rglob("*.py")):
        place = path.relative_to(ROOT).as_posix()
        yield from messages_of(ast.parse(path.read_text(encoding="utf-8")), place)
    yield from messages_of_tables()
    yield from messages_of_commands()
    yield from (Message(text, "", "click") for text in CLICK)
    yield from (Message(one, many, "click") for one, many in CLICK_PLURALS)


def messages_of(tree: ast.AST, place: str) -> Iterator[Message]:
    """Yield the messages of a syntax tree."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        texts = [
            each.value if isinstance(each, ast.Constant) and isinstance(each.value, str) else "" for each in node.args
        ]
        if node.func.id in ("_", "N_") and texts and texts[0]:
            yield Message(texts[0], "", place)
        elif node.func.id == "_n" and texts[0]:
            yield Message(texts[0], texts[1], place)
        elif node.func.id == "counted" and texts[1:] and texts[1]:
            plural = "".join(texts[2:]) or f"{texts[1]}s"
            yield Message(f"{{count:,}} {texts[1]}", f"{{count:,}} {plural}", place)


def messages_of_tables() -> Iterator[Message]:
    """Yield what tables of values show."""
    from aligner.check.catalogue import RULES
    from aligner.languages import packs
    from aligner.languages.others import NAMES

    yield from (Message(rule.title, "", "aligner/check/catalogue.py") for rule in RULES.entries.values())
    yield from (Message(pack.name, "", "aligner/languages") for pack in packs())
    yield from (Message(name, "", "aligner/languages/others.py") for name in NAMES.values())


def messages_of_commands() -> Iterator[Message]:
    """Yield the help texts of all commands and options, and the summaries of the verbs."""
    from aligner.cli.group import VERBS, group

    yield from messages_of_command("aligner", group)
    for verb, entry in VERBS.entries.items():
        yield Message(entry.summary, "", f"aligner {verb}")
        yield from messages_of_command(f"aligner {verb}", VERBS.load(verb))


def messages_of_command(path: str, command: click.Command) -> Iterator[Message]:
    """Yield the help texts of a command and those below it."""
    texts = [command.help, command.short_help, command.epilog]
    yield from (Message(inspect.cleandoc(text), "", f"{path} --help") for text in texts if text)
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.help and not parameter.hidden:
            yield Message(parameter.help, "", f"{path} --help")
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            yield from messages_of_command(f"{path} {name}", below)


def catalogue_path(language: str) -> Path:
    """Return the path of the catalogue that people edit."""
    return FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def renewed(language: str) -> polib.POFile:
    """Return the catalogue of a language with the messages of today: known translations stay, new ones are empty."""
    path = catalogue_path(language)
    known = {(entry.msgid, entry.msgid_plural): entry for entry in (polib.pofile(str(path)) if path.exists() else ())}
    catalogue = polib.POFile(wrapwidth=LINE_WIDTH)
    catalogue.metadata = {
        "Project-Id-Version": DOMAIN,
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS[language],
    }
    made: dict[str, polib.POEntry] = {}
    for message in messages():
        entry = made.get(message.text)
        if entry is None:
            old = known.get((message.text, message.plural))
            entry = polib.POEntry(msgid=message.text, msgid_plural=message.plural, occurrences=[])
            if message.plural:
                entry.msgstr_plural = dict(old.msgstr_plural) if old else {0: ""}
            else:
                entry.msgstr = old.msgstr if old else ""
            entry.flags = list(old.flags) if old else []
            made[message.text] = entry
            catalogue.append(entry)
        elif message.plural and not entry.msgid_plural:
            raise ValueError(f"{message.place}: {message.text!r} is a message with a plural and one without")
        if (message.place, "") not in entry.occurrences:
            entry.occurrences.append((message.place, ""))
    return catalogue


def rewrite_catalogues(*, check: bool = False) -> list[Path]:
    """Write the catalogues anew, or only find out which are stale; return those."""
    stale = []
    for language in LANGUAGES:
        if language == ENGLISH:
            continue
        path, catalogue = catalogue_path(language), renewed(language)
        contents = {path: f"{catalogue}\n".encode(), path.with_suffix(".mo"): catalogue.to_binary()}
        for each, content in contents.items():
            if not each.exists() or each.read_bytes() != content:
                stale.append(each)
                if not check:
                    each.parent.mkdir(parents=True, exist_ok=True)
                    each.write_bytes(content)
    return stale
