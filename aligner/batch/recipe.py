"""Read a recipe: a TOML file that lists the filters of a corpus in their order, with their settings.

::

    keep-unrelated = false

    [[filters]]
    name = "numbers"
    min-share = 1.0

    [report]
    samples = 5

    [card]
    title = "Letters and replies"

The same keys are valid in the table ``[batch]`` of ``aligner.toml``; the tables of the filters are
then named ``[[batch.filters]]``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from aligner.batch.filters import FILTERS, PairFilter, filter_settings
from aligner.batch.settings import CardSettings, ReportSettings
from aligner.errors import UsageError
from aligner.interface import _
from aligner.settings_file import find_table, parse_stage, parse_tables, unknown

TABLE = "batch"
"""Name of the table of ``aligner.toml``."""
_KEY = "filters"
_FILTER_HEADER = re.compile(r"^[ \t]*\[\[[ \t]*(?:\w+[ \t]*\.[ \t]*){0,3}filters[ \t]*\]\]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Recipe:
    """The content of a recipe, the file that describes how to make a corpus.

    Attributes:
        filters: the filters in their order.
        keep_unrelated: whether to keep the pairs of documents that do not look like translations of
            each other.
        report: settings of the report of the filters.
        card: the user's description of the corpus, for the data card.
    """

    filters: tuple[PairFilter, ...] = ()
    keep_unrelated: bool = False
    report: ReportSettings = field(default_factory=ReportSettings)
    card: CardSettings = field(default_factory=CardSettings)


def load_recipe(path: str | Path) -> Recipe:
    """Return the recipe (filters of a corpus, with their settings) in a TOML file.

    Raises:
        InputError: the file cannot be read.
        UsageError: the file is not TOML, has an unknown filter or key, or has an invalid value. The
            message has the most similar known name and, where possible, the line.
    """
    table, name = find_table(path)
    return _parse_recipe(table, name)


def recipe_of_settings(path: str | Path | None = None) -> Recipe:
    """Return the recipe in the table ``[batch]`` of a settings file; empty if there is no such table.

    Args:
        path: the settings file; ``None`` to search for one as `aligner.settings_file.load_tables` does.

    Raises:
        InputError: the file cannot be read.
        UsageError: see `load_recipe`.
    """
    table, name = find_table(path)
    own = table.get(TABLE, {})
    if not isinstance(own, dict):
        raise UsageError(_("{table} = {own!r} does not fit: expected a table", table=TABLE, own=own), path=name)
    return _parse_recipe(own, name)


def starter_recipe() -> str:
    """Return the text of a recipe with all filters and their default settings."""
    lines = [
        "# A recipe for aligner batch --recipe FILE. The filters judge each pair in this order; the first one that",
        "# drops it gives the reason. The comments say what a filter drops. All settings have their defaults.",
        "",
        "keep-unrelated = false  # true keeps the pairs of documents that do not look like translations",
        "",
    ]
    for name, entry in FILTERS.entries.items():
        settings = filter_settings(FILTERS.load(name)())
        lines += ["[[filters]]", f'name = "{settings.pop("name")}"  # {entry.summary}']
        lines += [f"{key} = {_toml_value(value)}" for key, value in settings.items()]
        lines.append("")
    for table, defaults in (("report", ReportSettings()), ("card", CardSettings())):
        lines.append(f"[{table}]")
        lines += [f"{each.name} = {_toml_value(getattr(defaults, each.name))}" for each in fields(defaults)]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _toml_value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_toml_value(item)}" for key, item in value.items()) + "}"
    return f'"{value}"' if isinstance(value, str) else repr(value)


def _parse_recipe(table: dict[str, Any], path: str) -> Recipe:
    own = {key: value for key, value in table.items() if key != _KEY}
    tables = parse_tables(Recipe(), own, path)
    filters = table.get(_KEY, [])
    if not isinstance(filters, list) or not all(isinstance(each, dict) for each in filters):
        raise UsageError(_("{key} does not fit: write [[{key}]] above each filter, then its name", key=_KEY), path=path)
    chosen = tuple(_parse_filters(filters, path))
    return Recipe(chosen, tables.keep_unrelated, tables.report, tables.card)


def _parse_filters(tables: list[dict[str, Any]], path: str) -> Iterator[PairFilter]:
    known: set[str] = set()
    for number, table in enumerate(tables):
        settings = dict(table)
        name = settings.pop("name", None)
        if not isinstance(name, str):
            raise UsageError(
                _(
                    "filter {number} has no name: choose one of {filters}",
                    number=number + 1,
                    filters=", ".join(FILTERS),
                ),
                path=path,
                line=_line_of(path, number),
            )
        if name not in FILTERS:
            message = unknown(_("filter"), name, name, list(FILTERS))
            raise UsageError(message, path=path, line=_line_of(path, number, "name"))
        if name in known:
            message = _("the filter {name!r} is there twice: take one out", name=name)
            raise UsageError(message, path=path, line=_line_of(path, number))
        known.add(name)
        yield _parse_filter(FILTERS.load(name)(), settings, name, path, number)


def _parse_filter(defaults: PairFilter, settings: dict[str, Any], name: str, path: str, number: int) -> PairFilter:
    known = [f"{name}.{each.name}" for each in fields(defaults)]  # type: ignore[arg-type]
    for key, value in settings.items():
        try:
            parse_stage(defaults, {key: value}, name, known, path)
        except UsageError as error:
            raise UsageError(error.message, path=path, line=_line_of(path, number, key)) from None
    parsed: PairFilter = parse_stage(defaults, settings, name, known, path)
    return parsed


def _line_of(path: str, number: int, key: str = "") -> int | None:
    """Return the line of a recipe where a filter's table begins, or where a key of the table stands.

    ``None`` means that the line cannot be found. The text is searched, because TOML parsers give no
    line numbers for valid files. The search finds only tables with the usual header ``[[filters]]``.

    Args:
        path: path of the recipe.
        number: 0-based number of the filter.
        key: the key; empty for the line of the table's header.
    """
    text = Path(path).read_text(encoding="utf-8-sig")
    starts = [match.start() for match in _FILTER_HEADER.finditer(text)]
    if number >= len(starts):
        return None
    start = starts[number]
    end = starts[number + 1] if number + 1 < len(starts) else len(text)
    inside = re.search(rf"^[ \t]*[\"']?{re.escape(key)}[\"']?[ \t]*=", text[start:end], re.MULTILINE) if key else None
    return text.count("\n", 0, start + (inside.start() if inside else 0)) + 1
