"""The options of ``aligner search`` that define a search request, and the request itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar, get_args

import click

from aligner.concordance.request import MAX_SORT_WORDS, Order, Request, parse_window
from aligner.errors import UsageError
from aligner.interface import _

Command = TypeVar("Command", bound=Callable[..., Any])
USUAL_LIMIT = 20
_QUERY_STRING = re.compile(r"\?[a-z-]+=")
"""How a permanent query string begins."""


def request_options(command: Command) -> Command:
    """Add the options that define a search to a command, such as ``--regex``, ``--side`` and ``--sort``."""
    options = (
        click.option("--regex", is_flag=True, help="TEXT is a regular expression (Python's syntax)."),
        click.option("--pattern", is_flag=True, help='TEXT is a pattern of words: "(make|take) ...3 decision".'),
        click.option("--lemma", is_flag=True, help="English words match in any form: go, went, gone."),
        click.option("--exact", is_flag=True, help="Heed case, width and traditional or simplified characters."),
        click.option("--with", "contains", multiple=True, metavar="TEXT", help="The other side contains TEXT."),
        click.option("--without", "lacks", multiple=True, metavar="TEXT", help="The other side lacks TEXT."),
        click.option("--side", type=click.Choice(["source", "target"]), help="Search this side only."),
        click.option("--sort", type=click.Choice(get_args(Order)), help="Order of the hits.  [corpus]"),
        click.option(
            "--words",
            type=click.IntRange(1, MAX_SORT_WORDS),
            metavar="N",
            help="Sort by so many words.  [3]",
        ),
        click.option("--sample", type=click.IntRange(0), metavar="N", help="Draw N of the pairs that match."),
        click.option("--seed", type=click.IntRange(0), metavar="N", help="Another seed draws other pairs.  [1]"),
        click.option(
            "--frequency",
            metavar="BY",
            help="Count matches by match, document, file, folder or a column of --metadata.",
        ),
        click.option(
            "--collocations",
            metavar="WINDOW",
            help="Rank words near the match by logDice: 5, 2,4 (left, right), or other (side).",
        ),
        click.option("--renderings", is_flag=True, help="Show how the match is translated, with shares and examples."),
        click.option("--min-count", type=click.IntRange(0), metavar="N", help="Least count of a collocation.  [3]"),
        click.option("--limit", type=click.IntRange(0), metavar="N", help="The most hits or rows; 0 for all.  [20]"),
    )
    for option in reversed(options):
        command = option(command)
    return command


def request_from_flags(query: str, flags: dict[str, Any]) -> Request:
    """Return the search request; given options override those of a permanent query string.

    Args:
        query: the text to search for, or the permanent query string of an earlier request.
        flags: the values of the options.

    Raises:
        UsageError: options exclude each other, or a value is invalid.
    """
    views = [name for name in ("frequency", "collocations", "renderings") if flags[name]]
    if len(views) > 1:
        raise UsageError(
            _("--{first} and --{second} are two questions: ask one at a time", first=views[0], second=views[1])
        )
    if flags["regex"] and flags["pattern"]:
        raise UsageError(_("--regex and --pattern are two readings of TEXT: give one"))
    if _QUERY_STRING.match(query):
        request = Request.from_string(query)
    else:
        request = Request(query, "regex" if flags["regex"] else "pattern" if flags["pattern"] else "text")
    given: dict[str, Any] = {
        name: flags[name] for name in ("side", "sort", "words", "sample", "seed", "min_count", "limit")
    }
    given = {name: value for name, value in given.items() if value is not None}
    given |= {name: flags[name] for name in ("contains", "lacks") if flags[name]}
    given |= {name: True for name, flag in (("any_form", "lemma"), ("is_exact", "exact")) if flags[flag]}
    if views:
        given["view"] = views[0]
    if flags["frequency"]:
        given["by"] = flags["frequency"]
    if flags["collocations"]:
        given["window"] = parse_window(flags["collocations"])
    return replace(request, **given)
