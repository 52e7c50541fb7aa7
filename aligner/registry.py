"""Registries: tables of variants, each with a name, a target, and the package that it needs.

A variant is one implementation, such as a format or a segmenter. Its target is the place of its
code. A variant is imported only when it is used. ``aligner --help`` is therefore fast, and a
missing optional package is reported only to users who need it.

Another installed package can add a variant by an entry point. The entry point names an `Entry`, and
belongs to the group of the registry, such as ``bitext_aligner.formats``. `aligner.plugins` searches
for entry points only if a name or an extension is not in the registry, or if all names are listed.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from aligner.errors import UsageError
from aligner.interface import _
from aligner.targets import import_target

DISTRIBUTION = "bitext-aligner"
"""The name of the installed package."""


@dataclass(frozen=True, slots=True)
class Entry:
    """The entry of one variant in a registry.

    Attributes:
        target: import path of the variant, ``package.module:attribute``.
        summary: short description for help texts.
        extensions: file extensions that select the variant, with the dot, lower case; longest first.
        package: optional package that the variant imports; empty if it needs none.
        extra: optional dependency group that provides the package.
    """

    target: str
    summary: str
    extensions: tuple[str, ...] = ()
    package: str = ""
    extra: str = ""


@dataclass(frozen=True)
class Registry:
    """A named table of variants.

    Attributes:
        kind: the kind of variant, for messages (``format``, ``segmenter``, ...).
        entries: the program's own entries by name, in the order of help texts.
        group: group of entry points by which other packages add to the table; empty if they cannot.
    """

    kind: str
    entries: dict[str, Entry] = field(default_factory=dict)
    group: str = ""

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names of all variants in the registry; those of other packages come last."""
        yield from self.entries
        yield from self.added()

    def __contains__(self, name: object) -> bool:
        """Return whether there is a variant with this name."""
        return name in self.entries or name in self.added()

    def added(self) -> dict[str, Entry]:
        """Return the entries that other packages add to the registry, by name."""
        if not self.group:
            return {}
        from aligner.plugins import added_entries

        return added_entries(self.kind, self.group, Entry, tuple(self.entries))

    def find(self, name: str) -> Entry:
        """Return the entry with the name ``name``.

        Raises:
            UsageError: there is no such variant.
        """
        entry = self.entries.get(name) or self.added().get(name)
        if entry is None:
            raise UsageError(
                _(
                    "unknown {kind} {name!r}: choose one of {choices}",
                    kind=_(self.kind),
                    name=name,
                    choices=", ".join(self),
                )
            )
        return entry

    def load(self, name: str) -> Any:  # noqa: ANN401 - each registry's users know its face
        """Import and return the variant with the name ``name``.

        Raises:
            UsageError: there is no such variant, its extra is not installed, or the package that adds it is broken.
        """
        entry = self.find(name)
        if entry.package:
            require(entry.package, entry.extra, _("{kind} {name!r}", kind=_(self.kind), name=name))
        if name not in self.entries:
            from aligner.plugins import load_target

            return load_target(self.kind, self.group, name, entry.target)
        return import_target(entry.target)

    def extensions(self) -> Iterator[str]:
        """Iterate over the file extensions of all variants."""
        for entry in (*self.entries.values(), *self.added().values()):
            yield from entry.extensions

    def name_for_path(self, path: str) -> str | None:
        """Return the name of the variant that the extension of a file name selects.

        The longest extension has priority. The extensions of other packages count only if none of the
        program's own extensions matches. The result is ``None`` if no extension matches.
        """
        return self.own_name_for_path(path) or _longest_match(self.added(), path)

    def own_name_for_path(self, path: str) -> str | None:
        """Return the name of the program's own variant that the extension of a file name selects.

        Installed packages are not searched. The result is ``None`` if no extension matches.
        """
        return _longest_match(self.entries, path)


def require(package: str, extra: str, what: str) -> None:
    """Raise an error with the install command if an optional package is missing.

    Args:
        package: the import name of the package.
        extra: optional dependency group that provides the package.
        what: the feature that needs the package, for the message.

    Raises:
        UsageError: the package is not installed.
    """
    if importlib.util.find_spec(package) is None:
        raise UsageError(
            _(
                "{what} needs the package {package!r}: pip install '{distribution}[{extra}]'",
                what=what,
                package=package,
                distribution=DISTRIBUTION,
                extra=extra,
            )
        )


def _longest_match(entries: dict[str, Entry], path: str) -> str | None:
    lowered = path.lower()
    matches = [
        (len(extension), name)
        for name, entry in entries.items()
        for extension in entry.extensions
        if lowered.endswith(extension)
    ]
    return max(matches)[1] if matches else None
