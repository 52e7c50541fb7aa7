"""Find the variants that other installed packages add to the program's registries.

A variant is one implementation, such as a format or a segmenter. A package adds it by an entry
point. The name of the entry point is the name of the variant. The object of the entry point is an
`aligner.registry.Entry`, or for a check rule, an `aligner.check.catalogue.RuleText`::

    [project.entry-points."bitext_aligner.formats"]
    lines = "my_package:LINES"

The program's own variants have priority: a package cannot replace one by using its name.
"""

from __future__ import annotations

import os
import sys
from functools import cache
from importlib.machinery import PathFinder
from typing import TYPE_CHECKING, Any, TypeVar

from aligner.errors import UsageError
from aligner.interface import _
from aligner.targets import import_target

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

AnyEntry = TypeVar("AnyEntry")
PREFIX = "bitext_aligner."
GROUPS = tuple(PREFIX + name for name in ("formats", "readers", "rules", "languages", "embedders"))
"""The groups of entry points that the program reads."""
METADATA_FOLDERS = ("dist-info", "egg-info")
"""Endings of the names of folders with the metadata of a package, in lower case."""


@cache
def added_entries(kind: str, group: str, form: type[AnyEntry], taken: tuple[str, ...]) -> dict[str, AnyEntry]:
    """Return the entries that other packages add to a registry, by name.

    If a package cannot be imported, or if its entry uses an existing name, the program gives one
    warning and ignores the entry. Installed packages are read once in each process.

    Args:
        kind: the kind of variant, for messages.
        group: group of the entry points.
        form: class of the entries.
        taken: names of the program's own variants.
    """
    found: dict[str, AnyEntry] = {}
    for point in _sorted_points(group):
        if point.name in taken or point.name in found:
            owner = _("the program's own") if point.name in taken else _("that of another package")
            _warn(
                _(
                    "the package {point!r} adds the {kind} {name!r}, which exists: {owner} is used",
                    point=_package(point),
                    kind=kind,
                    name=point.name,
                    owner=owner,
                )
            )
            continue
        try:
            entry = point.load()
            if not isinstance(entry, form):
                raise TypeError(f"{point.value} is no {form.__name__}")
        except Exception as error:  # the import of another package may raise any error
            _warn(_broken(kind, point, error))
            continue
        found[point.name] = entry
    return found


def packages() -> list[str]:
    """Return all variants that other packages add, such as ``formats lines (my-package 1.0)``, sorted."""
    return sorted(
        f"{group.rpartition('.')[2]} {point.name} ({_package(point, with_version=True)})"
        for group in GROUPS
        for point in _sorted_points(group)
    )


def package_of(group: str, name: str) -> str:
    """Return the package that adds a variant."""
    return _package(_point(group, name))


def load_target(kind: str, group: str, name: str, target: str) -> Any:  # noqa: ANN401 - whatever the target is
    """Import and return a variant of another package.

    Its target has the form ``package.module:attribute``.

    Raises:
        UsageError: the variant cannot be imported; the message names the package.
    """
    try:
        return import_target(target)
    except Exception as error:  # the import of another package may raise any error
        raise UsageError(_broken(kind, _point(group, name), error)) from error


def _sorted_points(group: str) -> list[EntryPoint]:
    """Return the entry points of a group, in an order that does not depend on the file system."""
    if not _may_add():
        return []
    from importlib.metadata import entry_points

    return sorted(entry_points(group=group), key=lambda each: (each.name, _package(each)))


@cache
def _may_add() -> bool:
    """Return whether an installed package may add a variant; almost none does.

    The files of entry points are searched for the names of groups. Only if one is found, or if packages
    are not in plain folders, `importlib.metadata` reads them: it takes 30 ms, most of them for imports.
    """
    if any(hasattr(finder, "find_distributions") and finder is not PathFinder for finder in sys.meta_path):
        return True  # packages at other places
    for folder in dict.fromkeys(sys.path):
        try:
            names = os.listdir(folder or ".")
        except NotADirectoryError:
            return True  # an archive, which may hold packages
        except OSError:
            continue
        if any(_names_a_group(os.path.join(folder, name)) for name in names if name.lower().endswith(METADATA_FOLDERS)):
            return True
    return False


def _names_a_group(folder: str) -> bool:
    try:
        with open(os.path.join(folder, "entry_points.txt"), "rb") as stream:
            return PREFIX.encode() in stream.read()
    except OSError:  # it has none
        return False


def _point(group: str, name: str) -> EntryPoint:
    return next(each for each in _sorted_points(group) if each.name == name)


def _broken(kind: str, point: EntryPoint, error: Exception) -> str:
    reason = " ".join(f"{type(error).__name__}: {error}".split())
    package = _package(point)
    return _(
        "the {kind} {name!r} of the package {package!r} cannot be loaded ({reason}): update it, or remove it with pip "
        "uninstall {package}",
        kind=kind,
        name=point.name,
        package=package,
        reason=reason,
    )


def _package(point: EntryPoint, *, with_version: bool = False) -> str:
    """Return the name of the package of an entry point."""
    if point.dist is None:
        return point.module
    return f"{point.dist.name} {point.dist.version}" if with_version else point.dist.name


def _warn(message: str) -> None:
    """Log a warning. Without configuration, Python prints it as a plain line on standard error."""
    import logging

    logging.getLogger(__name__).warning(_("aligner: warning: {warning}", warning=message))
